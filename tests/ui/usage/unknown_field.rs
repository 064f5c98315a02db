//! A property that the document does not have.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn kick() -> Kick {
    Kick { who: "a".into(), why: "b".into() }
}

fn main() {}
