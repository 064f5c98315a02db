//! A view of a text cannot be kept longer than the text.

use asyncapi_channels::{Frame, Message, MessageView};

#[derive(Message)]
struct View<'a> {
    text: &'a str,
}

#[derive(Message)]
struct Static {
    text: &'static str,
}

fn main() {
    let view: View<'_> = {
        let text = String::from("{}");
        View::decode(Frame::Text(&text)).unwrap()
    };
    drop(view.text);
}
