//! Address parameters and `bindings.ws`.

use crate::{channel, clean, refused, show, shown, v2, warned};
use asyncapi_channels_codegen::model::{Api, Struct};

fn v3(channel: &str) -> String {
    format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nchannels:\n  c:\n{}",
        crate::indented(channel, 4)
    )
}

fn fields(api: &Api, of: Option<&Struct>) -> String {
    of.map_or("none".to_owned(), |of| show::fields(api, of))
}

/// Parameters, query and headers of the first channel.
fn all(api: &Api) -> [String; 3] {
    let channel = &api.channels[0];
    [&channel.params, &channel.query, &channel.headers].map(|of| fields(api, of.as_ref()))
}

#[test]
fn parameters_of_3_x_have_enums_and_defaults() {
    let api = clean(&v3("
        address: /{room}/{kind}/{lang}/{free}
        parameters:
          room: {description: Which., location: $message.payload#/room}
          kind: {enum: [a, b-c, '1']}
          lang: {enum: [en, de], default: de}
          free: {default: x}
    "));
    assert_eq!(
        all(&api),
        [
            "{room: String, kind: CKind, lang: CLang = CLang::De, free: String = \"x\"}",
            "none",
            "none"
        ]
    );
    assert_eq!(
        shown(&api, "CKind"),
        "enum {A = \"a\", BC = \"b-c\", _1 = \"1\"}"
    );
    let params = api.channels[0].params.as_ref().expect("parameters");
    assert_eq!(params.fields[0].docs.description.as_deref(), Some("Which."));
}

#[test]
fn parameters_of_2_x_have_schemas() {
    let api = clean(&v2("
        /{room}/{page}/{kind}/{odd}:
          parameters:
            room: {schema: {type: string}}
            page: {schema: {type: integer, minimum: 0, maximum: 100}}
            kind: {schema: {type: string, enum: [a, b]}}
            odd: {schema: {type: object, properties: {a: {type: string}}}}
    "));
    assert!(
        all(&api)[0].starts_with("{room: String, page: u32, kind: "),
        "{}",
        all(&api)[0]
    );
    assert!(all(&api)[0].ends_with("odd: String}"), "{}", all(&api)[0]);
}

#[test]
fn parameters_that_are_not_declared_are_text() {
    let api = clean(&v3("address: /{a}/{b}/{a}"));
    assert_eq!(all(&api)[0], "{a: String, b: String}");
}

#[test]
fn a_parameter_that_the_address_lacks_is_an_optional_query_parameter() {
    let api = warned(
        &v3("address: /a\nparameters: {token: {description: T.}}"),
        &["inline:6:18 … the address has no parameter `{token}` … bindings.ws.query"],
    );
    assert_eq!(all(&api), ["none", "{token?: String}", "none"]);
}

#[test]
fn a_query_in_the_address_is_the_query() {
    let api = clean(&v3(
        "address: '/a/{b}?v=1&token={t}&flag'\nparameters: {b: {}, t: {enum: [x, y]}}",
    ));
    assert_eq!(
        all(&api),
        [
            "{b: String}",
            "{v = \"1\", token: CToken, flag = \"\"}",
            "none"
        ]
    );
    assert_eq!(channel(&api, "c").address.as_deref(), Some("/a/{b}"));
}

#[test]
fn query_and_headers_of_the_binding_are_typed() {
    let api = clean(&v3("
        address: /a
        bindings:
          ws:
            method: GET
            query:
              type: object
              required: [token, fixed]
              properties:
                token: {type: string}
                limit: {type: integer, default: 10}
                fixed: {type: string, const: v2}
                tags: {type: array, items: {type: string}}
                nested: {type: object, properties: {a: {type: string}}}
            headers:
              type: object
              properties:
                X-Api-Key: {type: string}
                X-Count: {type: [integer, 'null']}
    "));
    assert_eq!(
        all(&api),
        [
            "none",
            "{token: String, limit: i64 = 10, fixed = \"v2\", tags?: Vec<String>, nested?: String}",
            "{X-Api-Key?: String, X-Count?: i64}"
        ]
    );
}

#[test]
fn bindings_parameters_and_their_parts_may_be_references() {
    let api = clean(
        "asyncapi: 3.0.0
info: {title: T, version: '1'}
channels:
  c:
    address: /{p}
    parameters: {p: {$ref: '#/components/parameters/p'}}
    bindings: {$ref: '#/components/channelBindings/b'}
components:
  parameters: {p: {enum: [x]}}
  channelBindings: {b: {ws: {query: {$ref: '#/components/schemas/Q'}, headers: {$ref: '#/components/schemas/H'}}}}
  schemas:
    Q: {type: object, properties: {q: {$ref: '#/components/schemas/S'}}}
    H: {type: object, properties: {h: {type: boolean}}}
    S: {type: string}
",
    );
    assert_eq!(all(&api), ["{p: CP}", "{q?: S}", "{h?: bool}"]);
}

#[test]
fn the_method_of_a_handshake_is_get() {
    warned(
        &v3("address: /a\nbindings: {ws: {method: POST}}"),
        &["inline:6:29 … a WebSocket handshake is a `GET` request"],
    );
    refused(
        &v3("address: /a\nbindings: {ws: {method: PATCH}}"),
        &["inline:6:29 … no method `PATCH` … `GET` or `POST`"],
    );
}

#[test]
fn bindings_of_the_wrong_kind_are_refused() {
    refused(
        &v3("address: /a\nbindings: {ws: text}"),
        &["inline:6:20 … bindings.ws"],
    );
    refused(
        &v3("address: /a\nbindings: {ws: {query: {type: string}}}"),
        &["inline:6:35 … `type: object`"],
    );
}

#[test]
fn parameters_of_the_wrong_kind_are_refused_each() {
    refused(
        &v3("address: '/{a}/{b}/{c}'\nparameters: {a: 1, b: {enum: []}, c: {enum: text}}"),
        &[
            "inline:6:21",
            "inline:6:34 … an empty `enum`",
            "inline:6:49",
        ],
    );
}

#[test]
fn parameters_that_read_alike_in_rust_stay_apart() {
    let api = clean(&v3("address: '/{userId}/{user_id}/{type}/{2}/{+}'"));
    let params = api.channels[0].params.as_ref().expect("parameters");
    let idents: Vec<&str> = params
        .fields
        .iter()
        .map(|field| field.ident.as_str())
        .collect();
    assert_eq!(idents, ["user_id", "user_id_2", "r#type", "_2", "plus"]);
}
