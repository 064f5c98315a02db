//! No name of the prelude is there.

#![deny(warnings)]

#[no_implicit_prelude]
pub mod api {
    ::asyncapi_channels::asyncapi!("../documents/everything.yaml");
}

fn main() {}
