//! Frames that are no valid message.

use crate::api::talk;
use crate::talk::{Event, Seen, Talk};
use crate::{RawSocket, Running, close_frame, closed, raw, send, soon, start, text};
use asyncapi_channels::server::{ConnectionConfig, ConnectionId, InvalidMessage, Server};
use asyncapi_channels::tungstenite::Message as Raw;
use futures_util::SinkExt;

const FRAMES: [(&str, &str); 6] = [
    ("", "invalid"),
    ("{", "invalid"),
    ("[1, 2]", "invalid"),
    (r#"{"type":"unheard of"}"#, "unheard of"),
    (r#"{"type":"order","what":"dance"}"#, "dance"),
    (
        r#"{"type":"said","text":"0123456789012345678901234567890123456789x"}"#,
        "text",
    ),
];

async fn serve(talk: Talk, config: ConnectionConfig) -> Running {
    start(Server::builder().serve(talk::endpoint(talk).config(config))).await
}

/// The connection is still there.
async fn goes_on(client: &mut RawSocket, seen: &mut Seen, id: ConnectionId) {
    send(client, r#"{"type":"said","text":"on"}"#).await;
    assert_eq!(text(client).await, r#"{"type":"heard","text":"on"}"#);
    assert_eq!(seen.message().await, (id, "say on".to_owned()));
}

async fn invalid(seen: &mut Seen) -> (ConnectionId, String) {
    match seen.next().await {
        Event::Invalid(id, reason) => (id, reason),
        other => panic!("not invalid: {other:?}"),
    }
}

#[tokio::test]
async fn the_client_is_told_at_first() {
    let (handler, mut seen) = Talk::new();
    let server = serve(handler, ConnectionConfig::new()).await;
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    for (frame, hint) in FRAMES {
        send(&mut client, frame).await;
        let told: serde_json::Value = serde_json::from_str(&text(&mut client).await).unwrap();
        let told = told["message"].as_str().unwrap();
        assert!(
            told.starts_with("invalid message") && told.contains(hint),
            "{told}"
        );
        let (of, reason) = invalid(&mut seen).await;
        assert_eq!(of, id);
        assert!(told.ends_with(&reason), "{told}");
        goes_on(&mut client, &mut seen, id).await;
    }
    // Neither is a binary frame a message of this channel.
    let binary = soon(client.send(Raw::binary(vec![0xff, 0xfe]))).await;
    binary.unwrap();
    invalid(&mut seen).await;
    assert!(text(&mut client).await.starts_with(r#"{"message":"#));
    goes_on(&mut client, &mut seen, id).await;
}

#[tokio::test]
async fn nothing_is_said_where_it_is_ignored() {
    let (handler, mut seen) = Talk::new();
    let config = ConnectionConfig::new().invalid_message(InvalidMessage::Ignore);
    let server = serve(handler, config).await;
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    for (frame, _) in FRAMES {
        send(&mut client, frame).await;
        invalid(&mut seen).await;
        goes_on(&mut client, &mut seen, id).await;
    }
}

#[tokio::test]
async fn the_connection_is_closed_where_that_is_wanted() {
    for (frame, _) in FRAMES {
        let (handler, mut seen) = Talk::new();
        let config = ConnectionConfig::new().invalid_message(InvalidMessage::Close);
        let server = serve(handler, config).await;
        let mut client = raw(&server, "/talk").await;
        seen.open().await;
        send(&mut client, frame).await;
        let frame = close_frame(1007, "invalid message");
        assert_eq!(closed(&mut client).await, frame);
        invalid(&mut seen).await;
        assert_eq!(seen.gone().await.1.code, frame.code);
    }
}

/// The handler's own word counts more than the configuration.
#[tokio::test]
async fn the_handler_decides() {
    let (handler, mut seen) = Talk::new();
    let config = ConnectionConfig::new().invalid_message(InvalidMessage::Close);
    let server = serve(handler.on_error(InvalidMessage::Ignore), config).await;
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    send(&mut client, "nonsense").await;
    invalid(&mut seen).await;
    goes_on(&mut client, &mut seen, id).await;
}

#[tokio::test]
async fn the_handler_may_answer_itself() {
    let (handler, mut seen) = Talk::with(|_| Ok("answers".to_owned()));
    let handler = handler.on_error(InvalidMessage::Ignore);
    let server = serve(handler, ConnectionConfig::new()).await;
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    send(&mut client, "nonsense").await;
    assert_eq!(
        text(&mut client).await,
        r#"{"type":"heard","text":"pardon?"}"#
    );
    invalid(&mut seen).await;
    goes_on(&mut client, &mut seen, id).await;
}

/// Without validation only what the types do not say is let through.
#[tokio::test]
async fn validation_may_be_off() {
    let (handler, mut seen) = Talk::new();
    let server = serve(handler, ConnectionConfig::new().validation(false)).await;
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    let long = "x".repeat(41);
    send(
        &mut client,
        &format!(r#"{{"type":"said","text":"{long}"}}"#),
    )
    .await;
    assert_eq!(seen.message().await, (id, format!("say {long}")));
    text(&mut client).await;
    send(&mut client, r#"{"type":"said"}"#).await;
    invalid(&mut seen).await;
}
