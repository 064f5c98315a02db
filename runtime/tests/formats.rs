//! The formats of texts against the test suite of JSON Schema, when its folder is given.

use std::path::Path;

use asyncapi_channels::__private::validation::formats;
use serde_json::Value;

/// The environment variable with the folder of the suite.
const SUITE: &str = "JSON_SCHEMA_TEST_SUITE";

/// How many of a hundred tests must agree.
const ENOUGH: usize = 90;

fn check(format: &str) -> Option<fn(&str) -> bool> {
    Some(match format {
        "date" => formats::date,
        "date-time" => formats::date_time,
        "duration" => formats::duration,
        "email" => formats::email,
        "hostname" => formats::hostname,
        "idn-email" => formats::idn_email,
        "idn-hostname" => formats::idn_hostname,
        "ipv4" => formats::ipv4,
        "ipv6" => formats::ipv6,
        "iri" => formats::iri,
        "iri-reference" => formats::iri_reference,
        "json-pointer" => formats::json_pointer,
        "regex" => formats::regex,
        "relative-json-pointer" => formats::relative_json_pointer,
        "time" => formats::time,
        "uri" => formats::uri,
        "uri-reference" => formats::uri_reference,
        "uri-template" => formats::uri_template,
        "uuid" => formats::uuid,
        _ => return None,
    })
}

/// How many tests of a file agree, and how many there are.
fn run(path: &Path) -> (usize, usize) {
    let text = std::fs::read_to_string(path).unwrap();
    let groups: Vec<Value> = serde_json::from_str(&text).unwrap();
    let (mut agreeing, mut all) = (0, 0);
    for group in &groups {
        let Some(format) = group["schema"]["format"].as_str() else {
            continue;
        };
        for test in group["tests"].as_array().unwrap() {
            let found = match (test["data"].as_str(), check(format)) {
                (Some(text), Some(check)) => check(text),
                _ => true,
            };
            all += 1;
            if found == test["valid"] {
                agreeing += 1;
            } else {
                println!("  {format}: {} {}", test["description"], test["data"]);
            }
        }
    }
    (agreeing, all)
}

#[test]
fn the_suite_agrees() {
    let Some(folder) = std::env::var_os(SUITE) else {
        return println!("{SUITE} is not set, so nothing is compared");
    };
    let folder = Path::new(&folder).join("tests/draft7/optional/format");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let (mut agreeing, mut all) = (0, 0);
    for path in &paths {
        let (agreeing_here, all_here) = run(path);
        let name = path.file_stem().unwrap().to_string_lossy();
        println!("{name:<24} {agreeing_here:>4} of {all_here:>4}");
        agreeing += agreeing_here;
        all += all_here;
    }
    println!("{:<24} {agreeing:>4} of {all:>4}", "in all");
    assert!(all > 0 && agreeing * 100 >= all * ENOUGH);
}
