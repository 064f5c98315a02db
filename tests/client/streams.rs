//! Streams of messages and of states, for those who prefer `while let` to callbacks.

use crate::api::feed::ServerMessage;
use crate::api::{Hello, Note};
use crate::proxy::{Cut, Door};
use crate::{Network, Told, client, soon};
use asyncapi_channels::Error;
use asyncapi_channels::client::{Buffer, State};
use futures_util::StreamExt;
use std::time::Duration;

#[tokio::test]
async fn every_stream_has_every_message() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (mut first, mut second) = (client.messages(), client.messages());
    soon(client.connect()).await.unwrap();
    for round in 0..3 {
        let connection = network.opened().await;
        for n in 0..10 {
            connection
                .note(Note::new(10 * round + n, ""))
                .await
                .unwrap();
        }
        for n in 0..10 {
            let expected = ServerMessage::Note(Note::new(10 * round + n, ""));
            assert_eq!(soon(first.next()).await.unwrap().unwrap(), expected);
            assert_eq!(soon(second.next()).await.unwrap().unwrap(), expected);
        }
        // They go on over the next connection.
        network.proxy.cut(Cut::Reset);
    }
    network.opened().await;
    drop(first);
    soon(client.close()).await;
    assert!(soon(second.next()).await.is_none());
    // One that begins after the end is at its end.
    assert!(soon(client.messages().next()).await.is_none());
}

/// A stream that is read slowly holds the server back, and nothing is lost.
#[tokio::test]
async fn a_stream_that_waits_loses_nothing() {
    const COUNT: i64 = 2_000;
    let mut network = Network::start().await;
    let client = client(&network).build();
    let mut messages = client.messages_with(Buffer::waiting(4));
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    let text = "x".repeat(10_000);
    let (progress, mut told) = Told::new();
    let sending = tokio::spawn(async move {
        for n in 0..COUNT {
            connection.note(Note::new(n, text.clone())).await.unwrap();
            progress.send(()).unwrap();
        }
        progress
    });
    // The server comes to a stop when nobody reads.
    while told.within(Duration::from_millis(200)).await.is_some() {}
    assert!(!sending.is_finished());
    for n in 0..COUNT {
        match soon(messages.next()).await.unwrap().unwrap() {
            ServerMessage::Note(note) => assert_eq!(note.n, n),
            other => panic!("{other:?}"),
        }
    }
    soon(sending).await.unwrap();
}

/// A stream that lags is told how much it has missed, and goes on with the newest.
#[tokio::test]
async fn a_stream_that_lags_is_told() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let mut lagging = client.messages_with(Buffer::lagging(4));
    let (sender, mut told) = Told::new();
    let _listener = client.on_greet(move |_| sender.send(()).unwrap());
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    for round in 0..2 {
        for n in 0..10 {
            connection.note(Note::new(n, "")).await.unwrap();
        }
        connection.greet(Hello::default()).await.unwrap();
        told.next().await;
        // The callback is before or after the stream: one more message settles it.
        connection.greet(Hello::default()).await.unwrap();
        told.next().await;
        match soon(lagging.next()).await.unwrap() {
            Err(Error::Lagged(missed)) => assert!((7..=8).contains(&missed), "{round}: {missed}"),
            other => panic!("{round}: {other:?}"),
        }
        let mut left = Vec::new();
        for _ in 0..4 {
            left.push(soon(lagging.next()).await.unwrap().unwrap());
        }
        let newest = ServerMessage::Hello(Hello::default());
        assert_eq!(left.last(), Some(&newest), "{round}");
    }
}

#[tokio::test]
async fn states_follow_one_another() {
    let mut network = Network::start().await;
    network.proxy.doors([Door::Refusing, Door::Open]);
    let client = client(&network).build();
    let mut states = client.states();
    let (sender, mut told) = Told::new();
    let collecting = tokio::spawn(async move {
        while let Some(state) = states.next().await {
            sender.send(state).unwrap();
        }
    });
    soon(client.connect()).await.unwrap();
    network.opened().await;
    network.proxy.cut(Cut::Reset);
    network.opened().await;
    soon(client.publish(crate::publish(1))).await.unwrap();
    soon(client.close()).await;
    // The stream ends with the client.
    soon(collecting).await.unwrap();
    let mut kinds = Vec::new();
    for state in told.all() {
        kinds.push(match state {
            State::Idle => "idle".to_owned(),
            State::Connecting { attempt, .. } => format!("connecting {attempt}"),
            State::Connected => "connected".to_owned(),
            State::Disconnected { .. } => "disconnected".to_owned(),
            State::Closed => "closed".to_owned(),
            other => format!("{other:?}"),
        });
    }
    let expected = [
        "connecting 1",
        "disconnected",
        "connecting 2",
        "connected",
        "disconnected",
        "connecting 3",
        "connected",
        "closed",
    ];
    assert_eq!(kinds, expected);
}
