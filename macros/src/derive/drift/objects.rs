//! Structs with named fields against the properties of an object.

use super::super::ast::{Container, Field, Record};
use super::super::errors::Errors;
use super::{advice, constant, stand_alone};
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use asyncapi_channels_codegen::drift::{self, Property};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Tells of properties without a field and of fields without a property, and leaves to the compiler
/// what is about types. What flattened fields hold is left to the compiler as well.
pub(super) fn checks(
    container: &Container,
    record: &Record,
    properties: &[Property],
    place: &str,
    errors: &mut Errors,
) -> TokenStream {
    let on_wire = |field: &&Field| !(field.skip_reading && field.skip_writing);
    let fields: Vec<&Field> = record.fields.iter().filter(on_wire).collect();
    let own = || fields.iter().filter(|field| !field.flatten);
    let flattened: Vec<TokenStream> = fields
        .iter()
        .filter(|field| field.flatten)
        .map(|field| definition_of(container, field))
        .collect();

    let meant = unknown_fields(own().copied(), properties, place, errors);
    let span = container.ident.span();
    let mut checks = TokenStream::new();
    for property in properties {
        if let Some(field) = own().find(|field| is_of(field, property)) {
            if field.name == property.name {
                checks.extend(property.check("", field.span));
            }
        } else if is_tag_of(record, property) {
            tag_error(container, record, property, errors);
        } else if property.is_tag || meant.contains(&property.name.as_str()) {
            // The enum writes it; or it is told of already.
        } else if flattened.is_empty() {
            let text = missing(container, record, property);
            errors.at(span, text);
        } else {
            let tokens = &property.tokens;
            let check = quote!(__p::drift::flattened(&[#(#flattened),*], &#tokens));
            checks.extend(drift::constant(span, &check));
        }
    }
    for field in fields.iter().filter(|field| field.flatten) {
        let definition = definition_of(container, field);
        checks.extend(drift::no_others(
            properties,
            "",
            place,
            &definition,
            field.span,
        ));
    }
    checks
}

/// Tells of fields whose property the document does not have. Returns the properties that were meant.
fn unknown_fields<'p>(
    fields: impl Iterator<Item = &'p Field>,
    properties: &'p [Property],
    place: &str,
    errors: &mut Errors,
) -> Vec<&'p str> {
    let fields: Vec<&Field> = fields.collect();
    let names: Vec<String> = properties
        .iter()
        .map(|property| format!("`{}`", property.name))
        .collect();
    let mut meant = Vec::new();
    for field in &fields {
        if properties
            .iter()
            .any(|property| property.name == field.name)
        {
            continue;
        }
        // What another field is already was not meant.
        let free = properties
            .iter()
            .filter(|property| fields.iter().all(|field| field.name != property.name));
        let near = did_you_mean(&field.name, free.map(|property| property.name.as_str()));
        meant.extend(near);
        let near = near.map(|near| format!("`{near}`"));
        let text = format!(
            "the document has no property `{}` ({place}){}",
            field.name,
            advice(near.as_deref(), &names)
        );
        errors.at(field.span, text);
    }
    meant
}

/// Whether a field is a property. A further name that it is read by counts where nothing has to be
/// written by that name.
fn is_of(field: &Field, property: &Property) -> bool {
    field.name == property.name || !property.required && field.aliases.contains(&property.name)
}

/// Whether the struct writes the property itself, to say which message it is.
fn is_tag_of(record: &Record, property: &Property) -> bool {
    let tag = record.tag.as_ref();
    tag.is_some_and(|(path, _)| path.first() == Some(&property.name))
}

fn tag_error(container: &Container, record: &Record, property: &Property, errors: &mut Errors) {
    if let (Some((path, own)), Some(stated)) = (&record.tag, &property.constant)
        && path.len() == 1
        && constant(own) != *stated
    {
        let text = format!(
            "`{}` of `{}` is always {}, but in the document {}: {}",
            property.name,
            container.ident,
            constant(own).to_json(),
            stated.to_json(),
            property.place
        );
        errors.at(container.ident.span(), text);
    }
}

fn missing(container: &Container, record: &Record, property: &Property) -> String {
    let mut text = format!(
        "`{}` has no field for `{}`: {}",
        container.ident, property.name, property.place
    );
    if let Some(constant) = &property.constant {
        let constant = constant.to_json();
        text.push_str(&format!(
            ", where it is always {constant}; write a field of type `()` with \
             `#[message(const = {constant})]`"
        ));
        if record.tag.is_none() && constant.starts_with('"') {
            text.push_str(&format!(
                ", or on the type `#[message(tag = {:?}, rename = {constant})]`",
                property.name
            ));
        }
    }
    text
}

/// What is in the type of a field that is flattened, if that is known.
fn definition_of(container: &Container, field: &Field) -> TokenStream {
    let ty = field.wire_type.as_ref().unwrap_or(&field.ty);
    let ty = stand_alone(container, ty.to_token_stream());
    quote!(__p::derived::Probe::<#ty>::BARE)
}
