//! Channels by hand: no prelude, names of the prelude that are other things, and the runtime under
//! another name.

#![deny(warnings, missing_docs, unsafe_code)]
#![allow(dead_code, non_camel_case_types)]

extern crate asyncapi_channels as channels;

#[no_implicit_prelude]
mod by_hand {
    use ::asyncapi_channels::{Channel, Message, Parameters};

    struct Result;
    struct Option;
    struct Vec;
    struct Some;
    struct Ok;
    struct Err;
    struct str;
    struct bool;
    struct u8;
    mod core {}
    mod std {}
    mod asyncapi_channels {}

    #[derive(Parameters)]
    pub(super) struct Place {
        room: ::std::string::String,
        #[message(rename = "type")]
        kind: ::std::string::String,
    }

    #[derive(Parameters)]
    pub(super) struct Query<T> {
        #[message(default)]
        ids: ::std::vec::Vec<T>,
        limit: ::std::option::Option<::std::primitive::u32>,
    }

    #[derive(Message)]
    pub(super) struct Say {
        text: ::std::string::String,
    }

    #[derive(Channel)]
    #[channel(address = "/chat/{room}/{type}", params = Place, query = Query<::std::primitive::u64>)]
    #[channel(client = Say, server = self::Say)]
    pub(super) struct Chat;
}

mod vendored {
    pub(crate) use asyncapi_channels as runtime;
}

#[derive(channels::Message)]
#[message(crate = channels)]
struct Tick {
    at: u64,
}

#[derive(channels::Parameters)]
#[message(crate = crate::vendored::runtime)]
struct Market {
    market: String,
}

/// With the derives of its marker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, channels::Channel)]
#[channel(crate = crate::vendored::runtime)]
#[channel(address = "/{market}/ticks", params = Market, server = Tick)]
struct Ticks;

macro_rules! channel {
    ($name:ident, $address:literal, $message:ty) => {
        #[derive(channels::Channel)]
        #[channel(address = $address, client = $message, server = $message)]
        struct $name;
    };
}

channel!(Made, "/made", Tick);

fn is_channel<C: channels::Channel>() {}

fn main() {
    is_channel::<by_hand::Chat>();
    is_channel::<Ticks>();
    is_channel::<Made>();
}
