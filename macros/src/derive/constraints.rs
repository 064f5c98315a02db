//! Constraints of fields → the statements that check them.

use super::ast::{Constraint, Field, Keyword};
use super::record::write_value;
use asyncapi_channels_codegen::model::json_string;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// Statements that check `value`, a reference to the field's value, with `?`.
pub(crate) fn checks(field: &Field) -> TokenStream {
    let checks: TokenStream = field
        .constraints
        .iter()
        .map(|constraint| check(field, constraint))
        .collect();
    match &field.wire_type {
        Some(_) if !checks.is_empty() => {
            let write = write_value(field, &quote!(value));
            // What the Rust type is says nothing of what is on the wire.
            quote!({ let value = &__p::derived::to_json(|out| { #write })?; #checks })
        }
        _ => checks,
    }
}

/// The traits of the runtime that a field's type must have for its constraints.
pub(crate) fn kinds(field: &Field) -> impl Iterator<Item = TokenStream> {
    field
        .constraints
        .iter()
        .map(|constraint| match constraint.keyword.subject() {
            Subject::Text => quote!(__p::derived::Text),
            Subject::Number => quote!(__p::derived::Numeric),
            Subject::Items => quote!(__p::derived::Items),
            Subject::Properties => quote!(__p::derived::Properties),
        })
}

fn check(field: &Field, constraint: &Constraint) -> TokenStream {
    let keyword = &constraint.keyword;
    let span = constraint.span.resolved_at(Span::call_site());
    let name = Ident::new(keyword.function(), span);
    let subject = match keyword.subject() {
        Subject::Text => quote_spanned!(span=> __p::derived::text),
        Subject::Number => quote_spanned!(span=> __p::derived::number),
        Subject::Items => quote_spanned!(span=> __p::derived::items),
        Subject::Properties => quote_spanned!(span=> __p::derived::properties),
    };
    let is_possible = field
        .wire_type
        .as_ref()
        .map(|ty| quote_spanned!(span=> let _ = #subject::<#ty>;));
    let value = match keyword.subject() {
        Subject::Text | Subject::Number => quote_spanned!(span=> #subject(value)),
        Subject::Items | Subject::Properties => {
            let write = match &field.wire_type {
                Some(_) => quote!(out.value(value)),
                None => write_value(field, &quote!(value)),
            };
            quote_spanned!(span=> #subject(value, |value, out| { #write }))
        }
    };
    let check = match keyword {
        Keyword::Pattern(pattern) => quote_spanned! {span=> {
            static PATTERN: __p::validation::Pattern = __p::validation::Pattern::new(#pattern);
            __p::validation::#name(&#value, &PATTERN)?;
        }},
        Keyword::Format(format) => {
            let check = format_check(format);
            quote_spanned! {span=>
                __p::validation::#name(&#value, #format, __p::validation::formats::#check)?;
            }
        }
        Keyword::UniqueItems => quote_spanned! {span=>
            __p::validation::#name(&#value.to_json()?)?;
        },
        keyword => {
            let limit = keyword.limit();
            quote_spanned!(span=> __p::validation::#name(&#value, #limit)?;)
        }
    };
    quote!(#is_possible #check)
}

/// The runtime's function for a format.
fn format_check(format: &str) -> Ident {
    match format {
        "byte" => format_ident!("base64"),
        other => format_ident!("{}", other.replace('-', "_")),
    }
}

/// What a keyword is about.
enum Subject {
    Text,
    Number,
    Items,
    Properties,
}

impl Keyword {
    fn subject(&self) -> Subject {
        match self {
            Self::MinLength(_) | Self::MaxLength(_) | Self::Pattern(_) | Self::Format(_) => {
                Subject::Text
            }
            Self::Minimum(_)
            | Self::Maximum(_)
            | Self::ExclusiveMinimum(_)
            | Self::ExclusiveMaximum(_)
            | Self::MultipleOf(_) => Subject::Number,
            Self::MinItems(_) | Self::MaxItems(_) | Self::UniqueItems => Subject::Items,
            Self::MinProperties(_) | Self::MaxProperties(_) => Subject::Properties,
        }
    }

    /// The runtime's function.
    fn function(&self) -> &'static str {
        match self {
            Self::MinLength(_) => "min_length",
            Self::MaxLength(_) => "max_length",
            Self::Pattern(_) => "pattern",
            Self::Format(_) => "format",
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::ExclusiveMinimum(_) => "exclusive_minimum",
            Self::ExclusiveMaximum(_) => "exclusive_maximum",
            Self::MultipleOf(_) => "multiple_of",
            Self::MinItems(_) => "min_items",
            Self::MaxItems(_) => "max_items",
            Self::UniqueItems => "unique_items",
            Self::MinProperties(_) => "min_properties",
            Self::MaxProperties(_) => "max_properties",
        }
    }

    /// The keyword's value, as the runtime's functions take it.
    fn limit(&self) -> TokenStream {
        match self {
            Self::MinLength(limit)
            | Self::MaxLength(limit)
            | Self::MinItems(limit)
            | Self::MaxItems(limit)
            | Self::MinProperties(limit)
            | Self::MaxProperties(limit) => {
                let limit = Literal::u64_unsuffixed(*limit);
                quote!(#limit)
            }
            Self::Minimum(limit)
            | Self::Maximum(limit)
            | Self::ExclusiveMinimum(limit)
            | Self::ExclusiveMaximum(limit)
            | Self::MultipleOf(limit) => number(limit),
            Self::Pattern(_) | Self::Format(_) | Self::UniqueItems => TokenStream::new(),
        }
    }

    /// The keyword of JSON Schema, and its value as JSON.
    pub(crate) fn rule(&self) -> (String, String) {
        let mut words = self.function().split('_');
        let first = words.next().unwrap_or_default().to_owned();
        let name = words.fold(first, |mut name, word| {
            let (start, rest) = word.split_at(word.len().min(1));
            name.push_str(&start.to_uppercase());
            name.push_str(rest);
            name
        });
        let value = match self {
            Self::MinLength(limit)
            | Self::MaxLength(limit)
            | Self::MinItems(limit)
            | Self::MaxItems(limit)
            | Self::MinProperties(limit)
            | Self::MaxProperties(limit) => limit.to_string(),
            Self::Minimum(limit)
            | Self::Maximum(limit)
            | Self::ExclusiveMinimum(limit)
            | Self::ExclusiveMaximum(limit)
            | Self::MultipleOf(limit) => limit.clone(),
            Self::Pattern(text) | Self::Format(text) => json_string(text),
            Self::UniqueItems => "true".to_owned(),
        };
        (name, value)
    }
}

/// A limit: a whole number exactly, any other as the nearest `f64`.
fn number(text: &str) -> TokenStream {
    match (text.parse::<i128>(), text.parse::<f64>()) {
        (Ok(value), _) => {
            let value = Literal::i128_unsuffixed(value);
            quote!(__p::validation::Number::Int(#value))
        }
        (Err(_), value) => {
            let value = value.unwrap_or_default().clamp(f64::MIN, f64::MAX);
            let value = Literal::f64_suffixed(value);
            quote!(__p::validation::Number::Float(#value))
        }
    }
}
