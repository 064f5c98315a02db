//! Schemas that nothing matches, and those that are close to it.

use crate::rules::tests::said;

#[test]
fn contradictions() {
    for (schema, expected) in [
        (
            "{minimum: 5, maximum: 3}",
            "!no number satisfies both `minimum` 5 and `maximum` 3 at 5",
        ),
        (
            "{exclusiveMinimum: 3, maximum: 3}",
            "!no number satisfies both `exclusiveMinimum` 3 and `maximum` 3 at 3",
        ),
        (
            "{type: integer, exclusiveMinimum: 3, exclusiveMaximum: 4}",
            "!no whole number satisfies both `exclusiveMinimum` 3 and `exclusiveMaximum` 4 at 3",
        ),
        (
            "{type: integer, minimum: 1.2, maximum: 1.8}",
            "!no whole number satisfies both `minimum` 1.2 and `maximum` 1.8 at 1.2",
        ),
        (
            "{format: uint8, minimum: 300}",
            "!no number satisfies both `minimum` 300 and `format` uint8 at 300",
        ),
        (
            "{minLength: 5, maxLength: 3}",
            "!no text satisfies both `minLength` 5 and `maxLength` 3 at 5",
        ),
        (
            "{minItems: 5, maxItems: 3}",
            "!no list satisfies both `minItems` 5 and `maxItems` 3 at 5",
        ),
        (
            "{allOf: [{minProperties: 5}, {maxProperties: 3}]}",
            "!no object satisfies both `minProperties` 5 and `maxProperties` 3 at 5",
        ),
        (
            "{type: integer, enum: [a, b]}",
            "!no value of `enum` satisfies `type` integer at [a, b]",
        ),
        (
            "{const: 5, maximum: 3}",
            "!`const` 5 does not satisfy `maximum` 3 at 5",
        ),
        (
            "allOf: [{enum: [a, b]}, {enum: [c]}]",
            "!the two `enum`s have no value in common at [a, b]",
        ),
        (
            "allOf: [{type: string}, {type: [number, 'null']}]",
            "!`type` number or null and `type` string exclude each other at [number, 'null']",
        ),
        (
            "{required: [a], properties: {a: false}}",
            "!`a` is required, but `properties` forbids it at [a]",
        ),
        (
            "{required: [nam], properties: {name: {}}, additionalProperties: false}",
            "!`nam` is required, but `additionalProperties` forbids it at [nam]",
        ),
        (
            "{required: [nam], propertyNames: {maxLength: 2}}",
            "!`nam` is required, but `propertyNames` forbids it at [nam]",
        ),
        (
            "{required: [a, b], maxProperties: 1}",
            "!2 properties are required, but `maxProperties` is 1 at 1",
        ),
        (
            "{minItems: 3, items: [{}, {}], additionalItems: false}",
            "!`minItems` asks for more items than the 2 that `additionalItems` allows at 3",
        ),
        (
            "{contains: {}, maxItems: 0}",
            "!`contains` asks for more items than the 0 that `maxItems` allows at {}",
        ),
        (
            "{type: string, oneOf: [{type: integer}, {const: []}]}",
            "!no alternative of `oneOf` fits what stands beside it at [{type: integer}, {const: []}]",
        ),
        (
            "{required: [k], allOf: [{properties: {k: {const: a}}}, {properties: {k: {const: b}}}]}",
            "!`const` \"a\" and `const` \"b\" exclude each other at a",
        ),
        // In one property, in one alternative; said where it is and not again where it is used.
        (
            "{properties: {p: {minLength: 2, maxLength: 1}}, required: [p]}",
            "!no text satisfies both `minLength` 2 and `maxLength` 1 at 2",
        ),
        (
            "allOf: [{allOf: [{minLength: 2, maxLength: 1}]}]",
            "!no text satisfies both `minLength` 2 and `maxLength` 1 at 2",
        ),
        (
            "anyOf: [{minLength: 2, maxLength: 1}, {type: string}]",
            "!no text satisfies both `minLength` 2 and `maxLength` 1 at 2",
        ),
        // The property may be left out.
        (
            "properties: {p: {allOf: [{type: string}, {type: number}]}}",
            "`type` number and `type` string exclude each other at number",
        ),
    ] {
        said(schema, &[expected]);
    }
}

#[test]
fn what_can_be_satisfied() {
    for schema in [
        "false",
        "not: {}",
        "properties: {a: false}",
        "items: false",
        "anyOf: [false, {type: string}]",
        "anyOf: [false]",
        "{minimum: 3, maximum: 3}",
        "{type: integer, exclusiveMinimum: 2.5, exclusiveMaximum: 3.5}",
        "{exclusiveMinimum: 3, exclusiveMaximum: 4}",
        "{type: string, minimum: 5, maximum: 3}",
        "{type: string, nullable: true, enum: [null]}",
        "{nullable: true, allOf: [{type: string}, {type: number}]}",
        "allOf: [{type: number}, {type: integer}]",
        "{type: integer, enum: [1, a]}",
        "{const: 1.0, enum: [1]}",
        "{required: [x-a], patternProperties: {^x-: {}}, additionalProperties: false}",
        "{required: [a], patternProperties: {'(?=a)': {}}, additionalProperties: false}",
        "{required: [k], allOf: [{properties: {k: {type: string}}}, {properties: {k: {const: b}}}]}",
        "{enum: [a], pattern: '(?=b)'}",
        "{minItems: 2, items: [{}, {}], additionalItems: false}",
        "{type: object, oneOf: [{required: [a]}, {required: [b]}]}",
    ] {
        said(schema, &[]);
    }
}
