use asyncapi_channels::Client;
use asyncapi_channels::server::Handler;

struct Chat;

fn all(_: Client<Chat>) {}

fn serve<H: Handler>() {}

fn main() {
    let _ = all;
    serve::<Chat>();
}
