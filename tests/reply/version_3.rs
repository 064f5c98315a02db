//! `reply` of AsyncAPI 3.

use super::serve;
use super::three::desk::{self, CallMessage, ClientSocket, Connection, FindReply, ServerMessage};
use super::three::{
    Answer, Ask, Count, Counted, Event, Find, Found, Label, Meta, Missing, Note, Ping, Pong, Trace,
    Traced, Watch, echo,
};
use asyncapi_channels::TcpWebSocket;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

const UUID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

struct Desk;

impl desk::Handler for Desk {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<desk::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(&self, _: &Connection, message: Ask) -> Result<Answer, HandlerError> {
        let mut answer = Answer::new(message.ask.to_uppercase());
        answer.id = Some("not this one".to_owned());
        Ok(answer)
    }

    async fn on_count(&self, _: &Connection, message: Count) -> Result<Counted, HandlerError> {
        Ok(Counted::new(message.count.len() as i64, 0))
    }

    async fn on_find(&self, _: &Connection, message: Find) -> Result<FindReply, HandlerError> {
        match message.find.as_str() {
            "bear" => Ok(Found::new("in the wood", UUID).into()),
            "end" => Err("nothing to find".into()),
            _ => Ok(FindReply::Missing(Missing::new(true, ""))),
        }
    }

    async fn on_trace(&self, _: &Connection, message: Trace) -> Result<Traced, HandlerError> {
        Ok(Traced::new(message.trace))
    }

    async fn on_call(&self, _: &Connection, message: CallMessage) -> Result<Pong, HandlerError> {
        Ok(match message {
            CallMessage::Ping(ping) => Pong::new(ping.ping),
            CallMessage::Line(line) => Pong::new(line.len() as i64),
        })
    }

    async fn on_watch(&self, connection: &Connection, message: Watch) -> Result<(), HandlerError> {
        for number in 0..message.watch {
            let mut event = Event::new(number);
            event.id = Some(message.id.clone());
            connection.watch_reply(event).await?;
        }
        Ok(())
    }

    async fn on_note(&self, _: &Connection, _: Note) -> Result<(), HandlerError> {
        Ok(())
    }
}

type Socket = ClientSocket<TcpWebSocket>;

async fn connect() -> Socket {
    let url = serve(desk::endpoint(Desk)).await;
    let socket = ClientSocket::connect(url, &(), &(), &()).await;
    socket.expect("let in")
}

async fn next(socket: &mut Socket) -> ServerMessage {
    socket.recv().await.expect("open").expect("a message")
}

#[tokio::test]
async fn a_reply_has_the_id_of_its_request() {
    let mut socket = connect().await;
    let mut ask = Ask::new("why");
    ask.id = Some("seven".to_owned());
    socket.ask(ask).await.expect("sent");
    let mut answer = Answer::new("WHY");
    answer.id = Some("seven".to_owned());
    assert_eq!(next(&mut socket).await, answer.into());

    socket.count(Count::new("four", 4711)).await.expect("sent");
    assert_eq!(next(&mut socket).await, Counted::new(4, 4711).into());
}

#[tokio::test]
async fn a_reply_that_cannot_carry_the_id_of_its_request_ends_the_connection() {
    let mut socket = connect().await;
    let count = Count::new("four", u64::MAX);
    socket.count(count).await.expect("sent");
    assert!(socket.recv().await.is_none());

    let url = serve(echo::endpoint(Echo)).await;
    let socket = echo::ClientSocket::connect(url, &(), &(), &()).await;
    let mut socket = socket.expect("let in");
    let mut shout = super::three::Shout::new("without a label");
    shout.label = Some(Label::new(7, "seven"));
    socket.speak(shout).await.expect("sent");
    assert!(socket.recv().await.is_none());
}

#[tokio::test]
async fn a_request_without_an_id_is_answered_as_the_handler_says() {
    let mut socket = connect().await;
    socket.ask(Ask::new("why")).await.expect("sent");
    let mut answer = Answer::new("WHY");
    answer.id = Some("not this one".to_owned());
    assert_eq!(next(&mut socket).await, answer.into());
}

#[tokio::test]
async fn one_of_several_messages_answers() {
    let mut socket = connect().await;
    for (what, reply) in [
        ("bear", Found::new("in the wood", UUID).into()),
        ("fish", ServerMessage::Missing(Missing::new(true, UUID))),
    ] {
        socket.find(Find::new(what, UUID)).await.expect("sent");
        assert_eq!(next(&mut socket).await, reply);
    }
    socket.find(Find::new("end", UUID)).await.expect("sent");
    assert!(
        socket.recv().await.is_none(),
        "an error ends the connection"
    );
}

#[tokio::test]
async fn an_id_is_put_where_nothing_was() {
    let mut socket = connect().await;
    let text = r#"{"trace":"x","meta":{"trace/id":{"id":"deep"}}}"#;
    let trace: Trace = asyncapi_channels::serde_json::from_str(text).expect("a message");
    socket.trace(trace).await.expect("sent");
    let text = text.replace("\"trace\":", "\"traced\":");
    let traced: Traced = asyncapi_channels::serde_json::from_str(&text).expect("a message");
    assert_eq!(next(&mut socket).await, traced.into());

    let mut trace = Trace::new("x");
    trace.meta = Some(Meta::default());
    socket.trace(trace).await.expect("sent");
    assert_eq!(next(&mut socket).await, Traced::new("x").into());
}

#[tokio::test]
async fn replies_without_ids_come_in_the_order_of_their_requests() {
    let mut socket = connect().await;
    socket.call(Ping::new(7)).await.expect("sent");
    socket.call(String::from("a line")).await.expect("sent");
    socket.note(Note::new("no reply")).await.expect("sent");
    socket.call(Ping::new(8)).await.expect("sent");
    for number in [7, 6, 8] {
        assert_eq!(next(&mut socket).await, Pong::new(number).into());
    }
}

#[tokio::test]
async fn a_stream_of_replies_is_left_to_the_handler() {
    let mut socket = connect().await;
    socket.watch(Watch::new(3, "w")).await.expect("sent");
    for number in 0..3 {
        let mut event = Event::new(number);
        event.id = Some("w".to_owned());
        assert_eq!(next(&mut socket).await, event.into());
    }
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
                let mut loud = super::three::Loud::new(it.shout);
                let label = it.label.filter(|_| loud.loud != "without a label");
                loud.label = label.map(|label| Label::new(0, label.text));
                loud.into()
            }
            echo::ClientMessage::Whisper(it) => super::three::Quiet::new(it.whisper).into(),
        })
    }
}

#[tokio::test]
async fn all_messages_may_be_requests_and_replies() {
    let url = serve(echo::endpoint(Echo)).await;
    let mut socket = echo::ClientSocket::connect(url, &(), &(), &())
        .await
        .expect("let in");
    let mut shout = super::three::Shout::new("ho");
    socket.speak(shout.clone()).await.expect("sent");
    shout.label = Some(Label::new(7, "seven"));
    socket.speak(shout).await.expect("sent");
    socket
        .speak(super::three::Whisper::new("hm"))
        .await
        .expect("sent");
    let mut labelled = super::three::Loud::new("ho");
    labelled.label = Some(Label::new(7, "seven"));
    for reply in [
        super::three::Loud::new("ho").into(),
        labelled.into(),
        echo::ServerMessage::Quiet(super::three::Quiet::new("hm")),
    ] {
        assert_eq!(
            socket.recv().await.expect("open").expect("a message"),
            reply
        );
    }
}
