//! Types that are what the document says, in whatever way they say it.

#![deny(warnings)]
#![allow(dead_code)]

use asyncapi_channels::Message;

type Text = String;
type Maybe<T> = Option<T>;

#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml")]
struct User<'a> {
    name: &'a str,
    #[message(const = 2)]
    version: (),
    avatar: Maybe<std::borrow::Cow<'a, str>>,
}

#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml")]
struct Room {
    id: i64,
    #[message(required)]
    topic: Maybe<Text>,
    mood: Mood,
    #[serde(rename = "tags")]
    labels: Vec<Text>,
    #[message(as = String)]
    created: Instant,
    owner: Maybe<Owner>,
    #[serde(default)]
    limit: u32,
    scores: Maybe<std::collections::HashMap<String, f64>>,
    position: Maybe<(f64, f64)>,
    #[serde(skip)]
    cached: Vec<u8>,
}

#[derive(Default)]
struct Instant(String);

mod serde_of_instant {
    use asyncapi_channels::__private::serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for super::Instant {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for super::Instant {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer).map(Self)
        }
    }
}

/// The same schema once more, with fields of another type among its own.
#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml", schema = "User")]
struct Owner {
    #[serde(flatten)]
    name: Name,
    #[message(const = 2)]
    version: (),
    #[serde(flatten)]
    picture: Picture,
}

#[derive(Message)]
struct Name(OwnName);

#[derive(Message)]
struct OwnName {
    name: String,
}

#[derive(Message)]
struct Picture {
    avatar: Option<String>,
}

#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml", rename_all = "snake_case")]
enum Mood {
    #[message(alias = "happy")]
    Glad,
    Sad,
    SoSo,
}

/// What is only read is nothing that the document must have.
#[derive(Message)]
#[message(spec = "../drift/api/moods.yaml")]
struct Day {
    #[message(alias = "tempers")]
    moods: Vec<OldMood>,
}

#[derive(Message)]
#[message(rename_all = "lowercase")]
enum OldMood {
    #[message(alias = "happy")]
    Glad,
    Sad,
}

/// A struct with its own tag, and another whose tag its enum writes.
#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml", tag = "type", rename = "join")]
struct Join {
    room: String,
    level: Option<u8>,
}

#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml")]
struct Leave {}

#[derive(Message)]
#[message(spec = "../drift/api/rooms.yaml", tag = "kind", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Square(Square),
}

#[derive(Message)]
struct Square {
    side: f64,
}

/// Objects, an enum and alternatives that have no name in the document.
#[derive(Message)]
#[message(spec = "../drift/api/inline.yaml")]
struct SubReq {
    data: Data,
    mode: Speed,
    items: Vec<Item>,
    #[serde(rename = "a/b")]
    slashed: Option<Depth>,
    // Says the same as the one before.
    #[serde(rename = "c d")]
    spaced: Option<Depth>,
}

#[derive(Message)]
#[message(
    spec = "../drift/api/inline.yaml",
    schema = "#/components/schemas/SubReq/properties/data"
)]
struct Data {
    topic: String,
    since: Option<i64>,
}

#[derive(Message)]
#[message(
    spec = "../drift/api/inline.yaml",
    schema = "#/components/schemas/SubReq/properties/mode",
    rename_all = "lowercase"
)]
enum Speed {
    Quick,
    Full,
}

#[derive(Message)]
#[message(
    spec = "../drift/api/inline.yaml",
    schema = "#/components/schemas/SubReq/properties/items/items",
    tag = "kind",
    rename_all = "lowercase"
)]
enum Item {
    One { id: i64 },
    All,
}

#[derive(Message)]
#[message(
    spec = "../drift/api/inline.yaml",
    schema = "#/components/schemas/SubReq/properties/a~1b"
)]
struct Depth {
    depth: Option<i64>,
}

/// The same place in another way, percent-encoded and past a reference.
#[derive(Message)]
#[message(
    spec = "../drift/api/inline.yaml",
    schema = "#/components/schemas/Reply/properties/to/properties/c%20d"
)]
struct SpacedDepth {
    depth: Option<i64>,
}

#[derive(Message)]
#[message(
    spec = "../drift/api/inline.yaml",
    schema = "#/components/schemas/SubReq"
)]
struct ByPointer {
    data: Data,
    mode: Speed,
    items: Vec<Item>,
    #[serde(rename = "a/b")]
    slashed: Option<SpacedDepth>,
    #[serde(rename = "c d")]
    spaced: Option<SpacedDepth>,
}

#[derive(Message)]
#[message(spec = "../drift/api/inline.yaml")]
struct Reply {
    to: ByPointer,
    echo: Data,
}

fn main() {}
