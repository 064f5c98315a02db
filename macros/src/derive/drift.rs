//! Checks of hand-written types against a document.
//!
//! What the names alone show is an error of the macro. What only the compiler can know, because it is
//! about types, is left to constants that do not evaluate if a type is another than the document's:
//! see the runtime's `drift`.

mod channel;
mod documents;
mod objects;

pub(crate) use channel::channel_checks;

use super::ast::{self, Container, Data};
use super::errors::Errors;
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use asyncapi_channels_codegen::drift::{Contract, Subject, SubjectKind, Value};
use asyncapi_channels_codegen::model::Constant;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// Holds a type against the document that it names. A pointer becomes what the document's other
/// types know the schema by.
pub(crate) fn checks(container: &mut Container, errors: &mut Errors) -> TokenStream {
    let Some(spec) = &mut container.spec else {
        return TokenStream::new();
    };
    let find = |contract: &mut Contract, name: &str| contract.schema(name);
    let (subject, tracked) = documents::find(&spec.file, None, &spec.schema, errors, find);
    let Some(subject) = subject else {
        return tracked;
    };
    spec.schema.0.clone_from(&subject.name);
    let checks = type_checks(container, &subject, errors);
    quote!(#tracked #checks)
}

fn type_checks(container: &Container, subject: &Subject, errors: &mut Errors) -> TokenStream {
    let span = container.ident.span();
    let checks = match (&container.data, &subject.kind) {
        (Data::Record(record), SubjectKind::Object(properties)) => {
            objects::checks(container, record, properties, &subject.place, errors)
        }
        (Data::Values(values), SubjectKind::Values(known)) => {
            value_errors(container, values, known, &subject.place, errors);
            TokenStream::new()
        }
        (Data::Messages(_), SubjectKind::Alternatives(set)) => {
            set.checks("the document has it", None, span)
        }
        _ => subject.whole("", span),
    };
    let generics = &container.generics;
    if generics.type_params().next().is_some() || generics.const_params().next().is_some() {
        // What such a type is, is only known where it is used.
        return TokenStream::new();
    }
    let ty = stand_alone(container, quote!(Self));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use __p::derived::Unknown as _;
            const DEFINITION: __p::Option<&__p::describe::Definition> =
                __p::Some(&<#ty as __p::describe::Define>::DEFINITION);
            const SHAPE: __p::describe::Shape = <#ty as __p::describe::Describe>::SHAPE;
            #checks
        };
    }
}

/// Constants that are missing or that the document does not have.
fn value_errors(
    container: &Container,
    values: &[ast::Value],
    known: &[Value],
    place: &str,
    errors: &mut Errors,
) {
    let shown: Vec<String> = known.iter().map(|known| known.value.to_json()).collect();
    let mut meant: Vec<&str> = Vec::new();
    for value in values {
        // What is only read may be more than the document has.
        let own = constant(&value.value);
        if known.iter().any(|known| known.value == own) {
            continue;
        }
        let own = own.to_json();
        let near = did_you_mean(&own, shown.iter().map(String::as_str));
        meant.extend(near);
        errors.at(
            value.span,
            format!(
                "the document has no value {own} ({place}){}",
                advice(near, &shown)
            ),
        );
    }
    let own: Vec<Constant> = values
        .iter()
        .flat_map(ast::Value::all)
        .map(constant)
        .collect();
    for (known, shown) in known.iter().zip(&shown) {
        if !own.contains(&known.value) && !meant.contains(&shown.as_str()) {
            let text = format!(
                "`{}` has no variant for {shown}: {}",
                container.ident, known.place
            );
            errors.at(container.ident.span(), text);
        }
    }
}

/// What was meant, or what there is.
fn advice(near: Option<&str>, all: &[String]) -> String {
    match near {
        Some(near) => format!("; did you mean {near}?"),
        None if all.is_empty() => String::from("; it has none"),
        None => format!("; it has {}", all.join(", ")),
    }
}

fn constant(constant: &ast::Constant) -> Constant {
    match constant {
        ast::Constant::String(text) => Constant::Str(text.clone()),
        ast::Constant::Integer(value) => Constant::Json(value.to_string()),
        ast::Constant::Boolean(value) => Constant::Json(value.to_string()),
    }
}

/// A type as it is written outside of the definition that it stands in: `Self` and the lifetimes of
/// the definition have no meaning there.
fn stand_alone(container: &Container, tokens: TokenStream) -> TokenStream {
    let generics = &container.generics;
    let is_own = |name: &Ident| {
        let mut own = generics.lifetimes();
        own.any(|own| own.lifetime.ident == *name)
    };
    let mut out = TokenStream::new();
    let mut after_quote = false;
    for token in tokens {
        let next_after_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        match token {
            TokenTree::Ident(name) if after_quote && is_own(&name) => {
                Ident::new("static", name.span()).to_tokens(&mut out);
            }
            TokenTree::Ident(name) if name == "Self" => {
                let ident = &container.ident;
                let lifetimes = generics.lifetimes().map(|_| quote!('static));
                out.extend(quote!(#ident<#(#lifetimes),*>));
            }
            TokenTree::Group(group) => {
                let inner = stand_alone(container, group.stream());
                proc_macro2::Group::new(group.delimiter(), inner).to_tokens(&mut out);
            }
            token => token.to_tokens(&mut out),
        }
        after_quote = next_after_quote;
    }
    out
}
