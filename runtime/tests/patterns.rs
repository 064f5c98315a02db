//! Regular expressions against the test suite of JSON Schema, when its folder is given.

use std::path::Path;

use asyncapi_channels::__private::validation::{Checked, Pattern, never, pattern};
use asyncapi_channels::__private::validation::{additional_properties, pattern_properties};
use serde_json::Value;

/// The environment variable with the folder of the suite.
const SUITE: &str = "JSON_SCHEMA_TEST_SUITE";

const FILES: &[&str] = &[
    "pattern.json",
    "optional/ecmascript-regex.json",
    "optional/non-bmp-regex.json",
];

fn leaked(source: &str) -> &'static Pattern {
    let source = String::from(source).leak();
    Box::leak(Box::new(Pattern::new(source)))
}

/// Whether a value passes a schema, if that has only expressions.
fn check(schema: &Value, value: &Value) -> Option<bool> {
    let checked: Checked = match (schema["pattern"].as_str(), &schema["patternProperties"]) {
        (Some(source), _) => pattern(value, leaked(source)),
        (None, Value::Object(sources)) => {
            let patterns: Vec<_> = sources.keys().map(|source| leaked(source)).collect();
            let table: Vec<_> = patterns.iter().map(|it| (*it, never as _)).collect();
            match sources.values().all(|it| *it == true) {
                true if schema["additionalProperties"] == false => {
                    additional_properties(value, &[], &patterns, never)
                }
                true => Ok(()),
                false if sources.values().all(|it| *it == false) => {
                    pattern_properties(value, &table)
                }
                false => return None,
            }
        }
        _ => return None,
    };
    Some(checked.is_ok())
}

#[test]
fn the_suite_agrees() {
    let Some(folder) = std::env::var_os(SUITE) else {
        return println!("{SUITE} is not set, so nothing is compared");
    };
    for name in FILES {
        let path = Path::new(&folder).join("tests/draft7").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let groups: Vec<Value> = serde_json::from_str(&text).unwrap();
        let mut all = 0;
        for group in &groups {
            for test in group["tests"].as_array().unwrap() {
                if let Some(found) = check(&group["schema"], &test["data"]) {
                    assert_eq!(found, test["valid"], "{} {test}", group["schema"]);
                    all += 1;
                }
            }
        }
        println!("{name:<32} {all:>4}");
        assert!(all > 0, "{name}");
    }
}
