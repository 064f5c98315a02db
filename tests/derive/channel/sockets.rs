//! Sockets of a channel.

use super::*;
use asyncapi_channels::{Error, accept, connect};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpListener;

#[tokio::test]
async fn a_client_and_a_server_talk() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (mut socket, handshake) = accept::<Chat, _>(stream).await.unwrap();
        while let Some(message) = socket.recv().await {
            let text = match message.unwrap() {
                ClientMessage::Say(say) => say.text,
                other => other.name().to_owned(),
            };
            socket
                .feed(said(&handshake.params.user, &text))
                .await
                .unwrap();
        }
        handshake
    });
    let query = Query {
        limit: Some(3),
        rooms: vec!["a".to_owned(), "b/c".to_owned()],
        mode: Mode::Quiet,
    };
    let headers = Headers { trace: Some(7) };
    let mut socket = connect::<Chat>(&url, &params("ann"), &query, &headers)
        .await
        .unwrap();
    socket.send(say("", "hi")).await.unwrap();
    socket.send(ClientMessage::Fail).await.unwrap();
    for expected in ["hi", "fail"] {
        let message = soon(socket.recv()).await.unwrap().unwrap();
        assert_eq!(message, ServerMessage::Said(said("ann", expected)));
    }
    socket.close(CloseCode::Normal, "").await.unwrap();
    assert!(soon(socket.recv()).await.is_none());
    let handshake = soon(server).await.unwrap();
    assert_eq!(handshake.params, params("ann"));
    assert_eq!((handshake.query, handshake.headers), (query, headers));
}

#[tokio::test]
async fn a_pair_is_connected_in_memory() {
    let (mut client, mut server) = Chat::pair();
    client.send(say("a", "hi")).await.unwrap();
    let message = server.recv().await.unwrap().unwrap();
    assert_eq!(message, ClientMessage::Say(say("a", "hi")));

    // Payloads, whole messages, halves, and as a sink and a stream.
    let (mut sink, stream) = server.split();
    sink.send(said("ann", "one")).await.unwrap();
    let joined = ServerMessage::Joined {
        room: "a".to_owned(),
        members: 2,
    };
    SinkExt::send(&mut sink, joined.clone()).await.unwrap();
    assert_eq!(
        client.next().await.unwrap().unwrap(),
        said("ann", "one").into()
    );
    assert_eq!(client.next().await.unwrap().unwrap(), joined);
    drop((sink, stream));
}

#[tokio::test]
async fn a_message_is_checked_on_both_ends() {
    let (mut client, mut server) = Chat::pair();
    let long = say("a", &"x".repeat(41));
    let error = client.send(long.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Encode(_)), "{error}");
    assert!(error.to_string().contains("/text"), "{error}");

    let mut unchecked = client.without_validation();
    unchecked.send(long).await.unwrap();
    let error = server.recv().await.unwrap().unwrap_err();
    assert!(
        matches!(&error, Error::Decode(error) if error.violation().is_some()),
        "{error}"
    );
    // The socket goes on.
    unchecked.send(say("a", "b")).await.unwrap();
    assert!(server.recv().await.unwrap().is_ok());
}
