//! Objects: structs and variants with named fields.

use super::ast::{Container, Field, Record};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Member;

/// How a field is reached: an expression of type `&T`, such as `&self.text` or a name that a pattern
/// has bound.
pub(crate) type Access<'a> = &'a dyn Fn(&Member) -> TokenStream;

/// `ReadJson`, `WriteJson` and `Validate` of a struct.
pub(crate) fn implementations(_container: &Container, _record: &Record) -> TokenStream {
    TokenStream::new()
}

/// The same for a struct that is on the wire what its only field is.
pub(crate) fn transparent(_container: &Container, _field: &Field) -> TokenStream {
    TokenStream::new()
}

/// An expression of type `Result<T, ReadError>` that reads an object from `json`, a
/// `&mut Reader<'de>`. `name` is for errors; `constructor` is what the fields' braces follow, such as
/// `Self` or `Self::Say`.
pub(crate) fn read(_record: &Record, _name: &str, _constructor: &TokenStream) -> TokenStream {
    quote!(__p::Err(__p::ReadError::new(__p::String::new())))
}

/// Statements that write the object to `out`, a `&mut Writer`.
pub(crate) fn write(_record: &Record, _name: &str, _access: Access<'_>) -> TokenStream {
    TokenStream::new()
}

/// Statements that check the fields, with `?`.
pub(crate) fn checks(_record: &Record, _access: Access<'_>) -> TokenStream {
    TokenStream::new()
}

/// An expression that reads the type of a field from `json`, a `&mut Reader<'de>`: by `ReadJson`
/// where the type has it, else by serde, or by the function that the field names.
pub(crate) fn read_value(_field: &Field) -> TokenStream {
    TokenStream::new()
}

/// A statement that writes `value`, an expression of type `&T`, to `out`.
pub(crate) fn write_value(_field: &Field, _value: &TokenStream) -> TokenStream {
    TokenStream::new()
}

/// Statements that check `value`, an expression of type `&T`, with `?`.
pub(crate) fn check_value(_field: &Field, _value: &TokenStream) -> TokenStream {
    TokenStream::new()
}
