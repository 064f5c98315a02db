//! The handle of a connection: what it tells and what can be done with it, also outside of handlers.

use crate::api::{Heard, Notice, talk};
use crate::talk::Talk;
use crate::{close_frame, closed, raw, soon, start, text};
use asyncapi_channels::server::{ConnectionId, Server};
use std::collections::HashSet;
use std::time::Duration;

#[tokio::test]
async fn ids_are_unique_and_texts() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut ids = HashSet::new();
    for _ in 0..20 {
        let client = raw(&server, "/talk").await;
        let connection = seen.open().await;
        let id = connection.id();
        assert!(ids.insert(id));
        assert_eq!(connection.clone().id(), id);
        let text = id.to_string();
        assert_eq!(text.len(), 32);
        assert_eq!(text.parse::<ConnectionId>(), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<ConnectionId>(&json).unwrap(), id);
        drop(client);
        seen.gone().await;
    }
    for text in ["", "1", &"g".repeat(32), &"+".repeat(32), &"0".repeat(33)] {
        assert!(text.parse::<ConnectionId>().is_err(), "{text:?}");
        let json = format!("{text:?}");
        assert!(serde_json::from_str::<ConnectionId>(&json).is_err());
    }
}

#[tokio::test]
async fn a_connection_knows_what_it_is() {
    let (handler, mut seen) = Talk::with(|_| Ok("ada".to_owned()));
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    assert_eq!(connection.session(), "ada");
    assert_eq!(connection.handler(), "talk");
    assert_eq!(connection.subprotocol(), None);
    assert_eq!(
        connection.peer_addr(),
        Some(client.get_ref().local_addr().unwrap())
    );
    assert!(format!("{connection:?}").contains(&connection.id().to_string()));

    assert_eq!(connection.metadata("colour"), None);
    assert_eq!(connection.set_metadata("colour", "red"), None);
    assert_eq!(
        connection.set_metadata("colour", 7),
        Some("red".into()),
        "the value before"
    );
    assert_eq!(connection.clone().metadata("colour"), Some(7.into()));
    assert_eq!(connection.remove_metadata("colour"), Some(7.into()));
    assert_eq!(connection.metadata("colour"), None);
}

#[tokio::test]
async fn each_operation_of_the_server_is_a_method() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut client = talk::ClientSocket::connect(&server.url, &(), &(), &())
        .await
        .unwrap();
    let connection = seen.open().await;
    connection.hear(Heard::new("a")).await.unwrap();
    connection.notify(Notice::new("b")).await.unwrap();
    connection.send(Heard::new("c")).await.unwrap();
    connection.try_send(Notice::new("d")).unwrap();
    for expected in [
        talk::ServerMessage::Heard(Heard::new("a")),
        talk::ServerMessage::Notice(Notice::new("b")),
        talk::ServerMessage::Heard(Heard::new("c")),
        talk::ServerMessage::Notice(Notice::new("d")),
    ] {
        let message = soon(client.recv()).await.unwrap().unwrap();
        assert_eq!(message, expected);
    }
    // One that is never polled is not sent.
    drop(connection.hear(Heard::new("never")));
    connection.hear(Heard::new("last")).await.unwrap();
    let message = soon(client.recv()).await.unwrap().unwrap();
    assert_eq!(message, talk::ServerMessage::Heard(Heard::new("last")));
}

/// A clone is kept by a task that has nothing to do with the handler, until the connection ends.
#[tokio::test]
async fn a_timer_sends_until_the_connection_is_closed() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    let timer = tokio::spawn({
        let connection = connection.clone();
        async move {
            let mut ticks = tokio::time::interval(Duration::from_millis(1));
            for count in 0.. {
                tokio::select! {
                    () = connection.closed() => return count,
                    _ = ticks.tick() => {
                        let sent = connection.hear(Heard::new(count.to_string())).await;
                        assert!(sent.is_ok() || connection.is_closed());
                    }
                }
            }
            0
        }
    });
    for count in 0..5 {
        let heard = format!(r#"{{"type":"heard","text":"{count}"}}"#);
        assert_eq!(text(&mut client).await, heard);
    }
    client
        .close(Some(close_frame(1000, "enough")))
        .await
        .unwrap();
    assert!(soon(timer).await.unwrap() >= 5);
    seen.gone().await;
    assert!(connection.is_closed());
    assert!(
        connection
            .hear(Heard::new("late"))
            .await
            .unwrap_err()
            .is_closed()
    );
    assert!(!connection.join("anything"), "it has ended");
    // Ready at once, however late it is asked.
    soon(connection.closed()).await;
}

#[tokio::test]
async fn closing_counts_once() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    assert!(!connection.is_closed());
    connection.close(4000.into(), "first");
    connection.close(4001.into(), "second");
    soon(connection.closed()).await;
    assert!(connection.is_closed());
    assert_eq!(closed(&mut client).await, close_frame(4000, "first"));
    assert_eq!(seen.gone().await.1.code, 4000.into());
}
