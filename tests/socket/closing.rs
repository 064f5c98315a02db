//! How connections end: codes and reasons, either side first, and what can be done afterwards.

use crate::documents::{Profile, Stopped, log, values};
use crate::{before_raw_client, before_raw_server, end, next, pair, soon};
use asyncapi_channels::tungstenite::protocol::CloseFrame;
use asyncapi_channels::tungstenite::{self, Message as Raw};
use asyncapi_channels::{CloseCode, Error};
use futures_util::{SinkExt, StreamExt};

fn frame(code: u16, reason: &str) -> CloseFrame {
    CloseFrame {
        code: code.into(),
        reason: reason.into(),
    }
}

#[tokio::test]
async fn the_client_closes() {
    let (mut client, mut server) = pair!(log);
    client.write("last").await.unwrap();
    client
        .close(CloseCode::Normal, "done, tschüss")
        .await
        .unwrap();
    assert!(client.is_closed());

    assert!(next(&mut server).await.is_ok());
    assert!(!server.is_closed());
    let ends = async { tokio::join!(end(server.into()), end(client.into())) };
    let (told_server, told_client) = soon(ends).await;
    assert_eq!(told_server, Some(frame(1000, "done, tschüss")));
    // The answer repeats the code.
    assert_eq!(told_client.map(|frame| frame.code), Some(CloseCode::Normal));
}

#[tokio::test]
async fn the_server_closes_with_any_code_of_an_application() {
    for code in [1000, 1001, 1008, 1011, 3000, 4000, 4999] {
        let (client, mut server) = pair!(log);
        server.close(code.into(), "because").await.unwrap();
        let ends = async { tokio::join!(end(server.into()), end(client.into())) };
        let (told_server, told_client) = soon(ends).await;
        assert_eq!(told_client, Some(frame(code, "because")));
        assert_eq!(told_server.map(|frame| frame.code), Some(code.into()));
    }
}

#[tokio::test]
async fn sending_after_closing_is_an_error_that_says_so() {
    let (mut client, mut server) = pair!(values);
    client.close(CloseCode::Away, "gone").await.unwrap();
    for _ in 0..2 {
        let error = client.put(Profile::new("a", None)).await.unwrap_err();
        assert!(error.is_closed(), "{error:?}");
    }
    assert!(
        client
            .feed(Profile::new("a", None))
            .await
            .unwrap_err()
            .is_closed()
    );
    assert!(
        SinkExt::send(&mut *client, Profile::new("a", None).into())
            .await
            .unwrap_err()
            .is_closed()
    );
    // Closing again changes nothing.
    client.close(CloseCode::Error, "again").await.unwrap();

    assert!(soon(server.next()).await.is_none());
    let error = server.report(Stopped::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "the socket is closed: 1001 gone");
    match error {
        Error::Closed {
            frame: Some(told), ..
        } => assert_eq!(told, frame(1001, "gone")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_under_way_is_still_received_after_closing() {
    let (mut client, mut server) = pair!(values);
    server.report(Profile::new("a", None)).await.unwrap();
    server.report(Stopped::default()).await.unwrap();
    client.close(CloseCode::Normal, "").await.unwrap();
    assert_eq!(
        next(&mut client).await.unwrap(),
        Profile::new("a", None).into()
    );
    assert_eq!(next(&mut client).await.unwrap(), Stopped::default().into());
    soon(async { tokio::join!(end(server.into()), end(client.into())) }).await;
}

#[tokio::test]
async fn a_raw_peer_closes_with_and_without_a_code() {
    let (client, mut raw) = before_raw_server::<values::Channel>().await;
    soon(raw.close(Some(frame(4001, "try another"))))
        .await
        .unwrap();
    let answered = async {
        let answer = raw.next().await;
        drop(raw);
        answer
    };
    let (told, answer) = soon(async { tokio::join!(end(client), answered) }).await;
    assert_eq!(told, Some(frame(4001, "try another")));
    assert!(matches!(answer, Some(Ok(Raw::Close(Some(answer)))) if answer.code == 4001.into()));

    let (mut server, mut raw) = before_raw_client::<values::Channel>("/values").await;
    soon(raw.close(None)).await.unwrap();
    assert!(soon(server.next()).await.is_none());
    assert_eq!(server.close_frame(), None);
    assert!(server.is_closed());
    let error = server.send(Stopped::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "the socket is closed");
}

#[tokio::test]
async fn a_raw_peer_sees_code_and_reason() {
    let (mut client, mut raw) = before_raw_server::<values::Channel>().await;
    // 62 characters of two bytes are one byte more than fits.
    client
        .close(CloseCode::Policy, &"é".repeat(62))
        .await
        .unwrap();
    match next(&mut raw).await.unwrap() {
        Raw::Close(Some(told)) => assert_eq!(told, frame(1008, &"é".repeat(61))),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn codes_that_must_not_be_sent_are_errors_and_nothing_is_closed() {
    let (mut client, mut server) = pair!(log);
    for code in [1004, 1005, 1006, 1015, 0, 999, 5000] {
        let error = client.close(CloseCode::from(code), "").await.unwrap_err();
        assert!(
            matches!(error, Error::WebSocket(tungstenite::Error::Protocol(_))),
            "{error:?}"
        );
    }
    assert!(!client.is_closed());
    client.write("still here").await.unwrap();
    assert!(next(&mut server).await.is_ok());
}

#[tokio::test]
async fn closing_the_sink_closes_without_a_code() {
    let (mut client, mut raw) = before_raw_server::<values::Channel>().await;
    let (closed, seen) =
        soon(async { tokio::join!(SinkExt::close(&mut client), raw.next()) }).await;
    closed.unwrap();
    assert!(matches!(seen, Some(Ok(Raw::Close(None)))), "{seen:?}");
    assert!(client.is_closed());
    assert!(
        client
            .send(Profile::new("a", None))
            .await
            .unwrap_err()
            .is_closed()
    );
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_and_then_the_end() {
    let (mut client, raw) = before_raw_server::<values::Channel>().await;
    drop(raw);
    assert!(matches!(next(&mut client).await, Err(Error::WebSocket(_))));
    assert!(soon(client.next()).await.is_none());
    assert!(client.is_closed());
    assert!(
        client
            .send(Profile::new("a", None))
            .await
            .unwrap_err()
            .is_closed()
    );
}

#[tokio::test]
async fn both_sides_may_close_at_once() {
    let (mut client, mut server) = pair!(log);
    let (one, two) = soon(async {
        tokio::join!(
            client.close(CloseCode::Normal, "client"),
            server.close(CloseCode::Away, "server"),
        )
    })
    .await;
    one.unwrap();
    two.unwrap();
    let ends = async { tokio::join!(end(server.into()), end(client.into())) };
    let (told_server, told_client) = soon(ends).await;
    assert_eq!(told_client, Some(frame(1001, "server")));
    assert_eq!(told_server, Some(frame(1000, "client")));
}
