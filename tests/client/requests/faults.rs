//! What is known of a request is told as it is, and what nobody waits for stays away from the others.

use super::three::{Count, Counted, Note};
use super::*;

/// `x-idempotent` of the document holds for a request, too.
#[tokio::test]
async fn what_the_document_calls_idempotent_is_asked_again() {
    let desk = Desk::start().await;
    let client = desk.client().resend_idempotent(true);
    let (client, mut seat) = desk.connect(client).await;
    let request = run(client.request(Count::new("four", 7)));
    assert_eq!(seat.next().await, Count::new("four", 7).into());
    desk.proxy.cut(Cut::Reset);
    let mut seat = desk.accept().await;
    let again = tokio::time::timeout(Duration::from_secs(2), seat.next()).await;
    assert_eq!(again, Ok(Count::new("four", 7).into()));
    seat.0.send(Counted::new(4, 7)).await.expect("sent");
    let reply = soon(request).await.expect("no panic");
    assert_eq!(reply.expect("a reply"), Counted::new(4, 7));
}

/// What waits to be sent again was sent, whatever becomes of it then.
#[tokio::test]
async fn what_waits_to_be_sent_again_is_not_unsent() {
    let desk = Desk::start().await;
    let client = desk.client().resend_idempotent(true);
    let (client, mut seat) = desk.connect(client).await;
    let request = run(client.request(Ask::new("why")).idempotent());
    seat.asked().await;
    seat.listen().await;
    desk.proxy.doors([Door::Refusing]);
    desk.proxy.cut(Cut::Reset);
    disconnected(&client).await;
    soon(client.close()).await;
    let error = soon(request).await.expect("no panic").expect_err("closed");
    assert_eq!(error.fate, Fate::Sent);
}

/// The same for a message that is no request.
#[tokio::test]
async fn a_message_that_waits_to_be_sent_again_is_not_unsent() {
    let desk = Desk::start().await;
    let client = desk.client().resend_idempotent(true);
    let (client, seat) = desk.connect(client).await;
    desk.proxy.stall(true);
    let note = run(client.note(Note::new("n")).idempotent().confirmed());
    soon(client.note(Note::new("m")).idempotent())
        .await
        .expect("handed over");
    desk.proxy.doors([Door::Refusing]);
    desk.proxy.cut(Cut::Reset);
    disconnected(&client).await;
    let (sender, mut closed) = Told::new();
    let _listener = client.on_close(move |closed| {
        let _ = sender.send((closed.maybe_sent.len(), closed.unsent.len()));
    });
    soon(client.close()).await;
    let error = soon(note).await.expect("no panic").expect_err("closed");
    assert_eq!(error.fate, Fate::MaybeSent);
    assert_eq!(closed.next().await, (1, 0));
    drop(seat);
}

/// What nobody waits for anymore when there is a connection again is not sent again.
#[tokio::test]
async fn a_request_that_is_given_up_is_not_asked_again() {
    for by_deadline in [true, false] {
        let desk = Desk::start().await;
        let client = desk.client().resend_idempotent(true);
        let (client, mut seat) = desk.connect(client).await;
        let request = client.request(Ask::new("given up")).idempotent();
        let request = match by_deadline {
            true => request.within(2 * WHILE),
            false => request,
        };
        let request = run(request);
        assert_eq!(seat.asked().await.ask, "given up");
        desk.proxy.doors([Door::Refusing]);
        desk.proxy.cut(Cut::Reset);
        disconnected(&client).await;
        if !by_deadline {
            request.abort();
        }
        // Cancelled, or too late.
        let _ = soon(request)
            .await
            .map(|reply| reply.expect_err("no reply"));
        desk.proxy.heal();
        let mut seat = desk.accept().await;
        seat.listen().await;
    }
}

/// A reply tells that its request has arrived.
#[tokio::test]
async fn what_was_answered_is_not_maybe_sent() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (sender, mut closed) = Told::new();
    let _listener = client.on_close(move |closed| {
        let _ = sender.send(closed.maybe_sent.clone());
    });
    let request = run(client.request(Ask::new("why")));
    let ask = seat.asked().await;
    seat.answer(&ask, "because").await;
    assert_eq!(text(request).await, "because");
    // Before a ping asks.
    desk.proxy.cut(Cut::Reset);
    assert_eq!(closed.next().await, []);
}

/// A future that has told that time is up waits no longer, though it is not dropped yet.
#[tokio::test]
async fn a_late_reply_is_overheard_while_the_future_is_kept() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (_listener, mut others) = overheard(&client);
    let mut request = client.request(Ask::new("late")).within(WHILE);
    soon(&mut request).await.expect_err("too late");
    let ask = seat.asked().await;
    seat.answer(&ask, "late").await;
    let heard = others.within(Duration::from_secs(2)).await;
    assert_eq!(heard, Some(answer(&ask, "late").into()));
    drop(request);
}

/// A request that is made again with its id gets the reply, rather than the one that was given up.
#[tokio::test]
async fn who_asks_again_with_the_same_id_gets_the_reply() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let ask = Ask {
        id: Some("same".to_owned()),
        ..Ask::new("why")
    };
    let request = client.request(ask.clone()).within(WHILE);
    soon(request).await.expect_err("too late");
    let again = run(client.request(ask.clone()).within(Duration::from_secs(2)));
    assert_eq!(seat.asked().await, ask);
    assert_eq!(seat.asked().await, ask);
    // A server that knows the id answers once.
    seat.answer(&ask, "because").await;
    assert_eq!(text(again).await, "because");
}

/// The reply to a message that was only sent is not taken for that to a request with an id.
#[tokio::test]
async fn what_was_only_sent_does_not_take_a_reply_from_a_request() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    soon(client.ask(Ask::new("sent"))).await.expect("sent");
    let request = run(client.request(Ask::new("requested")));
    let (sent, requested) = (seat.asked().await, seat.asked().await);
    assert_eq!(sent.id, None);
    seat.answer(&sent, "to what was sent").await;
    seat.answer(&requested, "to the request").await;
    assert_eq!(text(request).await, "to the request");
}
