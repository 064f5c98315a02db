//! Base64 with padding (RFC 4648 section 4).

/// `base64`, also `byte`: groups of four characters, the last of them padded with `=`.
#[must_use]
pub fn base64(text: &str) -> bool {
    groups(text).is_some_and(|mut groups| groups.all(|group| group.is_some()))
}

/// The bytes that a text stands for.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in groups(text)? {
        let (group, length) = group?;
        bytes.extend(group.into_iter().take(length));
    }
    Some(bytes)
}

/// Each four characters as three bytes, of which so many count; `None` where they are none.
fn groups(text: &str) -> Option<impl Iterator<Item = Option<([u8; 3], usize)>>> {
    let (chunks, rest) = text.as_bytes().as_chunks::<4>();
    let last = chunks.len().wrapping_sub(1);
    let groups = chunks.iter().enumerate().map(move |(index, chunk)| {
        let (digits, length) = match *chunk {
            [a, b, b'=', b'='] if index == last => ([a, b, b'A', b'A'], 1),
            [a, b, c, b'='] if index == last => ([a, b, c, b'A'], 2),
            digits => (digits, 3),
        };
        let [a, b, c, d] = digits.map(digit);
        let [_, bytes @ ..] = (a? << 18 | b? << 12 | c? << 6 | d?).to_be_bytes();
        // The bits that no byte takes are zero, so that each text has one form (section 3.5).
        let is_zero = |from: usize| bytes.iter().skip(from).all(|byte| *byte == 0);
        is_zero(length).then_some((bytes, length))
    });
    rest.is_empty().then_some(groups)
}

fn digit(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(digit.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_for_bytes() {
        // RFC 4648 section 10.
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
            assert!(base64(text));
        }
        assert_eq!(decode("+/+/"), Some(vec![0xfb, 0xff, 0xbf]));
    }

    #[test]
    fn other_texts_stand_for_none() {
        for text in [
            "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm9_", "Zm-v",
            "Zm9é", "Zm=v", "Zh==", "Zm9=", " Zm9v", "Zm 9",
        ] {
            assert!(!base64(text), "{text}");
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
