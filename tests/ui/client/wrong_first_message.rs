//! The first message is not given as what makes it.

asyncapi_channels::asyncapi!("first_message.yaml");

fn make() {
    let _ = lobby::Client::builder("wss://example.com", Login::new("open sesame"));
}

fn main() {}
