//! The client that stays connected.

use super::*;
use asyncapi_channels::Client;
use asyncapi_channels::client::{Builder, Reconnect, State, bearer};
use std::time::Duration;

/// A client that connects again within a few milliseconds.
fn client(url: &str, user: &str) -> Builder<Chat> {
    let quick = Reconnect::new()
        .max_attempts(None)
        .first_delay(Duration::from_millis(1))
        .max_delay(Duration::from_millis(5));
    let (query, headers) = (Query::default(), Headers::default());
    Client::<Chat>::builder(url, &params(user), &query, &headers).reconnect(quick)
}

#[tokio::test]
async fn a_client_stays_connected() {
    let mut running = Running::start().await;
    let client = client(&running.url, "ann").build();
    let _joining = client.with_reconnect(|client| async move {
        let room = "red".to_owned();
        Ok(client.send(ClientMessage::Join { room }).await?)
    });
    let mut messages = client.messages();
    soon(client.connect()).await.unwrap();
    let first = running.opened().await;
    let joined = ServerMessage::Joined {
        room: "red".to_owned(),
        members: 1,
    };
    assert_eq!(soon(messages.recv()).await.unwrap().unwrap(), joined);

    // A connection that the server ends.
    first.close(CloseCode::Restart, "again");
    let second = running.opened().await;
    assert_ne!(first.id(), second.id());
    assert_eq!(soon(messages.recv()).await.unwrap().unwrap(), joined);

    // A server that is gone, and back at the same place. What is sent meanwhile is not lost.
    let address = running.address.to_string();
    soon(running.handle.shut_down(Duration::from_secs(10))).await;
    client.try_send(say("", "hello")).unwrap();
    let mut again = Running::at(&address).await;
    let third = again.opened().await;
    assert_eq!(third.session().name, "ann");
    assert_eq!(soon(messages.recv()).await.unwrap().unwrap(), joined);
    let hello = soon(messages.recv()).await.unwrap().unwrap();
    assert_eq!(hello, said("ann", "hello").into());
    assert!(soon(client.close()).await.is_empty());
    assert_eq!(client.state(), State::Closed);
    assert!(matches!(
        again.seen().await,
        Seen::Gone(CloseCode::Normal, true)
    ));
}

#[tokio::test]
async fn listeners_hear_what_comes() {
    let mut running = Running::start().await;
    let client = client(&running.url, "ann")
        .authentication(bearer("secret"))
        .build();
    let (sender, mut heard) = unbounded_channel();
    let _listening = client.on_any(move |message| {
        if let ServerMessage::Said(said) = message {
            let _ = sender.send(said.clone());
        }
    });
    soon(client.connect()).await.unwrap();
    let connection = running.opened().await;
    client.send(say("", "one")).await.unwrap();
    assert_eq!(soon(heard.recv()).await.unwrap(), said("ann", "one"));
    connection.send(said("server", "two")).await.unwrap();
    assert_eq!(soon(heard.recv()).await.unwrap(), said("server", "two"));
    // What breaks its schema is given back.
    let error = client.send(say("", "")).await.unwrap_err();
    assert_eq!(error.message, say("", "").into());
}

#[tokio::test]
async fn a_client_that_is_refused_gives_up() {
    let running = Running::start().await;
    let error = soon(client(&running.url, "nobody").connect())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("403"), "{error}");
    // What cannot be said in a handshake is told when the client connects.
    let error = soon(client(&running.url, "a").connect()).await.unwrap_err();
    assert!(error.to_string().contains("userId"), "{error}");
}
