//! Schemas with names that generic code likes.

#![deny(warnings)]

asyncapi_channels::asyncapi!("one_letter_names.yaml");

fn main() {
    let inner = A::new(Vec::new());
    let _ = letters::ClientMessage::from(A { a: Some(inner.into()), ..A::new(vec![S::default()]) });
}
