//! The managed client: it connects, presents credentials, reconnects, queues and resubscribes.
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
