//! The client sends the enum of the other direction.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>, message: chat::ServerMessage) {
    let _ = client.send(message).await;
}

fn main() {}
