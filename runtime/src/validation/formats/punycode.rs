//! Punycode: a label of any characters in those of ASCII (RFC 3492).

const BASE: u32 = 36;
const SMALLEST: u32 = 1;
const LARGEST: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_CODE: u32 = 128;

/// The characters that a code stands for (section 6.2); `None` if it stands for none.
pub(super) fn decode(code: &str) -> Option<String> {
    let (basic, rest) = code.rsplit_once('-').unwrap_or(("", code));
    let mut characters: Vec<char> = basic.chars().collect();
    let (mut next, mut index, mut bias) = (FIRST_CODE, 0_u32, FIRST_BIAS);
    let mut digits = rest.chars();
    while !digits.as_str().is_empty() {
        let (start, mut weight, mut place) = (index, 1_u32, BASE);
        loop {
            let digit = value_of(digits.next()?)?;
            index = index.checked_add(digit.checked_mul(weight)?)?;
            let threshold = threshold(place, bias);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            place += BASE;
        }
        let count = u32::try_from(characters.len()).ok()? + 1;
        bias = adapted(index - start, count, start == 0);
        next = next.checked_add(index / count)?;
        index %= count;
        characters.insert(index as usize, char::from_u32(next)?);
        index += 1;
    }
    Some(characters.into_iter().collect())
}

/// The code of some characters (section 6.3); `None` if there are too many.
pub(super) fn encode(text: &str) -> Option<String> {
    let mut code: String = text.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(code.len()).ok()?;
    let length = u32::try_from(text.chars().count()).ok()?;
    if basic > 0 {
        code.push('-');
    }
    let (mut next, mut delta, mut bias, mut done) = (FIRST_CODE, 0_u32, FIRST_BIAS, basic);
    while done < length {
        let codes = text.chars().map(u32::from);
        let smallest = codes.clone().filter(|code| *code >= next).min()?;
        delta = delta.checked_add((smallest - next).checked_mul(done + 1)?)?;
        for character in codes {
            if character < smallest {
                delta = delta.checked_add(1)?;
            } else if character == smallest {
                push_number(&mut code, delta, bias);
                bias = adapted(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        next = smallest + 1;
    }
    Some(code)
}

/// Writes a number in digits whose weight depends on the bias (section 3.3).
fn push_number(code: &mut String, number: u32, bias: u32) {
    let (mut rest, mut place) = (number, BASE);
    loop {
        let threshold = threshold(place, bias);
        if rest < threshold {
            return code.push(digit_of(rest));
        }
        let span = BASE - threshold;
        code.push(digit_of(threshold + (rest - threshold) % span));
        rest = (rest - threshold) / span;
        place += BASE;
    }
}

fn threshold(place: u32, bias: u32) -> u32 {
    place.saturating_sub(bias).clamp(SMALLEST, LARGEST)
}

/// The bias after a number (section 6.1).
fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = delta / if is_first { DAMP } else { 2 };
    delta += delta / count;
    let mut bias = 0;
    while delta > (BASE - SMALLEST) * LARGEST / 2 {
        delta /= BASE - SMALLEST;
        bias += BASE;
    }
    bias + (BASE - SMALLEST + 1) * delta / (delta + SKEW)
}

/// The digits by their value (section 5).
const DIGITS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

fn value_of(digit: char) -> Option<u32> {
    DIGITS
        .find(digit)
        .and_then(|value| u32::try_from(value).ok())
}

fn digit_of(value: u32) -> char {
    DIGITS.chars().nth(value as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_characters_stand_for_each_other() {
        // The last is from RFC 3492 section 7.1.
        for (text, code) in [
            ("", ""),
            ("abc", "abc-"),
            ("ü", "tda"),
            ("bücher", "bcher-kva"),
            ("例え", "r8jz45g"),
            ("💡", "ds8h"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ] {
            assert_eq!(encode(text).as_deref(), Some(code));
            assert_eq!(decode(code).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_codes_stand_for_nothing() {
        for code in ["99999999", "é", "a-b_", "a-A", "99999b", "0"] {
            assert_eq!(decode(code), None, "{code}");
        }
    }
}
