//! A document that describes the server.

#![deny(warnings)]

asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = server);

mod client {
    asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = client);
}

fn main() {
    let _ = admin::ServerMessage::Kick(Kick { who: "a".into() });
    let _ = client::admin::ClientMessage::Kick(client::Kick { who: "a".into() });
}
