//! How a reply is known to be that of a request (AsyncAPI
//! [Correlation ID Object](https://www.asyncapi.com/docs/reference/specification/v3.0.0#correlationIdObject)).

use crate::{Channel, ClientSide, Outgoing};

/// What a request and its reply have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CorrelationId {
    /// A text.
    Text(String),
    /// An integer.
    Integer(i128),
}

impl CorrelationId {
    /// Whether it stands for none.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.bytes().all(|byte| matches!(byte, b'0' | b'-')),
            Self::Integer(number) => *number == 0,
        }
    }
}

/// Messages that may have an id.
pub trait Correlated {
    /// The id, where the message has one.
    fn correlation_id(&self) -> Option<CorrelationId>;
    /// Puts an id in, where the message has a place for it. Whether it has.
    fn set_correlation_id(&mut self, id: &CorrelationId) -> bool;
}

/// A message of the client that the server replies to.
pub trait Request<C: Channel<ClientMessage: Correlated, ServerMessage: Correlated>>:
    Outgoing<C, ClientSide>
{
    /// What the server replies.
    type Reply;
    /// The operation's name.
    const OPERATION: &'static str;
    /// Whether there may be several replies.
    const IS_STREAMING: bool;
    /// Whether a message may be a reply.
    fn is_reply(message: &C::ServerMessage) -> bool;
    /// The reply in a message; the message itself when it is none.
    fn into_reply(message: C::ServerMessage) -> Result<Self::Reply, C::ServerMessage>;
}
