use asyncapi_channels::server::endpoint;

struct Chat;

fn main() {
    let _ = asyncapi_channels::connect::<Chat>("ws://localhost", &(), &(), &());
    let _ = endpoint(Chat);
}
