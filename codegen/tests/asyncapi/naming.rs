//! Names in Rust: options, collisions, keywords.

use crate::{clean, def, expansion_with, names, said, schemas, show, shown, v2, v3};
use asyncapi_channels_codegen::Options;
use asyncapi_channels_codegen::model::TypeKind;

fn renaming(pairs: &[(&str, &str)]) -> Options {
    Options {
        rename: pairs
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect(),
        ..Options::default()
    }
}

#[test]
fn channels_messages_schemas_and_operations_can_be_renamed() {
    let text = format!(
        "{}components: {{schemas: {{s-1: {{type: object, properties: {{a: {{}}}}}}}}}}\n",
        v3(
            "m: {payload: {type: object, properties: {b: {}}}}\nn: {payload: {$ref: '#/components/schemas/s-1'}}"
        )
    );
    let expansion = expansion_with(
        &text,
        &renaming(&[
            ("c", "talk"),
            ("m", "Hello"),
            ("s-1", "First"),
            ("o", "speak"),
        ]),
    );
    assert_eq!(said(&expansion), "");
    let channel = &expansion.api.channels[0];
    assert_eq!(channel.module, "talk");
    assert_eq!(channel.operations[0].ident, "speak");
    assert_eq!(crate::both(&expansion.api, "c"), "Hello, N | ");
    assert_eq!(names(&expansion.api), ["First", "Hello"]);
}

#[test]
fn options_that_name_nothing_are_mistakes() {
    let mut options = renaming(&[("nothing", "x")]);
    options.replace = vec![("Nobody".to_owned(), quote::quote!(crate::Nobody))];
    let expansion = expansion_with(&v3("m: {payload: {type: string}}"), &options);
    assert!(expansion.errors.is_empty(), "{}", said(&expansion));
    let [rename, replace] = expansion.option_errors.as_slice() else {
        panic!("{:?}", expansion.option_errors);
    };
    assert_eq!((rename.option, rename.key.as_str()), ("rename", "nothing"));
    assert_eq!(
        (replace.option, replace.key.as_str()),
        ("replace", "Nobody")
    );
}

#[test]
fn a_key_that_is_almost_right_is_suggested() {
    let options = renaming(&[("mm", "x")]);
    let expansion = expansion_with(&v3("m: {payload: {type: string}}"), &options);
    let [rename] = expansion.option_errors.as_slice() else {
        panic!("{:?}", expansion.option_errors);
    };
    assert!(
        rename.message.contains("did you mean \"m\"?"),
        "{}",
        rename.message
    );
}

#[test]
fn a_replaced_schema_is_the_users_type() {
    let options = Options {
        replace: vec![("T".to_owned(), quote::quote!(crate::Mine))],
        ..Options::default()
    };
    let expansion = expansion_with(
        &schemas(
            "S: {type: object, properties: {t: {$ref: '#/components/schemas/T'}}}\nT: {type: object, properties: {u: {type: object, properties: {a: {}}}}}",
        ),
        &options,
    );
    assert_eq!(said(&expansion), "");
    assert_eq!(shown(&expansion.api, "T"), "= foreign crate::Mine");
    assert_eq!(names(&expansion.api), ["S", "T"]);
}

#[test]
fn a_schema_can_be_renamed_and_replaced() {
    let options = Options {
        replace: vec![("T".to_owned(), quote::quote!(Mine))],
        ..renaming(&[("T", "Theirs")])
    };
    let expansion = expansion_with(&schemas("T: {type: object, properties: {a: {}}}"), &options);
    assert_eq!(said(&expansion), "");
    assert_eq!(shown(&expansion.api, "Theirs"), "= foreign Mine");
}

#[test]
fn schemas_of_colliding_names_are_numbered_in_document_order() {
    let api = clean(&schemas(
        "user-id: {type: object, properties: {a: {}}}\nuserId: {type: object, properties: {b: {}}}\nUserID: {type: object, properties: {c: {}}}",
    ));
    assert_eq!(names(&api), ["UserId", "UserId2", "UserId3"]);
    assert_eq!(shown(&api, "UserId3"), "{c?: Any}");
}

#[test]
fn names_from_the_prelude_and_keywords_are_usable() {
    let keys = [
        "Option", "String", "Vec", "Result", "Self", "type", "Box", "Some", "Ok", "''", "'1'",
        "'🚀'", "Send",
    ];
    let text: String = keys
        .iter()
        .map(|key| format!("{key}: {{type: object, properties: {{a: {{type: string}}, b: {{type: integer}}}}}}\n"))
        .collect();
    let api = clean(&schemas(&text));
    assert_eq!(names(&api).len(), keys.len());
}

#[test]
fn operations_do_not_hide_the_methods_of_a_socket() {
    let api = clean(&v2("
        a:
          publish: {operationId: split, message: {payload: {type: string}}}
          subscribe: {operationId: fn, message: {payload: {type: string}}}
    "));
    let idents: Vec<&str> = api.channels[0]
        .operations
        .iter()
        .map(|one| one.ident.as_str())
        .collect();
    assert_eq!(idents, ["split_message", "r#fn"]);
}

#[test]
fn variants_of_enumerations_differ() {
    let api = clean(&schemas(
        "S: {enum: [a, A, 'a ', -1, '-1', 1, '1', '', ' ', é, É, self, '🚀', 'a.b', a_b]}",
    ));
    let TypeKind::Enumeration(values) = &def(&api, "S").kind else {
        panic!("no enumeration");
    };
    let mut idents: Vec<&str> = values.iter().map(|value| value.ident.as_str()).collect();
    assert_eq!(idents.len(), 15);
    idents.sort_unstable();
    idents.dedup();
    assert_eq!(idents.len(), 15, "{idents:?}");
}

#[test]
fn modules_of_channels_differ_from_each_other_and_from_types() {
    let api = clean(&v2("
        a/b: {}
        a.b: {}
        a b: {}
        '': {}
        /: {}
        '{x}': {}
        '🚀': {}
    "));
    let mut modules: Vec<&str> = api.channels.iter().map(|one| one.module.as_str()).collect();
    let count = modules.len();
    modules.sort_unstable();
    modules.dedup();
    assert_eq!(modules.len(), count, "{modules:?}");
}

#[test]
fn payloads_without_a_name_are_called_by_what_holds_them() {
    let api = clean(
        "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels:
  a:
    publish: {message: {$ref: '#/components/messages/M'}}
    subscribe: {message: {payload: {$ref: '#/components/messages/M/payload'}}}
components:
  messages:
    M: {payload: {type: object, properties: {a: {}}}}
",
    );
    let shown: Vec<String> = api
        .messages
        .iter()
        .map(|message| show::payload(&api, &message.payload))
        .collect();
    assert_eq!(shown, ["M", "M"]);
}
