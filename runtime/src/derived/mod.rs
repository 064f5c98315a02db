//! What derived code rests on: how a field's type is read, written, checked and described, of which
//! the derive knows only the name.

mod part_of;
mod probe;

pub use probe::{Probe, Unknown};
