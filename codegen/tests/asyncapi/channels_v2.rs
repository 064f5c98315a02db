//! Channel items of 2.x.

use crate::{Directory, both, channel, clean, describes, expansion_with, said, v2, warned};
use asyncapi_channels_codegen::Describes;
use asyncapi_channels_codegen::model::Direction;

const CHAT: &str = "
    /chat:
      description: Talk.
      publish:
        operationId: say
        message: {name: Said, payload: {type: string}}
      subscribe:
        operationId: hear
        summary: Listen.
        message:
          oneOf:
            - {name: Heard, payload: {type: object, properties: {a: {type: string}}}}
            - {name: Left, payload: {type: integer}}
";

#[test]
fn publish_is_what_the_client_sends() {
    let api = clean(&v2(CHAT));
    let chat = channel(&api, "/chat");
    assert_eq!(chat.module, "chat");
    assert_eq!(chat.address.as_deref(), Some("/chat"));
    assert_eq!(chat.docs.description.as_deref(), Some("Talk."));
    assert_eq!(both(&api, "/chat"), "Said | Heard, Left");
    let operations: Vec<(&str, &str, Direction)> = chat
        .operations
        .iter()
        .map(|one| (one.name.as_str(), one.ident.as_str(), one.direction))
        .collect();
    assert_eq!(
        operations,
        [
            ("say", "say", Direction::ToServer),
            ("hear", "hear", Direction::ToClient)
        ]
    );
    assert_eq!(chat.operations[1].docs.summary.as_deref(), Some("Listen."));
    assert!(
        chat.point_of_view
            .contains("as its AsyncAPI version defines")
    );
}

#[test]
fn describes_overrides_the_directions() {
    let expansion = expansion_with(&v2(CHAT), &describes(Describes::Server));
    assert_eq!(said(&expansion), "");
    assert_eq!(both(&expansion.api, "/chat"), "Heard, Left | Said");
    let chat = channel(&expansion.api, "/chat");
    assert!(
        chat.point_of_view
            .contains("`subscribe` is client → server")
    );
    let expansion = expansion_with(&v2(CHAT), &describes(Describes::Client));
    assert_eq!(both(&expansion.api, "/chat"), "Said | Heard, Left");
}

#[test]
fn operations_without_an_id_are_named_by_what_they_do() {
    let api = clean(&v2("
        a/b:
          publish: {message: {payload: {type: string}}}
          subscribe: {message: {payload: {type: string}}}
    "));
    let names: Vec<&str> = channel(&api, "a/b")
        .operations
        .iter()
        .map(|one| one.ident.as_str())
        .collect();
    assert_eq!(names, ["publish", "subscribe"]);
    assert_eq!(both(&api, "a/b"), "ABPublish | ABSubscribe");
}

#[test]
fn the_root_channel_and_channels_of_near_names_have_modules() {
    let api = clean(&v2("
        /: {}
        a-b: {}
        a_b: {}
        servers: {}
        type: {}
    "));
    let modules: Vec<&str> = api.channels.iter().map(|one| one.module.as_str()).collect();
    assert_eq!(
        modules,
        ["root", "a_b", "a_b_2", "servers_channel", "r#type"]
    );
}

#[test]
fn a_message_that_both_directions_share_is_one() {
    let api = clean(
        "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels:
  a:
    publish: {message: {$ref: '#/components/messages/M'}}
    subscribe: {message: {oneOf: [{$ref: '#/components/messages/M'}, {$ref: '#/components/messages/N'}]}}
components:
  messages:
    M: {payload: {type: string}}
    N: {payload: {type: integer}}
",
    );
    assert_eq!(both(&api, "a"), "M | M, N");
    assert_eq!(api.messages.len(), 2);
}

#[test]
fn a_list_of_messages_may_be_nested_behind_references() {
    let api = clean(
        "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels:
  a:
    publish: {message: {$ref: '#/components/messages/All'}}
components:
  messages:
    All: {oneOf: [{$ref: '#/components/messages/Some'}, {$ref: '#/components/messages/N'}]}
    Some: {oneOf: [{$ref: '#/components/messages/M'}, {$ref: '#/components/messages/O'}]}
    M: {payload: {type: string}}
    N: {payload: {type: integer}}
    O: {payload: {type: boolean}}
",
    );
    assert_eq!(both(&api, "a"), "M, O, N | ");
}

#[test]
fn a_channel_item_may_be_a_reference_with_siblings() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels:
  a:
    $ref: channels/a.yaml
    description: Here.
  b: {$ref: 'channels/all.yaml#/b'}
",
        ),
        (
            "channels/a.yaml",
            "publish: {message: {$ref: '../messages.yaml#/M'}}\ndescription: There.\n",
        ),
        (
            "channels/all.yaml",
            "b: {subscribe: {message: {$ref: '#/local'}}}\nlocal: {name: Local, payload: {$ref: '../schema.json'}}\n",
        ),
        ("messages.yaml", "M: {payload: {$ref: schema.json}}\n"),
        (
            "schema.json",
            "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}",
        ),
    ]);
    let expansion = directory.expand("main.yaml");
    assert_eq!(said(&expansion), "");
    assert_eq!(both(&expansion.api, "a"), "M | ");
    assert_eq!(both(&expansion.api, "b"), " | Local");
    assert_eq!(
        channel(&expansion.api, "a").docs.description.as_deref(),
        Some("Here.")
    );
    let names: Vec<String> = expansion
        .files
        .iter()
        .map(|path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(names.len(), 5, "{names:?}");
}

#[test]
fn channels_may_be_a_file() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            "asyncapi: 2.6.0\ninfo: {title: T, version: '1'}\nchannels: {$ref: channels.yaml}\n",
        ),
        (
            "channels.yaml",
            "a: {publish: {message: {name: M, payload: {type: string}}}}\n",
        ),
    ]);
    let expansion = directory.expand("main.yaml");
    assert_eq!(said(&expansion), "");
    assert_eq!(both(&expansion.api, "a"), "M | ");
}

#[test]
fn near_misses_of_the_keys_are_suggested() {
    warned(
        &v2("a: {publsh: {message: {payload: {type: string}}}}"),
        &["inline:4:7 … `publsh` is not a key of a channel item … did you mean `publish`?"],
    );
}

#[test]
fn an_operation_of_two_channels_keeps_its_name_in_each() {
    let api = clean(&v2("
        a: {publish: {operationId: send, message: {payload: {type: string}}}}
        b: {publish: {operationId: close, message: {payload: {type: string}}}}
    "));
    assert_eq!(channel(&api, "a").operations[0].ident, "send_message");
    assert_eq!(channel(&api, "b").operations[0].ident, "close_message");
}
