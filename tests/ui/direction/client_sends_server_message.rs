//! The client sends what only the server may send.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>) {
    let said = Said::new("a", "b");
    let _ = client.send(said).await;
}

fn main() {}
