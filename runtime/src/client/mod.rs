//! The managed client: it stays connected, whatever the network does, and loses nothing.
//!
//! Generated code has a `Client` in each channel's module, with one method for each operation that the
//! client sends and an `on_…` for each that the server does. `Client::builder` takes the server and all
//! that the document asks for: parameters, query, headers, credentials.
//!
#![cfg_attr(
    all(feature = "macros", feature = "server"),
    doc = r##"
```
use asyncapi_channels::client::State;
use asyncapi_channels::memory::Network;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
use asyncapi_channels::asyncapi;

asyncapi!(inline = r#"
asyncapi: 3.0.0
info: {title: Weather, version: 1.0.0}
channels:
  weather:
    address: /weather
    messages:
      watch: {payload: {type: object, required: [watch], properties: {watch: {type: string}}}}
      report: {payload: {type: object, required: [city, degrees],
        properties: {city: {type: string}, degrees: {type: integer}}}}
      ask: {payload: {type: object, required: [ask], properties: {ask: {type: string}}}}
      answer: {payload: {type: object, required: [answer], properties: {answer: {type: string}}}}
operations:
  watch:
    action: send
    channel: {$ref: '#/channels/weather'}
    messages: [{$ref: '#/channels/weather/messages/watch'}]
  report:
    action: receive
    channel: {$ref: '#/channels/weather'}
    messages: [{$ref: '#/channels/weather/messages/report'}]
  ask:
    action: send
    channel: {$ref: '#/channels/weather'}
    messages: [{$ref: '#/channels/weather/messages/ask'}]
    reply: {messages: [{$ref: '#/channels/weather/messages/answer'}]}
"#);

use weather::{Channel, Client, Connection, Handler, ServerMessage};

struct Station;

impl Handler for Station {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_watch(&self, client: &Connection<()>, message: Watch) -> Result<(), HandlerError> {
        Ok(client.report(Report::new(message.watch, 20)).await?)
    }

    // The document names a reply, so that a handler returns it.
    async fn on_ask(&self, _: &Connection<()>, message: Ask) -> Result<Answer, HandlerError> {
        Ok(Answer::new(format!("{}? It will be fine.", message.ask)))
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A network in memory, for this example; without `connector`, it is TCP.
    let network = Network::new();
    let server = Server::builder().serve(weather::endpoint(Station)).acceptor()?;
    tokio::spawn(server.serve_network(network.clone()));

    let client = Client::builder("ws://weather.example").connector(network.clone()).build();
    // What is subscribed to on every connection, before anything else is sent.
    let _watching = client.with_reconnect(|client| async move {
        Ok(client.watch(Watch::new("Paris")).await?)
    });
    let _printing = client.on_report(|report| println!("{} °C", report.degrees));
    let mut messages = client.messages();
    client.connect().await?;
    assert!(matches!(messages.recv().await, Some(Ok(ServerMessage::Report(_)))));

    let answer = client.request(Ask::new("Tomorrow")).await?;
    assert_eq!(answer.answer, "Tomorrow? It will be fine.");

    network.cut();
    // It is queued, and sent when there is a connection again.
    client.watch(Watch::new("Oslo")).await?;
    assert_eq!(client.state(), State::Connected);
    assert!(client.close().await.is_empty());
    Ok(())
}
```
"##
)]
//!
//! # What becomes of a message
//!
//! Each message that is handed over is sent, or given back:
//!
//! - [`send`](Client::send) and the methods of operations are futures that are ready when a connection
//!   has the message; until then it waits in a queue, which is bounded. If it is not going to be sent, it
//!   is in the [`SendError`], with its [`Fate`].
//! - [`try_send`](Client::try_send) does not wait. What could never be sent is in [`Closed::unsent`].
//! - What a connection has may still not arrive, when it ends. The client asks the server now and then
//!   with a ping how far it has read (RFC 6455 section 5.5.2), so that it knows; what is not known to
//!   have arrived is in [`Closed::maybe_sent`], or in the error of
//!   [`confirmed`](Submitting::confirmed). It is not sent again, for it might arrive twice, unless it is
//!   [idempotent](Submitting::idempotent): by the call, or by `x-idempotent: true` at the operation in
//!   the document. Even that is sent again only with [`Builder::resend_idempotent`].
//! - Messages are written in the order in which they were handed over, over any number of connections.
//!   What opens a connection comes first each time: the [first message](Builder::first_message), and
//!   what the callbacks of [`with_reconnect`](Client::with_reconnect) send.
//!
//! # Requests
//!
//! Where the document names a reply (`reply` in AsyncAPI 3, `x-response` in 2),
//! [`request`](Client::request) sends a message and waits for it. By the `correlationId` of the document
//! replies find their requests; where there is none, the oldest request that a message can answer gets
//! it. Several may wait at once, and none ends the connection when it waits in vain.
//!
//! # Connecting again
//!
//! [`Reconnect`] says when, and for how long: at first up to 30 times in a row, after random delays of up
//! to 100 ms to 10 s. [`Failure::verdict`] says after what. [`State`] is how the client is, and
//! [`states`](Client::states) how that changes. With a heartbeat a dead connection is found.
//!
//! # Authentication
//!
//! What a client presents to be let in is an [`Authenticate`], which is asked again at each attempt
//! to connect. Several of them apply one after the other.
//!
//! | What the server wants | |
//! |---|---|
//! | the security schemes of the document | [`credentials`] |
//! | `Authorization: Bearer` | [`bearer`] |
//! | a header, query parameter or cookie | [`header`], [`query`], [`cookie`] |
//! | a token among the subprotocols | [`subprotocol`] |
//! | a URL that is signed for AWS API Gateway | `sigv4`, with the feature of that name |
//! | anything else | [`custom`] |
//!
//! Each value is one that stays, such as a text, or [`fresh`] with what finds it for each attempt.
//! One that cannot be found or presented fails the attempt.

mod auth;
mod builder;
#[allow(clippy::module_inception)]
mod client;
mod config;
mod connection;
mod driver;
mod listeners;
mod open;
mod queue;
mod reconnect;
mod request;
mod sending;
mod shared;
#[cfg(feature = "sigv4")]
mod sigv4;
mod state;
mod subscription;
mod ticket;
mod transport;

#[cfg(test)]
mod tests;

#[doc(hidden)]
pub use auth::CredentialSet;
pub use auth::{
    Authenticate, Fresh, Provide, bearer, cookie, credentials, custom, fresh, header, query,
    subprotocol,
};
pub use builder::Builder;
pub use client::Client;
pub use listeners::Listener;
pub use reconnect::{ConnectError, Failure, Reconnect, Verdict};
pub use request::{Replies, Requesting};
pub use sending::{Fate, SendError, Submitting, WhenFull};
#[cfg(feature = "sigv4")]
pub use sigv4::{AwsCredentials, ProvideAwsCredentials, SigV4, sigv4};
pub use state::{Closed, Opened, State};
pub use subscription::{Buffer, Messages, States};
pub use transport::{Connect, IoStream};

use shared::Shared;

pub use crate::error::BoxError;
