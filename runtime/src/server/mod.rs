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
mod registry;
mod request;
mod routes;
mod run;
mod serve;
mod watched;

pub use config::{ConnectionConfig, InvalidMessage, Rate, SlowConsumer, WhenExceeded};
pub use connection::{Connection, Queuing};
pub use endpoint::{Body, ConnectService, Endpoint};
pub use id::{ConnectionId, ParseConnectionIdError};
pub use layers::{IncomingMessage, MessageService};
pub use listener::{Acceptor, Server, ServerBuilder, ServerHandle};
pub use registry::ShutdownReport;
pub use request::{ConnectRequest, PeerAddr, Reject};
pub use routes::ServerService;
pub use serve::{BoxError, Disconnect, HandlerError, Serve};

pub(crate) use connection::Link;
#[doc(hidden)]
pub use serve::operation_name;
