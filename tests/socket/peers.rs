//! Peers that send what no typed peer sends: each is an item, and the socket goes on.

use crate::documents::{Profile, Stopped, log, values};
use crate::{before_raw_client, before_raw_server, next, next_text, refused, send_text, soon};
use asyncapi_channels::tungstenite::Message as Raw;
use asyncapi_channels::tungstenite::protocol::frame::Frame;
use asyncapi_channels::tungstenite::protocol::frame::coding::{Data, OpCode};
use asyncapi_channels::{Error, Payload};
use futures_util::SinkExt;
use serde_json::json;

const STOPPED: &str = r#"{"type":"stopped"}"#;

#[tokio::test]
async fn what_is_no_message_is_an_item_with_its_text() {
    let (mut client, mut raw) = before_raw_server::<values::Channel>().await;
    for (text, reason) in [
        ("{", "the end of the text"),
        ("", "the end of the text"),
        (" ", "the end of the text"),
        ("nonsense", "expected a value, found `n`"),
        (
            r#"{"type":"stopped"} {}"#,
            "expected the end of the text, found `{`",
        ),
        (
            r#"{"type":"stopped",}"#,
            "expected the name of a property in quotes, found `}`",
        ),
        (r#"{"type":"stoped"}"#, "\"stoped\""),
        (r#"{"type":7}"#, "7"),
        (r#"{"type":null}"#, "null"),
        (r#"{"kind":"stopped"}"#, "`type`"),
        ("{}", "`type`"),
        ("[]", "array"),
        ("null", "null"),
        ("\"stopped\"", "string"),
        (r#"{"type":"profile","nickname":null}"#, "`id`"),
        (r#"{"type":"profile","id":"a"}"#, "`nickname`"),
        (r#"{"type":"profile","id":7,"nickname":"n"}"#, "/id: "),
        (r#"{"type":"profile","id":null,"nickname":"n"}"#, "/id: "),
        (
            r#"{"type":"profile","id":"a","id":"b","nickname":"n"}"#,
            "duplicate property `id`",
        ),
        (
            r#"{"type":"order","version":2,"id":1.5,"quantity":1}"#,
            "/id: ",
        ),
        (
            r#"{"type":"order","version":2,"id":9223372036854775808,"quantity":1}"#,
            "/id: ",
        ),
        (
            r#"{"type":"order","version":2,"id":1,"quantity":-1}"#,
            "/quantity: ",
        ),
        (
            r#"{"type":"order","version":3,"id":1,"quantity":1}"#,
            "/version: must be 2, found 3",
        ),
        (r#"{"type":"order","id":1,"quantity":1}"#, "`version`"),
        (
            r#"{"type":"order","version":2,"id":1,"quantity":1,"gift":false}"#,
            "/gift: must be true",
        ),
        (
            r#"{"type":"order","version":2,"id":1,"quantity":1,"state":"closed"}"#,
            r#"/state: unknown value "closed", expected one of "open", "partly filled", "Closed", "1st""#,
        ),
        (
            r#"{"type":"order","version":2,"id":1,"quantity":1,"code":"1"}"#,
            "/code: ",
        ),
        (r#"{"type":"drawing","shape":{}}"#, "/shape: "),
        (r#"{"type":"drawing","shape":[1]}"#, "/shape: "),
        (r#"{"type":"labels","extra":"text"}"#, "/extra: "),
    ] {
        send_text(&mut raw, text).await;
        send_text(&mut raw, STOPPED).await;
        let (said, kept) = refused(next(&mut client).await);
        assert!(said.contains(reason), "{text}\n  {said}");
        assert_eq!(kept, text);
        assert_eq!(
            next(&mut client).await.unwrap(),
            values::ServerMessage::Stopped(Stopped::default())
        );
    }
    client.send(Profile::new("a", None)).await.unwrap();
    assert_eq!(
        next_text(&mut raw).await,
        r#"{"type":"profile","id":"a","nickname":null}"#
    );
}

#[tokio::test]
async fn the_server_goes_on_too_and_names_the_message() {
    let (mut server, mut raw) = before_raw_client::<values::Channel>("/values").await;
    send_text(&mut raw, r#"{"type":"profile","id":"a"}"#).await;
    match next(&mut server).await {
        Err(Error::Decode(error)) => {
            assert_eq!(error.message_name(), Some("profile"));
            assert_eq!(
                error.raw().as_text(),
                Some(r#"{"type":"profile","id":"a"}"#)
            );
        }
        other => panic!("{other:?}"),
    }
    // What only the server sends is nothing to the server.
    send_text(&mut raw, STOPPED).await;
    assert_eq!(refused(next(&mut server).await).1, STOPPED);
    send_text(
        &mut raw,
        r#"{"nickname":"n","id":"a","more":[{}],"type":"profile"}"#,
    )
    .await;
    let message = next(&mut server).await.unwrap();
    let mut profile = Profile::new("a", Some("n".into()));
    profile
        .additional_properties
        .insert("more".into(), json!([{}]));
    assert_eq!(message, profile.into());
    server.send(Stopped::default()).await.unwrap();
    assert_eq!(next_text(&mut raw).await, STOPPED);
}

#[tokio::test]
async fn huge_nesting_and_long_texts_are_items() {
    let (mut client, mut raw) = before_raw_server::<values::Channel>().await;
    let nested =
        |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        nested("[", "]"),
        nested(r#"{"type":"node","name":"n","left":"#, "}"),
        format!(
            r#"{{"type":"drawing","shape":{}}}"#,
            nested(r#"{"radius":"#, "}")
        ),
        // What is kept although the document does not list it.
        format!(r#"{{"type":"stopped","more":{}}}"#, nested("[", "]")),
        format!("{{\"type\":\"{}\"}}", "x".repeat(1 << 20)),
    ] {
        send_text(&mut raw, &text).await;
        let item = next(&mut client).await;
        let shown = item.as_ref().unwrap_err().to_string();
        assert!(shown.len() < 4_000, "{shown}");
        assert_eq!(refused(item).1, text);
    }
    send_text(&mut raw, STOPPED).await;
    assert_eq!(
        next(&mut client).await.unwrap(),
        values::ServerMessage::Stopped(Stopped::default())
    );
}

#[tokio::test]
async fn binary_frames_are_binary_messages_where_there_are_some() {
    let (mut client, mut raw) = before_raw_server::<values::Channel>().await;
    for bytes in [&b"\xff\x00\xfe"[..], b"", STOPPED.as_bytes()] {
        soon(raw.send(Raw::binary(bytes.to_vec()))).await.unwrap();
        send_text(&mut raw, STOPPED).await;
        match next(&mut client).await.unwrap() {
            values::ServerMessage::Chunk(chunk) => assert_eq!(chunk, bytes),
            other => panic!("{other:?}"),
        }
        assert_eq!(
            next(&mut client).await.unwrap(),
            values::ServerMessage::Stopped(Stopped::default())
        );
    }
    // The client's own way: bytes are a binary frame.
    client
        .send(values::ClientMessage::Chunk(vec![0, 255].into()))
        .await
        .unwrap();
    assert_eq!(next(&mut raw).await.unwrap(), Raw::binary(vec![0, 255]));
}

#[tokio::test]
async fn binary_frames_are_read_as_text_where_no_message_is_binary() {
    use crate::rooms::{Notice, notices};
    let (mut client, mut raw) = before_raw_server::<notices::Channel>().await;
    soon(raw.send(Raw::binary(&br#"{"type":"notice","id":1}"#[..])))
        .await
        .unwrap();
    assert_eq!(
        next(&mut client).await.unwrap(),
        notices::ServerMessage::Notice(Notice::new(1))
    );
    for bytes in [&b"\xff\x00\xfe"[..], b"", b"{"] {
        soon(raw.send(Raw::binary(bytes.to_vec()))).await.unwrap();
        match next(&mut client).await {
            Err(Error::Decode(error)) => assert_eq!(error.into_raw(), Payload::from(bytes)),
            other => panic!("{other:?}"),
        }
    }
    send_text(&mut raw, r#"{"type":"notice","id":2}"#).await;
    assert_eq!(
        next(&mut client).await.unwrap(),
        notices::ServerMessage::Notice(Notice::new(2))
    );
}

#[tokio::test]
async fn plain_text_is_any_text() {
    let (mut server, mut raw) = before_raw_client::<log::Channel>("/log").await;
    for text in ["", "{", "\"quoted\"", "{\"type\":1}", "ü\n\u{0}"] {
        send_text(&mut raw, text).await;
        let message = next(&mut server).await.unwrap();
        assert_eq!(message, log::ClientMessage::Line(text.to_owned()));
        server
            .send(log::ServerMessage::Line(text.to_owned()))
            .await
            .unwrap();
        assert_eq!(next_text(&mut raw).await, text);
    }
}

#[tokio::test]
async fn pings_and_pongs_between_are_no_messages_and_are_answered() {
    let (mut client, mut raw) = before_raw_server::<values::Channel>().await;
    for _ in 0..3 {
        soon(raw.send(Raw::Ping(b"are you there".to_vec().into())))
            .await
            .unwrap();
        soon(raw.send(Raw::Pong(Vec::new().into()))).await.unwrap();
        send_text(&mut raw, STOPPED).await;
        assert_eq!(
            next(&mut client).await.unwrap(),
            values::ServerMessage::Stopped(Stopped::default())
        );
        client.send(Profile::new("a", None)).await.unwrap();
        assert_eq!(
            next(&mut raw).await.unwrap(),
            Raw::Pong(b"are you there".to_vec().into())
        );
        assert!(next_text(&mut raw).await.contains("profile"));
    }
    // The other way: a ping of the typed side, through the socket below.
    soon(client.get_mut().send(Raw::Ping(b"p".to_vec().into())))
        .await
        .unwrap();
    assert_eq!(
        next(&mut raw).await.unwrap(),
        Raw::Ping(b"p".to_vec().into())
    );
    send_text(&mut raw, STOPPED).await;
    assert_eq!(
        next(&mut client).await.unwrap(),
        values::ServerMessage::Stopped(Stopped::default())
    );
}

fn part(bytes: &[u8], opcode: Data, last: bool) -> Raw {
    Raw::Frame(Frame::message(bytes.to_vec(), OpCode::Data(opcode), last))
}

#[tokio::test]
async fn a_message_in_fragments_is_one_message() {
    let (mut server, mut raw) = before_raw_client::<values::Channel>("/values").await;
    let text = r#"{"type":"profile","id":"größe","nickname":"n"}"#;
    // The cut is within a character, and a ping stands between the parts.
    let cut = text.find('ö').unwrap() + 1;
    let (one, two) = text.as_bytes().split_at(cut);
    soon(raw.send(part(one, Data::Text, false))).await.unwrap();
    soon(raw.send(Raw::Ping(Vec::new().into()))).await.unwrap();
    soon(raw.send(part(b"", Data::Continue, false)))
        .await
        .unwrap();
    soon(raw.send(part(two, Data::Continue, true)))
        .await
        .unwrap();
    let message = next(&mut server).await.unwrap();
    assert_eq!(message, Profile::new("größe", Some("n".into())).into());

    for (index, byte) in [7_u8, 8, 9].iter().enumerate() {
        let opcode = if index == 0 {
            Data::Binary
        } else {
            Data::Continue
        };
        soon(raw.send(part(&[*byte], opcode, index == 2)))
            .await
            .unwrap();
    }
    let message = next(&mut server).await.unwrap();
    assert_eq!(message, values::ClientMessage::Chunk(vec![7, 8, 9].into()));

    soon(raw.send(part(b"{\"type\":", Data::Text, false)))
        .await
        .unwrap();
    soon(raw.send(part(b"0}", Data::Continue, true)))
        .await
        .unwrap();
    assert_eq!(refused(next(&mut server).await).1, "{\"type\":0}");
}

#[tokio::test]
async fn text_that_is_not_utf_8_ends_the_connection() {
    let (mut server, mut raw) = before_raw_client::<values::Channel>("/values").await;
    soon(raw.send(part(b"\xff\xff", Data::Text, true)))
        .await
        .unwrap();
    assert!(matches!(next(&mut server).await, Err(Error::WebSocket(_))));
    assert!(soon(server.recv()).await.is_none());
}

#[tokio::test]
async fn text_and_binary_keep_their_order() {
    let (mut client, mut raw) = before_raw_server::<log::Channel>().await;
    for index in 0_u8..100 {
        let frame = if index % 3 == 0 {
            Raw::binary(vec![index])
        } else {
            Raw::text(index.to_string())
        };
        soon(raw.feed(frame)).await.unwrap();
    }
    soon(raw.flush()).await.unwrap();
    for index in 0_u8..100 {
        let expected = if index % 3 == 0 {
            log::ServerMessage::Dump(vec![index].into())
        } else {
            log::ServerMessage::Line(index.to_string())
        };
        assert_eq!(next(&mut client).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn without_validation_structure_is_still_checked() {
    let (client, mut raw) = before_raw_server::<values::Channel>().await;
    let mut client = values::ClientSocket::from(client).without_validation();
    send_text(&mut raw, r#"{"type":"profile"}"#).await;
    assert_eq!(refused(next(&mut client).await).1, r#"{"type":"profile"}"#);
    send_text(&mut raw, STOPPED).await;
    assert_eq!(
        next(&mut client).await.unwrap(),
        values::ServerMessage::Stopped(Stopped::default())
    );
}
