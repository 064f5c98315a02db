//! The `asyncapi!` macro. Depend on `asyncapi-channels`, which re-exports it and documents it.

mod derive;
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

/// Derived for messages that are written by hand. Documented in `asyncapi-channels`, which re-exports
/// it.
#[proc_macro_derive(Message, attributes(message, serde))]
pub fn derive_message(input: TokenStream) -> TokenStream {
    derived(input, |input| {
        derive::message(input, derive::Derived::Message)
    })
}

/// Derived for the parameters of a channel that is written by hand. Documented in
/// `asyncapi-channels`, which re-exports it.
#[proc_macro_derive(Parameters, attributes(message, serde))]
pub fn derive_parameters(input: TokenStream) -> TokenStream {
    derived(input, |input| {
        derive::message(input, derive::Derived::Parameters)
    })
}

/// Derived for a channel that is written by hand. Documented in `asyncapi-channels`, which re-exports
/// it.
#[proc_macro_derive(Channel, attributes(channel))]
pub fn derive_channel(input: TokenStream) -> TokenStream {
    derived(input, derive::channel)
}

fn derived(
    input: TokenStream,
    derive: impl FnOnce(&syn::DeriveInput) -> proc_macro2::TokenStream,
) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => derive(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
