//! Handlers that hang or panic at odd places, clients that say nothing at the end, and times without
//! an end: whatever happens, a connection ends and its place is free.

use crate::{close_frame, raw, send, shake, soon, start, text};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{
    ConnectRequest, ConnectionConfig, Disconnect, HandlerError, Reject, Server, ServerHandle,
};
use asyncapi_channels::tungstenite::Message as Raw;
use futures_util::StreamExt;
use std::future::{Future, pending};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

asyncapi_channels::asyncapi!(
    inline = r#"
asyncapi: 3.0.0
info: {title: Odd, version: 1.0.0}
channels:
  odd:
    address: /odd
    messages: {word: {payload: {type: string}}, answer: {payload: {type: string}}}
operations:
  say: {action: send, channel: {$ref: '#/channels/odd'}, messages: [{$ref: '#/channels/odd/messages/word'}]}
  answer: {action: receive, channel: {$ref: '#/channels/odd'}, messages: [{$ref: '#/channels/odd/messages/answer'}]}
"#
);

use odd::{Channel, Connection, Handler, ServerMessage};

/// Where it hangs, and whoever wants to know what happens.
struct Odd {
    hangs_at: &'static str,
    told: UnboundedSender<&'static str>,
}

impl Odd {
    async fn reach(&self, place: &'static str) {
        let _ = self.told.send(place);
        if place == self.hangs_at {
            pending::<()>().await;
        }
    }
}

impl Handler for Odd {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Channel>) -> Result<(), Reject> {
        self.reach("on_connect").await;
        Ok(())
    }

    /// No `async fn`: what is before the future runs, and panics, when it is called.
    fn on_say(
        &self,
        connection: &Connection,
        message: String,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        assert_ne!(message, "panic", "as was said");
        async move {
            if message == "close" {
                connection.close(CloseCode::Normal, "as was said");
                self.reach("on_say").await;
            }
            connection.send(ServerMessage::Answer(message)).await?;
            Ok(())
        }
    }

    async fn on_disconnect(&self, _: &Connection, _: Disconnect) {
        self.reach("on_disconnect").await;
    }
}

fn odd_at(hangs_at: &'static str) -> (Odd, UnboundedReceiver<&'static str>) {
    let (told, receiver) = unbounded_channel();
    (Odd { hangs_at, told }, receiver)
}

async fn reached(told: &mut UnboundedReceiver<&'static str>, place: &str) {
    while soon(told.recv()).await.expect("a place") != place {}
}

/// What is cut off is gone soon after.
async fn cut(handle: &ServerHandle) {
    let report = soon(handle.shut_down(Duration::from_millis(100))).await;
    assert_eq!((report.closed, report.cut), (0, 1));
    assert_eq!(handle.connections(), 0);
}

#[tokio::test]
async fn what_hangs_is_cut_off_wherever_it_does() {
    for place in ["on_connect", "on_say", "on_disconnect"] {
        let (handler, mut told) = odd_at(place);
        let server = start(Server::builder().serve(odd::endpoint(handler))).await;
        if place == "on_connect" {
            let (answer, ()) = tokio::join!(shake(&server, "/odd", ""), async {
                reached(&mut told, place).await;
                cut(&server.handle).await;
            });
            assert_eq!(answer.status, 503);
            continue;
        }
        let mut client = raw(&server, "/odd").await;
        send(&mut client, r#""close""#).await;
        if place == "on_disconnect" {
            while soon(client.next()).await.is_some() {}
        }
        reached(&mut told, place).await;
        cut(&server.handle).await;
    }
}

/// A client that never answers the close frame is not waited for beyond the deadline.
#[tokio::test]
async fn a_client_that_does_not_answer_the_close_frame_is_cut_off() {
    let (handler, mut told) = odd_at("");
    let config = ConnectionConfig::new().close_timeout(Duration::from_secs(60));
    let server = start(Server::builder().serve(odd::endpoint(handler).config(config))).await;
    let mut client = raw(&server, "/odd").await;
    send(&mut client, r#""a""#).await;
    assert_eq!(text(&mut client).await, r#""a""#);
    // It is there, and reads nothing more.
    cut(&server.handle).await;
    reached(&mut told, "on_disconnect").await;
}

#[tokio::test]
async fn a_panic_before_there_is_a_future_ends_its_connection_only() {
    let (handler, mut told) = odd_at("");
    let server = start(Server::builder().serve(odd::endpoint(handler))).await;
    let mut other = raw(&server, "/odd").await;
    let mut client = raw(&server, "/odd").await;
    send(&mut client, r#""panic""#).await;
    let frame = soon(client.next()).await.unwrap().unwrap();
    assert_eq!(frame, Raw::Close(Some(close_frame(1011, "internal error"))));
    assert!(soon(client.next()).await.is_none());
    reached(&mut told, "on_disconnect").await;
    send(&mut other, r#""a""#).await;
    assert_eq!(text(&mut other).await, r#""a""#);
    drop(other);
    server.stop().await;
}

/// The longest time there is means never.
#[tokio::test]
async fn times_without_end_are_no_mistake() {
    let (handler, mut told) = odd_at("");
    let never = Duration::MAX;
    let config = ConnectionConfig::new()
        .ping_interval(Some(never))
        .idle_timeout(Some(never))
        .write_timeout(never)
        .close_timeout(never);
    let builder = Server::builder().handshake_timeout(never);
    let server = start(builder.serve(odd::endpoint(handler).config(config))).await;
    let mut client = raw(&server, "/odd").await;
    send(&mut client, r#""close""#).await;
    while soon(client.next()).await.is_some() {}
    reached(&mut told, "on_disconnect").await;
    let report = soon(server.handle.shut_down(never)).await;
    assert_eq!(report.cut, 0);
}
