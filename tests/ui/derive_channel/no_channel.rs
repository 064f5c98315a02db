use asyncapi_channels::Hub;
use asyncapi_channels::server::Handler;

struct Chat;

fn all(_: Hub<Chat>) {}

fn serve<H: Handler>() {}

fn main() {
    let _ = all;
    serve::<Chat>();
}
