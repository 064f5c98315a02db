//! What is said of mistakes: all at once, each with its place.

use crate::{Directory, expansion, refused, said, schemas, v3};

#[test]
fn several_mistakes_are_shown_in_one_build() {
    let expansion = expansion(
        "asyncapi: 3.0.0
info: {title: T, version: '1'}
servers:
  s: {protocol: wss}
channels:
  a: {address: a, messages: {m: {$ref: '#/components/messages/Mx'}, n: {payload: {type: strng}}}}
operations:
  o: {action: sned, channel: {$ref: '#/channels/a'}}
  p: {action: send, channel: {$ref: '#/channels/b'}}
  q: {action: receive, channel: {$ref: '#/channels/a'}}
components:
  messages: {M: {payload: {type: string}}}
  schemas: {S: {enum: []}}
",
    );
    let places: Vec<&str> = expansion
        .errors
        .iter()
        .map(|error| error.split(": ").next().unwrap_or_default())
        .collect();
    assert_eq!(places.len(), 6, "{}", said(&expansion));
    for line in ["4:", "6:", "8:", "9:", "13:"] {
        let wanted = format!("inline:{line}");
        assert!(
            places.iter().any(|place| place.starts_with(&wanted)),
            "{line} in {places:?}"
        );
    }
    // What could be read is there all the same.
    assert_eq!(crate::both(&expansion.api, "a"), " | N");
}

#[test]
fn a_mistake_shows_its_line_pointer_and_caret() {
    let expansion = expansion(&schemas(
        "S: {type: object, properties: {a: {type: strnig}}}",
    ));
    assert_eq!(
        expansion.errors.join("\n").trim_end(),
        "inline:6:46: unknown type `strnig`
  at #/components/schemas/S/properties/a/type
  |
6 |     S: {type: object, properties: {a: {type: strnig}}}
  |                                              ^^^^^^
  = expected one of: object, array, string, integer, number, boolean, null
  = help: did you mean `string`?"
    );
}

#[test]
fn references_that_lead_nowhere_say_where_they_end() {
    refused(
        &v3("m: {payload: {$ref: '#/components/schemas/Usr'}}"),
        &["inline:7:27 … #/components/schemas/Usr"],
    );
    refused(
        &format!(
            "{}components: {{schemas: {{User: {{type: string}}}}}}\n",
            v3("m: {payload: {$ref: '#/components/schemas/Usr'}}")
        ),
        &["did you mean `User`?"],
    );
    refused(
        &v3("m: {payload: {$ref: 'https://a.test/s.json'}}"),
        &["https://a.test/s.json"],
    );
    refused(&v3("m: {payload: {$ref: 5}}"), &["inline:7:27"]);
}

#[test]
fn mistakes_in_other_files_are_placed_there() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels: {}\ncomponents: {schemas: {A: {$ref: dir/a.yaml}, B: {$ref: missing.yaml}, C: {$ref: 'dir/a.yaml#/nope'}}}\n",
        ),
        (
            "dir/a.yaml",
            "type: object\nproperties:\n  x: {type: whatever}\n",
        ),
    ]);
    let expansion = directory.expand("main.yaml");
    assert_eq!(expansion.errors.len(), 3, "{}", said(&expansion));
    let text = said(&expansion);
    assert!(
        text.contains("a.yaml:3:13: unknown type `whatever`"),
        "{text}"
    );
    assert!(text.contains("missing.yaml"), "{text}");
    assert!(text.contains("nope"), "{text}");
    assert!(
        expansion
            .files
            .iter()
            .any(|file| file.ends_with("dir/a.yaml"))
    );
}

#[test]
fn a_missing_document_and_broken_yaml_are_errors() {
    let directory = Directory::new(&[("broken.yaml", "asyncapi: 3.0.0\nchannels: [\n")]);
    let missing = directory.expand("none.yaml");
    assert_eq!(missing.errors.len(), 1);
    assert!(
        missing.errors[0].contains("none.yaml"),
        "{}",
        missing.errors[0]
    );
    let broken = directory.expand("broken.yaml");
    assert_eq!(broken.errors.len(), 1, "{}", said(&broken));
    assert!(
        broken.errors[0].contains("broken.yaml:"),
        "{}",
        broken.errors[0]
    );
    assert_eq!(broken.files.len(), 1);
}

#[test]
fn a_key_twice_names_both_places() {
    let expansion =
        expansion("asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels: {}\nchannels: {}\n");
    assert_eq!(expansion.errors.len(), 1, "{}", said(&expansion));
    assert!(
        expansion.errors[0].starts_with("inline:4:1"),
        "{}",
        expansion.errors[0]
    );
    assert!(
        expansion.errors[0].contains("inline:3:1") || expansion.errors[0].contains("3 |"),
        "{}",
        expansion.errors[0]
    );
}

#[test]
fn parts_of_the_wrong_kind_are_refused_each() {
    for (text, place) in [
        ("channels: []", "inline:3:11"),
        ("channels: {a: 1}", "inline:3:15"),
        ("channels: {a: {messages: []}}", "inline:3:26"),
        ("channels: {a: {messages: {m: text}}}", "inline:3:30"),
        ("channels: {a: {address: {}}}", "inline:3:25"),
        ("channels: {a: {parameters: []}}", "inline:3:28"),
        ("channels: {a: {bindings: []}}", ""),
        ("channels: {}\noperations: []", "inline:4:13"),
        ("channels: {}\ncomponents: []", ""),
        ("channels: {}\ncomponents: {schemas: []}", "inline:4:23"),
        ("channels: {}\nservers: text", "inline:4:10"),
        ("channels: {}\ndefaultContentType: []", "inline:4:21"),
    ] {
        let expansion = expansion(&format!(
            "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\n{text}\n"
        ));
        assert_eq!(expansion.errors.len(), 1, "{text}: {}", said(&expansion));
        assert!(
            expansion.errors[0].contains(place),
            "{text}: {}",
            expansion.errors[0]
        );
    }
    for text in ["info: []\nchannels: {}", "info: text\nchannels: {}"] {
        let expansion = expansion(&format!("asyncapi: 3.0.0\n{text}\n"));
        assert_eq!(expansion.errors.len(), 1, "{text}: {}", said(&expansion));
    }
}

#[test]
fn one_mistake_that_is_used_often_is_said_once() {
    let text = format!(
        "{}components: {{schemas: {{S: {{type: strnig}}}}}}\n",
        v3(
            "a: {payload: {type: object, properties: {x: {$ref: '#/components/schemas/S'}, y: {$ref: '#/components/schemas/S'}}}}\nb: {payload: {type: array, items: {$ref: '#/components/schemas/S'}}}"
        )
    );
    assert_eq!(expansion(&text).errors.len(), 1);
}
