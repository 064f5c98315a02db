//! Values of any type that are not looked into.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::object::duplicate;
use super::plain::Plain;
use super::{ReadError, ReadJson, Reader, WriteJson, Writer};

/// A value of any type, as the JSON text that it was received as.
///
/// This is what a view of a message has where the message itself has a
/// [`serde_json::Value`]. The text is known to be JSON, in which no object has a property twice.
/// Two are equal when their texts are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RawJson<'a>(&'a str);

impl<'a> RawJson<'a> {
    /// The text, without white space around it.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// The value, as the message itself has it.
    #[must_use]
    pub fn to_value(self) -> Value {
        // The text was read before, so that there is no error.
        Value::read_json(&mut Reader::new(self.0)).unwrap_or_default()
    }

    /// Reads the value as a type, which can borrow from the text.
    ///
    /// # Errors
    ///
    /// When the value is none of that type.
    pub fn read<T: Deserialize<'a>>(self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.0)
    }
}

impl fmt::Debug for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> ReadJson<'de> for RawJson<'de> {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        json.peek_token();
        let start = json.at;
        pass(json)?;
        Ok(Self(json.text.get(start..json.at).unwrap_or_default()))
    }
}

/// Passes over a value and refuses what a [`Value`] is not read from.
fn pass(json: &mut Reader<'_>) -> Result<(), ReadError> {
    match json.peek_token() {
        Some(b'{') => {
            let mut names = BTreeSet::new();
            json.properties(|json, name| {
                if names.contains(&name) {
                    return Err(json.error(duplicate(&name)));
                }
                pass(json).map_err(|error| error.within(&name))?;
                names.insert(name);
                Ok(())
            })
        }
        Some(b'[') => {
            let mut items = json.items("an array")?;
            while items.next_by(pass)?.is_some() {}
            Ok(())
        }
        Some(b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => json.skip(),
        Some(Plain::MARK) if json.plain != Plain::No => Err(json.unexpected("JSON")),
        _ => Err(json.syntax("a value")),
    }
}

/// Written as the message itself is.
impl WriteJson for RawJson<'_> {
    fn write_json(&self, out: &mut Writer) {
        self.to_value().write_json(out);
    }
}

impl Serialize for RawJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RawJson<'_>, String> {
        let mut json = Reader::new(text);
        let raw = RawJson::read_json(&mut json).map_err(|error| error.to_string())?;
        json.end().map_err(|error| error.to_string())?;
        Ok(raw)
    }

    #[test]
    fn it_is_read_from_what_a_value_is_read_from() {
        for text in [
            "null",
            " [1, {\"a\": [-0.5e1, true, \"\\u0061\"]}] ",
            "{}",
            "{\"a\":1,\"b\":{\"a\":1}}",
            "{\"a\":1,\"\\u0061\":1}",
            "[{\"a\":{\"b\":1,\"b\":2}}]",
            "",
            "[1,]",
            "{\"a\"}",
            "nul",
            "1e999",
            "01",
            "\"\\x\"",
            "\u{1}a\u{1}",
        ] {
            let mut json = Reader::new(text);
            let value = Value::read_json(&mut json).and_then(|value| json.end().map(|()| value));
            let value = value.map_err(|error| error.to_string());
            assert_eq!(read(text).map(RawJson::to_value), value, "{text}");
        }
        let deep = "[".repeat(200);
        assert_eq!(
            read(&deep).unwrap_err(),
            Value::read_json(&mut Reader::new(&deep))
                .unwrap_err()
                .to_string()
        );
    }

    #[test]
    fn it_is_its_text() {
        let raw = read(" {\"a\" : \"b\"} ").unwrap();
        assert_eq!(raw.as_str(), "{\"a\" : \"b\"}");
        assert_eq!(raw.to_string(), raw.as_str());
        assert_eq!(format!("{raw:?}"), raw.as_str());
        assert_eq!(serde_json::to_string(&raw).unwrap(), "{\"a\":\"b\"}");
        let map: std::collections::BTreeMap<&str, &str> = raw.read().unwrap();
        assert_eq!(map["a"], "b");
        assert!(raw.read::<u8>().is_err());
    }
}
