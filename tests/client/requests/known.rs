//! What is known of a message that was handed over is told as it is.

use super::three::{Count, Counted, Note};
use super::*;

/// What waits to be sent again was sent, whatever becomes of it then.
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
