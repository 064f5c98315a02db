//! A channel is asked that has no requests.

asyncapi_channels::asyncapi!("chat.yaml");

use asyncapi_channels::Request;

fn ask<R: Request<chat::Channel>>(_: R) {}

fn main() {
    ask(Say::new("why"));
}
