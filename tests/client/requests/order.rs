//! Which reply goes to which request.

use super::three::{Event, Find, Found, Missing, Watch};
use super::*;

#[tokio::test]
async fn a_thousand_requests_are_answered_out_of_order() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (_listener, mut others) = overheard(&client);
    let replies = join_all((0..1_000).map(|n| client.request(Ask::new(n.to_string()))));
    let (replies, ()) = tokio::join!(soon(replies), async {
        let mut asked = Vec::new();
        for n in 0..1_000 {
            let ask = seat.asked().await;
            assert_eq!(ask.ask, n.to_string());
            asked.push(ask);
        }
        fastrand::shuffle(&mut asked);
        for ask in &asked {
            seat.answer(ask, &ask.ask).await;
        }
    });
    for (n, reply) in replies.into_iter().enumerate() {
        assert_eq!(reply.expect("a reply").answer, n.to_string());
    }
    assert_eq!(others.all(), []);
}

/// The second copy of a reply, and a reply to nothing, go to those who listen.
#[tokio::test]
async fn a_reply_that_comes_twice_answers_once() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (_listener, mut others) = overheard(&client);
    let (first, second) = (
        run(client.request(Ask::new("first"))),
        run(client.request(Ask::new("second"))),
    );
    let (one, two) = (seat.asked().await, seat.asked().await);
    assert_ne!(one.id, two.id);
    let unknown = Ask {
        id: Some("of nobody".to_owned()),
        ..one.clone()
    };
    seat.answer(&unknown, "unknown").await;
    seat.answer(&one, &one.ask).await;
    seat.answer(&one, "twice").await;
    seat.answer(&two, &two.ask).await;
    assert_eq!(text(first).await, "first");
    assert_eq!(text(second).await, "second");
    assert_eq!(others.next().await, answer(&unknown, "unknown").into());
    assert_eq!(others.next().await, answer(&one, "twice").into());
}

/// Neither does a message with the right id that is no reply, nor the frame that is no message.
#[tokio::test]
async fn what_is_no_reply_answers_nothing() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let (_listener, mut others) = overheard(&client);
    let (sender, mut errors) = Told::new();
    let _errors = client.on_error(move |error| {
        let _ = sender.send(error.to_string());
    });
    let waiting = run(client.request(Ask::new("why")));
    let ask = seat.asked().await;
    let mut event = Event::new(1);
    event.id.clone_from(&ask.id);
    seat.0.send(event.clone()).await.expect("sent");
    seat.pong(7).await;
    assert_eq!(others.next().await, event.into());
    assert_eq!(others.next().await, Pong::new(7).into());
    assert_eq!(errors.all(), Vec::<String>::new());
    seat.answer(&ask, "because").await;
    assert_eq!(text(waiting).await, "because");
}

/// Each of the messages that may answer does.
#[tokio::test]
async fn each_of_several_replies_finds_its_request() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let finds = join_all(["a", "b", "c"].map(|name| client.request(Find::new(name, ""))));
    let (found, ()) = tokio::join!(soon(finds), async {
        let mut keys = Vec::new();
        for _ in 0..3 {
            match seat.next().await {
                ClientMessage::Find(find) => keys.push(find),
                other => panic!("{other:?}"),
            }
        }
        for find in keys.iter().rev() {
            let key = find.key.clone();
            let reply: ServerMessage = match find.find.as_str() {
                "b" => Missing::new(true, key).into(),
                name => Found::new(name, key).into(),
            };
            seat.0.send(reply).await.expect("sent");
        }
    });
    let names: Vec<_> = found
        .into_iter()
        .map(|reply| match reply.expect("a reply") {
            super::three::desk::FindReply::Found(found) => found.found,
            super::three::desk::FindReply::Missing(_) => "missing".to_owned(),
        })
        .collect();
    assert_eq!(names, ["a", "missing", "c"]);
}

/// Two requests with the same id of one's own are answered one after the other.
#[tokio::test]
async fn the_same_id_twice_is_answered_twice() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let ask = Ask {
        id: Some("same".to_owned()),
        ..Ask::new("why")
    };
    let (first, second) = (
        run(client.request(ask.clone())),
        run(client.request(ask.clone())),
    );
    for reply in ["one", "two"] {
        assert_eq!(seat.asked().await, ask);
        seat.answer(&ask, reply).await;
    }
    assert_eq!(text(first).await, "one");
    assert_eq!(text(second).await, "two");
}

/// A stream that nobody reads holds the server back, and loses nothing.
#[tokio::test]
async fn a_stream_that_is_read_late_loses_nothing() {
    let desk = Desk::start().await;
    let (client, mut seat) = desk.connect(desk.client()).await;
    let mut replies = client.request_stream(Watch::new(0, ""));
    assert!(replies.next().now_or_never().is_none());
    let ClientMessage::Watch(watch) = seat.next().await else {
        panic!("not watched");
    };
    let sending = run(async move {
        for n in 0..5_000 {
            let mut event = Event::new(n);
            event.id = Some(watch.id.clone());
            seat.0.send(event).await.expect("sent");
        }
        seat
    });
    tokio::time::sleep(WHILE).await;
    for n in 0..5_000 {
        let event = soon(replies.next()).await.expect("open").expect("a reply");
        assert_eq!(event.event, n);
    }
    let mut seat = soon(sending).await.expect("no panic");
    // One that is dropped while it is full holds nobody back.
    let mut full = client.request_stream(Watch::new(1, ""));
    assert!(full.next().now_or_never().is_none());
    let ClientMessage::Watch(watch) = seat.next().await else {
        panic!("not watched");
    };
    for n in 0..300 {
        let mut event = Event::new(n);
        event.id = Some(watch.id.clone());
        seat.0.send(event).await.expect("sent");
    }
    let waiting = run(client.request(Ask::new("why")));
    let ask = seat.asked().await;
    seat.answer(&ask, "because").await;
    tokio::time::sleep(WHILE).await;
    assert!(!waiting.is_finished());
    drop(full);
    assert_eq!(text(waiting).await, "because");
}
