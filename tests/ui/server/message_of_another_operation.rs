//! An operation of some messages is given another one.

asyncapi_channels::asyncapi!("chat.yaml");

async fn talk(connection: &chat::Connection) {
    let _ = connection.hear(Closed::new("bye")).await;
}

fn main() {}
