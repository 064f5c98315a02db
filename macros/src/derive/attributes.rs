//! Attributes → what they say.

use super::Derived;
use super::ast::Container;
use super::errors::Errors;
use syn::DeriveInput;

/// What a type says of itself; `None` if not even that can be made out.
pub(crate) fn container(
    input: &DeriveInput,
    _derived: Derived,
    errors: &mut Errors,
) -> Option<Container> {
    errors.at(input.ident.span(), "attributes are not read yet");
    None
}
