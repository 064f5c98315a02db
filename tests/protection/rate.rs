//! Clients that send more than they may.

use crate::api::Heard;
use crate::client::{CLOSE, Client, LAST, PING, PONG, TEXT, close_payload, masked, said_frame};
use crate::{Attacked, Event, QUIET, SHORT, soon};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{ConnectionConfig, Rate, WhenExceeded};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

fn limited(rate: Rate) -> ConnectionConfig {
    ConnectionConfig::new().inbound_rate(Some(rate))
}

fn flood(count: usize) -> Vec<u8> {
    let frames = (0..count).map(|index| said_frame(&index.to_string()));
    frames.collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn there_is_no_limit_at_first() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    client.writes(&flood(5_000)).await;
    for index in 0..5_000 {
        client.hears(&index.to_string()).await;
    }
    drop(client);
    server.survived().await;
}

/// A pause delays what was sent, loses none of it, and keeps its order. Others are served meanwhile.
#[tokio::test]
async fn who_sends_too_much_has_to_wait() {
    const MESSAGES: usize = 60;
    let mut server = Attacked::with_config(limited(Rate::new(100, 10))).await;
    let mut client = server.client().await;
    let begin = Instant::now();
    client.writes(&flood(MESSAGES)).await;
    for index in 0..MESSAGES {
        client.hears(&index.to_string()).await;
        let seen = server.next().await;
        assert!(matches!(seen, Event::Said(text) if text == index.to_string()));
        if index == 20 {
            server.honest.is_served().await;
        }
    }
    // Of 60, all but the first 10 come at 100 a second.
    let least = Duration::from_millis(10 * (MESSAGES as u64 - 10 - 1));
    assert!(begin.elapsed() >= least, "{:?}", begin.elapsed());
    drop(client);
    server.survived().await;
}

/// Pings count too, and what waits behind them is answered in the end.
#[tokio::test]
async fn pings_have_to_wait() {
    let mut server = Attacked::with_config(limited(Rate::new(200, 5))).await;
    let mut client = server.client().await;
    let begin = Instant::now();
    client.writes(&masked(LAST | PING, b"x").repeat(45)).await;
    client.says("behind").await;
    client.hears("behind").await;
    assert!(begin.elapsed() >= Duration::from_millis(190));
    drop(client);
    server.survived().await;
}

/// While one floods all the time, the bytes that it can send are bounded by its own system.
#[tokio::test]
async fn a_flood_is_left_where_it_is() {
    let mut server = Attacked::with_config(limited(Rate::new(1, 2))).await;
    let mut client = server.client().await;
    let bytes = flood(10_000);
    let flooding = async {
        for _ in 0..1_000 {
            client.writes(&bytes).await;
        }
    };
    let stuck = tokio::time::timeout(Duration::from_millis(500), flooding).await;
    assert!(stuck.is_err(), "some 300 MB were taken");
    // Nothing of it is still read when the client has gone.
    client.reset();
    server.survived().await;
}

/// Without a limit, one that never stops is still written to, and closed when that is wanted.
#[tokio::test]
async fn who_never_stops_can_be_closed() {
    let mut server = Attacked::with_config(ConnectionConfig::new().close_timeout(SHORT)).await;
    for flood in [
        masked(LAST | PONG, b""),
        masked(LAST | PING, b""),
        masked(LAST | PONG, &[b'x'; 125]),
        said_frame("x"),
    ] {
        let client = Client::connect(server.address, QUIET).await;
        let connection = server.opened().await;
        let (reading, mut writing) = client.0.into_split();
        let flood = flood.repeat(1_000);
        let flooding = async { while writing.write_all(&flood).await.is_ok() {} };
        let mut reading = Client(tokio::io::join(reading, tokio::io::sink()));
        let closing = async {
            // The flood is on its way.
            server.honest.is_served().await;
            connection.hear(Heard::new("for you")).await.unwrap();
            while !soon(reading.frame()).await.is_some_and(is_for_you) {}
            connection.close(CloseCode::Policy, "enough");
            while soon(reading.frame()).await.is_some() {}
        };
        soon(async { tokio::join!(flooding, closing) }).await;
        server.gone_with(CloseCode::Policy).await;
    }
    server.survived().await;
}

fn is_for_you((opcode, payload): (u8, Vec<u8>)) -> bool {
    opcode == TEXT && payload.ends_with(br#""text":"for you"}"#)
}

#[tokio::test]
async fn who_sends_too_much_may_be_closed() {
    let rate = Rate::new(1, 10).when_exceeded(WhenExceeded::Close);
    let mut server = Attacked::with_config(limited(rate)).await;
    for frame in [said_frame("x"), masked(LAST | PING, b"")] {
        let mut client = server.client().await;
        client.writes(&frame.repeat(10)).await;
        server.honest.is_served().await;
        client.writes(&frame).await;
        // It reads why, though it goes on sending; whatever was allowed was answered.
        for _ in 0..100 {
            client.writes(&frame).await;
        }
        let mut heard = 0;
        loop {
            match soon(client.frame()).await.expect("a close frame") {
                (TEXT, _) => heard += 1,
                (CLOSE, payload) => {
                    assert_eq!(payload, close_payload(1008, "too many messages"));
                    break;
                }
                _ => {}
            }
        }
        assert!(heard <= 10);
        drop(client);
        let gone = server.gone_with(CloseCode::Policy).await;
        assert_eq!(gone.reason, "too many messages");
    }
    server.survived().await;
}
