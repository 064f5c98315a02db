use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(addres = "/chat", address = "/chat/{room", clients = Line, client = Line, server = 3)]
struct Chat(u8);

fn main() {
    // What could be understood is there.
    assert_eq!(Chat::NAME, "chat");
    let _ = async {
        let (mut client, _server) = Chat::pair();
        client.send(Line { text: "a".into() }).await
    };
}
