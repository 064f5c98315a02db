//! Requests that a handler answers.

use super::three::desk::{self, CallMessage, FindReply};
use super::three::{
    Count, Counted, Event, Find, Found, Label, Loud, Missing, Note, Order, Quiet, Receipt, Shout,
    Trace, Traced, Watch, Whisper, echo, orders_connection,
};
use super::two::graph::{self, InitReply, PublishMessage, SubscribeReply};
use super::two::{Check, Complete, Healthy, Init, Next, Subscribe, Tell, Told};
use super::*;
use asyncapi_channels::client::fresh;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

const KEY: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

/// Answers what it is asked; the server adds the ids.
struct Clerk;

impl desk::Handler for Clerk {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<desk::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(&self, _: &desk::Connection, message: Ask) -> Result<Answer, HandlerError> {
        Ok(Answer::new(message.ask.to_uppercase()))
    }

    async fn on_count(
        &self,
        _: &desk::Connection,
        message: Count,
    ) -> Result<Counted, HandlerError> {
        Ok(Counted::new(message.count.len() as i64, 0))
    }

    async fn on_find(
        &self,
        _: &desk::Connection,
        message: Find,
    ) -> Result<FindReply, HandlerError> {
        match message.find.as_str() {
            "bear" => Ok(Found::new("in the wood", KEY).into()),
            "end" => Err("nothing to find".into()),
            _ => Ok(Missing::new(true, KEY).into()),
        }
    }

    async fn on_trace(&self, _: &desk::Connection, message: Trace) -> Result<Traced, HandlerError> {
        Ok(Traced::new(message.trace))
    }

    async fn on_call(
        &self,
        _: &desk::Connection,
        message: CallMessage,
    ) -> Result<Pong, HandlerError> {
        Ok(match message {
            CallMessage::Ping(ping) => Pong::new(ping.ping),
            CallMessage::Line(line) => Pong::new(line.len() as i64),
        })
    }

    async fn on_watch(
        &self,
        connection: &desk::Connection,
        message: Watch,
    ) -> Result<(), HandlerError> {
        for number in 0..message.watch {
            let mut event = Event::new(number);
            event.id = Some(message.id.clone());
            connection.watch_reply(event).await?;
        }
        Ok(())
    }

    async fn on_note(&self, _: &desk::Connection, _: Note) -> Result<(), HandlerError> {
        Ok(())
    }
}

async fn at_desk() -> (Proxy, Client) {
    let proxy = serve(desk::endpoint(Clerk)).await;
    let client = Client::builder(proxy.url()).reconnect(quick()).connect();
    let client = soon(client).await.expect("let in");
    (proxy, client)
}

#[tokio::test]
async fn an_id_is_made_where_the_document_has_a_place() {
    let (_proxy, client) = at_desk().await;
    let (_listener, mut others) = overheard(&client);
    for _ in 0..3 {
        let (ask, count, bear, fish, trace) = soon(async {
            tokio::join!(
                client.request(Ask::new("why")),
                client.request(Count::new("four", 0)),
                client.request(Find::new("bear", "")),
                client.request(Find::new("fish", "00000000-0000-0000-0000-000000000000")),
                client.request(Trace::new("deep")),
            )
        })
        .await;
        let ask = ask.expect("a reply");
        assert_eq!(ask.answer, "WHY");
        assert!(ask.id.is_some_and(|id| id.len() == 36));
        let count = count.expect("a reply");
        assert_eq!(count.counted, 4);
        assert_ne!(count.number, 0);
        let FindReply::Found(found) = bear.expect("a reply") else {
            panic!("not found");
        };
        let FindReply::Missing(missing) = fish.expect("a reply") else {
            panic!("found");
        };
        assert_eq!(found.found, "in the wood");
        assert!(found.key != missing.key && found.key != KEY);
        let trace = trace.expect("a reply");
        assert_eq!(trace.traced, "deep");
        let id = ServerMessage::Traced(trace).encode().expect("a message");
        assert!(
            id.as_text()
                .expect("a text")
                .contains("\"trace/id\":{\"id\":\"")
        );
    }
    assert_eq!(others.all(), []);
}

#[tokio::test]
async fn an_id_of_ones_own_is_kept() {
    let (_proxy, client) = at_desk().await;
    let mut ask = Ask::new("why");
    ask.id = Some("seven".to_owned());
    let reply = soon(client.request(ask.clone())).await.expect("a reply");
    assert_eq!(reply, answer(&ask, "WHY"));
    let counted = soon(client.request(Count::new("four", 4711))).await;
    assert_eq!(counted.expect("a reply"), Counted::new(4, 4711));
}

#[tokio::test]
async fn without_ids_a_handler_answers_in_order() {
    let (_proxy, client) = at_desk().await;
    let pings = join_all((0..100).map(|n| client.request(Ping::new(n))));
    let lines = join_all((0..100).map(|n| client.request("x".repeat(n))));
    let (pings, lines, note) =
        soon(async { tokio::join!(pings, lines, client.note(Note::new("no reply"))) }).await;
    note.expect("sent");
    for replies in [pings, lines] {
        for (n, reply) in replies.into_iter().enumerate() {
            assert_eq!(reply.expect("a reply"), Pong::new(n as i64));
        }
    }
}

#[tokio::test]
async fn a_thousand_requests_wait_at_once() {
    let (_proxy, client) = at_desk().await;
    let asks = join_all((0..1_000).map(|n| client.request(Ask::new(format!("q{n}")))));
    let counts = join_all((0..1_000).map(|n| client.request(Count::new("x".repeat(n % 100), 0))));
    let (asks, counts) = soon(async { tokio::join!(asks, counts) }).await;
    for (n, reply) in asks.into_iter().enumerate() {
        assert_eq!(reply.expect("a reply").answer, format!("Q{n}"));
    }
    for (n, reply) in counts.into_iter().enumerate() {
        assert_eq!(reply.expect("a reply").counted, n as i64 % 100);
    }
}

/// A stream has the replies with its id, while others have theirs.
#[tokio::test]
async fn several_streams_are_kept_apart() {
    let (_proxy, client) = at_desk().await;
    let (_listener, mut others) = overheard(&client);
    let (mut few, mut many) = (
        client.request_stream(Watch::new(3, "")),
        client.request_stream(Watch::new(1_000, "mine")),
    );
    let read = async |stream: &mut _, count: i64| {
        let stream: &mut asyncapi_channels::client::Replies<_, Watch> = stream;
        for n in 0..count {
            let event = stream.next().await.expect("open").expect("a reply");
            assert_eq!(event.event, n);
        }
    };
    let ((), (), answered) = soon(async {
        tokio::join!(
            read(&mut few, 3),
            read(&mut many, 1_000),
            client.request(Ask::new("meanwhile"))
        )
    })
    .await;
    assert_eq!(answered.expect("a reply").answer, "MEANWHILE");
    assert!(many.next().now_or_never().is_none());
    drop(many);
    assert_eq!(others.all(), []);
    soon(client.close()).await;
    let error = soon(few.next())
        .await
        .expect("the end")
        .expect_err("no reply");
    assert_eq!(
        error.message,
        Watch::new(3, watch_id(&error.message)).into()
    );
    assert!(soon(few.next()).await.is_none());
}

fn watch_id(message: &ClientMessage) -> String {
    match message {
        ClientMessage::Watch(watch) => watch.id.clone(),
        other => panic!("{other:?}"),
    }
}

/// A handler that fails ends the connection, and the request learns of it; the next goes on.
#[tokio::test]
async fn a_handler_that_fails_fails_the_request() {
    let (_proxy, client) = at_desk().await;
    let error = soon(client.request(Find::new("end", KEY))).await;
    let error = error.expect_err("no reply");
    assert_eq!(error.message, Find::new("end", KEY).into());
    assert_ne!(error.fate, Fate::Unsent);
    assert!(error.error.is_closed(), "{error}");
    let answered = soon(client.request(Ask::new("again"))).await;
    assert_eq!(answered.expect("a reply").answer, "AGAIN");
}

/// What opens a connection may ask, and goes before what waits.
#[tokio::test]
async fn what_restores_a_connection_may_ask() {
    let proxy = serve(desk::endpoint(Clerk)).await;
    let client = Client::builder(proxy.url()).reconnect(quick()).build();
    let (sender, mut told) = crate::Told::new();
    let restored = sender.clone();
    let restoring = client.with_reconnect(move |client| {
        let sender = restored.clone();
        async move {
            let (one, two) = tokio::join!(
                client.request(Ask::new("one")),
                client.request(Ping::new(2))
            );
            let _ = sender.send((one?.answer, two?.pong));
            Ok(())
        }
    });
    // It waits behind that.
    let mut waiting = client.request(Ask::new("waits"));
    assert!((&mut waiting).now_or_never().is_none());
    for _ in 0..5 {
        soon(client.connect()).await.expect("connected");
        assert_eq!(told.next().await, ("ONE".to_owned(), 2));
        let answered = soon(waiting).await.expect("a reply");
        assert_eq!(answered.answer, "WAITS");
        proxy.cut(Cut::Reset);
        disconnected(&client).await;
        waiting = client.request(Ask::new("waits"));
    }
    drop(restoring);
    // One that is added while the client is connected asks at once.
    soon(waiting).await.expect("a reply");
    let _late = client.with_reconnect(move |client| {
        let sender = sender.clone();
        async move {
            let answer = client.request(Ask::new("late")).await?;
            let _ = sender.send((answer.answer, 0));
            Ok(())
        }
    });
    while told.next().await.0 != "LATE" {}
}

struct Echo;

impl echo::Handler for Echo {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<echo::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_speak(
        &self,
        _: &echo::Connection,
        message: echo::ClientMessage,
    ) -> Result<echo::ServerMessage, HandlerError> {
        Ok(match message {
            echo::ClientMessage::Shout(it) => {
                let mut loud = Loud::new(it.shout);
                loud.label = it.label.map(|label| Label::new(0, label.text));
                loud.into()
            }
            echo::ClientMessage::Whisper(it) => Quiet::new(it.whisper).into(),
        })
    }
}

#[tokio::test]
async fn any_message_may_be_the_reply() {
    let proxy = serve(echo::endpoint(Echo)).await;
    let client = soon(echo::Client::builder(proxy.url()).connect()).await;
    let client = client.expect("let in");
    let mut labelled = Shout::new("ho");
    labelled.label = Some(Label::new(0, "zero"));
    let (bare, whisper, first, second) = soon(async {
        tokio::join!(
            client.request(Shout::new("hey")),
            client.request(Whisper::new("hm")),
            client.request(labelled.clone()),
            client.request(labelled.clone()),
        )
    })
    .await;
    assert_eq!(bare.expect("a reply"), Loud::new("hey").into());
    assert_eq!(whisper.expect("a reply"), Quiet::new("hm").into());
    let id = |reply| match reply {
        echo::ServerMessage::Loud(loud) => loud.label.expect("a label").id,
        other => panic!("{other:?}"),
    };
    let (first, second) = (id(first.expect("a reply")), id(second.expect("a reply")));
    assert!(first != 0 && second != 0 && first != second);
}

struct Shop;

impl orders_connection::Handler for Shop {
    type Session = ();

    async fn on_connect(
        &self,
        _: &mut ConnectRequest<orders_connection::Channel>,
    ) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_order(
        &self,
        _: &orders_connection::Connection,
        message: Order,
    ) -> Result<Receipt, HandlerError> {
        Ok(Receipt::new(message.order))
    }
}

#[tokio::test]
async fn a_reply_may_come_on_another_channel_of_the_address() {
    let proxy = serve(orders_connection::endpoint(Shop)).await;
    let client = orders_connection::Client::builder(proxy.url()).connect();
    let client = soon(client).await.expect("let in");
    let receipt = soon(client.request(Order::new("tea"))).await;
    assert_eq!(receipt.expect("a reply"), Receipt::new("tea"));
}

/// `x-response` of AsyncAPI 2.x: each message may have replies of its own.
struct Graph;

impl graph::Handler for Graph {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<graph::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_subscribe(
        &self,
        connection: &graph::Connection,
        message: Subscribe,
    ) -> Result<(), HandlerError> {
        for data in 0..3 {
            let mut next = Next::new(message.id.clone());
            next.data = Some(data);
            connection.subscribe(next).await?;
        }
        connection.subscribe(Complete::new(message.id)).await?;
        Ok(())
    }

    async fn on_check(&self, _: &graph::Connection, _: Check) -> Result<Healthy, HandlerError> {
        Ok(Healthy::new(true))
    }

    async fn on_init(
        &self,
        _: &graph::Connection,
        message: Init,
    ) -> Result<InitReply, HandlerError> {
        Ok(match message.token {
            Some(_) => Healthy::new(false).into(),
            None => Complete::new("no token").into(),
        })
    }

    async fn on_tell(&self, _: &graph::Connection, _: Tell) -> Result<Told, HandlerError> {
        Ok(Told::new("a tale"))
    }

    async fn on_publish(
        &self,
        connection: &graph::Connection,
        _: PublishMessage,
    ) -> Result<(), HandlerError> {
        Ok(connection.subscribe(Told::new("unasked")).await?)
    }
}

#[tokio::test]
async fn version_2_has_single_replies_and_streams() {
    let proxy = serve(graph::endpoint(Graph)).await;
    let init = Init {
        token: Some("t".to_owned()),
        ..Init::default()
    };
    let first = init.clone();
    let first = fresh(move || {
        let first = first.clone();
        async move { Ok(first) }
    });
    let client = graph::Client::builder(proxy.url(), first).build();
    let mut messages = client.messages();
    soon(client.connect()).await.expect("let in");
    // The reply to the first message.
    let healthy = soon(messages.next()).await.expect("open");
    assert_eq!(healthy.expect("a message"), Healthy::new(false).into());
    let (check, refused, tale, accepted) = soon(async {
        tokio::join!(
            client.request(Check::default()),
            client.request(Init::default()),
            client.request(Tell::default()),
            client.request(init),
        )
    })
    .await;
    assert_eq!(check.expect("a reply"), Healthy::new(true));
    assert_eq!(refused.expect("a reply"), Complete::new("no token").into());
    assert_eq!(tale.expect("a reply"), Told::new("a tale"));
    assert_eq!(accepted.expect("a reply"), Healthy::new(false).into());

    let mut streams = [
        client.request_stream(Subscribe::new("")),
        client.request_stream(Subscribe::new("mine")),
    ];
    // The replies of the second come while nobody reads those of the first.
    for stream in streams.iter_mut() {
        assert!(stream.next().now_or_never().is_none());
    }
    for stream in streams.iter_mut().rev() {
        for n in 0..3 {
            match soon(stream.next()).await.expect("open").expect("a reply") {
                SubscribeReply::Next(next) => assert_eq!(next.data, Some(n)),
                other => panic!("{other:?}"),
            }
        }
        let last = soon(stream.next()).await.expect("open").expect("a reply");
        assert!(matches!(last, SubscribeReply::Complete(_)), "{last:?}");
    }
}
