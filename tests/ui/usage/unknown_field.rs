//! A property that the document does not have.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn kick() -> Kick {
    Kick { reason: "b".into(), ..Kick::new("a") }
}

fn main() {}
