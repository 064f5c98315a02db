//! A client calls an operation of the server.

asyncapi_channels::asyncapi!("chat.yaml");

async fn talk(client: &chat::Client) {
    let _ = client.hear(Said::new("hello")).await;
}

fn main() {}
