//! How serde_json is asked for the text of a value.

use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde_json::value::RawValue;

/// The name under which serde_json gives a value's text, as it does for [`RawValue`] itself. Asked
/// for directly, the text need not be copied, and other formats can give their values as they are.
pub(crate) fn raw_value_name() -> &'static str {
    static NAME: OnceLock<&'static str> = OnceLock::new();
    NAME.get_or_init(|| match <Box<RawValue>>::deserialize(Probe) {
        Err(Asked(Some(name))) => name,
        // The name would be of no use either: the value is then read as any other.
        _ => "RawValue",
    })
}

/// Fails with the name of the newtype that is asked for.
struct Probe;

#[derive(Debug)]
struct Asked(Option<&'static str>);

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no value")
    }
}

impl std::error::Error for Asked {}

impl serde::de::Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked(None))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: V,
    ) -> Result<V::Value, Asked> {
        Err(Asked(Some(name)))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn serde_json_gives_its_name() {
        assert!(super::raw_value_name().starts_with("$serde_json"));
    }
}
