//! A network in memory, for tests of clients and servers.
//!
//! Over a [`Network`] everything is as over TCP, with real handshakes and real frames, but without
//! ports and with the faults that a test asks for:
//!
//! | What happens to users | In a test |
//! |---|---|
//! | a long way | [`set_delay`](Network::set_delay) |
//! | a slow line, a peer that reads slowly | [`set_bandwidth`](Network::set_bandwidth), [`set_buffer`](Network::set_buffer) |
//! | a peer that vanishes without a word, a frozen line | [`stall`](Network::stall) |
//! | a connection that breaks | [`cut`](Network::cut) |
//! | a connection that breaks within a frame or a handshake | [`cut_after`](Network::cut_after) |
//! | a server that is down | [`refuse`](Network::refuse) |
//!
//! Time is that of tokio: with `tokio::time::pause` (its feature `test-util`) a test of timeouts and
//! delays takes no time, and each run of it is the same.
//!
//! - A server serves a network with `Acceptor::serve_network`; one made by hand accepts from it with
//!   [`Network::accept`].
//! - A client connects with [`Network::connect`], and what takes a `client::Connect` takes a network.
//! - Where handshakes do not matter, [`Channel::pair`](crate::Channel::pair) and [`Network::pair`] are
//!   two sockets that are connected.
//!
#![cfg_attr(
    all(feature = "macros", feature = "server"),
    doc = r##"
```
use asyncapi_channels::{Channel as _, asyncapi};
use asyncapi_channels::memory::Network;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
use std::time::Duration;
use tokio::time::Instant;

asyncapi!(inline = r#"
asyncapi: 3.0.0
info: {title: Echo, version: 1.0.0}
channels:
  echo:
    address: /echo
    messages:
      call: {payload: {type: object, required: [call], properties: {call: {type: string}}}}
      echo: {payload: {type: object, required: [echo], properties: {echo: {type: string}}}}
operations:
  call:
    action: send
    channel: {$ref: '#/channels/echo'}
    messages: [{$ref: '#/channels/echo/messages/call'}]
  answer:
    action: receive
    channel: {$ref: '#/channels/echo'}
    messages: [{$ref: '#/channels/echo/messages/echo'}]
"#);

use echo::{Channel, ClientSocket, Connection, Handler};

struct Wall;

impl Handler for Wall {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_call(&self, wall: &Connection<()>, message: Call) -> Result<(), HandlerError> {
        Ok(wall.answer(Echo::new(message.call)).await?)
    }
}


#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network = Network::new();
    let server = Server::builder().serve(echo::endpoint(Wall)).acceptor()?;
    tokio::spawn(server.serve_network(network.clone()));

    let request = Channel::request("ws://wall", &(), &(), &())?;
    let stream = network.connect().await?;
    let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
    let mut socket = ClientSocket::new(socket);

    // A second there, a second back.
    network.set_delay(Duration::from_secs(1));
    let called = Instant::now();
    socket.call(Call::new("hello")).await?;
    let echo::ServerMessage::Echo(answer) = socket.recv().await.unwrap()?;
    assert_eq!(answer.echo, "hello");
    assert_eq!(called.elapsed(), Duration::from_secs(2));

    network.cut();
    assert!(socket.recv().await.unwrap().is_err());
    Ok(())
}
```
"##
)]

mod network;
mod pipe;
mod stream;

#[cfg(test)]
mod tests;

pub use network::{MemoryWebSocket, Network, Pair};
pub use stream::MemoryStream;
