//! Sockets as streams and sinks: combinators, halves in tasks, and streams of one's own.

use crate::documents::{Node, Profile, Stopped, log, values};
use crate::rooms::{Acknowledged, Notice, lobby, lobby_connection};
use crate::{end, next, pair, soon};
use asyncapi_channels::tungstenite::{self, Message as Raw};
use asyncapi_channels::{ClientSide, CloseCode, Error, Socket};
use futures_util::stream::{self, FusedStream};
use futures_util::{FutureExt, Sink, SinkExt, Stream, StreamExt, TryStreamExt};
use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

fn lines(range: std::ops::Range<u32>) -> impl Iterator<Item = log::ClientMessage> {
    range.map(|number| log::ClientMessage::Line(number.to_string()))
}

#[tokio::test]
async fn all_items_of_a_stream_are_sent() {
    let (mut client, mut server) = pair!(log);
    let mut source = stream::iter(lines(0..100)).map(Ok);
    let sent = async {
        client.send_all(&mut source).await.unwrap();
        client.close(CloseCode::Normal, "").await.unwrap();
    };
    let heard = (&mut server).try_collect::<Vec<_>>();
    let ((), heard) = soon(async { tokio::join!(sent, heard) }).await;
    assert_eq!(heard.unwrap(), lines(0..100).collect::<Vec<_>>());
    assert!(server.is_terminated());
}

#[tokio::test]
async fn one_socket_is_forwarded_into_another() {
    // client -> (relay) -> backend, as a proxy does it.
    let (mut client, relay_in) = pair!(log);
    let (relay_out, mut backend) = pair!(log);
    let (_, incoming) = relay_in.split();
    let (outgoing, _) = relay_out.split();
    let relay = tokio::spawn(incoming.forward(outgoing));
    for line in ["one", "two", "three"] {
        client.write(line).await.unwrap();
        let message = next(&mut backend).await.unwrap();
        assert_eq!(message, log::ClientMessage::Line(line.into()));
    }
    client.close(CloseCode::Normal, "").await.unwrap();
    let (end, forwarded) = soon(async { tokio::join!(backend.next(), relay) }).await;
    assert!(end.is_none());
    forwarded.unwrap().unwrap();
}

#[tokio::test]
async fn messages_are_chosen_and_mapped_on_the_way() {
    let (client, mut server) = pair!(values);
    for name in ["a", "b", "c"] {
        server.report(Node::new(name)).await.unwrap();
        server.report(Stopped::default()).await.unwrap();
    }
    server.close(CloseCode::Normal, "").await.unwrap();
    let names = client.filter_map(async |message| match message {
        Ok(values::ServerMessage::Node(node)) => Some(node.name),
        _ => None,
    });
    let both = async { tokio::join!(names.collect::<Vec<_>>(), end(server.into())) };
    assert_eq!(soon(both).await.0, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_sink_takes_what_is_made_into_its_messages() {
    let (client, mut server) = pair!(lobby_connection);
    let mut numbers = client.with(|id: i64| ready(Ok::<_, Error>(Acknowledged::new(id).into())));
    soon(async {
        numbers.feed(1).await.unwrap();
        numbers.send(2).await.unwrap();
    })
    .await;
    for id in 1..=2 {
        let expected = lobby_connection::ClientMessage::Acknowledged(Acknowledged::new(id));
        assert_eq!(next(&mut server).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn the_halves_work_in_two_tasks() {
    let (client, server) = pair!(values);
    let (mut sender, mut receiver) = client.split();
    let sending = tokio::spawn(async move {
        for index in 0..50 {
            sender.put(Node::new(index.to_string())).await?;
        }
        sender.close(CloseCode::Normal, "sent").await?;
        assert!(sender.put(Node::new("late")).await.unwrap_err().is_closed());
        Ok::<_, Error>(())
    });
    let receiving = tokio::spawn(async move {
        let mut names = Vec::new();
        while let Some(message) = receiver.next().await {
            match message? {
                values::ServerMessage::Node(node) => names.push(node.name),
                other => panic!("{other:?}"),
            }
        }
        assert!(receiver.close_frame().is_some());
        Ok::<_, Error>(names)
    });
    let echoing = tokio::spawn(async move {
        let (mut sender, mut receiver) = server.split();
        while let Some(message) = receiver.next().await {
            match message? {
                // The client has closed after the last one, so an answer may come too late.
                values::ClientMessage::Node(node) => match sender.report(node).await {
                    Err(error) if error.is_closed() => {}
                    result => result?,
                },
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(
            receiver.close_frame().map(|frame| frame.reason.as_str()),
            Some("sent")
        );
        Ok::<_, Error>(())
    });
    soon(sending).await.unwrap().unwrap();
    let names = soon(receiving).await.unwrap().unwrap();
    let expected: Vec<String> = (0..50).map(|index| index.to_string()).collect();
    assert!(expected.starts_with(&names), "{names:?}");
    soon(echoing).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_dropped_receiver_loses_no_message() {
    let (mut client, mut server) = pair!(log);
    for _ in 0..10 {
        // Polled once, then dropped, before anything is there.
        let nothing = server.recv().now_or_never();
        assert!(nothing.is_none());
    }
    client.write("one").await.unwrap();
    client.write("two").await.unwrap();
    for line in ["one", "two"] {
        assert_eq!(
            next(&mut server).await.unwrap(),
            log::ClientMessage::Line(line.into())
        );
    }
}

/// One end of a connection in memory: a stream and a sink of WebSocket messages.
#[derive(Debug)]
struct Duplex {
    incoming: UnboundedReceiver<Raw>,
    outgoing: Option<UnboundedSender<Raw>>,
}

fn duplex() -> (Duplex, Duplex) {
    let (one, from_one) = unbounded_channel();
    let (two, from_two) = unbounded_channel();
    let end = |outgoing, incoming| Duplex {
        incoming,
        outgoing: Some(outgoing),
    };
    (end(one, from_two), end(two, from_one))
}

impl Stream for Duplex {
    type Item = Result<Raw, tungstenite::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(cx).map(|message| message.map(Ok))
    }
}

impl Sink<Raw> for Duplex {
    type Error = tungstenite::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, message: Raw) -> Result<(), Self::Error> {
        let outgoing = self
            .outgoing
            .as_ref()
            .ok_or(tungstenite::Error::AlreadyClosed)?;
        outgoing
            .send(message)
            .map_err(|_| tungstenite::Error::ConnectionClosed)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing = None;
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn any_stream_of_messages_will_do() {
    let (one, two) = duplex();
    let mut client = lobby_connection::ClientSocket::new(one);
    let mut server = lobby_connection::ServerSocket::new(two);
    client.acknowledge(Acknowledged::new(1)).await.unwrap();
    server.notify(Notice::new(2)).await.unwrap();
    assert_eq!(
        next(&mut server).await.unwrap(),
        Acknowledged::new(1).into()
    );
    assert_eq!(next(&mut client).await.unwrap(), Notice::new(2).into());

    server.close(CloseCode::Again, "later").await.unwrap();
    drop(server);
    assert!(soon(client.next()).await.is_none());
    assert_eq!(
        client.close_frame().map(|frame| frame.reason.as_str()),
        Some("later")
    );
    assert!(
        client
            .acknowledge(Acknowledged::new(3))
            .await
            .unwrap_err()
            .is_closed()
    );
}

#[tokio::test]
async fn a_stream_whose_other_end_is_gone_says_so() {
    let (one, two) = duplex();
    let mut client = lobby::ClientSocket::new(one);
    drop(two);
    let error = client
        .greet(crate::rooms::Said::new("x"))
        .await
        .unwrap_err();
    assert!(error.is_closed(), "{error:?}");
    assert!(client.is_closed());
}

#[tokio::test]
async fn a_stream_alone_is_a_socket_that_only_receives() {
    let frames = [
        r#"{"type":"stopped"}"#,
        "{}",
        r#"{"type":"node","name":"n"}"#,
    ];
    let frames = frames.map(|text| Ok(Raw::text(text)));
    let socket = values::ClientSocket::new(stream::iter(frames));
    let items: Vec<_> = socket.collect().await;
    assert_eq!(items.len(), 3);
    assert_eq!(items[0].as_ref().unwrap(), &Stopped::default().into());
    assert!(items[1].as_ref().unwrap_err().is_decode());
    assert_eq!(items[2].as_ref().unwrap(), &Node::new("n").into());
}

#[tokio::test]
async fn a_generated_socket_and_a_plain_one_are_turned_into_each_other() {
    let (one, two) = duplex();
    let plain: Socket<values::Channel, ClientSide, _> = values::ClientSocket::new(one).into();
    let mut client = values::ClientSocket::from_socket(plain);
    let mut server = values::ServerSocket::from(values::ServerSocket::new(two).into_socket());
    client.put(Profile::new("a", None)).await.unwrap();
    assert!(next(&mut server).await.is_ok());
    assert!(format!("{client:?}").contains("\"values\""), "{client:?}");
    let duplex = client.into_inner();
    assert!(duplex.outgoing.is_some());
}
