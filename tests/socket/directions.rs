//! Both directions of documents of either version: operations, and whose they are.

use crate::device::devices_serial;
use crate::documents::{Stopped, log, values};
use crate::rooms::{
    Acknowledged, Left, Notice, RoomKind, Said, Typing, Welcome, lobby, lobby_connection, notices,
    room,
};
use crate::{device, documents, next, pair};
use asyncapi_channels::{Channel, Message};

fn seat() -> (room::Params, room::Query, room::Headers) {
    (
        room::Params::new("main", RoomKind::Open, 4),
        room::Query::new("secret"),
        room::Headers::new("tests"),
    )
}

#[tokio::test]
async fn version_3_sends_as_the_client_and_receives_from_the_server() {
    let (params, query, headers) = seat();
    let (mut client, mut server, _) = pair!(room, &params, &query, &headers);

    client.say(Said::new("hello")).await.unwrap();
    let heard = next(&mut server).await.unwrap();
    assert_eq!(heard, room::ClientMessage::Said(Said::new("hello")));
    assert_eq!(heard.name(), "said");

    server.relay(Said::new("you said hello")).await.unwrap();
    server
        .relay(Left {
            why: Some("tired".into()),
            ..Left::default()
        })
        .await
        .unwrap();
    assert_eq!(
        next(&mut client).await.unwrap(),
        room::ServerMessage::Said(Said::new("you said hello"))
    );
    match next(&mut client).await.unwrap() {
        room::ServerMessage::Left(left) => assert_eq!(left.why.as_deref(), Some("tired")),
        other @ room::ServerMessage::Said(_) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_operation_of_some_messages_takes_each_of_them() {
    let (params, query, headers) = seat();
    let (mut client, mut server, _) = pair!(room, &params, &query, &headers);

    let stopped = Typing {
        on: false,
        ..Typing::default()
    };
    client.show_activity(stopped.clone()).await.unwrap();
    client.show_activity(Left::default()).await.unwrap();
    client.send(Typing::default()).await.unwrap();
    client
        .send(room::ClientMessage::from(Left::default()))
        .await
        .unwrap();

    let expected: [room::ClientMessage; 4] = [
        stopped.into(),
        Left::default().into(),
        Typing::default().into(),
        Left::default().into(),
    ];
    for message in expected {
        assert_eq!(next(&mut server).await.unwrap(), message);
    }
}

#[tokio::test]
async fn version_2_publishes_as_the_client() {
    let (mut client, mut server) = pair!(log);

    client.write("a line").await.unwrap();
    client.write(String::from("\"{quoted}\"\n")).await.unwrap();
    for line in ["a line", "\"{quoted}\"\n"] {
        let message = next(&mut server).await.unwrap();
        assert_eq!(message, log::ClientMessage::Line(line.to_owned()));
    }

    server
        .tail(log::ServerMessage::Line("first".into()))
        .await
        .unwrap();
    let bytes = asyncapi_channels::bytes::Bytes::from_static(&[0, 159, 255]);
    server
        .tail(log::ServerMessage::Dump(bytes.clone()))
        .await
        .unwrap();
    assert_eq!(
        next(&mut client).await.unwrap(),
        log::ServerMessage::Line("first".into())
    );
    assert_eq!(
        next(&mut client).await.unwrap(),
        log::ServerMessage::Dump(bytes)
    );
}

#[tokio::test]
async fn the_same_messages_in_both_directions_are_of_two_enums() {
    let (mut client, mut server) = pair!(values);
    let node = documents::Node::new("root");
    client.put(node.clone()).await.unwrap();
    assert_eq!(
        next(&mut server).await.unwrap(),
        values::ClientMessage::Node(node.clone())
    );
    server.report(node.clone()).await.unwrap();
    server.report(Stopped::default()).await.unwrap();
    assert_eq!(
        next(&mut client).await.unwrap(),
        values::ServerMessage::Node(node)
    );
    assert_eq!(
        next(&mut client).await.unwrap(),
        values::ServerMessage::Stopped(Stopped::default())
    );
}

#[tokio::test]
async fn a_document_of_the_servers_view_is_turned_around() {
    let params = devices_serial::Params::new(u64::MAX);
    let (mut client, mut server, handshake) = pair!(devices_serial, &params, &(), &());
    assert_eq!(handshake.params.serial, u64::MAX);

    // What the document publishes is what the server says.
    server
        .send_command(device::Command::new(device::CommandCommand::Off))
        .await
        .unwrap();
    let devices_serial::ServerMessage::Command(command) = next(&mut client).await.unwrap();
    assert_eq!(command.command, device::CommandCommand::Off);

    client.on_reading(device::Reading::new(21.5)).await.unwrap();
    client
        .on_reading(device::Failure::new("no sensor"))
        .await
        .unwrap();
    assert_eq!(
        next(&mut server).await.unwrap(),
        devices_serial::ClientMessage::Reading(device::Reading::new(21.5))
    );
    assert_eq!(
        next(&mut server).await.unwrap(),
        devices_serial::ClientMessage::Failure(device::Failure::new("no sensor"))
    );
}

#[tokio::test]
async fn channels_of_one_address_share_one_connection() {
    assert_eq!(lobby_connection::Channel::ADDRESS, "/lobby");
    let (mut client, mut server) = pair!(lobby_connection);

    client.greet(Said::new("hi")).await.unwrap();
    client.acknowledge(Acknowledged::new(7)).await.unwrap();
    server.welcome(Welcome::new(3)).await.unwrap();
    server.notify(Notice::new(8)).await.unwrap();

    assert_eq!(
        next(&mut server).await.unwrap(),
        lobby_connection::ClientMessage::Said(Said::new("hi"))
    );
    assert_eq!(
        next(&mut server).await.unwrap(),
        lobby_connection::ClientMessage::Acknowledged(Acknowledged::new(7))
    );
    assert_eq!(
        next(&mut client).await.unwrap(),
        lobby_connection::ServerMessage::Welcome(Welcome::new(3))
    );
    assert_eq!(
        next(&mut client).await.unwrap(),
        lobby_connection::ServerMessage::Notice(Notice::new(8))
    );
}

#[tokio::test]
async fn each_channel_of_an_address_works_alone() {
    let (mut client, mut server) = pair!(lobby);
    client.greet(Said::new("hi")).await.unwrap();
    server.welcome(Welcome::new(1)).await.unwrap();
    assert_eq!(
        next(&mut server).await.unwrap(),
        lobby::ClientMessage::Said(Said::new("hi"))
    );
    assert_eq!(
        next(&mut client).await.unwrap(),
        lobby::ServerMessage::Welcome(Welcome::new(1))
    );

    let (mut client, mut server) = pair!(notices);
    client.acknowledge(Acknowledged::new(1)).await.unwrap();
    server.notify(Notice::new(2)).await.unwrap();
    assert_eq!(
        next(&mut server).await.unwrap(),
        notices::ClientMessage::Acknowledged(Acknowledged::new(1))
    );
    assert_eq!(
        next(&mut client).await.unwrap(),
        notices::ServerMessage::Notice(Notice::new(2))
    );
}

#[tokio::test]
async fn many_messages_keep_their_order_in_both_directions_at_once() {
    const MANY: i64 = 2_000;
    let (client, server) = pair!(lobby_connection);
    let (mut client_out, mut client_in) = client.split();
    let (mut server_out, mut server_in) = server.split();
    let client_sends = async {
        for id in 0..MANY {
            client_out.acknowledge(Acknowledged::new(id)).await.unwrap();
        }
    };
    let server_sends = async {
        for id in 0..MANY {
            server_out.feed(Notice::new(id)).await.unwrap();
        }
        server_out.flush().await.unwrap();
    };
    let client_hears = async {
        for id in 0..MANY {
            let message = next(&mut client_in).await.unwrap();
            assert_eq!(
                message,
                lobby_connection::ServerMessage::Notice(Notice::new(id))
            );
        }
    };
    let server_hears = async {
        for id in 0..MANY {
            let message = next(&mut server_in).await.unwrap();
            let expected = lobby_connection::ClientMessage::Acknowledged(Acknowledged::new(id));
            assert_eq!(message, expected);
        }
    };
    tokio::join!(client_sends, server_sends, client_hears, server_hears);
}
