//! What a server allows its connections, each with a default.

use std::time::Duration;

use crate::SocketConfig;

/// What a server does with a connection that takes its messages too slowly, when there is no more
/// room for them in its queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SlowConsumer {
    /// Whoever sends to this one connection waits until there is room. What is sent to many at once
    /// waits for no one: a connection without room is closed, as with [`Close`](Self::Close).
    #[default]
    Wait,
    /// The oldest message that waits is dropped, for data of which only the newest counts. How many
    /// were dropped is told by [`Peer::dropped`](super::Peer::dropped), and by the
    /// [`Delivery`](super::Delivery) of what was sent to many.
    DropOldest,
    /// The connection is closed with 1013 (try again later).
    Close,
}

/// What a server does with a message that does not decode or breaks its schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvalidMessage {
    /// The client is told, with a text frame `{"message":"…"}` that says what is wrong and where.
    #[default]
    Report,
    /// Nothing is said to the client.
    Ignore,
    /// The connection is closed with 1007 (invalid payload data).
    Close,
}

/// How many messages a client may send, with pings: so many a second on average, and so many at once.
///
/// ```
/// use asyncapi_channels::server::{Rate, WhenExceeded};
///
/// let rate = Rate::new(100, 500).when_exceeded(WhenExceeded::Close);
/// # let _ = rate;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Rate {
    pub(crate) per_second: u32,
    pub(crate) burst: u32,
    pub(crate) exceeded: WhenExceeded,
}

impl Rate {
    /// On average `per_second`, of which `burst` may come at once. Either is at least 1.
    pub const fn new(per_second: u32, burst: u32) -> Self {
        Self {
            per_second: if per_second == 0 { 1 } else { per_second },
            burst: if burst == 0 { 1 } else { burst },
            exceeded: WhenExceeded::Pause,
        }
    }

    /// What happens to a client that sends more; at first it is not read for a while.
    pub const fn when_exceeded(mut self, exceeded: WhenExceeded) -> Self {
        self.exceeded = exceeded;
        self
    }
}

/// What happens to a client that sends more than its [`Rate`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WhenExceeded {
    /// Nothing is read from it until it may send again, so that it has to wait. Nothing is lost.
    #[default]
    Pause,
    /// The connection is closed with 1008 (policy violation).
    Close,
}

/// From which web pages a connection may be opened: the allowed values of the header `Origin`,
/// which browsers send (RFC 6455 section 10.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origins {
    /// All of them.
    #[default]
    Any,
    /// These, in lower case. A client that is no browser sends no `Origin` and is let in.
    Listed(Vec<String>),
}

/// What one connection of a server may take, and for how long it may say nothing.
///
/// ```
/// use asyncapi_channels::server::{ConnectionConfig, SlowConsumer};
/// use std::time::Duration;
///
/// let config = ConnectionConfig::new()
///     .queue(64 * 1024)
///     .slow_consumer(SlowConsumer::Close)
///     .idle_timeout(Some(Duration::from_secs(20)))
///     .origins(["https://chat.example.com"]);
/// # let _ = config;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct ConnectionConfig {
    pub(crate) socket: SocketConfig,
    pub(crate) max_fragments: usize,
    pub(crate) ping_interval: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) write_timeout: Duration,
    pub(crate) close_timeout: Duration,
    pub(crate) queue: usize,
    pub(crate) slow_consumer: SlowConsumer,
    pub(crate) invalid_message: InvalidMessage,
    pub(crate) inbound_rate: Option<Rate>,
    pub(crate) origins: Origins,
    pub(crate) validate: bool,
}

impl ConnectionConfig {
    /// The defaults, as each method tells them.
    pub const fn new() -> Self {
        Self {
            socket: SocketConfig::new()
                .read_buffer(4 * 1024)
                .write_buffer(16 * 1024)
                .max_write_buffer(usize::MAX)
                .max_message(1024 * 1024),
            max_fragments: 1024,
            ping_interval: Some(Duration::from_secs(30)),
            idle_timeout: Some(Duration::from_secs(75)),
            write_timeout: Duration::from_secs(30),
            close_timeout: Duration::from_secs(5),
            queue: 1024 * 1024,
            slow_consumer: SlowConsumer::Wait,
            invalid_message: InvalidMessage::Report,
            inbound_rate: None,
            origins: Origins::Any,
            validate: true,
        }
    }

    /// Buffers and limits of the WebSocket. At first a read buffer of 4 KiB, a write buffer of 16 KiB
    /// and messages of up to 1 MiB, which differ from [`SocketConfig::new`]: a server has many
    /// connections. A longer message or frame closes the connection with 1009 (message too big).
    ///
    /// What waits to be written is bounded by [`queue`](Self::queue), so that `max_write_buffer`
    /// counts for nothing here; nor does `nodelay`: a [`Server`](super::Server) sets `TCP_NODELAY`,
    /// and for a stream of the application's own that is the application's to do.
    pub const fn socket(mut self, config: SocketConfig) -> Self {
        self.socket = config.max_write_buffer(usize::MAX);
        self
    }

    /// Of how many frames a message may be made (RFC 6455 section 5.4); 1,024 at first. More close
    /// the connection with 1008 (policy violation).
    pub const fn max_fragments(mut self, frames: usize) -> Self {
        self.max_fragments = frames;
        self
    }

    /// After how long a time without anything from the client it is sent a ping; 30 seconds at first.
    pub const fn ping_interval(mut self, interval: Option<Duration>) -> Self {
        self.ping_interval = interval;
        self
    }

    /// After how long a time without anything from the client, be it a pong, the connection is given
    /// up; 75 seconds at first. A frame or a fragmented message that is not finished counts as
    /// nothing, and the time that a handler takes does not count.
    pub const fn idle_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long a client may take nothing of what waits to be written before the connection is given
    /// up; 30 seconds at first.
    pub const fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How long the closing handshake (RFC 6455 section 7.1.2) may take, with what still waits to be
    /// written; 5 seconds at first.
    pub const fn close_timeout(mut self, timeout: Duration) -> Self {
        self.close_timeout = timeout;
        self
    }

    /// How many bytes may wait to be written to one connection; 1 MiB at first. Each message counts
    /// with its payload and 64 bytes. A single message may be larger than that, when nothing else
    /// waits.
    pub const fn queue(mut self, bytes: usize) -> Self {
        self.queue = bytes;
        self
    }

    /// What happens when the queue has no more room; at first whoever sends to the connection waits.
    pub const fn slow_consumer(mut self, policy: SlowConsumer) -> Self {
        self.slow_consumer = policy;
        self
    }

    /// What happens to a message that is not valid, if the handler's `on_error` does not say
    /// otherwise; at first the client is told. The connection stays open unless this says
    /// [`InvalidMessage::Close`].
    pub const fn invalid_message(mut self, policy: InvalidMessage) -> Self {
        self.invalid_message = policy;
        self
    }

    /// How many messages a client may send; at first as many as are read and handled, since one
    /// client does not keep others from their turn.
    pub const fn inbound_rate(mut self, rate: Option<Rate>) -> Self {
        self.inbound_rate = rate;
        self
    }

    /// From which web pages a connection may be opened, such as `https://chat.example.com`; at first
    /// from all. Where cookies or the network decide who is let in, name the pages: without that any
    /// page which a user opens can act as that user (cross-site WebSocket hijacking). Other origins
    /// are refused with 403; a client that sends no `Origin` is no browser and is let in.
    pub fn origins<I>(mut self, origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let origins = origins
            .into_iter()
            .map(|origin| origin.into().trim_end_matches('/').to_ascii_lowercase());
        self.origins = Origins::Listed(origins.collect());
        self
    }

    /// Whether messages are wholly checked when they are read and written, as they are at first; see
    /// [`Socket::without_validation`](crate::Socket::without_validation).
    pub const fn validation(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }
}

impl Default for ConnectionConfig {
    fn default() -> Self {
        Self::new()
    }
}
