//! Messages and frames that are too long.

use crate::client::{
    BINARY, CONTINUE, Client, LAST, PING, TEXT, frame_head, masked, said, said_frame,
};
use crate::{Attacked, soon};
use asyncapi_channels::SocketConfig;
use asyncapi_channels::server::ConnectionConfig;
use asyncapi_channels::tungstenite::protocol::frame::coding::CloseCode;

const TOO_LONG: &str = "the message is too long";

/// A message of exactly so many bytes.
fn message(length: usize) -> Vec<u8> {
    let text = "x".repeat(length - said("").len());
    said(&text).into_bytes()
}

fn with_socket(config: SocketConfig) -> ConnectionConfig {
    ConnectionConfig::new().socket(config)
}

async fn is_refused(server: &mut Attacked, mut client: Client) {
    client.is_closed(CloseCode::Size, TOO_LONG).await;
    drop(client);
    let gone = server.gone_with(CloseCode::Size).await;
    assert_eq!(gone.reason, TOO_LONG);
    assert!(gone.error.is_some());
}

/// 1 MiB and no byte more, in one frame or in many.
#[tokio::test]
async fn messages_are_bounded_at_first() {
    const MOST: usize = 1024 * 1024;
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    client.writes(&masked(LAST | TEXT, &message(MOST))).await;
    assert!(client.text().await.len() > MOST);
    client
        .writes(&masked(LAST | TEXT, &message(MOST + 1)))
        .await;
    is_refused(&mut server, client).await;
    server.survived().await;
}

#[tokio::test]
async fn messages_are_as_long_as_they_may_be() {
    let mut server =
        Attacked::with_config(with_socket(SocketConfig::new().max_message(1_000))).await;
    let fragments = |length: usize| {
        let bytes = message(length);
        let mut chunks = bytes.chunks(7);
        let mut frames = masked(TEXT, chunks.next().unwrap());
        frames.extend(chunks.flat_map(|chunk| masked(CONTINUE, chunk)));
        frames
    };
    let end = masked(LAST | CONTINUE, b"");
    let mut client = server.client().await;
    client.writes(&masked(LAST | TEXT, &message(1_000))).await;
    client.text().await;
    client.writes(&fragments(1_000)).await;
    client.writes(&end).await;
    client.text().await;
    client.writes(&masked(LAST | TEXT, &message(1_001))).await;
    is_refused(&mut server, client).await;
    // It is refused before it has ended.
    let mut client = server.client().await;
    client.writes(&fragments(1_001)).await;
    is_refused(&mut server, client).await;
    server.survived().await;
}

#[tokio::test]
async fn frames_are_as_long_as_they_may_be() {
    let config = SocketConfig::new().max_message(1_000).max_frame(100);
    let mut server = Attacked::with_config(with_socket(config)).await;
    let mut client = server.client().await;
    let bytes = message(200);
    let (first, second) = bytes.split_at(100);
    client.writes(&masked(TEXT, first)).await;
    client.writes(&masked(LAST | CONTINUE, second)).await;
    client.text().await;
    client.writes(&masked(LAST | TEXT, &message(101))).await;
    is_refused(&mut server, client).await;
    server.survived().await;
}

/// The head alone is enough to be refused, and no memory is kept for what it announces.
#[tokio::test]
async fn what_is_only_announced_is_refused() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    for length in [1 << 40, (1 << 63) - 1, 1 << 63, u64::MAX] {
        for first in [LAST | TEXT, BINARY, LAST | PING] {
            let mut client = server.client().await;
            let mut head = frame_head(first, true, length);
            head.extend([1, 2, 3, 4]);
            client.writes(&head).await;
            is_refused(&mut server, client).await;
        }
    }
    // As a continuation, with something before it.
    let mut client = server.client().await;
    client.writes(&masked(TEXT, b"x")).await;
    client
        .writes(&frame_head(LAST | CONTINUE, true, 1 << 63))
        .await;
    client.writes(&[0; 4]).await;
    is_refused(&mut server, client).await;
    server.survived().await;
}

/// A client that goes on sending reads why it was refused, rather than losing it to a reset.
#[tokio::test]
async fn who_sends_on_is_told_why() {
    const MOST: usize = 10_000;
    let mut server =
        Attacked::with_config(with_socket(SocketConfig::new().max_message(MOST))).await;
    for _ in 0..5 {
        let mut client = server.client().await;
        // More than all buffers on the way have, so that the server reads while it closes.
        let frame = masked(LAST | TEXT, &message(16 * 1024 * 1024));
        client.writes(&frame).await;
        client.writes(&said_frame("not heard")).await;
        is_refused(&mut server, client).await;
    }
    // Many frames, each of which is too long.
    let mut client = server.client().await;
    let frame = masked(LAST | TEXT, &message(MOST + 1));
    for _ in 0..500 {
        client.writes(&frame).await;
    }
    is_refused(&mut server, client).await;
    server.survived().await;
}

/// One that never stops is cut off in time.
#[tokio::test]
async fn who_never_stops_is_cut_off() {
    let config = with_socket(SocketConfig::new().max_message(1_000)).close_timeout(crate::SHORT);
    let mut server = Attacked::with_config(config).await;
    let mut client = server.client().await;
    let bytes = vec![0; 64 * 1024];
    client.writes(&frame_head(LAST | TEXT, true, 1 << 40)).await;
    let flood = async { while client.tries_to_write(&bytes).await.is_ok() {} };
    soon(flood).await;
    server.gone_with(CloseCode::Size).await;
    server.survived().await;
}
