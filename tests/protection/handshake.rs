//! Clients that do not ask as they should.

use crate::certificate;
use crate::client::{Client, LAST, TEXT, masked, request, said, said_frame};
use crate::{Attacked, Event, HONEST, Honest, Line, SHORT, WHO, line, soon, start};
use asyncapi_channels::server::{Server, ServerBuilder};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// A client that says nothing, and one that stops in the middle.
#[tokio::test]
async fn who_does_not_ask_is_cut_off() {
    let server = Attacked::with_builder(|builder| builder.handshake_timeout(SHORT)).await;
    let whole = request("");
    for length in [0, 1, 10, 40, whole.len() - 2, whole.len() - 1] {
        let mut client = Client::open(server.address).await;
        client.writes(&whole.as_bytes()[..length]).await;
        cut_off(client).await;
        server.has_connections(1).await;
    }
    server.survived().await;
}

/// Nothing may be answered to what is no request, or 408.
async fn cut_off<T: AsyncRead + AsyncWrite + Unpin>(mut client: Client<T>) {
    if let Ok(answer) = client.answer().await {
        assert_eq!(answer.status, 408);
        client.is_ended().await;
    }
}

/// Each byte comes in time, and the whole does not.
#[tokio::test]
async fn a_request_byte_by_byte_is_cut_off() {
    let server = Attacked::with_builder(|builder| builder.handshake_timeout(SHORT)).await;
    let client = Client::open(server.address).await;
    let (reading, mut writing) = client.0.into_split();
    let dripping = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        let mut endless = request("").into_bytes();
        endless.truncate(endless.len() - 2);
        endless.extend(b"x-more: ");
        for byte in endless.into_iter().chain(std::iter::repeat(b'x')) {
            ticks.tick().await;
            if writing.write_all(&[byte]).await.is_err() {
                return;
            }
        }
    };
    let ended = async {
        let mut reading = Client(tokio::io::join(reading, tokio::io::sink()));
        if let Ok(answer) = reading.answer().await {
            assert_eq!(answer.status, 408);
        }
    };
    tokio::select! {
        () = dripping => {}
        () = ended => {}
    }
    server.survived().await;
}

/// More clients that say nothing than there may be connections keep no one out.
#[tokio::test]
async fn clients_that_only_connect_take_no_places() {
    let limited = |builder: ServerBuilder| builder.max_connections(2).handshake_timeout(SHORT);
    let mut server = Attacked::with_builder(limited).await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(Client::open(server.address).await);
    }
    let mut client = server.client().await;
    client.says("let in").await;
    client.hears("let in").await;
    for client in silent {
        cut_off(client).await;
    }
    drop(client);
    server.survived().await;
}

#[tokio::test]
async fn a_long_head_is_answered_with_431() {
    for (limit, length) in [
        (None, 16 * 1024),
        (Some(12 * 1024), 12 * 1024),
        (Some(1), 8 * 1024),
    ] {
        let limited = |builder: ServerBuilder| match limit {
            Some(limit) => builder.max_head(limit),
            None => builder,
        };
        let server = Attacked::with_builder(limited).await;
        let value = "x".repeat(length);
        for head in [
            request(&format!("x-long: {value}\r\n")),
            format!("GET /{value}"),
            format!("GET /line HTTP/1.1\r\n{value}"),
        ] {
            let mut client = Client::open(server.address).await;
            // It is answered before all of it was read.
            let _ = client.tries_to_write(head.as_bytes()).await;
            match client.answer().await {
                Ok(answer) => assert!([414, 431].contains(&answer.status), "{answer:?}"),
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
            }
        }
        // One that just fits is let in.
        let mut client = Client::open(server.address).await;
        let fits = format!("x-long: {}\r\n", &value[..length - 1024]);
        assert_eq!(client.asks(&request(&fits)).await.status, 101);
        drop(client);
        server.survived().await;
    }
}

#[tokio::test]
async fn many_headers_are_answered_with_431() {
    let server = Attacked::with_builder(|builder| builder).await;
    for count in [101, 500] {
        let mut client = Client::open(server.address).await;
        let headers = "x: y\r\n".repeat(count);
        assert_eq!(client.asks(&request(&headers)).await.status, 431);
        client.0.shutdown().await.ok();
    }
    server.survived().await;
}

/// A handshake has no body: one that announces some gets no place that it could keep.
#[tokio::test]
async fn a_body_holds_nothing_up() {
    let server = Attacked::with_builder(|builder| builder.handshake_timeout(SHORT)).await;
    let bodies = [
        ("content-length: 5\r\n", ""),
        ("content-length: 5\r\n", "hello"),
        ("content-length: 1000000000000\r\n", "x"),
        ("transfer-encoding: chunked\r\n", "5\r\nhe"),
        ("transfer-encoding: chunked\r\n", ""),
        ("expect: 100-continue\r\ncontent-length: 5\r\n", ""),
    ];
    for (headers, body) in bodies {
        let mut client = Client::open(server.address).await;
        let answer = client.asks(&format!("{}{body}", request(headers))).await;
        assert_eq!(answer.status, 400, "{headers}");
    }
    server.survived().await;
}

/// What follows a handshake at once is not lost, however it is cut.
#[tokio::test]
async fn frames_right_behind_the_handshake_are_served() {
    let mut server = Attacked::with_builder(|builder| builder).await;
    let mut bytes = request("").into_bytes();
    let mut expected = Vec::new();
    for index in 0..100 {
        let text = format!("number {index}");
        bytes.extend(said_frame(&text));
        expected.push(text);
    }
    let head = request("").len();
    for cut in [0, head - 1, head, head + 1, head + 9, bytes.len()] {
        let mut client = Client::open(server.address).await;
        let (first, second) = bytes.split_at(cut);
        client.writes(first).await;
        client.writes(second).await;
        assert_eq!(client.answer().await.unwrap().status, 101);
        server.opened().await;
        for text in &expected {
            client.hears(text).await;
            assert!(matches!(server.next().await, Event::Said(said) if said == *text));
        }
        drop(client);
        server.gone().await;
    }
    // More than the head may have.
    let mut client = Client::open(server.address).await;
    let mut bytes = request("").into_bytes();
    let long = "x".repeat(100_000);
    bytes.extend(masked(LAST | TEXT, said(&long).as_bytes()));
    client.writes(&bytes).await;
    assert_eq!(client.answer().await.unwrap().status, 101);
    client.hears(&long).await;
    drop(client);
    server.survived().await;
}

/// With TLS, a client that never begins, one that stops in the middle, and one that asks for nothing
/// once it is there.
#[tokio::test]
async fn tls_is_awaited_only_so_long() {
    let (server_config, client_config) = certificate::configs();
    let connector = TlsConnector::from(client_config);
    let (handler, _events) = Line::new();
    let builder = Server::builder().serve(line::endpoint(handler));
    let builder = builder.handshake_timeout(SHORT).tls(server_config);
    let (address, handle) = start(builder).await;
    let connect = || async {
        let stream = Client::open(address).await.0;
        let name = ServerName::try_from("localhost").unwrap();
        Client(soon(connector.connect(name, stream)).await.unwrap())
    };
    let mut honest = connect().await;
    let headers = format!("{WHO}: {HONEST}\r\n");
    assert_eq!(honest.asks(&request(&headers)).await.status, 101);
    let honest = Honest::over(honest).await;

    // A record with a `ClientHello` of 512 bytes, of which only the beginning comes.
    for beginning in [&[][..], &[0x16], &[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc]] {
        let mut client = Client::open(address).await;
        client.writes(beginning).await;
        client.is_ended().await;
        honest.is_served().await;
    }
    for beginning in ["", "GET"] {
        let mut client = connect().await;
        client.writes(beginning.as_bytes()).await;
        cut_off(client).await;
        honest.is_served().await;
    }
    assert_eq!(handle.connections(), 1);
    drop(honest);
    let report = soon(handle.shut_down(Duration::from_secs(10))).await;
    assert_eq!((handle.connections(), report.cut), (0, 0));
}
