//! A client sends a message of the server.

asyncapi_channels::asyncapi!("chat.yaml");

async fn talk(client: &chat::Client) {
    let _ = client.send(Said::new("hello")).await;
}

fn main() {}
