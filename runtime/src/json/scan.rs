//! Finds a tag by a look at the bytes of a JSON text, from its start to the tag and no further.
//!
//! What is looked for is mostly among the first properties, and what comes before it need not be
//! understood to be passed over. Nothing is checked on the way: the reader of the message that the
//! tag names reads all of the text, the tag included, and refuses what is no JSON. Whatever is not
//! plain (an escape in a name, a structure where a scalar should be, no tag at all) is left to the
//! full reading in `look`.

use super::reader::starts_with;
use super::string::{each, exactly, plain_until};
use crate::select::Step;

/// What a look finds: a scalar as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar<'j> {
    /// What is between the quotes of a string without escapes.
    Text(&'j [u8]),
    /// Any other, as JSON.
    Json(&'j [u8]),
}

/// The scalar at a path; `None` when a look at the bytes cannot tell.
///
/// Where the text holds nothing else, as `whole` says, the first property is looked at, then the
/// last, which is as quickly found. Of a name that is there twice, any one counts: whatever is read
/// then refuses the other.
#[inline]
pub(super) fn scalar_at<'j>(json: &'j str, path: &[Step], whole: bool) -> Option<Scalar<'j>> {
    if let [Step::Key(wanted)] = path
        && whole
    {
        let bytes = json.as_bytes();
        if let Some(at) = after_first_name(bytes, wanted) {
            return Scanner { bytes, at }.scalar();
        }
        if let Some(scalar) = last_property(json, wanted) {
            return Some(scalar);
        }
    }
    let mut scanner = Scanner {
        bytes: json.as_bytes(),
        at: 0,
    };
    for step in path {
        match step {
            Step::Key(key) => scanner.enter_property(key)?,
            Step::EscapedKey(_) => return None,
            Step::Index(index) => scanner.enter_item(*index)?,
        }
    }
    scanner.scalar()
}

/// The value of the last property of the object that is the whole of a text, if it is the wanted one
/// and a scalar, by a look at the end of the text. In JSON, the last bracket closes the outermost
/// object, and a quote before it ends a string, so nothing before need be looked at.
#[inline]
pub(super) fn last_property<'j>(json: &'j str, wanted: &str) -> Option<Scalar<'j>> {
    let rest = json.trim_ascii_end().as_bytes().strip_suffix(b"}")?;
    let rest = rest.trim_ascii_end();
    let (rest, scalar) = match rest.strip_suffix(b"\"") {
        Some(rest) => {
            let (rest, text) = split_last_string(rest)?;
            (rest, Scalar::Text(text))
        }
        None => {
            let colon = rest.iter().rposition(|byte| !is_part_of_scalar(*byte))?;
            let (rest, scalar) = rest.split_at_checked(colon + 1)?;
            (rest, Scalar::Json(scalar))
        }
    };
    let rest = rest.trim_ascii_end().strip_suffix(b":")?;
    let (rest, name) = split_last_string(rest.trim_ascii_end().strip_suffix(b"\"")?)?;
    let follows = matches!(rest.trim_ascii_end().last(), Some(b',' | b'{'));
    (follows && name == wanted.as_bytes() && !is_empty(scalar)).then_some(scalar)
}

/// The place after the colon of an object's first property, if it has the wanted name and no white
/// space is before it.
#[inline]
fn after_first_name(bytes: &[u8], wanted: &str) -> Option<usize> {
    let rest = bytes.strip_prefix(b"{\"")?;
    let after = rest.get(wanted.len()..)?;
    let found = starts_with(rest, wanted.as_bytes()) && after.starts_with(b"\":");
    found.then_some(wanted.len() + 4)
}

/// What is in the quotes of the string without escapes at whose end a text was cut off, and what is
/// before it.
#[inline]
fn split_last_string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let quote = memchr::memrchr2(b'"', b'\\', text)?;
    let (rest, content) = text.split_at_checked(quote)?;
    // A backslash before it makes it a part of the string.
    match rest.last() != Some(&b'\\') {
        true => Some((rest, content.strip_prefix(b"\"")?)),
        false => None,
    }
}

fn is_part_of_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn is_empty(scalar: Scalar<'_>) -> bool {
    matches!(scalar, Scalar::Json([]))
}

struct Scanner<'j> {
    bytes: &'j [u8],
    at: usize,
}

impl<'j> Scanner<'j> {
    /// From the start of an object to the value of a property.
    #[inline]
    fn enter_property(&mut self, wanted: &str) -> Option<()> {
        self.expect(b'{')?;
        loop {
            self.skip_space();
            if self.take_string(wanted) {
                return self.expect(b':');
            }
            self.plain_string()?;
            self.expect(b':')?;
            self.skip_value()?;
            self.expect(b',')?;
        }
    }

    /// From the start of an array to one of its items.
    fn enter_item(&mut self, index: usize) -> Option<()> {
        self.expect(b'[')?;
        for _ in 0..index {
            self.skip_value()?;
            self.expect(b',')?;
        }
        Some(())
    }

    /// A value that has no parts and no escapes.
    #[inline]
    fn scalar(&mut self) -> Option<Scalar<'j>> {
        self.skip_space();
        let start = self.at;
        match self.peek()? {
            b'"' => self.plain_string().map(Scalar::Text),
            b'{' | b'[' | b',' | b'}' | b']' => None,
            _ => {
                while !matches!(
                    self.peek()?,
                    b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'
                ) {
                    self.at += 1;
                }
                self.bytes.get(start..self.at).map(Scalar::Json)
            }
        }
    }

    /// Passes over a string, if it is this one.
    #[inline]
    fn take_string(&mut self, wanted: &str) -> bool {
        let start = self.at + 1;
        let end = start + wanted.len();
        let found = self.peek() == Some(b'"')
            && self.bytes.get(end) == Some(&b'"')
            && starts_with(
                self.bytes.get(start..end).unwrap_or_default(),
                wanted.as_bytes(),
            );
        if found {
            self.at = end + 1;
        }
        found
    }

    /// Passes over a string without escapes and gives what is in its quotes.
    #[inline]
    fn plain_string(&mut self) -> Option<&'j [u8]> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let end = plain_until(self.bytes, start);
        if self.bytes.get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        self.bytes.get(start..end)
    }

    /// Passes over a string with whatever escapes.
    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.at = plain_until(self.bytes, self.at);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                // Whether a control character may be there is for the reader to say.
                _ => self.at += 1,
            }
        }
    }

    /// Passes over a value, to the comma or the bracket that follows it.
    fn skip_value(&mut self) -> Option<()> {
        self.skip_space();
        match self.peek()? {
            b'"' => self.skip_string()?,
            b'{' | b'[' => self.skip_structure()?,
            _ => {}
        }
        while !matches!(self.peek()?, b',' | b'}' | b']') {
            self.at += 1;
        }
        Some(())
    }

    /// Passes over an array or an object: to where as many brackets are closed as were opened.
    ///
    /// Eight bytes are looked at at once. Which of them are in strings follows from the quotes; as
    /// long as there are not as many closing brackets as are open, none of them need be looked at
    /// one by one. Words with escapes are, and those in which the structure may end.
    fn skip_structure(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            while let Some(word) = self
                .bytes
                .get(self.at..)
                .and_then(|it| it.first_chunk::<8>())
            {
                let word = u64::from_le_bytes(*word);
                let lower = word | each(0x20);
                let closing = exactly(lower, b'}');
                if exactly(word, b'\\') != 0 || closing.count_ones() as usize >= depth {
                    break;
                }
                let quotes = exactly(word, b'"');
                // In each byte, whether the quotes up to it are odd.
                let in_string = (quotes >> 7).wrapping_mul(each(1)) & each(1);
                let outside = !(in_string << 7);
                depth += (exactly(lower, b'{') & outside).count_ones() as usize;
                depth -= (closing & outside).count_ones() as usize;
                if in_string >> 56 == 0 {
                    self.at += 8;
                } else {
                    // The last string goes on after the word.
                    self.at += 7 - quotes.leading_zeros() as usize / 8;
                    self.skip_string()?;
                }
            }
            match self.peek()? {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        self.at += 1;
                        return Some(());
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::tests::Dice;

    /// What a look finds, as JSON.
    fn written(json: &str, path: &[Step]) -> Option<String> {
        as_json(scalar_at(json, path, false)?)
    }

    fn as_json(scalar: Scalar<'_>) -> Option<String> {
        Some(match scalar {
            Scalar::Text(text) => format!("\"{}\"", std::str::from_utf8(text).unwrap()),
            Scalar::Json(json) => std::str::from_utf8(json).unwrap().to_owned(),
        })
    }

    const TYPE: &[Step] = &[Step::Key("type")];

    #[test]
    fn scalars_are_found_wherever_they_are() {
        for (json, path, expected) in [
            (r#"{"type":"a"}"#, TYPE, r#""a""#),
            (" {\n\t\"type\" : \"a\" , \"b\":1}", TYPE, r#""a""#),
            (
                r#"{"a":{"type":"no","x":[1,{"type":2}]},"type":"yes"}"#,
                TYPE,
                r#""yes""#,
            ),
            (r#"{"a":"\"type\":\"no\",\\","type":1}"#, TYPE, "1"),
            (r#"{"type":-1.5e3}"#, TYPE, "-1.5e3"),
            (r#"{"type":true ,"x":1}"#, TYPE, "true"),
            (r#"{"type":null}"#, TYPE, "null"),
            (r#"{"type":"a","type":"b"}"#, TYPE, r#""a""#),
            (
                r#"{"data":{"n":[],"kind":"k"}}"#,
                &[Step::Key("data"), Step::Key("kind")],
                r#""k""#,
            ),
            (r#"[[1,"x"], {"a":"]"}, "t"]"#, &[Step::Index(2)], r#""t""#),
            (
                r#"[["a","b"]]"#,
                &[Step::Index(0), Step::Index(1)],
                r#""b""#,
            ),
            (r#"{"é":"ü","type":"ß"}"#, TYPE, r#""ß""#),
        ] {
            assert_eq!(written(json, path).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_full_reading() {
        for json in [
            "",
            "{",
            "{}",
            "[]",
            "1",
            r#"{"a":1}"#,
            r#"{"type":"a"#,
            r#"{"type":1"#,
            r#"{"type":{}}"#,
            r#"{"type":[1]}"#,
            r#"{"type":"a\u0062"}"#,
            r#"{"ty\u0070e":"a"}"#,
            r#"{"a\n":1,"type":"a"}"#,
            r#"{"a":[1}"#,
            r#"{"a""type":"a"}"#,
            r#"{"a":"\"#,
        ] {
            assert_eq!(scalar_at(json, TYPE, false), None, "{json}");
        }
    }

    impl Dice {
        /// A JSON text in which keys are few, so that they are found, and repeated, often.
        fn few_keys(&mut self, depth: usize, out: &mut String) {
            let kind = if depth == 0 { 2 } else { self.below(4) };
            match kind {
                0 | 3 => {
                    out.push('{');
                    for index in 0..self.below(4) {
                        out.push_str(if index > 0 { "," } else { "" });
                        out.push_str(self.one_of(&["", " ", "\n"]));
                        out.push_str(self.one_of(&[
                            "\"type\"",
                            "\"t\"",
                            "\"ty\\u0070e\"",
                            "\"}\"",
                            "\"\\\"\"",
                        ]));
                        out.push_str(self.one_of(&[":", " : "]));
                        self.few_keys(depth - 1, out);
                        out.push_str(self.one_of(&["", "\t"]));
                    }
                    out.push('}');
                }
                1 => {
                    out.push('[');
                    for index in 0..self.below(3) {
                        out.push_str(if index > 0 { ", " } else { "" });
                        self.few_keys(depth - 1, out);
                    }
                    out.push(']');
                }
                _ => out.push_str(self.one_of(&[
                    "1",
                    "-2.5e3",
                    "true",
                    "null",
                    "\"a\"",
                    "\"\"",
                    "\"]\\\\\"",
                    "\"\\\"type\\\":1\"",
                    "\"é\"",
                    "\"\\u0061\"",
                ])),
            }
        }
    }

    /// What a whole reading finds at a path, the first of several.
    fn read_at(value: &serde_json::value::RawValue, path: &[Step]) -> Option<serde_json::Value> {
        use serde_json::value::RawValue;

        struct First<'a>(&'a str);

        impl<'de> serde::de::Visitor<'de> for First<'_> {
            type Value = Option<Box<RawValue>>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut found = None;
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if key == self.0 && found.is_none() {
                        found = Some(value);
                    }
                }
                Ok(found)
            }
        }

        use serde::Deserializer as _;
        let Some((step, rest)) = path.split_first() else {
            return serde_json::from_str(value.get()).ok();
        };
        let inner = match step {
            Step::Key(key) | Step::EscapedKey(key) => {
                serde_json::Deserializer::from_str(value.get())
                    .deserialize_map(First(key))
                    .ok()??
            }
            Step::Index(index) => {
                let items: Vec<Box<RawValue>> = serde_json::from_str(value.get()).ok()?;
                items.into_iter().nth(*index)?
            }
        };
        read_at(&inner, rest)
    }

    #[test]
    fn a_look_and_a_whole_reading_never_disagree() {
        let paths: [&[Step]; 4] = [
            TYPE,
            &[Step::Key("t"), Step::Key("type")],
            &[Step::Index(1)],
            &[Step::Key("type"), Step::Index(0)],
        ];
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let (mut found, mut found_last) = (0, 0);
        for _ in 0..100_000 {
            let mut json = String::new();
            dice.few_keys(4, &mut json);
            let whole: Box<serde_json::value::RawValue> = serde_json::from_str(&json).expect(&json);
            for path in paths {
                let read = read_at(&whole, path);
                if let Some(text) = written(&json, path) {
                    let looked: serde_json::Value = serde_json::from_str(&text).expect(&text);
                    assert_eq!(read, Some(looked), "{json} {path:?}");
                    found += 1;
                }
            }
            // The last of several is as good as the first: both make the text an error.
            if let Some(text) = last_property(&json, "type").and_then(as_json) {
                let looked: serde_json::Value = serde_json::from_str(&text).expect(&text);
                let value: serde_json::Value = serde_json::from_str(&json).expect(&json);
                assert_eq!(value.get("type"), Some(&looked), "{json}");
                found_last += 1;
            }
            // However the text is cut or spoilt, a look ends and cuts no character.
            let cut = dice.below(json.len() + 1);
            let spoilt = json.get(..cut).unwrap_or_default();
            let text = format!("{spoilt}{}", dice.one_of(&["", "\\", "\"", "}", ",", "é"]));
            let _ = paths.map(|path| written(&text, path));
            let _ = last_property(&text, "type");
        }
        assert!(found > 3_000, "only {found} were found");
        assert!(found_last > 1_000, "only {found_last} were found");
    }
}
