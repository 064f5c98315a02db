//! A mistake in text within the macro.

asyncapi_channels::asyncapi!(
    inline = "
asyncapi: 3.0.0
info: {title: Chat, version: 1.0.0}
channels: {}
components: {schemas: {Said: {type: strng}}}
"
);

fn main() {}
