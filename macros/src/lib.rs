//! The `asyncapi!` macro. Depend on `asyncapi-channels`, which re-exports it and documents it.

mod expand;
mod options;

use proc_macro::TokenStream;

/// Generates typed WebSocket channels from an AsyncAPI document. Documented in
/// `asyncapi-channels`, which re-exports it.
#[proc_macro]
pub fn asyncapi(input: TokenStream) -> TokenStream {
    match syn::parse::<options::Input>(input) {
        Ok(input) => expand::expand(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
