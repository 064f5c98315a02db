//! A document in several files.

#![deny(warnings)]

asyncapi_channels::asyncapi!("../documents/several/main.yaml");

fn main() {
    let sent = chat::ClientMessage::Say(Say { author: Some(User::new("b")), ..Say::new("a") });
    let chat::ClientMessage::Say(say) = sent;
    assert_eq!(say.author.unwrap().name, "b");
}
