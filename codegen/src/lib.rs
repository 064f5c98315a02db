//! Turns an AsyncAPI document into Rust tokens: the library behind the `asyncapi!` macro.

pub mod diagnostics;
pub mod document;
pub mod source;
