//! What is known to have arrived.

use super::*;
use crate::client::{Fate, WhenFull};

#[tokio::test(start_paused = true)]
async fn what_was_not_confirmed_is_told() {
    let network = Network::new();
    let client = builder(&network).build();
    let (tell, closed) = told();
    let _closed = client.on_close(move |closed| tell(closed.maybe_sent.clone()));
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    let confirmed = client.send(line("a")).confirmed();
    let (confirmed, heard) = tokio::join!(confirmed, async {
        let heard = hear(&mut server).await;
        // The ping is answered when the server reads on.
        let _ = tokio::time::timeout(SECOND, hear(&mut server)).await;
        heard
    });
    confirmed.expect("confirmed");
    assert_eq!(heard.as_deref(), Some("a"));
    network.stall(true);
    client.send(line("b")).await.expect("handed over");
    client.try_send(line("c")).expect("queued");
    let mut waiting = client.send(line("d")).confirmed();
    assert!((&mut waiting).now_or_never().is_none());
    client.send(line("e")).await.expect("handed over");
    network.cut();
    let error = waiting.await.expect_err("cut");
    assert_eq!((error.message, error.fate), (line("d"), Fate::MaybeSent));
    let lines = ["b", "c", "e"].map(Payload::from);
    assert_eq!(closed.try_recv(), Ok(lines.to_vec()));
}

#[tokio::test(start_paused = true)]
async fn what_is_idempotent_is_sent_again_in_order() {
    let network = Network::new();
    let client = builder(&network).resend_idempotent(true).build();
    let (tell, closed) = told();
    let _closed = client.on_close(move |closed| tell(closed.maybe_sent.clone()));
    let (connected, _server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    network.stall(true);
    client.send(line("a")).idempotent().await.expect("handed");
    client.send(line("b")).await.expect("handed over");
    client.send(line("c")).idempotent().await.expect("handed");
    let mut again = client.send(line("d")).idempotent().confirmed();
    assert!((&mut again).now_or_never().is_none());
    tokio::task::yield_now().await;
    network.cut();
    network.stall(false);
    client.try_send(line("e")).expect("queued");
    let mut server = accept(&network).await;
    for expected in ["a", "c", "d", "e"] {
        assert_eq!(hear(&mut server).await.as_deref(), Some(expected));
    }
    assert_eq!(closed.try_recv(), Ok(vec![Payload::from("b")]));
    let (confirmed, _) = tokio::join!(again, async {
        let _ = tokio::time::timeout(SECOND, hear(&mut server)).await;
    });
    confirmed.expect("confirmed");
}

#[tokio::test(start_paused = true)]
async fn the_window_bounds_what_is_not_confirmed() {
    let network = Network::new();
    let client = builder(&network)
        .window(3 * 65)
        .heartbeat(SECOND, SECOND)
        .build();
    let (connected, server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    for text in ["1", "2", "3"] {
        client.send(line(text)).await.expect("handed over");
    }
    let mut waiting = client.send(line("4"));
    assert!((&mut waiting).now_or_never().is_none());
    // A server that answers no ping is dead.
    let mut states = client.states();
    assert!(matches!(
        states.recv().await,
        Some(State::Disconnected { .. })
    ));
    drop(server);
    let mut server = accept(&network).await;
    waiting.await.expect("handed over");
    assert_eq!(hear(&mut server).await.as_deref(), Some("4"));
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_rejects_or_waits() {
    let network = Network::new();
    network.refuse(true);
    let client = builder(&network).queue(2 * 65, WhenFull::Reject).build();
    client.start();
    client.try_send(line("1")).expect("room");
    let mut second = client.send(line("2"));
    assert!((&mut second).now_or_never().is_none());
    let error = client.send(line("3")).await.expect_err("full");
    assert_eq!(error.message, line("3"));
    assert!(matches!(error.error, crate::Error::QueueFull(_)));
    // Whoever waits no longer makes room.
    drop(second);
    client.try_send(line("4")).expect("room");
    client.close().await;

    let client = builder(&network).queue(65, WhenFull::Wait).build();
    client.try_send(line("1")).expect("room");
    assert!(client.try_send(line("2")).is_err());
    let mut second = client.send(line("2"));
    let mut third = client.send(line("3"));
    assert!((&mut second).now_or_never().is_none());
    assert!((&mut third).now_or_never().is_none());
    network.refuse(false);
    client.start();
    let mut server = accept(&network).await;
    let (second, third) = tokio::join!(second, third);
    second.expect("handed over");
    third.expect("handed over");
    for expected in ["1", "2", "3"] {
        assert_eq!(hear(&mut server).await.as_deref(), Some(expected));
    }
}
