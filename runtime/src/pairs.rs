//! Parameters as pairs of text, written and read.
//!
//! Scalars are their text, a list is a key that repeats, an absent or null value is no pair, and an
//! object (or a list within a list) is its JSON text.

use std::collections::BTreeMap;

use crate::address::Pairs;
use crate::json::{Plain, RawJson, ReadError, ReadJson, Reader, WriteJson, Writer, plain_document};
use crate::validation::Validate;
use crate::{AddressError, ParameterKind};

impl ParameterKind {
    /// Writes a struct or a map as pairs.
    #[doc(hidden)]
    pub fn __write<T: WriteJson>(self, value: &T) -> Result<Pairs, AddressError> {
        let json = Writer::text(|out| value.write_json(out));
        let json = json.map_err(|error| AddressError::parameters(self, error))?;
        let parameters: Option<BTreeMap<String, RawJson<'_>>> =
            ReadJson::read_json(&mut Reader::new(&json))
                .map_err(|_| AddressError::parameters(self, "expected an object"))?;
        let mut pairs = Vec::new();
        for (key, value) in parameters.unwrap_or_default() {
            let items = match value.as_str().starts_with('[') {
                true => Vec::read_json(&mut Reader::new(value.as_str())).unwrap_or_default(),
                false => vec![value],
            };
            let texts = items.into_iter().filter_map(text);
            pairs.extend(texts.map(|text| (key.clone(), text)));
        }
        Ok(pairs)
    }

    /// Reads a struct or a map from pairs. Of the headers only those in `names` are read, for a
    /// request always has others; their case is of no concern.
    #[doc(hidden)]
    pub fn __read<T: for<'de> ReadJson<'de>>(
        self,
        pairs: Pairs,
        names: &[&str],
    ) -> Result<T, AddressError> {
        let mut entries: Vec<(String, Vec<String>)> = Vec::new();
        let mut index = BTreeMap::new();
        for (key, value) in pairs {
            let key = if self == Self::Header {
                match names.iter().find(|name| name.eq_ignore_ascii_case(&key)) {
                    Some(name) => (*name).to_owned(),
                    None => continue,
                }
            } else {
                key
            };
            match index.get(&key) {
                Some(&at) => {
                    let (_, values): &mut (String, Vec<String>) = &mut entries[at];
                    values.push(value);
                }
                None => {
                    index.insert(key.clone(), entries.len());
                    entries.push((key, vec![value]));
                }
            }
        }
        let document = plain_document(&entries);
        let plain = match self {
            Self::Header => Plain::Header,
            Self::Address | Self::Query => Plain::Value,
        };
        T::read_json(&mut Reader::plain(&document, plain))
            .map_err(|error| self.unreadable(&error, &entries))
    }

    /// The error for pairs that cannot be read.
    fn unreadable(self, error: &ReadError, entries: &[(String, Vec<String>)]) -> AddressError {
        let first = error.pointer().split('/').nth(1).unwrap_or_default();
        let key = first.replace("~1", "/").replace("~0", "~");
        match entries.iter().find(|(name, _)| *name == key) {
            Some((_, values)) if !error.pointer().is_empty() => {
                AddressError::invalid(self, key, values.join(", "), error.reason())
            }
            _ => AddressError::parameters(self, error.reason()),
        }
    }

    /// Reads a struct or a map from pairs, and checks it.
    #[doc(hidden)]
    pub fn __read_checked<T: for<'de> ReadJson<'de> + Validate>(
        self,
        pairs: Pairs,
        names: &[&str],
    ) -> Result<T, AddressError> {
        let parameters = self.__read(pairs, names)?;
        self.__check(&parameters)?;
        Ok(parameters)
    }

    /// Checks parameters against their schemas.
    #[doc(hidden)]
    pub fn __check<T: Validate>(self, value: &T) -> Result<(), AddressError> {
        value.validate().map_err(|violation| {
            let text = violation.to_string();
            match violation.into_property() {
                Some((key, violation)) => {
                    let value = violation.value();
                    let value = serde_json::from_str(value).unwrap_or_else(|_| value.to_owned());
                    AddressError::invalid(self, key, value, violation.demand())
                }
                None => AddressError::parameters(self, text),
            }
        })
    }
}

/// A value's text; `None` when it is null.
fn text(value: RawJson<'_>) -> Option<String> {
    match value.as_str() {
        "null" => None,
        json if json.starts_with('"') => String::read_json(&mut Reader::new(json)).ok(),
        json => Some(json.to_owned()),
    }
}

#[cfg(test)]
mod tests;
