//! The messages as one writes them by hand: an enum that serde tells apart by its tag. It derives
//! `Message` as well.

use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};

/// A message of the channel.
#[derive(Deserialize, Serialize, Message)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum ByHand {
    Ping(Ping),
    Chat(Chat),
    History(History),
    Joined(Joined),
    Left(Left),
    Typing(Typing),
    Reaction(Reaction),
    Trade(Trade),
    Quote(Quote),
    Book(Book),
    Balance(Balance),
    Failure(Failure),
}

/// Structs with the derives that all of them have, whose absent properties are not written.
macro_rules! structs {
    ($($name:ident { $($field:ident: $ty:ty),* $(; $($optional:ident: $of:ty),*)? })*) => {$(
        #[derive(Deserialize, Serialize, Message)]
        pub(crate) struct $name {
            $($field: $ty,)*
            $($(
                #[serde(skip_serializing_if = "Option::is_none")]
                $optional: Option<$of>,
            )*)?
        }
    )*};
}

structs! {
    Ping { sequence: u64 }
    Chat { id: i64, author: String, text: String, at: String; reply_to: i64, edited: bool }
    History { room: String, lines: Vec<Line>, more: bool }
    Line {
        id: i64, author: String, text: String, at: String, likes: u64;
        score: f64, pinned: bool
    }
    Joined { room: String, user: User }
    User { id: i64, name: String; avatar: String, bot: bool }
    Left { room: String, user: i64; reason: String }
    Typing { user: i64, active: bool }
    Reaction { message: i64, user: i64, emoji: String }
    Trade { symbol: String, side: Side, price: f64, quantity: f64, at: u64 }
    Quote { symbol: String, bid: f64, ask: f64; last: f64 }
    Book { symbol: String, sequence: u64, bids: Vec<Level>, asks: Vec<Level> }
    Level { price: f64, quantity: f64 }
    Balance { currency: String, available: f64, held: f64 }
    Failure { code: u16, reason: String; retry_after: f64 }
}

#[derive(Deserialize, Serialize, Message)]
#[serde(rename_all = "lowercase")]
enum Side {
    Buy,
    Sell,
}
