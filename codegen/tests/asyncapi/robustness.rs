//! No document makes the expansion panic, hang or exhaust the stack.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use asyncapi_channels_codegen::{Document, Expansion, Options, expand};

use crate::{assert_rust, expansion, said, schemas};

/// A document that uses every feature once.
const RICH_V3: &str = include_str!("rich_v3.yaml");
const RICH_V2: &str = include_str!("rich_v2.yaml");

/// A small generator of numbers that look random, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or(0)
    }
}

/// Expands, and names the text if that panics, takes long, or makes tokens that are not Rust.
/// The grammar is looked at for one text in eight, since that takes longer than all else.
fn survive(text: &str) -> Expansion {
    let started = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let expansion = expand(
            Document::Inline(text),
            Path::new("/nowhere"),
            &Options::default(),
        );
        if text.len().is_multiple_of(8) {
            assert_rust(&expansion);
        }
        expansion
    }));
    let took = started.elapsed();
    // Not a measurement: what does not end within this time is not going to.
    assert!(took < Duration::from_secs(60), "took {took:?}:\n{text}");
    outcome.unwrap_or_else(|_| panic!("panicked on:\n{text}"))
}

#[test]
fn the_rich_documents_are_right() {
    for text in [RICH_V2, RICH_V3] {
        assert_eq!(said(&survive(text)), "");
    }
}

#[test]
fn flipped_bytes_do_no_harm() {
    let interesting = b"\0\t\n\r !\"#%&'*,-:>?@[]`{|}~\\<$./\x7f\x80\xc3\xff0aZ";
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..400 {
        let mut bytes = [RICH_V2, RICH_V3][round % 2].as_bytes().to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] ^= 1 << random.below(8),
                1 => bytes[at] = interesting[random.below(interesting.len())],
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, interesting[random.below(interesting.len())]),
            }
        }
        survive(&String::from_utf8_lossy(&bytes));
    }
}

/// Every place of a JSON value, as pointers.
fn places(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        serde_json::Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        serde_json::Value::Object(entries) => {
            for (key, item) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(item, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}

fn trees() -> Vec<(serde_json::Value, Vec<String>)> {
    [RICH_V2, RICH_V3]
        .iter()
        .map(|text| {
            let tree: serde_json::Value = serde_yaml::from_str(text).expect("a document");
            let mut found = Vec::new();
            places(&tree, "", &mut found);
            (tree, found)
        })
        .collect()
}

/// Takes the value at a place away.
fn delete(tree: &mut serde_json::Value, place: &str) {
    let Some((parent, last)) = place.rsplit_once('/') else {
        return;
    };
    let last = last.replace("~1", "/").replace("~0", "~");
    match tree.pointer_mut(parent) {
        Some(serde_json::Value::Object(entries)) => {
            entries.remove(&last);
        }
        Some(serde_json::Value::Array(items)) => {
            if let Ok(index) = last.parse::<usize>() {
                items.remove(index);
            }
        }
        _ => {}
    }
}

#[test]
fn any_key_may_be_missing() {
    for (tree, found) in trees() {
        for place in &found {
            let mut changed = tree.clone();
            delete(&mut changed, place);
            survive(&changed.to_string());
        }
    }
}

#[test]
fn any_value_may_be_another() {
    let values = [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1e400",
        "\"\"",
        "\"text\"",
        "[]",
        "{}",
        "[null]",
        "{\"$ref\":\"#\"}",
        "{\"$ref\":\"#/components\"}",
        "{\"\":{\"\":{}}}",
        "[[[]]]",
        "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Rich\"}}",
    ];
    let values: Vec<serde_json::Value> = values
        .iter()
        .map(|text| serde_json::from_str(text).unwrap_or(serde_json::json!(f64::MAX)))
        .collect();
    let mut random = Random(7);
    for (tree, found) in trees() {
        for place in &found {
            for _ in 0..2 {
                let mut changed = tree.clone();
                if let Some(target) = changed.pointer_mut(place) {
                    *target = values[random.below(values.len())].clone();
                }
                survive(&changed.to_string());
            }
        }
    }
}

#[test]
fn any_two_parts_may_be_swapped() {
    let mut random = Random(11);
    for (tree, found) in trees() {
        for _ in 0..300 {
            let one = &found[random.below(found.len())];
            let two = &found[random.below(found.len())];
            let mut changed = tree.clone();
            let (Some(left), Some(right)) = (tree.pointer(one), tree.pointer(two)) else {
                continue;
            };
            if let Some(target) = changed.pointer_mut(one) {
                *target = right.clone();
            }
            if let Some(target) = changed.pointer_mut(two) {
                *target = left.clone();
            }
            survive(&changed.to_string());
        }
    }
}

#[test]
fn any_part_may_be_a_reference_to_any_other() {
    let mut random = Random(13);
    for (tree, found) in trees() {
        for place in &found {
            for round in 0..2 {
                // To itself, or to anything.
                let target = if round == 0 {
                    place
                } else {
                    &found[random.below(found.len())]
                };
                let mut changed = tree.clone();
                if let Some(value) = changed.pointer_mut(place) {
                    *value = serde_json::json!({"$ref": format!("#{target}")});
                }
                survive(&changed.to_string());
            }
        }
    }
}

#[test]
fn deep_nesting_ends() {
    for (open, close) in [
        ("{type: array, items: ", "}"),
        ("{type: object, properties: {a: ", "}}"),
        ("{allOf: [", "]}"),
        ("{oneOf: [{type: integer}, ", "]}"),
        ("{type: object, additionalProperties: ", "}"),
        (
            "{type: object, properties: {x: {type: string}}, allOf: [",
            "]}",
        ),
        (
            "{type: object, properties: {x: {type: string}}, oneOf: [{properties: {y: {}}}, ",
            "]}",
        ),
        ("{type: array, prefixItems: [{type: integer}, ", "]}"),
        (
            "{type: object, required: [a], patternProperties: {x: ",
            "}}",
        ),
    ] {
        for depth in [20, 40, 100, 1000] {
            let schema = format!(
                "{}{{type: string}}{}",
                open.repeat(depth),
                close.repeat(depth)
            );
            survive(&schemas(&format!("S: {schema}")));
        }
    }
}

#[test]
fn long_chains_of_schemas_end() {
    for (open, close, length) in [
        ("", "", 150),
        ("{allOf: [", "]}", 150),
        ("{allOf: [{properties: {x: {type: string}}}, ", "]}", 150),
        ("{type: array, items: ", "}", 1000),
        ("{type: object, properties: {a: ", "}}", 1000),
        ("{oneOf: [{type: integer}, ", "]}", 300),
        // What stands beside each list is multiplied into all that follow.
        (
            "{type: object, properties: {x: {type: string}}, oneOf: [{properties: {y: {}}}, ",
            "]}",
            20,
        ),
    ] {
        for end in ["{type: string}", "{$ref: '#/components/schemas/S0'}"] {
            let mut text = String::new();
            for index in 0..length {
                let next = index + 1;
                text.push_str(&format!(
                    "S{index}: {open}{{$ref: '#/components/schemas/S{next}'}}{close}\n"
                ));
            }
            text.push_str(&format!("S{length}: {end}\n"));
            survive(&schemas(&text));
        }
    }
}

#[test]
fn a_chain_of_a_hundred_types_is_no_mistake() {
    let mut text = String::new();
    for index in 0..150 {
        let next = index + 1;
        text.push_str(&format!(
            "S{index}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/S{next}'}}}}}}\n"
        ));
    }
    text.push_str("S150: {type: object, properties: {a: {type: string}}}\n");
    assert_eq!(said(&expansion(&schemas(&text))), "");
}

#[test]
fn types_of_many_fields_that_hold_each_other_end() {
    let mut fields = String::from("t: {const: T}");
    for index in 0..40 {
        fields.push_str(&format!(
            ", f{index}: {{$ref: '#/components/schemas/S{}'}}",
            index % 4
        ));
    }
    let mut text = String::new();
    for index in 0..4 {
        text.push_str(&format!(
            "S{index}: {{type: object, properties: {{{}}}}}\n",
            fields.replace("const: T", &format!("const: T{index}"))
        ));
    }
    text.push_str("U: {oneOf: [{$ref: '#/components/schemas/S0'}, {$ref: '#/components/schemas/S1'}, {$ref: '#/components/schemas/S2'}, {$ref: '#/components/schemas/S3'}]}\n");
    survive(&schemas(&text));
}
