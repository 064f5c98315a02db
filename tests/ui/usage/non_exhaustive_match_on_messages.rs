//! A `match` forgets a message.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn show(message: chat::ServerMessage) -> String {
    match message {
        chat::ServerMessage::Said(said) => said.text,
    }
}

fn main() {}
