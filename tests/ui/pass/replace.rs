//! The types of others in the place of generated ones.

#![deny(warnings)]

pub mod own {
    pub type Named<T> = std::collections::BTreeMap<String, T>;
}

asyncapi_channels::asyncapi! {
    "../documents/chat.yaml",
    replace = { "Mood" = ::serde_json::Value, "Kick" = crate::own::Named<::std::string::String> },
}

fn main() {
    let say = Say { mood: Some(serde_json::json!(["odd"])), ..Say::new("a") };
    assert_eq!(say.mood.unwrap()[0], "odd");
    let kick = own::Named::from([("who".to_owned(), "a".to_owned())]);
    let _ = admin::ClientMessage::Kick(kick);
}
