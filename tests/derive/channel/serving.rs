//! Handlers and the hub.

use super::*;
use asyncapi_channels::tungstenite::Message as Raw;
use asyncapi_channels::{ClientSide, Socket, TcpWebSocket, connect};
use futures_util::SinkExt;

type Client = Socket<Chat, ClientSide, TcpWebSocket>;

async fn client(
    running: &mut Running,
    user: &str,
    rooms: &[&str],
) -> (Client, Connection<Chat, User>) {
    let query = Query {
        rooms: rooms.iter().map(ToString::to_string).collect(),
        ..Query::default()
    };
    let socket = soon(connect::<Chat>(
        &running.url,
        &params(user),
        &query,
        &Headers::default(),
    ))
    .await
    .unwrap();
    (socket, running.opened().await)
}

async fn hears(client: &mut Client) -> ServerMessage {
    soon(client.recv())
        .await
        .expect("a message")
        .expect("a message")
}

#[tokio::test]
async fn what_is_said_in_a_room_is_heard_there() {
    let mut running = Running::start().await;
    let (mut ann, _) = client(&mut running, "ann", &["red"]).await;
    let (mut bob, _) = client(&mut running, "bob", &["red"]).await;
    let (mut cid, connection) = client(&mut running, "cid", &[]).await;

    ann.send(say("red", "hello")).await.unwrap();
    assert_eq!(hears(&mut bob).await, said("ann", "hello").into());
    cid.send(ClientMessage::Join {
        room: "red".to_owned(),
    })
    .await
    .unwrap();
    let joined = ServerMessage::Joined {
        room: "red".to_owned(),
        members: 3,
    };
    assert_eq!(hears(&mut cid).await, joined);
    bob.send(say("red", "welcome")).await.unwrap();
    for other in [&mut ann, &mut cid] {
        assert_eq!(hears(other).await, said("bob", "welcome").into());
    }
    // To all of them, from a handler and from outside.
    cid.send(say("", "hi")).await.unwrap();
    let hub = connection.hub();
    for client in [&mut ann, &mut bob, &mut cid] {
        assert_eq!(hears(client).await, said("cid", "hi").into());
    }
    assert_eq!(hub.broadcast(said("server", "bye")).unwrap().queued, 3);
    for client in [&mut ann, &mut bob, &mut cid] {
        assert_eq!(hears(client).await, said("server", "bye").into());
    }
    assert_eq!(hub.by_handler("chat").len(), 3);
    assert!(hub.close(connection.id(), CloseCode::Policy, "enough"));
    assert!(soon(cid.recv()).await.is_none());
    let frame = cid.close_frame().unwrap();
    assert_eq!(
        (frame.code, frame.reason.as_str()),
        (CloseCode::Policy, "enough")
    );
}

#[tokio::test]
async fn a_handler_sees_all_that_happens() {
    let mut running = Running::start().await;
    let (mut ann, connection) = client(&mut running, "ann", &[]).await;
    assert_eq!(connection.session().name, "ann");
    ann.get_mut()
        .send(Raw::text(r#"{"type":"shout"}"#))
        .await
        .unwrap();
    let Seen::Error(error) = running.seen().await else {
        panic!("no error");
    };
    let text = error.to_string();
    assert!(text.contains("shout") && text.contains("join"), "{text}");
    ann.get_mut()
        .send(Raw::text(r#"{"type":"say","room":"","text":""}"#))
        .await
        .unwrap();
    let Seen::Error(error) = running.seen().await else {
        panic!("no error");
    };
    assert_eq!(
        error.violation().map(|violation| violation.keyword()),
        Some("minLength")
    );

    // An error of the handler ends its connection, and no other.
    let (mut bob, _) = client(&mut running, "bob", &[]).await;
    ann.send(ClientMessage::Fail).await.unwrap();
    assert!(soon(ann.recv()).await.is_none());
    assert_eq!(ann.close_frame().unwrap().code, CloseCode::Error);
    let Seen::Gone(code, by_client) = running.seen().await else {
        panic!("not gone");
    };
    assert_eq!((code, by_client), (CloseCode::Error, false));
    bob.send(say("", "still here")).await.unwrap();
    assert_eq!(hears(&mut bob).await, said("bob", "still here").into());
    bob.close(CloseCode::Normal, "").await.unwrap();
    let Seen::Gone(code, by_client) = running.seen().await else {
        panic!("not gone");
    };
    assert_eq!((code, by_client), (CloseCode::Normal, true));
}

/// Only what must be there.
struct Least;

impl Handler for Least {
    type Channel = Chat;
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Chat>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_message(&self, _: &Connection<Chat>, _: ClientMessage) -> Result<(), HandlerError> {
        Ok(())
    }
}

#[tokio::test]
async fn most_of_a_handler_can_be_left_out() {
    let server = Server::builder().serve(endpoint(Least));
    let server = server.bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", server.local_addr());
    tokio::spawn(server.run());
    let (query, headers) = (Query::default(), Headers::default());
    let mut socket = connect::<Chat>(&url, &params("ann"), &query, &headers)
        .await
        .unwrap();
    socket.get_mut().send(Raw::text("nonsense")).await.unwrap();
    // By itself, the client is told.
    let report = soon(socket.recv_frame()).await.unwrap().unwrap();
    assert!(
        report.as_text().unwrap().starts_with(r#"{"message":"#),
        "{report:?}"
    );
}
