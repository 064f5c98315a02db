//! `x-response` of AsyncAPI 2.x: each message may have replies of its own.

use super::serve;
use super::two::graph::{self, ClientSocket, Connection, InitReply, PublishMessage, ServerMessage};
use super::two::{Check, Complete, Healthy, Init, Next, Stop, Subscribe, Tell, Told};
use asyncapi_channels::Payload;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

struct Graph;

impl graph::Handler for Graph {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<graph::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_subscribe(
        &self,
        connection: &Connection,
        message: Subscribe,
    ) -> Result<(), HandlerError> {
        connection.subscribe(Next::new(message.id.clone())).await?;
        connection.subscribe(Complete::new(message.id)).await?;
        Ok(())
    }

    async fn on_check(&self, _: &Connection, _: Check) -> Result<Healthy, HandlerError> {
        Ok(Healthy::new(true))
    }

    async fn on_init(&self, _: &Connection, message: Init) -> Result<InitReply, HandlerError> {
        Ok(match message.token {
            Some(_) => Healthy::new(true).into(),
            None => Complete::new("no token").into(),
        })
    }

    async fn on_tell(&self, _: &Connection, _: Tell) -> Result<Told, HandlerError> {
        Ok(Told::new("a tale"))
    }

    async fn on_publish(
        &self,
        connection: &Connection,
        message: PublishMessage,
    ) -> Result<(), HandlerError> {
        let told = match message {
            PublishMessage::Stop(_) => "stop",
            PublishMessage::Bye(_) => "bye",
        };
        connection.subscribe(Told::new(told)).await?;
        Ok(())
    }

    async fn on_unknown(&self, connection: &Connection, _: Payload) -> Result<(), HandlerError> {
        connection.subscribe(Told::new("unknown")).await?;
        Ok(())
    }
}

#[tokio::test]
async fn each_message_has_its_own_replies() {
    let url = serve(graph::endpoint(Graph)).await;
    let socket = ClientSocket::connect(url, &(), &(), &()).await;
    let mut socket = socket.expect("let in");
    let init = Init {
        token: Some("t".to_owned()),
        ..Init::default()
    };
    let unknown = graph::ClientMessage::Unknown(Payload::from("[]"));
    let steps: Vec<(graph::ClientMessage, Vec<ServerMessage>)> = vec![
        (
            Init::default().into(),
            vec![Complete::new("no token").into()],
        ),
        (init.into(), vec![Healthy::new(true).into()]),
        (Check::default().into(), vec![Healthy::new(true).into()]),
        (Tell::default().into(), vec![Told::new("a tale").into()]),
        (Stop::default().into(), vec![Told::new("stop").into()]),
        (
            Subscribe::new("s").into(),
            vec![Next::new("s").into(), Complete::new("s").into()],
        ),
        (unknown, vec![Told::new("unknown").into()]),
    ];
    for (request, replies) in steps {
        socket.send(request).await.expect("sent");
        for reply in replies {
            assert_eq!(
                socket.recv().await.expect("open").expect("a message"),
                reply
            );
        }
    }
}
