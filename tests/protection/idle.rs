//! Clients that say nothing, and clients that only ping.

use crate::client::{CLOSE, Client, LAST, PING, PONG, TEXT, masked};
use crate::{Attacked, SHORT, soon};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::ConnectionConfig;
use std::time::Duration;

const SILENT: &str = "nothing was heard for too long";

fn impatient() -> ConnectionConfig {
    ConnectionConfig::new()
        .ping_interval(Some(SHORT / 4))
        .idle_timeout(Some(SHORT))
        .close_timeout(SHORT)
}

/// Answers this many pings of the server.
async fn answers(client: &mut Client, count: usize) {
    for _ in 0..count {
        let (opcode, payload) = soon(client.frame()).await.expect("a ping");
        assert_eq!(opcode, PING);
        client.writes(&masked(LAST | PONG, &payload)).await;
    }
}

/// Any sign of life will do, and without one the connection is closed.
#[tokio::test]
async fn who_answers_lives_on() {
    let mut server = Attacked::with_config(impatient()).await;
    let mut client = server.client().await;
    // Longer than the idle timeout in all.
    answers(&mut client, 10).await;
    client.says("alive").await;
    client.hears("alive").await;
    answers(&mut client, 3).await;
    // From here on it says nothing.
    client.is_closed(CloseCode::Away, SILENT).await;
    let gone = server.gone_with(CloseCode::Away).await;
    assert_eq!(gone.reason, SILENT);
    assert!(gone.error.is_some());
    server.survived().await;
}

/// One whose answer to the closing never comes is cut off.
#[tokio::test]
async fn who_does_not_answer_is_cut_off() {
    let mut server = Attacked::with_config(impatient()).await;
    let mut client = server.client().await;
    let gone = server.gone_with(CloseCode::Away).await;
    assert_eq!(gone.reason, SILENT);
    let mut frames = Vec::new();
    while let Some((opcode, _)) = soon(client.frame()).await {
        frames.push(opcode);
    }
    // One ping is enough.
    assert_eq!(frames, [PING, CLOSE]);
    server.survived().await;
}

/// Without pings there is only the timeout, and without that nothing is given up.
#[tokio::test]
async fn pings_and_timeouts_may_be_off() {
    let mut server = Attacked::with_config(ConnectionConfig::new().ping_interval(None)).await;
    drop(server.client().await);
    server.gone().await;
    server.survived().await;

    let config = impatient()
        .idle_timeout(None)
        .ping_interval(Some(SHORT / 10));
    let mut server = Attacked::with_config(config).await;
    let mut client = server.client().await;
    assert_eq!(soon(client.frame()).await, Some((PING, Vec::new())));
    // Nothing is closed in a time that was long enough above.
    let more = tokio::time::timeout(SHORT * 3, client.frame()).await;
    assert!(more.is_err(), "{more:?}");
    client.says("alive").await;
    client.hears("alive").await;
    drop(client);
    server.survived().await;
}

/// A client cannot be heard while its handler runs.
#[tokio::test]
async fn the_time_of_a_handler_does_not_count() {
    let mut server = Attacked::with_config(impatient()).await;
    let mut client = server.client().await;
    let order = br#"{"type":"order","what":"wait"}"#;
    client.writes(&masked(LAST | TEXT, order)).await;
    let silent = tokio::time::timeout(SHORT * 3, client.frame()).await;
    assert!(silent.is_err(), "{silent:?}");
    server.go_on.add_permits(1);
    assert_eq!(client.text().await, r#"{"type":"heard","text":"waited"}"#);
    client.says("alive").await;
    client.hears("alive").await;
    client.is_closed(CloseCode::Away, SILENT).await;
    server.gone_with(CloseCode::Away).await;
    server.survived().await;
}

/// Pings are answered, each with what it says or the latest of those that came together (RFC 6455
/// section 5.5.3).
#[tokio::test]
async fn pings_are_answered() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    for payload in [&b""[..], b"x", &[0xff; 125]] {
        client.writes(&masked(LAST | PING, payload)).await;
        assert_eq!(soon(client.frame()).await, Some((PONG, payload.to_vec())));
    }
    let mut flood = masked(LAST | PING, b"not the last").repeat(50_000);
    flood.extend(masked(LAST | PING, b"the last"));
    let (reading, mut writing) = client.0.into_split();
    let writes = async {
        tokio::io::AsyncWriteExt::write_all(&mut writing, &flood)
            .await
            .unwrap();
    };
    let reads = async {
        let mut reading = Client(tokio::io::join(reading, tokio::io::sink()));
        loop {
            match soon(reading.frame()).await.expect("a pong") {
                (PONG, payload) if payload == b"the last" => return,
                (PONG, _) => {}
                other => panic!("{other:?}"),
            }
        }
    };
    tokio::join!(writes, reads);
    drop(writing);
    server.survived().await;
}

/// Who pings and does not read the answers is not read anymore, so that they take no memory, and is
/// cut off in the end.
#[tokio::test]
async fn answers_that_are_not_read_are_bounded() {
    let config = ConnectionConfig::new().write_timeout(Duration::from_secs(2));
    let mut server = Attacked::with_config(config).await;
    let mut client = Client::open_with(server.address, "127.0.0.1", Some(16 * 1024)).await;
    assert_eq!(client.asks(&crate::client::request("")).await.status, 101);
    server.opened().await;
    let flood = masked(LAST | PING, &[b'x'; 125]).repeat(1_000);
    let mut sent = 0;
    // Once nothing is read, this waits until the connection is cut off.
    while client.tries_to_write(&flood).await.is_ok() {
        sent += flood.len();
        assert!(sent < 64 * 1024 * 1024, "all of it was taken");
    }
    let gone = server.gone().await;
    assert_eq!((gone.code, gone.by_client), (CloseCode::Abnormal, false));
    server.survived().await;
}
