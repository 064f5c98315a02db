//! Schemas and messages under the names of the prelude.

#![deny(warnings)]

asyncapi_channels::asyncapi!("schemas_called_like_the_prelude.yaml");

fn main() {
    let ok: Ok = Ok::new(std::vec::Vec::new(), true);
    let _ = chat::ClientMessage::from(ok);
}
