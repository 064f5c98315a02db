//! `replace` takes a table.

asyncapi_channels::asyncapi!("../documents/chat.yaml", replace = ["Say"]);

fn main() {}
