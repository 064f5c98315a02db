//! An operation that sends one message is given another.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>) {
    let _ = client.talk(Leave::default()).await;
}

fn main() {}
