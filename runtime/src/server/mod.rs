//! A server of typed channels: handlers, connections, limits.

mod bucket;
mod config;
mod connection;
mod driver;
mod endpoint;
mod id;
mod layers;
mod listener;
mod observe;
mod outbox;
mod peer;
mod registry;
mod request;
mod routes;
mod run;
mod serve;
mod watched;

pub use config::{ConnectionConfig, InvalidMessage, Rate, SlowConsumer, WhenExceeded};
pub use connection::Connection;
pub use endpoint::{Body, ConnectService, Endpoint};
pub use id::{ConnectionId, ParseConnectionIdError};
pub use layers::{IncomingMessage, MessageService};
pub use listener::{Acceptor, Server, ServerBuilder, ServerHandle};
pub use peer::{Peer, Queuing};
pub use registry::ShutdownReport;
pub use request::{ConnectRequest, PeerAddr, Reject};
pub use routes::ServerService;
pub use serve::{BoxError, Disconnect, HandlerError, Serve};

pub use crate::hub::{Delivery, Recipients};

pub(crate) use connection::Link;
#[cfg(test)]
pub(crate) use outbox::Outbox;
pub(crate) use outbox::Pushed;
#[doc(hidden)]
pub use serve::operation_name;
