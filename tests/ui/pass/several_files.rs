//! A document in several files.

#![deny(warnings)]

asyncapi_channels::asyncapi!("../documents/several/main.yaml");

fn main() {
    let sent = chat::ClientMessage::Say(Say { text: "a".into(), author: Some(User { name: "b".into() }) });
    let chat::ClientMessage::Say(say) = sent;
    assert_eq!(say.author.unwrap().name, "b");
}
