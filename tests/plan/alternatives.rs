//! Each way of telling the alternatives of `oneOf` and `anyOf` apart.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Plan, version: 1.0.0}
channels: {}
components:
  schemas:
    A: {type: object, required: [type], properties: {type: {const: a}, v: {type: integer}}}
    B: {type: object, required: [type], properties: {type: {const: b}, v: {type: integer}}}
    Tag: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
    Nested:
      oneOf:
      - {title: In, type: object, required: [head], properties: {head: {type: object, required: [kind], properties: {kind: {const: in}}}}}
      - {title: Out, type: object, required: [head], properties: {head: {type: object, required: [kind], properties: {kind: {const: out}}}}}
    Optional:
      anyOf:
      - {title: First, type: object, properties: {t: {const: 1}, v: {type: integer}}}
      - {title: Second, type: object, properties: {t: {const: 2}, w: {type: integer}}}
    Flags:
      oneOf:
      - {title: Fine, type: object, required: [ok], properties: {ok: {const: true}}}
      - {title: Failed, type: object, required: [ok], properties: {ok: {const: false}}}
    Enums:
      oneOf:
      - {title: Vertical, type: object, required: [e], properties: {e: {enum: [up, down]}}}
      - {title: Horizontal, type: object, required: [e], properties: {e: {enum: [left, right]}}}
    Cat: {type: object, required: [pet], properties: {pet: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [pet], properties: {pet: {type: string}, tricks: {type: integer}}}
    Mapped:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: pet, mapping: {meow: '#/components/schemas/Cat', bark: '#/components/schemas/Dog', woof: '#/components/schemas/Dog'}}
    Kinds:
      anyOf:
      - {title: Object, type: object, properties: {v: {type: integer}}}
      - {title: List, type: array, items: {type: integer}}
      - {title: Text, type: string}
      - {title: Flag, type: boolean}
    Numbers:
      anyOf: [{title: Number, type: number}, {title: Whole, type: integer}]
    Positions:
      oneOf:
      - {title: Trade, type: array, items: [{const: trade}, {type: integer}], minItems: 2, additionalItems: false}
      - {title: Book, type: array, items: [{const: book}, {type: string}], minItems: 2, additionalItems: false}
    Required:
      anyOf:
      - {title: X, type: object, required: [x], properties: {x: {type: integer}}}
      - {title: Y, type: object, required: [y], properties: {y: {type: integer}}}
    Properties:
      anyOf:
      - {title: X, type: object, properties: {x: {type: integer}, s: {type: integer}}}
      - {title: Y, type: object, properties: {y: {type: integer}, s: {type: integer}}}
    Narrower:
      anyOf:
      - {title: Any, type: object, required: [t], properties: {t: {type: string}}}
      - {title: Known, type: object, required: [t], properties: {t: {const: known}}}
    Disjoint:
      anyOf:
      - {title: Text, type: object, required: [id], properties: {id: {type: string}}}
      - {title: Number, type: object, required: [id], properties: {id: {type: integer}}}
"#,
    }
}

/// Reads a value and writes it again.
#[track_caller]
fn back<T: DeserializeOwned + Serialize + Debug>(json: &str) -> T {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let value_of = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect(text);
    let written = serde_json::to_string(&value).expect(json);
    assert_eq!(value_of(&written), value_of(json));
    value
}

/// Texts of a type, each of the variant.
macro_rules! told_apart {
    ($($test:ident($ty:ident) {$($text:literal => $variant:ident),* $(,)?})*) => {$(
        #[test]
        fn $test() {
            $(
                let found: api::$ty = back($text);
                assert!(matches!(found, api::$ty::$variant(_)), "{}: {found:?}", $text);
            )*
        }
    )*};
}

told_apart! {
    a_tag(Tag) {
        r#"{"type":"a","v":1}"# => A,
        r#"{"v":1,"type":"b"}"# => B,
    }
    a_tag_inside(Nested) {
        r#"{"head":{"kind":"in"}}"# => In,
        r#"{"head":{"kind":"out"}}"# => Out,
    }
    an_optional_integer(Optional) {
        r#"{"t":1}"# => First,
        r#"{"t":2}"# => Second,
        r#"{"t":2,"v":1}"# => Second,
    }
    a_boolean(Flags) {
        r#"{"ok":true}"# => Fine,
        r#"{"ok":false}"# => Failed,
    }
    enums_without_a_common_value(Enums) {
        r#"{"e":"up"}"# => Vertical,
        r#"{"e":"right"}"# => Horizontal,
    }
    a_discriminator_with_a_mapping(Mapped) {
        r#"{"pet":"meow"}"# => Cat,
        r#"{"pet":"bark","lives":9}"# => Dog,
        r#"{"pet":"woof"}"# => Dog,
    }
    the_kind_of_json(Kinds) {
        r#"{"v":1}"# => Object,
        "[1]" => List,
        r#""x""# => Text,
        "false" => Flag,
    }
    whole_numbers_before_others(Numbers) {
        "1" => Whole,
        "1.5" => Number,
    }
    a_position_in_an_array(Positions) {
        r#"["trade",1]"# => Trade,
        r#"["book","x"]"# => Book,
    }
    a_property_that_must_be_there(Required) {
        r#"{"x":1}"# => X,
        r#"{"y":1}"# => Y,
        r#"{"y":1,"z":1}"# => Y,
    }
    sets_of_properties(Properties) {
        r#"{"x":1}"# => X,
        r#"{"s":1,"y":1}"# => Y,
    }
    a_constant_before_any_text(Narrower) {
        r#"{"t":"known"}"# => Known,
        r#"{"t":"other"}"# => Any,
    }
    types_of_a_property(Disjoint) {
        r#"{"id":"1"}"# => Text,
        r#"{"id":1}"# => Number,
    }
}

#[test]
fn a_tag_that_is_wrong_is_said() {
    let error = serde_json::from_str::<api::Tag>(r#"{"type":"c"}"#).expect_err("no such tag");
    assert!(
        error
            .to_string()
            .starts_with(r#"/type: must be one of "a", "b", found "c""#),
        "{error}"
    );
    let error = serde_json::from_str::<api::Mapped>(r#"{"pet":"moo"}"#).expect_err("no such pet");
    assert!(
        error
            .to_string()
            .starts_with(r#"/pet: must be one of "meow", "bark", "woof", found "moo""#),
        "{error}"
    );
}
