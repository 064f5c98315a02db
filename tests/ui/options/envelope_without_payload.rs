//! An envelope needs both names.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = "route" });

fn main() {}
