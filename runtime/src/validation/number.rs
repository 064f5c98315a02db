//! Numbers as JSON has them: compared and divided exactly, whatever Rust type they are in.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Value;

/// A number: a whole one exactly, any other as the nearest `f64`.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A number that may have a fraction, or is too large to be counted.
    Float(f64),
}

impl Number {
    /// The number that a JSON value is, if it is one.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else {
            return None;
        };
        if let Some(value) = number.as_i64() {
            return Some(Self::Int(value.into()));
        }
        if let Some(value) = number.as_u64() {
            return Some(Self::Int(value.into()));
        }
        number.as_f64().map(Self::Float)
    }

    /// Whether the number has no fraction, however it is written (`1.0` has none).
    pub(super) fn is_whole(self) -> bool {
        match self {
            Self::Int(_) => true,
            Self::Float(value) => value.is_finite() && value.fract() == 0.0,
        }
    }

    /// Whether this number is a whole multiple of another, by the decimal digits of both: 0.0075
    /// is a multiple of 0.0001, though their `f64` quotient is not whole.
    pub(super) fn is_multiple_of(self, divisor: Self) -> bool {
        match (self, divisor) {
            (Self::Int(value), Self::Int(divisor)) => {
                value.unsigned_abs().is_multiple_of(divisor.unsigned_abs())
            }
            _ => match (Decimal::of(self), Decimal::of(divisor)) {
                (Some(value), Some(divisor)) => value.is_multiple_of(divisor),
                _ => false,
            },
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    /// By the exact value, also where an `f64` has no digit for it.
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(&right)),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(&right),
            (Self::Int(left), Self::Float(right)) => compare(left, right),
            (Self::Float(left), Self::Int(right)) => compare(right, left).map(Ordering::reverse),
        }
    }
}

fn compare(whole: i128, float: f64) -> Option<Ordering> {
    /// 2^127: the smallest power of two that is no `i128`.
    const END: f64 = -(i128::MIN as f64);
    if float.is_nan() {
        None
    } else if float >= END {
        Some(Ordering::Less)
    } else if float < -END {
        Some(Ordering::Greater)
    } else {
        // Within these bounds the cast only cuts the fraction off.
        let order = whole.cmp(&(float as i128));
        Some(order.then(0.0_f64.total_cmp(&(float.fract() + 0.0))))
    }
}

/// The number as JSON text.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            // As it is mostly written: 100 rather than 100.0.
            Self::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
                write!(f, "{value}")
            }
            Self::Float(value) => match serde_json::Number::from_f64(*value) {
                Some(number) => number.fmt(f),
                None => value.fmt(f),
            },
        }
    }
}

/// A number without its sign: `digits` times ten to the power of `exponent`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// `None` for what is no finite number.
    fn of(number: Number) -> Option<Self> {
        match number {
            Number::Int(value) => Some(Self {
                digits: value.unsigned_abs(),
                exponent: 0,
            }),
            Number::Float(value) if value.is_finite() => {
                let mut reader = DecimalReader::default();
                fmt::write(&mut reader, format_args!("{:e}", value.abs())).ok()?;
                Some(reader.decimal())
            }
            Number::Float(_) => None,
        }
    }

    fn is_multiple_of(self, divisor: Self) -> bool {
        if self.digits == 0 || divisor.digits == 0 {
            return self.digits == 0;
        }
        let shift = self.exponent - divisor.exponent;
        if shift >= 0 {
            let mut rest = self.digits % divisor.digits;
            for _ in 0..shift {
                if rest == 0 {
                    break;
                }
                rest = ten_times(rest, divisor.digits);
            }
            rest == 0
        } else {
            // A power too large for the digits divides none of them.
            10_u128
                .checked_pow(shift.unsigned_abs())
                .and_then(|power| power.checked_mul(divisor.digits))
                .is_some_and(|divisor| self.digits.is_multiple_of(divisor))
        }
    }
}

/// Ten times a number, modulo another. Both are at most 2^127, so that no sum overflows.
fn ten_times(number: u128, modulus: u128) -> u128 {
    let twice = |number: u128| (number + number) % modulus;
    twice((twice(twice(number)) + number) % modulus)
}

/// Takes the digits from the text of a number, such as `1.25e-7`, without keeping the text.
#[derive(Default)]
struct DecimalReader {
    digits: u128,
    fraction_digits: i32,
    exponent: i32,
    place: Place,
    exponent_is_negative: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Whole,
    Fraction,
    Exponent,
}

impl fmt::Write for DecimalReader {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if self.place == Place::Exponent => {
                    self.exponent = self.exponent * 10 + i32::from(byte - b'0');
                }
                b'0'..=b'9' => {
                    self.digits = self.digits * 10 + u128::from(byte - b'0');
                    self.fraction_digits += i32::from(self.place == Place::Fraction);
                }
                b'.' => self.place = Place::Fraction,
                b'e' => self.place = Place::Exponent,
                b'-' => self.exponent_is_negative = true,
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}

impl DecimalReader {
    fn decimal(&self) -> Decimal {
        let sign = if self.exponent_is_negative { -1 } else { 1 };
        Decimal {
            digits: self.digits,
            exponent: sign * self.exponent - self.fraction_digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number::{Float, Int};
    use super::*;

    /// Numbers that repeat in every run.
    fn random() -> impl Iterator<Item = u64> {
        std::iter::successors(Some(0x9e37_79b9_7f4a_7c15_u64), |state| {
            let state = state ^ (state << 13);
            let state = state ^ (state >> 7);
            Some(state ^ (state << 17))
        })
    }

    #[test]
    fn whole_numbers_and_floats_compare_exactly() {
        let big = 1_i128 << 53;
        assert_eq!(Int(big), Float(9_007_199_254_740_992.0));
        assert!(Int(big + 1) > Float(9_007_199_254_740_992.0));
        assert!(Float(9_007_199_254_740_992.0) < Int(big + 1));
        assert!(Int(i128::MAX) < Float(1.701_411_834_604_692_3e38));
        assert_eq!(Int(i128::MIN), Float(-1.701_411_834_604_692_3e38));
        assert!(Int(i128::MIN) > Float(-1.8e38));
        assert!(Int(1) < Float(1.5) && Int(2) > Float(1.5));
        assert!(Int(-1) > Float(-1.5) && Int(-2) < Float(-1.5));
        assert_eq!(Int(0), Float(-0.0));
        assert_eq!(Int(0), Float(0.0));
        assert!(Int(0) < Float(f64::MIN_POSITIVE) && Int(0) > Float(-f64::MIN_POSITIVE));
        assert!(Int(i128::MAX) < Float(f64::INFINITY) && Int(0) > Float(f64::NEG_INFINITY));
        assert_eq!(Int(0).partial_cmp(&Float(f64::NAN)), None);
    }

    #[test]
    fn comparison_agrees_with_small_numbers() {
        for bits in random().take(10_000) {
            let left = i128::from(bits as i32);
            let right = f64::from((bits >> 32) as i32) / 16.0;
            assert_eq!(
                Int(left).partial_cmp(&Float(right)),
                (left as f64).partial_cmp(&right)
            );
            assert_eq!(
                Float(right).partial_cmp(&Int(left)),
                right.partial_cmp(&(left as f64))
            );
            assert_eq!(Int(left), Float(left as f64));
        }
    }

    #[test]
    fn multiples_go_by_decimal_digits() {
        for (value, divisor, expected) in [
            (Int(10), Int(2), true),
            (Int(7), Int(2), false),
            (Int(0), Float(1.5), true),
            (Float(4.5), Float(1.5), true),
            (Int(35), Float(1.5), false),
            (Float(0.0075), Float(0.0001), true),
            (Float(0.00751), Float(0.0001), false),
            (Float(-0.3), Float(0.1), true),
            (Float(19.99), Float(0.01), true),
            (Float(1e308), Float(0.123456789), false),
            (Float(1e308), Float(0.5), true),
            (Float(1e308), Int(1), true),
            (Float(1e308), Float(1e-308), true),
            (Float(5e-324), Float(1e308), false),
            (Float(5e-324), Int(1), false),
            (Int(12_391_239_123), Float(1e-8), true),
            (Int(9_007_199_254_740_993), Int(3), true),
            (Int(9_007_199_254_740_993), Float(3.0), true),
            (Int(9_007_199_254_740_992), Int(3), false),
            (Int(i128::MAX), Float(0.1), true),
            (Int(i128::MIN), Int(-1), true),
            (Float(1e300), Int(i128::MAX), false),
            (Float(1e300), Int(i128::MIN), true),
            (Int(1), Int(0), false),
            (Int(0), Int(0), true),
            (Float(1.5), Float(0.0), false),
            (Float(f64::NAN), Int(1), false),
            (Float(f64::INFINITY), Int(1), false),
        ] {
            assert_eq!(value.is_multiple_of(divisor), expected, "{value} {divisor}");
        }
    }

    #[test]
    fn products_are_multiples_and_their_neighbours_are_not() {
        for bits in random().take(10_000) {
            let (count, places) = ((bits & 0xfffff) as i64, (bits >> 60) as i32 % 7);
            let divisor = ((bits >> 20) & 0xffff) as i64 + 2;
            let decimal = |digits: i64| -> f64 { format!("{digits}e-{places}").parse().unwrap() };
            let product = count * divisor;
            let is_multiple =
                |digits| Float(decimal(digits)).is_multiple_of(Float(decimal(divisor)));
            assert!(is_multiple(product), "{product} {divisor} e-{places}");
            assert!(!is_multiple(product + 1), "{product} {divisor} e-{places}");
        }
    }

    #[test]
    fn decimals_are_the_shortest_digits() {
        let decimal = |digits, exponent| Some(Decimal { digits, exponent });
        assert_eq!(Decimal::of(Float(1.25e-7)), decimal(125, -9));
        assert_eq!(Decimal::of(Float(-1e308)), decimal(1, 308));
        assert_eq!(Decimal::of(Float(5e-324)), decimal(5, -324));
        assert_eq!(Decimal::of(Float(0.0)), decimal(0, 0));
        assert_eq!(Decimal::of(Int(-120)), decimal(120, 0));
        assert_eq!(Decimal::of(Float(f64::NAN)), None);
    }

    #[test]
    fn numbers_are_shown_as_json() {
        assert_eq!(Int(-5).to_string(), "-5");
        assert_eq!(Float(1.0).to_string(), "1");
        assert_eq!(Float(-0.5).to_string(), "-0.5");
        assert_eq!(Float(1e308).to_string(), "1e+308");
        assert_eq!(Float(f64::NAN).to_string(), "NaN");
    }
}
