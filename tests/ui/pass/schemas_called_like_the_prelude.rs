//! Schemas and messages under the names of the prelude.

#![deny(warnings)]

asyncapi_channels::asyncapi!("schemas_called_like_the_prelude.yaml");

fn main() {
    let ok: Ok = Ok { list: std::vec::Vec::new(), maybe: std::option::Option::None, again: std::option::Option::None, count: 1, ok: true };
    let _ = chat::ClientMessage::from(ok);
}
