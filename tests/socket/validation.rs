//! Messages that break their schema: refused on arrival and before they are sent, and the socket
//! goes on.

use crate::limits::{Closed, Number, Text, gate_code, limits, lines};
use crate::{before_raw_server, listen, next, next_text, pair, raw_client, send_text, soon};
use asyncapi_channels::{Channel, Error, Frame, Message, Violation};
use serde_json::json;

/// A message that breaks its schema in one place.
struct Case {
    /// The message's name, and the value of its `type`.
    name: &'static str,
    /// Its other properties.
    rest: &'static str,
    /// The violation's pointer, keyword, limit and value.
    violation: [&'static str; 4],
}

const fn case(name: &'static str, rest: &'static str, violation: [&'static str; 4]) -> Case {
    Case {
        name,
        rest,
        violation,
    }
}

impl Case {
    fn text(&self) -> String {
        format!(r#"{{"type":"{}",{}}}"#, self.name, self.rest)
    }
}

fn parts(violation: Option<&Violation>) -> [&str; 4] {
    violation.map_or([""; 4], |violation| {
        [
            violation.pointer(),
            violation.keyword(),
            violation.limit(),
            violation.value(),
        ]
    })
}

/// What the types leave open.
const LIMITS: &[Case] = &[
    case(
        "text",
        r#""short":"é""#,
        ["/short", "minLength", "2", r#""é""#],
    ),
    case(
        "text",
        r#""short":"abcde""#,
        ["/short", "maxLength", "4", r#""abcde""#],
    ),
    case(
        "text",
        r#""code":"a1""#,
        ["/code", "pattern", r#""^[a-z]+$""#, r#""a1""#],
    ),
    case(
        "text",
        r#""name":"admin 1""#,
        ["/name", "not", r#"{"pattern":"^admin"}"#, r#""admin 1""#],
    ),
    case(
        "number",
        r#""percent":-0.5"#,
        ["/percent", "minimum", "0", "-0.5"],
    ),
    case(
        "number",
        r#""percent":100"#,
        ["/percent", "exclusiveMaximum", "100", "100"],
    ),
    case(
        "number",
        r#""step":0.015"#,
        ["/step", "multipleOf", "0.01", "0.015"],
    ),
    case("number", r#""page":0"#, ["/page", "minimum", "1", "0"]),
    case(
        "number",
        r#""page":1001"#,
        ["/page", "maximum", "1000", "1001"],
    ),
    case("list", r#""values":[]"#, ["/values", "minItems", "1", "[]"]),
    case(
        "list",
        r#""values":[1,2,3,4]"#,
        ["/values", "maxItems", "3", "[1,2,3,4]"],
    ),
    case(
        "list",
        r#""values":[1,2,1]"#,
        ["/values", "uniqueItems", "true", "[1,2,1]"],
    ),
    case(
        "list",
        r#""values":[1,10]"#,
        ["/values/1", "maximum", "9", "10"],
    ),
    case(
        "list",
        r#""wanted":["b"]"#,
        ["/wanted", "contains", r#"`const` "a""#, r#"["b"]"#],
    ),
    case(
        "list",
        r#""point":[1,-2]"#,
        ["/point/1", "minimum", "0", "-2"],
    ),
    case(
        "map",
        r#""scores":{}"#,
        ["/scores", "minProperties", "1", "{}"],
    ),
    case(
        "map",
        r#""scores":{"a":1,"b":2,"c":3}"#,
        ["/scores", "maxProperties", "2", r#"{"a":1,"b":2,"c":3}"#],
    ),
    case(
        "map",
        r#""scores":{"A":1}"#,
        [
            "/scores",
            "propertyNames",
            r#"`pattern` "^[a-z/]+$""#,
            r#""A""#,
        ],
    ),
    case(
        "map",
        r#""scores":{"a/b":10}"#,
        ["/scores/a~1b", "maximum", "9", "10"],
    ),
    case(
        "nested",
        r#""children":[{"type":"nested"},{"type":"nested","title":"long"}]"#,
        ["/children/1/title", "maxLength", "3", r#""long""#],
    ),
    case(
        "format",
        r#""at":"2024-02-30T00:00:00Z""#,
        [
            "/at",
            "format",
            r#""date-time""#,
            r#""2024-02-30T00:00:00Z""#,
        ],
    ),
    case(
        "format",
        r#""day":"30.1.2024""#,
        ["/day", "format", r#""date""#, r#""30.1.2024""#],
    ),
    case(
        "format",
        r#""id":"1""#,
        ["/id", "format", r#""uuid""#, r#""1""#],
    ),
    case(
        "format",
        r#""link":"a b""#,
        ["/link", "format", r#""uri""#, r#""a b""#],
    ),
    case(
        "format",
        r#""mail":"nobody""#,
        ["/mail", "format", r#""email""#, r#""nobody""#],
    ),
    case(
        "format",
        r#""address":"1.2.3.256""#,
        ["/address", "format", r#""ipv4""#, r#""1.2.3.256""#],
    ),
    case(
        "payment",
        r#""way":"card","card":"1""#,
        [
            "",
            "dependencies",
            r#"{"card":["holder"]}"#,
            r#"{"card":"1","type":"payment","way":"card"}"#,
        ],
    ),
    case(
        "payment",
        r#""way":"bank transfer","iban":"1""#,
        ["/way", "maxLength", "8", r#""bank transfer""#],
    ),
    case(
        "payment",
        r#""way":"card""#,
        [
            "",
            "required",
            r#""card""#,
            r#"{"type":"payment","way":"card"}"#,
        ],
    ),
    case(
        "payment",
        r#""way":"bank""#,
        [
            "",
            "required",
            r#""iban""#,
            r#"{"type":"payment","way":"bank"}"#,
        ],
    ),
    case(
        "choice",
        r#""value":15"#,
        [
            "/value",
            "oneOf",
            "exactly one of 2, but /oneOf/0 and /oneOf/1 both match",
            "15",
        ],
    ),
    case(
        "choice",
        r#""value":7"#,
        ["/value", "oneOf", "`multipleOf` 3 or `multipleOf` 5", "7"],
    ),
];

/// What the types rule out: the message's name, its other properties, and how the reason starts.
const STRUCTURE: &[(&str, &str, &str)] = &[
    (
        "text",
        r#""short":1"#,
        "/short: invalid type: integer `1`, expected a string",
    ),
    (
        "number",
        r#""page":1.5"#,
        "/page: invalid value: floating point `1.5`, expected an integer",
    ),
    (
        "list",
        r#""values":["a"]"#,
        r#"/values/0: invalid type: string "a", expected an integer"#,
    ),
    (
        "list",
        r#""point":[1]"#,
        "/point: invalid length 1, expected an array of 2 items",
    ),
    (
        "list",
        r#""point":[1,2,3]"#,
        "/point: invalid length 3, expected an array of 2 items",
    ),
    ("closed", r#""id":"a","more":1"#, "unknown property `more`"),
    ("closed", r#""state":"open""#, "missing property `id`"),
    (
        "closed",
        r#""id":"a","state":"ajar""#,
        r#"/state: unknown value "ajar", expected one of"#,
    ),
    (
        "nested",
        r#""children":[{"type":"text"}]"#,
        r#"/children/0/type: must be "nested", found "text""#,
    ),
];

/// A valid message, to see that the socket goes on.
fn valid() -> Text {
    Text {
        short: Some("abc".into()),
        ..Text::default()
    }
}

const VALID: &str = r#"{"type":"text","short":"abc"}"#;

#[tokio::test]
async fn an_invalid_message_is_an_item_and_the_next_one_arrives() {
    let (mut client, mut raw) = before_raw_server::<limits::Channel>().await;
    for case in LIMITS {
        let text = case.text();
        send_text(&mut raw, &text).await;
        send_text(&mut raw, VALID).await;
        match next(&mut client).await {
            Err(Error::Decode(error)) => {
                assert_eq!(error.message_name(), Some(case.name), "{text}");
                assert_eq!(parts(error.violation()), case.violation, "{text}");
                assert_eq!(error.raw().as_text(), Some(text.as_str()));
            }
            other => panic!("{text}\n  {other:?}"),
        }
        assert_eq!(next(&mut client).await.unwrap(), valid().into());
    }
}

#[tokio::test]
async fn an_invalid_message_of_our_own_is_not_sent() {
    let (mut client, mut raw) = before_raw_server::<limits::Channel>().await;
    for case in LIMITS {
        let text = case.text();
        let Ok(message) = limits::ClientMessage::decode_unchecked(Frame::Text(&text)) else {
            // With the features for formats, their types hold no text that breaks them.
            assert_eq!(case.violation[1], "format", "{text}");
            continue;
        };
        match client.send(message).await {
            Err(Error::Encode(error)) => {
                assert_eq!(error.message_name(), case.name, "{text}");
                assert_eq!(parts(error.violation()), case.violation, "{text}");
            }
            other => panic!("{text}\n  {other:?}"),
        }
        client.send(valid()).await.unwrap();
        assert_eq!(next_text(&mut raw).await, VALID);
    }
}

#[tokio::test]
async fn structure_is_checked_with_validation_and_without() {
    let (mut client, mut raw) = before_raw_server::<limits::Channel>().await;
    for validate in [true, false] {
        client.set_validation(validate);
        for (name, rest, reason) in STRUCTURE {
            let text = format!(r#"{{"type":"{name}",{rest}}}"#);
            send_text(&mut raw, &text).await;
            match next(&mut client).await {
                Err(Error::Decode(error)) => {
                    assert_eq!(error.message_name(), Some(*name), "{text}");
                    assert!(error.reason().starts_with(reason), "{text}\n  {error}");
                    assert_eq!(error.raw().as_text(), Some(text.as_str()));
                }
                other => panic!("{text}\n  {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn without_validation_both_directions_are_open() {
    const LONG: &str = r#"{"type":"text","short":"abcde"}"#;
    let long = Text {
        short: Some("abcde".into()),
        ..Text::default()
    };

    let (client, mut raw) = before_raw_server::<limits::Channel>().await;
    let mut client = limits::ClientSocket::from(client).without_validation();
    for validate in [false, true, false] {
        client.set_validation(validate);
        send_text(&mut raw, LONG).await;
        let received = next(&mut client).await;
        let sent = client.send(long.clone()).await;
        if validate {
            assert!(matches!(received, Err(Error::Decode(_))), "{received:?}");
            assert!(matches!(sent, Err(Error::Encode(_))), "{sent:?}");
        } else {
            assert_eq!(received.unwrap(), long.clone().into());
            sent.unwrap();
            assert_eq!(next_text(&mut raw).await, LONG);
        }
    }
}

#[tokio::test]
async fn numbers_that_json_has_not_are_not_sent() {
    let (mut client, mut raw) = before_raw_server::<limits::Channel>().await;
    for (number, shown) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        let message = Number {
            step: Some(number),
            ..Number::default()
        };
        match client.send(message).await {
            Err(Error::Encode(error)) => assert_eq!(
                parts(error.violation()),
                ["/step", "type", "\"number\"", shown]
            ),
            other => panic!("{other:?}"),
        }
        client.send(valid()).await.unwrap();
        assert_eq!(next_text(&mut raw).await, VALID);
    }
}

#[tokio::test]
async fn the_text_of_a_frame_obeys_its_schema() {
    let (mut client, mut raw) = before_raw_server::<lines::Channel>().await;
    for (text, violation) in [
        ("abcdef", ["", "maxLength", "5", "\"abcdef\""]),
        ("1", ["", "pattern", "\"^[a-z]\"", "\"1\""]),
    ] {
        send_text(&mut raw, text).await;
        match next(&mut client).await {
            Err(Error::Decode(error)) => {
                assert_eq!(error.message_name(), Some("line"));
                assert_eq!(parts(error.violation()), violation);
                assert_eq!(error.raw().as_text(), Some(text));
            }
            other => panic!("{other:?}"),
        }
        match client.send(String::from(text)).await {
            Err(Error::Encode(error)) => assert_eq!(parts(error.violation()), violation),
            other => panic!("{other:?}"),
        }
        send_text(&mut raw, "abc").await;
        assert_eq!(next(&mut client).await.unwrap(), String::from("abc").into());
        client.send(String::from("abc")).await.unwrap();
        assert_eq!(next_text(&mut raw).await, "abc");
    }
}

#[tokio::test]
async fn properties_that_no_schema_lists_go_round() {
    let (mut client, mut server) = pair!(limits);
    let mut message = valid();
    for (name, value) in [
        ("a/b ~ü", json!({"deep": [1, null, 1.5, {"": "x"}]})),
        ("", json!(u64::MAX)),
        ("Type", json!(null)),
    ] {
        message.additional_properties.insert(name.into(), value);
    }
    client.send(message.clone()).await.unwrap();
    let received = next(&mut server).await.unwrap();
    assert_eq!(received, message.clone().into());
    server.send(message.clone()).await.unwrap();
    assert_eq!(next(&mut client).await.unwrap(), message.into());
    // An object that forbids them has nowhere to keep them.
    let Closed { id: _, state: _ } = Closed::new("a");
}

fn query(limit: Option<i64>, tag: &[&str]) -> gate_code::Query {
    gate_code::Query {
        limit,
        tag: Some(tag.iter().map(|&tag| tag.into()).collect()),
    }
}

#[tokio::test]
async fn parameters_that_break_their_schema_are_refused_before_connecting() {
    let headers = |trace: &str| gate_code::Headers {
        x_trace: Some(trace.into()),
    };
    let good = ("AB", query(Some(100), &["ab"]), headers("abcd"));
    let (_client, _server, handshake) =
        pair!(gate_code, &gate_code::Params::new(good.0), &good.1, &good.2);
    assert_eq!(handshake.query, good.1);
    assert_eq!(handshake.headers, good.2);

    for (code, query, headers, shown) in [
        (
            "abc",
            query(None, &[]),
            headers("a"),
            r#"parameter `code` = "abc": `pattern` "^[A-Z]{2}$""#,
        ),
        (
            "AB",
            query(Some(101), &[]),
            headers("a"),
            r#"query parameter `limit` = "101": `maximum` 100"#,
        ),
        (
            "AB",
            query(None, &["ab", "c"]),
            headers("a"),
            r#"query parameter `tag` = "c": /1: `minLength` 2"#,
        ),
        (
            "AB",
            query(None, &[]),
            headers("abcde"),
            r#"header `X-Trace` = "abcde": `maxLength` 4"#,
        ),
    ] {
        let (listener, url) = listen().await;
        let params = gate_code::Params::new(code);
        match soon(gate_code::ClientSocket::connect(
            &url, &params, &query, &headers,
        ))
        .await
        {
            Err(Error::Address(error)) => {
                assert!(error.to_string().ends_with(shown), "{error}");
            }
            Err(other) => panic!("{shown}: {other:?}"),
            Ok(_) => panic!("connected: {shown}"),
        }
        drop(listener);
    }
}

#[tokio::test]
async fn parameters_that_break_their_schema_are_refused_by_the_server() {
    for (target, shown) in [
        (
            "/gate/abc",
            r#"parameter `code` = "abc": `pattern` "^[A-Z]{2}$""#,
        ),
        (
            "/gate/AB?limit=101",
            r#"query parameter `limit` = "101": `maximum` 100"#,
        ),
        (
            "/gate/AB?tag=ab&tag=c",
            r#"query parameter `tag` = "c": /1: `minLength` 2"#,
        ),
    ] {
        let (listener, url) = listen().await;
        let accepted = async {
            let (stream, _) = listener.accept().await.unwrap();
            gate_code::ServerSocket::accept(stream).await.err()
        };
        let (answer, refused) =
            soon(async { tokio::join!(raw_client(&url, target), accepted) }).await;
        match answer {
            Err(asyncapi_channels::tungstenite::Error::Http(answer)) => {
                assert_eq!(answer.status(), 400, "{target}");
            }
            other => panic!("{target}: {other:?}"),
        }
        match refused {
            Some(Error::Address(error)) => {
                assert!(error.to_string().ends_with(shown), "{error}");
                assert_eq!(error.status(), 400);
            }
            other => panic!("{target}: {other:?}"),
        }
    }
    let params = gate_code::Params::new("ABC");
    let error = gate_code::Channel::url("ws://localhost", &params, &query(None, &[]));
    assert!(error.unwrap_err().to_string().contains("`code`"));
}
