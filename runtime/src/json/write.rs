//! Writing the types that generated types are made of.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Writer;
use super::keys::Key;

/// A value that is written as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as JSON",
    label = "what this type is on the wire is not known",
    note = "derive `Message` for it; a type that only serde knows is wrapped in a struct of one field"
)]
pub trait WriteJson {
    /// Writes the value. One that has no JSON form says so to the writer.
    fn write_json(&self, out: &mut Writer);

    /// Whether a property with this value is left out.
    #[inline]
    fn is_absent(&self) -> bool {
        false
    }
}

impl WriteJson for str {
    #[inline]
    fn write_json(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl WriteJson for String {
    #[inline]
    fn write_json(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl WriteJson for Cow<'_, str> {
    #[inline]
    fn write_json(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl WriteJson for bool {
    #[inline]
    fn write_json(&self, out: &mut Writer) {
        out.raw(if *self { "true" } else { "false" });
    }
}

impl WriteJson for () {
    fn write_json(&self, out: &mut Writer) {
        out.raw("null");
    }
}

/// What is no finite number is `null`, as serde_json has it; validation refuses it before.
impl WriteJson for f64 {
    fn write_json(&self, out: &mut Writer) {
        match self.is_finite() {
            true => out.raw(zmij::Buffer::new().format_finite(*self)),
            false => out.raw("null"),
        }
    }
}

macro_rules! integers {
    ($($ty:ty)*) => {$(
        impl WriteJson for $ty {
            fn write_json(&self, out: &mut Writer) {
                out.raw(itoa::Buffer::new().format(*self));
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl<T: WriteJson + ?Sized> WriteJson for Box<T> {
    fn write_json(&self, out: &mut Writer) {
        (**self).write_json(out);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    #[inline]
    fn write_json(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write_json(out),
            None => out.raw("null"),
        }
    }

    #[inline]
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: WriteJson> WriteJson for [T] {
    fn write_json(&self, out: &mut Writer) {
        out.raw("[");
        for item in self {
            item.write_json(out);
            out.raw(",");
        }
        out.end("]");
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, out: &mut Writer) {
        self.as_slice().write_json(out);
    }
}

impl<K: Key, T: WriteJson> WriteJson for BTreeMap<K, T> {
    fn write_json(&self, out: &mut Writer) {
        out.raw("{");
        for (key, value) in self {
            out.property(&key.name(), value);
        }
        out.end("}");
    }
}

impl Writer {
    /// Writes the additional properties of a record, each with the comma after it. One with the
    /// name of a known property is an error, for the object would have that property twice.
    #[inline]
    pub fn additional<K: AsRef<str>, T: WriteJson>(
        &mut self,
        record: &'static str,
        names: &'static [&'static str],
        map: &BTreeMap<K, T>,
    ) {
        if !map.is_empty() {
            self.additional_by(record, names, map, Self::value);
        }
    }

    /// The same by a function.
    #[inline(never)]
    pub fn additional_by<K: AsRef<str>, T>(
        &mut self,
        record: &'static str,
        names: &'static [&'static str],
        map: &BTreeMap<K, T>,
        write: impl Fn(&mut Self, &T),
    ) {
        let known = |name: &str| names.iter().any(|it| super::object::is_named(it, name));
        if let Some(name) = map.keys().map(K::as_ref).find(|name| known(name)) {
            self.fail(format!(
                "additional property `{name}` of `{record}` has the name of a field"
            ));
        }
        for (name, value) in map {
            self.property_by(name.as_ref(), |out| write(out, value));
        }
    }
}
