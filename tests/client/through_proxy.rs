//! The proxy itself, with bare client sockets.

use crate::api::{Note, feed};
use crate::proxy::{Cut, Door, Event, Way};
use crate::{Network, Seen, publish, soon};
use asyncapi_channels::{Error, TcpWebSocket, tungstenite};
use std::time::{Duration, Instant};

async fn open(url: String) -> Result<feed::ClientSocket<TcpWebSocket>, Error> {
    let params = feed::Params::new("news");
    let (query, headers) = (feed::Query::default(), feed::Headers::default());
    soon(feed::ClientSocket::connect(url, &params, &query, &headers)).await
}

#[tokio::test]
async fn it_carries_both_ways_until_the_end() {
    let mut network = Network::start().await;
    let mut socket = open(network.proxy.url()).await.unwrap();
    assert_eq!(network.proxy.next().await, Event::Linked(0));
    let connection = network.opened().await;
    socket.publish(publish(1)).await.unwrap();
    assert_eq!(network.published().await, 1);
    let note = Note::new(2, "x".repeat(200_000));
    connection.note(note.clone()).await.unwrap();
    let message = soon(socket.recv()).await.unwrap().unwrap();
    assert_eq!(message, feed::ServerMessage::Note(note));
    connection.close(1000.into(), "");
    assert!(soon(socket.recv()).await.is_none());
    drop(socket);
    network.gone().await;
    assert_eq!(network.proxy.next().await, Event::Ended(0));
}

#[tokio::test]
async fn it_cuts_both_ends() {
    let mut network = Network::start().await;
    for how in [Cut::Reset, Cut::End] {
        let mut socket = open(network.proxy.url()).await.unwrap();
        let index = network.proxy.linked().await;
        network.opened().await;
        network.proxy.cut(how);
        assert_eq!(network.proxy.next().await, Event::Cut(index));
        assert!(soon(socket.recv()).await.unwrap().is_err());
        assert_eq!(network.gone().await.code, 1006.into());
    }
}

/// What is cut within a frame is not delivered, what comes before it is.
#[tokio::test]
async fn it_truncates_a_frame() {
    let mut network = Network::start().await;
    let mut socket = open(network.proxy.url()).await.unwrap();
    let index = network.proxy.linked().await;
    network.opened().await;
    // Both are of the same length.
    let first = r#"{"type":"publish","n":1,"text":""}"#.len() + 6;
    network
        .proxy
        .cut_after(Way::ToServer, first + first / 2, Cut::End);
    socket.publish(publish(1)).await.unwrap();
    socket.publish(publish(2)).await.unwrap();
    assert_eq!(network.published().await, 1);
    assert!(matches!(network.next().await, Seen::Gone(_)));
    assert_eq!(network.proxy.next().await, Event::Cut(index));

    let mut socket = open(network.proxy.url()).await.unwrap();
    let connection = network.opened().await;
    network.proxy.cut_after(Way::ToClient, 10, Cut::End);
    connection.note(Note::new(1, "truncated")).await.unwrap();
    assert!(soon(socket.recv()).await.unwrap().is_err());
}

#[tokio::test]
async fn it_stalls_and_goes_on_and_is_late() {
    let mut network = Network::start().await;
    let mut socket = open(network.proxy.url()).await.unwrap();
    network.opened().await;
    network.proxy.stall(true);
    socket.publish(publish(1)).await.unwrap();
    let silence = tokio::time::timeout(Duration::from_millis(50), network.seen.recv());
    assert!(silence.await.is_err());
    network.proxy.stall(false);
    assert_eq!(network.published().await, 1);
    let delay = Duration::from_millis(50);
    network.proxy.delay(delay);
    let start = Instant::now();
    socket.publish(publish(2)).await.unwrap();
    assert_eq!(network.published().await, 2);
    assert!(start.elapsed() >= delay);
}

#[tokio::test]
async fn it_refuses_at_the_door() {
    let mut network = Network::start().await;
    let doors = [
        Door::Refusing,
        Door::Answering(503),
        Door::Silent,
        Door::Open,
    ];
    network.proxy.doors(doors);
    assert!(open(network.proxy.url()).await.is_err());
    assert_eq!(network.proxy.next().await, Event::Refused(0));
    let Err(Error::WebSocket(tungstenite::Error::Http(answer))) = open(network.proxy.url()).await
    else {
        panic!("not answered");
    };
    assert_eq!(answer.status(), 503);
    assert_eq!(network.proxy.next().await, Event::Answered(1, 503));
    let opening = open(network.proxy.url());
    tokio::select! {
        _ = opening => panic!("somebody answered"),
        kept = network.proxy.next() => assert_eq!(kept, Event::Kept(2)),
    }
    for _ in 0..2 {
        open(network.proxy.url()).await.unwrap();
        network.proxy.linked().await;
    }
}

#[tokio::test]
async fn it_finds_the_server_that_was_started_anew() {
    let mut network = Network::start().await;
    let mut old = open(network.proxy.url()).await.unwrap();
    network.opened().await;
    network.restart().await;
    assert!(soon(old.recv()).await.is_none_or(|item| item.is_err()));
    let mut new = open(network.proxy.url()).await.unwrap();
    new.publish(publish(7)).await.unwrap();
    assert_eq!(network.published().await, 7);
}
