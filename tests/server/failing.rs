//! Handlers that fail end their own connection, and no other.

use crate::api::talk;
use crate::talk::{Event, Talk};
use crate::{Running, close_frame, closed, raw, send, start, text, try_raw};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{Disconnect, Server};

/// A server whose clients have the session that they ask for in the header `x-session`.
async fn serve() -> (Running, crate::talk::Seen) {
    let (handler, seen) = Talk::with(|request| {
        let session = request.request().headers().get("x-session");
        let session = session.and_then(|session| session.to_str().ok());
        assert_ne!(session, Some("panics at first"));
        Ok(session.unwrap_or("guest").to_owned())
    });
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    (server, seen)
}

/// What an order does to its own connection, while another one goes on.
async fn ordered(what: &str, code: u16, reason: &str) -> Disconnect {
    let (server, mut seen) = serve().await;
    let mut other = raw(&server, "/talk").await;
    let other_id = seen.open().await.id();
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    let order = format!(r#"{{"type":"order","what":"{what}"}}"#);
    send(&mut client, &order).await;
    // What comes after a failure is not handled anymore.
    send(&mut client, r#"{"type":"said","text":"after"}"#).await;
    assert_eq!(closed(&mut client).await, close_frame(code, reason));
    assert_eq!(seen.message().await, (id, format!("order {what}")));
    let (gone, disconnect) = seen.gone().await;
    assert_eq!(gone, id);

    send(&mut other, r#"{"type":"said","text":"still here"}"#).await;
    assert_eq!(
        text(&mut other).await,
        r#"{"type":"heard","text":"still here"}"#
    );
    assert_eq!(seen.message().await, (other_id, "say still here".into()));
    drop(other);
    assert_eq!(seen.gone().await.0, other_id);
    server.stop().await;
    seen.end().await;
    disconnect
}

#[tokio::test]
async fn an_error_closes_with_1011() {
    let disconnect = ordered("fail", 1011, "internal error").await;
    assert_eq!(disconnect.code, CloseCode::Error);
    assert_eq!(disconnect.reason, "internal error");
    assert!(!disconnect.by_client);
}

#[tokio::test]
async fn an_error_closes_with_its_own_code() {
    let disconnect = ordered("refuse", 4001, "not for you").await;
    assert_eq!(disconnect.code, 4001.into());
    assert_eq!(disconnect.reason, "not for you");
}

#[tokio::test]
async fn a_panic_closes_with_1011() {
    let disconnect = ordered("panic", 1011, "internal error").await;
    assert_eq!(disconnect.code, CloseCode::Error);
}

#[tokio::test]
async fn on_open_may_fail() {
    for (session, code, reason) in [
        ("refused when open", 1008, "too late"),
        ("panics when open", 1011, "internal error"),
    ] {
        let (server, mut seen) = serve().await;
        let connected = try_raw(&server, "/talk", &[("x-session", session)]).await;
        let mut client = connected.unwrap().0;
        assert_eq!(closed(&mut client).await, close_frame(code, reason));
        assert!(matches!(seen.next().await, Event::Open(_)));
        assert_eq!(seen.gone().await.1.code, code.into());
        server.stop().await;
        seen.end().await;
    }
}

#[tokio::test]
async fn a_panic_before_the_upgrade_is_answered_with_500() {
    let (server, seen) = serve().await;
    let answer = crate::shake(&server, "/talk", "x-session: panics at first\r\n").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (500, "internal error\n")
    );
    assert_eq!(server.handle.connections(), 0);
    server.stop().await;
    seen.end().await;
}

#[tokio::test]
async fn panics_at_errors_and_at_the_end_stay_where_they_are() {
    let (server, mut seen) = serve().await;
    let mut other = raw(&server, "/talk").await;
    seen.open().await;

    let headers = [("x-session", "panics at errors")];
    let mut client = try_raw(&server, "/talk", &headers).await.unwrap().0;
    seen.open().await;
    send(&mut client, "nonsense").await;
    assert_eq!(
        closed(&mut client).await,
        close_frame(1011, "internal error")
    );
    assert!(matches!(seen.next().await, Event::Invalid(..)));
    assert_eq!(seen.gone().await.1.code, CloseCode::Error);

    let headers = [("x-session", "panics at the end")];
    let client = try_raw(&server, "/talk", &headers).await.unwrap().0;
    seen.open().await;
    drop(client);
    seen.gone().await;

    send(&mut other, r#"{"type":"said","text":"on"}"#).await;
    assert_eq!(text(&mut other).await, r#"{"type":"heard","text":"on"}"#);
    drop(other);
    server.stop().await;
}
