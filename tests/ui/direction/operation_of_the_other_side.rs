//! The client calls an operation of the server.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>) {
    let _ = client.hear(Said::new("a", "b")).await;
}

fn main() {}
