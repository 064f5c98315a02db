//! What a client's WebSocket runs over.

use std::io;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::http::Uri;

/// A stream of bytes in both directions, such as a TCP connection.
pub trait IoStream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> IoStream for T {}

/// Opens the stream of bytes that a client speaks WebSocket over: by itself a client uses TCP.
///
/// With it a client goes through a proxy, over a Unix socket, or over a
/// network in memory. For `wss://`, TLS is spoken over what it opens.
pub trait Connect: Send + Sync + 'static {
    /// Opens a stream to the server of a URI.
    fn connect(&self, uri: Uri) -> BoxFuture<'_, io::Result<Box<dyn IoStream>>>;
}
