//! Requests and replies: which messages answer which, and the ids by which they are told.

use crate::{
    Api, Directory, Hop, assert_parts, both, channel, clean, describes, expansion_with, indented,
    message, refused, said, warned,
};
use asyncapi_channels_codegen::{Describes, Envelope, Options};

/// The requests of a channel: `Ask by ask: Told, Late; …`, with a star before a stream of replies.
fn requests(api: &Api, key: &str) -> String {
    let channel = channel(api, key);
    show_requests(api, channel)
}

fn show_requests(api: &Api, channel: &crate::Channel) -> String {
    let key = |message: &usize| api.messages[*message].key.as_str();
    let requests = channel.requests.iter().map(|request| {
        let replies: Vec<&str> = request.replies.iter().map(key).collect();
        let star = if request.streaming { "*" } else { "" };
        let operation = &channel.operations[request.operation].name;
        format!(
            "{} by {operation}: {star}{}",
            key(&request.message),
            replies.join(", ")
        )
    });
    requests.collect::<Vec<_>>().join("; ")
}

/// A document with the messages `a` to `e` on channel `c`, which are told apart by nothing but their
/// required property.
fn three(operations: &str) -> String {
    let messages: String = ["a", "b", "c", "d", "e"]
        .map(|name| {
            format!(
                "      {name}: {{payload: {{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}}}}}\n"
            )
        })
        .concat();
    format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nchannels:\n  c:\n    address: /c\n    messages:\n{messages}operations:\n{}",
        indented(operations, 2)
    )
}

/// An operation that sends messages of channel `c`.
fn operation(name: &str, action: &str, messages: &str, rest: &str) -> String {
    let list: Vec<String> = messages
        .split(' ')
        .map(|name| format!("{{$ref: '#/channels/c/messages/{name}'}}"))
        .collect();
    format!(
        "{name}: {{action: {action}, channel: {{$ref: '#/channels/c'}}, messages: [{}]{rest}}}\n",
        list.join(", ")
    )
}

fn reply(messages: &str) -> String {
    let list: Vec<String> = messages
        .split(' ')
        .map(|name| format!("{{$ref: '#/channels/c/messages/{name}'}}"))
        .collect();
    format!(", reply: {{messages: [{}]}}", list.join(", "))
}

#[test]
fn a_reply_lists_what_answers_each_message_of_the_operation() {
    let api = clean(&three(&operation("ask", "send", "a b", &reply("c d"))));
    assert_eq!(requests(&api, "c"), "a by ask: c, d; b by ask: c, d");
    assert_eq!(both(&api, "c"), "A, B | C, D");
}

#[test]
fn a_reply_without_a_list_is_all_that_travels_the_other_way() {
    for (others, expected) in [
        // What the other side sends.
        (operation("tell", "receive", "b c", ""), "a by ask: b, c"),
        // Or else what this side does not send.
        (operation("say", "send", "b c", ""), "a by ask: d, e"),
    ] {
        let api = clean(&three(
            &(others + &operation("ask", "send", "a", ", reply: {}")),
        ));
        assert_eq!(requests(&api, "c"), expected);
    }
    let all = operation("ask", "send", "a b c d e", ", reply: {messages: null}");
    let api = warned(&three(&all), &["nothing says which messages answer `ask`"]);
    assert_eq!(requests(&api, "c"), "");
}

#[test]
fn a_reply_that_is_taken_away_is_none() {
    let api = clean(&three(&operation("ask", "send", "a", ", reply: null")));
    assert_eq!(requests(&api, "c"), "");
    let api = refused(
        &three(&operation("ask", "send", "a", ", reply: soon")),
        &["`reply` cannot be"],
    );
    assert_eq!(requests(&api, "c"), "");
}

#[test]
fn a_message_of_several_operations_is_a_request_of_the_smallest() {
    let text = three(
        &(operation("all", "send", "a b c", &reply("d"))
            + &operation("two", "send", "a b", &reply("e"))
            + &operation("one", "send", "a", "")),
    );
    let api = clean(&text);
    assert_eq!(requests(&api, "c"), "a by two: e; b by two: e; c by all: d");
}

#[test]
fn what_the_server_asks_is_no_request_of_the_client() {
    let text = three(&operation("ask", "receive", "a", &reply("b")));
    let api = clean(&text);
    assert_eq!(requests(&api, "c"), "");
    assert_eq!(both(&api, "c"), "B | A");
    let expansion = crate::expansion_with(&text, &describes(Describes::Server));
    assert_eq!(said(&expansion), "");
    assert_eq!(requests(&expansion.api, "c"), "a by ask: b");
}

#[test]
fn a_reply_may_travel_on_another_channel_of_the_same_address() {
    let text = |address: &str| {
        format!(
            "asyncapi: 3.0.0
info: {{title: T, version: '1'}}
channels:
  z: {{address: /x, messages: {{n: {{payload: {{type: boolean}}}}}}}}
  a: {{address: /x, messages: {{ask: {{payload: {{type: string}}}}}}}}
  b: {{address: {address}, messages: {{told: {{payload: {{type: integer}}}}}}}}
operations:
  n: {{action: receive, channel: {{$ref: '#/channels/z'}}}}
  m: {{action: receive, channel: {{$ref: '#/channels/z'}}}}
  o: {{action: send, channel: {{$ref: '#/channels/a'}}, reply: {{channel: {{$ref: '#/channels/b'}}}}}}
"
        )
    };
    let api = clean(&text("x/"));
    assert_eq!(requests(&api, "a"), "");
    let united = api.channels.last().expect("a union");
    assert_eq!(united.unites, ["z", "a", "b"]);
    assert_eq!(show_requests(&api, united), "ask by o: told");
    let api = warned(
        &text("/y"),
        &["on channel `b`, which has another address than `a` … at #/operations/o/reply"],
    );
    let of_any: Vec<_> = api.channels.iter().flat_map(|one| &one.requests).collect();
    assert!(of_any.is_empty());
}

#[test]
fn a_reply_to_where_the_request_says_comes_on_its_connection() {
    let text = |address: &str, reply: &str, more: &str| {
        format!(
            "asyncapi: 3.0.0
info: {{title: T, version: '1'}}
channels:
  a: {{address: /a, messages: {{ask: {{payload: {{type: string}}}}}}}}
  b: {{{address}messages: {{told: {{payload: {{type: integer}}}}, lost: {{payload: {{type: boolean}}}}}}}}
operations:
  o:
    action: send
    channel: {{$ref: '#/channels/a'}}
    reply: {{address: {{location: '$message.header#/replyTo'}}, channel: {{$ref: '#/channels/b'}}{reply}}}
{more}"
        )
    };
    let told = ", messages: [{$ref: '#/channels/b/messages/told'}]";
    for address in ["address: null, ", ""] {
        for (reply, expected) in [("", "ask by o: told, lost"), (told, "ask by o: told")] {
            let api = clean(&text(address, reply, ""));
            assert_eq!(requests(&api, "a"), expected);
            let keys: Vec<_> = api.channels.iter().map(|one| one.key.as_str()).collect();
            assert_eq!(keys, ["a"]);
        }
        let other = "  p: {action: send, channel: {$ref: '#/channels/b'}, messages: [{$ref: '#/channels/b/messages/lost'}]}\n";
        let api = clean(&text(address, told, other));
        assert_eq!(requests(&api, "a"), "ask by o: told");
        assert_eq!(requests(&api, "b"), "");
        let only = &channel(&api, "b").to_server.variants;
        assert_eq!(only.len(), 1);
        assert!(channel(&api, "b").to_client.variants.is_empty());
    }
}

#[test]
fn a_stream_of_replies_is_said_by_an_extension() {
    for (rest, expected) in [
        (", x-response-type: server-streaming", "a by ask: *b"),
        (", x-response-type: simple-rpc", "a by ask: b"),
    ] {
        let rest = reply("b") + rest;
        let api = clean(&three(&operation("ask", "send", "a", &rest)));
        assert_eq!(requests(&api, "c"), expected);
    }
    let rest = reply("b") + ", x-response-type: many";
    let api = warned(
        &three(&operation("ask", "send", "a", &rest)),
        &["unknown `x-response-type`"],
    );
    assert_eq!(requests(&api, "c"), "a by ask: b");
}

/// A document of 2.x whose client sends the messages `A` and `B`, and whose server sends `C`.
fn two(a: &str, b: &str) -> String {
    let payload = |name: &str| {
        format!(
            "payload: {{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}}}"
        )
    };
    format!(
        "asyncapi: 2.6.0
info: {{title: T, version: '1'}}
channels:
  /c:
    publish: {{message: {{oneOf: [{{$ref: '#/components/messages/A'}}, {{$ref: '#/components/messages/B'}}]}}}}
    subscribe: {{message: {{oneOf: [{{$ref: '#/components/messages/C'}}, {{name: Same, {same}}}]}}}}
components:
  messages:
    A: {{{}{a}}}
    B: {{{}{b}}}
    C: {{{}}}
    D: {{{}}}
",
        payload("a"),
        payload("b"),
        payload("c"),
        payload("d"),
        same = payload("same"),
    )
}

#[test]
fn each_message_of_2_x_names_its_response() {
    let api = clean(&two(
        ", x-response: {$ref: '#/components/messages/C', description: Said of it.}",
        ", x-response: {oneOf: [{$ref: '#/components/messages/C'}, {$ref: '#/components/messages/D'}]}, x-response-type: server-streaming",
    ));
    assert_eq!(requests(&api, "/c"), "A by publish: C; B by publish: *C, D");
    assert_eq!(both(&api, "/c"), "A, B | C, Same, D");
    let operations = &channel(&api, "/c").operations;
    let names: Vec<&str> = operations.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["publish", "subscribe", "B reply"]);
    assert_eq!(operations[2].reply_to.as_deref(), Some("B"));
}

#[test]
fn a_response_that_stands_there_itself_may_be_one_that_is_sent_anyway() {
    let api = clean(&two(
        ", x-response: {name: Same, payload: {type: object, required: [same], properties: {same: {type: string}}}}",
        ", x-response: {payload: {type: integer}}",
    ));
    assert_eq!(
        requests(&api, "/c"),
        "A by publish: Same; B by publish: B reply"
    );
}

#[test]
fn a_response_may_be_the_message_itself() {
    let api = clean(&two(", x-response: {$ref: '#/components/messages/A'}", ""));
    assert_eq!(requests(&api, "/c"), "A by publish: A");
    assert_eq!(both(&api, "/c"), "A, B | C, Same, A");
}

#[test]
fn what_is_no_message_is_no_response() {
    for response in ["soon", "{}", "{status: 200}", "[7]", "true"] {
        let api = warned(
            &two(&format!(", x-response: {response}"), ""),
            &["`x-response` is no message"],
        );
        assert_eq!(requests(&api, "/c"), "");
    }
}

/// The way to a message's id: `.a?.b`, with `??` where what is absent can be made.
fn path(api: &Api, key: &str) -> Option<String> {
    let hops = message(api, key).correlation_path.as_ref()?;
    let shown = hops.iter().map(|hop| match hop {
        Hop::Field(name) => format!(".{name}"),
        Hop::Option { has_default: true } => "??".to_owned(),
        Hop::Option { has_default: false } => "?".to_owned(),
    });
    Some(shown.collect())
}

/// A document in which `m` answers `ask`, and `m` says where its id is.
fn correlated(location: &str, payload: &str) -> String {
    format!(
        "asyncapi: 3.0.0
info: {{title: T, version: '1'}}
channels:
  c:
    address: /c
    messages:
      ask: {{payload: {{type: 'null'}}}}
      m: {{correlationId: {{location: '{location}'}}, payload: {payload}}}
operations:
  ask:
    action: send
    channel: {{$ref: '#/channels/c'}}
    messages: [{{$ref: '#/channels/c/messages/ask'}}]
    reply: {{messages: [{{$ref: '#/channels/c/messages/m'}}]}}
components:
  schemas:
    Optional: {{type: object, properties: {{id: {{type: string}}, again: {{$ref: '#/components/schemas/Optional'}}}}}}
    Strict: {{type: object, required: [id, id two], properties: {{id: {{type: string, minLength: 1}}, id two: {{type: number}}}}}}
    Id: {{type: string}}
"
    )
}

#[test]
fn the_way_to_an_id_leads_through_the_types() {
    let object =
        |name: &str, schema: &str| format!("{{type: object, properties: {{{name}: {schema}}}}}");
    let component = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    for (pointer, payload, expected) in [
        ("/id", component("Strict"), ".id"),
        ("/id two", component("Strict"), ".id_two"),
        ("/id", component("Optional"), ".id"),
        (
            "/again/again/id",
            component("Optional"),
            ".again??.again??.id",
        ),
        ("/a/id", object("a", &component("Strict")), ".a?.id"),
        (
            "/a~1b/~0",
            object("a/b", &object("'~'", "{type: integer}")),
            ".a_b??.tilde",
        ),
        ("/a", object("a", &component("Id")), ".a"),
        ("/a", object("a", "{type: string, format: uuid}"), ".a"),
        ("/a", object("a", "{}"), ".a"),
        ("/a", object("a", "{type: [integer, 'null']}"), ".a"),
        ("", "{type: string}".to_owned(), ""),
    ] {
        let location = format!("$message.payload#{pointer}");
        let api = clean(&correlated(&location, &payload));
        assert_eq!(path(&api, "m").as_deref(), Some(expected), "{location}");
    }
}

#[test]
fn a_place_that_is_no_place_for_an_id_is_warned_of() {
    for (location, payload) in [
        (
            "$message.payload#/x",
            "{$ref: '#/components/schemas/Strict'}",
        ),
        (
            "$message.payload#/id/x",
            "{$ref: '#/components/schemas/Strict'}",
        ),
        (
            "$message.payload#/a",
            "{type: object, properties: {a: {const: 7}}}",
        ),
        (
            "$message.payload#/a",
            "{type: object, properties: {a: {type: boolean}}}",
        ),
        (
            "$message.payload#/a",
            "{type: object, properties: {a: {type: string, enum: [b, c]}}}",
        ),
        (
            "$message.payload#/a/0",
            "{type: object, properties: {a: {type: array, items: {type: string}}}}",
        ),
        ("$message.payload#", "{$ref: '#/components/schemas/Strict'}"),
        (
            "$message.payload#/id",
            "{oneOf: [{$ref: '#/components/schemas/Strict'}, {type: integer}]}",
        ),
    ] {
        let api = warned(
            &correlated(location, payload),
            &["leads to no property of the payload … replies are told by their type"],
        );
        assert_eq!(path(&api, "m"), None, "{location}");
    }
    let api = warned(
        &correlated("$message.header#/id", "{type: string}"),
        &["`$message.header#/id` is in a header … replies are told by their type"],
    );
    assert_eq!(path(&api, "m"), None);
}

fn with_headers() -> Options {
    Options {
        envelope: Some(Envelope {
            tag: "route".to_owned(),
            payload: "payload".to_owned(),
            headers: Some("h".to_owned()),
        }),
        ..Options::default()
    }
}

#[test]
fn an_id_in_a_header_travels_in_an_envelope() {
    for (pointer, headers, path, is_number) in [
        ("/id", "", "h id", false),
        ("/a~1b/~0~01", "", "h a/b ~~1", false),
        ("/", "", "h ", false),
        ("/id", "{type: object}", "h id", false),
        (
            "/id",
            "{type: object, properties: {id: {type: string}}}",
            "h id",
            false,
        ),
        (
            "/id",
            "{type: object, properties: {id: {type: string, format: uuid}}}",
            "h id",
            false,
        ),
        (
            "/id",
            "{type: object, properties: {id: {type: integer, minimum: 1}}}",
            "h id",
            true,
        ),
        (
            "/id",
            "{type: object, required: [id], properties: {id: {type: [number, 'null']}}}",
            "h id",
            true,
        ),
        (
            "/x/id two",
            "{type: object, properties: {x: {$ref: '#/components/schemas/Strict'}}}",
            "h x id two",
            true,
        ),
        (
            "/again/again/id",
            "{$ref: '#/components/schemas/Optional'}",
            "h again again id",
            false,
        ),
        (
            "/id/x",
            "{type: object, properties: {id: {type: integer}}}",
            "h id x",
            false,
        ),
    ] {
        let headers = match headers {
            "" => "{type: string}".to_owned(),
            schema => format!("{{type: string}}, headers: {schema}"),
        };
        let location = format!("$message.header#{pointer}");
        let expansion = expansion_with(&correlated(&location, &headers), &with_headers());
        assert_eq!(said(&expansion), "");
        let place = message(&expansion.api, "m").header_id.clone();
        let place = place.unwrap_or_else(|| panic!("no place for {location}"));
        assert_eq!(place.path.join(" "), path);
        assert_eq!(place.is_number, is_number, "{headers}");
        assert_eq!(message(&expansion.api, "m").correlation_path, None);
    }
}

#[test]
fn an_id_in_a_header_that_does_not_travel_is_warned_of() {
    for (location, payload, said) in [
        (
            "$message.header#/id",
            "{type: string}, contentType: text/plain",
            "is in a header, and a message that is no JSON … replies are told by their type",
        ),
        (
            "$message.header#",
            "{type: string}",
            "names no header … replies are told by their type",
        ),
    ] {
        let expansion = expansion_with(&correlated(location, payload), &with_headers());
        assert_parts(&expansion.warnings, &[said]);
        assert_eq!(message(&expansion.api, "m").header_id, None);
    }
    let api = warned(
        &correlated("$message.header#/id", "{type: string}"),
        &["a WebSocket frame carries none … `envelope = { …, headers = \"headers\" }`"],
    );
    assert_eq!(message(&api, "m").header_id, None);
}

#[test]
fn an_id_that_nobody_looks_for_is_not_warned_of() {
    let text =
        crate::v3("m: {correlationId: {location: '$message.header#/id'}, payload: {type: string}}");
    assert_eq!(path(&clean(&text), "m"), None);
}

#[test]
fn an_operation_may_be_idempotent() {
    let of = |api: &Api| channel(api, "c").operations[0].idempotent;
    let text = |rest: &str| three(&operation("ask", "send", "a", rest));
    assert!(!of(&clean(&text(""))));
    assert!(!of(&clean(&text(", x-idempotent: false"))));
    assert!(of(&clean(&text(", x-idempotent: true"))));
    assert!(of(&clean(&text(", traits: [{x-idempotent: true}]"))));
    assert!(!of(&warned(
        &text(", x-idempotent: yes"),
        &["`x-idempotent` is neither"]
    )));

    let text = "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels: {c: {publish: {x-idempotent: true, message: {payload: {type: string}}}}}
";
    assert!(of(&clean(text)));
}

#[test]
fn the_first_message_is_named_by_an_extension() {
    let first = |api: &Api| {
        let message = channel(api, "/c").auth_message?;
        Some(api.messages[message].key.clone())
    };
    let with = |channel: &str, publish: &str, a: &str, c: &str| {
        format!(
            "asyncapi: 2.6.0
info: {{title: T, version: '1'}}
channels:
  /c:
    publish: {{message: {{oneOf: [{{$ref: '#/components/messages/A'}}, {{$ref: '#/components/messages/B'}}]}}{publish}}}
    subscribe: {{message: {{$ref: '#/components/messages/C'}}}}
{channel}
components:
  messages:
    A: {{name: first, payload: {{type: string}}{a}}}
    B: {{payload: {{type: integer}}}}
    C: {{payload: {{type: boolean}}{c}}}
"
        )
    };
    let mark = ", x-fern-auth-message: ";
    let on_channel = |value: &str| with(&format!("    x-fern-auth-message: {value}"), "", "", "");
    for (text, expected) in [
        (with("", "", "", ""), None),
        (with("", "", &format!("{mark}true"), ""), Some("A")),
        (with("", "", &format!("{mark}false"), ""), None),
        (with("", &format!("{mark}B"), "", ""), Some("B")),
        (on_channel("first"), Some("A")),
        (on_channel("A"), Some("A")),
        (on_channel("{$ref: '#/components/messages/B'}"), Some("B")),
    ] {
        assert_eq!(first(&clean(&text)).as_deref(), expected, "{text}");
    }
    for (text, warning, expected) in [
        (
            on_channel("nobody"),
            "names no message of this channel",
            None,
        ),
        (on_channel("true"), "names no message of this channel", None),
        (
            on_channel("C"),
            "the client does not send message `C`",
            None,
        ),
        (
            with("", "", "", &format!("{mark}true")),
            "the client does not send message `C`",
            None,
        ),
        (
            with("", &format!("{mark}B"), &format!("{mark}true"), ""),
            "names a second message",
            Some("A"),
        ),
        (
            with("", "", &format!("{mark}maybe"), ""),
            "is neither `true` nor `false`",
            None,
        ),
    ] {
        assert_eq!(
            first(&warned(&text, &[warning])).as_deref(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_response_may_stand_in_another_file() {
    let directory = Directory::new(&[
        (
            "api.yaml",
            "asyncapi: 2.6.0
info: {title: T, version: '1'}
channels: {/c: {publish: {message: {$ref: 'messages.yaml#/Ask'}}}}
",
        ),
        (
            "messages.yaml",
            "Ask: {payload: {type: string}, x-response: {$ref: '#/Told'}}
Told: {payload: {type: integer}}
",
        ),
    ]);
    let expansion = directory.expand("api.yaml");
    assert_eq!(said(&expansion), "");
    assert_eq!(requests(&expansion.api, "/c"), "Ask by publish: Told");
}
