//! The headers have a property of their own.

mod beside_the_payload {
    asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = "route", payload = "data", headers = "data" });
}

mod beside_the_tag {
    asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = "route", payload = "data", headers = "route" });
}

fn main() {}
