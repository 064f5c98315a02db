//! Other names for a channel, a schema, a message and an operation.

#![deny(warnings)]

use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;

asyncapi_channels::asyncapi! {
    spec = "../documents/chat.yaml",
    rename = {
        "chat" = "lounge",
        "Mood" = "Temper",
        "Said" = "Heard",
        "talk" = "speak",
    },
}

pub async fn speak(client: &mut lounge::ClientSocket<WebSocketStream<DuplexStream>>) {
    let say = Say { mood: Some(Temper::Glad), ..Say::new("a") };
    client.speak(say).await.unwrap();
}

fn main() {
    let heard = Heard::new("a", "b");
    let _ = lounge::ServerMessage::Heard(heard);
}
