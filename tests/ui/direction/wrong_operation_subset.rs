//! An operation that sends some of the messages is given another one of the same direction.

asyncapi_channels::asyncapi!("wrong_operation_subset.yaml");

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

async fn talk(client: &mut rooms::ClientSocket<WebSocketStream<DuplexStream>>) {
    let _ = client.move_about(Say::new("hello")).await;
}

fn main() {}
