//! What nobody waits for stays away from others, and what is known is told.

use super::*;

/// What is known to have arrived stays so, also while it waits to be sent again.
#[tokio::test]
async fn what_has_arrived_stays_so_while_it_waits() {
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
