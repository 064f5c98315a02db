//! The sizes and limits of a connection.

use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// How much a frame's header has at most (RFC 6455 section 5.2), and a control frame in all
/// (section 5.5).
const HEADER: usize = 14;
const CONTROL_FRAME: usize = HEADER + 125;

/// The buffers and limits of one connection, for [`connect_with`](crate::connect_with) and
/// [`accept_with`](crate::accept_with). All sizes are in bytes.
///
/// The defaults suit many connections with small messages. Over a WebSocket that was opened in
/// another way, its own settings hold; [`WebSocketConfig`] can be made from this type.
///
/// ```
/// use asyncapi_channels::SocketConfig;
/// use asyncapi_channels::tungstenite::protocol::WebSocketConfig;
///
/// let config = SocketConfig::new().read_buffer(4 * 1024).max_message(64 * 1024);
/// assert_eq!(WebSocketConfig::from(config).max_message_size, Some(64 * 1024));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct SocketConfig {
    read_buffer: usize,
    write_buffer: usize,
    max_write_buffer: usize,
    max_message: usize,
    max_frame: usize,
    nodelay: bool,
}

impl SocketConfig {
    /// The defaults.
    pub const fn new() -> Self {
        Self {
            read_buffer: 16 * 1024,
            write_buffer: 64 * 1024,
            max_write_buffer: 16 * 1024 * 1024,
            max_message: 16 * 1024 * 1024,
            max_frame: usize::MAX,
            nodelay: true,
        }
    }

    /// How much is read from the connection at once; 16 KiB at first. Each connection holds a buffer
    /// of this size as long as it is open, and clears it at each read. 4 KiB make idle connections
    /// smaller; more than 16 KiB are of use to messages of that size.
    pub const fn read_buffer(mut self, bytes: usize) -> Self {
        self.read_buffer = bytes;
        self
    }

    /// How much is gathered before it is written without a flush; 64 KiB at first. When this much
    /// waits and the connection takes no more, `send` and `feed` wait. A connection keeps the memory
    /// that it once needed. With 0, each message is written as soon as it is taken.
    pub const fn write_buffer(mut self, bytes: usize) -> Self {
        self.write_buffer = bytes;
        self
    }

    /// How much may wait to be written in all, with the answers to pings; 16 MiB at first. A message
    /// of more than this cannot be sent. It is at least the [write buffer](Self::write_buffer).
    pub const fn max_write_buffer(mut self, bytes: usize) -> Self {
        self.max_write_buffer = bytes;
        self
    }

    /// How long a message may be that is received, with all its fragments; 16 MiB at first. A longer
    /// one is an error that ends the connection,
    /// [`MessageTooLong`](tokio_tungstenite::tungstenite::error::CapacityError::MessageTooLong).
    pub const fn max_message(mut self, bytes: usize) -> Self {
        self.max_message = bytes;
        self
    }

    /// How long the content of one frame may be that is received; at first, as long as a message. It
    /// is never more than that.
    pub const fn max_frame(mut self, bytes: usize) -> Self {
        self.max_frame = bytes;
        self
    }

    /// Whether a TCP connection has `TCP_NODELAY`, as it has at first: what is written goes out at
    /// once, and does not wait until the other side has acknowledged what came before. Messages are
    /// gathered by this crate already.
    pub const fn nodelay(mut self, on: bool) -> Self {
        self.nodelay = on;
        self
    }

    /// How long a message may be that is sent.
    #[cfg(feature = "client")]
    pub(crate) fn longest_sent(&self) -> usize {
        self.max_write_buffer.max(self.write_buffer)
    }

    pub(crate) const fn has_nodelay(&self) -> bool {
        self.nodelay
    }
}

impl Default for SocketConfig {
    fn default() -> Self {
        Self::new()
    }
}

impl From<SocketConfig> for WebSocketConfig {
    fn from(config: SocketConfig) -> Self {
        // There is always room for a control frame and for a message of the greatest size.
        let most = config.max_write_buffer.saturating_add(HEADER);
        // A buffer without a limit would leave no room for its own limit to be greater.
        let write_buffer = config.write_buffer.min(usize::MAX - CONTROL_FRAME);
        Self::default()
            .read_buffer_size(config.read_buffer)
            .write_buffer_size(write_buffer)
            .max_write_buffer_size(most.max(write_buffer + CONTROL_FRAME))
            .max_message_size(Some(config.max_message))
            .max_frame_size(Some(config.max_frame.min(config.max_message)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_sizes_are_ones_that_tungstenite_takes() {
        for size in [0, 1, 125, 32 * 1024, usize::MAX - 1, usize::MAX] {
            for limit in [0, 1, 32 * 1024, usize::MAX] {
                let config = SocketConfig::new()
                    .write_buffer(size)
                    .max_write_buffer(limit);
                let config = WebSocketConfig::from(config);
                assert!(config.max_write_buffer_size > config.write_buffer_size);
            }
        }
    }

    #[test]
    fn a_frame_is_no_longer_than_a_message() {
        let config = SocketConfig::default().max_message(10);
        assert_eq!(WebSocketConfig::from(config).max_frame_size, Some(10));
        let config = config.max_frame(20);
        assert_eq!(WebSocketConfig::from(config).max_frame_size, Some(10));
        let config = config.max_frame(5);
        assert_eq!(WebSocketConfig::from(config).max_frame_size, Some(5));
        assert_eq!(WebSocketConfig::from(config).max_message_size, Some(10));
    }
}
