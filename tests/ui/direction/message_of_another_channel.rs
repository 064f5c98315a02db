//! A message of another channel.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>) {
    let _ = client.send(Kick::new("a")).await;
}

fn main() {}
