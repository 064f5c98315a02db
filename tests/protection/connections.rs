//! More connections than there may be.

use crate::client::{Answer, Client, LAST, TEXT, masked, request};
use crate::{Attacked, SHORT, WHO};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::ServerBuilder;
use tokio::net::TcpStream;

/// A client that asks from an address, and what it is answered.
async fn asks_from(server: &Attacked, from: &str, headers: &str) -> (Client, Answer) {
    let mut client = Client::<TcpStream>::open_with(server.address, from, None).await;
    let answer = client.asks(&request(headers)).await;
    (client, answer)
}

async fn is_let_in(server: &mut Attacked, from: &str, headers: &str) -> Client {
    let (client, answer) = asks_from(server, from, headers).await;
    assert_eq!(answer.status, 101, "{from} {headers}");
    server.opened().await;
    client
}

async fn is_refused(server: &Attacked, from: &str, headers: &str) {
    let (mut client, answer) = asks_from(server, from, headers).await;
    assert_eq!(answer.status, 503, "{from} {headers}");
    assert_eq!(answer.header("retry-after"), Some("5"));
    let length = answer.header("content-length").unwrap().parse().unwrap();
    let mut body = vec![0; length];
    tokio::io::AsyncReadExt::read_exact(&mut client.0, &mut body)
        .await
        .unwrap();
    assert!(body.starts_with(b"too many connections"));
    client.is_ended().await;
}

/// However a connection ends, its place is there for another one.
#[tokio::test]
async fn a_place_is_freed_by_every_end() {
    let limited = |builder: ServerBuilder| builder.max_connections(3).handshake_timeout(SHORT);
    let mut server = Attacked::with_builder(limited).await;
    let _second = server.client().await;
    let me = "127.0.0.1";
    for round in 0..7 {
        let mut third = is_let_in(&mut server, me, "").await;
        is_refused(&server, me, "").await;
        server.honest.is_served().await;
        match round {
            0 => drop(third),
            1 => third.reset(),
            2 => {
                let close = crate::client::close_payload(1000, "");
                third
                    .writes(&masked(LAST | crate::client::CLOSE, &close))
                    .await;
                third.is_closed(CloseCode::Normal, "").await;
            }
            3 => {
                third.writes(&masked(LAST | TEXT, b"\xff")).await;
                third.is_closed(CloseCode::Invalid, "").await;
            }
            4 => {
                third.writes(br"nonsense, from beginning to end").await;
                third.is_closed(CloseCode::Protocol, "").await;
            }
            5 => {
                let order = br#"{"type":"order","what":"panic"}"#;
                third.writes(&masked(LAST | TEXT, order)).await;
                third.is_closed(CloseCode::Error, "").await;
            }
            _ => {
                // The client is gone before it has all of an answer.
                third.says("bye").await;
                third.reset();
            }
        }
        server.gone().await;
        server.has_connections(2).await;
        for (headers, status) in [
            (format!("{WHO}: refused\r\n"), 403),
            (format!("{WHO}: on_connect\r\n"), 500),
        ] {
            assert_eq!(asks_from(&server, me, &headers).await.1.status, status);
            server.has_connections(2).await;
        }
        // A handshake that is not finished, and one that is none.
        let mut unfinished = Client::open(server.address).await;
        unfinished.writes(b"GET /line HTTP/1.1\r\n").await;
        let mut none = Client::open(server.address).await;
        assert_eq!(
            none.asks("GET /line HTTP/1.1\r\nhost: x\r\n\r\n")
                .await
                .status,
            426
        );
    }
    drop(_second);
    server.survived().await;
}

#[tokio::test]
async fn each_address_has_its_own_places() {
    let limited = |builder: ServerBuilder| builder.max_connections_per_peer(2);
    let mut server = Attacked::with_builder(limited).await;
    // The honest client is at 127.0.0.1.
    let first = is_let_in(&mut server, "127.0.0.1", "").await;
    is_refused(&server, "127.0.0.1", "").await;
    let mut others = Vec::new();
    for address in ["127.0.0.2", "127.0.0.3"] {
        others.push(is_let_in(&mut server, address, "").await);
        others.push(is_let_in(&mut server, address, "").await);
        is_refused(&server, address, "").await;
    }
    drop(first);
    server.gone().await;
    server.has_connections(5).await;
    is_refused(&server, "127.0.0.2", "").await;
    others.push(is_let_in(&mut server, "127.0.0.1", "").await);
    is_refused(&server, "127.0.0.1", "").await;
    drop(others);
    server.survived().await;
}

/// Behind a proxy the address stands in a header, and an IPv6 network of one user is one address.
#[tokio::test]
async fn the_address_may_be_that_of_a_header() {
    let limited = |builder: ServerBuilder| {
        builder
            .max_connections_per_peer(2)
            .client_address(|request| {
                let address = request.headers().get("x-real-ip")?;
                address.to_str().ok()?.parse().ok()
            })
    };
    let mut server = Attacked::with_builder(limited).await;
    let from = |address: &str| format!("x-real-ip: {address}\r\n");
    let mut clients = Vec::new();
    for [one, two, three] in [
        ["192.0.2.1", "192.0.2.1", "192.0.2.1"],
        // The same written in IPv6 and in IPv4.
        ["192.0.2.2", "::ffff:192.0.2.2", "::ffff:c000:202"],
        ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::"],
        ["2001:db8:1:3::1", "2001:db8:1:3::1", "2001:db8:1:3:8::"],
        ["::1", "::1", "::2"],
    ] {
        clients.push(is_let_in(&mut server, "127.0.0.1", &from(one)).await);
        clients.push(is_let_in(&mut server, "127.0.0.1", &from(two)).await);
        is_refused(&server, "127.0.0.1", &from(three)).await;
    }
    // What cannot be read leaves the address of the connection, where the honest client is.
    clients.push(is_let_in(&mut server, "127.0.0.1", &from("nowhere")).await);
    is_refused(&server, "127.0.0.1", "").await;
    drop(clients);
    server.survived().await;
}

/// Clients that come and go at once leave nothing behind.
#[tokio::test]
async fn a_rush_leaves_nothing_behind() {
    let mut server = Attacked::with_builder(|builder| builder.max_connections(20)).await;
    let address = server.address;
    let rush: Vec<_> = (0..200)
        .map(|index| {
            tokio::spawn(async move {
                let mut client = Client::open(address).await;
                let answer = client.asks(&request("")).await;
                match (answer.status, index % 3) {
                    (503, _) | (101, 0) => {}
                    (101, 1) => client.reset(),
                    (101, _) => {
                        client.says("here").await;
                        client.hears("here").await;
                    }
                    other => panic!("{other:?}"),
                }
            })
        })
        .collect();
    for client in rush {
        crate::soon(client).await.unwrap();
    }
    server.has_connections(1).await;
    while server.events.try_recv().is_ok() {}
    let mut client = server.client().await;
    client.says("let in").await;
    client.hears("let in").await;
    drop(client);
    server.survived().await;
}
