//! A server of typed channels: handlers, connections, limits.
//!
//! Generated code has a trait `Handler` in each channel's module, and a function `endpoint` that makes
//! an [`Endpoint`] of what implements it. For a channel that is written by hand there are the trait
//! [`Handler`] and the function [`endpoint`] here. A [`Server`] serves any number of them on one port.
//!
//! ```
//! use asyncapi_channels::asyncapi;
//! use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
//! use std::time::Duration;
//!
//! asyncapi!(inline = r#"
//! asyncapi: 3.0.0
//! info: {title: Greeter, version: 1.0.0}
//! channels:
//!   greeter:
//!     address: /greet/{language}
//!     parameters: {language: {enum: [en, fr]}}
//!     messages:
//!       name: {payload: {type: object, required: [name], properties: {name: {type: string}}}}
//!       greeting: {payload: {type: object, required: [text], properties: {text: {type: string}}}}
//! operations:
//!   introduce:
//!     action: send
//!     channel: {$ref: '#/channels/greeter'}
//!     messages: [{$ref: '#/channels/greeter/messages/name'}]
//!   greet:
//!     action: receive
//!     channel: {$ref: '#/channels/greeter'}
//!     messages: [{$ref: '#/channels/greeter/messages/greeting'}]
//! "#);
//!
//! use greeter::{Channel, ClientSocket, Connection, Handler, Params};
//!
//! struct Greeter;
//!
//! impl Handler for Greeter {
//!     type Session = GreeterLanguage;
//!
//!     async fn on_connect(
//!         &self,
//!         request: &mut ConnectRequest<Channel>,
//!     ) -> Result<GreeterLanguage, Reject> {
//!         Ok(request.params.language)
//!     }
//!
//!     async fn on_introduce(
//!         &self,
//!         connection: &Connection<GreeterLanguage>,
//!         message: Name,
//!     ) -> Result<(), HandlerError> {
//!         let hello = match connection.session() {
//!             GreeterLanguage::En => "Hello",
//!             GreeterLanguage::Fr => "Bonjour",
//!         };
//!         connection.greet(Greeting::new(format!("{hello}, {}!", message.name))).await?;
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::builder()
//!     .serve(greeter::endpoint(Greeter))
//!     .bind("127.0.0.1:0")
//!     .await?;
//! let (url, handle) = (format!("ws://{}", server.local_addr()), server.handle());
//! tokio::spawn(server.run());
//!
//! let params = Params::new(GreeterLanguage::Fr);
//! let mut socket = ClientSocket::connect(&url, &params, &(), &()).await?;
//! socket.introduce(Name::new("Ada")).await?;
//! let greeter::ServerMessage::Greeting(greeting) = socket.recv().await.unwrap()?;
//! assert_eq!(greeting.text, "Bonjour, Ada!");
//! # drop(socket);
//! handle.shut_down(Duration::from_secs(5)).await;
//! # Ok(())
//! # }
//! ```
//!
//! # The life of a connection
//!
//! 1. The request is matched: its path (404), whether it is a handshake (405, 426, 400), its `Origin`
//!    (403), whether there is a place (503), its parameters, query and headers (400).
//! 2. `on_connect` lets the client in and makes the session, or refuses it with a [`Reject`]. A panic
//!    is 500.
//! 3. The request is answered, the connection enters the [`Hub`](crate::Hub), and `on_open` is called.
//! 4. Each message is handled, one after the other: nothing is read while a handler runs, so that a
//!    client cannot send more than is handled. What is sent meanwhile is written meanwhile.
//! 5. The connection leaves the hub with its rooms, and `on_disconnect` is called, exactly once for each
//!    `on_connect` that let a client in, however the connection ended.
//!
//! # Runtime
//!
//! A server needs tokio with its I/O and its timers. Each connection is one task.

mod bucket;
mod config;
mod connection;
mod driver;
mod endpoint;
mod handler;
mod id;
mod layers;
mod listener;
mod observe;
mod outbox;
mod peer;
mod registry;
mod reply;
mod request;
mod routes;
mod run;
mod serve;
mod watched;

pub use crate::error::BoxError;
pub use config::{ConnectionConfig, InvalidMessage, Rate, SlowConsumer, WhenExceeded};
pub use connection::Connection;
pub use endpoint::{Body, ConnectService, Endpoint, NoBody};
pub use handler::{Handler, Served, endpoint};
pub use id::{ConnectionId, ParseConnectionIdError};
pub use layers::{IncomingMessage, MessageService};
pub use listener::{Acceptor, Server, ServerBuilder, ServerHandle};
pub use peer::{Peer, Queuing};
pub use registry::ShutdownReport;
pub use request::{ConnectRequest, PeerAddr, Reject};
pub use routes::ServerService;
pub use serve::{Disconnect, HandlerError, Serve};

pub use crate::hub::{Delivery, Recipients};

pub(crate) use connection::Link;
pub(crate) use outbox::Pushed;
#[doc(hidden)]
pub use reply::{keep_request_id, reply, request_id};
#[doc(hidden)]
pub use serve::operation_name;
