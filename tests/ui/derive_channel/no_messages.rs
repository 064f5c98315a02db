use asyncapi_channels::Channel;

#[derive(Channel)]
#[channel(address = "/echo")]
struct Echo;

fn main() {}
