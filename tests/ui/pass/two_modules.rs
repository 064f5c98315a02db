//! One document in two modules, and two documents in one.

#![deny(warnings)]

pub mod first {
    asyncapi_channels::asyncapi!("../documents/chat.yaml");
}

pub mod second {
    asyncapi_channels::asyncapi!("../documents/chat.yaml");

    pub mod other {
        asyncapi_channels::asyncapi!("../documents/everything.yaml");
    }
}

fn main() {
    let first = first::Kick::new("a");
    let second = second::Kick::new(first.who);
    let _: second::admin::ClientMessage = second.into();
}
