//! The document names no reply to the message.

asyncapi_channels::asyncapi!("chat.yaml");

async fn ask(client: &chat::Client) {
    let _ = client.request(Say::new("hello")).await;
}

fn main() {}
