//! Requests that are not answered in time, or that nobody waits for anymore.

use super::three::{Event, Watch};
use super::*;

/// The connection stays open, and the late reply goes to those who listen.
#[tokio::test]
async fn a_deadline_leaves_the_connection_open() {
    let desk = Desk::start().await;
    // By the call, and by the client.
    for own in [true, false] {
        let client = match own {
            true => desk.client(),
            false => desk.client().request_timeout(WHILE / 2),
        };
        let (client, mut seat) = desk.connect(client).await;
        let (_listener, mut others) = overheard(&client);
        let mut request = client.request(Ask::new("late"));
        if own {
            request = request.within(WHILE / 2);
        }
        let (late, prompt) = (
            run(request),
            run(client.request(Ask::new("prompt")).within(Duration::MAX)),
        );
        let (one, two) = (seat.asked().await, seat.asked().await);
        seat.listen().await;
        let error = soon(late).await.expect("no panic").expect_err("too late");
        assert_eq!(error.message, ClientMessage::from(one.clone()));
        assert_eq!(error.fate, Fate::Sent);
        seat.answer(&one, "late").await;
        assert_eq!(others.next().await, answer(&one, "late").into());
        seat.answer(&two, "prompt").await;
        assert_eq!(text(prompt).await, "prompt");
        assert!(client.is_connected());
    }
}

/// Of a request that the server has not read, nobody knows.
#[tokio::test]
async fn a_request_that_nobody_has_read_is_maybe_sent() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    desk.proxy.stall(true);
    let request = client.request(Ask::new("why")).within(WHILE);
    let error = soon(request).await.expect_err("no reply");
    assert_eq!(error.fate, Fate::MaybeSent);
    desk.proxy.stall(false);
    assert_eq!(seat.asked().await.ask, "why");
    let again = run(client.request(Ask::new("again")));
    let ask = seat.asked().await;
    seat.answer(&ask, "because").await;
    assert_eq!(text(again).await, "because");
}

/// Without ids, the reply to a request that is given up is not taken for that to the next one.
#[tokio::test]
async fn the_order_outlasts_a_deadline() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (_listener, mut others) = overheard(&client);
    let late = client.request(Ping::new(1)).within(WHILE / 3);
    soon(late).await.expect_err("too late");
    let mut dropped = client.request(Ping::new(2));
    assert!((&mut dropped).now_or_never().is_none());
    for n in 1..=2 {
        assert_eq!(seat.next().await, Ping::new(n).into());
    }
    drop(dropped);
    let waiting = run(client.request(Ping::new(3)));
    assert_eq!(seat.next().await, Ping::new(3).into());
    for n in 1..=3 {
        seat.pong(n).await;
    }
    assert_eq!(soon(waiting).await.unwrap().unwrap(), Pong::new(3));
    for n in 1..=2 {
        assert_eq!(others.next().await, Pong::new(n).into());
    }
}

/// What is dropped before it is handed over is not sent; after that, its reply is overheard.
#[tokio::test]
async fn a_request_that_is_dropped_is_not_sent() {
    let desk = Desk::start().await;
    let client = desk.client().build();
    let (_listener, mut others) = overheard(&client);
    let mut dropped = client.request(Ask::new("dropped"));
    assert!((&mut dropped).now_or_never().is_none());
    let never_polled = client.request(Ask::new("never polled"));
    let waiting = run(client.request(Ask::new("waiting")));
    drop((dropped, never_polled));
    tokio::task::yield_now().await;
    client.start();
    let mut seat = desk.accept().await;
    let ask = seat.asked().await;
    assert_eq!(ask.ask, "waiting");
    waiting.abort();
    assert!(soon(waiting).await.expect_err("aborted").is_cancelled());
    seat.answer(&ask, "nobody waits").await;
    assert_eq!(others.next().await, answer(&ask, "nobody waits").into());
    let next = run(client.request(Ask::new("next")));
    let ask = seat.asked().await;
    seat.answer(&ask, "to the next").await;
    assert_eq!(text(next).await, "to the next");
}

/// The replies of a stream that is dropped are overheard, whether they came before or after.
#[tokio::test]
async fn a_stream_that_is_dropped_holds_nobody_back() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (_listener, mut others) = overheard(&client);
    let mut replies = client.request_stream(Watch::new(1, "mine"));
    assert!(replies.next().now_or_never().is_none());
    assert_eq!(seat.next().await, Watch::new(1, "mine").into());
    let event = |n| Event {
        id: Some("mine".to_owned()),
        ..Event::new(n)
    };
    seat.0.send(event(1)).await.expect("sent");
    let first = soon(replies.next()).await.expect("open");
    assert_eq!(first.expect("a reply"), event(1));
    drop(replies);
    for n in 2..=500 {
        seat.0.send(event(n)).await.expect("sent");
        assert_eq!(others.next().await, event(n).into());
    }
}

/// Any number of requests that nobody waits for costs neither the connection nor the next request.
#[tokio::test]
async fn requests_that_are_never_answered_are_forgotten() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    for round in 0..30 {
        let mut dropped: Vec<_> = (0..100).map(|_| client.request(Ask::new("?"))).collect();
        for request in &mut dropped {
            assert!(request.now_or_never().is_none());
        }
        for _ in 0..100 {
            assert_eq!(seat.asked().await.ask, "?");
        }
        drop(dropped);
        let waiting = run(client.request(Ask::new("why")));
        let ask = seat.asked().await;
        seat.answer(&ask, "because").await;
        assert_eq!(text(waiting).await, "because", "{round}");
    }
}
