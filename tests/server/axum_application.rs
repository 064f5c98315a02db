//! Channels beside the pages of an axum application.

use crate::api::{Heard, Said, me, talk};
use crate::talk::Talk;
use crate::{HANDSHAKE, Running, ask, closed, raw, send, shake, soon, text};
use asyncapi_channels::server::{ConnectRequest, Reject, Server, ServerHandle};
use asyncapi_channels::{AxumWebSocket, ServerSide, Socket};
use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::routing::{any, get};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

async fn serve(application: Router, handle: ServerHandle) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = application.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Running {
        address,
        url: format!("ws://{address}"),
        handle,
    }
}

fn page() -> Router {
    Router::new().route("/", get(async || "a page"))
}

struct Me;

impl me::Handler for Me {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<me::Channel>) -> Result<(), Reject> {
        Err(Reject::new(418, "me"))
    }
}

#[tokio::test]
async fn channels_are_what_no_other_route_is_for() {
    let (handler, mut seen) = Talk::new();
    let (service, handle) = Server::builder()
        .serve(talk::endpoint(handler))
        .serve(me::endpoint(Me))
        .into_service()
        .unwrap();
    let server = serve(page().fallback_service(service), handle).await;
    let answer = ask(server.address, "GET /", "Host: x\r\n").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "a page"));
    assert_eq!(shake(&server, "/users/me", "").await.body, "me");
    assert_eq!(shake(&server, "/none", "").await.status, 404);
    let answer = ask(server.address, "GET /talk", "Host: x\r\n").await;
    assert_eq!(answer.status, 426);

    let mut client = raw(&server, "/talk").await;
    let connection = seen.open().await;
    let local = client.get_ref().local_addr().unwrap();
    assert_eq!(connection.peer_addr(), Some(local));
    send(&mut client, r#"{"type":"said","text":"hi"}"#).await;
    assert_eq!(text(&mut client).await, r#"{"type":"heard","text":"hi"}"#);
    seen.message().await;

    // The application goes on without its channels.
    let shut_down = server.handle.shut_down(Duration::from_secs(10));
    let (report, frame) = soon(async { tokio::join!(shut_down, closed(&mut client)) }).await;
    assert_eq!(frame.code, 1001.into());
    assert_eq!((report.closed, report.cut), (1, 0));
    seen.gone().await;
    assert_eq!(shake(&server, "/talk", "").await.status, 503);
    assert_eq!(
        ask(server.address, "GET /", "Host: x\r\n").await.body,
        "a page"
    );
}

#[tokio::test]
async fn channels_are_below_a_nested_route() {
    let (handler, mut seen) = Talk::new();
    let builder = Server::builder().serve(talk::endpoint(handler));
    let (service, handle) = builder.into_service().unwrap();
    let application = page().nest("/live", Router::from(service));
    let server = serve(application, handle).await;
    assert_eq!(shake(&server, "/talk", "").await.status, 404);
    let mut client = raw(&server, "/live/talk").await;
    seen.open().await;
    send(&mut client, r#"{"type":"said","text":"hi"}"#).await;
    assert_eq!(text(&mut client).await, r#"{"type":"heard","text":"hi"}"#);
    assert_eq!(server.handle.connections(), 1);
}

/// A socket that axum has accepted is a typed one.
#[tokio::test]
async fn axums_own_sockets_are_typed() {
    let (_, handle) = Server::builder().into_service().unwrap();
    let route = any(async |upgrade: WebSocketUpgrade| {
        upgrade.on_upgrade(async |socket| {
            let mut socket: Socket<talk::Channel, ServerSide, _> =
                Socket::new(AxumWebSocket::new(socket));
            while let Some(message) = socket.recv().await {
                let answer = match message {
                    Ok(talk::ClientMessage::Said(said)) => said.text,
                    Ok(other) => format!("{other:?}"),
                    Err(error) => error.to_string(),
                };
                if answer == "bye" {
                    socket.close(4000.into(), "as you like").await.unwrap();
                } else {
                    socket.send(Heard::new(answer)).await.unwrap();
                }
            }
        })
    });
    let server = serve(page().route("/talk", route), handle).await;
    let mut client = talk::ClientSocket::connect(&server.url, &(), &(), &())
        .await
        .unwrap();
    client.say(Said::new("hi")).await.unwrap();
    let heard = soon(client.recv()).await.unwrap().unwrap();
    assert_eq!(heard, talk::ServerMessage::Heard(Heard::new("hi")));

    let mut client = raw(&server, "/talk").await;
    send(&mut client, "nonsense").await;
    assert!(text(&mut client).await.contains("nonsense"));
    send(&mut client, r#"{"type":"said","text":"bye"}"#).await;
    let frame = closed(&mut client).await;
    assert_eq!(frame, crate::close_frame(4000, "as you like"));
    assert_eq!(
        ask(server.address, "GET /talk", HANDSHAKE).await.status,
        101
    );
}
