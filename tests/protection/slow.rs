//! Clients that read too slowly, or not at all.

use crate::api::Heard;
use crate::client::{Client, request};
use crate::{Attacked, Connection, SHORT};
use asyncapi_channels::server::{ConnectionConfig, SlowConsumer};
use asyncapi_channels::{CloseCode, Error, Payload};
use std::time::Duration;

/// More than any system keeps for a connection whose client does not read.
const TOO_MANY: usize = 2_000;

/// Large, so that queues fill, and numbered.
fn large(number: usize) -> Heard {
    Heard::new(format!("{number} {}", "x".repeat(60_000)))
}

fn number_of(json: &str) -> usize {
    let heard: Heard = serde_json::from_str(json).expect("a message");
    let (number, _) = heard.text.split_once(' ').expect("a number");
    number.parse().expect("a number")
}

fn numbers(unsent: &[Payload]) -> Vec<usize> {
    let texts = unsent.iter();
    let texts = texts.map(|payload| payload.as_text().expect("a text"));
    texts.map(number_of).collect()
}

fn with_policy(policy: SlowConsumer) -> ConnectionConfig {
    ConnectionConfig::new()
        .queue(256 * 1024)
        .slow_consumer(policy)
        .close_timeout(SHORT)
}

/// A client whose system keeps little for it.
async fn connect(server: &mut Attacked) -> (Client, Connection) {
    let mut client = Client::open_with(server.address, "127.0.0.1", Some(16 * 1024)).await;
    assert_eq!(client.asks(&request("")).await.status, 101);
    (client, server.opened().await)
}

/// Sends until that waits; the numbers up to this one were taken.
async fn fill(connection: &Connection) -> usize {
    for number in 0..TOO_MANY {
        let sending = connection.hear(large(number));
        match tokio::time::timeout(SHORT, sending).await {
            Ok(sent) => sent.expect("open"),
            Err(_) => return number,
        }
    }
    panic!("nothing waits");
}

/// Whoever sends waits, and loses nothing.
#[tokio::test]
async fn whoever_sends_waits() {
    // The policy is the default.
    let config = ConnectionConfig::new().queue(256 * 1024);
    let mut server = Attacked::with_config(config).await;
    let (mut client, connection) = connect(&mut server).await;
    let taken = fill(&connection).await;
    let full = connection.try_send(large(taken)).unwrap_err();
    assert!(matches!(full, Error::QueueFull(_)), "{full}");
    server.honest.is_served().await;
    let sending = tokio::spawn({
        let connection = connection.clone();
        async move { connection.hear(large(taken)).await }
    });
    for expected in 0..=taken {
        assert_eq!(number_of(&client.text().await), expected);
    }
    crate::soon(sending).await.unwrap().unwrap();
    assert_eq!(connection.dropped(), 0);
    drop(client);
    server.survived().await;
}

/// Of what was sent, a part comes in order, and the newest of it for certain.
#[tokio::test]
async fn the_oldest_may_be_dropped() {
    let mut server = Attacked::with_config(with_policy(SlowConsumer::DropOldest)).await;
    let (mut client, connection) = connect(&mut server).await;
    let mut sent = 0;
    while connection.dropped() < 20 {
        connection.hear(large(sent)).await.unwrap();
        sent += 1;
        assert!(sent < TOO_MANY);
    }
    server.honest.is_served().await;
    let mut received = Vec::new();
    while received.last() != Some(&(sent - 1)) {
        received.push(number_of(&client.text().await));
    }
    assert!(received.is_sorted());
    assert_eq!(received.len() + connection.dropped() as usize, sent);
    drop(client);
    server.survived().await;
}

#[tokio::test]
async fn who_reads_too_slowly_may_be_closed() {
    let mut server = Attacked::with_config(with_policy(SlowConsumer::Close)).await;
    for reads_late in [true, false] {
        let (mut client, connection) = connect(&mut server).await;
        let mut sent = 0;
        let error = loop {
            match connection.hear(large(sent)).await {
                Ok(()) => sent += 1,
                Err(error) => break error,
            }
            assert!(sent < TOO_MANY);
        };
        assert!(matches!(error, Error::Closed { .. }), "{error}");
        if reads_late {
            for expected in 0..sent {
                assert_eq!(number_of(&client.text().await), expected);
            }
            client.is_closed(CloseCode::Again, "too slowly").await;
        }
        let gone = server.gone_with(CloseCode::Again).await;
        let unsent = numbers(&gone.unsent);
        match reads_late {
            true => assert!(unsent.is_empty(), "{unsent:?}"),
            false => {
                assert_eq!(unsent.last(), Some(&(sent - 1)));
                assert!(unsent.is_sorted_by(|one, next| one + 1 == *next));
            }
        }
        server.honest.is_served().await;
    }
    server.survived().await;
}

/// A client that reads nothing at all is given up, and whoever waits for it waits no longer.
#[tokio::test]
async fn who_reads_nothing_is_given_up() {
    let config = ConnectionConfig::new()
        .queue(256 * 1024)
        .write_timeout(SHORT * 3);
    let mut server = Attacked::with_config(config).await;
    let (_client, connection) = connect(&mut server).await;
    let mut taken = 0;
    let waited = async {
        while connection.hear(large(taken)).await.is_ok() {
            taken += 1;
            assert!(taken < TOO_MANY);
        }
    };
    crate::soon(waited).await;
    let gone = server.gone_with(CloseCode::Abnormal).await;
    assert!(gone.error.is_some());
    let unsent = numbers(&gone.unsent);
    assert_eq!(unsent.last(), Some(&(taken - 1)));
    assert!(unsent.is_sorted_by(|one, next| one + 1 == *next));
    server.survived().await;
}

/// As long as it takes something now and then, it is not given up.
#[tokio::test]
async fn who_reads_a_little_lives_on() {
    let config = ConnectionConfig::new()
        .queue(256 * 1024)
        .write_timeout(Duration::from_secs(1));
    let mut server = Attacked::with_config(config).await;
    let (mut client, connection) = connect(&mut server).await;
    let sending = tokio::spawn(async move {
        for number in 0..200 {
            connection.hear(large(number)).await?;
        }
        Ok::<_, Error>(())
    });
    let mut ticks = tokio::time::interval(SHORT / 20);
    for expected in 0..200 {
        ticks.tick().await;
        assert_eq!(number_of(&client.text().await), expected);
    }
    crate::soon(sending).await.unwrap().unwrap();
    drop(client);
    server.survived().await;
}
