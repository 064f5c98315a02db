//! Views beside types with such names, types with nothing to borrow, and a user's type.

#![deny(warnings, missing_docs)]

/// A type of the user's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Own(String);

mod api {
    #![allow(missing_docs)]
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Names, version: 1.0.0}
channels:
  names:
    address: /names
    messages:
      chat: {payload: {$ref: '#/components/schemas/Chat'}}
      chatView: {payload: {$ref: '#/components/schemas/ChatView'}}
  bare:
    address: /bare
    messages:
      ping: {payload: {$ref: '#/components/schemas/Ping'}}
  empty: {address: /empty}
operations:
  names: {action: send, channel: {$ref: '#/channels/names'}}
  bare: {action: send, channel: {$ref: '#/channels/bare'}}
components:
  schemas:
    Chat: {type: object, required: [text], properties: {text: {type: string}}}
    ChatView:
      type: object
      required: [view]
      properties:
        view: {type: string}
        own: {$ref: '#/components/schemas/Own'}
        owns: {type: array, items: {$ref: '#/components/schemas/Own'}}
        more: {type: object, additionalProperties: {$ref: '#/components/schemas/Own'}}
    Own: {type: string}
    Ping: {type: object, required: [n], properties: {n: {type: integer}}, additionalProperties: false}
"#,
        replace = { "Own" = super::Own },
        derives = [Eq, Hash],
        views = true,
    }
}

use asyncapi_channels::{Frame, MessageView};

fn main() {
    let frame = Frame::Text(r#"{"view":"a","own":"b","owns":["c"],"more":{"d":"e"}}"#);
    let view = api::names::ClientMessageView::decode(frame).unwrap();
    let api::names::ClientMessageView::ChatView(view) = view else {
        panic!()
    };
    let view: api::ChatViewView<'_> = view;
    assert_eq!(view.owns, Some(vec![Own("c".into())]));
    let ping = api::bare::ClientMessageView::decode(Frame::Text(r#"{"n":1}"#)).unwrap();
    let api::bare::ClientMessageView::Ping(ping) = ping;
    assert_eq!(ping, api::Ping::new(1));
    assert!(api::empty::ClientMessageView::decode(Frame::Text("{}")).is_err());
    let _: Option<api::ChatView2<'_>> = None;
}
