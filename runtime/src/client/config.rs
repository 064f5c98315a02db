//! What a client is made of.

use std::time::Duration;

use tokio_tungstenite::tungstenite::http::Request;

use super::auth::Authenticate;
use super::reconnect::Reconnect;
use super::sending::WhenFull;
use super::transport::Connect;
use crate::{AddressError, Channel, SocketConfig};
use futures_util::future::BoxFuture;

use crate::error::BoxError;

/// Makes the first message of each connection.
pub(crate) type FirstMessage<C> =
    dyn Fn() -> BoxFuture<'static, Result<<C as Channel>::ClientMessage, BoxError>> + Send + Sync;

/// All that a [`Builder`](super::Builder) sets.
pub(crate) struct Config<C: Channel> {
    pub(crate) request: Result<Request<()>, AddressError>,
    pub(crate) authentication: Vec<Box<dyn Authenticate>>,
    pub(crate) first_message: Option<Box<FirstMessage<C>>>,
    pub(crate) connector: Option<Box<dyn Connect>>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) tls: Option<tokio_tungstenite::Connector>,
    pub(crate) socket: SocketConfig,
    pub(crate) reconnect: Reconnect,
    pub(crate) heartbeat: Option<Heartbeat>,
    pub(crate) queue: usize,
    pub(crate) when_full: WhenFull,
    pub(crate) window: usize,
    pub(crate) resend: bool,
    pub(crate) request_timeout: Option<Duration>,
    pub(crate) close_timeout: Duration,
    pub(crate) validate: bool,
}

/// How a dead connection is found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heartbeat {
    /// How long nothing is heard before a ping is sent.
    pub(crate) interval: Duration,
    /// How long nothing is heard after that before the connection is given up.
    pub(crate) timeout: Duration,
}

impl<C: Channel> Config<C> {
    pub(crate) fn new(request: Result<Request<()>, AddressError>) -> Self {
        Self {
            request,
            authentication: Vec::new(),
            first_message: None,
            connector: None,
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            tls: None,
            socket: SocketConfig::new(),
            reconnect: Reconnect::new(),
            heartbeat: Some(Heartbeat {
                interval: Duration::from_secs(20),
                timeout: Duration::from_secs(10),
            }),
            queue: 1024 * 1024,
            when_full: WhenFull::Wait,
            window: 4 * 1024 * 1024,
            resend: false,
            request_timeout: Some(Duration::from_secs(30)),
            close_timeout: Duration::from_secs(5),
            validate: true,
        }
    }
}
