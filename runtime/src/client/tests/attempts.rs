//! Connecting, and connecting again, in time that stands still.

use tokio::time::Instant;

use super::*;
use crate::Error;
use crate::client::{Fate, Verdict};

#[tokio::test(start_paused = true)]
async fn delays_grow_from_failure_to_failure() {
    let network = Network::new();
    network.refuse(true);
    let client = builder(&network).build();
    let start = Instant::now();
    let (tell, failed) = told();
    let _failed = client.on_error(move |_| tell(start.elapsed().as_millis()));
    let mut states = client.states();
    client.start();
    let mut delays = Vec::new();
    for attempt in 1..=5 {
        assert_eq!(states.recv().await, Some(State::Connecting { attempt }));
        match states.recv().await {
            Some(State::Disconnected { retry_in }) => delays.push(retry_in.as_millis()),
            state => panic!("{state:?}"),
        }
    }
    assert_eq!(delays, [100, 200, 400, 800, 1600]);
    assert_eq!(
        failed.try_iter().collect::<Vec<_>>(),
        [0, 100, 300, 700, 1500]
    );
    network.refuse(false);
    let mut server = accept(&network).await;
    assert_eq!(start.elapsed().as_millis(), 3100);
    client.connect().await.expect("connected");
    client.send(line("hello")).await.expect("handed over");
    assert_eq!(hear(&mut server).await.as_deref(), Some("hello"));
}

#[tokio::test(start_paused = true)]
async fn the_count_begins_anew_when_a_connection_was_up_for_long() {
    let network = Network::new();
    let client = builder(&network).without_heartbeat().build();
    let mut delays = client.states();
    client.start();
    let mut seen = Vec::new();
    for up in [0, 0, 9, 10, 0] {
        let server = accept(&network).await;
        client.connect().await.expect("connected");
        tokio::time::sleep(SECOND * up).await;
        drop(server);
        loop {
            if let Some(State::Disconnected { retry_in }) = delays.recv().await {
                seen.push(retry_in.as_millis());
                break;
            }
        }
    }
    assert_eq!(seen, [100, 200, 400, 100, 200]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_its_time() {
    let network = Network::new();
    let client = builder(&network)
        .reconnect(Reconnect::never().connect_timeout(3 * SECOND))
        .build();
    let start = Instant::now();
    // The server accepts, and says nothing.
    let (connected, _server) = tokio::join!(client.connect(), network.accept());
    let error = connected.expect_err("too late");
    assert_eq!(start.elapsed(), 3 * SECOND);
    assert_eq!(
        error.to_string(),
        "cannot connect, after one attempt: IO error: connecting took too long"
    );
    assert_eq!(client.state(), State::Closed);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_over_after_so_many() {
    let network = Network::new();
    network.refuse(true);
    let reconnect = Reconnect::new().jitter(false).max_attempts(Some(3));
    let client = builder(&network).reconnect(reconnect).build();
    client.try_send(line("a")).expect("queued");
    let (tell, closed) = told();
    let _closed = client.on_close(move |closed| {
        tell((closed.unsent.clone(), closed.reconnects));
    });
    let mut waiting = client.send(line("b"));
    assert!((&mut waiting).now_or_never().is_none());
    let start = Instant::now();
    let error = client.connect().await.expect_err("refused");
    assert_eq!(error.attempts(), 3);
    assert_eq!(start.elapsed().as_millis(), 300);
    assert_eq!(closed.try_recv(), Ok((vec![Payload::from("a")], false)));
    let error = waiting.await.expect_err("given up");
    assert_eq!((error.message, error.fate), (line("b"), Fate::Unsent));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_built_is_not_tried_again() {
    let request = Lobby::request("http://lobby", &(), &(), &());
    let client: Client<Lobby> = Builder::new(request).build();
    let error = client.connect().await.expect_err("no WebSocket");
    assert_eq!(error.attempts(), 1);
    assert!(matches!(error.error(), Error::Address(_)), "{error}");
    let client = builder(&Network::new()).header("a b", "c").build();
    assert!(client.connect().await.is_err());
    let client = builder(&Network::new()).header("upgrade", "c").build();
    let error = client
        .connect()
        .await
        .expect_err("belongs to the handshake");
    assert!(error.to_string().contains("upgrade"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_classification_decides() {
    let network = Network::new();
    network.refuse(true);
    let reconnect = Reconnect::new().classify(|_| Verdict::GiveUp);
    let client = builder(&network).reconnect(reconnect).build();
    assert_eq!(client.connect().await.expect_err("refused").attempts(), 1);
    let reconnect = Reconnect::new().classify(|_| panic!("no idea"));
    let client = builder(&network).reconnect(reconnect).build();
    let (tell, errors) = told();
    let _errors = client.on_error(move |error| tell(error.to_string()));
    assert_eq!(client.connect().await.expect_err("refused").attempts(), 1);
    let last = errors.try_iter().last();
    let text = "a callback has failed: a callback panicked: no idea";
    assert_eq!(last.as_deref(), Some(text));
}

#[tokio::test(start_paused = true)]
async fn a_dead_server_is_found() {
    let network = Network::new();
    let client = builder(&network).heartbeat(5 * SECOND, 2 * SECOND).build();
    let (tell, closed) = told();
    let _closed = client.on_close(move |closed| {
        let error = closed.error.as_ref().map(|error| error.to_string());
        tell((u16::from(closed.code), error, closed.reconnects));
    });
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    // One that answers pings is alive, however little it says.
    let quiet = tokio::time::timeout(60 * SECOND, hear(&mut server)).await;
    assert!(quiet.is_err() && client.is_connected());
    let last = Instant::now();
    network.stall(true);
    let mut states = client.states();
    assert!(matches!(
        states.recv().await,
        Some(State::Disconnected { .. })
    ));
    let silent = last.elapsed();
    assert!(silent >= 2 * SECOND && silent <= 7 * SECOND, "{silent:?}");
    let text = "IO error: nothing was heard for too long".to_owned();
    assert_eq!(closed.try_recv(), Ok((1006, Some(text), true)));
}

#[tokio::test(start_paused = true)]
async fn a_message_may_have_its_time() {
    let network = Network::new();
    network.refuse(true);
    let client = builder(&network).build();
    client.start();
    let start = Instant::now();
    let late = client.send(line("late")).within(5 * SECOND);
    let error = late.await.expect_err("not connected");
    assert_eq!(start.elapsed(), 5 * SECOND);
    assert_eq!((error.message, error.fate), (line("late"), Fate::Unsent));
    // What is dropped is not sent either.
    let mut dropped = client.send(line("dropped"));
    assert!((&mut dropped).now_or_never().is_none());
    drop(dropped);
    client.try_send(line("kept")).expect("queued");
    network.refuse(false);
    let mut server = accept(&network).await;
    assert_eq!(hear(&mut server).await.as_deref(), Some("kept"));
}

#[tokio::test(start_paused = true)]
async fn closing_has_its_time() {
    let network = Network::new();
    let client = builder(&network).close_timeout(SECOND).build();
    let (connected, _server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    let start = Instant::now();
    // The server does not answer.
    client.close().await;
    assert_eq!(start.elapsed(), SECOND);
}
