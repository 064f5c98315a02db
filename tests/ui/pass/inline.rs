//! The document within the macro.

#![deny(warnings)]

asyncapi_channels::asyncapi!(
    inline = r#"
asyncapi: 3.0.0
info: {title: Chat, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      Say: {payload: {type: object, required: [text], properties: {text: {type: string}}}}
operations:
  talk: {action: send, channel: {$ref: '#/channels/chat'}}
"#,
);

fn main() {
    let chat::ClientMessage::Say(say) = chat::ClientMessage::Say(Say::new("a"));
    assert_eq!(say.text, "a");
}
