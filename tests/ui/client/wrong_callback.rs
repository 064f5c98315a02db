//! A callback takes another message than the operation has.

asyncapi_channels::asyncapi!("chat.yaml");

fn listen(client: &chat::Client) {
    let _listener = client.on_end(|message: &Said| println!("{message:?}"));
}

fn main() {}
