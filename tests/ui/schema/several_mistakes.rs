//! Every mistake of a document is shown in one build.

asyncapi_channels::asyncapi!("several_mistakes.yaml");

fn main() {}
