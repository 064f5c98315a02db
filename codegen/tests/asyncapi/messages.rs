//! Message objects and their payloads.

use crate::{Directory, both, clean, expansion, message, names, said, show, shown, v2, v3, warned};

/// The payload of the message `m`.
fn payload(message_object: &str) -> String {
    let api = clean(&v3(&format!("m: {message_object}")));
    show::payload(&api, &message(&api, "m").payload)
}

#[test]
fn content_types_decide_the_frame() {
    for (object, expected) in [
        ("{payload: {type: string}}", "String"),
        (
            "{contentType: application/json, payload: {type: string}}",
            "String",
        ),
        (
            "{contentType: 'application/vnd.x+json; charset=utf-8', payload: {type: integer}}",
            "i64",
        ),
        ("{contentType: text/plain, payload: {type: string}}", "text"),
        ("{contentType: text/plain}", "text"),
        (
            "{contentType: text/plain, payload: {type: object, properties: {a: {}}}}",
            "M",
        ),
        ("{contentType: application/octet-stream}", "binary"),
        (
            "{contentType: application/octet-stream, payload: {type: string, format: binary}}",
            "binary",
        ),
        (
            "{contentType: audio/wav, payload: {type: object}}",
            "binary",
        ),
        ("{payload: {type: string, format: binary}}", "binary"),
        ("{}", "Any"),
        ("{payload: true}", "Any"),
        ("{payload: {}}", "Any"),
        ("{payload: {type: 'null'}}", "()"),
        (
            "{payload: {type: array, items: {type: string}}}",
            "Vec<String>",
        ),
        ("{payload: {type: [string, 'null']}}", "Option<String>"),
    ] {
        assert_eq!(payload(object), expected, "{object}");
    }
}

#[test]
fn the_default_content_type_is_used_where_none_is_stated() {
    let text = v3(
        "m: {payload: {type: string}}\nn: {contentType: application/json, payload: {type: string}}",
    );
    let api = clean(&format!("{text}defaultContentType: text/plain\n"));
    assert_eq!(show::payload(&api, &message(&api, "m").payload), "text");
    assert_eq!(show::payload(&api, &message(&api, "n").payload), "String");
}

#[test]
fn multi_format_schemas_of_json_schema_are_read() {
    for format in [
        "application/vnd.aai.asyncapi+json;version=3.0.0",
        "application/vnd.aai.asyncapi;version=3.0.0",
        "application/schema+json;version=draft-07",
        "application/schema+yaml;version=draft-07",
        "application/vnd.oai.openapi+json;version=3.0.0",
    ] {
        let object = format!(
            "{{payload: {{schemaFormat: '{format}', schema: {{type: object, properties: {{a: {{type: integer}}}}}}}}}}"
        );
        let api = clean(&v3(&format!("m: {object}")));
        assert_eq!(shown(&api, "M"), "{a?: i64}", "{format}");
    }
    let api = clean(&v2(
        "a: {publish: {message: {name: M, schemaFormat: 'application/schema+json;version=draft-07', payload: {type: integer}}}}",
    ));
    assert_eq!(show::payload(&api, &message(&api, "M").payload), "i64");
}

#[test]
fn a_component_schema_may_be_of_a_format() {
    let api = clean(&format!(
        "{}components:\n  schemas:\n    S: {{schemaFormat: 'application/schema+json;version=draft-07', schema: {{type: object, properties: {{a: {{type: integer}}}}}}}}\n",
        v3("m: {payload: {$ref: '#/components/schemas/S'}}")
    ));
    assert_eq!(show::payload(&api, &message(&api, "m").payload), "S");
    assert_eq!(shown(&api, "S"), "{a?: i64}");
}

#[test]
fn other_formats_are_passed_on_with_a_warning() {
    let api = warned(
        &v3(
            "m: {payload: {schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {type: record}}}",
        ),
        &["schema format `application/vnd.apache.avro;version=1.9.0` is not read"],
    );
    assert_eq!(show::payload(&api, &message(&api, "m").payload), "binary");
    let api = warned(
        &v2(
            "a: {publish: {message: {name: M, contentType: application/json, schemaFormat: 'application/raml+yaml;version=1.0', payload: {type: record}}}}",
        ),
        &["schema format `application/raml+yaml;version=1.0` is not read"],
    );
    assert_eq!(show::payload(&api, &message(&api, "M").payload), "Any");
}

#[test]
fn names_come_from_the_key_the_reference_or_the_message() {
    let api = clean(
        "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels:
  a:
    publish:
      operationId: op
      message:
        oneOf:
          - {$ref: '#/components/messages/Keyed'}
          - {messageId: byId, name: named, payload: {type: integer}}
          - {name: named, payload: {type: boolean}}
          - {title: The title, payload: {type: array}}
          - {payload: {type: object}}
components:
  messages:
    Keyed: {name: other, payload: {type: string}}
",
    );
    assert_eq!(both(&api, "a"), "Keyed, ById, Named, TheTitle, Op5 | ");
    assert_eq!(message(&api, "Keyed").name, "other");
}

#[test]
fn variants_of_one_name_are_numbered() {
    let api = clean(&v2("
        a:
          publish:
            message:
              oneOf:
                - {name: ping, payload: {type: string}}
                - {name: Ping, payload: {type: integer}}
    "));
    assert_eq!(both(&api, "a"), "Ping, Ping2 | ");
}

#[test]
fn a_message_and_the_schema_that_is_its_payload_are_one_type() {
    let api = clean(&format!(
        "{}components: {{schemas: {{Chat: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n",
        v3("Chat: {payload: {$ref: '#/components/schemas/Chat'}}")
    ));
    assert_eq!(show::payload(&api, &message(&api, "Chat").payload), "Chat");
    assert_eq!(names(&api), ["Chat"]);
}

#[test]
fn a_message_and_another_schema_of_its_name_are_two_types() {
    let api = clean(&format!(
        "{}components: {{schemas: {{Chat: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n",
        v3("Chat: {payload: {type: object, properties: {b: {type: string}}}}")
    ));
    assert_eq!(
        show::payload(&api, &message(&api, "Chat").payload),
        "ChatPayload"
    );
    assert_eq!(shown(&api, "ChatPayload"), "{b?: String}");
    assert_eq!(shown(&api, "Chat"), "{a?: String}");
}

#[test]
fn two_messages_of_one_payload_are_not_named_by_it() {
    let text = format!(
        "{}components: {{schemas: {{S: {{type: string}}}}}}\n",
        v3(
            "m: {payload: {$ref: '#/components/schemas/S'}}\nn: {payload: {type: string}}\no: {payload: {type: integer}}"
        )
    );
    let expansion = expansion(&text);
    assert_eq!(expansion.warnings.len(), 1, "{}", said(&expansion));
    let unique: Vec<bool> = expansion.api.channels[0]
        .to_server
        .variants
        .iter()
        .map(|variant| variant.unique)
        .collect();
    assert_eq!(unique, [false, false, true]);
}

#[test]
fn examples_are_kept_as_json_in_either_form() {
    let api = clean(&v3(
        "m: {payload: {type: [object, integer]}, examples: [{payload: {a: 1}}, {name: no payload}, {payload: 2}]}",
    ));
    assert_eq!(message(&api, "m").examples, ["{\"a\":1}", "2"]);
}

#[test]
fn messages_are_read_from_other_files_relative_to_the_file() {
    let directory = Directory::new(&[
        (
            "api/main.yaml",
            "asyncapi: 3.0.0
info: {title: T, version: '1'}
channels:
  c: {address: c, messages: {m: {$ref: '../messages/m.yaml'}, n: {$ref: './more.yaml#/n'}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/c'}}
",
        ),
        ("messages/m.yaml", "payload: {$ref: 'schemas/Deep.yaml'}\n"),
        (
            "messages/schemas/Deep.yaml",
            "type: object\nrequired: [next]\nproperties: {next: {$ref: 'Other.yaml#/definitions/Other'}}\n",
        ),
        (
            "messages/schemas/Other.yaml",
            "definitions: {Other: {$ref: '#/definitions/Last'}, Last: {type: object, properties: {z: {type: string}}}}\n",
        ),
        ("api/more.yaml", "n: {payload: {type: integer}}\n"),
    ]);
    let expansion = directory.expand("api/main.yaml");
    assert_eq!(said(&expansion), "");
    assert_eq!(both(&expansion.api, "c"), "M, N | ");
    assert_eq!(
        show::payload(&expansion.api, &message(&expansion.api, "m").payload),
        "Deep"
    );
    assert_eq!(shown(&expansion.api, "Deep"), "{next: Other}");
    assert_eq!(shown(&expansion.api, "Other"), "{z?: String}");
    assert_eq!(expansion.files.len(), 5);
}
