//! Requests and the replies to them: which message answers which.
//!
//! A document says with `correlationId` where a message has the id by which a reply is told (AsyncAPI
//! 3.0.0 "Correlation ID Object"). Where it says nothing, a reply is told by its type.

use std::fmt;

use serde_json::{Number, Value};

use crate::header_id::HeaderId;
use crate::{Channel, ClientSide, Outgoing, Payload};

/// The largest whole number up to which a `f64` has each.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// The nil UUID as text.
const NIL_UUID: &str = "00000000-0000-0000-0000-000000000000";

/// The id by which a reply is told to belong to a request.
///
/// ```
/// use asyncapi_channels::CorrelationId;
///
/// assert_eq!(CorrelationId::Integer(7).to_string(), "7");
/// assert!(CorrelationId::Text(String::new()).is_blank());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CorrelationId {
    /// A text, such as a UUID.
    Text(String),
    /// A whole number.
    Integer(i128),
}

impl CorrelationId {
    /// Whether it tells nothing: the empty text, zero and the nil UUID (RFC 9562 section 5.9), which
    /// are what a message has whose id nobody has set.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => matches!(text.as_str(), "" | NIL_UUID),
            Self::Integer(number) => *number == 0,
        }
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
        }
    }
}

/// The messages of one side of a channel that has requests, with the ids that some of them carry.
///
/// The macro implements it for both sides of such a channel. For messages that are written by hand
/// see [`Request`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` belongs to a channel without requests",
    label = "the document names no replies on this channel",
    note = "an operation of the document that has `reply`, or a message of 2.x that has `x-response`, \
            makes a request"
)]
pub trait Correlated {
    /// The id of this message. `None` where the document says of none, or the message has none.
    fn correlation_id(&self) -> Option<CorrelationId> {
        None
    }

    /// Gives this message an id. Whether it has a place for one of this kind.
    fn set_correlation_id(&mut self, id: &CorrelationId) -> bool {
        let _ = id;
        false
    }

    /// Whether messages of this kind have a place for an id in their payload, be it that this one lacks
    /// what leads there.
    fn has_id_place(&self) -> bool {
        false
    }

    /// Where the id of this message stands in its envelope, if it does not stand in its payload.
    #[doc(hidden)]
    fn header_id(&self) -> Option<HeaderId> {
        None
    }

    /// The id of this message, which has come in this frame, wherever it stands.
    #[doc(hidden)]
    fn id_in(&self, frame: &Payload) -> Option<CorrelationId> {
        match self.header_id() {
            Some(place) => place.read(frame),
            None => self.correlation_id(),
        }
    }
}

/// A message of the client to which the document names replies: an operation with `reply` in AsyncAPI
/// 3, a message with `x-response` in 2.x.
///
/// The macro implements it for the payload of each such message that is the only one of its side
/// with that payload.
///
/// On a server, the handler's method for a request returns the reply, which is sent with the
/// request's id in it. Where any number of replies may come (`x-response-type: server-streaming`), the
/// method returns nothing and sends them itself. Where the messages of one operation have different
/// replies, each has a method of its own.
///
/// What a server asks of a client is no request in this sense: it is one operation that the server
/// sends, and the reply another one that the client sends.
///
/// # By hand
///
/// For messages without a document it takes a few lines: the ids of the messages, if they have such,
/// and what answers what. On a server such a request is a message like any other, and the handler sends
/// the reply, with the id of the request.
///
#[cfg_attr(
    all(feature = "macros", feature = "client", feature = "server"),
    doc = r##"
```
use asyncapi_channels::memory::Network;
use asyncapi_channels::server::{ConnectRequest, Connection, Handler, HandlerError, Reject};
use asyncapi_channels::server::{Server, endpoint};
use asyncapi_channels::{Channel, Client, Correlated, CorrelationField, CorrelationId};
use asyncapi_channels::{Message, Request};

#[derive(Message)]
struct Ask {
    id: u64,
    question: String,
}

#[derive(Message)]
#[message(tag = "type")]
enum ServerMessage {
    Answer { id: u64, text: String },
    News { text: String },
}

#[derive(Channel)]
#[channel(address = "/desk", client = Ask, server = ServerMessage)]
struct Desk;

// Where ids stand. Without ids, nothing is in the braces: a reply is told by its type.
impl Correlated for Ask {
    fn set_correlation_id(&mut self, id: &CorrelationId) -> bool {
        self.id.set_id(id)
    }
}

impl Correlated for ServerMessage {
    fn correlation_id(&self) -> Option<CorrelationId> {
        match self {
            Self::Answer { id, .. } => id.id(),
            Self::News { .. } => None,
        }
    }
}

// What answers.
impl Request<Desk> for Ask {
    type Reply = String;
    const OPERATION: &'static str = "ask";

    fn is_reply(message: &ServerMessage) -> bool {
        matches!(message, ServerMessage::Answer { .. })
    }

    fn into_reply(message: ServerMessage) -> Result<String, ServerMessage> {
        match message {
            ServerMessage::Answer { text, .. } => Ok(text),
            other => Err(other),
        }
    }
}

struct Clerk;

impl Handler for Clerk {
    type Channel = Desk;
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Desk>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_message(&self, desk: &Connection<Desk>, ask: Ask) -> Result<(), HandlerError> {
        desk.send(ServerMessage::News { text: "a moment".to_owned() }).await?;
        let text = format!("{}? Yes.", ask.question);
        Ok(desk.send(ServerMessage::Answer { id: ask.id, text }).await?)
    }
}

# #[tokio::main(flavor = "current_thread", start_paused = true)]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
let network = Network::new();
let server = Server::builder().serve(endpoint(Clerk)).acceptor()?;
tokio::spawn(server.serve_network(network.clone()));

let client = Client::<Desk>::builder("ws://desk.example", &(), &(), &());
let client = client.connector(network.clone()).connect().await?;
let answer = client.request(Ask { id: 0, question: "Open".to_owned() }).await?;
assert_eq!(answer, "Open? Yes.");
# Ok(())
# }
```
"##
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no request of channel `{C}`",
    label = "the document names no reply to it",
    note = "an operation of the document that has `reply`, or a message of 2.x that has `x-response`, \
            makes a request; anything else is sent without waiting for a reply"
)]
pub trait Request<C>: Outgoing<C, ClientSide>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Correlated>,
{
    /// What answers it: the payload of the only message that does, or an enum of all that do.
    type Reply;
    /// The document's name of the operation.
    const OPERATION: &'static str;
    /// Whether any number of replies answers it, rather than one.
    const IS_STREAMING: bool = false;
    /// Whether it does no harm when it arrives twice: `x-idempotent: true` at the operation.
    const IS_IDEMPOTENT: bool = false;

    /// Whether a message is of a type that answers this request.
    fn is_reply(message: &C::ServerMessage) -> bool;

    /// The reply that a message is.
    ///
    /// # Errors
    ///
    /// The message itself, where it is of a type that does not answer this request.
    fn into_reply(message: C::ServerMessage) -> Result<Self::Reply, C::ServerMessage>;
}

/// The type of a place where an id can stand.
pub trait CorrelationField: Sized {
    /// The id that stands there, if one does.
    fn id(&self) -> Option<CorrelationId>;

    /// The id as a value of this type, if it has one.
    fn from_id(id: &CorrelationId) -> Option<Self>;

    /// Puts an id there. Whether this type has a value for it.
    fn set_id(&mut self, id: &CorrelationId) -> bool {
        let value = Self::from_id(id);
        let fits = value.is_some();
        if let Some(value) = value {
            *self = value;
        }
        fits
    }
}

impl CorrelationField for String {
    fn id(&self) -> Option<CorrelationId> {
        Some(CorrelationId::Text(self.clone()))
    }

    fn from_id(id: &CorrelationId) -> Option<Self> {
        Some(id.to_string())
    }
}

/// A whole number that a text states as this program would write it, so that it leads back to the
/// same text.
pub(crate) fn integer_of(id: &CorrelationId) -> Option<i128> {
    match id {
        CorrelationId::Integer(number) => Some(*number),
        CorrelationId::Text(text) => {
            let number: i128 = text.parse().ok()?;
            (number.to_string() == *text).then_some(number)
        }
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {
        $(
            impl CorrelationField for $integer {
                fn id(&self) -> Option<CorrelationId> {
                    Some(CorrelationId::Integer((*self).into()))
                }

                fn from_id(id: &CorrelationId) -> Option<Self> {
                    integer_of(id)?.try_into().ok()
                }
            }
        )*
    };
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

impl CorrelationField for f64 {
    fn id(&self) -> Option<CorrelationId> {
        if self.fract() == 0.0 && self.abs() <= LARGEST_EXACT {
            return Some(CorrelationId::Integer(*self as i128));
        }
        Some(CorrelationId::Text(self.to_string()))
    }

    fn from_id(id: &CorrelationId) -> Option<Self> {
        match id {
            CorrelationId::Integer(number) => {
                let value = *number as f64;
                (value.abs() <= LARGEST_EXACT).then_some(value)
            }
            CorrelationId::Text(text) => {
                let value: f64 = text.parse().ok()?;
                (value.is_finite() && value.to_string() == *text).then_some(value)
            }
        }
    }
}

impl CorrelationField for Value {
    fn id(&self) -> Option<CorrelationId> {
        match self {
            Self::String(text) => text.id(),
            Self::Number(number) => match number.as_i128() {
                Some(number) => Some(CorrelationId::Integer(number)),
                None => number.as_f64()?.id(),
            },
            _ => None,
        }
    }

    fn from_id(id: &CorrelationId) -> Option<Self> {
        match id {
            CorrelationId::Text(text) => Some(Self::String(text.clone())),
            CorrelationId::Integer(number) => Number::from_i128(*number).map(Self::Number),
        }
    }
}

impl<T: CorrelationField> CorrelationField for Option<T> {
    fn id(&self) -> Option<CorrelationId> {
        self.as_ref()?.id()
    }

    fn from_id(id: &CorrelationId) -> Option<Self> {
        T::from_id(id).map(Some)
    }
}

impl<T: CorrelationField> CorrelationField for Box<T> {
    fn id(&self) -> Option<CorrelationId> {
        T::id(self)
    }

    fn from_id(id: &CorrelationId) -> Option<Self> {
        T::from_id(id).map(Self::new)
    }
}

#[cfg(feature = "uuid")]
impl CorrelationField for uuid::Uuid {
    fn id(&self) -> Option<CorrelationId> {
        Some(CorrelationId::Text(self.to_string()))
    }

    fn from_id(id: &CorrelationId) -> Option<Self> {
        match id {
            CorrelationId::Text(text) => text.parse().ok(),
            CorrelationId::Integer(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CorrelationId::{Integer, Text};

    fn text(text: &str) -> CorrelationId {
        Text(text.to_owned())
    }

    /// What an id becomes in a place of type `T`, and which id is read from there.
    fn through<T: CorrelationField>(id: CorrelationId) -> Option<CorrelationId> {
        T::from_id(&id)?.id()
    }

    #[test]
    fn an_id_that_says_nothing_is_blank() {
        for (id, is_blank) in [
            (text(""), true),
            (Integer(0), true),
            (text("00000000-0000-0000-0000-000000000000"), true),
            (text("0"), false),
            (text("--"), false),
            (text("a"), false),
            (Integer(-1), false),
        ] {
            assert_eq!(id.is_blank(), is_blank, "{id:?}");
        }
    }

    #[test]
    fn an_id_takes_the_type_of_its_place() {
        assert_eq!(through::<String>(Integer(-7)), Some(text("-7")));
        assert_eq!(through::<i64>(text("-7")), Some(Integer(-7)));
        assert_eq!(through::<u32>(Integer(7)), Some(Integer(7)));
        assert_eq!(through::<f64>(Integer(7)), Some(Integer(7)));
        assert_eq!(through::<f64>(text("1.5")), Some(text("1.5")));
        assert_eq!(through::<Value>(text("7")), Some(text("7")));
        assert_eq!(through::<Value>(Integer(7)), Some(Integer(7)));
        assert_eq!(
            through::<Value>(Integer(u64::MAX.into())),
            Some(Integer(u64::MAX.into()))
        );
        assert_eq!(through::<Option<Box<String>>>(text("a")), Some(text("a")));
    }

    #[test]
    fn an_id_that_does_not_fit_is_not_set() {
        let mut small = 7_u8;
        for id in [
            Integer(256),
            Integer(-1),
            text("x"),
            text(""),
            text("+7"),
            text("07"),
        ] {
            assert!(!small.set_id(&id), "{id:?}");
        }
        assert_eq!(small, 7);
        assert!(small.set_id(&Integer(255)));
        assert_eq!(small, 255);
        assert_eq!(through::<f64>(Integer(i128::MAX)), None);
        assert_eq!(through::<f64>(text("NaN")), None);
        assert_eq!(through::<f64>(text("inf")), None);
        assert_eq!(through::<Value>(Integer(i128::MAX)), None);
    }

    #[test]
    fn a_place_without_a_value_has_no_id() {
        let mut place: Option<String> = None;
        assert_eq!(place.id(), None);
        assert!(place.set_id(&text("a")));
        assert_eq!(place.id(), Some(text("a")));
        assert_eq!(Value::Null.id(), None);
        assert_eq!(Value::Bool(true).id(), None);
        assert_eq!(Value::from(1.5).id(), Some(text("1.5")));
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn a_uuid_is_its_text() {
        let id = text("67e55044-10b1-426f-9247-bb680e5fe0c8");
        assert_eq!(through::<uuid::Uuid>(id.clone()), Some(id));
        assert_eq!(through::<uuid::Uuid>(Integer(7)), None);
        assert_eq!(uuid::Uuid::nil().id().map(|id| id.is_blank()), Some(true));
    }
}
