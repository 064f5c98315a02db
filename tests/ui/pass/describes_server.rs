//! A document that describes the server.

#![deny(warnings)]

asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = server);

mod client {
    asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = client);
}

fn main() {
    let _ = admin::ServerMessage::Kick(Kick::new("a"));
    let _ = client::admin::ClientMessage::Kick(client::Kick::new("a"));
}
