//! Objects: properties, maps, tuples, `allOf` and recursion.

use crate::{Directory, clean, def, names, refused, said, schemas, shown, warned};
use asyncapi_channels_codegen::model::{Api, TypeKind};

/// The Rust fields of a struct, the one for further properties last.
fn idents(api: &Api, name: &str) -> Vec<String> {
    let TypeKind::Struct(of) = &def(api, name).kind else {
        panic!("{name} is no struct");
    };
    let fields = of.fields.iter().map(|field| field.ident.clone());
    fields
        .chain(of.additional.iter().map(|rest| rest.ident.clone()))
        .collect()
}

#[test]
fn nested_objects_are_named_by_their_path() {
    let api = clean(&schemas(
        "
        Outer:
          type: object
          properties:
            inner: {type: object, properties: {leaf: {type: object, properties: {a: {type: string}}}}}
            list: {type: array, items: {type: object, properties: {b: {type: string}}}}
        ",
    ));
    assert_eq!(
        shown(&api, "Outer"),
        "{inner?: OuterInner, list?: Vec<OuterListItem>}"
    );
    assert_eq!(shown(&api, "OuterInner"), "{leaf?: OuterInnerLeaf}");
    assert_eq!(shown(&api, "OuterInnerLeaf"), "{a?: String}");
}

#[test]
fn names_of_nested_types_give_way_to_named_ones() {
    let api = clean(&schemas(
        "
        A: {type: object, properties: {b: {type: object, properties: {x: {type: string}}}}}
        AB: {type: object, properties: {y: {type: string}}}
        a_b: {type: object, properties: {z: {type: string}}}
        ",
    ));
    assert_eq!(shown(&api, "Ab"), "{y?: String}");
    assert_eq!(shown(&api, "AB"), "{z?: String}");
    assert_eq!(shown(&api, "A"), "{b?: Ab2}");
}

#[test]
fn property_names_become_identifiers_that_differ() {
    let api = clean(&schemas(
        "
        S:
          type: object
          required: [a]
          properties:
            type: {type: string}
            self: {type: string}
            user-id: {type: string}
            userId: {type: string}
            user_id: {type: string}
            '': {type: string}
            '2fa': {type: string}
            '+1': {type: string}
            '🚀': {type: string}
            additional_properties: {type: string}
            Größe: {type: string}
          additionalProperties: true
        ",
    ));
    assert_eq!(
        idents(&api, "S"),
        [
            "r#type",
            "self_",
            "user_id",
            "user_id_2",
            "user_id_3",
            "empty",
            "_2fa",
            "_1",
            "u1f680",
            "additional_properties",
            "größe",
            "a",
            "additional_properties_2"
        ]
    );
}

#[test]
fn additional_properties_are_kept_forbidden_or_let_go() {
    for (keyword, expected) in [
        ("", "{a?: String}"),
        ("additionalProperties: true", "{a?: String, ..: Any}"),
        ("additionalProperties: {}", "{a?: String, ..: Any}"),
        ("additionalProperties: false", "{a?: String}!"),
        (
            "additionalProperties: {type: integer}",
            "{a?: String, ..: i64}",
        ),
        (
            "patternProperties: {^x-: {type: integer}}",
            "{a?: String, ..: Any}",
        ),
        (
            "patternProperties: {^x-: {type: integer}}, additionalProperties: false",
            "{a?: String, ..: i64}!",
        ),
        (
            "patternProperties: {^x-: {type: integer}, ^y-: {type: integer}}, additionalProperties: {type: integer}",
            "{a?: String, ..: i64}",
        ),
    ] {
        let api = clean(&schemas(&format!(
            "S: {{type: object, properties: {{a: {{type: string}}}}, {keyword}}}"
        )));
        assert_eq!(shown(&api, "S"), expected, "{keyword}");
    }
}

#[test]
fn maps_have_values() {
    for (schema, expected) in [
        (
            "{type: object, additionalProperties: {type: integer}}",
            "= Map<i64>",
        ),
        ("{type: object, additionalProperties: true}", "= Map<Any>"),
        (
            "{type: object, additionalProperties: {type: array, items: {type: string}}}",
            "= Map<Vec<String>>",
        ),
        (
            "{type: object, additionalProperties: {type: object, properties: {a: {}}}}",
            "= Map<SValue>",
        ),
        (
            "{type: object, patternProperties: {'^[0-9]+$': {type: number}}, additionalProperties: false}",
            "= Map<f64>",
        ),
        ("{type: object, additionalProperties: false}", "{}!"),
        (
            "{type: object, properties: {}, additionalProperties: {type: [integer, 'null']}}",
            "= Map<Option<i64>>",
        ),
    ] {
        let api = clean(&schemas(&format!("S: {schema}")));
        assert_eq!(shown(&api, "S"), expected, "{schema}");
    }
}

#[test]
fn tuples_come_from_either_keyword() {
    for (schema, expected) in [
        (
            "{type: array, items: [{type: string}, {type: integer}]}",
            "[String?, i64?, ..: Any]",
        ),
        (
            "{type: array, prefixItems: [{type: string}, {const: x}], minItems: 2, maxItems: 2}",
            "= (String, SItem1)",
        ),
        (
            "{items: [{type: string}, {}], additionalItems: false, minItems: 1}",
            "[String, Any?]",
        ),
        (
            "{prefixItems: [{type: string}], items: {type: boolean}, minItems: 3}",
            "[String, ..: bool]",
        ),
        (
            "{prefixItems: [{type: string}, {}, {}], maxItems: 1, minItems: 1}",
            "= (String)",
        ),
        ("{type: array, items: []}", "= Vec<Any>"),
        (
            "{type: array, prefixItems: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]}",
            "= Vec<Any>",
        ),
    ] {
        let api = clean(&schemas(&format!("S: {schema}")));
        assert_eq!(shown(&api, "S"), expected, "{schema}");
    }
}

#[test]
fn all_of_is_one_flat_struct() {
    let api = clean(&schemas(
        "
        S:
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - type: object
              required: [b, c]
              properties:
                b: {type: string}
            - properties: {c: {type: boolean}}
          properties: {d: {type: number}}
        Base: {type: object, required: [a], properties: {a: {type: string}, b: {description: Twice.}}}
        ",
    ));
    assert_eq!(shown(&api, "S"), "{a: String, b: String, c: bool, d?: f64}");
    assert_eq!(shown(&api, "Base"), "{a: String, b?: Any}");
}

#[test]
fn a_property_in_two_parts_must_hold_in_both() {
    let api = clean(&schemas(
        "
        S:
          allOf:
            - properties: {a: {type: object, properties: {x: {type: string}}}, t: {type: string}, n: {type: number}}
            - properties: {a: {type: object, required: [x], properties: {y: {type: string}}}, t: {const: s}, n: {type: integer, minimum: 0}}
          required: [t]
        ",
    ));
    assert_eq!(shown(&api, "S"), "{a?: Sa, t = \"s\", n?: u64}");
    assert_eq!(shown(&api, "Sa"), "{x: String, y?: String}");
}

#[test]
fn an_all_of_of_one_part_is_that_part() {
    let api = clean(&schemas(
        "
        S: {type: object, properties: {a: {description: Here., allOf: [{$ref: '#/components/schemas/T'}]}, b: {nullable: true, allOf: [{$ref: '#/components/schemas/T'}]}}}
        T: {type: object, properties: {x: {type: string}}}
        ",
    ));
    assert_eq!(shown(&api, "S"), "{a?: T, b?: Option<T>}");
    assert_eq!(names(&api), ["S", "T"]);
}

#[test]
fn all_of_through_files_and_chains() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels: {}\ncomponents: {schemas: {S: {allOf: [{$ref: 'a.yaml#/A'}, {$ref: 'dir/b.yaml'}]}}}\n",
        ),
        ("a.yaml", "A: {$ref: '#/B'}\nB: {$ref: 'dir/c.json#/C'}\n"),
        ("dir/b.yaml", "properties: {b: {$ref: '../a.yaml#/N'}}\n"),
        (
            "dir/c.json",
            "{\"C\": {\"properties\": {\"c\": {\"type\": \"string\"}}}}",
        ),
    ]);
    let expansion = directory.expand("main.yaml");
    let text = said(&expansion);
    assert!(
        text.starts_with("dir/b.yaml:1:") || text.contains("b.yaml:1:"),
        "{text}"
    );
    assert_eq!(expansion.errors.len(), 1);
    assert_eq!(shown(&expansion.api, "S"), "{c?: String, b?: Any}");
    assert_eq!(expansion.files.len(), 4);
}

#[test]
fn recursion_is_boxed_where_it_must_be() {
    let api = clean(&schemas(
        "
        Direct: {type: object, properties: {next: {$ref: '#/components/schemas/Direct'}}}
        Left: {type: object, required: [right], properties: {right: {$ref: '#/components/schemas/Right'}}}
        Right: {type: object, properties: {left: {$ref: '#/components/schemas/Left'}, other: {$ref: '#/components/schemas/Leaf'}}}
        Leaf: {type: object, properties: {a: {type: string}}}
        Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
        Map: {type: object, properties: {by: {type: object, additionalProperties: {$ref: '#/components/schemas/Map'}}}}
        Nullable: {type: object, required: [n], properties: {n: {nullable: true, allOf: [{$ref: '#/components/schemas/Nullable'}]}}}
        Tuple: {type: object, properties: {t: {type: array, minItems: 2, items: [{type: string}, {$ref: '#/components/schemas/Tuple'}], additionalItems: false}}}
        ",
    ));
    assert_eq!(shown(&api, "Direct"), "{next?: Box<Direct>}");
    assert_eq!(shown(&api, "Left"), "{right: Box<Right>}");
    assert_eq!(shown(&api, "Right"), "{left?: Box<Left>, other?: Leaf}");
    assert_eq!(shown(&api, "Tree"), "{children?: Vec<Tree>}");
    assert_eq!(shown(&api, "Map"), "{by?: Map<Map>}");
    assert_eq!(shown(&api, "Nullable"), "{n: Option<Box<Nullable>>}");
    assert_eq!(shown(&api, "Tuple"), "{t?: (String, Box<Tuple>)}");
}

#[test]
fn aliases_that_use_themselves_are_types_of_their_own() {
    let api = clean(&schemas(
        "
        JsonArray: {type: array, items: {$ref: '#/components/schemas/JsonArray'}}
        JsonMap: {type: object, additionalProperties: {$ref: '#/components/schemas/JsonMap'}}
        A: {type: array, items: {$ref: '#/components/schemas/B'}}
        B: {type: array, items: {$ref: '#/components/schemas/A'}}
        ",
    ));
    assert_eq!(shown(&api, "JsonArray"), "struct(Vec<JsonArray>)");
    assert_eq!(shown(&api, "JsonMap"), "struct(Map<JsonMap>)");
    assert_eq!(shown(&api, "A"), "struct(Vec<B>)");
    assert_eq!(shown(&api, "B"), "= Vec<A>");
}

#[test]
fn recursion_through_all_of_ends() {
    let api = clean(&schemas(
        "
        Node: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {v: {type: string}}}]}
        Base: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, up: {allOf: [{$ref: '#/components/schemas/Base'}]}}}
        ",
    ));
    assert_eq!(
        shown(&api, "Node"),
        "{next?: Box<Node>, up?: Box<Base>, v?: String}"
    );
    assert_eq!(shown(&api, "Base"), "{next?: Box<Node>, up?: Box<Base>}");
}

#[test]
fn a_schema_of_only_itself_is_no_type() {
    for text in [
        "S: {allOf: [{$ref: '#/components/schemas/S'}]}",
        "S: {oneOf: [{$ref: '#/components/schemas/S'}]}",
    ] {
        refused(&schemas(text), &["inline:6:8 … defined only by itself"]);
    }
    let expansion = crate::expansion(&schemas("S: {$ref: '#/components/schemas/S'}"));
    assert_eq!(expansion.errors.len(), 1, "{}", said(&expansion));
}

#[test]
fn required_inside_a_property_is_read_as_meant() {
    let api = warned(
        &schemas(
            "S: {type: object, properties: {a: {type: string, required: true}, b: {type: string, required: false}, required: {type: boolean}}}",
        ),
        &[
            "inline:6:64 … `required` inside property `a`",
            "inline:6:99 … `required` inside property `b`",
        ],
    );
    assert_eq!(shown(&api, "S"), "{a: String, b?: String, required?: bool}");
}

#[test]
fn required_of_one_name_is_read_as_a_list() {
    let api = warned(
        &schemas("S: {type: object, required: a, properties: {a: {type: string}}}"),
        &["`required` is a single name"],
    );
    assert_eq!(shown(&api, "S"), "{a: String}");
    refused(
        &schemas("S: {type: object, required: {a: 1}}"),
        &["`required` cannot be an object"],
    );
    refused(
        &schemas("S: {type: object, required: [[a]]}"),
        &["must be a string"],
    );
}

#[test]
fn siblings_of_a_reference_describe_or_have_no_effect() {
    let api = warned(
        &schemas(
            "S: {type: object, properties: {a: {$ref: '#/components/schemas/T', description: Here., default: {}, minLength: 5}}}\nT: {type: object, properties: {x: {type: string}}}",
        ),
        &["`minLength` beside `$ref` has no effect"],
    );
    assert_eq!(shown(&api, "S"), "{a?: T}");
    let TypeKind::Struct(of) = &def(&api, "S").kind else {
        panic!()
    };
    assert_eq!(of.fields[0].docs.description.as_deref(), Some("Here."));
}

#[test]
fn false_can_never_be_present() {
    let api = warned(
        &schemas("S: {type: object, properties: {a: false, b: true}}"),
        &["inline:6:36 … property `a` can never be present"],
    );
    assert_eq!(shown(&api, "S"), "{a?: Any, b?: Any}");
}

#[test]
fn keywords_of_the_wrong_kind_are_refused_each() {
    refused(
        &schemas(
            "S: {type: object, properties: [a]}\nT: {allOf: {}}\nU: {oneOf: text}\nV: {enum: 1}\nW: text\nX: {properties: {a: 1}}",
        ),
        &[
            "inline:6:35",
            "inline:7:16",
            "inline:8:16",
            "inline:9:15",
            "inline:10:8",
            "inline:11:25",
        ],
    );
}

#[test]
fn unescaped_slashes_in_references_are_understood() {
    let expansion = crate::expansion(&schemas(
        "S: {type: object, properties: {a: {$ref: '#/components/schemas/x/y'}, b: {$ref: '#/components/schemas/x~1y'}}}\nx/y: {type: object, properties: {v: {}}}",
    ));
    assert_eq!(expansion.errors.join("\n"), "");
    assert_eq!(shown(&expansion.api, "S"), "{a?: XY, b?: XY}");
}

#[test]
fn documentation_has_the_limits_that_types_do_not_say() {
    let api = clean(&schemas(
        "
        S:
          type: object
          title: A name.
          propertyNames: {maxLength: 3}
          minProperties: 1
          properties:
            a: {type: string, description: Said., format: email, pattern: '^a', not: {const: ab}}
            b: {type: integer, format: int32, maximum: 5}
            c: {type: array, uniqueItems: false, contains: {const: 1}, minItems: 2}
            d: {type: string, contentEncoding: base64, contentMediaType: application/json}
        ",
    ));
    let def = def(&api, "S");
    assert_eq!(def.docs.summary.as_deref(), Some("A name."));
    assert_eq!(
        def.docs.notes,
        [
            "`propertyNames`: `{\"maxLength\":3}`",
            "`minProperties`: `1`"
        ]
    );
    let TypeKind::Struct(of) = &def.kind else {
        panic!("{def:?}");
    };
    let notes: Vec<&[String]> = of.fields.iter().map(|field| &*field.docs.notes).collect();
    assert_eq!(
        notes,
        [
            &[
                "`format`: `email`",
                "`pattern`: `^a`",
                "`not`: `{\"const\":\"ab\"}`"
            ][..],
            &["`maximum`: `5`"],
            &["`contains`: `{\"const\":1}`", "`minItems`: `2`"],
            &[
                "`contentEncoding`: `base64`",
                "`contentMediaType`: `application/json`"
            ],
        ]
    );
}
