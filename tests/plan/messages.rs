//! Each way of telling messages apart.

use crate::{read, refused};
use asyncapi_channels::{Frame, Message};

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Plan, version: 1.0.0}
channels:
  frame_kind:
    address: /1
    messages:
      blob: {contentType: application/octet-stream}
      words: {contentType: text/plain}
      object: {payload: {type: object, required: [x], properties: {x: {type: integer}}}}
  tag:
    address: /2
    messages:
      a: {payload: {type: object, required: [type], properties: {type: {const: a}, v: {type: integer}}}}
      b: {payload: {type: object, required: [type], properties: {type: {enum: [b]}, v: {type: integer}}}}
  nested:
    address: /3
    messages:
      a: {payload: {type: object, required: [head], properties: {head: {type: object, required: [kind], properties: {kind: {const: a}}}}}}
      b: {payload: {type: object, required: [head], properties: {head: {type: object, required: [kind], properties: {kind: {const: b}}}}}}
  optional:
    address: /4
    messages:
      a: {payload: {type: object, properties: {type: {const: a}, v: {type: integer}}}}
      b: {payload: {type: object, properties: {type: {const: b}, w: {type: integer}}}}
  integers:
    address: /5
    messages:
      a: {payload: {type: object, required: [op], properties: {op: {const: 1}}}}
      b: {payload: {type: object, required: [op], properties: {op: {const: -2}}}}
      c: {payload: {type: object, required: [op], properties: {op: {const: 9007199254740993}}}}
  booleans:
    address: /6
    messages:
      a: {payload: {type: object, required: [ok], properties: {ok: {const: true}}}}
      b: {payload: {type: object, required: [ok, why], properties: {ok: {const: false}, why: {type: string}}}}
  enums:
    address: /7
    messages:
      a: {payload: {type: object, required: [e], properties: {e: {enum: [up, down]}}}}
      b: {payload: {type: object, required: [e], properties: {e: {enum: [left, 4]}}}}
  discriminated:
    address: /8
    messages:
      a: {payload: {$ref: '#/components/schemas/Cat'}}
      b: {payload: {$ref: '#/components/schemas/Dog'}}
  kinds:
    address: /9
    messages:
      a: {payload: {type: object, properties: {v: {type: integer}}}}
      b: {payload: {type: array, items: {type: integer}}}
      c: {payload: {type: integer}}
      d: {payload: {type: string}}
      e: {payload: {type: boolean}}
      f: {payload: {type: 'null'}}
  positions:
    address: /10
    messages:
      a: {payload: {type: array, items: [{type: integer}, {const: trade}], minItems: 2, additionalItems: false}}
      b: {payload: {type: array, items: [{type: integer}, {const: book}], minItems: 2, additionalItems: false}}
  required:
    address: /11
    messages:
      a: {payload: {type: object, required: [x], properties: {x: {type: integer}, s: {type: integer}}}}
      b: {payload: {type: object, required: [y], properties: {y: {type: integer}, s: {type: integer}}}}
  properties:
    address: /12
    messages:
      a: {payload: {type: object, properties: {x: {type: integer}, s: {type: integer}}}}
      b: {payload: {type: object, properties: {y: {type: integer}, s: {type: integer}}}}
      c: {payload: {type: object, properties: {z: {type: integer}}, additionalProperties: false}}
  some:
    address: /13
    messages:
      a: {payload: {type: object, required: [t], properties: {t: {const: a}}}}
      b: {payload: {type: object, required: [t], properties: {t: {const: b}}}}
      c: {payload: {type: object, required: [x], properties: {x: {type: integer}}}}
      d: {payload: {type: object, required: [y], properties: {y: {type: integer}}}}
  twice:
    address: /14
    messages:
      a: {payload: {type: object, required: [c, e], properties: {c: {const: x}, e: {const: add}}}}
      b: {payload: {type: object, required: [c, e], properties: {c: {const: x}, e: {const: del}}}}
      c: {payload: {type: object, required: [c, e], properties: {c: {const: y}, e: {const: add}}}}
  narrower:
    address: /15
    messages:
      a: {payload: {type: object, required: [t], properties: {t: {type: string}}}}
      b: {payload: {type: object, required: [t], properties: {t: {const: b}}}}
  disjoint:
    address: /16
    messages:
      a: {payload: {type: object, required: [id], properties: {id: {type: string}}}}
      b: {payload: {type: object, required: [id], properties: {id: {type: integer}}}}
operations:
  o1: {action: send, channel: {$ref: '#/channels/frame_kind'}}
  o2: {action: send, channel: {$ref: '#/channels/tag'}}
  o3: {action: send, channel: {$ref: '#/channels/nested'}}
  o4: {action: send, channel: {$ref: '#/channels/optional'}}
  o5: {action: send, channel: {$ref: '#/channels/integers'}}
  o6: {action: send, channel: {$ref: '#/channels/booleans'}}
  o7: {action: send, channel: {$ref: '#/channels/enums'}}
  o8: {action: send, channel: {$ref: '#/channels/discriminated'}}
  o9: {action: send, channel: {$ref: '#/channels/kinds'}}
  o10: {action: send, channel: {$ref: '#/channels/positions'}}
  o11: {action: send, channel: {$ref: '#/channels/required'}}
  o12: {action: send, channel: {$ref: '#/channels/properties'}}
  o13: {action: send, channel: {$ref: '#/channels/some'}}
  o14: {action: send, channel: {$ref: '#/channels/twice'}}
  o15: {action: send, channel: {$ref: '#/channels/narrower'}}
  o16: {action: send, channel: {$ref: '#/channels/disjoint'}}
components:
  schemas:
    Pet: {type: object, discriminator: petType, required: [petType, name], properties: {petType: {type: string}, name: {type: string}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}
"#,
    }
}

/// Texts of a channel, each the message of that name.
macro_rules! told_apart {
    ($($test:ident($channel:ident) {$($text:literal => $name:literal),* $(,)?})*) => {$(
        #[test]
        fn $test() {
            $(
                let message: api::$channel::ClientMessage = read($text);
                assert_eq!(message.name(), $name, "{}", $text);
            )*
        }
    )*};
}

told_apart! {
    a_tag(tag) {
        r#"{"type":"a","v":1}"# => "a",
        r#"{"v":1,"type":"b"}"# => "b",
    }
    a_tag_inside(nested) {
        r#"{"head":{"kind":"a"}}"# => "a",
        r#"{"head":{"x":{"kind":"a"},"kind":"b"},"kind":"a"}"# => "b",
    }
    an_integer(integers) {
        r#"{"op":1}"# => "a",
        r#"{"op":-2}"# => "b",
        r#"{"op":9007199254740993}"# => "c",
    }
    a_boolean(booleans) {
        r#"{"ok":true}"# => "a",
        r#"{"ok":false,"why":"x"}"# => "b",
    }
    enums_without_a_common_value(enums) {
        r#"{"e":"down"}"# => "a",
        r#"{"e":"left"}"# => "b",
        r#"{"e":4}"# => "b",
    }
    a_discriminator(discriminated) {
        r#"{"petType":"Cat","name":"x"}"# => "a",
        r#"{"name":"x","petType":"Dog"}"# => "b",
    }
    the_kind_of_json(kinds) {
        r#"{"v":1}"# => "a",
        "[1]" => "b",
        "-1" => "c",
        r#""a""# => "d",
        "true" => "e",
        "null" => "f",
    }
    a_position_in_an_array(positions) {
        r#"[7,"trade"]"# => "a",
        r#"[7,"book"]"# => "b",
    }
    a_property_that_must_be_there(required) {
        r#"{"x":1,"s":2}"# => "a",
        r#"{"y":1,"s":2}"# => "b",
        r#"{"s":1,"y":1,"z":1}"# => "b",
    }
    sets_of_properties(properties) {
        r#"{"x":1}"# => "a",
        r#"{"s":1,"y":1}"# => "b",
        r#"{"z":1}"# => "c",
        r#"{"s":1}"# => "a",
    }
    a_tag_of_some(some) {
        r#"{"t":"a"}"# => "a",
        r#"{"t":"b","x":1}"# => "b",
        r#"{"x":1}"# => "c",
        r#"{"y":1}"# => "d",
    }
    two_tags(twice) {
        r#"{"c":"x","e":"add"}"# => "a",
        r#"{"e":"del","c":"x"}"# => "b",
        r#"{"c":"y","e":"add"}"# => "c",
    }
    a_constant_before_any_text(narrower) {
        r#"{"t":"b"}"# => "b",
        r#"{"t":"c"}"# => "a",
    }
    types_of_a_property(disjoint) {
        r#"{"id":"1"}"# => "a",
        r#"{"id":1}"# => "b",
    }
}

#[test]
fn an_optional_tag_decides_where_it_is_and_is_always_written() {
    use api::optional::ClientMessage;
    for (text, name, written) in [
        (r#"{"type":"b"}"#, "b", r#"{"type":"b"}"#),
        (r#"{"v":1}"#, "a", r#"{"type":"a","v":1}"#),
        (r#"{"w":1}"#, "b", r#"{"type":"b","w":1}"#),
    ] {
        let message = ClientMessage::decode(Frame::Text(text)).expect(text);
        assert_eq!(message.name(), name, "{text}");
        assert_eq!(message.encode().expect("text").as_text(), Some(written));
    }
}

#[test]
fn the_kind_of_frame() {
    use api::frame_kind::ClientMessage;
    for (frame, name) in [
        (Frame::Binary(br#"{"x":1}"#), "blob"),
        (Frame::Text(r#"{"x":1}"#), "object"),
        (Frame::Text("x: 1"), "words"),
        (Frame::Text("1"), "words"),
    ] {
        let message = ClientMessage::decode(frame).expect("a message");
        assert_eq!(message.name(), name, "{frame:?}");
        assert_eq!(message.encode().expect("a frame").as_frame(), frame);
    }
    let reason = refused::<ClientMessage>(r#"{"y":1}"#);
    assert!(reason.starts_with("missing property `x`"), "{reason}");
}

#[test]
fn a_tag_that_is_wrong_or_absent_is_said() {
    for (text, reason) in [
        (
            r#"{"v":1}"#,
            r#"missing property `type`, expected one of "a", "b""#,
        ),
        (
            r#"{"type":"c"}"#,
            r#"/type: must be one of "a", "b", found "c""#,
        ),
        (
            r#"{"type":null}"#,
            r#"/type: must be one of "a", "b", found null"#,
        ),
    ] {
        assert_eq!(refused::<api::tag::ClientMessage>(text), reason);
    }
    for (text, reason) in [
        (
            r#"{"head":{}}"#,
            r#"/head: missing property `kind`, expected one of "a", "b""#,
        ),
        (
            r#"{"head":{"kind":7}}"#,
            r#"/head/kind: must be one of "a", "b", found 7"#,
        ),
    ] {
        assert_eq!(refused::<api::nested::ClientMessage>(text), reason);
    }
    assert_eq!(
        refused::<api::positions::ClientMessage>("[1]"),
        r#"missing item 1, expected one of "trade", "book""#
    );
    assert_eq!(
        refused::<api::enums::ClientMessage>(r#"{"e":5}"#),
        r#"/e: must be one of "up", "down", "left", 4, found 5"#
    );
    assert_eq!(
        refused::<api::tag::ClientMessage>("[]"),
        "expected an object, found an array"
    );
}
