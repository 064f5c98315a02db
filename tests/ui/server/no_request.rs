//! A message is asked to which the document names no reply.

asyncapi_channels::asyncapi!("reply.yaml");

use asyncapi_channels::Request;

fn ask<R: Request<desk::Channel>>(_: R) {}

fn main() {
    ask(Ask::new("why"));
    ask(Note::new("just so"));
}
