//! The server sends what only the client may send.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(server: &mut chat::ServerSocket<WebSocketStream<DuplexStream>>) {
    let _ = server.send(Leave::default()).await;
}

fn main() {}
