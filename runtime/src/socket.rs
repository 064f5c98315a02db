//! A WebSocket which sends and receives the messages of a channel.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::{FusedStream, SplitSink, SplitStream};
use futures_util::{Sink, Stream, StreamExt};
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::close::close_frame;
use crate::sending::Sending;
use crate::{Channel, Error, Frame, Message, Outgoing, Payload, Side};

mod writing;

type SinkHalf<C, D, S> = Socket<C, D, SplitSink<S, tungstenite::Message>>;
type StreamHalf<C, D, S> = Socket<C, D, SplitStream<S>>;

/// How a socket of type `T` writes what it has taken.
type Flush<T> = fn(&mut T, &mut Context<'_>) -> Poll<Result<(), Error>>;

/// Side `D` of channel `C`, over the WebSocket `S`.
///
/// `S` is any stream and sink of [`tungstenite::Message`]s with [`tungstenite::Error`]s, such as a
/// [`WebSocketStream`](tokio_tungstenite::WebSocketStream). The socket is a [`Stream`] of the
/// messages that the other side sends and a [`Sink`] of those that this side sends.
///
/// - A frame which is no valid message is an item `Err(`[`Error::Decode`]`)`; it keeps the payload,
///   and the stream goes on.
/// - Text and binary frames stay what they are, in the order in which they come.
/// - Pings and pongs are no messages; the underlying socket answers them while this one is read.
/// - A close frame is kept, see [`close_frame`](Self::close_frame); the stream ends when the
///   underlying one does, which also finishes the closing handshake (RFC 6455 section 7.1.2).
///
/// # When messages are written
///
/// [`send`](Self::send) writes its message at once. [`feed`](Self::feed) only takes it, so that many
/// messages go out with one write: at the next [`flush`](Self::flush) or `send`, when the write
/// buffer is full, and at the latest when [`recv`](Self::recv) finds that no further frame has
/// arrived yet. A loop that answers what it reads therefore needs nothing but `feed`: it reads all
/// that has arrived and then writes the answers together.
///
/// ```
/// # use asyncapi_channels::{Channel, Error, Outgoing, Socket, ServerSide, tungstenite};
/// # use futures_util::{Sink, Stream};
/// # async fn echo<C, M, S>(mut socket: Socket<C, ServerSide, S>) -> Result<(), Error>
/// # where
/// #     C: Channel<ClientMessage = M>,
/// #     M: asyncapi_channels::Message + Outgoing<C, ServerSide>,
/// #     S: Stream<Item = Result<tungstenite::Message, tungstenite::Error>>
/// #         + Sink<tungstenite::Message, Error = tungstenite::Error>
/// #         + Unpin,
/// # {
/// while let Some(message) = socket.recv().await {
///     socket.feed(message?).await?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// The same holds for the [`Stream`] and the [`Sink`]. The halves of [`split`](Self::split) know
/// nothing of each other: what is fed to the one that sends, it must also flush.
///
/// What waits to be written is bounded: while the other side does not read, `send` and `feed` wait
/// too.
///
/// ```
/// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Message, Payload};
/// # #[derive(Debug, PartialEq)]
/// # struct Number(i64);
/// # impl Message for Number {
/// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
/// #         serde_json::from_slice(frame.as_bytes()).map(Number)
/// #             .map_err(|error| DecodeError::new(frame, error.to_string()))
/// #     }
/// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.to_string())) }
/// #     fn name(&self) -> &'static str { "number" }
/// # }
/// # struct Numbers;
/// # impl Channel for Numbers {
/// #     const NAME: &'static str = "numbers";
/// #     const ADDRESS: &'static str = "/numbers";
/// #     type Params = ();
/// #     type Query = ();
/// #     type Headers = ();
/// #     type ClientMessage = Number;
/// #     type ServerMessage = Number;
/// # }
/// use asyncapi_channels::{ClientSide, Error, Socket, tungstenite};
/// use futures_util::stream;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let frames = ["1", "one", "2"].map(|text| Ok(tungstenite::Message::text(text)));
/// let mut socket: Socket<Numbers, ClientSide, _> = Socket::new(stream::iter(frames));
/// assert_eq!(socket.recv().await.unwrap().unwrap(), Number(1));
/// assert!(matches!(socket.recv().await, Some(Err(Error::Decode(_)))));
/// assert_eq!(socket.recv().await.unwrap().unwrap(), Number(2));
/// assert!(socket.recv().await.is_none());
/// # }
/// ```
pub struct Socket<C, D, S> {
    stream: S,
    validate: bool,
    /// The underlying stream has ended.
    ended: bool,
    /// This side has closed.
    closed: bool,
    close_frame: Option<CloseFrame>,
    /// A close frame was received, maybe one without a code.
    closing: bool,
    /// There when something was taken and not yet flushed. That it is kept as a function lets
    /// every stream be read, also one that is no sink: nothing can be taken there.
    unflushed: Option<Flush<Self>>,
    /// What the sink has accepted while the WebSocket had no room for it.
    held: Option<tungstenite::Message>,
    channel: PhantomData<fn() -> (C, D)>,
}

impl<C, D, S> Socket<C, D, S> {
    /// A typed socket over an open WebSocket, however that was opened.
    #[must_use]
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            validate: true,
            ended: false,
            closed: false,
            close_frame: None,
            closing: false,
            unflushed: None,
            held: None,
            channel: PhantomData,
        }
    }

    /// The WebSocket, without its types. What was fed should be flushed before.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.stream
    }

    /// The WebSocket. Frames which are read from it do not come out of this socket.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The WebSocket, such as for sending a ping. What is fed to it must be flushed there too.
    #[must_use]
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Leaves out the checks that the Rust types do not make themselves, such as those of limits,
    /// patterns and formats, for what is received and for what is sent: messages are read with
    /// [`Message::decode_unchecked`] and written with [`Message::encode_unchecked`]. Structure,
    /// constants and enums are still checked, since they decide what a message is.
    ///
    /// This is for a peer that is trusted, or that is known to break its own document. The halves
    /// of [`split`](Self::split) keep the choice.
    #[must_use]
    pub fn without_validation(mut self) -> Self {
        self.validate = false;
        self
    }

    /// Whether messages are wholly checked when they are read and written, as they are at first.
    /// `false` is what [`without_validation`](Self::without_validation) does.
    pub fn set_validation(&mut self, validate: bool) {
        self.validate = validate;
    }

    /// The close frame that the other side sent, once it was received; `None` before that, and for
    /// a close frame without a code (RFC 6455 section 7.1.5).
    #[must_use]
    pub fn close_frame(&self) -> Option<&CloseFrame> {
        self.close_frame.as_ref()
    }

    /// Whether the socket cannot send anymore: one of the two sides has closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed || self.closing || self.ended
    }

    fn check_open(&self) -> Result<(), Error> {
        if self.is_closed() {
            Err(Error::closed(self.close_frame.clone()))
        } else {
            Ok(())
        }
    }

    fn error(&mut self, error: tungstenite::Error) -> Error {
        match Error::from(error) {
            error if error.is_closed() => {
                self.closed = true;
                Error::closed(self.close_frame.clone())
            }
            error => error,
        }
    }

    /// The same socket over another WebSocket, which is a part of the one before. It has taken
    /// nothing yet.
    fn over<T>(&self, stream: T) -> Socket<C, D, T> {
        Socket {
            stream,
            validate: self.validate,
            ended: self.ended,
            closed: self.closed,
            close_frame: self.close_frame.clone(),
            closing: self.closing,
            unflushed: None,
            held: None,
            channel: PhantomData,
        }
    }
}

impl<C, D, S> Socket<C, D, S>
where
    S: Sink<tungstenite::Message, Error = tungstenite::Error> + Stream,
{
    /// Takes the socket apart: one half sends, the other receives. Both are sockets again and can
    /// move to different tasks.
    ///
    /// The half that receives keeps the [`close_frame`](Self::close_frame) and must be read for
    /// the closing handshake to finish. It does not write what the other half was fed, nor what was
    /// fed before: the half that sends must [`flush`](Self::flush) it.
    pub fn split(self) -> (SinkHalf<C, D, S>, StreamHalf<C, D, S>) {
        let whole = self.over(());
        let (sink, stream) = self.stream.split();
        let mut sink = whole.over(sink);
        sink.held = self.held;
        (sink, whole.over(stream))
    }
}

impl<C, D, S> Socket<C, D, S>
where
    C: Channel,
    D: Side,
    S: Sink<tungstenite::Message, Error = tungstenite::Error> + Unpin,
{
    /// Sends a message and waits until it is written to the connection, with all that was fed
    /// before. The methods of a generated socket, one for each operation, do the same.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the message has no form on the wire, with nothing sent and the socket
    /// still usable; [`Error::Closed`] when one of the sides has closed; [`Error::WebSocket`] when
    /// the connection fails, and with
    /// [`WriteBufferFull`](tungstenite::Error::WriteBufferFull), which has the frame in it, when the
    /// message is larger than the whole write buffer: then too, nothing was sent and the socket is
    /// still usable.
    ///
    /// # Cancel safety
    ///
    /// A message is taken as a whole or not at all. When the future is dropped early, it is not
    /// known which; if it was taken, the next [`flush`](Self::flush) or `send` writes it.
    pub fn send(&mut self, message: impl Outgoing<C, D>) -> Sending<'_, C, D, S> {
        let message = self.prepare(message);
        Sending::new(self, message, true)
    }

    /// Takes a message without waiting until it is written, so that several messages go out
    /// together: with the next [`flush`](Self::flush) or [`send`](Self::send), when the write buffer
    /// is full, and at the latest when [`recv`](Self::recv) on this socket finds that no further
    /// frame has arrived.
    ///
    /// While the write buffer is full and the other side does not read, this waits. Two sides that
    /// both wait so and do not read would wait forever; a side that may send without being asked is
    /// better [split](Self::split), with its halves in two tasks.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped before it is ready, the message was not taken.
    pub fn feed(&mut self, message: impl Outgoing<C, D>) -> Sending<'_, C, D, S> {
        let message = self.prepare(message);
        Sending::new(self, message, false)
    }

    /// The message as it goes out, before anything is written.
    fn prepare(&self, message: impl Outgoing<C, D>) -> Result<tungstenite::Message, Error> {
        self.check_open()?;
        self.encode(&message.into_message())
    }

    fn encode<M: Message>(&self, message: &M) -> Result<tungstenite::Message, Error> {
        let payload = match self.validate {
            true => message.encode()?,
            false => message.encode_unchecked()?,
        };
        Ok(payload.into())
    }

    /// Writes all that was taken to the connection.
    ///
    /// # Errors
    ///
    /// [`Error::WebSocket`] when the connection fails.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped early: the next call goes on.
    pub async fn flush(&mut self) -> Result<(), Error> {
        poll_fn(|cx| self.poll_written(cx)).await
    }

    /// Sends a close frame (RFC 6455 section 5.5.1). After that nothing more can be sent; the other
    /// side's messages are still received until its close frame comes. A socket that is already
    /// closed is left as it is.
    ///
    /// A reason of more than 123 bytes is cut off there, at the start of a character.
    ///
    /// # Errors
    ///
    /// [`Error::WebSocket`] when the code must not be sent (RFC 6455 section 7.4.1) or the
    /// connection fails.
    ///
    /// # Cancel safety
    ///
    /// As for [`send`](Self::send).
    pub async fn close(&mut self, code: CloseCode, reason: &str) -> Result<(), Error> {
        if !code.is_allowed() {
            let error = ProtocolError::InvalidCloseSequence;
            return Err(Error::WebSocket(tungstenite::Error::Protocol(error)));
        }
        if !self.is_closed() {
            let frame = close_frame(code, reason);
            // A close frame for which there is no room is not given back, so room is made first.
            self.flush().await?;
            let mut close = Some(tungstenite::Message::Close(Some(frame)));
            poll_fn(|cx| self.poll_take(&mut close, cx)).await?;
            self.closed = true;
        }
        match self.flush().await {
            Err(error) if error.is_closed() => Ok(()),
            result => result,
        }
    }
}

impl<C, D, S> Socket<C, D, S>
where
    C: Channel,
    D: Side,
    S: Stream<Item = Result<tungstenite::Message, tungstenite::Error>> + Unpin,
{
    /// The next message of the other side; `None` when the connection has ended.
    ///
    /// When no further frame has arrived, everything that this socket was [fed](Self::feed) is
    /// written before it waits, and while it waits. When the connection ends or fails, what can be
    /// written at once still is.
    ///
    /// # Errors
    ///
    /// An [`Error::Decode`] for a frame which is no valid message, after which the next one can be
    /// received; [`Error::WebSocket`] when the connection fails, be it at reading or at writing what
    /// was fed; an error of writing is told once.
    ///
    /// # Cancel safety
    ///
    /// No message is lost when the future is dropped early.
    pub async fn recv(&mut self) -> Option<Result<D::Incoming<C>, Error>> {
        poll_fn(|cx| self.poll_recv(cx)).await
    }

    /// The next frame with a message of the other side, as it was received; `None` when the
    /// connection has ended. It is for whoever reads messages otherwise than [`recv`](Self::recv)
    /// does, such as by the views that the option `views` generates: nothing is known of the frame
    /// yet.
    ///
    /// What this socket was [fed](Self::feed) is written as `recv` does it.
    ///
    /// # Errors
    ///
    /// [`Error::WebSocket`], as for `recv`.
    ///
    /// # Cancel safety
    ///
    /// No frame is lost when the future is dropped early.
    pub async fn recv_frame(&mut self) -> Option<Result<Payload, Error>> {
        poll_fn(|cx| self.poll_frame(cx)).await
    }

    fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<D::Incoming<C>, Error>>> {
        let frame = ready!(self.poll_frame(cx));
        Poll::Ready(frame.map(|frame| Ok(self.decode(frame?.as_frame())?)))
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Payload, Error>>> {
        while !self.ended {
            let message = match Pin::new(&mut self.stream).poll_next(cx) {
                Poll::Ready(Some(Ok(message))) => message,
                Poll::Ready(Some(Err(error))) => {
                    // Why reading failed says more than why writing did.
                    let _ = self.poll_unflushed(cx);
                    return Poll::Ready(Some(Err(self.error(error))));
                }
                Poll::Ready(None) => {
                    self.ended = true;
                    return Poll::Ready(self.last_error(cx).map(Err));
                }
                Poll::Pending => {
                    let flushed = self.unflushed.is_some();
                    if let Err(error) = ready!(self.poll_unflushed(cx)) {
                        return Poll::Ready(Some(Err(error)));
                    }
                    if flushed && self.closing {
                        // The answer to a close frame was written too, and nothing else will say
                        // that the closing handshake has gone on.
                        continue;
                    }
                    return Poll::Pending;
                }
            };
            match Payload::try_from(message) {
                Ok(frame) => return Poll::Ready(Some(Ok(frame))),
                Err(tungstenite::Message::Close(frame)) => {
                    self.closing = true;
                    self.close_frame = frame.or(self.close_frame.take());
                }
                Err(_) => {}
            }
        }
        Poll::Ready(None)
    }

    /// Writes what was taken, if this socket takes anything at all.
    fn poll_unflushed(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match self.unflushed {
            Some(flush) => flush(self, cx),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Why the rest of what was taken could not be written when the stream has ended. A peer that
    /// has closed wants none of it.
    fn last_error(&mut self, cx: &mut Context<'_>) -> Option<Error> {
        match self.poll_unflushed(cx) {
            Poll::Ready(Err(error)) if !error.is_closed() && !self.closing => Some(error),
            _ => None,
        }
    }

    fn decode(&self, frame: Frame<'_>) -> Result<D::Incoming<C>, crate::DecodeError> {
        if self.validate {
            D::Incoming::<C>::decode(frame)
        } else {
            D::Incoming::<C>::decode_unchecked(frame)
        }
    }
}

/// As [`Socket::recv`]: what was fed is written when no further frame has arrived.
impl<C, D, S> Stream for Socket<C, D, S>
where
    C: Channel,
    D: Side,
    S: Stream<Item = Result<tungstenite::Message, tungstenite::Error>> + Unpin,
{
    type Item = Result<D::Incoming<C>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_recv(cx)
    }

    /// Not every frame is a message, so there is no lower bound but for an ended stream.
    fn size_hint(&self) -> (usize, Option<usize>) {
        if self.ended {
            (0, Some(0))
        } else {
            (0, self.stream.size_hint().1)
        }
    }
}

impl<C, D, S> FusedStream for Socket<C, D, S>
where
    C: Channel,
    D: Side,
    S: Stream<Item = Result<tungstenite::Message, tungstenite::Error>> + Unpin,
{
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

/// What the sink takes is written when it is flushed, and as what is [fed](Socket::feed). Closing it
/// closes the underlying one, which sends a close frame without a code.
impl<C, D, S> Sink<D::Outgoing<C>> for Socket<C, D, S>
where
    C: Channel,
    D: Side,
    S: Sink<tungstenite::Message, Error = tungstenite::Error> + Unpin,
{
    type Error = Error;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let this = self.get_mut();
        this.check_open()?;
        this.poll_room(cx)
    }

    fn start_send(self: Pin<&mut Self>, message: D::Outgoing<C>) -> Result<(), Error> {
        let this = self.get_mut();
        this.check_open()?;
        let mut message = Some(this.encode(&message)?);
        this.start(&mut message)?;
        if message.is_some() {
            this.held = message;
        }
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.get_mut().poll_written(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let this = self.get_mut();
        if !this.closed {
            match ready!(this.poll_written(cx)) {
                Err(error) if !error.is_closed() => return Poll::Ready(Err(error)),
                _ => {}
            }
        }
        let result = ready!(Pin::new(&mut this.stream).poll_close(cx));
        this.closed = true;
        match result.map_err(Error::from) {
            Err(error) if error.is_closed() => Poll::Ready(Ok(())),
            result => Poll::Ready(result),
        }
    }
}

impl<C: Channel, D: Side, S: fmt::Debug> fmt::Debug for Socket<C, D, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("channel", &C::NAME)
            .field("side", &D::NAME)
            .field("validate", &self.validate)
            .field("close_frame", &self.close_frame)
            .field("stream", &self.stream)
            .finish()
    }
}
