use asyncapi_channels_codegen::document::Node;

use crate::{Directory, Read, references};

fn doc(text: &str) -> Read {
    let read = Read::inline("doc.yaml", text);
    assert_eq!(read.report(), "");
    read
}

/// Where each reference of a document leads, by its keys (`a/b`) and the pointer of its target.
#[track_caller]
fn lead(text: &str, table: &[(&str, &str)]) {
    let mut read = doc(text);
    for (keys, pointer) in table {
        let keys: Vec<&str> = keys.split('/').collect();
        let resolved = read.resolved(&keys);
        assert_eq!(resolved.pointer.as_deref(), Some(*pointer), "{keys:?}");
    }
}

/// What is said of the references that lead nowhere: the message of each, by its key.
#[track_caller]
fn refused(text: &str, table: &[(&str, &str)]) {
    for (keys, message) in table {
        let mut read = doc(text);
        let keys: Vec<&str> = keys.split('/').collect();
        assert!(read.resolve(&keys).is_none(), "{keys:?}");
        let report = read.report();
        let first = report.lines().next().unwrap_or_default();
        assert!(first.ends_with(message), "{keys:?}\n{first}");
    }
}

/// The example of JSON Schema draft-07, core, section 8.2.4.
#[test]
fn the_example_of_the_specification() {
    lead(
        "\
$id: http://example.com/root.json
definitions:
  A: {$id: '#foo'}
  B:
    $id: other.json
    definitions:
      X: {$id: '#bar'}
      Y: {$id: t/inner.json}
  C: {$id: 'urn:uuid:ee564b8a-7a87-4125-8c96-e9f123d6766f'}
properties:
  root: {$ref: 'http://example.com/root.json'}
  root_fragment: {$ref: 'http://example.com/root.json#'}
  A: {$ref: 'http://example.com/root.json#foo'}
  B: {$ref: 'http://example.com/other.json'}
  B_fragment: {$ref: 'http://example.com/other.json#'}
  B_relative: {$ref: './x/../other.json#'}
  B_pointer: {$ref: 'http://example.com/root.json#/definitions/B'}
  X: {$ref: 'http://example.com/other.json#bar'}
  X_pointer: {$ref: 'http://example.com/other.json#/definitions/X'}
  Y: {$ref: 'http://example.com/t/inner.json'}
  Y_pointer: {$ref: 'other.json#/definitions/Y'}
  C: {$ref: 'urn:uuid:ee564b8a-7a87-4125-8c96-e9f123d6766f'}
  C_fragment: {$ref: 'urn:uuid:ee564b8a-7a87-4125-8c96-e9f123d6766f#'}
",
        &[
            ("properties/root", "#"),
            ("properties/root_fragment", "#"),
            ("properties/A", "#/definitions/A"),
            ("properties/B", "#/definitions/B"),
            ("properties/B_fragment", "#/definitions/B"),
            ("properties/B_relative", "#/definitions/B"),
            ("properties/B_pointer", "#/definitions/B"),
            ("properties/X", "#/definitions/B/definitions/X"),
            ("properties/X_pointer", "#/definitions/B/definitions/X"),
            ("properties/Y", "#/definitions/B/definitions/Y"),
            ("properties/Y_pointer", "#/definitions/B/definitions/Y"),
            ("properties/C", "#/definitions/C"),
            ("properties/C_fragment", "#/definitions/C"),
        ],
    );
}

/// The examples of RFC 3986, section 5.4, those without a fragment.
#[test]
fn references_are_resolved_as_uris() {
    for (reference, uri) in [
        ("gg:h", "gg:h"),
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        (";x", "http://a/b/c/;x"),
        ("g;x", "http://a/b/c/g;x"),
        ("g;x?y", "http://a/b/c/g;x?y"),
        (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../..", "http://a/"),
        ("../../", "http://a/"),
        ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"),
        ("../../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        (".g", "http://a/b/c/.g"),
        ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("http://a/b/../g", "http://a/g"),
    ] {
        lead(
            &format!(
                "\
definitions:
  target: {{$id: '{uri}'}}
  base:
    $id: 'http://a/b/c/d;p?q'
    properties: {{by_ref: {{$ref: '{reference}'}}}}
"
            ),
            &[("definitions/base/properties/by_ref", "#/definitions/target")],
        );
        lead(
            &format!(
                "\
definitions:
  base:
    $id: 'http://a/b/c/d;p?q'
    properties: {{target: {{$id: '{reference}'}}}}
r: {{$ref: '{uri}'}}
"
            ),
            &[("r", "#/definitions/base/properties/target")],
        );
    }
}

#[test]
fn bases_of_any_scheme() {
    lead(
        "\
definitions:
  urn:
    $id: 'urn:example:weather?=op=map'
    definitions: {x: {$id: '#here'}}
    properties:
      pointer: {$ref: '#/definitions/x'}
      name: {$ref: '#here'}
      whole: {$ref: '#'}
      own: {$ref: 'urn:example:weather?=op=map#here'}
  tag:
    $id: 'tag:example.com,2024:user'
    properties: {whole: {$ref: 'tag:example.com,2024:user#'}}
  file:
    $id: 'file:///c:/folder/file.json'
    definitions: {x: {$id: other.json}}
    properties:
      pointer: {$ref: '#/definitions/x'}
      other: {$ref: 'file:///c:/folder/other.json'}
  host:
    $id: 'http://example.com'
    definitions: {x: {$id: x.json}}
    properties: {x: {$ref: 'http://example.com/x.json'}}
",
        &[
            (
                "definitions/urn/properties/pointer",
                "#/definitions/urn/definitions/x",
            ),
            (
                "definitions/urn/properties/name",
                "#/definitions/urn/definitions/x",
            ),
            ("definitions/urn/properties/whole", "#/definitions/urn"),
            (
                "definitions/urn/properties/own",
                "#/definitions/urn/definitions/x",
            ),
            ("definitions/tag/properties/whole", "#/definitions/tag"),
            (
                "definitions/file/properties/pointer",
                "#/definitions/file/definitions/x",
            ),
            (
                "definitions/file/properties/other",
                "#/definitions/file/definitions/x",
            ),
            (
                "definitions/host/properties/x",
                "#/definitions/host/definitions/x",
            ),
        ],
    );
}

#[test]
fn only_schemas_have_identifiers() {
    let target = "https://example.com/x.json";
    // Each stands before the schema that has the `$id`, and the first would win.
    for decoy in [
        "enum: [ID]",
        "const: ID",
        "default: ID",
        "examples: [ID]",
        "not: {array_of_schemas: [ID]}",
        "not: {object_of_schemas: {x: ID}}",
        "x-extension: ID",
        "properties: {$id: {type: string}, enum: {const: ID}}",
        "additionalProperties: {$id: 'https://example.com/x.json', $ref: '#/definitions/other'}",
        "properties: {$id: 'https://example.com/x.json'}",
        "items: {$id: 5, $anchor: 6}",
    ] {
        let decoy = decoy.replace("ID", &format!("{{$id: '{target}'}}"));
        lead(
            &format!(
                "\
definitions:
  first: {{{decoy}}}
  other: {{type: string}}
  real: {{$id: '{target}'}}
r: {{$ref: '{target}'}}
"
            ),
            &[("r", "#/definitions/real")],
        );
    }
    refused(
        "\
definitions: {x: {enum: [{$id: '#name'}]}}
r: {$ref: '#name'}
",
        &[("r", "no node with `$anchor: name` or `$id: \"#name\"`")],
    );
}

#[test]
fn schemas_of_an_asyncapi_document() {
    lead(
        "\
asyncapi: 3.0.0
id: 'https://example.com/api'
channels:
  payload:
    messages:
      schemas: {payload: {$id: 'https://example.com/payload'}}
      enum: {payload: {schemaFormat: application/schema+json, schema: {$id: 'https://example.com/multi'}}}
components:
  messages:
    m: {oneOf: [{payload: {properties: {x: {$id: 'https://example.com/property'}}}}]}
  schemas:
    properties: {$id: 'https://example.com/named'}
    UserSchema:
      $id: UserSchema
      properties:
        room: {$ref: '#/components/schemas/Room'}
        other: {$ref: RoomSchema}
        name: {$ref: '#name'}
    Room:
      $id: RoomSchema
      properties:
        name: {$anchor: name}
        user: {$ref: 'UserSchema#/properties/room'}
    Far:
      $id: https://example.com/far.json
      properties:
        room: {$ref: '#/components/schemas/Room'}
        self: {$ref: '#'}
        own: {$ref: '#/properties/self'}
refs:
  payload: {$ref: 'https://example.com/payload'}
  multi: {$ref: 'https://example.com/multi'}
  property: {$ref: 'https://example.com/property'}
  named: {$ref: 'https://example.com/named'}
",
        &[
            (
                "refs/payload",
                "#/channels/payload/messages/schemas/payload",
            ),
            (
                "refs/multi",
                "#/channels/payload/messages/enum/payload/schema",
            ),
            (
                "refs/property",
                "#/components/messages/m/oneOf/0/payload/properties/x",
            ),
            ("refs/named", "#/components/schemas/properties"),
            (
                "components/schemas/UserSchema/properties/room",
                "#/components/schemas/Room",
            ),
            (
                "components/schemas/UserSchema/properties/other",
                "#/components/schemas/Room",
            ),
            (
                "components/schemas/UserSchema/properties/name",
                "#/components/schemas/Room/properties/name",
            ),
            (
                "components/schemas/Room/properties/user",
                "#/components/schemas/Room",
            ),
            (
                "components/schemas/Far/properties/room",
                "#/components/schemas/Room",
            ),
            (
                "components/schemas/Far/properties/self",
                "#/components/schemas/Far",
            ),
            (
                "components/schemas/Far/properties/own",
                "#/components/schemas/Far",
            ),
        ],
    );
    refused(
        "asyncapi: 3.0.0\nid: 'urn:example:api'\n$id: 'urn:example:no'\na: {$ref: 'urn:example:api'}\nb: {$ref: 'urn:example:no'}\n",
        &[
            (
                "a",
                "`urn:example:api`: references with `urn:` are not followed",
            ),
            (
                "b",
                "`urn:example:no`: references with `urn:` are not followed",
            ),
        ],
    );
}

#[test]
fn names_belong_to_the_schema_around_them() {
    lead(
        "\
$id: http://example.com/root
definitions:
  A:
    $id: nested.json
    definitions: {B: {$id: '#foo'}}
    properties: {foo: {$ref: '#foo'}}
  C: {$anchor: foo}
  D: {$id: 'http://example.com/root#both'}
  E: {$id: 'third.json#third'}
properties:
  nested: {$ref: 'http://example.com/nested.json#foo'}
  root: {$ref: '#foo'}
  both: {$ref: '#both'}
  third: {$ref: 'third.json#third'}
",
        &[
            ("properties/nested", "#/definitions/A/definitions/B"),
            (
                "definitions/A/properties/foo",
                "#/definitions/A/definitions/B",
            ),
            ("properties/root", "#/definitions/C"),
            ("properties/both", "#/definitions/D"),
            ("properties/third", "#/definitions/E"),
        ],
    );
}

#[test]
fn the_first_of_two_wins() {
    lead(
        "\
definitions:
  a: {$id: 'http://example.com/root.json', definitions: {x: {}}, items: {$ref: '#/definitions/x'}}
  b: {$id: 'http://example.com/root.json', definitions: {x: {}}, items: {$ref: '#/definitions/x'}}
  c: {$anchor: n}
  d: {$id: '#n'}
r: {$ref: 'http://example.com/root.json'}
n: {$ref: '#n'}
",
        &[
            ("definitions/a/items", "#/definitions/a/definitions/x"),
            ("definitions/b/items", "#/definitions/b/definitions/x"),
            ("r", "#/definitions/a"),
            ("n", "#/definitions/c"),
        ],
    );
}

#[test]
fn empty_identifiers_change_nothing() {
    lead(
        "\
definitions:
  a: {$id: '', items: {$ref: '#'}}
  b: {$id: '#', items: {$ref: '#/definitions/a'}}
",
        &[
            ("definitions/a/items", "#"),
            ("definitions/b/items", "#/definitions/a"),
        ],
    );
}

#[test]
fn what_no_identifier_tells_is_refused() {
    refused(
        "\
definitions:
  web:
    $id: http://localhost:1234/
    items:
      $id: folder/
      items: {$ref: integer.json}
    pointer: {$ref: '#/definitions/none'}
    host: {$ref: '//example.com/x'}
  urn: {$id: 'urn:example:1', items: {$ref: other}}
  local: {$id: schemas/local, items: {$ref: other}}
  known: {$ref: 'http://localhost:1234/#/none'}
",
        &[
            (
                "definitions/web/items/items",
                "`integer.json` (`http://localhost:1234/folder/integer.json` by the `$id` around it) is on the network, and nothing is fetched at build time",
            ),
            (
                "definitions/web/pointer",
                "`#/definitions/none` leads nowhere: `#/definitions` has no `none`",
            ),
            (
                "definitions/web/host",
                "`//example.com/x` is on the network, and nothing is fetched at build time",
            ),
            (
                "definitions/urn/items",
                "`other` (`urn:other` by the `$id` around it): references with `urn:` are not followed",
            ),
            (
                "definitions/local/items",
                "`other`: cannot read `other`: no such file (looked at /nowhere/other)",
            ),
            (
                "definitions/known",
                "`http://localhost:1234/#/none` leads nowhere: `#/definitions/web` has no `none`",
            ),
        ],
    );
}

#[test]
fn identifiers_of_other_files() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            b"a: {$ref: schemas/user.json}\nb: {$ref: 'https://example.com/schemas/room.json#/type'}\n",
        ),
        (
            "schemas/user.json",
            br##"{"$id": "https://example.com/schemas/user.json", "definitions": {"x": {"const": "user"}},
                "items": {"$ref": "room.json"}, "not": {"$ref": "#/definitions/x"}}"##,
        ),
        (
            "schemas/room.json",
            br##"{"$id": "https://example.com/schemas/room.json", "type": "room",
                "items": {"$ref": "user.json#/definitions/x"}}"##,
        ),
        (
            "schemas/copy.json",
            br##"{"$id": "https://example.com/schemas/user.json", "definitions": {"x": {"const": "copy"}},
                "items": {"$ref": "user.json#/definitions/x"}}"##,
        ),
    ]);
    let mut read = Read::file(&directory.0, "main.yaml");
    let user = read.resolved(&["a"]).node;
    let next = |read: &mut Read, node: &Node| {
        read.documents
            .resolve(node, &mut read.sources, &mut read.diagnostics)
            .map(|resolved| resolved.node)
    };
    let own = next(&mut read, user.get("not").expect("a node")).expect("a target");
    assert_eq!(own.to_json(), r#"{"const":"user"}"#);
    // The file beside it, whatever its URL would be.
    let room = next(&mut read, user.get("items").expect("a node")).expect("a target");
    assert_eq!(room.get("type").and_then(Node::as_str), Some("room"));
    let back = next(&mut read, room.get("items").expect("a node")).expect("a target");
    assert!(back.ptr_eq(&own));
    assert_eq!(read.resolved(&["b"]).node.as_str(), Some("room"));
    assert_eq!(read.sources.paths().count(), 3);

    let mut copy = Read::file(&directory.0, "schemas/copy.json");
    assert_eq!(
        copy.resolved(&["items"]).node.to_json(),
        r#"{"const":"copy"}"#
    );
}

#[test]
fn the_schema_of_schemas_is_known() {
    let mut read = doc("\
whole: {$ref: 'http://json-schema.org/draft-07/schema#'}
bare: {$ref: 'http://json-schema.org/draft-07/schema'}
part: {$ref: 'http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger'}
around: {$id: 'http://json-schema.org/draft-07/other', items: {$ref: schema}}
none: {$ref: 'http://json-schema.org/draft-07/schema#/definitions/none'}
other: {$ref: 'http://json-schema.org/draft-04/schema#'}
");
    let whole = read.resolved(&["whole"]);
    assert_eq!(whole.name.as_deref(), Some("schema"));
    for keys in [&["bare"] as &[&str], &["around", "items"]] {
        assert!(read.resolved(keys).node.ptr_eq(&whole.node));
    }
    let part = read.resolved(&["part"]);
    assert_eq!(part.name.as_deref(), Some("nonNegativeInteger"));
    assert_eq!(part.node.to_json(), r#"{"type":"integer","minimum":0}"#);
    assert_eq!(read.sources.paths().count(), 0);

    let refs = references(&whole.node);
    assert_eq!(refs.len(), 29);
    for reference in refs {
        read.documents
            .resolve(&reference, &mut read.sources, &mut read.diagnostics)
            .expect("a target");
    }
    assert_eq!(read.report(), "");
    assert!(read.resolve(&["none"]).is_none());
    assert!(read.resolve(&["other"]).is_none());
    let report = read.report();
    for part in [
        "`http://json-schema.org/draft-07/schema#/definitions` has no `none`",
        "`http://json-schema.org/draft-04/schema#` is on the network",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn deep_and_repeated_documents_take_no_time() {
    let deep = format!(
        "{}{{$ref: '#/x'}}{}\nx: 1\n",
        "{$id: a/, items: ".repeat(100),
        "}".repeat(100)
    );
    doc(&format!("a: {deep}"));
    let mut aliases = String::from("s0: &s0 {$id: x, items: {$ref: '#'}}\n");
    for level in 1..16 {
        let below = level - 1;
        aliases.push_str(&format!(
            "s{level}: &s{level} {{$id: l{level}/, items: [*s{below}, *s{below}]}}\n"
        ));
    }
    doc(&aliases);
}
