//! The types of a chat, by hand: of each kind that a document can say.

use std::collections::BTreeMap;

use asyncapi_channels::bytes::Bytes;
use asyncapi_channels::{Channel, Message, Parameters, Payload};

/// A room in which people talk.
#[derive(Channel)]
#[channel(
    name = "chat",
    address = "/rooms/{room}",
    params = RoomParams,
    query = RoomQuery,
    headers = RoomHeaders,
    client = ClientMessage,
    server = ServerMessage
)]
pub(crate) struct Chat;

/// Where.
#[derive(Clone, Debug, PartialEq, Parameters)]
pub(crate) struct RoomParams {
    /// The room's name.
    pub(crate) room: String,
}

/// How much at once.
#[derive(Clone, Debug, PartialEq, Parameters)]
pub(crate) struct RoomQuery {
    /// How many old messages are sent at first.
    #[message(range = 0..=1000)]
    pub(crate) backlog: Option<u16>,
    /// From whom.
    #[message(default)]
    pub(crate) mode: Mode,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Parameters)]
pub(crate) struct RoomHeaders {
    /// The client's program.
    #[message(rename = "x-client")]
    pub(crate) client: String,
}

/// From whom messages are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Message)]
#[message(rename_all = "kebab-case")]
pub(crate) enum Mode {
    /// Everybody.
    #[default]
    Everybody,
    /// Only who is a friend.
    OnlyFriends,
}

/// What a client says.
#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
pub(crate) enum ClientMessage {
    /// Comes in.
    Join(Join),
    /// Says something.
    #[message(rename = "chat.say", name = "say")]
    Say {
        /// The words.
        #[message(min_length = 1, max_length = 2000)]
        text: String,
        /// The message that this one answers.
        reply_to: Option<u64>,
    },
    /// Draws something.
    Draw(Drawing),
    /// Asks for a sign of life.
    Ping,
    /// A piece of sound.
    #[message(binary)]
    Sound(Bytes),
}

/// Comes in.
#[derive(Clone, Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
pub(crate) struct Join {
    /// The name that others see.
    #[message(pattern = "^[a-z]+$")]
    pub(crate) name: String,
    /// The colour, in numbers.
    pub(crate) colour: (u8, u8, u8),
    /// Whether nobody is told.
    #[message(default)]
    pub(crate) quiet: bool,
    /// What was known of the sender.
    #[message(required)]
    pub(crate) status: Option<String>,
}

/// A drawing, of strokes in strokes.
#[derive(Clone, Debug, PartialEq, Message)]
pub(crate) struct Drawing {
    #[message(const = 2)]
    pub(crate) version: (),
    /// Its parts.
    #[message(min_items = 1)]
    pub(crate) strokes: Vec<Stroke>,
    /// What else is said of it.
    pub(crate) labels: BTreeMap<String, i64>,
}

/// A part of a drawing.
#[derive(Clone, Debug, PartialEq, Message)]
pub(crate) struct Stroke {
    /// The width in pixels.
    #[message(minimum = 0.5)]
    pub(crate) width: f64,
    /// The parts that it is made of.
    pub(crate) parts: Vec<Stroke>,
    /// The shape.
    pub(crate) shape: Shape,
}

/// The shape of a stroke.
#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Shape {
    /// A circle around the last point.
    Circle {
        /// In pixels.
        radius: f64,
    },
    /// A line to a point.
    Line {
        /// To the right.
        x: i32,
        /// Down.
        y: i32,
    },
}

/// What a server says.
#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "/header/type")]
pub(crate) enum ServerMessage {
    /// Somebody has said something.
    #[message(rename = "said")]
    Said {
        /// What all messages have.
        header: Header,
        /// The words.
        text: String,
        /// When it was changed last, `null` if never.
        changed: Option<Option<u64>>,
    },
    /// Who is there.
    #[message(rename = "members")]
    Members {
        /// Their names.
        #[message(unique_items)]
        names: Vec<String>,
    },
    #[message(unknown)]
    Unknown(Payload),
}

/// What all messages have.
#[derive(Clone, Debug, PartialEq, Message)]
pub(crate) struct Header {
    /// The number of the message.
    pub(crate) id: u64,
}
