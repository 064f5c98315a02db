//! JSON whose objects keep their order, so that a document reads as its types do.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Value(Value),
    List(Vec<Tree>),
    Object(Object),
}

/// Named parts, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Tree)>);

impl Object {
    /// Sets a part, in its place where it is there already.
    pub(super) fn set(&mut self, name: &str, part: impl Into<Tree>) {
        let part = part.into();
        match self.get_mut(name) {
            Some(known) => *known = part,
            None => self.0.push((name.to_owned(), part)),
        }
    }

    /// The same, for a part that is read one after the other.
    pub(super) fn with(mut self, name: &str, part: impl Into<Tree>) -> Self {
        self.set(name, part);
        self
    }

    /// A text that may be empty, and is left out then.
    pub(super) fn text(mut self, name: &str, text: &str) -> Self {
        if !text.is_empty() {
            self.set(name, text);
        }
        self
    }

    /// A part that may be empty, and is left out then.
    pub(super) fn part(mut self, name: &str, part: Object) -> Self {
        if !part.is_empty() {
            self.set(name, part);
        }
        self
    }

    /// With all parts of another object.
    pub(super) fn part_of(self, other: Object) -> Self {
        other
            .0
            .into_iter()
            .fold(self, |all, (name, part)| all.with(&name, part))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Tree> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, part)| part)
    }

    /// The name of an equal part.
    pub(super) fn name_of(&self, part: &Tree) -> Option<String> {
        let mut parts = self.0.iter();
        let (name, _) = parts.find(|(_, known)| known == part)?;
        Some(name.clone())
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Tree> {
        self.0
            .iter_mut()
            .find(|(known, _)| known == name)
            .map(|(_, part)| part)
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_parts(self) -> impl Iterator<Item = (String, Tree)> {
        self.0.into_iter()
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<bool> for Tree {
    fn from(value: bool) -> Self {
        Self::Value(value.into())
    }
}

impl From<Value> for Tree {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl From<Vec<Tree>> for Tree {
    fn from(list: Vec<Tree>) -> Self {
        Self::List(list)
    }
}

impl From<Object> for Tree {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, part) in &self.0 {
            map.serialize_entry(name, part)?;
        }
        map.end()
    }
}
