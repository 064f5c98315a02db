//! What the derive makes of a marker, without any socket.

use super::*;
use asyncapi_channels::{Frame, NoMessage};

#[derive(Message)]
struct Tick {
    at: u64,
}

#[derive(Channel)]
#[channel(address = "ticks", server = Tick)]
struct MarketTicks;

#[derive(Channel)]
#[channel(name = "the log", address = "/log?level={level}", params = Level, client = Tick)]
struct Log;

#[derive(Parameters)]
struct Level {
    level: u8,
}

/// A channel without an address of its own.
#[derive(Channel)]
#[channel(address = "", client = Tick, server = Tick)]
struct r#Type;

#[test]
fn a_name_is_that_of_the_type_unless_it_is_said() {
    assert_eq!(Chat::NAME, "chat");
    assert_eq!(MarketTicks::NAME, "market_ticks");
    assert_eq!(Log::NAME, "the log");
    assert_eq!(r#Type::NAME, "type");
    assert_eq!(Chat::ADDRESS, "/chat/{userId}");
}

#[test]
fn addresses_are_those_of_documents() {
    let url = MarketTicks::url("wss://example.com/v1", &(), &()).unwrap();
    assert_eq!(url, "wss://example.com/v1/ticks");
    let url = Log::url("wss://example.com", &Level { level: 3 }, &()).unwrap();
    assert_eq!(url, "wss://example.com/log?level=3");
    let found = Log::match_target("/log?level=3", &Default::default()).unwrap();
    assert_eq!(found.params.level, 3);
    let url = r#Type::url("wss://example.com/any", &(), &()).unwrap();
    assert_eq!(url, "wss://example.com/any");
}

#[test]
fn a_side_may_send_nothing() {
    fn is_none<T: Message>() -> bool {
        std::any::type_name::<T>() == std::any::type_name::<NoMessage>()
    }
    assert!(is_none::<<MarketTicks as Channel>::ClientMessage>());
    assert!(is_none::<<Log as Channel>::ServerMessage>());
    let error = NoMessage::decode(Frame::Text("{}")).unwrap_err();
    assert!(error.to_string().contains("sends no messages"), "{error}");
}
