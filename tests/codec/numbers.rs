//! Numbers as RFC 8259 section 6 has them, as integers of each size and as floats.

use crate::oracle;
use crate::random;
use crate::subject::{KINDS, NESTED};
use fastrand::Rng;
use serde_json::{Value, json};

/// Numbers that are the same value to an integer and to a float.
const NUMBERS: &str = "
    0 -0 0.0 -0.0 0e0 -0E-0 1 -1 1.0 -1.0 1e0 10e-1 0.1e1 1.5 -1.5 1e2 1E+2 1e-2 0.1 0.2 1e16 1e21
    9007199254740991 9007199254740992 9007199254740993 -9007199254740993 0.30000000000000004
    2147483647 2147483648 -2147483648 -2147483649 2147483647.0 2147483648.0 123456789.12345679
    9223372036854775807 9223372036854775808 -9223372036854775808 9223372036854775808.0
    -9223372036854775808.0 18446744073709551615 18446744073709551616 -18446744073709551616
    18446744073709551616.0 340282366920938463463374607431768211456 1e18 1e19 1e20 1e38 1e39
    1e308 -1e308 1.7976931348623157e308 1.7976931348623158e308 1.7976931348623159e308 1e309 1e400
    -1e400 1e999999999 1e99999999999999999999 0e400 0e99999999999999999999 -0e99999999999999999999
    5e-324 3e-324 4.9e-324 2.4703282292062328e-324 2.2250738585072011e-308 2.2250738585072014e-308
    0.000001 1e-7";

/// Numbers whose float is another number than the text says; where an integer is made of one, all
/// readings make the same.
const ROUNDED: &str = "
    1e-400 -1e-400 1e-99999999999999999999 2.4703282292062327e-324 2e-324 9007199254740993.0
    18446744073709551615.0 9223372036854775807.0 1.00000000000000000000000000000001
    9007199254740992.5 -9223372036854775808.5";

fn numbers() -> Vec<String> {
    let digits = "1234567890".repeat(1000);
    let zeros = "0".repeat(10_000);
    let long = [
        digits.clone(),
        format!("-{digits}"),
        format!("0.{digits}"),
        format!("1.{digits}"),
        format!("1{zeros}"),
        format!("1.{zeros}"),
        format!("0.{zeros}1e10001"),
        format!("1{zeros}e-10000"),
        format!("1{zeros}e-9999"),
        format!("-1{zeros}.{zeros}e-10000"),
        format!("1e{zeros}1"),
        format!("1e-{zeros}1"),
        format!("1e{digits}"),
    ];
    NUMBERS
        .split_whitespace()
        .map(str::to_owned)
        .chain(long)
        .collect()
}

fn rounded() -> Vec<String> {
    let digits = "1234567890".repeat(1000);
    let zeros = "0".repeat(10_000);
    let long = [
        format!("1e-{digits}"),
        format!("0.{zeros}1"),
        format!("1.{zeros}1"),
        // Halfway between two floats, and a little more, far behind the point.
        format!("9007199254740993.{zeros}"),
        format!("9007199254740993.{zeros}1"),
    ];
    ROUNDED
        .split_whitespace()
        .map(str::to_owned)
        .chain(long)
        .collect()
}

/// Texts that are no JSON numbers, between bars.
const NONE: &str = "|+1|01|-01|00|-00|00.5|.5|-.5|1.|-1.|1.e1|1e|1e+|1e-|1E|e1|.e1|.|-|+|--1|-+1|1-|1+\
    |1e1.5|1e1e1|1.2.3|1 .5|1. 5|- 1|1 e1|1e 1|0x10|0b1|0o7|1_000|1,000|1f|1.0f64|1n|NaN|-NaN|nan\
    |Infinity|-Infinity|inf|-inf|INF|١|½|１|1\u{a0}|1\0|\u{2212}1|∞";

/// Positions of a number: of each type, and any.
const POSITIONS: &[&str] = &[
    r#"{"type":"say","id":@,"text":""}"#,
    r#"{"id":@,"text":"","type":"say"}"#,
    r#"{"type":"say","id":1,"text":"","serial":@}"#,
    r#"{"type":"say","id":1,"text":"","serial": @ }"#,
    r#"{"type":"say","id":1,"text":"","weight":@}"#,
    r#"{"weight":@,"type":"say","id":1,"text":""}"#,
    r#"{"type":"say","id":1,"text":"","x":@}"#,
    r#"{"x":@,"type":"say","id":1,"text":""}"#,
    r#"{"x":[@,{"y":@}],"type":"say","id":1,"text":""}"#,
    r#"{"type":"lines","lines":[{"author":"","text":"","likes":@}]}"#,
    r#"{"type":"bag","any":@}"#,
    r#"{"type":"bag","any":1,"x":@}"#,
    r#"{"type":"pick","shape":[@,@]}"#,
    r#"{"type":"pick","shape":{"radius":@}}"#,
    r#"{"type":"spot","at":[@,"",{"radius":@}]}"#,
    r#"{"type":"settings","nickname":null,"volume":@}"#,
];

#[test]
fn numbers_are_read_as_their_type_has_them() {
    for number in numbers() {
        for position in POSITIONS {
            KINDS.check(position.replace('@', &number).as_bytes());
        }
        let json = format!(r#"{{"head":{{"kind":"move","id":{number}}},"by":{number}}}"#);
        NESTED.check(json.as_bytes());
    }
}

#[test]
fn numbers_that_are_rounded_are_the_same_to_all() {
    for number in rounded() {
        for position in POSITIONS {
            KINDS.agrees(&position.replace('@', &number));
        }
    }
}

/// A `Value` holds such a number only as a float, so that what is read from one is not compared.
#[test]
fn an_integer_below_the_least_is_refused() {
    KINDS.decodes_not(r#"{"type":"say","id":-9223372036854775809,"text":""}"#);
    NESTED.decodes_not(r#"{"head":{"kind":"stop","id":-9223372036854775809}}"#);
}

#[test]
fn what_is_no_number_is_refused() {
    for number in NONE.split('|') {
        assert!(serde_json::from_str::<Value>(number).is_err(), "{number}");
        for position in POSITIONS {
            KINDS.refuses(position.replace('@', number));
        }
    }
}

/// The verdicts themselves, so that they do not rest on the other readings.
#[test]
fn integers_have_their_limits() {
    let read = |property: &str, number: &str| {
        let json = match property {
            "id" => format!(r#"{{"type":"say","text":"","id":{number}}}"#),
            _ => format!(r#"{{"type":"say","text":"","id":1,"{property}":{number}}}"#),
        };
        let found = KINDS.check(json.as_bytes());
        found.map(|(_, value)| value[property].clone())
    };
    let i64_least = json!(i64::MIN);
    for (property, number, expected) in [
        ("id", "1.0", Some(json!(1))),
        ("id", "-0", Some(json!(0))),
        ("id", "-0.0", Some(json!(0))),
        ("id", "1e2", Some(json!(100))),
        ("id", "1.5", None),
        ("id", "1e-1", None),
        (
            "id",
            "9007199254740993",
            Some(json!(9_007_199_254_740_993_i64)),
        ),
        (
            "id",
            "-9007199254740993",
            Some(json!(-9_007_199_254_740_993_i64)),
        ),
        ("id", "9223372036854775807", Some(json!(i64::MAX))),
        ("id", "9223372036854775808", None),
        ("id", "-9223372036854775808", Some(i64_least.clone())),
        ("id", "1e400", None),
        ("serial", "18446744073709551615", Some(json!(u64::MAX))),
        ("serial", "18446744073709551616", None),
        ("serial", "9223372036854775808", Some(json!(1_u64 << 63))),
        ("serial", "-1", None),
        ("serial", "-0", Some(json!(0))),
        ("weight", "1e400", None),
        ("weight", "1e-400", Some(json!(0.0))),
        (
            "weight",
            "18446744073709551616",
            Some(json!(18_446_744_073_709_551_616.0)),
        ),
        ("weight", "1", Some(json!(1.0))),
        ("x", "18446744073709551615", Some(json!(u64::MAX))),
        ("x", "-9223372036854775808", Some(i64_least)),
        ("x", "1e400", None),
        ("x", "1.0", Some(json!(1.0))),
    ] {
        assert_eq!(read(property, number), expected, "{property}: {number}");
    }
    let likes = |number: &str| {
        let json =
            format!(r#"{{"type":"lines","lines":[{{"author":"","text":"","likes":{number}}}]}}"#);
        KINDS.check(json.as_bytes()).is_some()
    };
    assert!(likes("2147483647") && likes("-2147483648"));
    assert!(!likes("2147483648") && !likes("-2147483649"));
}

/// The text of a float, and what is written for it once it was read.
fn weight(number: &str) -> f64 {
    let json = format!(r#"{{"type":"say","id":1,"text":"","weight":{number}}}"#);
    let (_, value) = KINDS.accepts(&json);
    value["weight"].as_f64().expect("a number")
}

#[test]
fn floats_are_read_to_the_last_bit() {
    let mut rng = Rng::with_seed(7);
    for _ in 0..6000 {
        let float = random::float(&mut rng);
        let text = random::print_float(float, &mut rng);
        assert_eq!(weight(&text).to_bits(), float.to_bits(), "{text}");
    }
    for text in numbers().into_iter().chain(rounded()) {
        let float: f64 = text.parse().expect("a float");
        if float.is_finite() {
            assert_eq!(weight(&text).to_bits(), float.to_bits(), "{text}");
        } else {
            KINDS.refuses(format!(
                r#"{{"type":"say","id":1,"text":"","weight":{text}}}"#
            ));
        }
    }
}

/// Decimals of random digits, mostly between two floats, against the standard library.
#[test]
fn random_decimals_are_read_to_the_last_bit() {
    let mut rng = Rng::with_seed(11);
    let digits = |rng: &mut Rng, most: usize| -> String {
        (0..rng.usize(1..most)).map(|_| rng.digit(10)).collect()
    };
    for _ in 0..6000 {
        let long = if rng.u8(..10) == 0 { 900 } else { 25 };
        let mut text = digits(&mut rng, long).trim_start_matches('0').to_owned();
        if text.is_empty() {
            text.push('0');
        }
        if rng.bool() {
            text.insert(0, '-');
        }
        if rng.bool() {
            text.push('.');
            text.push_str(&digits(&mut rng, long));
        }
        if rng.bool() {
            text.push_str(["e", "E", "e+", "e-", "E-"][rng.usize(..5)]);
            text.push_str(&digits(&mut rng, 4));
        }
        let float: f64 = text.parse().expect("a float");
        let is_json = oracle::strictly(text.as_bytes()).is_ok();
        assert_eq!(is_json, float.is_finite(), "{text}");
        if is_json {
            assert_eq!(weight(&text).to_bits(), float.to_bits(), "{text}");
        }
    }
}

/// Floats that are near each other, near a power of two or ten, or near the limits.
#[test]
fn floats_beside_each_other_stay_apart() {
    let mut centres: Vec<f64> = vec![
        0.0,
        f64::MIN_POSITIVE,
        f64::MAX,
        1.0,
        0.1,
        9_007_199_254_740_992.0,
    ];
    centres.extend((-300..300).step_by(25).map(|power| 10_f64.powi(power)));
    centres.extend((-1022..1023).step_by(93).map(|power| 2_f64.powi(power)));
    let mut rng = Rng::with_seed(13);
    for centre in centres {
        for offset in 0..12_u64 {
            let float = f64::from_bits((centre.to_bits() + offset).saturating_sub(6));
            if float.is_finite() {
                let text = random::print_float(float, &mut rng);
                assert_eq!(weight(&text).to_bits(), float.to_bits(), "{text}");
            }
        }
    }
}
