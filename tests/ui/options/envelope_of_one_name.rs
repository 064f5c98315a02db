//! In an envelope, messages are told apart by their names.

asyncapi_channels::asyncapi!("envelope_of_one_name.yaml", envelope = { tag = "route", payload = "payload" });

fn main() {}
