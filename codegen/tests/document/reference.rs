use crate::{Directory, Read};

fn doc(text: &str) -> Read {
    let read = Read::inline("doc.yaml", text);
    assert_eq!(read.report(), "");
    read
}

#[test]
fn what_is_no_reference_is_its_own_target() {
    let mut read = doc("a: {b: 1}\nc: x\n");
    let resolved = read.resolved(&["a"]);
    assert!(resolved.node.ptr_eq(&read.at(&["a"])));
    assert_eq!((resolved.name, resolved.pointer), (None, None));
    assert!(resolved.siblings.is_empty());
    assert_eq!(read.resolved(&["c"]).node.as_str(), Some("x"));
}

#[test]
fn chains_in_one_file() {
    let mut read = doc("\
a: {$ref: '#/b', title: outer}
b: {$ref: '#/c/d', description: inner}
c: {d: {$ref: '#/list/1'}}
list: [x, {type: string}]
");
    let resolved = read.resolved(&["a"]);
    assert_eq!(resolved.node.to_json(), r#"{"type":"string"}"#);
    assert_eq!(resolved.name.as_deref(), Some("b"));
    assert_eq!(resolved.pointer.as_deref(), Some("#/list/1"));
    let siblings: Vec<&str> = resolved
        .siblings
        .iter()
        .map(|node| node.as_object().expect("an object")[1].key.as_str())
        .collect();
    assert_eq!(siblings, ["title", "description"]);
}

#[test]
fn references_on_the_way_are_followed() {
    let mut read = doc("\
a: {$ref: '#/b/x/y'}
b: {$ref: '#/c'}
c: {x: {$ref: '#/d'}}
d: {y: 1, z: 2}
direct: {$ref: '#/own/z'}
own: {$ref: '#/d', z: 3}
");
    let resolved = read.resolved(&["a"]);
    assert_eq!(resolved.node.to_json(), "1");
    assert_eq!(resolved.pointer.as_deref(), Some("#/d/y"));
    assert_eq!(resolved.name.as_deref(), Some("y"));
    // What is there is taken before what a reference leads to.
    assert_eq!(read.resolved(&["direct"]).node.to_json(), "3");
}

#[test]
fn tokens_are_decoded() {
    let mut read = doc("\
'a/b': {'c~d': {'e f': {'ü': {'g%h': 1}}}}
r: {$ref: '#/a~1b/c~0d/e%20f/%C3%BC/g%25h'}
raw: {$ref: '#/a~1b/c~0d/e f/ü/g%h'}
slash: {$ref: '#/a%2Fb/c~0d'}
empty: {$ref: '#/'}
'': zero
t: {$ref: '#/x~01'}
'x~1': tilde
");
    let resolved = read.resolved(&["r"]);
    assert_eq!(resolved.node.to_json(), "1");
    assert_eq!(resolved.name.as_deref(), Some("g%h"));
    assert_eq!(resolved.pointer.as_deref(), Some("#/a~1b/c~0d/e f/ü/g%h"));
    assert_eq!(read.resolved(&["raw"]).node.to_json(), "1");
    assert_eq!(read.resolved(&["slash"]).name.as_deref(), Some("c~d"));
    assert_eq!(read.resolved(&["empty"]).node.as_str(), Some("zero"));
    assert_eq!(read.resolved(&["t"]).node.as_str(), Some("tilde"));
}

#[test]
fn a_slash_that_is_not_escaped_is_found_with_a_warning() {
    let mut read = doc("\
components:
  messages:
    sub/v1.x: {name: one}
    sub: {other: 1}
    a/b/c: {d: two}
r: {$ref: '#/components/messages/sub/v1.x'}
s: {$ref: '#/components/messages/a/b/c/d'}
t: {$ref: '#/components/messages/sub/other'}
");
    let resolved = read.resolve(&["r"]).expect("a target");
    assert_eq!(resolved.node.to_json(), r#"{"name":"one"}"#);
    assert_eq!(resolved.name.as_deref(), Some("sub/v1.x"));
    assert_eq!(
        resolved.pointer.as_deref(),
        Some("#/components/messages/sub~1v1.x")
    );
    assert_eq!(
        read.report(),
        "\
doc.yaml:6:11: warning: `#/components/messages/sub/v1.x` has a `/` of the key `sub/v1.x` in it
  at #/r/$ref
  |
6 | r: {$ref: '#/components/messages/sub/v1.x'}
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write the key as `sub~1v1.x`
"
    );
    assert_eq!(
        read.resolve(&["s"]).expect("a target").node.as_str(),
        Some("two")
    );
    assert_eq!(read.diagnostics.iter().count(), 2);
    assert_eq!(read.resolve(&["t"]).expect("a target").node.to_json(), "1");
    assert_eq!(read.diagnostics.iter().count(), 2);
}

#[test]
fn names() {
    let mut read = doc("\
a: {$ref: '#here'}
b: {$ref: '#there'}
c: {$ref: '#ther'}
d: {$ref: '#x/one'}
x:
  one: {$id: '#here', v: 1}
  two: [{$anchor: there, v: 2}]
");
    let resolved = read.resolved(&["a"]);
    assert_eq!(resolved.pointer.as_deref(), Some("#/x/one"));
    assert_eq!(read.resolved(&["b"]).pointer.as_deref(), Some("#/x/two/0"));
    assert!(read.resolve(&["c"]).is_none());
    assert!(read.resolve(&["d"]).is_none());
    let report = read.report();
    assert!(
        report.contains("= help: did you mean `#there`?"),
        "{report}"
    );
    assert!(
        report.contains("= help: did you mean `#/x/one`?"),
        "{report}"
    );
}

#[test]
fn files() {
    let directory = Directory::new(&[
        (
            "api/main.yaml",
            b"a: {$ref: ../shared/types.yaml#/User}\nb: {$ref: './whole.yaml'}\nc: {$ref: 'sp%20ace.json#/k'}\nd: {$ref: '#'}\ne: {$ref: '../shared/types.yaml#/back'}\nback: home\n",
        ),
        (
            "shared/types.yaml",
            b"User: {$ref: '#/Base'}\nBase: {id: 1}\nback: {$ref: '../api/main.yaml#/back'}\n",
        ),
        ("api/whole.yaml", b"type: string\n"),
        ("api/sp ace.json", b"{\"k\": [true]}"),
    ]);
    let mut read = Read::file(&directory.0, "api/main.yaml");
    let resolved = read.resolved(&["a"]);
    assert_eq!(resolved.node.to_json(), r#"{"id":1}"#);
    assert_eq!(resolved.name.as_deref(), Some("User"));
    assert_eq!(resolved.pointer.as_deref(), Some("#/Base"));
    assert_eq!(
        read.sources.display(resolved.node.span().file),
        "shared/types.yaml"
    );

    let resolved = read.resolved(&["b"]);
    assert_eq!(resolved.name.as_deref(), Some("whole"));
    assert_eq!(resolved.pointer.as_deref(), Some("#"));
    assert_eq!(resolved.node.to_json(), r#"{"type":"string"}"#);
    assert_eq!(read.resolved(&["c"]).node.to_json(), "[true]");
    assert!(read.resolved(&["d"]).node.ptr_eq(read.root()));
    assert_eq!(read.resolved(&["e"]).node.as_str(), Some("home"));
    assert_eq!(read.sources.paths().count(), 4);
}

#[test]
fn files_that_are_not_there_or_not_readable() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            b"a: {$ref: lib/gone.yaml#/User}\nb: {$ref: broken.yaml#/x}\nc: {$ref: broken.yaml#/y}\nd: {$ref: ok.yaml#/lib/Usr}\n",
        ),
        ("broken.yaml", b"a: [\n"),
        ("ok.yaml", b"lib: {User: 1}\n"),
    ]);
    let mut read = Read::file(&directory.0, "main.yaml");
    assert!(read.resolve(&["a"]).is_none());
    let gone = directory.0.join("lib/gone.yaml");
    assert_eq!(
        read.report(),
        format!(
            "\
main.yaml:1:11: `lib/gone.yaml#/User`: cannot read `lib/gone.yaml`: no such file (looked at {})
  at #/a/$ref
  |
1 | a: {{$ref: lib/gone.yaml#/User}}
  |           ^^^^^^^^^^^^^^^^^^^
",
            gone.display()
        )
    );
    assert!(read.resolve(&["b"]).is_none());
    assert!(read.resolve(&["c"]).is_none());
    assert_eq!(read.diagnostics.iter().count(), 2);
    assert!(read.resolve(&["d"]).is_none());
    assert!(
        read.report()
            .contains("`ok.yaml#/lib/Usr` leads nowhere: `ok.yaml#/lib` has no `Usr`"),
        "{}",
        read.report()
    );
}

#[test]
fn circles() {
    let mut read = doc("\
into: {$ref: '#/a'}
a: {$ref: '#/b'}
b: {$ref: '#/a'}
self: {$ref: '#/self'}
below: {$ref: '#/below/x'}
");
    for key in ["into", "a", "b", "into"] {
        assert!(read.resolve(&[key]).is_none());
    }
    assert_eq!(
        read.report(),
        "\
doc.yaml:2:11: the reference leads back to itself: `#/b` → `#/a` → `#/b`
  at #/a/$ref
  |
2 | a: {$ref: '#/b'}
  |           ^^^^^
doc.yaml:3:11: by way of this reference
  |
3 | b: {$ref: '#/a'}
  |           ^^^^^
"
    );
    assert!(read.resolve(&["self"]).is_none());
    assert!(read.resolve(&["below"]).is_none());
    assert_eq!(read.diagnostics.iter().count(), 3);
}

#[test]
fn circles_through_files() {
    let directory = Directory::new(&[
        ("a.yaml", b"x: {$ref: b.yaml#/y}\n"),
        ("b.yaml", b"y: {$ref: a.yaml#/x}\n"),
    ]);
    let mut read = Read::file(&directory.0, "a.yaml");
    assert!(read.resolve(&["x"]).is_none());
    assert!(
        read.report()
            .contains("`b.yaml#/y` → `a.yaml#/x` → `b.yaml#/y`"),
        "{}",
        read.report()
    );
}

#[test]
fn long_chains_end() {
    let chain = |length: usize| {
        let mut text = String::new();
        for index in 0..length {
            text.push_str(&format!("k{index}: {{$ref: '#/k{}'}}\n", index + 1));
        }
        text.push_str(&format!("k{length}: end\n"));
        text
    };
    assert_eq!(
        doc(&chain(200)).resolved(&["k0"]).node.as_str(),
        Some("end")
    );
    let mut read = doc(&chain(20_000));
    assert!(read.resolve(&["k0"]).is_none());
    assert!(
        read.report()
            .contains("more than 256 references follow each other")
    );

    let mut text = String::new();
    for index in 0..20_000 {
        text.push_str(&format!("k{index}: {{$ref: '#/k{}/x'}}\n", index + 1));
    }
    let mut read = doc(&text);
    assert!(read.resolve(&["k0"]).is_none());
    assert!(
        read.report()
            .contains("more than 256 references follow each other")
    );

    let mut read = doc(&format!(
        "a: {{$ref: '#/{}'}}\nb: 1\n",
        "/x".repeat(100_000)
    ));
    assert!(read.resolve(&["a"]).is_none());
}

#[test]
fn targets_that_are_not_there() {
    let mut read = doc("\
components:
  schemas: {User: {type: object}, Room: {type: object}}
list: [1, 2]
text: x
a: {$ref: '#/components/schemas/Usr'}
b: {$ref: '#/component/schemas/User'}
c: {$ref: '#/list/2'}
d: {$ref: '#/list/01'}
e: {$ref: '#/text/y'}
f: {$ref: '#/components/schemas/Other'}
");
    for key in ["a", "b", "c", "d", "e", "f", "a"] {
        assert!(read.resolve(&[key]).is_none());
    }
    let report = read.report();
    assert!(
        report.starts_with(
            "\
doc.yaml:5:11: `#/components/schemas/Usr` leads nowhere: `#/components/schemas` has no `Usr`
  at #/a/$ref
  |
5 | a: {$ref: '#/components/schemas/Usr'}
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: did you mean `User`?
"
        ),
        "{report}"
    );
    for part in [
        "`#/component/schemas/User` leads nowhere: the document has no `component`",
        "= help: did you mean `components`?",
        "`#/list` has 2 items, no `2`",
        "`#/list` has 2 items, no `01`",
        "`#/text` is \"x\", it has no `y`",
        "= expected one of: User, Room",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
    assert_eq!(read.diagnostics.iter().count(), 6);
}

#[test]
fn references_that_are_not_followed() {
    let mut read = doc("\
a: {$ref: 'https://example.com/x.yaml#/User'}
b: {$ref: 'HTTP://example.com'}
c: {$ref: 12}
d: {$ref: 'urn:example:1'}
e: {$ref: {type: string}}
f: {$ref: '//example.com/x'}
");
    for key in ["a", "b", "c", "d", "e", "f"] {
        assert!(read.resolve(&[key]).is_none());
    }
    let report = read.report();
    assert!(
        report.starts_with(
            "\
doc.yaml:1:11: `https://example.com/x.yaml#/User` is on the network, and nothing is fetched at build time
  at #/a/$ref
  |
1 | a: {$ref: 'https://example.com/x.yaml#/User'}
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: download it beside this document, and write the path of the file here
"
        ),
        "{report}"
    );
    for part in [
        "doc.yaml:2:11: `HTTP://example.com` is on the network",
        "doc.yaml:3:11: `$ref` is 12",
        "doc.yaml:4:11: `urn:example:1`: references with `urn:` are not followed",
        "doc.yaml:5:11: `$ref` is an object",
        "doc.yaml:6:11: `//example.com/x` is on the network",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn a_property_named_ref_is_left_alone() {
    let mut read = doc("\
schema: {properties: {$ref: {type: string}, a: {type: integer}}}
r: {$ref: '#/schema/properties/a'}
s: {$ref: '#/schema/properties/$ref'}
");
    let properties = read.at(&["schema", "properties"]);
    assert!(
        read.resolved(&["schema"])
            .node
            .ptr_eq(&read.at(&["schema"]))
    );
    assert_eq!(properties.as_object().map(<[_]>::len), Some(2));
    assert_eq!(
        read.resolved(&["r"]).node.to_json(),
        r#"{"type":"integer"}"#
    );
    assert_eq!(read.resolved(&["s"]).node.to_json(), r#"{"type":"string"}"#);
}
