//! A message that is only text.

asyncapi_channels::asyncapi!("message_not_an_object.yaml");

pub fn shout(text: String) -> chat::ClientMessage {
    chat::ClientMessage::Shout(text)
}

fn main() {}
