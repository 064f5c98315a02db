//! What derived code rests on: how a field's type is read, written, checked and described, of which
//! the derive knows only the name.

mod nested;
mod parameters;
mod part_of;
mod probe;
mod text_binary;

pub use parameters::{has_no_other_parameters, has_parameter};
pub use part_of::PartOf;
pub use probe::{Probe, Unknown};
pub use text_binary::{BinaryPayload, TextPayload, UnknownPayload};
