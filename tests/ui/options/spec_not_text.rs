//! `spec` takes text.

asyncapi_channels::asyncapi!(spec = api/chat.yaml);

fn main() {}
