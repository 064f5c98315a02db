//! Types that derive `Message`, and not serde's traits, in the place of schemas.

#![deny(warnings)]

use asyncapi_channels::{Frame, Message};

mod own {
    use asyncapi_channels::Message;

    #[derive(Message, Clone, Debug, PartialEq)]
    #[message(rename_all = "lowercase")]
    pub enum Mood {
        Glad,
        Sad,
    }

    #[derive(Message, Clone, Debug, PartialEq)]
    pub struct Kick {
        #[message(min_length = 2)]
        pub who: String,
    }

    #[derive(Message, Clone, Debug, PartialEq)]
    #[message(tag = "type", rename = "said")]
    pub struct Said {
        pub from: String,
        pub text: String,
    }
}

asyncapi_channels::asyncapi! {
    "../documents/chat.yaml",
    replace = { "Mood" = crate::own::Mood, "Kick" = own::Kick, "Said" = own::Said },
}

fn main() {
    let say = chat::ClientMessage::Say(Say { mood: Some(own::Mood::Sad), ..Say::new("a") });
    let text = say.encode().unwrap();
    assert_eq!(text.as_text(), Some(r#"{"type":"say","text":"a","mood":"sad"}"#));
    assert_eq!(chat::ClientMessage::decode(text.as_frame()).unwrap(), say);

    let kick = admin::ClientMessage::Kick(own::Kick { who: String::from("Anna") });
    let text = kick.encode().unwrap();
    assert_eq!(admin::ClientMessage::decode(text.as_frame()).unwrap(), kick);
    // What the type asks of its values is checked too.
    assert!(admin::ClientMessage::decode(Frame::Text(r#"{"who":"A"}"#)).is_err());

    let said = chat::ServerMessage::Said(own::Said {
        from: String::from("Anna"),
        text: String::from("hi"),
    });
    let text = said.encode().unwrap();
    assert_eq!(text.as_text(), Some(r#"{"type":"said","from":"Anna","text":"hi"}"#));
    assert_eq!(chat::ServerMessage::decode(text.as_frame()).unwrap(), said);
}
