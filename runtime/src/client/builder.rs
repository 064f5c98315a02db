//! Making a client.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use tokio_tungstenite::tungstenite::http::header::HOST;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, Request};

use super::Client;
use super::auth::{Authenticate, Provide, add_subprotocols};
use super::config::{Config, Heartbeat};
use super::reconnect::{ConnectError, Reconnect};
use super::sending::WhenFull;
use super::transport::Connect;
use crate::channel::is_handshake;
use crate::error::BoxError;
use crate::{AddressError, Channel, ParameterKind, SocketConfig};

/// What a client is made of; generated code makes it with `Client::builder`. `T` is the generated
/// client.
///
/// All sizes are in bytes.
#[must_use]
pub struct Builder<C: Channel, T = Client<C>> {
    config: Config<C>,
    client: PhantomData<fn() -> T>,
}

impl<C, T> Builder<C, T>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
    T: From<Client<C>>,
{
    /// A client that opens its connections with this request, as [`Channel::request`] makes it. An error
    /// is told when the client connects.
    pub fn new(request: Result<Request<()>, AddressError>) -> Self {
        Self {
            config: Config::new(request),
            client: PhantomData,
        }
    }

    fn request(
        mut self,
        change: impl FnOnce(&mut Request<()>) -> Result<(), AddressError>,
    ) -> Self {
        if let Ok(request) = &mut self.config.request
            && let Err(error) = change(request)
        {
            self.config.request = Err(error);
        }
        self
    }

    /// Adds a header to the request of the handshake. It must not be one of the WebSocket handshake
    /// itself; a wrong one is told when the client connects.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.request(|request| {
            let invalid =
                |reason| AddressError::invalid(ParameterKind::Header, name, value, reason);
            let parsed = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| invalid("expected the name of an HTTP header"))?;
            if is_handshake(&parsed) {
                return Err(invalid(
                    "this header belongs to the WebSocket handshake itself",
                ));
            }
            let text = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|_| invalid("expected text without control characters"))?;
            match parsed == HOST {
                true => drop(request.headers_mut().insert(parsed, text)),
                false => drop(request.headers_mut().append(parsed, text)),
            }
            Ok(())
        })
    }

    /// Offers subprotocols, the preferred one first (RFC 6455 section 1.9). A server that chooses none of
    /// them fails the attempt. A name that is none is told when the client connects.
    pub fn subprotocols<P: AsRef<str>>(self, names: impl IntoIterator<Item = P>) -> Self {
        names.into_iter().fold(self, |builder, name| {
            builder.request(|request| add_subprotocols(name.as_ref(), request))
        })
    }

    /// Adds what proves who the client is. It is asked at each attempt; where there are several, one
    /// after the other.
    pub fn authentication(mut self, strategy: impl Authenticate) -> Self {
        self.config.authentication.push(Box::new(strategy));
        self
    }

    /// Sends a message first on each connection, before all others, such as one with a token.
    pub fn first_message<F, Fut>(mut self, make: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<C::ClientMessage, BoxError>> + Send + 'static,
    {
        self.config.first_message = Some(Box::new(move || Box::pin(make())));
        self
    }

    /// As [`first_message`](Self::first_message), for a message that the document says.
    #[doc(hidden)]
    pub fn provided_first<M: 'static>(
        self,
        message: impl Provide<M>,
        into: fn(M) -> C::ClientMessage,
    ) -> Self {
        let message = Arc::new(message);
        self.first_message(move || {
            let message = Arc::clone(&message);
            async move { message.provide().await.map(into) }
        })
    }

    /// What the WebSocket runs over, in place of TCP.
    pub fn connector(mut self, connector: impl Connect) -> Self {
        self.config.connector = Some(Box::new(connector));
        self
    }

    /// How TLS is spoken for `wss://`, in place of what the TLS feature of tokio-tungstenite has.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn tls(mut self, tls: tokio_tungstenite::Connector) -> Self {
        self.config.tls = Some(tls);
        self
    }

    /// The buffers and limits of a connection.
    pub fn socket(mut self, config: SocketConfig) -> Self {
        self.config.socket = config;
        self
    }

    /// When the client connects again, and for how long it tries.
    pub fn reconnect(mut self, reconnect: Reconnect) -> Self {
        self.config.reconnect = reconnect;
        self
    }

    /// Finds connections that are dead: when nothing was heard for `interval`, a ping is sent, and when
    /// nothing is heard for `timeout` after that, the connection is given up. At first 20 s and 10 s.
    pub fn heartbeat(mut self, interval: Duration, timeout: Duration) -> Self {
        self.config.heartbeat = Some(Heartbeat { interval, timeout });
        self
    }

    /// Leaves it to the system to find connections that are dead, which may take hours.
    pub fn without_heartbeat(mut self) -> Self {
        self.config.heartbeat = None;
        self
    }

    /// How much may wait to be sent, each message with 64 bytes beyond its payload, and what happens to
    /// [`send`](super::Client::send) when that is not enough; [`try_send`](super::Client::try_send) is
    /// rejected then. At first 1 MiB, and sending [waits](WhenFull::Wait).
    pub fn queue(mut self, bytes: usize, when_full: WhenFull) -> Self {
        self.config.queue = bytes;
        self.config.when_full = when_full;
        self
    }

    /// How much may be handed to a connection before the other side is known to have it; 4 MiB at first.
    /// The rest waits in the queue. The client keeps what is not confirmed.
    pub fn window(mut self, bytes: usize) -> Self {
        self.config.window = bytes;
        self
    }

    /// Whether messages that are [idempotent](super::Submitting::idempotent) are sent again when a
    /// connection has ended before the other side was known to have them, and requests before they were
    /// answered; not at first. They go before all that waits, in their order.
    pub fn resend_idempotent(mut self, on: bool) -> Self {
        self.config.resend = on;
        self
    }

    /// How long [`request`](super::Client::request) waits for a reply; 30 s at first, and `None` is
    /// forever. Time in the queue counts.
    pub fn request_timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.config.request_timeout = time.into();
        self
    }

    /// How long closing may take, with writing what waits; 5 s at first.
    pub fn close_timeout(mut self, time: Duration) -> Self {
        self.config.close_timeout = time;
        self
    }

    /// Leaves out the checks that the Rust types do not make themselves, as
    /// [`Socket::without_validation`](crate::Socket::without_validation) does.
    pub fn without_validation(mut self) -> Self {
        self.config.validate = false;
        self
    }

    /// The client. It does nothing before [`connect`](Client::connect) or [`start`](Client::start), so
    /// that listeners can be added which miss nothing.
    pub fn build(self) -> T {
        T::from(Client::new(self.config))
    }

    /// The client, once it is connected.
    ///
    /// # Errors
    ///
    /// As for [`Client::connect`].
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped early, the client is dropped with it.
    pub async fn connect(self) -> Result<T, ConnectError> {
        let client = Client::new(self.config);
        client.connect().await?;
        Ok(T::from(client))
    }
}

impl<C: Channel, T> fmt::Debug for Builder<C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("channel", &C::NAME)
            .field("reconnect", &self.config.reconnect)
            .finish_non_exhaustive()
    }
}
