//! Ids that travel beside the payload, in the headers of an envelope.

use super::headers::desk::{self, Client, ClientSocket, Connection, ServerMessage};
use super::headers::{Answer, Ask, Count, Counted, Find, Found, Watch, Watched};
use super::serve;
use asyncapi_channels::Payload;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};
use asyncapi_channels::tungstenite::Message;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, accept_async, connect_async};

struct Desk;

impl desk::Handler for Desk {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<desk::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(&self, connection: &Connection, message: Ask) -> Result<Answer, HandlerError> {
        if message.ask == "aloud" {
            connection.note("hm".to_owned()).await?;
            connection.send(Answer::new("unasked")).await?;
        }
        Ok(Answer::new(message.ask.to_uppercase()))
    }

    async fn on_count(&self, _: &Connection, message: Count) -> Result<Counted, HandlerError> {
        Ok(Counted::new(message.count.len() as i64))
    }

    async fn on_ping(&self, _: &Connection, (): ()) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_find(&self, _: &Connection, message: Find) -> Result<Found, HandlerError> {
        Ok(Found::new(message.find))
    }

    async fn on_watch(&self, _: &Connection, message: Watch) -> Result<Watched, HandlerError> {
        Ok(Watched::new(message.watch))
    }
}

/// A client that sends and receives frames as they are.
async fn say<S>(socket: &mut WebSocketStream<S>, value: &Value)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let message = Message::text(value.to_string());
    socket.send(message).await.expect("sent");
}

/// The text of the next frame that is no ping.
async fn hear<S>(socket: &mut WebSocketStream<S>) -> String
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    loop {
        if let Message::Text(text) = socket.next().await.expect("open").expect("a frame") {
            return text.to_string();
        }
    }
}

async fn hear_json(socket: &mut WebSocketStream<TcpStream>) -> Value {
    serde_json::from_str(&hear(socket).await).expect("JSON")
}

#[tokio::test]
async fn a_reply_of_a_handler_has_the_id_of_its_request_beside_it() {
    let url = format!("{}/desk", serve(desk::endpoint(Desk)).await);
    let (mut socket, _) = connect_async(url).await.expect("let in");
    let ask = |headers: Value| json!({"route": "Ask", "payload": {"ask": "a"}, "headers": headers});
    let bare = r#"{"route":"Answer","payload":{"answer":"A"}}"#;
    let with_id = |id: &str| {
        let start = format!(r#"{{"headers":{{"correlationId":{id}}},"#);
        bare.replacen('{', &start, 1)
    };
    for (request, reply) in [
        (ask(json!({"correlationId": "x\"y"})), with_id(r#""x\"y""#)),
        // An id is that of one request alone.
        (ask(json!({"trace": "t"})), bare.to_owned()),
        (ask(json!({"correlationId": 7})), with_id(r#""7""#)),
        (ask(Value::Null), bare.to_owned()),
        (ask(json!({"correlationId": true})), bare.to_owned()),
        (
            json!({"route": "Count", "payload": {"count": "four"}, "headers": {"meta": {"request/\"id\"": 12}}}),
            r#"{"headers":{"meta":{"request/\"id\"":12}},"route":"Counted","payload":{"counted":4}}"#.to_owned(),
        ),
        (
            json!({"headers": {"id": "p"}, "route": "Ping"}),
            r#"{"headers":{"id":"p"},"route":"Pong"}"#.to_owned(),
        ),
        (
            json!({"route": "Find", "payload": {"find": "f"}, "headers": {"id": "i"}}),
            r#"{"route":"Found","payload":{"found":"f","id":"i"}}"#.to_owned(),
        ),
        (
            json!({"route": "Watch", "payload": {"watch": "w", "id": 3}}),
            r#"{"headers":{"id":"3"},"route":"Watched","payload":{"watched":"w"}}"#.to_owned(),
        ),
    ] {
        say(&mut socket, &request).await;
        assert_eq!(hear(&mut socket).await, reply, "{request}");
    }
}

#[tokio::test]
async fn what_a_handler_sends_otherwise_has_no_id() {
    let url = format!("{}/desk", serve(desk::endpoint(Desk)).await);
    let (mut socket, _) = connect_async(url).await.expect("let in");
    let ask =
        json!({"route": "Ask", "payload": {"ask": "aloud"}, "headers": {"correlationId": "x"}});
    say(&mut socket, &ask).await;
    for reply in [
        r#"{"route":"Note","payload":"hm"}"#,
        r#"{"route":"Answer","payload":{"answer":"unasked"}}"#,
        r#"{"headers":{"correlationId":"x"},"route":"Answer","payload":{"answer":"ALOUD"}}"#,
    ] {
        assert_eq!(hear(&mut socket).await, reply);
    }
}

#[tokio::test]
async fn a_client_and_a_handler_understand_each_other() {
    let url = serve(desk::endpoint(Desk)).await;
    let client = Client::builder(url).connect().await.expect("let in");
    let (a, b, c) = tokio::join!(
        client.request(Ask::new("a")),
        client.request(Ask::new("b")),
        client.request(Count::new("three")),
    );
    assert_eq!(a.expect("a reply"), Answer::new("A"));
    assert_eq!(b.expect("a reply"), Answer::new("B"));
    assert_eq!(c.expect("a reply"), Counted::new(5));
    let found = client.request(Find::new("f")).await.expect("a reply");
    assert_eq!(found.found, "f");
    assert!(found.id.is_some_and(|id| !id.is_empty()));
    let watched = client.request(Watch::new("w", 0)).await;
    assert_eq!(watched.expect("a reply"), Watched::new("w"));
    let watched = client.request(Watch::new("w", 77)).await;
    assert_eq!(watched.expect("a reply"), Watched::new("w"));
}

/// A socket that only reads types passes over the headers.
#[tokio::test]
async fn whoever_knows_nothing_of_ids_reads_the_payloads() {
    let url = serve(desk::endpoint(Desk)).await;
    let socket = ClientSocket::connect(url, &(), &(), &()).await;
    let mut socket = socket.expect("let in");
    socket.watch(Watch::new("w", 3)).await.expect("sent");
    let reply = socket.recv().await.expect("open").expect("a message");
    assert_eq!(reply, ServerMessage::Watched(Watched::new("w")));
}

/// A client, and the server's end of its connection.
async fn scripted() -> (Client, WebSocketStream<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("ws://{}", listener.local_addr().expect("an address"));
    let client = Client::builder(url).build();
    let (connected, server) = tokio::join!(client.connect(), async {
        let (stream, _) = listener.accept().await.expect("a client");
        accept_async(stream).await.expect("a handshake")
    });
    connected.expect("connected");
    (client, server)
}

fn answer(text: &str, headers: Value) -> Value {
    json!({"route": "Answer", "payload": {"answer": text}, "headers": headers})
}

#[tokio::test]
async fn replies_find_their_requests_in_any_order() {
    let (client, mut server) = scripted().await;
    let mut messages = client.messages();
    let requests = async {
        tokio::join!(
            client.request(Ask::new("a")),
            client.request(Ask::new("b")),
            client.request(Ask::new("c")),
        )
    };
    let ((a, b, c), ()) = tokio::join!(requests, async {
        let mut ids = Vec::new();
        for name in ["a", "b", "c"] {
            let text = hear(&mut server).await;
            assert!(
                text.starts_with(r#"{"headers":{"correlationId":""#),
                "{text}"
            );
            let frame: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(frame["route"], "Ask");
            assert_eq!(frame["payload"], json!({"ask": name}));
            ids.push(frame["headers"]["correlationId"].clone());
        }
        assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
        say(
            &mut server,
            &answer("x", json!({"correlationId": "of nobody"})),
        )
        .await;
        let late = json!({"trace": [{"correlationId": ids[0]}], "correlationId": ids[2]});
        say(&mut server, &answer("to c", late)).await;
        say(
            &mut server,
            &answer("to b", json!({"correlationId": ids[1]})),
        )
        .await;
        // Without an id, it is that of the oldest request.
        say(&mut server, &answer("to a", Value::Null)).await;
        say(
            &mut server,
            &answer("unasked", json!({"correlationId": ids[0]})),
        )
        .await;
    });
    assert_eq!(a.expect("a reply"), Answer::new("to a"));
    assert_eq!(b.expect("a reply"), Answer::new("to b"));
    assert_eq!(c.expect("a reply"), Answer::new("to c"));
    for other in ["x", "unasked"] {
        let message = messages.recv().await.expect("open").expect("a message");
        assert_eq!(message, Answer::new(other).into());
    }
}

#[tokio::test]
async fn an_id_is_of_the_type_that_its_header_has() {
    let (client, mut server) = scripted().await;
    let both = async {
        tokio::join!(
            client.request(Count::new("a")),
            client.request(Count::new("b"))
        )
    };
    let ((a, b), ()) = tokio::join!(both, async {
        let (first, second) = (hear_json(&mut server).await, hear_json(&mut server).await);
        let id = |frame: &Value| frame["headers"]["meta"]["request/\"id\""].clone();
        assert!(id(&first).is_i64() && id(&second).is_i64() && id(&first) != id(&second));
        let counted = |number: i64, id: Value| {
            json!({
                "headers": {"meta": {"request/\"id\"": id}},
                "route": "Counted",
                "payload": {"counted": number},
            })
        };
        say(&mut server, &counted(2, id(&second))).await;
        // A server that makes a text of it means the same.
        let text = id(&first).to_string();
        say(&mut server, &counted(1, Value::from(text))).await;
    });
    assert_eq!(a.expect("a reply"), Counted::new(1));
    assert_eq!(b.expect("a reply"), Counted::new(2));
}

#[tokio::test]
async fn what_is_no_request_carries_no_id() {
    let (client, mut server) = scripted().await;
    client.ask(Ask::new("a")).await.expect("sent");
    let text = hear(&mut server).await;
    assert_eq!(text, r#"{"route":"Ask","payload":{"ask":"a"}}"#);
    let encoded = asyncapi_channels::Message::encode(&desk::ClientMessage::from(Ask::new("a")));
    assert_eq!(encoded, Ok(Payload::from(text)));
}
