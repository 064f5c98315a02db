//! Callbacks: called for what they ask for, as long as their guard is kept.

use crate::api::feed::{self, ServerMessage};
use crate::api::{Hello, Note, Rain, Subscribed, Sun};
use crate::proxy::Cut;
use crate::{Network, Told, client, connected, publish, soon};
use asyncapi_channels::tungstenite::Message as Raw;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, accept_async};

#[tokio::test]
async fn each_operation_has_its_own() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (note, mut notes) = Told::new();
    let (forecast, mut forecasts) = Told::new();
    let (any, mut all) = Told::new();
    let _listeners = (
        client.on_note(move |message| note.send(message.n).unwrap()),
        client.on_forecast(move |message| forecast.send(message.clone()).unwrap()),
        client.on_any(move |message| any.send(message.clone()).unwrap()),
    );
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    connection.note(Note::new(1, "one")).await.unwrap();
    connection.forecast(Sun::default()).await.unwrap();
    connection.note(Note::new(2, "two")).await.unwrap();
    connection.forecast(Rain::default()).await.unwrap();
    connection.greet(Hello::default()).await.unwrap();
    let expected = [
        ServerMessage::Note(Note::new(1, "one")),
        ServerMessage::Sun(Sun::default()),
        ServerMessage::Note(Note::new(2, "two")),
        ServerMessage::Rain(Rain::default()),
        ServerMessage::Hello(Hello::default()),
    ];
    for message in &expected {
        assert_eq!(all.next().await, *message);
    }
    assert_eq!(notes.all(), [1, 2]);
    assert_eq!(forecasts.all(), [expected[1].clone(), expected[3].clone()]);
}

/// A listener whose guard is dropped is not called again, one that is detached always is.
#[tokio::test]
async fn a_guard_removes_its_listener() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let listen = |name: &'static str| {
        let sender = sender.clone();
        client.on_note(move |note| sender.send((name, note.n)).unwrap())
    };
    let (first, second) = (listen("first"), listen("second"));
    listen("third").detach();
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    connection.note(Note::new(1, "")).await.unwrap();
    assert_eq!(told.next().await, ("first", 1));
    assert_eq!(told.next().await, ("second", 1));
    assert_eq!(told.next().await, ("third", 1));
    drop(first);
    let fourth = listen("fourth");
    connection.note(Note::new(2, "")).await.unwrap();
    assert_eq!(told.next().await, ("second", 2));
    assert_eq!(told.next().await, ("third", 2));
    assert_eq!(told.next().await, ("fourth", 2));
    drop((second, fourth));
    connection.note(Note::new(3, "")).await.unwrap();
    connection.note(Note::new(4, "")).await.unwrap();
    assert_eq!(told.next().await, ("third", 3));
    assert_eq!(told.next().await, ("third", 4));
}

#[tokio::test]
async fn every_opening_and_every_loss_is_told() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let closed = sender.clone();
    let _listeners = (
        client.on_open(move |open| {
            assert_eq!(open.response.status(), 101);
            sender.send(None).unwrap();
        }),
        client.on_close(move |close| {
            closed
                .send(Some((close.code, close.reason.clone(), close.reconnects)))
                .unwrap();
        }),
    );
    client.start();
    for round in 0..4 {
        let connection = network.opened().await;
        assert_eq!(told.next().await, None);
        let (code, reason) = match round {
            0 => {
                network.proxy.cut(Cut::Reset);
                (1006, "")
            }
            1 => {
                network.proxy.cut(Cut::End);
                (1006, "")
            }
            2 => {
                network.restart().await;
                (1001, "the server is going away")
            }
            _ => {
                connection.close(1012.into(), "soon");
                (1012, "soon")
            }
        };
        let expected = (code.into(), reason.to_owned(), true);
        assert_eq!(told.next().await, Some(expected), "{round}");
    }
    network.opened().await;
    assert_eq!(told.next().await, None);
    soon(client.close()).await;
    let (code, _, reconnects) = told.next().await.expect("a closing");
    assert_eq!((code, reconnects), (1000.into(), false));
    assert_eq!(told.all(), []);
}

/// A connection to a server that says what no typed one would.
async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    let (stream, _) = soon(listener.accept()).await.unwrap();
    soon(accept_async(stream)).await.unwrap()
}

#[tokio::test]
async fn what_is_no_message_is_an_error_and_ends_nothing() {
    let network = Network::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    network.proxy.upstream(listener.local_addr().unwrap());
    let client = client(&network).build();
    let (error, mut errors) = Told::new();
    let (any, mut all) = Told::new();
    let _listeners = (
        client.on_error(move |occurred| error.send(occurred.to_string()).unwrap()),
        client.on_any(move |message| any.send(message.clone()).unwrap()),
    );
    let mut messages = client.messages();
    client.start();
    let mut server = accept(&listener).await;
    for text in [
        "no JSON",
        r#"{"type":"note","n":"one","text":""}"#,
        r#"{"type":"hello"}"#,
    ] {
        soon(server.send(Raw::text(text))).await.unwrap();
    }
    assert_eq!(all.next().await, ServerMessage::Hello(Hello::default()));
    let errors = errors.all();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("no JSON"), "{errors:?}");
    assert!(errors[1].contains("/n"), "{errors:?}");
    // They are items of a stream as well.
    for expected in &errors {
        let error = soon(messages.next()).await.unwrap().unwrap_err();
        assert_eq!(&error.to_string(), expected);
    }
    let message = soon(messages.next()).await.unwrap().unwrap();
    assert_eq!(message, ServerMessage::Hello(Hello::default()));
}

/// A panic is told, and everything else goes on: other listeners, and the connection.
#[tokio::test]
async fn a_panicking_callback_stops_nothing() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (error, mut errors) = Told::new();
    let (sender, mut told) = Told::new();
    let _listeners = (
        client.on_error(move |occurred| error.send(occurred.to_string()).unwrap()),
        client.on_open(|_| panic!("at the opening")),
        client.on_note(|note| assert_ne!(note.n, 1, "the first note")),
        client.on_note(move |note| sender.send(note.n).unwrap()),
    );
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    assert!(errors.next().await.contains("at the opening"));
    for n in 1..=2 {
        connection.note(Note::new(n, "")).await.unwrap();
        assert_eq!(told.next().await, n);
    }
    let errors = errors.all();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("the first note"), "{errors:?}");
    client.publish(publish(5)).await.unwrap();
    assert_eq!(network.published().await, 5);
}

/// A callback may use the client in every way, also to remove itself.
#[tokio::test]
async fn a_callback_uses_the_client() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let own = client.clone();
    let guard = std::sync::Mutex::new(None);
    let guard = std::sync::Arc::new(guard);
    let in_callback = std::sync::Arc::clone(&guard);
    let listener = client.on_note(move |note| {
        own.try_send(publish(note.n)).unwrap();
        let sender = sender.clone();
        own.on_confirm(move |confirmed: &Subscribed| {
            sender.send(confirmed.topic.clone()).unwrap();
        })
        .detach();
        assert!(matches!(
            own.state(),
            asyncapi_channels::client::State::Connected
        ));
        // The guard of this very listener.
        drop(in_callback.lock().unwrap().take());
    });
    *guard.lock().unwrap() = Some(listener);
    soon(client.connect()).await.unwrap();
    let connection = network.opened().await;
    connection.note(Note::new(1, "")).await.unwrap();
    assert_eq!(network.published().await, 1);
    connection.note(Note::new(2, "")).await.unwrap();
    connection.confirm(Subscribed::new("topic")).await.unwrap();
    assert_eq!(told.next().await, "topic");
    client.publish(publish(3)).await.unwrap();
    assert_eq!(network.published().await, 3);
}

/// The generated callbacks are those of the operations, also through a clone that is dropped.
#[tokio::test]
async fn listeners_are_of_the_client_and_not_of_its_handle() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let handle: feed::Client = client.clone();
    let _listener = handle.on_greet(move |_| sender.send(()).unwrap());
    drop(handle);
    client.start();
    connected(&client).await;
    network
        .opened()
        .await
        .greet(Hello::default())
        .await
        .unwrap();
    told.next().await;
}

mod loose {
    asyncapi_channels::asyncapi!(
        inline = r#"
asyncapi: 3.0.0
info: {title: Open, version: 1.0.0}
channels:
  open:
    address: /open
    messages:
      One: {payload: {type: object, required: [one], properties: {one: {type: integer}}}}
      Two: {payload: {type: object, required: [two], properties: {two: {type: integer}}}}
operations:
  told: {action: receive, channel: {$ref: '#/channels/open'}}
"#,
        unknown = variant
    );
}

/// What is no message of the document belongs to no operation, even one that has all messages.
#[tokio::test]
async fn an_operation_with_all_messages_is_not_told_of_what_is_none() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let client = loose::open::Client::builder(url).build();
    let (told, mut all) = Told::new();
    let _listener = client.on_told(move |message| told.send(message.clone()).unwrap());
    client.start();
    let (stream, _) = soon(listener.accept()).await.unwrap();
    let mut server = soon(accept_async(stream)).await.unwrap();
    for text in [r#"{"one":1}"#, r#"{"three":3}"#, r#"{"two":2}"#] {
        server.send(Raw::text(text)).await.unwrap();
    }
    assert_eq!(all.next().await, loose::One::new(1).into());
    assert_eq!(all.next().await, loose::Two::new(2).into());
}
