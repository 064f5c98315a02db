//! What a handler is told of a request before it is answered.

use crate::api::{Said, room};
use crate::{Running, raw, shake, soon, start};
use asyncapi_channels::server::{ConnectRequest, HandlerError, PeerAddr, Reject, Server};
use asyncapi_channels::tungstenite::http::HeaderValue;
use asyncapi_channels::{Channel, Error, tungstenite};
use serde_json::json;
use tokio::sync::mpsc;

/// A handler of channel `room` that tells what it is asked.
struct Rooms(mpsc::UnboundedSender<String>);

impl room::Handler for Rooms {
    type Session = String;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<room::Channel>,
    ) -> Result<String, Reject> {
        let headers = request.request().headers();
        let told = json!({
            "room": request.params.room,
            "kind": request.params.kind.as_str(),
            "seat": request.params.seat,
            "token": request.query.token,
            "limit": request.query.limit,
            "verbose": request.query.verbose,
            "client": request.headers.x_client,
            "level": request.headers.x_level,
            "peer": request.peer_addr().map(|peer| peer.ip().to_string()),
            "subprotocols": request.subprotocols().collect::<Vec<_>>(),
            "cookie": headers.get("cookie").and_then(|cookie| cookie.to_str().ok()),
            "others": headers.get_all("x-other").iter().count(),
            "path": request.request().uri().path(),
            "extension": request.request().extensions().get::<PeerAddr>().is_some(),
        });
        self.0.send(told.to_string()).unwrap();
        let set_cookie = HeaderValue::from_static("seen=1");
        request
            .response_headers_mut()
            .insert("set-cookie", set_cookie);
        match request.query.token.as_str() {
            "nobody" => Err(Reject::unauthorized("who are you?\n")),
            "banned" => Err(Reject::forbidden("not you\n").with_header("x-until", "tomorrow")),
            "json" => Err(Reject::new(429, "").with_body("application/json", "{\"wait\":5}")),
            "odd" => Err(Reject::new(200, "this is no error\n").with_header("x bad", "\n")),
            token => Ok(token.to_owned()),
        }
    }

    async fn on_say_in_room(
        &self,
        _: &room::Connection<String>,
        _: Said,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_open(&self, connection: &room::Connection<String>) -> Result<(), HandlerError> {
        self.0.send(format!("session {}", connection.session()))?;
        Ok(())
    }
}

async fn serve() -> (Running, mpsc::UnboundedReceiver<String>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let server = Server::builder().serve(room::endpoint(Rooms(sender)));
    (start(server).await, receiver)
}

async fn told(receiver: &mut mpsc::UnboundedReceiver<String>) -> serde_json::Value {
    serde_json::from_str(&soon(receiver.recv()).await.unwrap()).unwrap()
}

#[tokio::test]
async fn all_of_a_request_is_there_typed() {
    let (server, mut seen) = serve().await;
    let params = room::Params::new("a/b ü?", crate::api::RoomKind::MembersOnly, -5);
    let mut query = room::Query::new("x&y");
    query.verbose = Some(true);
    let mut headers = room::Headers::new("tests");
    headers.x_level = Some(3);
    let mut request = room::Channel::request(&server.url, &params, &query, &headers).unwrap();
    let more = request.headers_mut();
    more.insert("cookie", HeaderValue::from_static("a=b"));
    more.append("x-other", HeaderValue::from_static("1"));
    more.append("x-other", HeaderValue::from_static("2"));
    let socket = asyncapi_channels::connect_request::<room::Channel>(request).await;
    socket.unwrap();
    let expected = json!({
        "room": "a/b ü?", "kind": "members only", "seat": -5, "token": "x&y", "limit": 20,
        "verbose": true, "client": "tests", "level": 3, "peer": "127.0.0.1", "subprotocols": [],
        "cookie": "a=b", "others": 2, "path": "/rooms/a%2Fb%20%C3%BC%3F/members%20only/-5",
        "extension": true,
    });
    assert_eq!(told(&mut seen).await, expected);
    assert_eq!(soon(seen.recv()).await.unwrap(), "session x&y");
}

#[tokio::test]
async fn what_is_absent_stays_absent() {
    let (server, mut seen) = serve().await;
    let headers = "X-Client: raw\r\nSec-WebSocket-Protocol: chat , superchat\r\n\
                   sec-websocket-protocol: old\r\n";
    let answer = shake(&server, "/rooms/r/open/0?token=t", headers).await;
    assert_eq!(answer.status, 101);
    assert_eq!(answer.header("set-cookie"), Some("seen=1"));
    assert_eq!(answer.header("sec-websocket-protocol"), None);
    // The example of RFC 6455 section 1.3.
    let accept = answer.header("sec-websocket-accept");
    assert_eq!(accept, Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    let expected = json!({
        "room": "r", "kind": "open", "seat": 0, "token": "t", "limit": 20, "verbose": null,
        "client": "raw", "level": null, "peer": "127.0.0.1",
        "subprotocols": ["chat", "superchat", "old"], "cookie": null, "others": 0,
        "path": "/rooms/r/open/0", "extension": true,
    });
    assert_eq!(told(&mut seen).await, expected);
}

#[tokio::test]
async fn a_client_is_rejected_with_status_headers_and_body() {
    let (server, mut seen) = serve().await;
    for (token, status, header, body) in [
        (
            "nobody",
            401,
            ("www-authenticate", "Bearer"),
            "who are you?\n",
        ),
        ("banned", 403, ("x-until", "tomorrow"), "not you\n"),
        (
            "json",
            429,
            ("content-type", "application/json"),
            "{\"wait\":5}",
        ),
        (
            "odd",
            500,
            ("content-type", "text/plain; charset=utf-8"),
            "this is no error\n",
        ),
    ] {
        let target = format!("/rooms/r/open/0?token={token}");
        let answer = shake(&server, &target, "X-Client: raw\r\n").await;
        assert_eq!((answer.status, answer.body.as_str()), (status, body));
        assert_eq!(answer.header(header.0), Some(header.1), "{token}");
        assert_eq!(answer.header("connection"), Some("close"));
        assert_eq!(answer.header("set-cookie"), None);
        told(&mut seen).await;
    }
    assert_eq!(server.handle.connections(), 0);
    server.stop().await;
    assert_eq!(soon(seen.recv()).await, None);
}

#[tokio::test]
async fn a_typed_client_sees_the_rejection() {
    let (server, _seen) = serve().await;
    let params = room::Params::new("r", crate::api::RoomKind::Open, 1);
    let query = room::Query::new("banned");
    let headers = room::Headers::new("tests");
    let connected = room::ClientSocket::connect(&server.url, &params, &query, &headers).await;
    match connected.unwrap_err() {
        Error::WebSocket(tungstenite::Error::Http(response)) => {
            assert_eq!(response.status(), 403);
            assert_eq!(response.body().as_deref(), Some(b"not you\n".as_slice()));
        }
        other => panic!("{other}"),
    }
}

/// A proxy's header, where the application says so, is the client's address.
#[tokio::test]
async fn the_address_may_be_told_by_a_proxy() {
    let (sender, mut seen) = mpsc::unbounded_channel();
    let builder = Server::builder().serve(room::endpoint(Rooms(sender)));
    let builder = builder.client_address(|request| {
        let forwarded = request.headers().get("x-forwarded-for")?;
        forwarded.to_str().ok()?.parse().ok()
    });
    let server = start(builder).await;
    for (header, peer) in [
        ("X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7"),
        ("X-Forwarded-For: nonsense\r\n", "127.0.0.1"),
        ("", "127.0.0.1"),
    ] {
        let headers = format!("X-Client: raw\r\n{header}");
        let answer = shake(&server, "/rooms/r/open/0?token=nobody", &headers).await;
        assert_eq!(answer.status, 401);
        assert_eq!(told(&mut seen).await["peer"], peer);
    }
}

/// The id is that of the connection, and what is set before the upgrade stays with it.
#[tokio::test]
async fn what_is_set_before_the_upgrade_stays() {
    let (sender, mut ids) = mpsc::unbounded_channel();
    let (handler, mut seen) = crate::talk::Talk::with(move |request| {
        sender.send(request.id()).unwrap();
        request.set_metadata("colour", "red");
        request.join("all");
        Ok("guest".to_owned())
    });
    let endpoint = crate::api::talk::endpoint(handler).name("speaker");
    let hub = endpoint.hub().clone();
    let server = start(Server::builder().serve(endpoint)).await;
    let client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    assert_eq!(soon(ids.recv()).await, Some(connection.id()));
    assert_eq!(connection.metadata("colour"), Some("red".into()));
    assert_eq!(connection.handler(), "speaker");
    assert!(!connection.join("all"), "it is there already");
    assert!(connection.leave("all"));
    assert_eq!(hub.len(), 1);
    drop(client);
    seen.gone().await;
    assert!(hub.is_empty());
}
