//! JSON (RFC 8259), read from a text straight into types and written as text straight from them.
//!
//! The types are known when the code is generated, so neither way needs a model of data between
//! the text and the value. What is read is exactly what `serde_json` reads, but that an object must
//! not have a name twice and that an integer may be written with a fraction of zero.

mod bridge;
mod collections;
mod error;
mod items;
mod keys;
mod look;
mod number;
mod object;
mod plain;
mod raw_json;
mod read;
mod reader;
mod scan;
mod string;
mod tagged;
mod tuples;
mod untagged;
mod value;
mod write;
mod writer;

pub use bridge::{deserialize, read_foreign, read_with, serialize};
pub use error::ReadError;
pub use items::ItemWriter;
pub use keys::{Key, Name};
pub use object::{END, Fields};
pub use raw_json::RawJson;
pub use read::ReadJson;
pub use reader::Reader;
pub use write::WriteJson;
pub use writer::Writer;

pub(crate) use bridge::{absent_foreign, without_position};
pub(crate) use error::{PointerStep, TOO_MANY_TRIALS};
pub(crate) use look::{find_constant, find_value, find_written, keys};
pub(crate) use number::Number;
pub(crate) use object::is_named;
pub(crate) use plain::{Plain, plain_document};

#[cfg(test)]
mod tests;
