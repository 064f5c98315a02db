//! Channels under names that mean something in Rust, nothing, or the same.

#![deny(warnings)]

asyncapi_channels::asyncapi!("channel_names.yaml");

fn main() {
    let _ = servers::SERVERS;
    let _ = r#type::ClientMessage::Say(Say::default());
    let _ = root::Channel;
}
