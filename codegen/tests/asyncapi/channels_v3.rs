//! Channels, operations and replies of 3.x.

use crate::{
    both, channel, clean, describes, expansion, expansion_with, message, refused, said, show,
    warned,
};
use asyncapi_channels_codegen::Describes;

fn document(rest: &str) -> String {
    format!("asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\n{rest}")
}

const SHOP: &str = "channels:
  shop:
    address: /shop/{id}
    title: The shop
    messages:
      ask: {payload: {type: object, required: [t], properties: {t: {const: ask}}}}
      buy: {payload: {type: object, required: [t], properties: {t: {const: buy}}}}
      sold: {payload: {type: object, required: [t], properties: {t: {const: sold}}}}
    parameters: {id: {description: Which.}}
operations:
  order:
    action: send
    channel: {$ref: '#/channels/shop'}
    messages: [{$ref: '#/channels/shop/messages/ask'}, {$ref: '#/channels/shop/messages/buy'}]
  hear:
    action: receive
    channel: {$ref: '#/channels/shop'}
    messages: [{$ref: '#/channels/shop/messages/sold'}]
";

#[test]
fn send_is_what_the_client_sends_unless_the_server_is_described() {
    let api = clean(&document(SHOP));
    assert_eq!(both(&api, "shop"), "Ask, Buy | Sold");
    assert_eq!(
        channel(&api, "shop").docs.summary.as_deref(),
        Some("The shop")
    );
    let expansion = expansion_with(&document(SHOP), &describes(Describes::Server));
    assert_eq!(said(&expansion), "");
    assert_eq!(both(&expansion.api, "shop"), "Sold | Ask, Buy");
}

#[test]
fn an_operation_without_messages_has_all_of_its_channel() {
    let api = clean(&document(
        "channels:
  a: {address: a, messages: {m: {payload: {type: string}}, n: {payload: {type: integer}}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}}
  p: {action: receive, channel: {$ref: '#/channels/a'}, messages: []}
",
    ));
    assert_eq!(both(&api, "a"), "M, N | ");
}

#[test]
fn an_address_may_be_null_or_absent() {
    let api = clean(&document(
        "channels:
  a: {address: null}
  b: {}
  c: {address: /c}
  d: {address: ''}
",
    ));
    let addresses: Vec<Option<&str>> = api
        .channels
        .iter()
        .map(|one| one.address.as_deref())
        .collect();
    assert_eq!(addresses, [None, None, Some("/c"), Some("")]);
}

#[test]
fn an_operation_may_point_at_the_message_of_the_components() {
    let api = clean(&document(
        "channels:
  a: {address: a, messages: {m: {$ref: '#/components/messages/M'}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/components/messages/M'}]}
components:
  messages:
    M: {payload: {type: string}}
",
    ));
    assert_eq!(both(&api, "a"), "M | ");
    assert_eq!(api.messages.len(), 1);
}

#[test]
fn a_message_that_the_channel_lacks_is_taken_with_a_warning() {
    let api = warned(
        &document(
            "channels:
  a: {address: a}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/components/messages/M'}]}
components:
  messages:
    M: {payload: {type: string}}
",
        ),
        &["inline:6:65 … names a message that its channel does not have"],
    );
    assert_eq!(both(&api, "a"), "M | ");
}

#[test]
fn the_operation_of_a_component_channel_is_found() {
    let api = clean(&document(
        "channels:
  a: {$ref: '#/components/channels/A'}
operations:
  o: {$ref: '#/components/operations/O'}
components:
  channels:
    A: {address: /a, messages: {m: {payload: {type: string}}}}
  operations:
    O: {action: send, channel: {$ref: '#/components/channels/A'}}
",
    ));
    assert_eq!(both(&api, "a"), "M | ");
}

#[test]
fn two_channels_may_be_one_component() {
    let api = clean(&document(
        "channels:
  a: {$ref: '#/components/channels/A'}
  b: {$ref: '#/components/channels/A'}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}}
  p: {action: receive, channel: {$ref: '#/channels/b'}}
components:
  channels:
    A: {address: null, messages: {m: {payload: {type: string}}}}
",
    ));
    assert_eq!(both(&api, "a"), "M | ");
    assert_eq!(both(&api, "b"), " | M");
}

#[test]
fn a_reply_travels_the_other_way() {
    let text = document(
        "channels:
  a: {address: a, messages: {ask: {payload: {type: string}}, told: {payload: {type: integer}}}}
  b: {address: b, messages: {late: {payload: {type: boolean}}}}
operations:
  o:
    action: send
    channel: {$ref: '#/channels/a'}
    messages: [{$ref: '#/channels/a/messages/ask'}]
    reply: {messages: [{$ref: '#/channels/a/messages/told'}]}
  p:
    action: send
    channel: {$ref: '#/channels/a'}
    messages: [{$ref: '#/channels/a/messages/ask'}]
    reply: {channel: {$ref: '#/channels/b'}}
",
    );
    let api = warned(&text, &["`b`, which has another address than `a`"]);
    assert_eq!(both(&api, "a"), "Ask | Told");
    assert_eq!(both(&api, "b"), " | Late");
    let idents: Vec<&str> = channel(&api, "a")
        .operations
        .iter()
        .map(|one| one.ident.as_str())
        .collect();
    assert_eq!(idents, ["o", "p", "o_reply"]);
}

#[test]
fn channels_of_one_address_are_united() {
    let api = clean(&document(
        "channels:
  a: {address: /x, messages: {m: {payload: {type: string}}}, bindings: {ws: {query: {type: object, required: [t], properties: {t: {type: string}}}}}}
  b: {address: x, messages: {n: {payload: {type: integer}}}}
  c: {address: /c, messages: {o: {payload: {type: integer}}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}}
  p: {action: receive, channel: {$ref: '#/channels/b'}}
  q: {action: receive, channel: {$ref: '#/channels/c'}}
",
    ));
    assert_eq!(api.channels.len(), 4);
    let united = &api.channels[3];
    assert_eq!(united.unites, ["a", "b"]);
    assert_eq!(united.module, "x");
    assert_eq!(both(&api, "/x"), "M | N");
    let query = united.query.as_ref().expect("a query");
    assert_eq!(show::fields(&api, query), "{t?: String}");
}

#[test]
fn addresses_that_differ_only_in_names_are_warned_of() {
    let text = |addresses: [&str; 2]| {
        let [a, b] = addresses;
        document(&format!(
            "channels:
  a: {{address: '{a}', messages: {{m: {{payload: {{type: string}}}}}}}}
  b: {{address: '{b}', messages: {{m: {{payload: {{type: string}}}}}}}}
operations:
  o: {{action: send, channel: {{$ref: '#/channels/a'}}}}
  p: {{action: send, channel: {{$ref: '#/channels/b'}}}}
"
        ))
    };
    for (addresses, warnings) in [
        (["/r/{x}", "r/{y}/"], 1),
        (["/r/{x}-{z}", "/r/{y}-{x}"], 1),
        (["/r/{x}?at={p}", "/r/{y}?at={q}"], 1),
        (["/r/{x}", "/r/{x}"], 0),
        (["/r/{x}", "/r/{y}/s"], 0),
        (["/r/{x}-{z}", "/r/{x}"], 0),
        (["/r/{x}", "/r/{}"], 0),
        (["/r/{x", "/r/{y"], 0),
    ] {
        let found = expansion(&text(addresses)).warnings;
        let found = found
            .iter()
            .filter(|text| text.contains("the same requests"));
        assert_eq!(found.count(), warnings, "{addresses:?}");
    }
}

#[test]
fn the_union_of_an_address_does_not_take_a_channels_module() {
    let api = clean(&document(
        "channels:
  x: {address: /x, messages: {m: {payload: {type: string}}}}
  y: {address: /x, messages: {n: {payload: {type: integer}}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/x'}}
  p: {action: send, channel: {$ref: '#/channels/y'}}
",
    ));
    let modules: Vec<&str> = api.channels.iter().map(|one| one.module.as_str()).collect();
    assert_eq!(modules, ["x", "y", "x_connection"]);
}

#[test]
fn messages_without_operations_go_both_ways() {
    let api = warned(
        &document("channels: {a: {address: a, messages: {m: {payload: {type: string}}}}}\n"),
        &["inline:3:12 … no operation says who sends the messages of channel `a`"],
    );
    assert_eq!(both(&api, "a"), "M | M");
}

#[test]
fn what_an_operation_must_have_is_asked_for() {
    refused(
        &document(
            "channels: {a: {address: a}}
operations:
  o: {channel: {$ref: '#/channels/a'}}
  p: {action: send}
  q: {action: publish, channel: {$ref: '#/channels/a'}}
  r: {action: recieve, channel: {$ref: '#/channels/a'}}
  s: {action: send, channel: {$ref: '#/components/channels/B'}}
  t: text
components: {channels: {B: {address: b}}}
",
        ),
        &[
            "inline:5:3 … operation `o` has no `action`",
            "inline:6:3 … operation `p` has no `channel`",
            "inline:7:15 … unknown action `publish` … did you mean `send`?",
            "inline:8:15 … unknown action `recieve` … did you mean `receive`?",
            "inline:9:30 … none of the document's `channels` … #/channels/… … a",
            "inline:10:6",
        ],
    );
}

#[test]
fn a_dangling_channel_names_the_near_one() {
    let expansion = expansion(&document(
        "channels: {chat: {address: a}}\noperations:\n  o: {action: send, channel: {$ref: '#/channels/chta'}}\n",
    ));
    assert_eq!(expansion.errors.len(), 1);
    assert!(
        expansion.errors[0].contains("chat"),
        "{}",
        expansion.errors[0]
    );
    assert!(
        expansion.errors[0].starts_with("inline:5:"),
        "{}",
        expansion.errors[0]
    );
}

#[test]
fn a_message_is_named_by_its_key_in_the_channel() {
    let api = clean(&document(
        "channels:
  a: {address: a, messages: {first: {$ref: '#/components/messages/M'}, second: {name: two, payload: {type: integer}}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}}
components: {messages: {M: {name: em, payload: {type: string}}}}
",
    ));
    assert_eq!(both(&api, "a"), "First, Second | ");
    assert_eq!(message(&api, "first").name, "em");
    assert_eq!(message(&api, "second").name, "two");
}

#[test]
fn a_message_of_two_keys_is_the_one_that_is_named() {
    let api = clean(&document(
        "channels:
  a: {address: a, messages: {one: {$ref: '#/components/messages/M'}, two: {$ref: '#/components/messages/M'}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/channels/a/messages/one'}]}
  p: {action: receive, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/channels/a/messages/two'}]}
components: {messages: {M: {payload: {type: string}}}}
",
    ));
    assert_eq!(both(&api, "a"), "One | Two");
}
