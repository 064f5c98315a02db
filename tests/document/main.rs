//! A document that is written from types: it is what it was, others can read it, and what is generated
//! from it speaks the same as the types that it was made of.

mod types;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use asyncapi_channels::document::Document;
use asyncapi_channels::{Channel, Frame, Message, Parameters};

use types::{Chat, ClientMessage, Drawing, Header, Join, Mode, ServerMessage, Shape, Stroke};

/// The same types again, made of the document.
mod generated {
    asyncapi_channels::asyncapi!("document/chat.json");
}

/// The types once more, held against the document.
mod checked {
    use super::types::{ClientMessage, RoomHeaders, RoomParams, RoomQuery, ServerMessage};
    use asyncapi_channels::Channel;

    #[derive(Channel)]
    #[channel(
        address = "/rooms/{room}",
        params = RoomParams,
        query = RoomQuery,
        headers = RoomHeaders,
        client = ClientMessage,
        server = ServerMessage,
        spec = "document/chat.json",
        channel = "chat"
    )]
    pub(crate) struct Chat;
}

fn document() -> String {
    Document::new("Chat", "1.2.3")
        .description("People who talk.")
        .server("production", "wss://example.com/v1")
        .channel::<Chat>()
        .to_json()
        .unwrap()
}

/// `DOCUMENT=overwrite cargo test -p tests --test document` writes it anew.
#[test]
fn the_document_is_the_one_that_is_kept() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("document/chat.json");
    let document = document();
    if std::env::var_os("DOCUMENT").is_some_and(|way| way == "overwrite") {
        std::fs::write(&file, &document).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), document);
}

#[test]
fn the_reference_parser_has_nothing_to_say_against_it() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference-parser");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("document/parser/install.sh");
    let installed = Command::new(script).arg(&folder).output().unwrap();
    assert!(installed.status.success(), "{installed:?}");
    let mut parser = Command::new("node")
        .arg(folder.join("validate.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = parser.stdin.take().unwrap();
    input.write_all(document().as_bytes()).unwrap();
    drop(input);
    let output = parser.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

/// What one type writes, another reads, and writes the same again.
fn same<T: Message, U: Message>(message: &T) {
    let payload = message.encode().unwrap();
    let other =
        U::decode(payload.as_frame()).unwrap_or_else(|error| panic!("{payload:?}: {error}"));
    let again = other.encode().unwrap();
    assert_eq!(json(&again), json(&payload));
    let back = T::decode(again.as_frame()).unwrap();
    assert_eq!(json(&back.encode().unwrap()), json(&payload));
}

fn json(payload: &asyncapi_channels::Payload) -> serde_json::Value {
    match payload.as_text() {
        Some(text) => serde_json::from_str(text).unwrap(),
        None => payload.as_bytes().into(),
    }
}

fn stroke(shape: Shape) -> Stroke {
    Stroke {
        width: 1.5,
        parts: Vec::new(),
        shape,
    }
}

#[test]
fn what_is_generated_from_it_speaks_the_same() {
    let join = Join {
        name: "ada".to_owned(),
        colour: (1, 2, 3),
        quiet: true,
        status: None,
    };
    let drawing = Drawing {
        version: (),
        strokes: vec![Stroke {
            parts: vec![stroke(Shape::Circle { radius: 2.5 })],
            ..stroke(Shape::Line { x: -1, y: 2 })
        }],
        labels: [("a".to_owned(), -7)].into(),
    };
    let say = |reply_to| ClientMessage::Say {
        text: "hello".to_owned(),
        reply_to,
    };
    for message in [
        ClientMessage::Join(join),
        say(None),
        say(Some(u64::MAX)),
        ClientMessage::Draw(drawing),
        ClientMessage::Ping,
        ClientMessage::Sound(vec![0, 255].into()),
    ] {
        same::<_, generated::chat::ClientMessage>(&message);
    }
    let said = |changed| ServerMessage::Said {
        header: Header { id: 7 },
        text: "hello".to_owned(),
        changed,
    };
    for message in [
        said(None),
        said(Some(None)),
        said(Some(Some(1))),
        ServerMessage::Members {
            names: vec!["ada".to_owned()],
        },
    ] {
        same::<_, generated::chat::ServerMessage>(&message);
    }
}

#[test]
fn what_one_refuses_the_other_refuses_at_the_same_place() {
    for text in [
        r#"{"type":"join","name":"Ada","colour":[1,2,3],"status":null}"#,
        r#"{"type":"join","name":"ada","colour":[1,2],"status":null}"#,
        r#"{"type":"join","name":"ada","colour":[1,2,300],"status":null}"#,
        r#"{"type":"join","name":"ada","colour":[1,2,3]}"#,
        r#"{"type":"join","name":"ada","colour":[1,2,3],"status":null,"more":1}"#,
        r#"{"type":"chat.say","text":""}"#,
        r#"{"type":"draw","version":3,"strokes":[],"labels":{}}"#,
        r#"{"type":"draw","version":2,"strokes":[],"labels":{}}"#,
        r#"{"type":"draw","version":2,"strokes":[{"width":0.1,"parts":[],"shape":{"kind":"circle","radius":1}}],"labels":{}}"#,
        r#"{"type":"draw","version":2,"strokes":[{"width":1,"parts":[],"shape":{"kind":"square"}}],"labels":{}}"#,
        r#"{"type":"other"}"#,
        r#"{}"#,
    ] {
        let own = ClientMessage::decode(Frame::Text(text)).unwrap_err();
        let other = generated::chat::ClientMessage::decode(Frame::Text(text)).unwrap_err();
        let place = |error: &asyncapi_channels::DecodeError| {
            error.violation().map(|violation| {
                (
                    violation.pointer().to_owned(),
                    violation.keyword().to_owned(),
                )
            })
        };
        assert_eq!(place(&own), place(&other), "{text}: {own} / {other}");
    }
}

#[test]
fn a_handshake_is_the_same() {
    use types::{RoomHeaders, RoomParams, RoomQuery};
    let params = RoomParams {
        room: "tea & cake".to_owned(),
    };
    let query = RoomQuery {
        backlog: Some(20),
        mode: Mode::OnlyFriends,
    };
    let headers = RoomHeaders {
        client: "test".to_owned(),
    };
    let server = "wss://example.com";
    let own = Chat::request(server, &params, &query, &headers).unwrap();
    let kind = asyncapi_channels::ParameterKind::Query;
    let pairs = query.to_pairs(kind).unwrap();
    type Other = generated::chat::Channel;
    let handshake = Other::match_request(&own).unwrap();
    assert_eq!(handshake.query.to_pairs(kind).unwrap(), pairs);
    let other = Other::request(
        server,
        &handshake.params,
        &handshake.query,
        &handshake.headers,
    );
    assert_eq!(other.unwrap().uri(), own.uri());
    let back = checked::Chat::match_request(&own).unwrap();
    assert_eq!(
        (back.params, back.query, back.headers),
        (params, query, headers)
    );
}

/// Of this, only serde knows what it is on the wire.
struct Opaque;

impl serde::Serialize for Opaque {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("opaque")
    }
}

impl<'de> serde::Deserialize<'de> for Opaque {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&str>::deserialize(deserializer).map(|_| Opaque)
    }
}

#[derive(Message)]
struct Priced {
    price: Opaque,
    #[message(as = String)]
    known: Opaque,
}

#[derive(Channel)]
#[channel(address = "/prices", server = Priced)]
struct Prices;

#[test]
fn a_type_of_which_nothing_is_known_is_named() {
    let document = Document::new("Prices", "1.0.0").channel::<Prices>();
    let error = document.to_json().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Priced.price` is of a type of which nothing is known: derive `Message` for it, or say what \
         it is on the wire, as `#[message(as = String)]` does"
    );
}

#[derive(Message)]
#[message(tag = "route", content = "data", rename_all = "camelCase")]
#[message(deny_unknown_fields)]
enum Closed {
    Topic(Option<String>),
    Room(#[message(max_length = 9)] String),
    Ping,
}

#[derive(Channel)]
#[channel(address = "/closed", client = Closed)]
struct ClosedRoom;

#[test]
fn a_closed_envelope_has_no_other_properties_and_needs_no_payload_that_is_an_option() {
    let document = Document::new("Closed", "1.0.0").channel::<ClosedRoom>();
    let document: serde_json::Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    let payload = |message: &str| &document["components"]["messages"][message]["payload"];
    let envelope = |tag: &str, required: &[&str], data: serde_json::Value| {
        let mut properties = serde_json::json!({"route": {"const": tag}});
        if !data.is_null() {
            properties["data"] = data;
        }
        serde_json::json!({
            "type": "object",
            "required": required,
            "properties": properties,
            "additionalProperties": false,
        })
    };
    let text = || serde_json::json!({"type": "string"});
    assert_eq!(*payload("topic"), envelope("topic", &["route"], text()));
    let required = ["route", "data"];
    let room = serde_json::json!({"type": "string", "maxLength": 9});
    assert_eq!(*payload("room"), envelope("room", &required, room));
    let nothing = serde_json::Value::Null;
    assert_eq!(*payload("ping"), envelope("ping", &["route"], nothing));
}

#[derive(Message)]
struct Newtype<T>(T);

#[derive(Message)]
struct Inner {
    inner: bool,
}

#[derive(Message)]
struct Flat {
    #[message(flatten)]
    inner: Newtype<Inner>,
    #[message(flatten)]
    rest: Newtype<std::collections::BTreeMap<String, i64>>,
}

#[derive(Channel)]
#[channel(address = "/flat", client = Flat)]
struct Flattens;

#[test]
fn a_newtype_is_flattened_as_what_it_holds() {
    let document = Document::new("Flat", "1.0.0").channel::<Flattens>();
    let document: serde_json::Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    assert_eq!(
        document["components"]["messages"]["Flat"]["payload"],
        serde_json::json!({
            "type": "object",
            "required": ["inner"],
            "properties": {"inner": {"type": "boolean"}},
            "additionalProperties": {"type": "integer", "format": "int64"},
        })
    );
}
