//! Random values of a schema, and random ways to write them.

use crate::oracle::resolved;
use fastrand::Rng;
use serde_json::{Map, Number, Value};

/// Characters that need an escape, that take several bytes, or that a careless reader trips over.
const CHARACTERS: &[char] = &[
    'a',
    'z',
    ' ',
    '"',
    '\\',
    '/',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\u{0}',
    '\u{8}',
    '\t',
    '\n',
    '\u{c}',
    '\r',
    '\u{1f}',
    '\u{7f}',
    'é',
    '\u{2028}',
    '日',
    '\u{ffff}',
    '🎉',
    '\u{10ffff}',
];

/// A value that obeys the schema.
pub(crate) fn value(schema: &'static Value, rng: &mut Rng, depth: usize) -> Value {
    let schema = resolved(schema);
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if let Some(listed) = schema["enum"].as_array().or(schema["oneOf"].as_array()) {
        let chosen = &listed[rng.usize(..listed.len())];
        let is_enum = schema.get("enum").is_some();
        return if is_enum {
            chosen.clone()
        } else {
            value(chosen, rng, depth)
        };
    }
    match schema["type"].as_str() {
        Some("string") => text(rng).into(),
        Some("boolean") => rng.bool().into(),
        Some("number") => number(rng),
        Some("integer") => integer(rng, schema["format"].as_str()),
        Some("array") => array(schema, rng, depth),
        Some("object") => object(schema, rng, depth),
        Some(other) => panic!("no type {other}"),
        None if schema["type"].is_array() && rng.bool() => text(rng).into(),
        None if schema["type"].is_array() => Value::Null,
        None => any(rng, depth.min(3)),
    }
}

fn array(schema: &'static Value, rng: &mut Rng, depth: usize) -> Value {
    let least = schema["minItems"].as_u64().unwrap_or(0) as usize;
    let more = if depth == 0 { 0 } else { rng.usize(..4) };
    let count = match schema["maxItems"].as_u64() {
        Some(most) => most as usize,
        None => least + more,
    };
    let positions = schema["prefixItems"].as_array().into_iter().flatten();
    let schemas = positions.chain(std::iter::repeat(&schema["items"]));
    let below = depth.saturating_sub(1);
    schemas
        .take(count)
        .map(|schema| value(schema, rng, below))
        .collect()
}

fn object(schema: &'static Value, rng: &mut Rng, depth: usize) -> Value {
    let mut object = Map::new();
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let required = schema["required"].as_array();
        let is_required = required.is_some_and(|all| all.iter().any(|it| it == key));
        if is_required || (depth > 0 && rng.bool()) {
            object.insert(key.clone(), value(property, rng, depth.saturating_sub(1)));
        }
    }
    let additional = &schema["additionalProperties"];
    if *additional != false && rng.u8(..3) == 0 {
        for _ in 0..rng.usize(..4) {
            let value = match additional {
                Value::Null => any(rng, depth.min(2)),
                additional => value(additional, rng, depth),
            };
            object.entry(text(rng)).or_insert(value);
        }
    }
    Value::Object(object)
}

/// Any value at all.
fn any(rng: &mut Rng, depth: usize) -> Value {
    let below = depth.saturating_sub(1);
    match rng.u8(..if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => integer(rng, None),
        3 => number(rng),
        4 => text(rng).into(),
        5 => (0..rng.usize(..4)).map(|_| any(rng, below)).collect(),
        _ => (0..rng.usize(..4))
            .map(|_| (text(rng), any(rng, below)))
            .collect(),
    }
}

fn text(rng: &mut Rng) -> String {
    let length = if rng.u8(..20) == 0 {
        300
    } else {
        rng.usize(..8)
    };
    let plain = rng.bool();
    let character = |_| match plain {
        true => rng.alphanumeric(),
        false => CHARACTERS[rng.usize(..CHARACTERS.len())],
    };
    (0..length).map(character).collect()
}

fn integer(rng: &mut Rng, format: Option<&str>) -> Value {
    let shift = rng.u32(..64);
    match format {
        Some("int32") => (rng.i32(..) >> (shift % 32)).into(),
        Some("uint64") => (rng.u64(..) >> shift).into(),
        _ => (rng.i64(..) >> shift).into(),
    }
}

fn number(rng: &mut Rng) -> Value {
    match rng.u8(..4) {
        0 => integer(rng, None),
        1 => Value::from(f64::from(rng.i16(..)) / 100.0),
        _ => Value::from(float(rng)),
    }
}

/// A finite number of any magnitude.
pub(crate) fn float(rng: &mut Rng) -> f64 {
    loop {
        let float = f64::from_bits(rng.u64(..));
        if float.is_finite() {
            return float;
        }
    }
}

/// Changes a value in one place, so that it may no longer obey its schema.
pub(crate) fn spoil(value: &mut Value, rng: &mut Rng) {
    match value {
        Value::Object(object) if !object.is_empty() && rng.u8(..4) > 0 => {
            let index = rng.usize(..object.len());
            let Some(key) = object.keys().nth(index).cloned() else {
                return;
            };
            match rng.u8(..4) {
                0 => _ = object.remove(&key),
                1 => _ = object.insert(text(rng), any(rng, 1)),
                _ => spoil(&mut object[&key], rng),
            }
        }
        Value::Array(items) if !items.is_empty() && rng.u8(..4) > 0 => {
            let index = rng.usize(..items.len());
            match rng.u8(..4) {
                0 => _ = items.remove(index),
                1 => items.insert(index, any(rng, 1)),
                _ => spoil(&mut items[index], rng),
            }
        }
        value => *value = any(rng, 2),
    }
}

/// Writes a value in one of its many forms: with the properties in any order, and with any spaces,
/// escapes and ways to write a number.
pub(crate) fn print(value: &Value, rng: &mut Rng) -> String {
    let mut out = String::new();
    print_into(value, rng, &mut out);
    out
}

fn print_into(value: &Value, rng: &mut Rng, out: &mut String) {
    space(rng, out);
    match value {
        Value::Null | Value::Bool(_) => out.push_str(&value.to_string()),
        Value::Number(number) => print_number(number, rng, out),
        Value::String(text) => print_text(text, rng, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                print_into(item, rng, out);
            }
            space(rng, out);
            out.push(']');
        }
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            rng.shuffle(&mut entries);
            out.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                space(rng, out);
                print_text(key, rng, out);
                space(rng, out);
                out.push(':');
                print_into(value, rng, out);
            }
            space(rng, out);
            out.push('}');
        }
    }
    space(rng, out);
}

fn space(rng: &mut Rng, out: &mut String) {
    while rng.u8(..6) == 0 {
        out.push([' ', '\t', '\n', '\r'][rng.usize(..4)]);
    }
}

/// Writes a string, with escapes where they must be and where they may be (RFC 8259 section 7).
fn print_text(text: &str, rng: &mut Rng, out: &mut String) {
    let eager = rng.u8(..3) == 0;
    out.push('"');
    for character in text.chars() {
        let short = match character {
            '"' | '\\' | '/' => Some(character),
            '\u{8}' => Some('b'),
            '\u{c}' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            _ => None,
        };
        let must = character < ' ' || character == '"' || character == '\\';
        let escape = must || (eager && rng.bool());
        if !escape {
            out.push(character);
            continue;
        }
        match short.filter(|_| rng.bool()) {
            Some(letter) => out.extend(['\\', letter]),
            None => print_units(character, rng, out),
        }
    }
    out.push('"');
}

/// Writes a character as the escapes of its UTF-16 code units.
pub(crate) fn print_units(character: char, rng: &mut Rng, out: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        for digit in format!("{unit:04x}").chars() {
            out.push(if rng.bool() {
                digit.to_ascii_uppercase()
            } else {
                digit
            });
        }
    }
}

fn print_number(number: &Number, rng: &mut Rng, out: &mut String) {
    let small = number.as_i64().filter(|it| it.unsigned_abs() < 1 << 53);
    match (small, number.as_f64().filter(|_| number.is_f64())) {
        (Some(whole), _) => match rng.u8(..6) {
            0 => out.push_str(&format!("{whole}.0")),
            1 => out.push_str(&format!("{whole}E+00")),
            2 if whole != 0 => out.push_str(&format!("{whole}00.0e-2")),
            _ => out.push_str(&whole.to_string()),
        },
        (None, Some(float)) => out.push_str(&print_float(float, rng)),
        (None, None) => out.push_str(&number.to_string()),
    }
}

/// One of the many texts of a number; all of them are read as the same one.
pub(crate) fn print_float(float: f64, rng: &mut Rng) -> String {
    match rng.u8(..6) {
        0 => format!("{float}"),
        1 => format!("{float:?}"),
        2 => format!("{float:E}"),
        3 => format!("{float:.*}", rng.usize(1080..1200)),
        4 => format!("{float:.*e}", rng.usize(17..30)),
        _ => format!("{float:e}"),
    }
}
