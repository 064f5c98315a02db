//! What a handshake carries, what is refused, and where the servers are.

use crate::rooms::servers::{PRODUCTION, Regional, RegionalRegion};
use crate::rooms::{RoomKind, RoomQueryOrder, room};
use crate::{listen, pair, raw_client, soon};
use asyncapi_channels::{Channel, Error, tungstenite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TEXTS: [&str; 12] = [
    "plain",
    "two words",
    "a/b",
    "100%",
    "%2F",
    "über-größe/日本語 🎉",
    "?query#fragment",
    "a&b=c;d+e",
    "...",
    "'\"\\<>{}|^`",
    "line\nbreak\ttab\u{0}",
    ":@!$()*,",
];

#[tokio::test]
async fn any_text_is_a_parameter() {
    for text in TEXTS {
        let params = room::Params::new(text, RoomKind::MembersOnly, -5);
        let mut query = room::Query::new(text);
        query.tag = Some(TEXTS.map(String::from).to_vec());
        let (_client, _server, handshake) =
            pair!(room, &params, &query, &room::Headers::new("tests"));
        assert_eq!(handshake.params, params);
        assert_eq!(handshake.query, query);
    }
}

#[tokio::test]
async fn every_kind_of_value_arrives_typed() {
    for (kind, order) in [
        (RoomKind::Open, RoomQueryOrder::Newest),
        (RoomKind::MembersOnly, RoomQueryOrder::Oldest),
        (RoomKind::_100, RoomQueryOrder::Newest),
    ] {
        let params = room::Params::new("x", kind, i32::MIN);
        let query = room::Query {
            limit: 0,
            tag: Some(vec!["a".into(), "b, c".into()]),
            since: Some(i64::MAX),
            verbose: Some(true),
            order: Some(order),
            ..room::Query::new("")
        };
        let headers = room::Headers {
            x_level: Some(-9),
            ..room::Headers::new("käse")
        };
        let (_client, _server, handshake) = pair!(room, &params, &query, &headers);
        assert_eq!(handshake.params, params);
        assert_eq!(handshake.query, query);
        assert_eq!(handshake.headers, headers);
    }
}

#[tokio::test]
async fn what_is_absent_stays_absent_or_has_its_default() {
    let params = room::Params::new("x", RoomKind::Open, 0);
    let (_client, _server, handshake) = pair!(
        room,
        &params,
        &room::Query::new("t"),
        &room::Headers::new("c")
    );
    assert_eq!(handshake.query.limit, 20);
    assert_eq!(handshake.query.tag, None);
    assert_eq!(handshake.query.since, None);
    assert_eq!(handshake.query.verbose, None);
    assert_eq!(handshake.query.order, None);
    assert_eq!(handshake.headers.x_level, None);
}

#[test]
fn the_url_is_percent_encoded() {
    let params = room::Params::new("a b/c%d ü", RoomKind::_100, 7);
    let mut query = room::Query::new("x&y");
    query.tag = Some(vec!["1".into(), "2 3".into()]);
    let url = room::Channel::url("ws://localhost/base/", &params, &query).unwrap();
    let (path, query) = url.split_once('?').unwrap();
    assert_eq!(
        path,
        "ws://localhost/base/rooms/a%20b%2Fc%25d%20%C3%BC/100%25/7"
    );
    assert_eq!(query, "limit=20&tag=1&tag=2%203&token=x%26y");
}

#[test]
fn segments_that_would_be_folded_away_are_refused_before_connecting() {
    for text in [".", "..", ""] {
        let params = room::Params::new(text, RoomKind::Open, 7);
        let error =
            room::Channel::url("ws://localhost", &params, &room::Query::new("t")).unwrap_err();
        assert_eq!(error.key(), Some("room"), "{error}");
    }
}

#[test]
fn servers_are_bases_of_urls() {
    let params = room::Params::new("a", RoomKind::Open, 7);
    let query = room::Query::new("t");
    let url = |server: &str| room::Channel::url(server, &params, &query).unwrap();
    assert_eq!(
        url(PRODUCTION),
        "wss://chat.example.com/v1/rooms/a/open/7?limit=20&token=t"
    );
    let mut server = Regional::new("8443");
    assert_eq!(server.region, RegionalRegion::Eu);
    assert_eq!(server.to_string(), server.url());
    assert_eq!(server.url(), "ws://eu.example.com:8443/v2?tenant=a");
    server.region = RegionalRegion::UsEast;
    assert_eq!(
        url(&server.url()),
        "ws://us-east.example.com:8443/v2/rooms/a/open/7?tenant=a&limit=20&token=t"
    );
    let request =
        room::Channel::request(server.url(), &params, &query, &room::Headers::new("c")).unwrap();
    assert_eq!(request.headers()["host"], "us-east.example.com:8443");
    assert_eq!(request.headers()["x-client"], "c");
}

/// Asks for `target` with these headers; the answer's status line and body, and the server's error.
async fn ask(target: &str, headers: &str) -> (String, String, Error) {
    let (listener, url) = listen().await;
    let host = url.strip_prefix("ws://").unwrap();
    let accepted = async {
        let (stream, _) = listener.accept().await.unwrap();
        match room::ServerSocket::accept(stream).await {
            Ok((_, handshake)) => panic!("accepted {target}: {handshake:?}"),
            Err(error) => error,
        }
    };
    let asked = async {
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
             {headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let (answer, error) = soon(async { tokio::join!(asked, accepted) }).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.lines().next().unwrap_or_default();
    (status.to_owned(), body.to_owned(), error)
}

#[tokio::test]
async fn another_path_is_not_found() {
    for target in [
        "/",
        "/rooms",
        "/rooms/a/open",
        "/rooms/a/open/7/8",
        "/Rooms/a/open/7?token=t",
        "/rooms//open/7?token=t",
    ] {
        let (status, body, error) = ask(target, "X-Client: c\r\n").await;
        assert_eq!(status, "HTTP/1.1 404 Not Found", "{target}");
        assert!(body.contains("/rooms/{room}/{kind}/{seat}"), "{body}");
        assert!(matches!(error, Error::Address(error) if error.is_no_match()));
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_a_bad_request_that_says_which() {
    for (target, headers, reason) in [
        (
            "/rooms/a/closed/7?token=t",
            "X-Client: c\r\n",
            "parameter `kind` = \"closed\": unknown value \"closed\", expected one of \"open\", \
             \"members only\", \"100%\"",
        ),
        (
            "/rooms/a/open/seven?token=t",
            "X-Client: c\r\n",
            "parameter `seat` = \"seven\": expected an integer of 32 bits",
        ),
        (
            "/rooms/a/open/2147483648?token=t",
            "X-Client: c\r\n",
            "parameter `seat` = \"2147483648\": expected an integer of 32 bits",
        ),
        (
            "/rooms/a/open/7",
            "X-Client: c\r\n",
            "query parameters: missing property `token`",
        ),
        (
            "/rooms/a/open/7?token=t&limit=-1",
            "X-Client: c\r\n",
            "query parameter `limit` = \"-1\": expected an integer that is not negative",
        ),
        (
            "/rooms/a/open/7?token=t&verbose=maybe",
            "X-Client: c\r\n",
            "query parameter `verbose` = \"maybe\": expected `true` or `false`",
        ),
        (
            "/rooms/a/open/7?token=t&order=best",
            "X-Client: c\r\n",
            "query parameter `order` = \"best\": unknown value \"best\", expected one of \
             \"newest\", \"oldest\"",
        ),
        (
            "/rooms/a/open/7?token=t&token=u",
            "X-Client: c\r\n",
            "query parameter `token` = \"t, u\": expected a single value, found 2",
        ),
        (
            "/rooms/a/open/7?token=t",
            "",
            "headers: missing property `X-Client`",
        ),
        (
            "/rooms/a/open/7?token=t",
            "X-Client: c\r\nx-LEVEL: high\r\n",
            "header `X-Level` = \"high\": expected an integer",
        ),
    ] {
        let (status, body, error) = ask(target, headers).await;
        assert_eq!(status, "HTTP/1.1 400 Bad Request", "{target}");
        assert_eq!(body, format!("{reason}\n"), "{target}");
        assert_eq!(error.to_string(), reason, "{target}");
    }
}

#[tokio::test]
async fn what_nobody_asked_for_is_let_through() {
    let (listener, url) = listen().await;
    let accepted = async {
        let (stream, _) = listener.accept().await.unwrap();
        crate::rooms::lobby::ServerSocket::accept(stream).await
    };
    let asked = raw_client(&url, "/lobby/?utm=1&utm=2&%F0%9F%8E%89");
    let (client, accepted) = soon(async { tokio::join!(asked, accepted) }).await;
    client.unwrap();
    accepted.unwrap();
}

#[tokio::test]
async fn a_typed_client_sees_the_refusal() {
    let (listener, url) = listen().await;
    let accepted = async {
        let (stream, _) = listener.accept().await.unwrap();
        room::ServerSocket::accept(stream).await.map(|_| ())
    };
    let connected = crate::rooms::lobby::ClientSocket::connect(&url, &(), &(), &());
    let (connected, accepted) = soon(async { tokio::join!(connected, accepted) }).await;
    assert!(matches!(accepted, Err(Error::Address(_))));
    match connected.unwrap_err() {
        Error::WebSocket(tungstenite::Error::Http(response)) => {
            assert_eq!(response.status(), 404);
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_is_no_handshake_is_an_error_of_the_server() {
    let (listener, url) = listen().await;
    let host = url.strip_prefix("ws://").unwrap();
    for bytes in [
        "GET /lobby HTTP/1.1\r\nHost: x\r\n\r\n",
        "nonsense\r\n\r\n",
        "",
    ] {
        let accepted = async {
            let (stream, _) = listener.accept().await.unwrap();
            crate::rooms::lobby::ServerSocket::accept(stream)
                .await
                .map(|_| ())
        };
        let asked = async {
            let mut stream = TcpStream::connect(host).await.unwrap();
            stream.write_all(bytes.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            stream
        };
        let (_stream, accepted) = soon(async { tokio::join!(asked, accepted) }).await;
        assert!(matches!(accepted, Err(Error::WebSocket(_))), "{accepted:?}");
    }
}
