//! What a handshake carries, typed both ways.

use super::*;
use asyncapi_channels::ParameterKind;
use asyncapi_channels::tungstenite::http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// All kinds of parameters.
#[derive(Clone, Debug, PartialEq, Parameters)]
#[message(rename_all = "kebab-case")]
struct Search {
    words: Vec<String>,
    max_age: Option<u32>,
    #[message(default = "ten")]
    page_size: u16,
    exact: Option<bool>,
    ratio: Option<f64>,
    #[serde(default, alias = "sorting")]
    order: Option<Order>,
    #[message(required)]
    cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Message)]
#[message(rename_all = "UPPERCASE")]
enum Order {
    Asc,
    Desc,
}

fn ten() -> u16 {
    10
}

#[derive(Clone, Debug, PartialEq, Parameters)]
struct Generic<T> {
    id: T,
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let typed = |(key, value): &(&'static str, &'static str)| {
        (
            HeaderName::from_static(key),
            HeaderValue::from_static(value),
        )
    };
    pairs.iter().map(typed).collect()
}

#[test]
fn parameters_are_read_from_what_they_are_written_as() {
    let search = Search {
        words: vec!["a b".to_owned(), "12".to_owned()],
        max_age: Some(5),
        page_size: 20,
        exact: Some(true),
        ratio: Some(0.5),
        order: Some(Order::Desc),
        cursor: Some("x".to_owned()),
    };
    let written = search.to_pairs(ParameterKind::Query).unwrap();
    let expected = [
        ("cursor", "x"),
        ("exact", "true"),
        ("max-age", "5"),
        ("order", "DESC"),
        ("page-size", "20"),
        ("ratio", "0.5"),
        ("words", "a b"),
        ("words", "12"),
    ];
    assert_eq!(written, pairs(&expected));
    assert_eq!(
        Search::from_pairs(ParameterKind::Query, written),
        Ok(search)
    );
}

#[test]
fn what_may_be_absent_is() {
    let given = pairs(&[
        ("words", "a"),
        ("cursor", ""),
        ("sorting", "ASC"),
        ("other", "1"),
    ]);
    let search = Search::from_pairs(ParameterKind::Query, given).unwrap();
    let expected = Search {
        words: vec!["a".to_owned()],
        max_age: None,
        page_size: 10,
        exact: None,
        ratio: None,
        order: Some(Order::Asc),
        cursor: Some(String::new()),
    };
    assert_eq!(search, expected);
}

#[test]
fn what_is_wrong_is_named() {
    for (given, expected) in [
        (
            &[("cursor", "")][..],
            "query parameters: missing property `words`",
        ),
        (
            &[("words", "a")],
            "query parameters: missing property `cursor`",
        ),
        (
            &[("words", "a"), ("cursor", ""), ("max-age", "x")],
            "query parameter `max-age` = \"x\": expected an integer of 32 bits that is not \
             negative",
        ),
        (
            &[("words", "a"), ("cursor", ""), ("page-size", "70000")],
            "query parameter `page-size` = \"70000\": expected an integer from 0 to 65535",
        ),
    ] {
        let error = Search::from_pairs(ParameterKind::Query, pairs(given)).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.status(), 400);
    }
    let error = params("a").to_pairs(ParameterKind::Address).unwrap_err();
    assert!(error.to_string().contains("`userId` = \"a\""), "{error}");
}

#[test]
fn the_names_of_headers_have_no_case() {
    let trace = [("x-trace-id", "12"), ("host", "x")];
    let found = Chat::match_target("/chat/ann", &headers(&trace)).unwrap();
    assert_eq!(found.headers, Headers { trace: Some(12) });
}

#[test]
fn parameters_may_be_generic() {
    let written = Generic { id: 7_u64 }
        .to_pairs(ParameterKind::Address)
        .unwrap();
    assert_eq!(written, pairs(&[("id", "7")]));
    let read = Generic::<String>::from_pairs(ParameterKind::Address, written).unwrap();
    assert_eq!(read.id, "7");
}

/// The status and the body of the answer to a handshake.
async fn shake(running: &Running, target: &str, headers: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: test\r\nConnection: Upgrade, close\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(soon(stream.read_u8()).await.unwrap());
    }
    let head = String::from_utf8(answer).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut body = String::new();
    if status != 101 {
        soon(stream.read_to_string(&mut body)).await.unwrap();
    }
    (status, body)
}

#[tokio::test]
async fn a_server_refuses_what_does_not_fit() {
    let mut running = Running::start().await;
    for (target, headers, status, reason) in [
        ("/chat/a", "", 400, "parameter `userId` = \"a\""),
        ("/chat/", "", 404, ""),
        ("/other/ann", "", 404, ""),
        (
            "/chat/ann?limit=x",
            "",
            400,
            "query parameter `limit` = \"x\": expected an integer",
        ),
        (
            "/chat/ann?limit=101",
            "",
            400,
            "query parameter `limit` = \"101\"",
        ),
        (
            "/chat/ann?mode=soft",
            "",
            400,
            "query parameter `mode` = \"soft\"",
        ),
        (
            "/chat/ann",
            "x-trace-id: -1\r\n",
            400,
            "header `X-Trace-Id` = \"-1\"",
        ),
        ("/chat/nobody", "", 403, "not you"),
    ] {
        let (found, body) = shake(&running, target, headers).await;
        assert_eq!(found, status, "{target}: {body}");
        assert!(body.contains(reason), "{target}: {body}");
    }
    let target = "/chat/a%20n?limit=7&room=x&room=y&mode=quiet";
    let (status, _) = shake(&running, target, "X-TRACE-ID: 9\r\n").await;
    assert_eq!(status, 101);
    let connection = running.opened().await;
    let expected = User {
        name: "a n".to_owned(),
        query: Query {
            limit: Some(7),
            rooms: vec!["x".to_owned(), "y".to_owned()],
            mode: Mode::Quiet,
        },
        headers: Headers { trace: Some(9) },
    };
    assert_eq!(*connection.session(), expected);
}
