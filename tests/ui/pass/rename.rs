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
    let say = Say { text: "a".into(), mood: Some(Temper::Glad) };
    client.speak(say).await.unwrap();
}

fn main() {
    let heard = Heard { from: "a".into(), text: "b".into() };
    let _ = lounge::ServerMessage::Heard(heard);
}
