//! What a client checks: schemas both ways, and sizes.

use crate::api::{Note, Publish};
use crate::{Network, Told, client, soon};
use asyncapi_channels::client::Fate;
use asyncapi_channels::{Error, SocketConfig};

/// A message that breaks its schema comes back at once, whether or not there is a connection.
#[tokio::test]
async fn what_breaks_its_schema_is_not_sent() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    for connected in [false, true] {
        if connected {
            soon(client.connect()).await.unwrap();
            network.opened().await;
        }
        let long = Publish::new(1, "x".repeat(1001));
        let error = client.try_send(long.clone()).unwrap_err();
        assert!(matches!(error.error, Error::Encode(_)), "{error:?}");
        assert!(matches!(error.fate, Fate::Unsent));
        assert_eq!(error.message, long.clone().into());
        let error = soon(client.publish(long.clone())).await.unwrap_err();
        assert!(matches!(error.error, Error::Encode(_)), "{error:?}");
        assert_eq!(error.message, long.into());
    }
    soon(client.publish(Publish::new(2, "x".repeat(1000))))
        .await
        .unwrap();
    assert_eq!(network.published().await, 2);
}

/// Without validation the client sends what its types can say.
#[tokio::test]
async fn validation_can_be_left_out() {
    let mut network = Network::start().await;
    let client = soon(client(&network).without_validation().connect())
        .await
        .unwrap();
    network.opened().await;
    // The server does not take it, and says so in its own way, which is no message either.
    let (sender, mut errors) = Told::new();
    let _listener = client.on_error(move |error| sender.send(error.to_string()).unwrap());
    soon(client.publish(Publish::new(1, "x".repeat(1001))))
        .await
        .unwrap();
    assert!(errors.next().await.contains("maxLength"));
    soon(client.publish(Publish::new(2, ""))).await.unwrap();
    assert_eq!(network.published().await, 2);
}

/// A message that is longer than the client takes ends the connection, and the next one is as good
/// as new.
#[tokio::test]
async fn the_size_of_messages_is_limited() {
    let mut network = Network::start().await;
    let config = SocketConfig::new().max_message(10_000);
    let client = client(&network).socket(config).build();
    let (sender, mut told) = Told::new();
    let _listeners = (
        client.on_note({
            let sender = sender.clone();
            move |note| sender.send(Ok(note.n)).unwrap()
        }),
        client.on_close(move |close| sender.send(Err(close.reconnects)).unwrap()),
    );
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    connection
        .note(Note::new(1, "x".repeat(9_000)))
        .await
        .unwrap();
    assert_eq!(told.next().await, Ok(1));
    connection
        .note(Note::new(2, "x".repeat(10_000)))
        .await
        .unwrap();
    assert_eq!(told.next().await, Err(true));
    network.opened().await.note(Note::new(3, "")).await.unwrap();
    assert_eq!(told.next().await, Ok(3));
}
