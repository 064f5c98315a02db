//! How a client ends: closed, or with its last handle.

use crate::api::Hello;
use crate::proxy::{Cut, Door, Event};
use crate::{Network, Told, client, ended, numbers, publish, soon};
use asyncapi_channels::client::{Fate, State};
use futures_util::StreamExt;

/// What waits is written before the closing handshake.
#[tokio::test]
async fn closing_flushes() {
    let mut network = Network::start().await;
    let client = soon(client(&network).connect()).await.unwrap();
    network.opened().await;
    for n in 0..500 {
        client.try_send(publish(n)).unwrap();
    }
    assert_eq!(soon(client.close()).await, []);
    for n in 0..500 {
        assert_eq!(network.published().await, n);
    }
    let gone = network.gone().await;
    assert_eq!((gone.code, gone.by_client), (1000.into(), true));
    assert!(gone.error.is_none(), "{gone:?}");
    assert!(matches!(client.state(), State::Closed));
    // Once more is harmless, and nothing is taken any more.
    assert_eq!(soon(client.close()).await, []);
    let error = client.try_send(publish(-1)).unwrap_err();
    assert!(matches!(error.fate, Fate::Unsent));
    assert_eq!(error.message, publish(-1).into());
    let error = soon(client.publish(publish(-2)).confirmed())
        .await
        .unwrap_err();
    assert_eq!(error.message, publish(-2).into());
    assert!(soon(client.connect()).await.is_err());
}

/// What cannot be written is given back: to those who wait, and to who closes.
#[tokio::test]
async fn closing_rejects_what_is_left() {
    for tries in [false, true] {
        let mut network = Network::start().await;
        network.proxy.doors([Door::Silent]);
        let client = client(&network).build();
        client.try_send(publish(1)).unwrap();
        let waiting = tokio::spawn(client.publish(publish(2)));
        tokio::task::yield_now().await;
        client.try_send(publish(3)).unwrap();
        if tries {
            client.start();
            network
                .proxy
                .until(|event| matches!(event, Event::Kept(_)))
                .await;
        }
        let unsent = soon(client.close()).await;
        assert_eq!(numbers(&unsent), [1, 3]);
        let error = soon(waiting).await.unwrap().unwrap_err();
        assert_eq!(error.message, publish(2).into());
        assert!(matches!(error.fate, Fate::Unsent));
        ended(&client).await;
    }
}

/// A server that does not answer the closing is not waited for long.
#[tokio::test]
async fn closing_has_a_limit() {
    let mut network = Network::start().await;
    let limit = std::time::Duration::from_millis(50);
    let client = client(&network).close_timeout(limit).build();
    soon(client.connect()).await.unwrap();
    network.opened().await;
    network.proxy.stall(true);
    soon(client.close()).await;
    assert!(matches!(client.state(), State::Closed));
}

/// With the last handle the connection ends, and with it the streams; listeners and streams are no
/// handles.
#[tokio::test]
async fn the_last_handle_ends_it() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::<()>::new();
    client.on_any(move |_| sender.send(()).unwrap()).detach();
    let (mut messages, mut states) = (client.messages(), client.states());
    soon(client.connect()).await.unwrap();
    network.opened().await;
    let clone = client.clone();
    drop(client);
    clone.try_send(publish(1)).unwrap();
    drop(clone);
    // What was handed over is still written.
    assert_eq!(network.published().await, 1);
    assert_eq!(network.gone().await.code, 1000.into());
    assert!(soon(messages.next()).await.is_none());
    soon(async { while states.next().await.is_some() {} }).await;
    // The callbacks have been dropped with the task.
    assert!(soon(told.0.recv()).await.is_none());
    assert!(matches!(
        network
            .proxy
            .until(|event| !matches!(event, Event::Linked(_)))
            .await,
        Event::Ended(0)
    ));
}

/// So it is while there is no connection.
#[tokio::test]
async fn the_last_handle_ends_the_attempts() {
    let mut network = Network::start().await;
    network.proxy.doors([Door::Silent]);
    let client = client(&network).build();
    let (sender, mut told) = Told::<()>::new();
    client.on_any(move |_| sender.send(()).unwrap()).detach();
    client.start();
    assert_eq!(network.proxy.next().await, Event::Kept(0));
    drop(client);
    assert_eq!(network.proxy.next().await, Event::Ended(0));
    assert!(soon(told.0.recv()).await.is_none());
}

/// A client that was never started is only a value.
#[test]
fn it_needs_no_runtime_until_it_is_started() {
    let (sender, mut told) = Told::<()>::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let network = runtime.block_on(Network::start());
    let client = client(&network).build();
    client.on_any(move |_| sender.send(()).unwrap()).detach();
    client.try_send(publish(1)).unwrap();
    drop(client.clone());
    drop(client);
    runtime.block_on(async { assert!(soon(told.0.recv()).await.is_none()) });
}

#[tokio::test]
async fn closing_while_connecting_again_ends_the_attempts() {
    let mut network = Network::start().await;
    let client = soon(client(&network).connect()).await.unwrap();
    network.opened().await;
    network.proxy.doors([Door::Refusing]);
    network.proxy.cut(Cut::Reset);
    network
        .proxy
        .until(|event| matches!(event, Event::Refused(_)))
        .await;
    client.try_send(publish(1)).unwrap();
    assert_eq!(numbers(&soon(client.close()).await), [1]);
}

/// The last handle may be one that a callback has.
#[tokio::test]
async fn the_last_handle_may_be_dropped_in_a_callback() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let handle = std::sync::Mutex::new(Some(client.clone()));
    client
        .on_greet(move |_| drop(handle.lock().unwrap().take()))
        .detach();
    soon(client.connect()).await.unwrap();
    drop(client);
    network
        .opened()
        .await
        .greet(Hello::default())
        .await
        .unwrap();
    assert_eq!(network.gone().await.code, 1000.into());
}
