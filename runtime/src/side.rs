//! The two sides of a channel, and what each of them may send.

use std::fmt;

use crate::{Channel, Message};

mod sealed {
    pub trait Sealed {}
}

/// A side of a channel: [`ClientSide`] or [`ServerSide`].
pub trait Side: sealed::Sealed + Sized + 'static {
    /// What this side sends on a channel.
    type Outgoing<C: Channel>: Message;
    /// What this side receives on a channel.
    type Incoming<C: Channel>: Message;
    /// `client` or `server`.
    const NAME: &'static str;
}

/// The side which opened the connection: it sends a channel's
/// [`ClientMessage`](Channel::ClientMessage)s and receives its
/// [`ServerMessage`](Channel::ServerMessage)s.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientSide;

impl sealed::Sealed for ClientSide {}

impl Side for ClientSide {
    type Outgoing<C: Channel> = C::ClientMessage;
    type Incoming<C: Channel> = C::ServerMessage;
    const NAME: &'static str = "client";
}

impl fmt::Debug for ClientSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSide")
    }
}

/// The side which accepted the connection: it sends a channel's
/// [`ServerMessage`](Channel::ServerMessage)s and receives its
/// [`ClientMessage`](Channel::ClientMessage)s.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ServerSide;

impl sealed::Sealed for ServerSide {}

impl Side for ServerSide {
    type Outgoing<C: Channel> = C::ServerMessage;
    type Incoming<C: Channel> = C::ClientMessage;
    const NAME: &'static str = "server";
}

impl fmt::Debug for ServerSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSide")
    }
}

/// What side `D` may send on channel `C`: the direction's messages, and the payload types of those
/// of them which are the only one with that payload.
///
/// The macro implements it; for messages written by hand one line says it:
///
/// ```
/// # use asyncapi_channels::{Channel, ClientSide, DecodeError, EncodeError, Frame, Message};
/// # use asyncapi_channels::{Outgoing, Payload};
/// # struct Text(String);
/// # impl Message for Text {
/// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
/// #         Ok(Text(String::from_utf8_lossy(frame.as_bytes()).into_owned()))
/// #     }
/// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.clone())) }
/// #     fn name(&self) -> &'static str { "text" }
/// # }
/// # struct Lobby;
/// # impl Channel for Lobby {
/// #     const NAME: &'static str = "lobby";
/// #     const ADDRESS: &'static str = "/lobby";
/// #     type Params = ();
/// #     type Query = ();
/// #     type Headers = ();
/// #     type ClientMessage = Text;
/// #     type ServerMessage = Text;
/// # }
/// impl Outgoing<Lobby, ClientSide> for Text {
///     fn into_message(self) -> Text { self }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent by the `{D}` of channel `{C}`",
    label = "wrong direction, or a message of another channel",
    note = "a `ClientSide` socket sends the channel's `ClientMessage`s, a `ServerSide` one its `ServerMessage`s, \
            and either takes the payload of one of these messages directly",
    note = "if several messages have this payload, name the message: `ClientMessage::…(payload)`"
)]
pub trait Outgoing<C: Channel, D: Side> {
    /// The message that is sent.
    fn into_message(self) -> D::Outgoing<C>;
}

/// The payloads that operation `O` sends: a part of what its side may send on the channel.
///
/// Generated for operations that the document limits to some of a channel's messages; `O` is the
/// operation's marker type in the channel's module.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message of `{O}`",
    label = "not a message of this operation",
    note = "the operation sends only the messages that the document lists for it; `send` takes \
            every message of this side"
)]
pub trait OneOf<O> {}
