//! The document asks for credentials.

asyncapi_channels::asyncapi!("secured.yaml");

fn make() {
    let _ = rooms::Client::builder("wss://example.com", rooms::Params::new("tea")).build();
}

fn main() {}
