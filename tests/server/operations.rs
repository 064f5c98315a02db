//! The operations that clients send reach their methods, in order.

use crate::api::{Heard, Left, Order, OrderWhat, Said, Typing, talk};
use crate::talk::{Event, Talk};
use crate::{raw, send, soon, start, text};
use asyncapi_channels::server::Server;

#[tokio::test]
async fn each_message_reaches_the_method_of_its_operation() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut client = talk::ClientSocket::connect(&server.url, &(), &(), &())
        .await
        .unwrap();
    let id = seen.open().await.id();

    client.say(Said::new("hello")).await.unwrap();
    client.show_activity(Typing::default()).await.unwrap();
    let left = Left {
        why: Some("tea".into()),
        ..Left::default()
    };
    client.show_activity(left).await.unwrap();
    for what in ["say hello", "typing", "left tea"] {
        assert_eq!(seen.message().await, (id, what.to_owned()));
    }
    let answer = soon(client.recv()).await.unwrap().unwrap();
    assert_eq!(answer, talk::ServerMessage::Heard(Heard::new("hello")));

    client.order(Order::new(OrderWhat::Close)).await.unwrap();
    assert_eq!(seen.message().await, (id, "order close".to_owned()));
    drop(client);
    assert!(matches!(seen.next().await, Event::Gone(..)));
    server.stop().await;
    seen.end().await;
}

/// One connection's messages are handled one after another, in their order; those of another do not
/// wait for them.
#[tokio::test]
async fn order_is_kept_while_another_connection_hangs() {
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut slow = raw(&server, "/talk").await;
    let slow_id = seen.open().await.id();
    let mut quick = raw(&server, "/talk").await;
    let quick_id = seen.open().await.id();

    send(&mut slow, r#"{"type":"order","what":"wait"}"#).await;
    assert_eq!(seen.message().await, (slow_id, "order wait".to_owned()));
    for index in 0..200 {
        send(&mut slow, &format!(r#"{{"type":"said","text":"{index}"}}"#)).await;
    }
    for index in 0..200 {
        send(
            &mut quick,
            &format!(r#"{{"type":"said","text":"{index}"}}"#),
        )
        .await;
        assert_eq!(seen.message().await, (quick_id, format!("say {index}")));
        let heard = format!(r#"{{"type":"heard","text":"{index}"}}"#);
        assert_eq!(text(&mut quick).await, heard);
    }

    seen.go_on();
    assert_eq!(text(&mut slow).await, r#"{"type":"heard","text":"waited"}"#);
    for index in 0..200 {
        assert_eq!(seen.message().await, (slow_id, format!("say {index}")));
        let heard = format!(r#"{{"type":"heard","text":"{index}"}}"#);
        assert_eq!(text(&mut slow).await, heard);
    }
    assert_ne!(slow_id, quick_id);
}

/// What arrives together with the handshake is not lost.
#[tokio::test]
async fn messages_may_follow_the_request_at_once() {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpStream;

    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let mut bytes = format!("GET /talk HTTP/1.1\r\n{}\r\n", crate::HANDSHAKE).into_bytes();
    let message = br#"{"type":"said","text":"early"}"#;
    // A text frame that is masked with zeros (RFC 6455 section 5.2).
    bytes.extend([0x81, 0x80 | message.len() as u8, 0, 0, 0, 0]);
    bytes.extend(message);
    stream.write_all(&bytes).await.unwrap();
    let id = seen.open().await.id();
    assert_eq!(seen.message().await, (id, "say early".to_owned()));
}
