//! Numbers (RFC 8259 section 6).

use super::{ReadError, Reader};

/// A number as it is written: whole ones are exact as long as they fit 64 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    /// A whole number that is not negative.
    Unsigned(u64),
    /// A whole number below zero.
    Negative(i64),
    /// Any other; minus zero is one, as no integer is.
    Float(f64),
}

impl Number {
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Unsigned(value) => value as f64,
            Self::Negative(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The number in words, for errors.
    pub(crate) fn described(self) -> String {
        match self {
            Self::Unsigned(value) => format!("integer `{value}`"),
            Self::Negative(value) => format!("integer `{value}`"),
            Self::Float(value) => format!("floating point `{value:?}`"),
        }
    }
}

/// The powers of ten that an `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

impl Reader<'_> {
    /// Reads a whole number that is not negative and has few enough digits to be certain: the common
    /// case. `None`, with nothing read, for any other.
    #[inline]
    pub(crate) fn small_unsigned(&mut self) -> Option<u64> {
        let bytes = self.text.as_bytes();
        let first = digit(bytes, self.at)?;
        let mut value = u64::from(first);
        let mut at = self.at + 1;
        while let Some(digit) = digit(bytes, at) {
            // At most 18 digits, which an `i64` holds too; and none after a zero.
            if at - self.at == 18 || value == 0 {
                return None;
            }
            value = value * 10 + u64::from(digit);
            at += 1;
        }
        if let Some(b'.' | b'e' | b'E') = bytes.get(at) {
            return None;
        }
        self.at = at;
        Some(value)
    }

    /// Reads a number.
    pub(crate) fn number(&mut self) -> Result<Number, ReadError> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let negative = bytes.get(start) == Some(&b'-');
        let mut at = start + usize::from(negative);
        // The digits as a number, as long as they fit; what does not fit is left to `parse`.
        let mut digits = Digits::default();
        let whole = at;
        at = digits.take(bytes, at);
        if at == whole {
            self.at = at;
            return Err(self.syntax(match negative {
                true => "a digit",
                false => "a value",
            }));
        }
        if bytes.get(whole) == Some(&b'0') && at > whole + 1 {
            self.at = whole + 1;
            return Err(self.syntax("a number without leading zeros"));
        }
        let mut exponent = 0_i32;
        let mut is_float = false;
        if bytes.get(at) == Some(&b'.') {
            is_float = true;
            let fraction = at + 1;
            at = digits.take(bytes, fraction);
            if at == fraction {
                self.at = at;
                return Err(self.syntax("a digit"));
            }
            exponent = i32::try_from(at - fraction).map_or(i32::MIN, |places| -places);
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            is_float = true;
            at += 1;
            let down = bytes.get(at) == Some(&b'-');
            at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
            let mut power = Digits::default();
            let first = at;
            at = power.take(bytes, first);
            if at == first {
                self.at = at;
                return Err(self.syntax("a digit"));
            }
            let power = match power.exact {
                true => i32::try_from(power.value).unwrap_or(i32::MAX),
                false => i32::MAX,
            };
            exponent = exponent.saturating_add(if down { -power } else { power });
        }
        self.at = at;
        if !is_float && digits.exact && !(negative && digits.value == 0) {
            if !negative {
                return Ok(Number::Unsigned(digits.value));
            }
            if let Some(value) = 0_i64.checked_sub_unsigned(digits.value) {
                return Ok(Number::Negative(value));
            }
        }
        // Both operands are exact, so that the one operation rounds correctly.
        if digits.exact && digits.value < 1 << 53 && exponent.unsigned_abs() <= 22 {
            let power = POWERS[exponent.unsigned_abs() as usize];
            let value = digits.value as f64;
            let value = if exponent < 0 {
                value / power
            } else {
                value * power
            };
            return Ok(Number::Float(if negative { -value } else { value }));
        }
        match self.text.get(start..at).unwrap_or_default().parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number::Float(value)),
            _ => Err(self.error("number out of range")),
        }
    }
}

/// The whole number that a text is exactly, also one that is written with a fraction of zero or an
/// exponent (draft-07 section 4.2.1).
pub(super) fn whole(text: &str) -> Option<i128> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{integer}{fraction}");
    let significant = digits.trim_end_matches('0');
    if matches!(significant, "" | "-") {
        return Some(0);
    }
    // An exponent that is out of range here is out of the range of every integer.
    let exponent: i64 = exponent.parse().ok()?;
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let shift = exponent
        .checked_sub(fraction.len().try_into().ok()?)?
        .checked_add(zeros)?;
    let power = 10_i128.checked_pow(u32::try_from(shift).ok()?)?;
    significant.parse::<i128>().ok()?.checked_mul(power)
}

#[inline]
fn digit(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = bytes.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(digit)
}

/// The value of a row of digits.
struct Digits {
    value: u64,
    /// Whether all digits are in the value.
    exact: bool,
}

impl Default for Digits {
    fn default() -> Self {
        Self {
            value: 0,
            exact: true,
        }
    }
}

impl Digits {
    /// Takes all digits from a place on, and gives the place after them.
    #[inline]
    fn take(&mut self, bytes: &[u8], mut at: usize) -> usize {
        while let Some(digit) = digit(bytes, at) {
            match self
                .value
                .checked_mul(10)
                .and_then(|it| it.checked_add(digit.into()))
            {
                Some(value) if self.exact => self.value = value,
                _ => self.exact = false,
            }
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<Number, String> {
        let mut json = Reader::new(text);
        let number = json.number().map_err(|error| error.to_string())?;
        json.end().map_err(|error| error.to_string())?;
        Ok(number)
    }

    #[test]
    fn numbers_are_exact_or_the_nearest_float() {
        for (text, expected) in [
            ("0", Number::Unsigned(0)),
            ("18446744073709551615", Number::Unsigned(u64::MAX)),
            ("-9223372036854775808", Number::Negative(i64::MIN)),
            (
                "18446744073709551616",
                Number::Float(18_446_744_073_709_551_616.0),
            ),
            ("0.1", Number::Float(0.1)),
            ("-1.5e-3", Number::Float(-0.0015)),
            ("0e999999999999999999999", Number::Float(0.0)),
            ("1e-999999999999999999999", Number::Float(0.0)),
            ("4.9e-324", Number::Float(4.9e-324)),
        ] {
            assert_eq!(number(text), Ok(expected), "{text}");
        }
        assert!(matches!(number("-0"), Ok(Number::Float(zero)) if zero.is_sign_negative()));
        for text in [
            "01", "+1", ".5", "1.", "1e", "-", "1e400", "NaN", "1e+", "--1", "1_0",
        ] {
            assert!(number(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_exact_however_they_are_written() {
        for (text, expected) in [
            ("-0", Some(0)),
            ("0.000e-5", Some(0)),
            ("1.0", Some(1)),
            ("-2.550e2", Some(-255)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("100e-2", Some(1)),
            ("1e400", None),
            ("1e-400", None),
            ("1.00000000000000000000001", None),
            ("-9223372036854775809", Some(-9_223_372_036_854_775_809)),
            ("1e99999999999999999999", None),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }
}
