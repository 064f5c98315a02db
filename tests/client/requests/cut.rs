//! Requests whose connection is lost, or that have none yet.

use super::three::{Event, Watch};
use super::*;
use asyncapi_channels::tungstenite::protocol::frame::coding::CloseCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What may be sent again is answered over the next connection, by its id; the rest fails.
#[tokio::test]
async fn a_cut_fails_what_may_not_be_sent_again() {
    for (resends, idempotent) in [(true, true), (true, false), (false, true), (false, false)] {
        for read in [true, false] {
            let desk = Desk::start().await;
            let client = desk.client().resend_idempotent(resends);
            let (client, mut seat) = desk.connect(client).await;
            if !read {
                desk.proxy.stall(true);
            }
            let mut request = client.request(Ask::new("why"));
            if idempotent {
                request = request.idempotent();
            }
            let request = run(request);
            let before = match read {
                true => {
                    let ask = seat.asked().await;
                    seat.listen().await;
                    Some(ask)
                }
                false => {
                    tokio::time::sleep(WHILE).await;
                    None
                }
            };
            let next = run(client.request(Ask::new("next")));
            if read {
                assert_eq!(seat.asked().await.ask, "next");
                seat.listen().await;
            }
            desk.proxy.cut(Cut::Reset);
            desk.proxy.stall(false);
            let mut seat = desk.accept().await;
            soon(next).await.expect("no panic").expect_err("once only");
            if resends && idempotent {
                let ask = seat.asked().await;
                assert!(before.is_none_or(|before| before == ask));
                seat.answer(&ask, "because").await;
                assert_eq!(text(request).await, "because");
            } else {
                let error = soon(request).await.expect("no panic").expect_err("a cut");
                let fate = match read {
                    true => Fate::Sent,
                    false => Fate::MaybeSent,
                };
                assert_eq!(error.fate, fate);
                assert!(error.error.is_closed(), "{error}");
            }
            let last = run(client.request(Ask::new("last")));
            let ask = seat.asked().await;
            assert_eq!(ask.ask, "last");
            seat.answer(&ask, "at last").await;
            assert_eq!(text(last).await, "at last");
        }
    }
}

/// What is sent again keeps its order, before all that waits.
#[tokio::test]
async fn what_is_asked_again_keeps_its_order() {
    let desk = Desk::start().await;
    let client = desk.client().resend_idempotent(true);
    let (client, mut seat) = desk.connect(client).await;
    let mut requests: Vec<_> = (0..5)
        .map(|n| run(client.request(Ping::new(n)).idempotent()))
        .collect();
    for n in 0..5 {
        assert_eq!(seat.next().await, Ping::new(n).into());
    }
    seat.pong(0).await;
    assert_eq!(
        soon(requests.remove(0)).await.unwrap().unwrap(),
        Pong::new(0)
    );
    desk.proxy
        .doors([Door::Refusing, Door::Refusing, Door::Open]);
    for _ in 0..3 {
        desk.proxy.cut(Cut::End);
        drop(seat);
        seat = desk.accept().await;
        for n in 1..5 {
            assert_eq!(seat.next().await, Ping::new(n).into());
        }
    }
    requests.push(run(client.request(Ping::new(5))));
    assert_eq!(seat.next().await, Ping::new(5).into());
    for n in 1..6 {
        seat.pong(n).await;
    }
    for (n, request) in (1..).zip(requests) {
        assert_eq!(soon(request).await.unwrap().unwrap(), Pong::new(n));
    }
}

/// A stream of replies ends with its connection.
#[tokio::test]
async fn a_cut_ends_a_stream() {
    let desk = Desk::start().await;
    let client = desk.client().resend_idempotent(true);
    let (client, mut seat) = desk.connect(client).await;
    let mut replies = client.request_stream(Watch::new(1, "mine"));
    assert!(replies.next().now_or_never().is_none());
    assert_eq!(seat.next().await, Watch::new(1, "mine").into());
    for n in 0..3 {
        let mut event = Event::new(n);
        event.id = Some("mine".to_owned());
        seat.0.send(event).await.expect("sent");
    }
    // What has come before the end is not lost.
    let closed = seat.0.close(CloseCode::Away, "").await;
    closed.expect("closed");
    let mut seat = desk.accept().await;
    for n in 0..3 {
        let event = soon(replies.next()).await.expect("open").expect("a reply");
        assert_eq!(event.event, n);
    }
    let error = soon(replies.next()).await.expect("the end");
    let error = error.expect_err("no reply");
    assert_eq!(error.message, Watch::new(1, "mine").into());
    assert_ne!(error.fate, Fate::Unsent);
    assert!(soon(replies.next()).await.is_none());
    seat.listen().await;
}

/// Until there is a connection, a request waits, as long as it has time.
#[tokio::test]
async fn a_request_waits_for_a_connection() {
    let desk = Desk::start().await;
    desk.proxy.doors([Door::Refusing]);
    let client = desk.client().build();
    client.start();
    let waiting = run(client.request(Ask::new("why")));
    let mut stream = client.request_stream(Watch::new(1, "mine"));
    assert!(stream.next().now_or_never().is_none());
    let error = soon(client.request(Ask::new("in vain")).within(WHILE)).await;
    let error = error.expect_err("not connected");
    assert_eq!(error.fate, Fate::Unsent);
    assert!(!waiting.is_finished());
    desk.proxy.heal();
    let mut seat = desk.accept().await;
    let mut both = (seat.next().await, seat.next().await);
    if matches!(both.0, ClientMessage::Watch(_)) {
        both = (both.1, both.0);
    }
    let (ClientMessage::Ask(ask), ClientMessage::Watch(_)) = both else {
        panic!("{both:?}");
    };
    seat.answer(&ask, "because").await;
    assert_eq!(text(waiting).await, "because");
    seat.listen().await;
}

/// A client that has ended, or ends, answers every request.
#[tokio::test]
async fn the_end_of_the_client_is_the_end_of_its_requests() {
    let desk = Desk::start().await;
    // One that waits for its reply, and one that was never sent.
    let (client, mut seat) = desk.connect(desk.client()).await;
    let waiting = run(client.request(Ask::new("why")));
    seat.asked().await;
    let (unsent, ()) = tokio::join!(soon(client.close()), async {
        assert!(soon(seat.0.recv()).await.is_none());
    });
    assert_eq!(unsent, []);
    let error = soon(waiting).await.expect("no panic").expect_err("closed");
    assert_eq!(error.fate, Fate::Sent);
    let error = soon(client.request(Ask::new("after"))).await;
    let error = error.expect_err("closed");
    assert_eq!(error.fate, Fate::Unsent);
    assert!(error.error.is_closed(), "{error}");
    let mut stream = client.request_stream(Watch::new(1, ""));
    let error = soon(stream.next()).await.expect("the end");
    assert_eq!(error.expect_err("closed").fate, Fate::Unsent);
    assert!(soon(stream.next()).await.is_none());

    desk.proxy.doors([Door::Refusing]);
    let reconnect = quick().max_attempts(Some(2));
    let gives_up = desk.client().reconnect(reconnect).build();
    let waiting = run(gives_up.request(Ask::new("why")));
    tokio::task::yield_now().await;
    soon(gives_up.connect()).await.expect_err("refused");
    let error = soon(waiting).await.expect("no panic");
    assert_eq!(error.expect_err("refused").fate, Fate::Unsent);
}

/// A client that does not connect again says what it knows.
#[tokio::test]
async fn without_another_connection_a_cut_is_the_end() {
    let desk = Desk::start().await;
    let client = desk.client().reconnect(Reconnect::never());
    let (client, mut seat) = desk.connect(client).await;
    let waiting = run(client.request(Ask::new("why")));
    seat.asked().await;
    seat.listen().await;
    desk.proxy.cut(Cut::End);
    let error = soon(waiting).await.expect("no panic").expect_err("a cut");
    assert_eq!(error.fate, Fate::Sent);
    soon(client.closed()).await;
}

/// Whatever happens to the connections, each request has its own reply or an error, and the
/// idempotent ones a reply.
#[tokio::test]
async fn under_cuts_every_request_has_its_own_reply() {
    let desk = Desk::start().await;
    let is_over = Arc::new(AtomicBool::new(false));
    let client = desk.client().resend_idempotent(true).build();
    client.start();
    let asking = (0..6).map(|asker| {
        let (client, is_over) = (client.clone(), Arc::clone(&is_over));
        run(async move {
            let (mut answered, mut failed) = (0_usize, 0_usize);
            while !is_over.load(Ordering::Relaxed) {
                let question = format!("{asker} {answered} {failed}");
                let mut request = client.request(Ask::new(question.clone()));
                if asker % 2 == 0 {
                    request = request.idempotent();
                }
                match soon(request).await {
                    Ok(reply) => {
                        assert_eq!(reply.answer, question);
                        answered += 1;
                    }
                    Err(error) => {
                        assert_ne!(asker % 2, 0, "{error}");
                        assert_ne!(error.fate, Fate::Unsent);
                        failed += 1;
                    }
                }
            }
            (answered, failed)
        })
    });
    let asking: Vec<_> = asking.collect();
    let (proxy, listener) = (desk.proxy, desk.listener);
    let serving = run(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a client");
            // A connection may be cut at any time.
            let Ok((socket, _)) = ServerSocket::accept(stream).await else {
                continue;
            };
            let mut seat = Seat(socket);
            while let Some(Ok(message)) = seat.0.recv().await {
                let ClientMessage::Ask(ask) = message else {
                    panic!("{message:?}");
                };
                if seat.0.send(answer(&ask, &ask.ask)).await.is_err() {
                    break;
                }
            }
        }
    });
    let began = Instant::now();
    let mut cuts = 0;
    while began.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(1..10))).await;
        let how = [Cut::Reset, Cut::End][fastrand::usize(..2)];
        proxy.cut(how);
        cuts += 1;
    }
    is_over.store(true, Ordering::Relaxed);
    let counts = soon(join_all(asking)).await;
    serving.abort();
    let (mut answered, mut failed) = (0, 0);
    for count in counts {
        let count = count.expect("no panic");
        answered += count.0;
        failed += count.1;
    }
    println!("{cuts} cuts, {answered} answered, {failed} failed");
    assert!(cuts > 50 && answered > 100 && failed > 0);
}
