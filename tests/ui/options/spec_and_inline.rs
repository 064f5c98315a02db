//! Two documents.

asyncapi_channels::asyncapi!(spec = "../documents/chat.yaml", inline = "asyncapi: 3.0.0");

fn main() {}
