//! Ids of requests and replies that stand beside the payload: in the headers that an envelope carries.
//!
//! No type holds the headers, so these ids are read from the text of a frame and put into it.

use serde_json::Value;

use crate::Payload;
use crate::correlation::{CorrelationField, CorrelationId, integer_of};
use crate::json::find_value;
use crate::select::Step;

/// Where in the object that a message travels in its id stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderId {
    /// The names that lead there, that of the property with the headers first.
    pub path: &'static [Step],
    /// Whether a number stands there rather than a text.
    pub is_number: bool,
}

impl HeaderId {
    /// Which of two fresh ids can stand there: one is a text and one a number.
    pub fn pick(self, [text, number]: [CorrelationId; 2]) -> CorrelationId {
        match self.is_number {
            true => number,
            false => text,
        }
    }

    /// The id that stands in a frame, be it a text or a number. Of several, the first.
    pub fn read(self, frame: &Payload) -> Option<CorrelationId> {
        let text = std::str::from_utf8(frame.as_bytes()).ok()?;
        find_value(text, self.path)?.id()
    }

    /// Puts an id into the frame of a message, before all else in its object. The frame stays as it is
    /// when the id is a text and only a number can stand there.
    pub fn write(self, frame: Payload, id: &CorrelationId) -> Payload {
        let value = match self.is_number {
            true => integer_of(id).map(|number| number.to_string()),
            false => Some(quoted(&id.to_string())),
        };
        let (Some(value), Some(rest)) =
            (value, frame.as_text().and_then(|it| it.strip_prefix('{')))
        else {
            return frame;
        };
        let names = self.path.iter().filter_map(|step| match step {
            Step::Key(name) | Step::EscapedKey(name) => Some(quoted(name)),
            Step::Index(_) => None,
        });
        let mut text = String::with_capacity(frame.len() + value.len() + 64);
        for name in names {
            text.extend(["{", &name, ":"]);
        }
        text.push_str(&value);
        text.extend(self.path.iter().skip(1).map(|_| '}'));
        text.push(',');
        text.push_str(rest);
        Payload::from(text)
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use CorrelationId::{Integer, Text};

    const FLAT: HeaderId = HeaderId {
        path: &[Step::Key("headers"), Step::Key("id")],
        is_number: false,
    };

    const NUMBER: HeaderId = HeaderId {
        is_number: true,
        ..FLAT
    };

    const NESTED: HeaderId = HeaderId {
        path: &[
            Step::Key("h"),
            Step::EscapedKey("a\"b\\"),
            Step::Key("c/d~"),
        ],
        is_number: false,
    };

    fn text(text: &str) -> CorrelationId {
        Text(text.to_owned())
    }

    fn read(place: HeaderId, frame: &str) -> Option<CorrelationId> {
        place.read(&Payload::from(frame))
    }

    fn written(place: HeaderId, frame: &str, id: &CorrelationId) -> String {
        let frame = place.write(Payload::from(frame), id);
        frame.as_text().expect("a text").to_owned()
    }

    #[test]
    fn an_id_is_put_before_all_else() {
        let frame = r#"{"route":"ask","payload":{"a":1}}"#;
        for (place, id, expected) in [
            (FLAT, text("x"), r#"{"headers":{"id":"x"},"#),
            (FLAT, text("\"\\\n"), r#"{"headers":{"id":"\"\\\n"},"#),
            (FLAT, Integer(-7), r#"{"headers":{"id":"-7"},"#),
            (NUMBER, Integer(7), r#"{"headers":{"id":7},"#),
            (NUMBER, text("7"), r#"{"headers":{"id":7},"#),
            (NESTED, text("é"), r#"{"h":{"a\"b\\":{"c/d~":"é"}},"#),
        ] {
            let expected = format!("{expected}{}", &frame[1..]);
            assert_eq!(written(place, frame, &id), expected);
            let value: Value = serde_json::from_str(&expected).expect("JSON");
            assert_eq!(value["payload"]["a"], 1);
        }
    }

    #[test]
    fn what_takes_no_id_stays_as_it_is() {
        for frame in ["", "text", " {}", "[1]"] {
            assert_eq!(written(FLAT, frame, &text("x")), frame);
        }
        for id in ["seven", "07", "7.0", ""] {
            assert_eq!(written(NUMBER, r#"{"a":1}"#, &text(id)), r#"{"a":1}"#);
        }
        let bytes = Payload::Binary(b"{}".to_vec().into());
        assert_eq!(FLAT.write(bytes.clone(), &text("x")), bytes);
    }

    #[test]
    fn an_id_is_read_as_it_was_written() {
        for id in ["x", "", "\"quoted\"", "a\\b", "\u{0}\u{1f}", "é\u{1F600}"] {
            for place in [FLAT, NESTED] {
                let frame = written(place, r#"{"payload":{"headers":{"id":"no"}}}"#, &text(id));
                assert_eq!(read(place, &frame), Some(text(id)), "{frame}");
            }
        }
        for id in [0, -1, i64::MAX.into(), u64::MAX.into()] {
            let frame = written(NUMBER, r#"{"payload":1}"#, &Integer(id));
            assert_eq!(read(NUMBER, &frame), Some(Integer(id)), "{frame}");
        }
    }

    #[test]
    fn an_id_is_found_wherever_the_headers_are() {
        for frame in [
            r#"{"payload":{"headers":{"id":"no"}},"headers":{"id":"x"}}"#,
            " {\n\t\"headers\" : { \"other\" : [ { } ] , \"id\" : \"x\" } , \"payload\" : 1 } ",
            r#"{"\u0068eaders":{"i\u0064":"\u0078"},"payload":1}"#,
            r#"{"a":"}\"{","headers":{"id":"x"}}"#,
        ] {
            assert_eq!(read(FLAT, frame), Some(text("x")), "{frame}");
        }
        let frame = r#"{"h":{"a\"b\\":{"c\/d~":"x"}}}"#;
        assert_eq!(read(NESTED, frame), Some(text("x")));
        let bytes = Payload::Binary(br#"{"headers":{"id":"x"}}"#.to_vec().into());
        assert_eq!(FLAT.read(&bytes), Some(text("x")));
    }

    #[test]
    fn a_number_and_a_text_are_both_read() {
        for place in [FLAT, NUMBER] {
            assert_eq!(read(place, r#"{"headers":{"id":"7"}}"#), Some(text("7")));
            assert_eq!(read(place, r#"{"headers":{"id":7}}"#), Some(Integer(7)));
            assert_eq!(read(place, r#"{"headers":{"id":7.0}}"#), Some(Integer(7)));
        }
    }

    #[test]
    fn what_is_no_id_is_none() {
        for frame in [
            "",
            "{",
            "text",
            "[]",
            r#"["headers","id"]"#,
            "{}",
            r#"{"id":"x"}"#,
            r#"{"headers":null}"#,
            r#"{"headers":"id"}"#,
            r#"{"headers":[{"id":"x"}]}"#,
            r#"{"headers":{}}"#,
            r#"{"headers":{"ids":"x"}}"#,
            r#"{"headers":{"id":null}}"#,
            r#"{"headers":{"id":true}}"#,
            r#"{"headers":{"id":{"id":"x"}}}"#,
            r#"{"headers":{"id":["x"]}}"#,
            r#"{"headers":{"id":"x"#,
        ] {
            assert_eq!(read(FLAT, frame), None, "{frame}");
        }
        let bytes = Payload::Binary(b"\xff".to_vec().into());
        assert_eq!(FLAT.read(&bytes), None);
    }

    #[test]
    fn of_several_ids_the_first_counts() {
        for frame in [
            r#"{"headers":{"id":"x","id":"y"}}"#,
            r#"{"headers":{"i\u0064":"x","i\u0064":"y"}}"#,
            r#"{"headers":{"id":"x"},"headers":{"id":"y"}}"#,
            r#"{"headers":{},"headers":{"id":"x"}}"#,
        ] {
            assert_eq!(read(FLAT, frame), Some(text("x")), "{frame}");
        }
        // So what is put into a frame that has headers already is what is read.
        let frame = written(FLAT, r#"{"headers":{"id":"y"},"payload":1}"#, &text("x"));
        assert_eq!(read(FLAT, &frame), Some(text("x")));
    }
}
