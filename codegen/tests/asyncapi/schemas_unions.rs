//! `oneOf`, `anyOf`, several types and `discriminator`.

use crate::{clean, expansion_with, refused, said, schemas, shown, warned};
use asyncapi_channels_codegen::Options;

#[test]
fn alternatives_are_told_apart_by_kind_tag_or_keys() {
    let api = clean(&schemas(
        "
        Kinds: {oneOf: [{type: string}, {type: integer}, {type: object, properties: {a: {}}}, {type: array}]}
        Tags: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        Keys: {anyOf: [{title: One, type: object, required: [x], properties: {x: {}}}, {title: Two, type: object, required: [y], properties: {y: {}}}]}
        A: {type: object, required: [t], properties: {t: {const: a}}}
        B: {type: object, required: [t], properties: {t: {const: b}}}
        ",
    ));
    assert_eq!(
        shown(&api, "Kinds"),
        "union {String(String), Integer(i64), Object(KindsObject), Array(Vec<Any>)} by kind(object: 2, array: 3, string: 0, number: 1)"
    );
    assert_eq!(shown(&api, "Tags"), "union {A(A), B(B)} by /t(a: 0, b: 1)");
    assert_eq!(shown(&api, "A"), "{#t = \"a\"}");
    assert_eq!(
        shown(&api, "Keys"),
        "union {One(KeysOne), Two(KeysTwo)} by keys(0: +x, 1: +y)"
    );
}

#[test]
fn null_among_the_alternatives_makes_them_nullable() {
    for (schema, expected) in [
        (
            "{oneOf: [{type: string}, {type: 'null'}]}",
            "= Option<String>",
        ),
        (
            "{anyOf: [{type: string}, {const: null}]}",
            "= Option<String>",
        ),
        (
            "{anyOf: [{type: string}, {enum: [null]}]}",
            "= Option<String>",
        ),
        ("{oneOf: [{type: 'null'}]}", "= ()"),
        ("{oneOf: [{type: string}]}", "= String"),
        ("{oneOf: [{type: string}, false]}", "= String"),
        ("{oneOf: [{type: string}, {type: string}]}", "= String"),
        (
            "{oneOf: [{type: string}, {type: integer}, {type: 'null'}]}",
            "= Option<SValue>",
        ),
        (
            "{type: string, oneOf: [{minLength: 1}, {maxLength: 5}]}",
            "= String",
        ),
    ] {
        let api = clean(&schemas(&format!("S: {schema}")));
        assert_eq!(shown(&api, "S"), expected, "{schema}");
    }
}

#[test]
fn no_alternatives_at_all_are_warned_of() {
    let api = warned(
        &schemas("S: {oneOf: []}"),
        &["inline:6:16: … an empty `oneOf` has no effect"],
    );
    assert_eq!(shown(&api, "S"), "= Any");
}

#[test]
fn several_types_are_a_union() {
    for (schema, expected) in [
        (
            "{type: [string, integer]}",
            "union {String(String), Integer(i64)} by kind(string: 0, number: 1)",
        ),
        ("{type: [string, integer, 'null']}", "= Option<SValue>"),
        (
            "{type: [object, array], properties: {a: {type: string}}, items: {type: string}}",
            "union {Object(SObject), Array(Vec<String>)} by kind(object: 0, array: 1)",
        ),
        (
            "{type: [string, number, integer, boolean, object, array, 'null']}",
            "= Any",
        ),
    ] {
        let api = clean(&schemas(&format!("S: {schema}")));
        assert_eq!(shown(&api, "S"), expected, "{schema}");
    }
}

#[test]
fn constants_and_enumerations_merge_into_one_enumeration() {
    let api = clean(&schemas(
        "
        S: {oneOf: [{const: a, title: First}, {const: b}, {enum: [c, d]}]}
        T: {oneOf: [{const: a}, {const: b}, {type: 'null'}]}
        U: {anyOf: [{enum: [a, b]}, {type: string}]}
        ",
    ));
    assert_eq!(
        shown(&api, "S"),
        "enum {First = \"a\", B = \"b\", C = \"c\", D = \"d\"}"
    );
    assert_eq!(shown(&api, "T"), "= Option<TValue>");
    assert!(
        shown(&api, "U").ends_with("by try 0 1"),
        "{}",
        shown(&api, "U")
    );
}

#[test]
fn what_stands_beside_the_list_is_in_every_variant() {
    let api = clean(&schemas(
        "
        S:
          type: object
          required: [id]
          properties: {id: {type: string}}
          oneOf:
            - {title: Plain, required: [a], properties: {a: {type: string}}}
            - {$ref: '#/components/schemas/Other'}
        Other: {type: object, required: [b], properties: {b: {type: string}}}
        ",
    ));
    assert_eq!(
        shown(&api, "S"),
        "union {Plain(SPlain), Other(SOther)} by keys(0: +id +a, 1: +id +b)"
    );
    assert_eq!(shown(&api, "SOther"), "{id: String, b: String}");
    assert_eq!(shown(&api, "Other"), "{b: String}");
}

#[test]
fn a_list_of_required_names_only_limits() {
    let api = clean(&schemas(
        "S: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
    ));
    assert_eq!(shown(&api, "S"), "{a?: String, b?: String}");
}

#[test]
fn a_union_inside_all_of_is_multiplied_out() {
    let api = clean(&schemas(
        "
        S:
          allOf:
            - {type: object, required: [id], properties: {id: {type: string}}}
            - oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
        A: {type: object, required: [t], properties: {t: {const: a}}}
        B: {type: object, required: [t], properties: {t: {const: b}}}
        ",
    ));
    assert_eq!(shown(&api, "S"), "union {A(Sa), B(Sb)} by /t(a: 0, b: 1)");
    assert_eq!(shown(&api, "Sa"), "{id: String, #t = \"a\"}");
}

#[test]
fn a_union_that_holds_itself_is_boxed() {
    let api = clean(&schemas(
        "
        Expr: {oneOf: [{$ref: '#/components/schemas/Not'}, {type: string}, {type: array, items: {$ref: '#/components/schemas/Expr'}}]}
        Not: {type: object, required: [not], properties: {not: {$ref: '#/components/schemas/Expr'}}}
        ",
    ));
    assert_eq!(
        shown(&api, "Expr"),
        "union {Not(Box<Not>), String(String), Array(Vec<Expr>)} by kind(object: 0, array: 2, string: 1)"
    );
    assert_eq!(shown(&api, "Not"), "{not: Box<Expr>}");
}

#[test]
fn a_union_whose_base_leads_back_to_it_ends() {
    let expansion = crate::expansion(&schemas(
        "
        A: {type: object, properties: {x: {type: string}}, oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        B: {type: object, properties: {y: {type: string}}, oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        C: {allOf: [{$ref: '#/components/schemas/D'}, {properties: {z: {type: string}}}]}
        D: {type: object, properties: {w: {type: string}}, oneOf: [{$ref: '#/components/schemas/C'}, {type: object, properties: {v: {type: string}}}]}
        ",
    ));
    let _ = said(&expansion);
}

#[test]
fn the_discriminator_of_2_x_gathers_who_includes_the_base() {
    let api = clean(&schemas(
        "
        Pet: {type: object, discriminator: petType, required: [petType], properties: {petType: {type: string}, name: {type: string}}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {claws: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {petType: {const: hound}}}]}
        Home: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
        ",
    ));
    assert_eq!(
        shown(&api, "Pet"),
        "union {Cat(Cat), Dog(Dog)} by /petType(Cat: 0, hound: 1)"
    );
    assert_eq!(
        shown(&api, "Cat"),
        "{#petType = \"Cat\", name?: String, claws?: i64}"
    );
    assert_eq!(shown(&api, "Dog"), "{#petType = \"hound\", name?: String}");
    assert_eq!(shown(&api, "Home"), "{pet?: Pet}");
}

#[test]
fn a_base_without_heirs_is_an_object() {
    let api = clean(&schemas(
        "Pet: {type: object, discriminator: petType, required: [petType], properties: {petType: {type: string}}}",
    ));
    assert_eq!(shown(&api, "Pet"), "{petType: String}");
}

#[test]
fn inheritance_over_several_levels_keeps_every_heir() {
    let api = clean(&schemas(
        "
        Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {bark: {type: string}}}]}
        Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {properties: {age: {type: integer}}}]}
        ",
    ));
    assert_eq!(
        shown(&api, "Pet"),
        "union {Dog(Dog), Puppy(Puppy)} by /kind(Dog: 0, Puppy: 1)"
    );
    assert_eq!(shown(&api, "Dog"), "{#kind = \"Dog\", bark?: String}");
    assert_eq!(
        shown(&api, "Puppy"),
        "{#kind = \"Puppy\", bark?: String, age?: i64}"
    );
}

#[test]
fn a_renamed_heir_keeps_its_value_on_the_wire() {
    let options = Options {
        rename: vec![("Cat".to_owned(), "Feline".to_owned())],
        ..Options::default()
    };
    let expansion = expansion_with(
        &schemas(
            "
            Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
            Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {a: {type: string}}}]}
            Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {b: {type: string}}}]}
            ",
        ),
        &options,
    );
    assert_eq!(said(&expansion), "");
    assert_eq!(
        shown(&expansion.api, "Pet"),
        "union {Feline(Feline), Dog(Dog)} by /kind(Cat: 0, Dog: 1)"
    );
    assert_eq!(
        shown(&expansion.api, "Feline"),
        "{#kind = \"Cat\", a?: String}"
    );
}

#[test]
fn the_discriminator_of_openapi_may_have_a_mapping() {
    let api = clean(&schemas(
        "
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cow'}]
          discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: Dog, hound: Dog}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}, claws: {type: integer}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {type: string}}}
        Cow: {type: object, required: [kind], properties: {kind: {type: string}}}
        ",
    ));
    assert_eq!(
        shown(&api, "Pet"),
        "union {Cat(Cat), Dog(Dog), Cow(Cow)} by /kind(cat: 0, dog: 1, hound: 1, Cow: 2)"
    );
}

#[test]
fn a_discriminator_that_decides_nothing_gives_way_to_the_structure() {
    let api = clean(&schemas(
        "
        S:
          oneOf:
            - {title: One, type: object, required: [a], properties: {a: {type: string}}}
            - {title: Two, type: object, required: [b], properties: {b: {type: string}}}
          discriminator: {propertyName: kind}
        ",
    ));
    assert_eq!(
        shown(&api, "S"),
        "union {One(SOne), Two(STwo)} by keys(0: +a, 1: +b)"
    );
}

#[test]
fn a_discriminator_without_a_property_is_refused() {
    refused(
        &schemas(
            "S: {oneOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}], discriminator: {mapping: {}}}",
        ),
        &["`discriminator` has no `propertyName`"],
    );
    refused(
        &schemas(
            "S: {oneOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}], discriminator: [a]}",
        ),
        &["`discriminator` cannot be an array"],
    );
}

#[test]
fn variants_of_one_name_are_numbered() {
    let api = clean(&schemas(
        "S: {oneOf: [{title: A, type: object, required: [x], properties: {x: {}}}, {title: a, type: object, required: [y], properties: {y: {}}}]}",
    ));
    assert!(
        shown(&api, "S").starts_with("union {A(Sa), A2(Sa2)}"),
        "{}",
        shown(&api, "S")
    );
}

#[test]
fn mutually_nested_unions_end() {
    let names = ["A", "B", "C", "D", "E", "F"];
    let mut text = String::new();
    for name in names {
        let others: Vec<String> = names
            .iter()
            .filter(|other| **other != name)
            .map(|other| format!("{{$ref: '#/components/schemas/{other}'}}"))
            .collect();
        text.push_str(&format!(
            "{name}: {{oneOf: [{}, {{type: object, required: [t], properties: {{t: {{const: {name}}}}}}}]}}\n",
            others.join(", ")
        ));
    }
    let started = std::time::Instant::now();
    let expansion = crate::expansion(&schemas(&text));
    assert_eq!(expansion.errors.join("\n"), "");
    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
}

#[test]
fn alternatives_that_lead_nowhere_are_refused_and_the_rest_is_read() {
    let api = refused(
        &schemas(
            "S: {oneOf: [{type: string}, {$ref: '#/components/schemas/Sx'}, {type: integer}]}",
        ),
        &["inline:6:40 … Sx … did you mean `S`?"],
    );
    assert!(
        shown(&api, "S").starts_with("union {String(String)"),
        "{}",
        shown(&api, "S")
    );
}

#[test]
fn keywords_beside_a_reference_do_not_make_a_variant() {
    let api = warned(
        &schemas(
            "S: {oneOf: [{$ref: '#/components/schemas/A', minProperties: 1}, {type: string}]}\nA: {type: object, properties: {a: {}}}",
        ),
        &["`minProperties` beside `$ref` has no effect"],
    );
    assert!(shown(&api, "S").starts_with("union {A(A), String(String)}"));
}
