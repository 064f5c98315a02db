//! What derived code rests on: how a field's type is read, written, checked and described, of which
//! the derive knows only the name.

mod flatten;
mod limits;
mod nested;
mod of;
mod part_of;
mod probe;
mod shapes;
mod tag;
mod text_binary;
mod values;
mod with;

pub use flatten::{Flattened, Object, Rest};
pub use limits::{Items, Numeric, Properties, Text, items, number, properties, text, to_json};
pub use nested::read_nested;
pub use of::{Both, Foreign, Of, Reading, Writing, of, of_value, ways};
pub use part_of::PartOf;
pub use probe::{Probe, Unknown};
pub use shapes::default_json;
pub use tag::can_have_tag;
pub use text_binary::{BinaryPayload, TextPayload, UnknownPayload};
pub use values::{Values, read_values, write_values};
