//! A frame that is no message is an error or a variant.

asyncapi_channels::asyncapi!("../documents/chat.yaml", unknown = variants);

fn main() {}
