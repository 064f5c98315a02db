//! A message that is a JSON Schema, by the `$id` that JSON Schema itself has.

#![deny(warnings)]

asyncapi_channels::asyncapi!(
    inline = r#"
asyncapi: 3.0.0
info: {title: Registry, version: 1.0.0}
channels:
  registry:
    address: /registry
    messages:
      Publish: {payload: {$ref: 'http://json-schema.org/draft-07/schema#'}}
      Limit: {payload: {$ref: 'http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger'}}
operations:
  publish: {action: send, channel: {$ref: '#/channels/registry'}}
"#,
);

fn main() {
    let _: fn(Schema) -> registry::ClientMessage = registry::ClientMessage::Publish;
    let _: fn(NonNegativeInteger) -> registry::ClientMessage = registry::ClientMessage::Limit;
}
