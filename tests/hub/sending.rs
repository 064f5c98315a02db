//! Who gets what.

use super::*;

fn defaults() -> ConnectionConfig {
    ConnectionConfig::new()
}

#[tokio::test]
async fn what_is_said_in_a_room_is_heard_by_the_others_in_it() {
    let chats = Chats::serve(defaults()).await;
    let mut ann = chats.client("ann", &["red", "blue"]).await;
    let mut bob = chats.client("bob", &["red"]).await;
    let mut cid = chats.client("cid", &["blue"]).await;
    ann.says("red", "hello").await;
    assert_eq!(bob.hears_from().await, ("ann".into(), "hello".into()));
    cid.says("blue", "hi").await;
    assert_eq!(ann.hears_from().await, ("cid".into(), "hi".into()));
    for client in [&mut ann, &mut bob, &mut cid] {
        client.hears_nothing(&chats.hub).await;
    }

    // Each of two rooms' members once, but for one; and rooms that are joined and left later.
    let recipients = chats.hub.to("red").to("blue").except(bob.id());
    assert_eq!(recipients.send(said("both")).unwrap().queued, 2);
    assert_eq!(
        (ann.hears().await, cid.hears().await),
        ("both".into(), "both".into())
    );
    assert!(chats.hub.join(cid.id(), "red") && chats.hub.leave(ann.id(), "red"));
    assert_eq!(chats.hub.to("red").send(said("red")).unwrap().queued, 2);
    assert_eq!(
        (bob.hears().await, cid.hears().await),
        ("red".into(), "red".into())
    );
    for client in [&mut ann, &mut bob, &mut cid] {
        client.hears_nothing(&chats.hub).await;
    }
}

#[tokio::test]
async fn a_hub_sends_from_outside_of_handlers() {
    let chats = Chats::serve(defaults()).await;
    let mut ann = chats.client("ann", &[]).await;
    let mut bob = chats.client("bob", &[]).await;
    let hub = chats.hub.clone();
    let id = bob.id();
    // A thread that knows nothing of tokio.
    let thread = std::thread::spawn(move || {
        assert_eq!(hub.broadcast(said(1)).unwrap().queued, 2);
        hub.try_send(id, said(2)).unwrap();
        assert_eq!(hub.except(id).send(said(3)).unwrap().queued, 1);
    });
    thread.join().unwrap();
    let spawned = tokio::spawn(chats.hub.send(ann.id(), said(4)));
    soon(spawned).await.unwrap().unwrap();
    chats.hub.get(id).unwrap().send(said(5)).await.unwrap();
    for expected in ["1", "3", "4"] {
        assert_eq!(ann.hears().await, expected);
    }
    for expected in ["1", "2", "5"] {
        assert_eq!(bob.hears().await, expected);
    }
    let too_long = || said("x".repeat(100_001));
    let error = chats.hub.broadcast(too_long()).unwrap_err();
    assert_eq!(
        error.violation().map(|violation| violation.keyword()),
        Some("maxLength")
    );
    let error = chats.hub.send(id, too_long()).await.unwrap_err();
    assert!(matches!(error, Error::Encode(_)));
    ann.hears_nothing(&chats.hub).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_keep_their_order() {
    const MESSAGES: usize = 1_000;
    let chats = Chats::serve(defaults()).await;
    let mut clients = Vec::new();
    for _ in 0..8 {
        clients.push(chats.client("user", &["room"]).await);
    }
    let hub = chats.hub.clone();
    let sending = tokio::spawn(async move {
        let mut next = 0;
        while next < MESSAGES {
            let delivery = match next % 4 {
                0 => hub.broadcast(said(next)),
                1 => hub.to("room").send(said(next)),
                _ => hub.broadcast_all([said(next), said(next + 1)]),
            };
            assert_eq!(delivery.unwrap().queued, 8);
            next += if next % 4 < 2 { 1 } else { 2 };
        }
    });
    for client in &mut clients {
        for expected in 0..MESSAGES {
            assert_eq!(client.hears().await, expected.to_string());
        }
    }
    sending.await.unwrap();
}

/// An endpoint that checks nothing gets what others must not.
#[tokio::test]
async fn endpoints_of_one_hub_may_check_or_not() {
    let chats = Chats::serve_each(&[
        ("strict", "/strict", defaults()),
        ("loose", "/loose", defaults().validation(false)),
    ])
    .await;
    let mut strict = chats
        .client_under("/strict", "ann", &["all", "strict"])
        .await;
    let mut loose = chats.client_under("/loose", "bob", &["all", "loose"]).await;
    loose.socket.set_validation(false);
    let long = "x".repeat(100_001);
    assert!(chats.hub.to("all").send(said(&long)).is_err());
    assert!(chats.hub.to("strict").send(said(&long)).is_err());
    assert_eq!(chats.hub.to("loose").send(said(&long)).unwrap().queued, 1);
    assert_eq!(loose.hears().await, long);
    assert_eq!(chats.hub.broadcast(said("short")).unwrap().queued, 2);
    assert_eq!(
        (strict.hears().await, loose.hears().await),
        ("short".into(), "short".into())
    );
}
