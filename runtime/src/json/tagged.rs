//! A tag beside the properties of an object whose type knows nothing of it.
//!
//! The tag of a hand-written set of messages stands in the object of the payload. Which message it
//! is was looked up before the payload is read, so that here the tag is only passed over, and
//! refused where it is there twice. What is written gets it in front.

use std::borrow::Cow;

use serde::Deserialize;

use super::object::{duplicate, is_named, name_of};
use super::untagged::Without;
use super::{Fields, ReadError, Reader, Writer};

/// The way to a tag: the names of the properties there as JSON, each with the colon that follows,
/// that of the tag last; and the start of the object as it is mostly written, without a comma, such as
/// `{"type":"join"`. That is empty for a tag that is deeper.
pub(super) type Way = (&'static [&'static str], &'static str);

/// The property that an object has beside those of its type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    way: &'static Way,
    /// How many arrays and objects are open in that object.
    depth: u32,
    /// Whether the first of the properties was there.
    seen: bool,
}

impl Tag {
    /// No tag, for inside of an object at least that object is open.
    pub(super) const NONE: Self = Self {
        way: &(&[], ""),
        depth: 0,
        seen: false,
    };
}

impl<'de> Reader<'de> {
    /// Reads a value, which is an object with a tag that its type need not know.
    #[inline]
    pub fn tagged<T>(
        &mut self,
        way: &'static Way,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let outer = self.tag;
        self.tag = Tag {
            way,
            depth: self.depth() + 1,
            seen: false,
        };
        let result = read(self);
        self.tag = outer;
        result
    }

    /// Whether the object that was entered last has a tag.
    #[inline]
    pub(super) fn is_tagged(&self) -> bool {
        self.tag.depth == self.depth()
    }

    /// Reads an object whose properties may have any name, without the tag that it may have: the
    /// function reads the value of each.
    pub(super) fn own_properties(
        &mut self,
        mut read: impl FnMut(&mut Self, Cow<'de, str>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let tag = match self.tag.way.0 {
            [name] if self.tag.depth == self.depth() + 1 => *name,
            _ => return self.properties(read),
        };
        let mut seen = false;
        self.properties(|json, name| match is_named(tag, &name) {
            false => read(json, name),
            true if seen => Err(json.error(duplicate(&name))),
            true => {
                seen = true;
                json.skip()
            }
        })
    }

    /// Reads the text of a value by serde as if it had no tag, if it has one: a type may refuse
    /// properties that it does not know.
    #[cold]
    pub(super) fn without_tag<T: Deserialize<'de>>(&self, text: &'de str) -> Option<T> {
        let written = self.tag.way.0.first()?;
        if self.tag.depth != self.depth() + 1 {
            return None;
        }
        Without::read(text, &name_of(written))
    }
}

impl Reader<'_> {
    /// Passes over the tag where it comes first in an object with these properties, as it mostly does;
    /// says whether it did.
    #[inline(never)]
    pub(super) fn pass_tag_in_front(&mut self, properties: &[&str]) -> bool {
        let Tag { way, .. } = self.tag;
        let (names, object) = way;
        let written = object.get(1..).unwrap_or_default();
        // The type may have the tag as a property of its own.
        if let [name] = names
            && !written.is_empty()
            && self.is_next(written)
            && !properties.contains(name)
        {
            let start = self.at;
            self.at += written.len();
            match self.peek() {
                Some(b',' | b'}') => {
                    self.tag.seen = true;
                    return true;
                }
                // The value goes on.
                _ => self.at = start,
            }
        }
        false
    }
}

impl Fields<'_, '_> {
    /// Passes over the unknown property that came last if it is the tag, or holds it.
    #[inline]
    pub(crate) fn take_tag(&mut self) -> bool {
        self.json.is_tagged() && self.take_tag_by_name()
    }

    #[inline(never)]
    fn take_tag_by_name(&mut self) -> bool {
        let key = std::mem::take(&mut self.key);
        match self.json.tag.way.0.first() {
            Some(name) if is_named(name, &key) => {}
            _ => {
                self.key = key;
                return false;
            }
        }
        let passed = match self.json.tag.seen {
            true => Err(self.json.error(duplicate(&key))),
            false => self.json.skip(),
        };
        self.json.tag.seen = true;
        if let Err(error) = passed {
            self.fail(error);
        }
        true
    }

    /// Passes over the unknown property that came last if it has the name of one on the way to the
    /// tag, as deep. Whether it is that very one is not asked.
    #[cold]
    pub(super) fn take_part_of_tag(&mut self) -> bool {
        let tag = self.json.tag;
        let level = self.json.depth().checked_sub(tag.depth.max(1));
        let name = level.and_then(|level| tag.way.0.get(usize::try_from(level).ok()?));
        let is_part = name.is_some_and(|name| is_named(name, &self.key));
        if is_part && let Err(error) = self.json.skip() {
            self.fail(error);
        }
        is_part
    }
}

impl Writer {
    /// Writes an object that a function writes, with a tag in front of what that one writes.
    ///
    /// `name` and `tag` are as [`Reader::tagged`] has them.
    #[inline]
    pub fn tagged(&mut self, name: &'static str, tag: &'static str, write: impl FnOnce(&mut Self)) {
        self.raw(tag);
        let object = self.text.len();
        self.tagged_until = object;
        write(self);
        self.tagged_until = usize::MAX;
        // What knows of the tag has gone on with the object.
        if !matches!(self.text.as_bytes().get(object), Some(b',' | b'}')) {
            self.join(name, tag, object);
        }
    }

    /// Whether the object that is to be written was begun with a tag.
    #[inline]
    #[must_use]
    pub fn has_tag(&self) -> bool {
        self.text.len() == self.tagged_until
    }

    /// Writes the object that comes next from its bracket on, whatever was begun with a tag: it is
    /// looked at as a whole.
    #[inline]
    pub fn whole_object(&mut self) {
        self.tagged_until = usize::MAX;
    }

    /// The same for a tag that is within properties of the object. `value` is JSON.
    pub fn tagged_within(
        &mut self,
        names: &'static [&'static str],
        value: &'static str,
        write: impl FnOnce(&mut Self),
    ) {
        let start = self.text.len();
        self.whole_object();
        write(self);
        self.insert(names, value, start);
    }

    /// Makes one object of `{"type":"join"` and of `{"room":"a"}`, which begins at `object`: the
    /// bracket between them becomes a comma.
    fn join(&mut self, name: &'static str, tag: &str, object: usize) {
        let written = self.text.get(object..).unwrap_or_default();
        let Some(properties) = written.strip_prefix('{') else {
            return self.no_object(name);
        };
        if properties.trim_start().starts_with('}') {
            self.text.truncate(object);
            self.text.push('}');
            return;
        }
        // Mostly the name is nowhere, so that the properties need not be looked at.
        let quoted = name.trim_end_matches(':');
        let place = match memchr::memmem::find(written.as_bytes(), quoted.as_bytes()) {
            Some(_) => place_of(written, name),
            None => Ok(None),
        };
        let value = tag.get(1 + name.len()..).unwrap_or_default();
        match place {
            Err(error) => self.fail(error.to_string()),
            Ok(None) => self.text.replace_range(object..=object, ","),
            // It has the tag itself.
            Ok(Some(place)) if is_value(written, place, value) => {
                self.text.drain(object - tag.len()..object);
            }
            Ok(Some(_)) => self.other_tag(name),
        }
    }

    /// Puts a tag into the object that begins at `start`, below the properties on the way to it, of
    /// which the object may have some.
    fn insert(&mut self, names: &[&'static str], value: &str, start: usize) {
        let Some((name, deeper)) = names.split_first() else {
            return;
        };
        let written = self.text.get(start..).unwrap_or_default();
        if !written.starts_with('{') {
            return self.no_object(name);
        }
        match place_of(written, name) {
            Err(error) => self.fail(error.to_string()),
            Ok(Some(place)) if !deeper.is_empty() => self.insert(deeper, value, start + place),
            // It has the tag itself.
            Ok(Some(place)) => {
                let end = place + value.len();
                if written.get(place..end) != Some(value) {
                    self.other_tag(name);
                }
            }
            Ok(None) => {
                let comma = if written.starts_with("{}") { "" } else { "," };
                let (way, close) = (names.join("{"), "}".repeat(deeper.len()));
                let tag = format!("{way}{value}{close}{comma}");
                self.text.insert_str(start + 1, &tag);
            }
        }
    }

    #[cold]
    fn no_object(&mut self, name: &str) {
        let name = name.trim_end_matches(':');
        self.fail(format!(
            "is no object, and so cannot have the tag {name}: with `content`, the payload is a \
             property beside the tag"
        ));
    }

    #[cold]
    fn other_tag(&mut self, name: &str) {
        let name = name.trim_end_matches(':');
        self.fail(format!(
            "has a property {name} of its own with another value"
        ));
    }
}

/// Whether a property of an object has the value, which begins at a place.
fn is_value(object: &str, place: usize, value: &str) -> bool {
    let written = object
        .get(place..)
        .and_then(|rest| rest.strip_prefix(value));
    written.is_some_and(|rest| rest.trim_start().starts_with([',', '}']))
}

/// Where the value of a property of an object begins.
fn place_of(object: &str, name: &'static str) -> Result<Option<usize>, ReadError> {
    let mut place = None;
    Reader::new(object).properties(|json, key| {
        if is_named(name, &key) {
            json.peek_token();
            place = Some(json.at);
        }
        json.skip()
    })?;
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{END, ReadJson};

    const TYPE: &[&str] = &["\"type\":"];
    const DEEP: &[&str] = &["\"header\":", "\"type\":"];

    fn written(names: &'static [&'static str], object: &str) -> Result<String, String> {
        Writer::text(|out| {
            out.raw("[");
            match names {
                [name] => out.tagged(name, r#"{"type":"a""#, |out| out.raw(object)),
                names => out.tagged_within(names, "\"a\"", |out| out.raw(object)),
            }
            out.raw("]");
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn the_tag_goes_in_front() {
        for (object, expected) in [
            (r#"{"x":{"type":1}}"#, r#"[{"type":"a","x":{"type":1}}]"#),
            ("{}", r#"[{"type":"a"}]"#),
            (r#"{"type":"a"}"#, r#"[{"type":"a"}]"#),
            (r#"{"type":"a","x":1}"#, r#"[{"type":"a","x":1}]"#),
        ] {
            assert_eq!(written(TYPE, object).as_deref(), Ok(expected));
        }
        assert!(written(TYPE, "[1]").unwrap_err().contains("`content`"));
        assert!(written(TYPE, "").unwrap_err().contains("no object"));
        for other in [r#"{"type":"ab"}"#, r#"{"type":1}"#] {
            assert!(written(TYPE, other).unwrap_err().contains("another value"));
        }
    }

    #[test]
    fn a_nested_tag_goes_into_what_is_there() {
        for (object, expected) in [
            ("{}", r#"[{"header":{"type":"a"}}]"#),
            (r#"{"x":1}"#, r#"[{"header":{"type":"a"},"x":1}]"#),
            (
                r#"{"x":1,"header":{}}"#,
                r#"[{"x":1,"header":{"type":"a"}}]"#,
            ),
            (
                r#"{"header":{"id":1}}"#,
                r#"[{"header":{"type":"a","id":1}}]"#,
            ),
            (
                r#"{"header":{"id":1,"type":"a"}}"#,
                r#"[{"header":{"id":1,"type":"a"}}]"#,
            ),
        ] {
            assert_eq!(written(DEEP, object).as_deref(), Ok(expected));
        }
        assert!(
            written(DEEP, r#"{"header":1}"#)
                .unwrap_err()
                .contains("no object")
        );
        assert!(
            written(DEEP, r#"{"header":{"type":"b"}}"#)
                .unwrap_err()
                .contains("another value")
        );
    }

    #[derive(Debug, PartialEq)]
    struct Closed(u8);

    impl<'de> ReadJson<'de> for Closed {
        fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
            let mut fields = Fields::new(json, "Closed", &["\"x\":"]);
            let mut x = None;
            loop {
                match fields.next() {
                    0 => fields.set(&mut x),
                    END => break,
                    _ => fields.unknown(),
                }
            }
            match x {
                Some(x) if fields.is_complete(&[0]) => Ok(Self(x)),
                _ => Err(fields.incomplete(&[0])),
            }
        }
    }

    fn read(text: &str) -> Result<Closed, String> {
        Reader::new(text)
            .tagged(&(&["\"type\":"], r#"{"type":"a""#), Closed::read_json)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_closed_type_takes_the_tag_once_wherever_it_is() {
        for text in [
            r#"{"type":"a","x":1}"#,
            r#"{ "type" : "a" , "x" : 1 }"#,
            r#"{"x":1,"type":"a"}"#,
            r#"{"type":"b","x":1}"#,
            r#"{"type":"a" ,"x":1}"#,
            r#"{"x":1,"typ\u0065":"a"}"#,
            r#"{"x":1}"#,
        ] {
            assert_eq!(read(text), Ok(Closed(1)), "{text}");
        }
        for text in [
            r#"{"type":"a","x":1,"type":"a"}"#,
            r#"{"x":1,"type":"a","type":"a"}"#,
        ] {
            assert_eq!(read(text), Err("duplicate property `type`".to_owned()));
        }
        assert_eq!(
            read(r#"{"type":"a","x":1,"y":1}"#),
            Err("unknown property `y`".to_owned())
        );
        assert!(read(r#"{"type":x,"x":1}"#).is_err());
        assert!(Closed::read_json(&mut Reader::new(r#"{"type":"a","x":1}"#)).is_err());
    }
}
