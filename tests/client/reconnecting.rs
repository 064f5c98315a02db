//! When a client connects again, and when it gives up.

use crate::proxy::{Cut, Door, Event};
use crate::{Network, Told, client, ended, numbers, publish, quick, soon};
use asyncapi_channels::CloseCode;
use asyncapi_channels::client::{Failure, Fate, Reconnect, State, Verdict};
use std::time::Duration;

/// Every failure is followed by another attempt, until one goes well; what waits is not lost.
#[tokio::test]
async fn a_failed_attempt_is_followed_by_the_next() {
    let mut network = Network::start().await;
    network.proxy.doors([
        Door::Refusing,
        Door::Answering(503),
        Door::Answering(429),
        Door::Refusing,
        Door::Answering(500),
        Door::Answering(502),
        Door::Open,
    ]);
    let client = client(&network).build();
    client.try_send(publish(1)).unwrap();
    let (sender, mut told) = Told::new();
    let _listener = client.on_open(move |open| sender.send(open.attempt).unwrap());
    soon(client.connect()).await.unwrap();
    for expected in [
        Event::Refused(0),
        Event::Answered(1, 503),
        Event::Answered(2, 429),
        Event::Refused(3),
        Event::Answered(4, 500),
        Event::Answered(5, 502),
        Event::Linked(6),
    ] {
        assert_eq!(network.proxy.next().await, expected);
    }
    assert_eq!(network.published().await, 1);
    assert_eq!(told.next().await, 7);
}

/// Nobody is let in later who is not let in now.
#[tokio::test]
async fn a_refusal_for_good_ends_it() {
    for status in [401, 403] {
        let mut network = Network::start().await;
        network.proxy.doors([Door::Answering(status), Door::Open]);
        let client = client(&network).build();
        let waiting = tokio::spawn(client.publish(publish(1)));
        let error = soon(client.connect()).await.unwrap_err();
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        ended(&client).await;
        let error = soon(waiting).await.unwrap().unwrap_err();
        assert!(matches!(error.fate, Fate::Unsent));
        assert_eq!(error.message, publish(1).into());
        assert_eq!(network.proxy.next().await, Event::Answered(0, status));
    }
}

/// By the code of the server's closing.
#[tokio::test]
async fn a_closing_is_for_good_or_not() {
    for (code, again) in [
        (1001, true),
        (1008, false),
        (1011, true),
        (1012, true),
        (1013, true),
    ] {
        let mut network = Network::start().await;
        let client = client(&network).build();
        let (sender, mut told) = Told::new();
        let _listener = client.on_close(move |close| {
            let told = (close.code, close.reason.clone(), close.reconnects);
            sender.send(told).unwrap();
        });
        soon(client.connect()).await.unwrap();
        let connection = network.opened().await;
        connection.close(code.into(), "as it is");
        assert_eq!(
            told.next().await,
            (code.into(), "as it is".to_owned(), again)
        );
        match again {
            true => drop(network.opened().await),
            false => ended(&client).await,
        }
    }
}

/// The application may see it in another way, both ways.
#[tokio::test]
async fn what_is_for_good_can_be_changed() {
    let mut network = Network::start().await;
    network.proxy.doors([Door::Answering(401), Door::Open]);
    let again = |failure: &Failure<'_>| match (failure.status(), failure.close_code()) {
        (Some(401), _) | (_, Some(CloseCode::Policy)) => Verdict::Retry,
        _ => Verdict::GiveUp,
    };
    let client = client(&network).reconnect(quick().classify(again)).build();
    soon(client.connect()).await.unwrap();
    network.opened().await.close(1008.into(), "never mind");
    network.opened().await.close(1012.into(), "for good");
    ended(&client).await;
}

#[tokio::test]
async fn attempts_can_be_limited() {
    let mut network = Network::start().await;
    network.proxy.doors([Door::Refusing]);
    let client = client(&network)
        .reconnect(quick().max_attempts(Some(3)))
        .build();
    let (sender, mut told) = Told::new();
    let _listener = client.on_close(move |close| {
        sender
            .send((numbers(&close.unsent), close.reconnects))
            .unwrap();
    });
    client.try_send(publish(1)).unwrap();
    client.try_send(publish(2)).unwrap();
    let waiting = tokio::spawn(client.publish(publish(3)));
    tokio::task::yield_now().await;
    soon(client.connect()).await.unwrap_err();
    for index in 0..3 {
        assert_eq!(network.proxy.next().await, Event::Refused(index));
    }
    ended(&client).await;
    // What nobody waits for is in the closing, the rest is with those who wait.
    assert_eq!(told.next().await, (vec![1, 2], false));
    let error = soon(waiting).await.unwrap().unwrap_err();
    assert_eq!(error.message, publish(3).into());
    assert!(matches!(client.state(), State::Closed));
}

/// Failures are counted anew after a connection that was good for long enough.
#[tokio::test]
async fn failures_are_counted_anew() {
    // The loss of a connection is one, and so is an attempt that fails.
    let limited = quick().max_attempts(Some(3));
    for (reset_after, is_good) in [(Duration::ZERO, true), (Duration::from_secs(3600), false)] {
        let network = Network::start().await;
        let reconnect = limited.clone().reset_after(reset_after);
        let client = client(&network).reconnect(reconnect).build();
        let (sender, mut opened) = Told::new();
        let _listener = client.on_open(move |_| sender.send(()).unwrap());
        client.start();
        for _ in 0..if is_good { 5 } else { 1 } {
            opened.next().await;
            network.proxy.doors([Door::Refusing, Door::Open]);
            network.proxy.cut(Cut::Reset);
        }
        opened.next().await;
        network.proxy.cut(Cut::Reset);
        match is_good {
            true => opened.next().await,
            false => ended(&client).await,
        }
    }
}

#[tokio::test]
async fn a_client_that_never_reconnects_ends_with_its_connection() {
    let mut network = Network::start().await;
    let client = client(&network).reconnect(Reconnect::never()).build();
    soon(client.connect()).await.unwrap();
    network.opened().await;
    network.proxy.cut(Cut::End);
    ended(&client).await;

    network.proxy.doors([Door::Refusing]);
    let client = crate::client(&network)
        .reconnect(Reconnect::never())
        .build();
    soon(client.connect()).await.unwrap_err();
    ended(&client).await;
}

/// A server that accepts and says nothing does not hold a client.
#[tokio::test]
async fn connecting_has_a_limit() {
    let mut network = Network::start().await;
    network
        .proxy
        .doors([Door::Silent, Door::Silent, Door::Open]);
    let reconnect = quick().connect_timeout(Duration::from_millis(30));
    let client = client(&network).reconnect(reconnect).build();
    soon(client.connect()).await.unwrap();
    for index in 0..2 {
        assert_eq!(network.proxy.next().await, Event::Kept(index));
        assert_eq!(network.proxy.next().await, Event::Ended(index));
    }
    assert_eq!(network.proxy.next().await, Event::Linked(2));
}

/// A peer that is gone without a word is found by the pings that it does not answer.
#[tokio::test]
async fn a_heartbeat_finds_a_dead_peer() {
    let mut network = Network::start().await;
    let beat = Duration::from_millis(30);
    let client = client(&network).heartbeat(beat, beat).build();
    let (sender, mut told) = Told::new();
    let _listener = client.on_close(move |close| {
        sender.send((close.code, close.reconnects)).unwrap();
    });
    soon(client.connect()).await.unwrap();
    network.opened().await;
    // It lives as long as it is answered.
    assert_eq!(told.within(beat * 5).await, None);
    let mut states = client.states();
    network.proxy.stall(true);
    assert_eq!(told.next().await, (1006.into(), true));
    network.proxy.stall(false);
    network.opened().await;
    use futures_util::StreamExt;
    assert!(soon(states.next()).await.is_some());
    soon(client.publish(publish(1))).await.unwrap();
    assert_eq!(network.published().await, 1);
}
