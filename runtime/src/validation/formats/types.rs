//! The Rust types of formats: texts, or the types of other crates when their feature is on.
//!
//! Of the crates for dates, the feature is for `chrono`: it is the one that the clients of
//! databases and the servers of the web mostly have in common. `jiff` has no date and time with a
//! plain offset that is written as RFC 3339 has it, and `time` reads no leap seconds. A `time` of
//! RFC 3339 has an offset, for which none of them has a type, so it stays a text.
//!
//! A type that is no text says nothing to the keywords for texts. Its format is checked when it is
//! read, with the function that is there for a text, so that both accept the same.

use serde::{Deserialize, Deserializer};

use super::{date, date_time, time, uri, uuid};
use crate::validation::{Checked, format};

/// What a read text must be, with the name of the format for the error.
#[cfg(any(feature = "chrono", feature = "uuid", feature = "url"))]
fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    name: &'static str,
    check: fn(&str) -> bool,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    use crate::validation::{Json, Violation};
    use serde::de::Error;

    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    let value = if check(&text) { parse(&text) } else { None };
    value.ok_or_else(|| {
        let limit = serde_json::Value::from(name).to_string();
        D::Error::custom(Violation::new("format", limit, text.shown()))
    })
}

/// A format as the type of a crate, when the crate's feature is on, or as a text.
macro_rules! format_type {
    (
        $name:literal, $check:ident, $feature:literal, $(#[$doc:meta])* $type:ident = $real:ty,
        $check_type:ident, $read_type:ident, |$text:ident| $parsed:expr
    ) => {
        $(#[$doc])*
        #[cfg(feature = $feature)]
        pub type $type = $real;

        $(#[$doc])*
        #[cfg(not(feature = $feature))]
        pub type $type = String;

        /// Checks the format; the type makes it certain.
        #[cfg(feature = $feature)]
        #[inline]
        pub fn $check_type(_value: &$type) -> Checked {
            Ok(())
        }

        /// Checks the format.
        #[cfg(not(feature = $feature))]
        #[inline]
        pub fn $check_type(value: &$type) -> Checked {
            format(value, $name, $check)
        }

        /// Reads a value of the format, and nothing that the type's own reading might accept too.
        #[cfg(feature = $feature)]
        pub fn $read_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
            read(deserializer, $name, $check, |$text| $parsed)
        }

        /// Reads the text, whose format is checked with the other keywords.
        #[cfg(not(feature = $feature))]
        pub fn $read_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
            String::deserialize(deserializer)
        }

        #[cfg(feature = $feature)]
        impl crate::validation::Json for $real {
            fn shown(&self) -> String {
                crate::validation::shown_json(self)
            }
        }

        #[cfg(feature = $feature)]
        impl crate::validation::Validate for $real {}
    };
}

format_type! {
    "date-time", date_time, "chrono",
    /// The type of the format `date-time`: a text, or with the feature `chrono` its
    /// `DateTime<FixedOffset>`. Digits after the nanoseconds are lost then.
    DateTime = chrono::DateTime<chrono::FixedOffset>,
    check_date_time, read_date_time, |text| chrono::DateTime::parse_from_rfc3339(text).ok()
}

format_type! {
    "date", date, "chrono",
    /// The type of the format `date`: a text, or with the feature `chrono` its `NaiveDate`.
    Date = chrono::NaiveDate,
    check_date, read_date, |text| text.parse().ok()
}

format_type! {
    "uuid", uuid, "uuid",
    /// The type of the format `uuid`: a text, or with the feature `uuid` its `Uuid`, which is
    /// written in lower case.
    Uuid = uuid::Uuid,
    check_uuid, read_uuid, |text| uuid::Uuid::try_parse(text).ok()
}

format_type! {
    "uri", uri, "url",
    /// The type of the format `uri`: a text, or with the feature `url` its `Url`, which has its own
    /// normal form, and no URI that the WHATWG knows no way to read.
    Url = url::Url,
    check_url, read_url, |text| url::Url::parse(text).ok()
}

/// The type of the format `time`: a text.
pub type Time = String;

/// Checks the format.
#[inline]
pub fn check_time(value: &Time) -> Checked {
    format(value, "time", time)
}

/// Reads the text, whose format is checked with the other keywords.
pub fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    String::deserialize(deserializer)
}
