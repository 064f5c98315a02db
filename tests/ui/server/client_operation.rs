//! The server calls an operation of the client.

asyncapi_channels::asyncapi!("chat.yaml");

async fn talk(connection: &chat::Connection) {
    let _ = connection.say(Say::new("hello")).await;
}

fn main() {}
