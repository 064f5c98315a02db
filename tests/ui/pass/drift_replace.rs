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

    #[derive(Message, Clone, Debug, PartialEq)]
    pub struct Item {
        pub n: Option<i64>,
    }
}

asyncapi_channels::asyncapi! {
    "../documents/chat.yaml",
    replace = { "Mood" = crate::own::Mood, "Kick" = own::Kick, "Said" = own::Said },
}

/// Rules that look at the JSON of what holds such a type.
mod lists {
    asyncapi_channels::asyncapi!(
        inline = r#"
asyncapi: 3.0.0
info: {title: Lists, version: 1.0.0}
channels:
  list:
    address: /list
    messages:
      Add: {payload: {$ref: '#/components/schemas/Add'}}
operations:
  add: {action: send, channel: {$ref: '#/channels/list'}}
components:
  schemas:
    Item: {type: object, properties: {n: {type: integer}}}
    Add:
      type: object
      required: [a, b]
      properties:
        a: {oneOf: [{$ref: '#/components/schemas/Item'}, {type: 'null'}]}
        b: {type: array, uniqueItems: true, items: {$ref: '#/components/schemas/Item'}}
"#,
        replace = { "Item" = crate::own::Item },
    );
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

    let item = |n| own::Item { n: Some(n) };
    let add = lists::Add::new(Some(item(1)), vec![item(1), item(2)]);
    let add = lists::list::ClientMessage::Add(add);
    let text = add.encode().unwrap();
    assert_eq!(text.as_text(), Some(r#"{"a":{"n":1},"b":[{"n":1},{"n":2}]}"#));
    assert_eq!(lists::list::ClientMessage::decode(text.as_frame()).unwrap(), add);
    let twice = Frame::Text(r#"{"a":null,"b":[{"n":1},{"n":1}]}"#);
    let error = lists::list::ClientMessage::decode(twice).unwrap_err();
    assert!(error.to_string().contains("/b: `uniqueItems`"), "{error}");
}
