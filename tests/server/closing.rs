//! How connections end, and what the handler is told of it: once, with code and reason.

use crate::api::talk;
use crate::talk::{Event, FLOOD, Seen, Talk, flood};
use crate::{HANDSHAKE, Running, close_frame, closed, raw, send, start, text};
use asyncapi_channels::server::{ConnectionConfig, Disconnect, Server};
use asyncapi_channels::{CloseCode, Message, Payload};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn serve() -> (Running, Seen) {
    let (handler, seen) = Talk::new();
    let config = ConnectionConfig::new().queue(64 * 1024 * 1024);
    let endpoint = talk::endpoint(handler).config(config);
    (start(Server::builder().serve(endpoint)).await, seen)
}

/// A message of the flood as it is written.
fn encoded(index: usize) -> Payload {
    talk::ServerMessage::Heard(flood(index)).encode().unwrap()
}

/// The handler sees the end of the only connection next, and nothing after it.
async fn end(server: Running, mut seen: Seen) -> Disconnect {
    let (_, disconnect) = seen.gone().await;
    server.stop().await;
    seen.end().await;
    disconnect
}

#[tokio::test]
async fn the_client_closes_with_a_code() {
    let (server, mut seen) = serve().await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    let frame = close_frame(4321, "bin weg, tschüss");
    client.close(Some(frame.clone())).await.unwrap();
    assert_eq!(closed(&mut client).await, frame);
    let disconnect = end(server, seen).await;
    assert_eq!(disconnect.code, 4321.into());
    assert_eq!(disconnect.reason, "bin weg, tschüss");
    assert!(disconnect.by_client && disconnect.error.is_none());
    assert_eq!(disconnect.unsent, []);
}

#[tokio::test]
async fn the_client_closes_without_a_code() {
    let (server, mut seen) = serve().await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    client.close(None).await.unwrap();
    let disconnect = end(server, seen).await;
    assert_eq!(disconnect.code, CloseCode::Status);
    assert_eq!(disconnect.reason, "");
    assert!(disconnect.by_client && disconnect.error.is_none());
}

#[tokio::test]
async fn the_client_resets_the_connection() {
    let (server, mut seen) = serve().await;
    let client = raw(&server, "/talk").await;
    seen.open().await;
    client.get_ref().set_zero_linger().unwrap();
    drop(client);
    let disconnect = end(server, seen).await;
    assert_eq!(disconnect.code, CloseCode::Abnormal);
    assert_eq!(disconnect.reason, "");
}

#[tokio::test]
async fn the_client_ends_the_stream_without_closing() {
    let (server, mut seen) = serve().await;
    let client = raw(&server, "/talk").await;
    seen.open().await;
    drop(client);
    let disconnect = end(server, seen).await;
    assert_eq!(disconnect.code, CloseCode::Abnormal);
    assert!(disconnect.by_client);
}

#[tokio::test]
async fn the_server_closes() {
    let (server, mut seen) = serve().await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    send(&mut client, r#"{"type":"order","what":"close"}"#).await;
    assert_eq!(closed(&mut client).await, close_frame(4000, "as ordered"));
    seen.message().await;
    let disconnect = end(server, seen).await;
    assert_eq!(disconnect.code, 4000.into());
    assert_eq!(disconnect.reason, "as ordered");
    assert!(!disconnect.by_client && disconnect.error.is_none());
}

/// The reason is cut at a boundary of characters within 123 bytes (RFC 6455 section 5.5), and a code
/// that must not be sent is 1000.
#[tokio::test]
async fn any_code_and_reason_can_be_closed_with() {
    let long = "ü".repeat(100);
    for (code, reason, sent_code, sent_reason) in [
        (1000, "", 1000, ""),
        (4999, long.as_str(), 4999, &long[..122]),
        (1005, "nothing", 1000, "nothing"),
        (1006, "gone", 1000, "gone"),
        (999, "too small", 1000, "too small"),
    ] {
        let (server, mut seen) = serve().await;
        let mut client = raw(&server, "/talk").await;
        let connection = seen.open().await;
        connection.close(code.into(), reason);
        let sent = close_frame(sent_code, sent_reason);
        assert_eq!(closed(&mut client).await, sent, "{code}");
        drop(connection);
        let disconnect = end(server, seen).await;
        assert_eq!(disconnect.code, sent.code, "{code}");
        assert_eq!(disconnect.reason, sent_reason, "{code}");
    }
}

/// The first close frame counts, be the other side's on its way already.
#[tokio::test]
async fn both_close_at_once() {
    let (server, mut seen) = serve().await;
    let mut client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    connection.close(4000.into(), "server");
    client
        .close(Some(close_frame(4001, "client")))
        .await
        .unwrap();
    let disconnect = end(server, seen).await;
    let code = u16::from(disconnect.code);
    assert_eq!(disconnect.by_client, code == 4001, "{disconnect:?}");
    assert!(disconnect.error.is_none(), "{disconnect:?}");
}

/// What was sent before closing arrives before the close frame.
#[tokio::test]
async fn what_was_sent_before_closing_arrives() {
    let (server, mut seen) = serve().await;
    let mut client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    for index in 0..FLOOD {
        connection.try_send(flood(index)).unwrap();
    }
    connection.close(CloseCode::Normal, "done");
    assert!(connection.try_send(flood(0)).unwrap_err().is_closed());
    for index in 0..FLOOD {
        let expected = encoded(index);
        assert_eq!(Some(text(&mut client).await.as_str()), expected.as_text());
    }
    assert_eq!(closed(&mut client).await, close_frame(1000, "done"));
    drop(connection);
    assert_eq!(end(server, seen).await.unsent, []);
}

/// The messages that were not written are told, in their order and with none missing.
#[tokio::test]
async fn what_was_not_written_is_told() {
    let (server, mut seen) = serve().await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    send(&mut client, r#"{"type":"order","what":"flood"}"#).await;
    seen.message().await;
    // It has read something of them, so that they are being written.
    client.get_mut().read_u8().await.unwrap();
    client.get_ref().set_zero_linger().unwrap();
    drop(client);
    let disconnect = end(server, seen).await;
    assert_eq!(disconnect.code, CloseCode::Abnormal);
    let count = disconnect.unsent.len();
    assert!(0 < count && count < FLOOD, "{count}");
    let missing = (FLOOD - count..FLOOD).map(encoded);
    assert!(disconnect.unsent.iter().cloned().eq(missing));
}

/// A client that goes away while it is being let in is no connection yet.
#[tokio::test]
async fn a_client_may_leave_before_it_is_let_in() {
    let (handler, mut seen) = Talk::new();
    let acceptor = Server::builder().serve(talk::endpoint(handler));
    let acceptor = acceptor.acceptor().unwrap();
    let handle = acceptor.handle();
    let (mut client, stream) = tokio::io::duplex(1024);
    let serving = tokio::spawn(async move { acceptor.serve(stream, None).await });
    let request = format!("GET /talk HTTP/1.1\r\n{HANDSHAKE}x-wait: 1\r\n\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    assert!(matches!(seen.next().await, Event::Waits));
    assert_eq!(handle.connections(), 1);
    drop(client);
    crate::soon(serving).await.unwrap();
    assert_eq!(handle.connections(), 0);
    seen.end().await;
}

/// A client that was let in and goes away before it is answered has a session, and so an end.
#[tokio::test]
async fn a_client_may_leave_before_it_is_answered() {
    let (handler, mut seen) = Talk::new();
    let acceptor = Server::builder().serve(talk::endpoint(handler));
    let acceptor = acceptor.acceptor().unwrap();
    let handle = acceptor.handle();
    // The answer does not fit.
    let (mut client, stream) = tokio::io::duplex(16);
    let serving = tokio::spawn(async move { acceptor.serve(stream, None).await });
    let request = format!("GET /talk HTTP/1.1\r\n{HANDSHAKE}\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    // It is on its way, so that the handler has let the client in.
    client.read_u8().await.unwrap();
    drop(client);
    crate::soon(serving).await.unwrap();
    let (_, disconnect) = seen.gone().await;
    assert_eq!(disconnect.code, CloseCode::Abnormal);
    assert!(disconnect.by_client && disconnect.error.is_some());
    seen.end().await;
    assert_eq!(handle.connections(), 0);
}
