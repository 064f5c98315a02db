//! What plain text stands for in the core schema of YAML 1.2, and numbers that keep every digit.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::node::Value;

/// Whole numbers of other bases with more digits than this stay text.
const MOST_DIGITS: usize = 1024;

/// A number, kept as text so that nothing of it is lost.
#[derive(Clone, Debug)]
pub struct Number {
    json: Box<str>,
    text: Box<str>,
}

/// A number as `digits × 10^exponent`, without zeros at either end of the digits.
#[derive(Eq, PartialEq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Number {
    /// Reads a number as YAML writes it: decimal, `0x1F`, `0o17`, `.5`, `+1`, `1e3`.
    pub fn parse(text: &str) -> Option<Self> {
        let json = match text.get(..2) {
            Some("0x") => from_base(text.get(2..)?, 16)?,
            Some("0o") => from_base(text.get(2..)?, 8)?,
            _ => from_decimal(text)?,
        };
        Some(Self {
            json: json.into(),
            text: text.into(),
        })
    }

    /// The number as JSON writes it, with all its digits.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The number as the document writes it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a whole number; `1.0` and `1e3` are.
    pub fn is_integer(&self) -> bool {
        self.decimal().exponent >= 0
    }

    /// The whole number, where it is one and fits.
    pub fn as_i128(&self) -> Option<i128> {
        let decimal = self.decimal();
        if decimal.digits.is_empty() {
            return Some(0);
        }
        let zeros = usize::try_from(decimal.exponent)
            .ok()
            .filter(|&zeros| zeros < 40)?;
        let sign = if decimal.negative { "-" } else { "" };
        format!("{sign}{}{}", decimal.digits, "0".repeat(zeros))
            .parse()
            .ok()
    }

    /// The nearest floating-point number.
    pub fn as_f64(&self) -> f64 {
        self.json.parse().unwrap_or(f64::NAN)
    }

    /// Whether both are worth the same: `1`, `1.0` and `10e-1` are.
    pub fn same_value(&self, other: &Number) -> bool {
        self.decimal() == other.decimal()
    }

    /// Which is the greater, compared exactly.
    pub fn compare(&self, other: &Number) -> Ordering {
        let (a, b) = (self.decimal(), other.decimal());
        let sign = |number: &Decimal| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        let (sign_a, sign_b) = (sign(&a), sign(&b));
        if sign_a != sign_b || sign_a == 0 {
            return sign_a.cmp(&sign_b);
        }
        let top = |number: &Decimal| number.exponent.saturating_add(length(&number.digits));
        let size = top(&a).cmp(&top(&b)).then_with(|| a.digits.cmp(&b.digits));
        if sign_a < 0 { size.reverse() } else { size }
    }

    /// Whether it is a whole number of times `divisor`, reckoned exactly. `None` if the divisor is
    /// zero or has more digits than can be reckoned with.
    pub fn is_multiple_of(&self, divisor: &Number) -> Option<bool> {
        let (value, divisor) = (self.decimal(), divisor.decimal());
        if divisor.digits.is_empty() {
            return None;
        }
        if value.digits.is_empty() {
            return Some(true);
        }
        let modulus = u128::from(divisor.digits.parse::<u64>().ok()?);
        // Without zeros at their ends, digits of a greater exponent divide none of a smaller.
        let Ok(zeros) = u64::try_from(value.exponent - divisor.exponent) else {
            return Some(false);
        };
        let digits = value.digits.bytes().map(|digit| u128::from(digit - b'0'));
        let digits = digits.fold(0, |rest, digit| (rest * 10 + digit) % modulus);
        let rest = digits * power_of_ten(zeros, modulus) % modulus;
        Some(rest == 0)
    }

    fn decimal(&self) -> Decimal {
        let (negative, rest) = match self.json.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, &*self.json),
        };
        let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let exponent = match exponent.parse::<i64>() {
            Ok(exponent) => exponent.clamp(-FAR, FAR),
            Err(_) if exponent.starts_with('-') => -FAR,
            Err(_) => FAR,
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let exponent = exponent - length(fraction) + length(&all) - length(digits);
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Decimal {
                negative: false,
                digits: String::new(),
                exponent: 0,
            };
        }
        Decimal {
            negative,
            digits: digits.to_owned(),
            exponent,
        }
    }
}

/// What remains of `10^exponent` when divided by a modulus of at most 64 bits.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let (mut power, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    power
}

/// Beyond this an exponent is as good as endless.
const FAR: i64 = i64::MAX / 4;

fn length(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(FAR)
}

/// The digits of a whole number of another base, as a decimal number.
fn from_base(digits: &str, base: u32) -> Option<String> {
    const LIMB: u64 = 1_000_000_000;
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    let mut limbs: Vec<u64> = Vec::new();
    for character in digits.chars() {
        let mut carry = u64::from(character.to_digit(base)?);
        for limb in &mut limbs {
            let value = *limb * u64::from(base) + carry;
            *limb = value % LIMB;
            carry = value / LIMB;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut out = limbs.pop().unwrap_or(0).to_string();
    for limb in limbs.iter().rev() {
        out.push_str(&format!("{limb:09}"));
    }
    Some(out)
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?` in the form of JSON.
fn from_decimal(text: &str) -> Option<String> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => ("-", text.get(1..)?),
        b'+' => ("", text.get(1..)?),
        _ => ("", text),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at)?, Some(rest.get(at..)?)),
        None => (rest, None),
    };
    if let Some(exponent) = exponent {
        let digits = exponent.get(1..)?;
        let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        if digits.is_empty() || !all_digits(digits) {
            return None;
        }
    }
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    if !all_digits(whole) || !all_digits(fraction.unwrap_or("")) {
        return None;
    }
    if whole.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let fraction: Cow<'_, str> = match fraction {
        None => "".into(),
        Some("") => ".0".into(),
        Some(digits) => format!(".{digits}").into(),
    };
    Some(format!("{sign}{whole}{fraction}{}", exponent.unwrap_or("")))
}

/// What a plain scalar without a tag stands for.
pub(super) fn plain(text: &str) -> Value {
    null(text)
        .or_else(|| boolean(text))
        .or_else(|| number(text))
        .unwrap_or_else(|| Value::String(text.to_owned()))
}

pub(super) fn null(text: &str) -> Option<Value> {
    matches!(text, "" | "~" | "null" | "Null" | "NULL").then_some(Value::Null)
}

pub(super) fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

pub(super) fn number(text: &str) -> Option<Value> {
    Number::parse(text).map(Value::Number)
}

/// Whole numbers alone: no fraction, no exponent.
pub(super) fn integer(text: &str) -> Option<Value> {
    let number = Number::parse(text)?;
    (!number.json().contains(['.', 'e', 'E'])).then_some(Value::Number(number))
}

/// Numbers and those words for what is not one.
pub(super) fn float(text: &str) -> Option<Value> {
    number(text).or_else(|| {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        (matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN"))
            .then(|| Value::String(text.to_owned()))
    })
}
