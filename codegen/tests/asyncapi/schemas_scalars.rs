//! Scalars, constants, enumerations and defaults.

use crate::{clean, expansion_with, refused, said, schemas, shown, warned};
use asyncapi_channels_codegen::Options;

/// The type of a component schema, as an alias shows it.
fn alias(schema: &str) -> String {
    shown(&clean(&schemas(&format!("S: {schema}"))), "S")
}

/// The fields of an object with one property `a`.
fn property(rest: &str) -> String {
    let api = clean(&schemas(&format!(
        "S: {{type: object, properties: {{a: {rest}}}}}"
    )));
    shown(&api, "S")
}

#[test]
fn types_map_to_rust() {
    for (schema, expected) in [
        ("{type: string}", "= String"),
        ("{type: boolean}", "= bool"),
        ("{type: number}", "= f64"),
        ("{type: integer}", "= i64"),
        ("{type: 'null'}", "= ()"),
        ("{type: null}", "= ()"),
        ("{}", "= Any"),
        ("true", "= Any"),
        ("{type: string, nullable: true}", "= Option<String>"),
        ("{type: [string, 'null']}", "= Option<String>"),
        ("{type: [string, null]}", "= Option<String>"),
        ("{type: ['null']}", "= ()"),
        ("{type: [integer, number]}", "= f64"),
        ("{type: array}", "= Vec<Any>"),
        ("{type: array, items: {type: boolean}}", "= Vec<bool>"),
        ("{type: array, items: true}", "= Vec<Any>"),
        ("{type: object}", "= Map<Any>"),
        ("{type: object, nullable: true}", "= Option<Map<Any>>"),
    ] {
        assert_eq!(alias(schema), expected, "{schema}");
    }
}

#[test]
fn schemas_without_a_type_are_understood() {
    for (schema, expected) in [
        ("{format: date-time}", "= DateTime"),
        ("{minLength: 1}", "= String"),
        ("{pattern: a+}", "= String"),
        ("{format: int64}", "= i64"),
        ("{format: int32}", "= i32"),
        ("{format: double}", "= f64"),
        ("{minimum: 1}", "= f64"),
        ("{items: {type: string}}", "= Vec<String>"),
        ("{properties: {a: {type: string}}}", "{a?: String}"),
        ("{additionalProperties: {type: string}}", "= Map<String>"),
        ("{required: [a]}", "{a: Any}"),
        ("{description: Anything.}", "= Any"),
        ("{enum: [a, b]}", "enum {A = \"a\", B = \"b\"}"),
    ] {
        assert_eq!(alias(schema), expected, "{schema}");
    }
}

#[test]
fn formats_and_bounds_choose_the_integer() {
    for (keywords, expected) in [
        ("format: int8", "i8"),
        ("format: int16", "i16"),
        ("format: int32", "i32"),
        ("format: int64", "i64"),
        ("format: uint8", "u8"),
        ("format: uint16", "u16"),
        ("format: uint32", "u32"),
        ("format: uint64", "u64"),
        ("format: unknown", "i64"),
        ("minimum: 0", "u64"),
        ("minimum: 1, maximum: 10", "u32"),
        ("minimum: 0, maximum: 4294967295", "u32"),
        ("minimum: 0, maximum: 4294967296", "u64"),
        ("minimum: 0, maximum: 18446744073709551615", "u64"),
        ("minimum: 0, maximum: 99999999999999999999999", "u64"),
        ("minimum: -1", "i64"),
        ("minimum: -5, maximum: 5", "i32"),
        ("minimum: -2147483649, maximum: 5", "i64"),
        ("maximum: 5", "i64"),
        ("exclusiveMinimum: -1", "u64"),
        ("exclusiveMinimum: 0, exclusiveMaximum: 4294967296", "u32"),
        ("minimum: 0.5", "i64"),
        ("minimum: 0.0", "u64"),
        ("minimum: 1e3", "u64"),
        // The bounds are what messages keep to; the format is a hint.
        ("format: int32, minimum: 0, maximum: 4294967295", "u32"),
        ("format: int32, maximum: 9007199254740991", "i64"),
        (
            "format: int64, minimum: 0, maximum: 18446744073709551615",
            "u64",
        ),
    ] {
        let schema = format!("{{type: integer, {keywords}}}");
        assert_eq!(alias(&schema), format!("= {expected}"), "{keywords}");
    }
}

#[test]
fn words_for_types_of_other_systems_are_read_with_a_warning() {
    for (name, expected) in [
        ("int", "= i64"),
        ("float", "= f64"),
        ("bool", "= bool"),
        ("String", "= String"),
        ("date-time", "= String"),
        ("list", "= Vec<Any>"),
        ("dict", "= Map<Any>"),
    ] {
        let api = warned(
            &schemas(&format!("S: {{type: {name}}}")),
            &["inline:6:15 … is not a type of JSON Schema … it is read as"],
        );
        assert_eq!(shown(&api, "S"), expected, "{name}");
    }
}

#[test]
fn unknown_types_are_refused() {
    refused(
        &schemas("S: {type: strnig}\nT: {type: 5}\nU: {type: [string, wat]}"),
        &[
            "inline:6:15 … unknown type `strnig` … did you mean `string`?",
            "inline:7:15 … `type` cannot be an integer",
            "inline:8:24 … unknown type `wat` … one of: object",
        ],
    );
}

#[test]
fn enumerations_keep_the_wire_value() {
    for (values, expected) in [
        ("[a, b]", "enum {A = \"a\", B = \"b\"}"),
        ("[1, 2]", "enum {_1 = 1, _2 = 2}"),
        ("[-1, 0, 1]", "enum {Minus1 = -1, _0 = 0, _1 = 1}"),
        ("[a, 1, true]", "enum {A = \"a\", _1 = 1, True = true}"),
        ("[1m, 5m]", "enum {_1m = \"1m\", _5m = \"5m\"}"),
        (
            "['+', '-', '']",
            "enum {Plus = \"+\", Minus = \"-\", Empty = \"\"}",
        ),
        (
            "[ab, AB, a_b]",
            "enum {Ab = \"ab\", Ab2 = \"AB\", AB = \"a_b\"}",
        ),
        ("[self, Self]", "enum {Self_ = \"self\", Self_2 = \"Self\"}"),
        ("[1.5, 2]", "enum {_1_5 = 1.5, _2 = 2}"),
        ("[a, b, null]", "= Option<SValue>"),
        ("[null]", "= ()"),
        ("[true, false]", "= bool"),
        ("[true]", "enum {True = true}"),
        ("[a, {b: 1}]", "= Any"),
        (
            "[yes, no, on]",
            "enum {Yes = \"yes\", No = \"no\", On = \"on\"}",
        ),
    ] {
        assert_eq!(alias(&format!("{{enum: {values}}}")), expected, "{values}");
    }
}

#[test]
fn a_nullable_enumeration_is_nullable() {
    for schema in [
        "{type: string, nullable: true, enum: [a, b]}",
        "{type: [string, 'null'], enum: [a, b, null]}",
        "{type: string, enum: [a, b, null]}",
    ] {
        let api = clean(&schemas(&format!("S: {schema}")));
        assert_eq!(shown(&api, "S"), "= Option<SValue>", "{schema}");
        assert_eq!(shown(&api, "SValue"), "enum {A = \"a\", B = \"b\"}");
    }
    // What `enum` does not list is not allowed, whatever `type` says.
    assert_eq!(
        alias("{type: [string, 'null'], enum: [a, b]}"),
        "enum {A = \"a\", B = \"b\"}"
    );
}

#[test]
fn names_and_descriptions_of_values_can_be_stated() {
    let api = clean(&schemas(
        "S: {type: integer, enum: [0, 1], x-enum-varnames: [Off, On], x-enum-descriptions: [It is off., It is on.]}",
    ));
    assert_eq!(shown(&api, "S"), "enum {Off = 0, On = 1}");
}

#[test]
fn values_that_are_there_twice_are_warned_of() {
    let api = warned(
        &schemas("S: {enum: [a, b, a]}"),
        &["inline:6:22 … `enum` lists \"a\" twice"],
    );
    assert_eq!(shown(&api, "S"), "enum {A = \"a\", B = \"b\"}");
}

#[test]
fn an_empty_enumeration_is_refused() {
    refused(
        &schemas("S: {enum: []}"),
        &["inline:6:15 … an empty `enum` allows no value"],
    );
}

#[test]
fn presence_nullability_and_defaults_are_four_things() {
    let api = clean(&schemas(
        "
        S:
          type: object
          required: [a, b, c]
          properties:
            a: {type: string}
            b: {type: string, nullable: true}
            c: {type: string, default: x}
            d: {type: string}
            e: {type: string, nullable: true}
            f: {type: string, default: x}
            g: {type: [string, 'null'], default: null}
            h: {type: [string, 'null'], default: x}
            i: {type: string, default: null}
            j: {$ref: '#/components/schemas/T', nullable: true}
        T: {type: integer}
        ",
    ));
    assert_eq!(
        shown(&api, "S"),
        "{a: String, b: Option<String>, c: String, d?: String, e?: Option<String>, \
         f: String = \"x\", g: Option<String> = null, h: Option<String> = Some(\"x\"), i?: String, \
         j?: Option<T>}"
    );
}

#[test]
fn constants_are_no_data() {
    let api = clean(&schemas(
        "
        S:
          type: object
          required: [a, b, c, d]
          properties:
            a: {const: x}
            b: {type: string, enum: [y]}
            c: {const: 1}
            d: {const: true}
            e: {const: z}
            f: {const: null}
            g: {const: x, nullable: true}
            h: {const: 1.5}
            i: {const: {k: [1]}}
        ",
    ));
    assert_eq!(
        shown(&api, "S"),
        "{a = \"x\", b = \"y\", c = 1, d = true, e ?= \"z\", f?: (), g?: Option<SgValue>, h ?= 1.5, i ?= {\"k\":[1]}}"
    );
}

#[test]
fn constants_may_stand_behind_references_and_all_of() {
    let api = clean(&schemas(
        "
        S:
          type: object
          required: [a, b]
          properties:
            a: {$ref: '#/components/schemas/One'}
            b: {allOf: [{type: string}, {const: x}]}
        One: {type: string, enum: [one]}
        ",
    ));
    assert_eq!(shown(&api, "S"), "{a = \"one\", b = \"x\"}");
}

#[test]
fn defaults_are_literals_of_their_type() {
    for (schema, expected) in [
        ("{type: integer, default: 5}", "{a: i64 = 5}"),
        ("{type: number, default: 5}", "{a: f64 = 5}"),
        ("{type: number, default: 1.5e3}", "{a: f64 = 1.5e3}"),
        ("{type: boolean, default: false}", "{a: bool = false}"),
        (
            "{type: array, items: {type: integer}, default: [1, 2]}",
            "{a: Vec<i64> = [1, 2]}",
        ),
        (
            "{type: array, items: {type: string}, default: []}",
            "{a: Vec<String> = []}",
        ),
        (
            "{type: string, enum: [x, y], default: y}",
            "{a: Sa = Sa::Y}",
        ),
        (
            "{type: integer, format: uint64, default: 18446744073709551615}",
            "{a: u64 = 18446744073709551615}",
        ),
        ("{type: object, default: {}}", "{a?: Map<Any>}"),
        ("{default: 5}", "{a?: Any}"),
        // A number all the same, though no `f64` is as large.
        ("{type: number, default: 1e999}", "{a?: f64}"),
    ] {
        assert_eq!(property(schema), expected, "{schema}");
    }
}

#[test]
fn defaults_that_do_not_match_are_warned_of_and_left_out() {
    for (schema, expected, part) in [
        (
            "{type: string, maxLength: 1, default: 55}",
            "{a?: String}",
            "`type` string, found 55",
        ),
        (
            "{type: integer, default: '5'}",
            "{a?: i64}",
            "`type` integer, found \"5\"",
        ),
        (
            "{type: integer, default: 1.5}",
            "{a?: i64}",
            "`type` integer, found 1.5",
        ),
        (
            "{type: integer, format: uint8, default: 256}",
            "{a?: u8}",
            "`format` uint8, found 256",
        ),
        (
            "{type: boolean, default: 'no'}",
            "{a?: bool}",
            "`type` boolean",
        ),
        (
            "{type: string, enum: [x, y], default: z}",
            "{a?: Sa}",
            "`enum` ",
        ),
        (
            "{type: array, items: {type: integer}, default: [a]}",
            "{a?: Vec<i64>}",
            "`type` integer, found \"a\"",
        ),
        (
            "{type: array, items: {type: integer}, default: 1}",
            "{a?: Vec<i64>}",
            "`type` array, found 1",
        ),
        (
            "{type: object, properties: {b: {}}, default: x}",
            "{a?: Sa}",
            "`type` object",
        ),
    ] {
        let api = warned(
            &schemas(&format!("S: {{type: object, properties: {{a: {schema}}}}}")),
            &[&format!(
                "inline:6: … `default` does not match its schema … {part}"
            )],
        );
        assert_eq!(shown(&api, "S"), expected, "{schema}");
    }
}

#[test]
fn values_without_quotes_are_text_where_only_text_is_allowed() {
    const VALUE: &str = "a value of `enum` is read as text, not as an integer";
    const CONST: &str = "`const` is read as text, not as an integer";
    const DEFAULT: &str = "`default` is read as text, not as an integer";
    const STRICT: &str = "`type` string";
    const DIFFERENT: &str = "`default` does not match its schema";
    for (schema, meant, warnings, strictly, refused) in [
        (
            "{type: string, enum: [1, 2]}",
            "{a?: Sa}",
            &[VALUE][..],
            "{a?: Sa}",
            STRICT,
        ),
        (
            "{type: string, enum: [1, 2], default: 2}",
            "{a: Sa = Sa::_2}",
            &[VALUE, DEFAULT],
            "{a?: Sa}",
            STRICT,
        ),
        (
            "{type: string, const: 5}",
            "{a ?= \"5\"}",
            &[CONST],
            "{a?: Sa}",
            STRICT,
        ),
        (
            "{enum: [x, '5'], default: 5}",
            "{a: Sa = Sa::_5}",
            &[DEFAULT],
            "{a?: Sa}",
            DIFFERENT,
        ),
        (
            "{type: string, default: 5}",
            "{a: String = \"5\"}",
            &[DEFAULT],
            "{a?: String}",
            DIFFERENT,
        ),
    ] {
        let text = schemas(&format!("S: {{type: object, properties: {{a: {schema}}}}}"));
        assert_eq!(shown(&warned(&text, warnings), "S"), meant, "{schema}");
        let options = Options {
            strict_schemas: true,
            ..Options::default()
        };
        let expansion = expansion_with(&text, &options);
        assert_eq!(shown(&expansion.api, "S"), strictly, "{schema}");
        assert!(said(&expansion).contains(refused), "{}", said(&expansion));
    }
}

#[test]
fn integers_over_two_to_the_53_are_exact() {
    let api = clean(&schemas(
        "S: {type: object, required: [a], properties: {a: {const: 9007199254740993}}}",
    ));
    assert_eq!(shown(&api, "S"), "{a = 9007199254740993}");
}
