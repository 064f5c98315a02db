//! A property of type string is given a number.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn kick() -> Kick {
    Kick { who: 5, ..Kick::new("a") }
}

fn main() {}
