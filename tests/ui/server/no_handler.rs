//! What is no handler is given to an endpoint.

asyncapi_channels::asyncapi!("chat.yaml");

struct Chat;

fn serve() {
    let _ = chat::endpoint(Chat);
}

fn main() {}
