//! The server sends a message of the client.

asyncapi_channels::asyncapi!("chat.yaml");

async fn talk(connection: &chat::Connection) {
    let _ = connection.send(Say::new("hello")).await;
}

fn main() {}
