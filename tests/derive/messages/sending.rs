//! Hand-written messages over real sockets, against generated ones of the same API.

use asyncapi_channels::{Channel, ClientSide, Error, Message, Outgoing, ServerSide};
use asyncapi_channels::{accept, connect};
use std::future::Future;
use std::time::Duration;
use tokio::net::TcpListener;

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Chat, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      join: {payload: {$ref: '#/components/schemas/Join'}}
      say: {payload: {$ref: '#/components/schemas/Say'}}
      line: {contentType: text/plain}
operations:
  talk:
    action: send
    channel: {$ref: '#/channels/chat'}
  hear:
    action: receive
    channel: {$ref: '#/channels/chat'}
components:
  schemas:
    Join: {type: object, required: [type, room], properties: {type: {const: join}, room: {type: string, minLength: 1}}}
    Say: {type: object, required: [type, text], properties: {type: {const: say}, text: {type: string}}}
"#
    }
}

#[derive(Debug, Clone, PartialEq, Message)]
struct Join {
    #[message(min_length = 1)]
    room: String,
}

#[derive(Debug, Clone, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ChatMessage {
    Join(Join),
    Say {
        text: String,
    },
    #[message(text)]
    Line(String),
}

struct Chat;

impl Channel for Chat {
    const NAME: &'static str = "chat";
    const ADDRESS: &'static str = "/chat";
    type Params = ();
    type Query = ();
    type Headers = ();
    type ClientMessage = ChatMessage;
    type ServerMessage = ChatMessage;
}

async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

#[tokio::test]
async fn a_client_and_a_generated_server_understand_each_other() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let accepted = async {
        let (stream, _) = listener.accept().await.unwrap();
        accept::<api::chat::Channel, _>(stream).await.unwrap()
    };
    let (client, (mut server, _)) =
        soon(async { tokio::join!(connect::<Chat>(&url, &(), &(), &()), accepted) }).await;
    let mut client = client.unwrap();

    let join = Join { room: "a".into() };
    soon(client.send(join.clone())).await.unwrap();
    soon(client.send(ChatMessage::Say { text: "hi".into() }))
        .await
        .unwrap();
    soon(client.send("prose".to_owned())).await.unwrap();
    let refused = soon(client.send(Join {
        room: String::new(),
    }))
    .await;
    assert!(matches!(refused, Err(Error::Encode(_))), "{refused:?}");

    let received = soon(server.recv()).await.unwrap().unwrap();
    let expected = api::Join::new("a");
    assert_eq!(received, api::chat::ClientMessage::Join(expected.clone()));
    let received = soon(server.recv()).await.unwrap().unwrap();
    assert_eq!(received.name(), "say");
    let received = soon(server.recv()).await.unwrap().unwrap();
    assert_eq!(received, api::chat::ClientMessage::Line("prose".into()));

    soon(server.send(expected)).await.unwrap();
    soon(server.send(api::Say::new("hi"))).await.unwrap();
    soon(server.send("prose".to_owned())).await.unwrap();
    for expected in [
        ChatMessage::from(join),
        ChatMessage::Say { text: "hi".into() },
        ChatMessage::from("prose".to_owned()),
    ] {
        assert_eq!(soon(client.recv()).await.unwrap().unwrap(), expected);
    }
}

/// What may be sent, on which side.
fn sends<T: Outgoing<Chat, ClientSide> + Outgoing<Chat, ServerSide>>() {}

#[test]
fn the_set_and_its_payloads_can_be_sent() {
    sends::<ChatMessage>();
    sends::<Join>();
    sends::<String>();
}
