//! What derived code rests on: how a field's type is read, written, checked and described, of which
//! the derive knows only the name.

mod nested;
mod part_of;
mod probe;
mod text_binary;

pub use probe::{Probe, Unknown};
pub use text_binary::{BinaryPayload, TextPayload, UnknownPayload};
