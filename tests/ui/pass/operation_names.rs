//! Operations under the names of what every socket has.

#![deny(warnings)]

asyncapi_channels::asyncapi!("operation_names.yaml");

use futures_util::StreamExt;
use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

pub async fn talk(socket: &mut chat::ClientSocket<WebSocketStream<DuplexStream>>) {
    socket.send(Say::default()).await.unwrap();
    socket.send_message(Say::default()).await.unwrap();
    socket.next_message(Say::default()).await.unwrap();
    socket.close_message(Say::default()).await.unwrap();
    socket.r#type(Say::default()).await.unwrap();
    let _ = socket.next().await;
}

fn main() {}
