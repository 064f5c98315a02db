//! The references in the schemas of the official JSON Schema test suite lead where they are to.
//!
//! Reads the suite from the directory that the variable `JSON_SCHEMA_TEST_SUITE` names.

use std::path::{Path, PathBuf};

use asyncapi_channels_codegen::document::Node;
use serde_json::Value;

use crate::{Read, references};

/// The files of the suite that are about references, and how many references there are in each:
/// those that lead somewhere, and those to the suite's own server.
const FILES: [(&str, usize, usize); 6] = [
    ("ref.json", 40, 0),
    ("refRemote.json", 2, 11),
    ("definitions.json", 1, 0),
    ("infinite-loop-detection.json", 2, 0),
    ("optional/id.json", 4, 0),
    ("optional/unknownKeyword.json", 3, 0),
];

/// Where the references of a group lead that are not just the pointer of their target: the
/// description of the group, the text of a reference, and the pointer.
const TARGETS: [(&str, &str, &str); 26] = [
    (
        "escaped pointer ref",
        "#/definitions/percent%25field",
        "#/definitions/percent%field",
    ),
    ("nested refs", "#/definitions/b", "#/definitions/a"),
    ("nested refs", "#/definitions/c", "#/definitions/a"),
    (
        "$ref prevents a sibling $id from changing the base uri",
        "foo.json",
        "#/definitions/base_foo",
    ),
    (
        "remote ref, containing refs itself",
        "http://json-schema.org/draft-07/schema#",
        "#",
    ),
    (
        "Recursive references between schemas",
        "node",
        "#/definitions/node",
    ),
    ("Recursive references between schemas", "tree", "#"),
    (
        "refs with quote",
        "#/definitions/foo%22bar",
        "#/definitions/foo\"bar",
    ),
    ("Location-independent identifier", "#foo", "#/definitions/A"),
    (
        "Reference an anchor with a non-relative URI",
        "https://example.com/schema-with-anchor#foo",
        "#/definitions/A",
    ),
    (
        "Location-independent identifier with base URI change in subschema",
        "http://localhost:1234/nested.json#foo",
        "#/definitions/A/definitions/B",
    ),
    (
        "refs with relative uris and defs",
        "#/definitions/inner",
        "#/properties/foo/definitions/inner",
    ),
    (
        "refs with relative uris and defs",
        "schema-relative-uri-defs2.json",
        "#/properties/foo",
    ),
    (
        "relative refs with absolute uris and defs",
        "#/definitions/inner",
        "#/properties/foo/definitions/inner",
    ),
    (
        "relative refs with absolute uris and defs",
        "schema-refs-absolute-uris-defs2.json",
        "#/properties/foo",
    ),
    (
        "$id must be resolved against nearest parent, not just immediate parent",
        "http://example.com/b/d.json",
        "#/definitions/x/not/definitions/y",
    ),
    (
        "simple URN base URI with $ref via the URN",
        "urn:uuid:deadbeef-1234-ffff-ffff-4321feebdaed",
        "#",
    ),
    (
        "URN base URI with URN and JSON pointer ref",
        "urn:uuid:deadbeef-1234-0000-0000-4321feebdaed#/definitions/bar",
        "#/definitions/bar",
    ),
    (
        "URN base URI with URN and anchor ref",
        "urn:uuid:deadbeef-1234-ff00-00ff-4321feebdaed#something",
        "#/definitions/bar",
    ),
    ("ref to if", "http://example.com/ref/if", "#/allOf/1/if"),
    (
        "ref to then",
        "http://example.com/ref/then",
        "#/allOf/1/then",
    ),
    (
        "ref to else",
        "http://example.com/ref/else",
        "#/allOf/1/else",
    ),
    (
        "ref with absolute-path-reference",
        "/absref/foobar.json",
        "#/definitions/b",
    ),
    (
        "id inside an enum is not a real identifier",
        "https://localhost:1234/id/my_identifier.json",
        "#/definitions/real_id_in_schema",
    ),
    (
        "$id inside an unknown keyword is not a real identifier",
        "https://localhost:1234/unknownKeyword/my_identifier.json",
        "#/definitions/real_id_in_schema",
    ),
    (
        "validate definition against metaschema",
        "http://json-schema.org/draft-07/schema#",
        "#",
    ),
];

fn suite() -> Option<PathBuf> {
    let folder = std::env::var_os("JSON_SCHEMA_TEST_SUITE").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: JSON_SCHEMA_TEST_SUITE is not set");
    }
    folder
}

/// The descriptions and the schemas of a file of the suite.
fn groups(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).expect("a file of the suite");
    let groups: Vec<Value> = serde_json::from_str(&text).expect("a list of groups");
    let groups = groups.iter().map(|group| {
        let description = group["description"].as_str().expect("a description");
        (description.to_owned(), group["schema"].to_string())
    });
    groups.collect()
}

#[test]
fn references_lead_where_they_are_to() {
    let Some(suite) = suite() else { return };
    let mut unused = TARGETS.to_vec();
    for (file, expected_found, expected_remote) in FILES {
        let (mut found, mut remote) = (0, 0);
        for (description, schema) in groups(&suite.join("tests/draft7").join(file)) {
            for reference in references(Read::inline("doc.json", &schema).root()) {
                let text = reference.get("$ref").and_then(Node::as_str).unwrap_or("");
                let mut read = Read::inline("doc.json", &schema);
                let again = references(read.root())
                    .into_iter()
                    .find(|other| other.span() == reference.span())
                    .expect("the same reference");
                let resolved =
                    read.documents
                        .resolve(&again, &mut read.sources, &mut read.diagnostics);
                let Some(resolved) = resolved else {
                    let report = read.report();
                    assert!(report.contains("is on the network"), "{report}");
                    assert!(report.contains("http://localhost:1234/"), "{report}");
                    remote += 1;
                    continue;
                };
                assert_eq!(read.report(), "", "{description}");
                found += 1;
                let pointer = resolved.pointer.expect("a pointer");
                let this = (description.as_str(), text);
                let listed = TARGETS.iter().find(|target| (target.0, target.1) == this);
                let expected = listed.map_or(text, |target| target.2);
                assert_eq!(pointer, expected, "{description}: {text}");
                unused.retain(|target| (target.0, target.1) != this);
            }
        }
        println!("{file}: {found} lead somewhere, {remote} are remote");
        assert_eq!((found, remote), (expected_found, expected_remote), "{file}");
    }
    assert_eq!(unused, []);
}

#[test]
fn references_in_files_lead_somewhere() {
    let Some(suite) = suite() else { return };
    let folder = suite.join("remotes/draft7");
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
        let path = entry.path();
        let mut read = Read::file(&folder, &path.to_string_lossy());
        for reference in references(read.root()) {
            read.documents
                .resolve(&reference, &mut read.sources, &mut read.diagnostics);
            count += 1;
        }
        assert_eq!(read.report(), "");
    }
    assert_eq!(count, 5);
}
