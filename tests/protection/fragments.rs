//! Messages of more fragments than there may be, and messages and frames that never end.

use crate::client::{CONTINUE, Client, LAST, PING, TEXT, frame_head, masked, said};
use crate::{Attacked, SHORT};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::ConnectionConfig;
use std::time::Duration;
use tokio::io::{AsyncWriteExt, sink};

const TOO_MANY: &str = "a message has too many fragments";

async fn is_refused(server: &mut Attacked, mut client: Client) {
    client.is_closed(CloseCode::Policy, TOO_MANY).await;
    drop(client);
    assert_eq!(server.gone_with(CloseCode::Policy).await.reason, TOO_MANY);
}

/// A message of as many frames as this.
fn fragmented(count: usize) -> Vec<u8> {
    let text = said("in pieces");
    let mut frames = masked(TEXT, text.as_bytes());
    for _ in 0..count - 2 {
        frames.extend(masked(CONTINUE, b""));
    }
    frames.extend(masked(LAST | CONTINUE, b""));
    frames
}

#[tokio::test]
async fn fragments_are_bounded() {
    for (limit, config) in [
        (1_024, ConnectionConfig::new()),
        (3, ConnectionConfig::new().max_fragments(3)),
    ] {
        let mut server = Attacked::with_config(config).await;
        let mut client = server.client().await;
        for _ in 0..2 {
            client.writes(&fragmented(limit)).await;
            client.hears("in pieces").await;
        }
        client.writes(&fragmented(limit + 1)).await;
        is_refused(&mut server, client).await;
        server.survived().await;
    }
}

/// Nothing is said in any of them, so that no limit of length holds.
#[tokio::test]
async fn endless_empty_fragments_are_refused() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    client.writes(&masked(TEXT, b"")).await;
    let flood = masked(CONTINUE, b"").repeat(10_000);
    for _ in 0..20 {
        // The server goes on reading, so that the client sees why.
        client.writes(&flood).await;
    }
    is_refused(&mut server, client).await;
    server.survived().await;
}

#[tokio::test]
async fn endless_small_fragments_with_pings_between_are_refused() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    client.writes(&masked(TEXT, b"x")).await;
    let mut flood = masked(CONTINUE, b"x");
    flood.extend(masked(LAST | PING, b""));
    client.writes(&flood.repeat(5_000)).await;
    is_refused(&mut server, client).await;
    server.survived().await;
}

/// Writes something again and again, always in time, until the server has said goodbye.
async fn keeps_on(client: Client, first: &[u8], next: &[u8]) {
    let (reading, mut writing) = client.0.into_split();
    writing.write_all(first).await.unwrap();
    let dripping = async {
        let mut ticks = tokio::time::interval(SHORT / 10);
        while writing.write_all(next).await.is_ok() {
            ticks.tick().await;
        }
    };
    let mut reading = Client(tokio::io::join(reading, sink()));
    tokio::select! {
        () = dripping => {}
        () = reading.is_closed(CloseCode::Away, "nothing was heard for too long") => {}
    }
}

/// None of these says anything whole, so that what comes in time does not count.
#[tokio::test]
async fn what_never_ends_is_given_up() {
    let config = ConnectionConfig::new()
        .ping_interval(Some(SHORT / 4))
        .idle_timeout(Some(SHORT))
        .close_timeout(Duration::from_millis(500));
    let mut server = Attacked::with_config(config).await;
    let ping = masked(LAST | PING, b"");
    let mut long = frame_head(LAST | TEXT, true, 100_000);
    long.extend([0; 4]);
    let drips: [(&[u8], &[u8]); 4] = [
        // A fragmented message, kept alive with pings.
        (&masked(TEXT, b"x"), &ping),
        // The same with fragments.
        (&masked(TEXT, b"x"), &masked(CONTINUE, b"")),
        // A frame, byte by byte.
        (&long, b"x"),
        // The length of a frame is all that ever comes.
        (&long[..3], b""),
    ];
    for (first, next) in drips {
        let client = server.client().await;
        keeps_on(client, first, next).await;
        let gone = server.gone_with(CloseCode::Away).await;
        assert!(gone.error.is_some(), "{gone:?}");
        server.honest.is_served().await;
    }
    server.survived().await;
}
