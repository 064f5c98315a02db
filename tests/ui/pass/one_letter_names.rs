//! Schemas with names that generic code likes.

#![deny(warnings)]

asyncapi_channels::asyncapi!("one_letter_names.yaml");

fn main() {
    let inner = A { a: None, all: Vec::new() };
    let _ = letters::ClientMessage::from(A { a: Some(inner.into()), all: vec![S::default()] });
}
