//! Which channel a request is for, and what is answered when it is for none.

use crate::api::{Said, file, me, rest, room, talk, user};
use crate::status::{status, users_name};
use crate::talk::Talk;
use crate::{Answer, HANDSHAKE, Running, ask, shake, start};
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};

/// A handler that answers each request with where it went, as a refusal.
struct Tell;

/// What [`Tell`] says for a channel.
macro_rules! tell {
    ($module:ident, $request:ident => $text:expr $(, $operation:ident: $message:ty)?) => {
        impl $module::Handler for Tell {
            type Session = ();

            async fn on_connect(
                &self,
                $request: &mut ConnectRequest<$module::Channel>,
            ) -> Result<(), Reject> {
                Err(Reject::new(418, $text))
            }

            $(async fn $operation(
                &self,
                _: &$module::Connection,
                _: $message,
            ) -> Result<(), HandlerError> {
                Ok(())
            })?
        }
    };
}

tell!(me, _request => "me");
tell!(user, request => format!("user {}", request.params.id));
tell!(file, request => format!("file {}", request.params.name));
tell!(rest, request => format!("rest {}", request.request().uri().path()));
tell!(status, _request => "status");
tell!(users_name, request => format!("news of {}", request.params.name));
tell!(room, request => format!("room {}", request.params.room), on_say_in_room: Said);

async fn serve() -> Running {
    let (handler, _) = Talk::with(|_| Err(Reject::new(418, "talk")));
    // The most specific comes first, whatever the order here.
    let builder = Server::builder()
        .serve(user::endpoint(Tell))
        .serve(me::endpoint(Tell))
        .serve(room::endpoint(Tell))
        .serve(file::endpoint(Tell))
        .serve(talk::endpoint(handler))
        .serve(status::endpoint(Tell))
        .serve_under("/api/v1/", user::endpoint(Tell))
        .serve_under("api/v2", users_name::endpoint(Tell))
        .serve_under("/all", user::endpoint(Tell))
        .serve_under("/all", rest::endpoint(Tell));
    start(builder).await
}

fn said(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body.as_str())
}

#[tokio::test]
async fn each_channel_has_its_paths() {
    let server = serve().await;
    for (target, text) in [
        ("/talk", "talk"),
        ("/talk/", "talk"),
        ("/talk?a=b", "talk"),
        ("/status", "status"),
        ("/users/me", "me"),
        ("/users/me/", "me"),
        ("/users/me?id=you", "me"),
        ("/users/you", "user you"),
        ("/users/me2", "user me2"),
        ("/users/Me", "user Me"),
        ("/users/%6de", "me"),
        ("/users/you?id=me", "user you"),
        ("/users/you/?id=me", "user you"),
        ("/users/a%2Fb", "user a/b"),
        ("/users/a%3Fb?c", "user a?b"),
        ("/users/a+b%20c", "user a+b c"),
        ("/users/%F0%9F%8E%89", "user 🎉"),
        ("/users/%2525", "user %25"),
        ("/files/v1.0/a.json", "file a"),
        ("/files/v1.0/a.json.json", "file a.json"),
        ("/files/v1.0/a%2Fb.json", "file a/b"),
        ("/rooms/r/open/1?token=t", "room r"),
        ("/api/v1/users/you", "user you"),
        ("/api/v2/users/you", "news of you"),
        ("/all/users/you", "user you"),
        ("/all", "rest /all"),
        ("/all/", "rest /all/"),
        ("/all/users", "rest /all/users"),
        ("/all/users/you/too", "rest /all/users/you/too"),
    ] {
        let answer = shake(&server, target, "X-Client: c\r\n").await;
        assert_eq!(said(&answer), (418, text), "{target}");
    }
}

#[tokio::test]
async fn what_is_no_channels_is_not_found() {
    let server = serve().await;
    for target in [
        "/",
        "/talk2",
        "/Talk",
        "/talk/2",
        "//talk",
        "/users",
        "/users/",
        "/users//",
        "/users/a/b",
        "/files/v1x0/a.json",
        "/files/v1.0/a.jsonx",
        "/files/v1.0/axjson",
        "/files/v1.0/.json",
        "/api/v1",
        "/api/v1/",
        "/api/v1/talk",
        "/api/v1users/you",
        "/api/v3/users/you",
        "/api/v2/api/v2/users/you",
        "/allusers/you",
        "/%74alk2",
    ] {
        let answer = shake(&server, target, "X-Client: c\r\n").await;
        assert_eq!(
            said(&answer),
            (404, "there is no such channel\n"),
            "{target}"
        );
    }
    assert_eq!(server.handle.connections(), 0);
}

#[tokio::test]
async fn a_channel_without_an_address_takes_what_is_left() {
    let builder = Server::builder()
        .serve(rest::endpoint(Tell))
        .serve(me::endpoint(Tell))
        .serve_under("/x", me::endpoint(Tell));
    let server = start(builder).await;
    for (target, text) in [
        ("/", "rest /"),
        ("/users/you", "rest /users/you"),
        ("/users/me", "me"),
        ("/x/users/me", "me"),
        ("/x/users", "rest /x/users"),
        ("/%FF/a?b", "rest /%FF/a"),
    ] {
        assert_eq!(said(&shake(&server, target, "").await), (418, text));
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_named() {
    let server = serve().await;
    let client = "X-Client: c\r\n";
    for (target, headers, reason) in [
        (
            "/rooms/r/closed/7?token=t",
            client,
            "parameter `kind` = \"closed\": unknown value \"closed\", expected one of \"open\", \
             \"members only\"",
        ),
        (
            "/rooms/r/open/seven?token=t",
            client,
            "parameter `seat` = \"seven\": expected an integer of 32 bits",
        ),
        (
            "/rooms/%FF/open/7?token=t",
            client,
            "parameter `room` = \"%FF\": expected UTF-8 text after percent-decoding",
        ),
        (
            "/rooms/r/open/7",
            client,
            "query parameters: missing property `token`",
        ),
        (
            "/rooms/r/open/7?token=t&limit=-1",
            client,
            "query parameter `limit` = \"-1\": expected an integer that is not negative",
        ),
        (
            "/rooms/r/open/7?token=%FF",
            client,
            "query parameter `token` = \"%FF\": expected UTF-8 text after percent-decoding",
        ),
        (
            "/rooms/r/open/7?token=t",
            "",
            "headers: missing property `X-Client`",
        ),
        (
            "/rooms/r/open/7?token=t",
            "X-Client: c\r\nx-LEVEL: high\r\n",
            "header `X-Level` = \"high\": expected an integer",
        ),
    ] {
        let answer = shake(&server, target, headers).await;
        assert_eq!(said(&answer), (400, format!("{reason}\n").as_str()));
        assert_eq!(
            answer.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
    }
    assert_eq!(server.handle.connections(), 0);
}

#[tokio::test]
async fn what_is_no_handshake_is_refused() {
    let server = serve().await;
    let without = |name: &str| {
        let lines = HANDSHAKE.split_inclusive("\r\n");
        lines
            .filter(|line| !line.starts_with(name))
            .collect::<String>()
    };
    let with = |from: &str, to: &str| HANDSHAKE.replace(from, to);
    for (request, headers, status, reason) in [
        ("POST /talk", HANDSHAKE.to_owned(), 405, "GET"),
        ("GET /talk", without("Upgrade"), 426, "WebSocket"),
        ("GET /talk", without("Connection"), 426, "WebSocket"),
        ("GET /talk", with("websocket", "h2c"), 426, "WebSocket"),
        ("GET /talk", with("13", "8"), 426, "13"),
        (
            "GET /talk",
            without("Sec-WebSocket-Version"),
            426,
            "Sec-WebSocket-Version",
        ),
        (
            "GET /talk",
            without("Sec-WebSocket-Key"),
            400,
            "Sec-WebSocket-Key",
        ),
        ("GET /talk", with("dGhlIHNh", ""), 400, "Sec-WebSocket-Key"),
        ("GET /none", without("Upgrade"), 404, "no such channel"),
    ] {
        let answer = ask(server.address, request, &headers).await;
        assert_eq!(answer.status, status, "{request} {headers}");
        assert!(answer.body.contains(reason), "{}", answer.body);
        match status {
            405 => assert_eq!(answer.header("allow"), Some("GET")),
            426 => {
                assert_eq!(answer.header("upgrade"), Some("websocket"));
                assert_eq!(answer.header("sec-websocket-version"), Some("13"));
            }
            _ => {}
        }
    }
}

/// Header values may be lists, and are read without regard to case (RFC 6455 section 4.2.1).
#[tokio::test]
async fn browsers_write_their_headers_otherwise() {
    let server = serve().await;
    let headers = HANDSHAKE
        .replace("Connection: Upgrade", "Connection: keep-alive, UPGRADE")
        .replace("Upgrade: websocket", "upgrade: WebSocket");
    let answer = ask(server.address, "GET /talk", &headers).await;
    assert_eq!(said(&answer), (418, "talk"));
}

#[tokio::test]
async fn overlapping_addresses_are_not_served() {
    for (builder, addresses) in [
        (
            Server::builder()
                .serve(user::endpoint(Tell))
                .serve(users_name::endpoint(Tell)),
            ["\"/users/{id}\"", "\"/users/{name}\""],
        ),
        (
            Server::builder()
                .serve_under("/a/b", status::endpoint(Tell))
                .serve_under("a/b/", status::endpoint(Tell)),
            ["\"/a/b/status\"", "\"/a/b/status\""],
        ),
        (
            Server::builder()
                .serve_under("/all", rest::endpoint(Tell))
                .serve_under("/all", rest::endpoint(Tell)),
            ["\"/all/*\"", "\"/all/*\""],
        ),
    ] {
        let error = builder.bind("127.0.0.1:0").await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        for address in addresses {
            assert!(error.to_string().contains(address), "{error}");
        }
    }
    // They are apart under prefixes of their own.
    let builder = Server::builder()
        .serve_under("/a", user::endpoint(Tell))
        .serve_under("/b", user::endpoint(Tell))
        .serve_under("/c", users_name::endpoint(Tell));
    let server = start(builder).await;
    for (target, text) in [
        ("/a/users/x", "user x"),
        ("/b/users/x", "user x"),
        ("/c/users/x", "news of x"),
    ] {
        assert_eq!(said(&shake(&server, target, "").await), (418, text));
    }
}

#[tokio::test]
async fn an_address_that_is_taken_cannot_be_listened_on() {
    let server = serve().await;
    let builder = Server::builder().serve(me::endpoint(Tell));
    let error = builder.bind(server.address).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
