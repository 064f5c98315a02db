//! The client calls an operation of the server.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>) {
    let _ = client.hear(Said { from: "a".into(), text: "b".into() }).await;
}

fn main() {}
