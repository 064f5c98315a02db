//! The credentials are none of the document's.

asyncapi_channels::asyncapi!("secured.yaml");

fn make() {
    let _ = rooms::Client::builder("wss://example.com", rooms::Params::new("tea"), "open sesame");
}

fn main() {}
