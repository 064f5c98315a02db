use asyncapi_channels_codegen::diagnostics::{Diagnostics, did_you_mean, render};
use asyncapi_channels_codegen::source::Span;

use crate::Read;

const CHAT: &str = "\
asyncapi: 3.0.0
info:
  title: Chat
  version: 1.0.0
components:
  schemas:
    Foo:
      type: object
      properties:
        x:
          description: a text
          type: strng
        a/b~c: {}
";

#[test]
fn the_whole_form() {
    let mut read = Read::inline("chat.yaml", CHAT);
    let node = read.at(&["components", "schemas", "Foo", "properties", "x", "type"]);
    let kinds = [
        "array", "boolean", "integer", "null", "number", "object", "string",
    ];
    let first = read.root().entry("asyncapi").expect("a key").key_span;
    read.diagnostics
        .error(node.span(), "unknown type `strng`")
        .expected(format!("one of: {}", kinds.join(", ")))
        .suggest(did_you_mean("strng", kinds))
        .related(first, "the version is here");
    assert_eq!(
        read.report(),
        "\
chat.yaml:12:17: unknown type `strng`
  at #/components/schemas/Foo/properties/x/type
   |
12 |           type: strng
   |                 ^^^^^
   = expected one of: array, boolean, integer, null, number, object, string
   = help: did you mean `string`?
chat.yaml:1:1: the version is here
  |
1 | asyncapi: 3.0.0
  | ^^^^^^^^
"
    );
}

#[test]
fn warnings_and_keys() {
    let mut read = Read::inline("chat.yaml", CHAT);
    let properties = read.at(&["components", "schemas", "Foo", "properties"]);
    let key = properties.entry("a/b~c").expect("a key").key_span;
    read.diagnostics.warning(key, "odd");
    assert!(!read.diagnostics.has_errors());
    assert!(!read.diagnostics.is_empty());
    assert_eq!(
        read.report(),
        "\
chat.yaml:13:9: warning: odd
  at #/components/schemas/Foo/properties/a~1b~0c
   |
13 |         a/b~c: {}
   |         ^^^^^
"
    );
}

#[test]
fn the_same_is_said_once() {
    let read = Read::inline("chat.yaml", CHAT);
    let span = read.root().span();
    let mut diagnostics = Diagnostics::new();
    for _ in 0..3 {
        diagnostics
            .error(span, "one")
            .related(span, "again")
            .help("do");
    }
    diagnostics.error(span, "two");
    assert_eq!(diagnostics.iter().count(), 2);
    let first = diagnostics.iter().next().expect("one");
    assert_eq!(first.related.len(), 1);
}

#[test]
fn long_lines_tabs_and_ends() {
    let rendered = |text: &str, start: usize, end: usize| {
        let mut read = Read::inline("d", "a: 1");
        let file = read.sources.inline("x.yaml", text);
        let as_u32 = |at: usize| u32::try_from(at).expect("small");
        read.diagnostics
            .error(Span::new(file, as_u32(start), as_u32(end)), "m");
        let first = read.diagnostics.iter().next().expect("one");
        let out = render(first, &read.sources, &read.documents);
        out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        rendered("a\tb: c\n", 2, 3),
        ["  |", "1 | a    b: c", "  |      ^"]
    );
    assert_eq!(rendered("\ta", 0, 1), ["  |", "1 |     a", "  | ^^^^"]);
    // At the end of the text, and over several lines.
    assert_eq!(rendered("abc", 3, 3), ["  |", "1 | abc", "  |    ^"]);
    assert_eq!(rendered("abc\n", 4, 4), ["  |", "2 |", "  | ^"]);
    assert_eq!(rendered("abc\ndef\n", 1, 6), ["  |", "1 | abc", "  |  ^^"]);
    assert_eq!(
        rendered("äöü: ß\n", 8, 10),
        ["  |", "1 | äöü: ß", "  |      ^"]
    );

    let long = format!("{}BAD{}", "x".repeat(500), "y".repeat(500));
    let lines = rendered(&long, 500, 503);
    assert!(lines[1].chars().count() < 130, "{}", lines[1]);
    let column = lines[2].find('^').expect("a caret");
    let under: String = lines[1].chars().skip(column).take(3).collect();
    assert_eq!(under, "BAD");
    assert!(lines[2].ends_with("^^^"));
    assert!(lines[1].contains('…'));
    // All of a long line.
    let lines = rendered(&long, 0, long.len());
    assert!(lines[2].chars().count() < 130, "{}", lines[2]);
    // The end of a long line.
    let lines = rendered(&long, long.len() - 1, long.len());
    assert_eq!(lines[1].chars().count(), lines[2].chars().count());
    assert_eq!(
        rendered("a\u{7}b", 2, 3),
        ["  |", "1 | a\u{FFFD}b", "  |   ^"]
    );
}

#[test]
fn near_words() {
    assert_eq!(did_you_mean("strng", ["array", "string"]), Some("string"));
    assert_eq!(
        did_you_mean("STRING", ["strings", "string"]),
        Some("string")
    );
    assert_eq!(
        did_you_mean("adress", ["address", "title"]),
        Some("address")
    );
    assert_eq!(
        did_you_mean("recieve", ["receive", "send"]),
        Some("receive")
    );
    assert_eq!(did_you_mean("zzz", ["array", "string"]), None);
    assert_eq!(did_you_mean("a", ["b", "c"]), None);
    assert_eq!(did_you_mean("", ["b", ""]), Some(""));
    assert_eq!(did_you_mean("", []), None);
    let long = "x".repeat(100_000);
    assert_eq!(did_you_mean(&long, [long.as_str()]), Some(long.as_str()));
    assert_eq!(did_you_mean(&long, [format!("{long}y").as_str()]), None);
}
