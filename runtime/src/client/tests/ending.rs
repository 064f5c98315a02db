//! Nothing hangs and nothing is lost in silence, however a client ends.

use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use tokio::runtime::Runtime;
use tokio::time::{Instant, timeout};

use super::requests::{Ask, connected};
use super::*;
use crate::SocketConfig;
use crate::client::{Buffer, Fate};

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// What is told of the ends of connections: how many messages were maybe sent, and how many unsent.
fn ends(client: &Client<Lobby>) -> mpsc::Receiver<(Vec<Payload>, Vec<Payload>)> {
    let (tell, ends) = told();
    let listener = client.on_close(move |closed| {
        tell((closed.maybe_sent.clone(), closed.unsent.clone()));
    });
    listener.detach();
    ends
}

/// Lets all tasks do what they can.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_runtime_that_ends_ends_the_client() {
    let (first, second) = (runtime(), runtime());
    let network = Network::new();
    let client = builder(&network).request_timeout(None).build();
    let ends = ends(&client);
    let mut request = client.request(Ask("|a"));
    let mut confirmed = client.send(line("b")).confirmed();
    let _server = first.block_on(async {
        let (connected, server) = tokio::join!(client.connect(), accept(&network));
        connected.expect("connected");
        client.send(line("c")).await.expect("handed over");
        assert!((&mut request).now_or_never().is_none());
        assert!((&mut confirmed).now_or_never().is_none());
        settle().await;
        server
    });
    drop(first);
    second.block_on(async {
        assert_eq!(client.state(), State::Closed);
        assert_eq!(request.await.expect_err("the end").fate, Fate::MaybeSent);
        assert_eq!(confirmed.await.expect_err("the end").fate, Fate::MaybeSent);
        let ends: Vec<_> = ends.try_iter().collect();
        assert_eq!(ends, [(vec![Payload::from("c")], vec![])]);
    });
}

#[test]
fn a_task_that_is_never_run_ends_the_client() {
    let client = builder(&Network::new()).build();
    {
        let runtime = runtime();
        let _entered = runtime.enter();
        client.start();
    }
    runtime().block_on(async {
        assert_eq!(client.close().await, []);
        assert!(client.connect().await.is_err());
    });
}

#[test]
fn starting_outside_of_a_runtime_begins_nothing() {
    let network = Network::new();
    let client = builder(&network).build();
    let started = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| client.start()));
    assert!(started.is_err());
    runtime().block_on(async {
        let (connected, _server) = tokio::join!(client.connect(), accept(&network));
        connected.expect("connected");
    });
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_dropped_unstarted_leaves_nobody_waiting() {
    let client = builder(&Network::new()).build();
    let mut waiting = client.send(line("a"));
    assert!((&mut waiting).now_or_never().is_none());
    let (mut messages, mut states) = (client.messages(), client.states());
    drop(client);
    assert_eq!(waiting.await.expect_err("closed").fate, Fate::Unsent);
    assert!(messages.recv().await.is_none());
    assert_eq!(states.recv().await, Some(State::Closed));
    assert_eq!(states.recv().await, None);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_waits_for_anymore_is_told() {
    let network = Network::new();
    let (client, _server) = connected(&network).await;
    let ends = ends(&client);
    network.set_delay(SECOND);
    let late = client.send(line("late")).confirmed();
    assert!(timeout(SECOND / 10, late).await.is_err());
    let told = client.send(line("told")).confirmed().within(SECOND / 10);
    assert_eq!(told.await.expect_err("late").fate, Fate::MaybeSent);
    let request = client.request(Ask("|asked")).within(SECOND / 10);
    assert!(request.await.is_err());
    network.cut();
    settle().await;
    assert_eq!(ends.try_recv(), Ok((vec![Payload::from("late")], vec![])));
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_has_arrived() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let ends = ends(&client);
    client.try_send(line("before")).expect("queued");
    let (answer, ()) = tokio::join!(client.request(Ask("mine|a")), async {
        assert_eq!(hear(&mut server).await.as_deref(), Some("before"));
        assert_eq!(hear(&mut server).await.as_deref(), Some("mine|a"));
        say(&mut server, "mine|re:a").await;
    });
    answer.expect("answered");
    network.cut();
    settle().await;
    assert_eq!(ends.try_recv(), Ok((vec![], vec![])));
}

#[tokio::test(start_paused = true)]
async fn one_reply_that_never_comes_spoils_one_other_at_most() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    tokio::spawn(async move {
        hear(&mut server).await;
        while hear(&mut server).await.is_some() {
            say(&mut server, "re:ok").await;
        }
    });
    let mut answered = Vec::new();
    for _ in 0..6 {
        let answer = client.request(Ask("no id")).within(SECOND).await;
        answered.push(answer.is_ok());
    }
    assert_eq!(answered, [false, false, true, true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn a_full_stream_does_not_hold_up_the_end() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let ends = ends(&client);
    let _full = client.messages_with(Buffer::waiting(1));
    say(&mut server, "x").await;
    settle().await;
    let began = Instant::now();
    client.try_send(line("last")).expect("queued");
    let (unsent, ()) = tokio::join!(client.close(), async move {
        assert_eq!(hear(&mut server).await.as_deref(), Some("last"));
        while let Some(Ok(_)) = server.next().await {}
    });
    assert_eq!(unsent, []);
    assert!(began.elapsed() < SECOND, "{:?}", began.elapsed());
    assert_eq!(ends.try_recv(), Ok((vec![], vec![])));
}

#[tokio::test(start_paused = true)]
async fn a_late_callback_has_its_time_too_and_does_not_hold_up_the_end() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    tokio::spawn(async move { while let Some(Ok(_)) = server.next().await {} });
    let mut states = client.states();
    let began = Instant::now();
    let hanging = client.with_reconnect(|_| std::future::pending());
    assert!(matches!(
        states.recv().await,
        Some(State::Disconnected { .. })
    ));
    assert_eq!(began.elapsed(), 10 * SECOND);
    hanging.remove();

    let (client, mut server) = connected(&network).await;
    let (tell, errors) = told();
    client
        .on_error(move |error| tell(error.to_string()))
        .detach();
    client.try_send(line("last")).expect("queued");
    let callback =
        client.with_reconnect(|client| async move { Ok(client.send(line("late")).await?) });
    let (unsent, ()) = tokio::join!(client.close(), async move {
        assert_eq!(hear(&mut server).await.as_deref(), Some("last"));
        while let Some(Ok(_)) = server.next().await {}
    });
    assert_eq!(unsent, []);
    assert!(errors.try_recv().is_err());
    drop(callback);
}

#[tokio::test(start_paused = true)]
async fn a_server_may_close_while_a_callback_hangs() {
    let network = Network::new();
    let reconnect = Reconnect::new().connect_timeout(SECOND);
    let client = builder(&network).reconnect(reconnect).build();
    let callback = client.with_reconnect(|_| std::future::pending());
    client.start();
    let mut server = accept(&network).await;
    server.close(None).await.expect("open");
    // It does not end the connection, either.
    let mut states = client.states();
    let began = Instant::now();
    assert!(matches!(
        states.recv().await,
        Some(State::Disconnected { .. })
    ));
    assert_eq!(began.elapsed(), 5 * SECOND);
    drop((callback, server));
}

#[tokio::test(start_paused = true)]
async fn only_the_answer_to_a_ping_confirms() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let ends = ends(&client);
    network.set_delay(SECOND);
    client.try_send(line("a")).expect("queued");
    settle().await;
    let pong = 7_u64.to_be_bytes().to_vec();
    futures_util::SinkExt::send(&mut server, WsMessage::Pong(pong.into()))
        .await
        .expect("open");
    tokio::time::sleep(SECOND * 3 / 2).await;
    network.cut();
    settle().await;
    assert_eq!(ends.try_recv(), Ok((vec![Payload::from("a")], vec![])));
}

#[tokio::test(start_paused = true)]
async fn the_client_of_a_callback_opens_only_its_own_connection() {
    let network = Network::new();
    let client = builder(&network)
        .first_message(|| async {
            tokio::time::sleep(SECOND).await;
            Ok(line("token"))
        })
        .build();
    let stored = Arc::new(Mutex::new(None));
    let store = Arc::clone(&stored);
    let callback = client.with_reconnect(move |client| {
        store.lock().expect("no panic").get_or_insert(client);
        async { Ok(()) }
    });
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    assert_eq!(hear(&mut server).await.as_deref(), Some("token"));
    network.cut();
    let mut server = accept(&network).await;
    settle().await;
    let own = stored.lock().expect("no panic").take().expect("stored");
    own.try_send(line("data")).expect("queued");
    assert_eq!(hear(&mut server).await.as_deref(), Some("token"));
    assert_eq!(hear(&mut server).await.as_deref(), Some("data"));
    drop(callback);
}

#[tokio::test(start_paused = true)]
async fn a_window_of_nothing_lets_one_message_pass_at_a_time() {
    let network = Network::new();
    let client = builder(&network).window(0).build();
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    let quiet = timeout(SECOND, server.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    for text in ["1", "2", "3"] {
        client.try_send(line(text)).expect("queued");
    }
    for text in ["1", "2", "3"] {
        assert_eq!(hear(&mut server).await.as_deref(), Some(text));
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_had_no_turn_asks_before_it_gives_up() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    tokio::spawn(async move { while let Some(Ok(_)) = server.next().await {} });
    settle().await;
    tokio::time::advance(31 * SECOND).await;
    settle().await;
    assert!(client.is_connected());
}

#[tokio::test(start_paused = true)]
async fn what_there_is_no_room_for_can_be_taken_back() {
    let network = Network::new();
    let config = SocketConfig::new()
        .write_buffer(1000)
        .max_write_buffer(1000);
    let client = builder(&network).socket(config).without_heartbeat().build();
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    settle().await;
    network.set_buffer(1);
    network.stall(true);
    client.try_send(line(&"1".repeat(900))).expect("queued");
    let late = client.send(line(&"2".repeat(900))).within(SECOND);
    assert_eq!(late.await.expect_err("late").fate, Fate::Unsent);
    network.set_buffer(65536);
    network.stall(false);
    let heard = hear(&mut server).await.expect("a line");
    assert!(heard.starts_with('1'));
    assert!(timeout(SECOND, hear(&mut server)).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_waits_for_is_not_sent_again() {
    let network = Network::new();
    let client = builder(&network).resend_idempotent(true).build();
    let ends = ends(&client);
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    let mut request = client.request(Ask("mine|a")).idempotent();
    assert!((&mut request).now_or_never().is_none());
    assert_eq!(hear(&mut server).await.as_deref(), Some("mine|a"));
    network.cut();
    settle().await;
    drop(request);
    let mut server = accept(&network).await;
    client.try_send(line("next")).expect("queued");
    assert_eq!(hear(&mut server).await.as_deref(), Some("next"));
    network.cut();
    settle().await;
    let told: Vec<_> = ends
        .try_iter()
        .flat_map(|(maybe_sent, _)| maybe_sent)
        .collect();
    assert!(told.contains(&Payload::from("mine|a")), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_handed_over_once_is_never_called_unsent() {
    let network = Network::new();
    let client = builder(&network).resend_idempotent(true).build();
    let ends = ends(&client);
    let (connected, _server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    network.stall(true);
    client.send(line("a")).idempotent().await.expect("handed");
    let mut confirmed = client.send(line("b")).idempotent().confirmed();
    assert!((&mut confirmed).now_or_never().is_none());
    settle().await;
    network.refuse(true);
    network.cut();
    settle().await;
    assert_eq!(client.close().await, []);
    assert_eq!(confirmed.await.expect_err("closed").fate, Fate::MaybeSent);
    let told: Vec<_> = ends.try_iter().collect();
    assert_eq!(told.last(), Some(&(vec![Payload::from("a")], vec![])));
}

#[tokio::test(start_paused = true)]
async fn callbacks_that_keep_the_client_are_dropped_at_its_end() {
    let (client, _server) = connected(&Network::new()).await;
    let kept = Arc::new(());
    let (own, witness) = (client.clone(), Arc::downgrade(&kept));
    client
        .on_any(move |_| drop((own.clone(), Arc::clone(&kept))))
        .detach();
    client.close().await;
    assert_eq!(witness.strong_count(), 0);
}
