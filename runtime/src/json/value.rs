//! Values of any type.

use serde_json::{Map, Value};

use super::{Number, Plain, ReadError, ReadJson, Reader, WriteJson, Writer};

impl<'de> ReadJson<'de> for Value {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        Ok(match json.peek_token() {
            Some(b'{') => {
                let mut map = Map::new();
                json.own_properties(|json, name| {
                    if map.contains_key(&*name) {
                        return Err(json.error(format!("duplicate property `{name}`")));
                    }
                    let value = Self::read_json(json).map_err(|error| error.within(&name))?;
                    map.insert(name.into_owned(), value);
                    Ok(())
                })?;
                Self::Object(map)
            }
            Some(b'[') => Self::Array(json.items("an array")?.rest()?),
            Some(b't' | b'f') => Self::Bool(json.boolean()?),
            Some(b'n') => {
                json.null()?;
                Self::Null
            }
            Some(b'-' | b'0'..=b'9') => match json.number()? {
                Number::Unsigned(value) => value.into(),
                Number::Negative(value) => value.into(),
                Number::Float(value) => value.into(),
            },
            Some(Plain::MARK) if json.plain == Plain::Value => {
                let mut texts: Vec<Self> = json.items("")?.rest()?;
                match texts.len() {
                    1 => texts.swap_remove(0),
                    _ => Self::Array(texts),
                }
            }
            Some(b'"' | Plain::MARK) => Self::String(json.string()?.into_owned()),
            _ => return Err(json.syntax("a value")),
        })
    }
}

impl WriteJson for Value {
    fn write_json(&self, out: &mut Writer) {
        match self {
            Self::Null => out.raw("null"),
            Self::Bool(value) => value.write_json(out),
            Self::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => value.write_json(out),
                (_, Some(value)) => value.write_json(out),
                _ => out.foreign(number),
            },
            Self::String(text) => out.string(text),
            Self::Array(items) => items.write_json(out),
            Self::Object(map) => {
                out.raw("{");
                for (name, value) in map {
                    out.property(name, value);
                }
                out.end("}");
            }
        }
    }
}
