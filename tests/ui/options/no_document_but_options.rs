//! Options, but no document.

asyncapi_channels::asyncapi!(describes = client);

fn main() {}
