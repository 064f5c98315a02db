//! Subprotocols (RFC 6455 section 1.9): negotiated, chosen by the handler, or carrying a token.

use crate::api::talk;
use crate::talk::{Seen, Talk};
use crate::{Running, shake, start, try_raw};
use asyncapi_channels::server::{ConnectRequest, Reject, Server};

async fn serve<F>(spoken: &[&str], on_connect: F) -> (Running, Seen)
where
    F: Fn(&mut ConnectRequest<talk::Channel>) -> Result<String, Reject> + Send + Sync + 'static,
{
    let (handler, seen) = Talk::with(on_connect);
    let endpoint = talk::endpoint(handler).subprotocols(spoken.iter().copied());
    (start(Server::builder().serve(endpoint)).await, seen)
}

fn anyone(_: &mut ConnectRequest<talk::Channel>) -> Result<String, Reject> {
    Ok("guest".to_owned())
}

/// The subprotocol of the answer to a client that asks for these.
async fn answered(server: &Running, asked: &str) -> Option<String> {
    let headers = format!("Sec-WebSocket-Protocol: {asked}\r\n");
    let answer = shake(server, "/talk", &headers).await;
    assert_eq!(answer.status, 101);
    let name = answer.header("sec-websocket-protocol");
    name.map(str::to_owned)
}

#[tokio::test]
async fn the_servers_order_counts() {
    let (server, mut seen) = serve(&["v2", "v1"], anyone).await;
    for (asked, agreed) in [
        ("v1, v2", Some("v2")),
        ("v1", Some("v1")),
        ("v3,v1", Some("v1")),
        ("v1\r\nSec-WebSocket-Protocol: v2", Some("v2")),
        // None in common: the client decides what that means.
        ("v3", None),
        ("V2", None),
        (", ,", None),
    ] {
        assert_eq!(answered(&server, asked).await.as_deref(), agreed, "{asked}");
        assert_eq!(seen.open().await.subprotocol(), agreed);
        seen.gone().await;
    }
    assert_eq!(shake(&server, "/talk", "").await.status, 101);
    assert_eq!(seen.open().await.subprotocol(), None);
}

#[tokio::test]
async fn a_client_that_asked_accepts_the_answer() {
    let (server, mut seen) = serve(&["v2", "v1"], anyone).await;
    let headers = [("sec-websocket-protocol", "v1, v2")];
    let (_client, response) = try_raw(&server, "/talk", &headers).await.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], "v2");
    assert_eq!(seen.open().await.subprotocol(), Some("v2"));
}

#[tokio::test]
async fn the_handler_may_choose() {
    let (server, mut seen) = serve(&["v2", "v1"], |request| {
        assert!(!request.choose_subprotocol("v9"), "it was not asked for");
        request.choose_subprotocol("v1");
        Ok(format!("{:?}", request.subprotocol()))
    })
    .await;
    for (asked, agreed) in [("v2, v1", Some("v1")), ("v2", Some("v2")), ("v3", None)] {
        assert_eq!(answered(&server, asked).await.as_deref(), agreed, "{asked}");
        assert_eq!(seen.open().await.session(), &format!("{agreed:?}"));
        seen.gone().await;
    }
}

#[tokio::test]
async fn a_token_may_follow_a_subprotocol() {
    let (server, mut seen) = serve(&[], |request| {
        let token = request.subprotocol_value("bearer");
        token.ok_or_else(|| Reject::unauthorized("no token\n"))
    })
    .await;
    for (asked, token) in [
        ("bearer, abc", "abc"),
        ("chat, bearer, a.b-c_d", "a.b-c_d"),
        ("bearer\r\nSec-WebSocket-Protocol: abc", "abc"),
        ("bearer, bearer", "bearer"),
    ] {
        let agreed = answered(&server, asked).await;
        assert_eq!(agreed.as_deref(), Some("bearer"), "{asked}");
        assert_eq!(seen.open().await.session(), token);
        seen.gone().await;
    }
    for asked in ["bearer", "abc, bearer", "Bearer, abc", "abc"] {
        let headers = format!("Sec-WebSocket-Protocol: {asked}\r\n");
        let answer = shake(&server, "/talk", &headers).await;
        assert_eq!(answer.status, 401, "{asked}");
    }
}
