//! Graceful shutdown: nothing more is accepted, everyone is told, what goes on finishes in time.

use crate::api::{Heard, talk};
use crate::talk::{Event, Talk, flood};
use crate::{close_frame, closed, raw, send, soon, start, text};
use asyncapi_channels::server::{ConnectionConfig, Server, ServerHandle, ShutdownReport};
use std::time::Duration;
use tokio::net::TcpStream;

const LONG: Duration = Duration::from_secs(15);

/// Begins to shut down, and has begun when this returns.
async fn begin(handle: &ServerHandle, within: Duration) -> tokio::task::JoinHandle<ShutdownReport> {
    let handle = handle.clone();
    let shutting = tokio::spawn(async move { handle.shut_down(within).await });
    // The task has its first turn, which goes as far as the waiting.
    tokio::task::yield_now().await;
    shutting
}

fn counts(report: ShutdownReport) -> (usize, usize) {
    (report.closed, report.cut)
}

#[tokio::test]
async fn everyone_is_told_and_no_one_is_let_in() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut clients = Vec::new();
    for _ in 0..10 {
        clients.push(raw(&server, "/talk").await);
        seen.open().await;
    }
    assert_eq!(server.handle.connections(), 10);
    let shutting = begin(&server.handle, LONG).await;
    for client in &mut clients {
        let frame = close_frame(1001, "the server is going away");
        assert_eq!(closed(client).await, frame);
        let (_, disconnect) = seen.gone().await;
        assert_eq!(disconnect.code, frame.code);
        assert!(!disconnect.by_client);
    }
    assert_eq!(counts(soon(shutting).await.unwrap()), (10, 0));
    assert_eq!(server.handle.connections(), 0);
    // The listening has ended.
    let refused = TcpStream::connect(server.address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    // Once more is harmless.
    assert_eq!(counts(soon(server.handle.shut_down(LONG)).await), (0, 0));
    seen.end().await;
}

#[tokio::test]
async fn run_returns_when_the_server_was_shut_down_before() {
    let (handler, _) = Talk::new();
    let builder = Server::builder().serve(talk::endpoint(handler));
    let server = builder.bind("127.0.0.1:0").await.unwrap();
    let handle = server.handle();
    assert_eq!(counts(soon(handle.shut_down(LONG)).await), (0, 0));
    soon(server.run()).await;
}

#[tokio::test]
async fn what_goes_on_is_finished() {
    let (handler, mut seen) = Talk::new();
    let config = ConnectionConfig::new().queue(64 * 1024 * 1024);
    let endpoint = talk::endpoint(handler).config(config);
    let server = start(Server::builder().serve(endpoint)).await;
    let mut client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    send(&mut client, r#"{"type":"order","what":"wait"}"#).await;
    seen.message().await;

    let shutting = begin(&server.handle, LONG).await;
    // What others send meanwhile is still taken, and written before the close frame.
    for index in 0..100 {
        connection.hear(flood(index)).await.unwrap();
    }
    seen.go_on();
    for _ in 0..100 {
        assert!(text(&mut client).await.len() > 60_000);
    }
    assert_eq!(
        text(&mut client).await,
        r#"{"type":"heard","text":"waited"}"#
    );
    assert_eq!(closed(&mut client).await.code, 1001.into());
    assert_eq!(counts(soon(shutting).await.unwrap()), (1, 0));
    let (_, disconnect) = seen.gone().await;
    assert_eq!(disconnect.unsent, []);
    assert!(connection.hear(Heard::new("late")).await.is_err());
}

/// A handler that does not finish is cut off at the deadline; the others are not.
#[tokio::test]
async fn what_hangs_is_cut_off() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut hanging = raw(&server, "/talk").await;
    let hanging_id = seen.open().await.id();
    let mut other = raw(&server, "/talk").await;
    seen.open().await;
    send(&mut hanging, r#"{"type":"order","what":"wait"}"#).await;
    seen.message().await;

    let shutting = begin(&server.handle, Duration::from_millis(300)).await;
    assert_eq!(closed(&mut other).await.code, 1001.into());
    assert_ne!(seen.gone().await.0, hanging_id);
    assert_eq!(counts(soon(shutting).await.unwrap()), (1, 1));
    let (id, disconnect) = seen.gone().await;
    assert_eq!(id, hanging_id);
    assert!(!disconnect.by_client);
    assert!(disconnect.error.is_some());
    assert_eq!(server.handle.connections(), 0);
    seen.end().await;
}

/// A client that takes nothing of what waits is cut off at the deadline.
#[tokio::test]
async fn a_client_that_reads_nothing_is_cut_off() {
    let (handler, mut seen) = Talk::new();
    let config = ConnectionConfig::new()
        .queue(64 * 1024 * 1024)
        .close_timeout(LONG);
    let endpoint = talk::endpoint(handler).config(config);
    let server = start(Server::builder().serve(endpoint)).await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    send(&mut client, r#"{"type":"order","what":"flood"}"#).await;
    seen.message().await;
    let report = soon(server.handle.shut_down(Duration::from_millis(300))).await;
    assert_eq!(counts(report), (0, 1));
    let (_, disconnect) = seen.gone().await;
    assert!(!disconnect.unsent.is_empty());
    assert_eq!(disconnect.code, 1001.into());
}

/// A client that is being let in when the server goes away is told as soon as it is there.
#[tokio::test]
async fn who_is_being_let_in_is_told_too() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let headers = [("x-wait", "1")];
    let connecting = async { crate::try_raw(&server, "/talk", &headers).await.unwrap().0 };
    let shutting = async {
        assert!(matches!(seen.next().await, Event::Waits));
        let shutting = begin(&server.handle, LONG).await;
        seen.go_on();
        (shutting, seen)
    };
    let (mut client, (shutting, mut seen)) = tokio::join!(connecting, shutting);
    assert_eq!(closed(&mut client).await.code, 1001.into());
    seen.open().await;
    seen.gone().await;
    assert_eq!(counts(soon(shutting).await.unwrap()), (1, 0));
}

/// One that nobody waits for still closes everything.
#[tokio::test]
async fn a_shutdown_may_be_dropped_early() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    let shutting = begin(&server.handle, LONG).await;
    shutting.abort();
    assert_eq!(closed(&mut client).await.code, 1001.into());
    seen.gone().await;
    seen.end().await;
}
