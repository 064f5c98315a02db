//! The Rust types of formats: texts, or the types of other crates when their feature is on.
//!
//! Of the crates for dates, the feature is for `chrono`: it is the one that the clients of
//! databases and the servers of the web mostly have in common. `jiff` has no date and time with a
//! plain offset that is written as RFC 3339 has it, and `time` reads no leap seconds. The format
//! `time` has an offset, for which none of them has a type, so it stays a text.
//!
//! A type that is no text says nothing to the keywords for texts. Its format is checked when it is
//! read, with the function that is there for a text, so that both accept the same.

use super::{date, date_time, uri, uuid};
use crate::validation::Checked;

/// What a read text must be, with the name of the format for the error.
#[cfg(any(feature = "chrono", feature = "uuid", feature = "url"))]
fn read<T>(
    json: &mut crate::json::Reader<'_>,
    name: &'static str,
    check: fn(&str) -> bool,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, crate::json::ReadError> {
    use crate::json::ReadJson;
    use crate::validation::{Json, Violation};

    let text = std::borrow::Cow::<'_, str>::read_json(json)?;
    let value = if check(&text) { parse(&text) } else { None };
    value.ok_or_else(|| {
        let limit = serde_json::Value::from(name).to_string();
        json.error(Violation::new("format", limit, text.shown()).to_string())
    })
}

/// A format as the type of a crate, when the crate's feature is on, or as a text.
macro_rules! format_type {
    (
        $name:literal, $check:ident, $feature:literal, $(#[$doc:meta])* $type:ident = $real:ty,
        $check_type:ident, |$text:ident| $parsed:expr
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
            crate::validation::format(value, $name, $check)
        }

        #[cfg(feature = $feature)]
        impl crate::validation::Json for $real {
            fn shown(&self) -> String {
                crate::validation::shown_json(self)
            }
        }

        #[cfg(feature = $feature)]
        impl crate::validation::Validate for $real {}

        /// Reads a value of the format, and nothing that the type's own reading might accept too.
        #[cfg(feature = $feature)]
        impl<'de> crate::json::ReadJson<'de> for $real {
            fn read_json(
                json: &mut crate::json::Reader<'de>,
            ) -> Result<Self, crate::json::ReadError> {
                read(json, $name, $check, |$text| $parsed)
            }
        }

        #[cfg(feature = $feature)]
        impl crate::json::WriteJson for $real {
            fn write_json(&self, out: &mut crate::json::Writer) {
                out.foreign(self);
            }
        }
    };
}

format_type! {
    "date-time", date_time, "chrono",
    /// The type of the format `date-time`: a text, or with the feature `chrono` its
    /// `DateTime<FixedOffset>`. Digits after the nanoseconds are lost then.
    DateTime = chrono::DateTime<chrono::FixedOffset>,
    check_date_time, |text| chrono::DateTime::parse_from_rfc3339(text).ok()
}

format_type! {
    "date", date, "chrono",
    /// The type of the format `date`: a text, or with the feature `chrono` its `NaiveDate`.
    Date = chrono::NaiveDate,
    check_date, |text| text.parse().ok()
}

format_type! {
    "uuid", uuid, "uuid",
    /// The type of the format `uuid`: a text, or with the feature `uuid` its `Uuid`, which is
    /// written in lower case.
    Uuid = uuid::Uuid,
    check_uuid, |text| uuid::Uuid::try_parse(text).ok()
}

format_type! {
    "uri", uri, "url",
    /// The type of the format `uri`: a text, or with the feature `url` its `Url`, which has its own
    /// normal form, and no URI that the WHATWG knows no way to read.
    Url = url::Url,
    check_url, |text| url::Url::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{ReadJson, Reader, WriteJson, Writer};
    use serde_json::{Value, json};

    fn read<T: for<'a> ReadJson<'a>>(value: &Value) -> Result<T, String> {
        let text = value.to_string();
        T::read_json(&mut Reader::new(&text)).map_err(|error| error.to_string())
    }

    /// Reads a value and checks it, as generated code does, and gives what it is written as again.
    fn read_and_check<T: for<'a> ReadJson<'a> + WriteJson>(
        text: &str,
        check: fn(&T) -> Checked,
    ) -> Result<Value, String> {
        let value: T = read(&json!(text))?;
        check(&value).map_err(|violation| violation.to_string())?;
        let written = Writer::text(|out| value.write_json(out));
        serde_json::from_str(&written.unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn texts_of_the_formats_are_read_whatever_their_type() {
        let date_time = |text| read_and_check(text, check_date_time);
        let date = |text| read_and_check(text, check_date);
        let uuid = |text| read_and_check(text, check_uuid);
        let url = |text| read_and_check(text, check_url);
        for (found, text) in [
            (
                date_time("1990-12-31T15:59:59-08:00"),
                "1990-12-31T15:59:59-08:00",
            ),
            (
                date_time("1990-12-31T15:59:59.123456789Z"),
                "1990-12-31T15:59:59.123456789Z",
            ),
            (date_time("1990-12-31T23:59:60Z"), "1990-12-31T23:59:60Z"),
            (date("2020-02-29"), "2020-02-29"),
            (
                uuid("2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
                "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            ),
            (
                url("https://example.com/a?b#c"),
                "https://example.com/a?b#c",
            ),
        ] {
            assert_eq!(found, Ok(json!(text)));
        }
    }

    #[test]
    fn other_texts_are_the_same_violation_whatever_their_type() {
        let date_time = |text| read_and_check(text, check_date_time);
        let date = |text| read_and_check(text, check_date);
        let uuid = |text| read_and_check(text, check_uuid);
        let url = |text| read_and_check(text, check_url);
        for (found, text) in [
            (
                date_time("1990-12-31 15:59:59Z"),
                "`format` \"date-time\", found \"1990-12-31 15:59:59Z\"",
            ),
            (
                date_time("1990-12-31"),
                "`format` \"date-time\", found \"1990-12-31\"",
            ),
            (
                date("2021-02-29"),
                "`format` \"date\", found \"2021-02-29\"",
            ),
            (
                date("+2021-02-28"),
                "`format` \"date\", found \"+2021-02-28\"",
            ),
            (
                uuid("2eb8aa08aa9811eab4aa73b441d16380"),
                "`format` \"uuid\", found \"2eb8aa08aa9811eab4aa73b441d16380\"",
            ),
            (url("/a"), "`format` \"uri\", found \"/a\""),
            (url("http://a b"), "`format` \"uri\", found \"http://a b\""),
        ] {
            assert_eq!(found, Err(text.to_owned()));
        }
    }

    #[test]
    fn other_values_are_no_texts() {
        let text = read::<DateTime>(&json!(1)).unwrap_err();
        let violation = crate::Violation::parse(&text).unwrap();
        assert_eq!(
            (violation.keyword(), violation.limit()),
            ("type", "a string")
        );
    }
}
