//! The address has a parameter.

asyncapi_channels::asyncapi!("secured.yaml");

fn make(credentials: rooms::Credentials) {
    let _ = rooms::Client::builder("wss://example.com", credentials);
}

fn main() {}
