//! A property, an enum value, a message, a schema, a parameter and an operation for every keyword of Rust.

#![deny(warnings)]

asyncapi_channels::asyncapi!("keywords.yaml");

fn main() {
    let optional = Optional { r#type: Some("a".into()), self_: Some("b".into()), ..Optional::default() };
    assert_eq!(optional.r#type.as_deref(), Some("a"));
    assert_eq!(optional.self_.as_deref(), Some("b"));
}
