//! The managed client: it connects, presents credentials, reconnects, queues and resubscribes.

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
mod state;
mod subscription;
mod ticket;
mod transport;

#[cfg(test)]
mod tests;

pub use auth::{Authenticate, Fresh, Provide, fresh};
pub use builder::Builder;
pub use client::Client;
pub use listeners::Listener;
pub use reconnect::{ConnectError, Failure, Reconnect, Verdict};
pub use request::{Replies, Requesting};
pub use sending::{Fate, SendError, Submitting, WhenFull};
pub use state::{Closed, Opened, State};
pub use subscription::{Buffer, Messages, States};
pub use transport::{Connect, IoStream};

use shared::Shared;

pub use crate::error::BoxError;
