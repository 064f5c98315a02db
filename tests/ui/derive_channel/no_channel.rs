use asyncapi_channels::Client;
use asyncapi_channels::server::{Server, endpoint};

struct Chat;

fn main() {
    let _ = Client::<Chat>::builder("ws://localhost", &(), &(), &());
    let _ = Server::builder().serve(endpoint(Chat));
}
