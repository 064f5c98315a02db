//! What is sent while there is no connection: queued, in order, bounded, with deadlines.

use crate::api::Subscribe;
use crate::api::feed::{self, ClientMessage};
use crate::proxy::{Cut, Door, Event};
use crate::{Network, Seen, Told, client, connected, publish, soon};
use asyncapi_channels::Error;
use asyncapi_channels::client::{Fate, WhenFull};
use futures_util::FutureExt;
use std::time::Duration;

impl Network {
    /// Cuts the connection, and keeps the client from having another one until the door is opened.
    async fn take_away(&mut self) {
        self.proxy.doors([Door::Silent]);
        self.proxy.cut(Cut::Reset);
        self.proxy
            .until(|event| matches!(event, Event::Kept(_)))
            .await;
    }

    /// Lets the client have a connection again.
    fn give_back(&mut self) {
        self.proxy.doors([Door::Open]);
        self.proxy.cut(Cut::Reset);
    }
}

/// The callbacks come first at every connection, and then the queue in its order.
#[tokio::test]
async fn what_waits_comes_after_the_callbacks_and_in_order() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let _listeners = ["a", "b"].map(|topic| {
        client.with_reconnect(move |client| async move {
            client.send(Subscribe::new(topic)).await?;
            Ok(())
        })
    });
    let mut n = 0;
    for round in 0..5 {
        let mut waiting = Vec::new();
        for _ in 0..10 {
            client.try_send(publish(n)).unwrap();
            waiting.push(tokio::spawn(client.publish(publish(n + 1))));
            tokio::task::yield_now().await;
            n += 2;
        }
        match round {
            0 => client.start(),
            _ => network.give_back(),
        }
        network.opened().await;
        let mut seen = Vec::new();
        for _ in 0..22 {
            seen.push(match network.next().await {
                Seen::Subscribed(topic) => topic,
                Seen::Published(publish) => publish.n.to_string(),
                other => panic!("{other:?}"),
            });
        }
        let mut topics = seen[..2].to_vec();
        topics.sort();
        assert_eq!(topics, ["a", "b"]);
        let expected: Vec<_> = (n - 20..n).map(|n| n.to_string()).collect();
        assert_eq!(seen[2..], expected);
        for sent in waiting {
            soon(sent).await.unwrap().unwrap();
        }
        network.take_away().await;
    }
}

/// What is sent by a callback and what is queued meanwhile do not wait for each other.
#[tokio::test]
async fn a_callback_that_is_added_late_runs_at_once() {
    let mut network = Network::start().await;
    let client = soon(client(&network).connect()).await.unwrap();
    network.opened().await;
    let listener = client.with_reconnect(|client| async move {
        client.send(Subscribe::new("late")).await?;
        Ok(())
    });
    assert!(matches!(network.next().await, Seen::Subscribed(topic) if topic == "late"));
    network.proxy.cut(Cut::Reset);
    network.opened().await;
    assert!(matches!(network.next().await, Seen::Subscribed(topic) if topic == "late"));
    drop(listener);
    network.proxy.cut(Cut::Reset);
    network.opened().await;
    client.publish(publish(1)).await.unwrap();
    assert_eq!(network.published().await, 1);
}

/// A callback that fails is told as an error, and the client tries with another connection.
#[tokio::test]
async fn a_failing_callback_is_told() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut errors) = Told::new();
    let (calls, mut called) = Told::new();
    let _listeners = (
        client.on_error(move |error| sender.send(error.to_string()).unwrap()),
        client.with_reconnect(move |_| {
            calls.send(()).unwrap();
            async { Err("no topics today".into()) }
        }),
    );
    client.start();
    network.opened().await;
    called.next().await;
    assert!(errors.next().await.contains("no topics today"));
}

/// One that is full rejects what comes, and gives it back.
#[tokio::test]
async fn a_full_queue_rejects() {
    let mut network = Network::start().await;
    let client = client(&network).queue(200, WhenFull::Reject).build();
    let mut taken = 0;
    let rejected = loop {
        match client.try_send(publish(taken)) {
            Ok(()) => taken += 1,
            Err(error) => break error,
        }
        assert!(taken < 100, "the queue has no end");
    };
    assert!(taken >= 2);
    assert_eq!(rejected.message, ClientMessage::Publish(publish(taken)));
    assert!(matches!(rejected.fate, Fate::Unsent));
    assert!(
        matches!(rejected.error, Error::QueueFull(_)),
        "{rejected:?}"
    );
    let rejected = soon(client.publish(publish(-1))).await.unwrap_err();
    assert_eq!(rejected.message, ClientMessage::Publish(publish(-1)));
    client.start();
    network.opened().await;
    for n in 0..taken {
        assert_eq!(network.published().await, n);
    }
    // There is room again.
    soon(client.publish(publish(-2))).await.unwrap();
    assert_eq!(network.published().await, -2);
}

/// One that is full lets those wait who can; those who cannot get their message back.
#[tokio::test]
async fn a_full_queue_lets_wait() {
    let mut network = Network::start().await;
    let client = client(&network).queue(200, WhenFull::Wait).build();
    let mut waiting = Vec::new();
    for n in 0..50 {
        waiting.push(tokio::spawn(client.publish(publish(n))));
        tokio::task::yield_now().await;
    }
    let rejected = client.try_send(publish(-1)).unwrap_err();
    assert!(
        matches!(rejected.error, Error::QueueFull(_)),
        "{rejected:?}"
    );
    client.start();
    network.opened().await;
    for n in 0..50 {
        assert_eq!(network.published().await, n);
    }
    for sent in waiting {
        soon(sent).await.unwrap().unwrap();
    }
}

/// Whoever waits for room is written before what comes later, although there is room by then.
#[tokio::test]
async fn who_waits_for_room_keeps_the_place() {
    let mut network = Network::start().await;
    let client = client(&network).queue(300, WhenFull::Wait).build();
    for n in 1..=3 {
        client.try_send(publish(n)).unwrap();
    }
    let mut waiting = client.publish(publish(4));
    assert!((&mut waiting).now_or_never().is_none());
    client.start();
    for n in 1..=3 {
        assert_eq!(network.published().await, n);
    }
    client.try_send(publish(5)).unwrap();
    soon(waiting).await.unwrap();
    for n in 4..=5 {
        assert_eq!(network.published().await, n);
    }
}

/// A message that is not sent within its time comes back, and is not sent later.
#[tokio::test]
async fn a_message_has_a_deadline() {
    let mut network = Network::start().await;
    let client = soon(client(&network).connect()).await.unwrap();
    network.opened().await;
    network.take_away().await;
    let within = Duration::from_millis(20);
    let late = soon(client.publish(publish(1)).within(within))
        .await
        .unwrap_err();
    assert_eq!(late.message, ClientMessage::Publish(publish(1)));
    assert!(matches!(late.fate, Fate::Unsent));
    let in_time = tokio::spawn(client.publish(publish(2)).within(Duration::from_secs(20)));
    network.give_back();
    soon(in_time).await.unwrap().unwrap();
    assert_eq!(network.published().await, 2);
}

/// A message whose sending is given up before it was sent is not sent.
#[tokio::test]
async fn who_waits_no_longer_takes_the_message_along() {
    let mut network = Network::start().await;
    let client: feed::Client = client(&network).build();
    drop(client.publish(publish(1)));
    let waiting = tokio::time::timeout(Duration::from_millis(10), client.publish(publish(2)));
    assert!(waiting.await.is_err());
    client.try_send(publish(3)).unwrap();
    client.start();
    connected(&client).await;
    assert_eq!(network.published().await, 3);
}
