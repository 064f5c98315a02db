//! Requests and replies of messages that are written by hand.

use super::*;
use asyncapi_channels::{Client, Correlated, CorrelationField, CorrelationId, Request};

#[derive(Clone, Debug, PartialEq, Message)]
struct Ask {
    id: u64,
    question: String,
}

#[derive(Clone, Debug, PartialEq, Message)]
struct Answer {
    id: u64,
    answer: String,
}

#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "type")]
enum FromClient {
    Ask(Ask),
    Hush,
}

#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "type")]
enum FromServer {
    Answer(Answer),
    News { text: String },
}

#[derive(Channel)]
#[channel(address = "/desk", client = FromClient, server = FromServer)]
struct Desk;

impl Correlated for FromClient {
    fn correlation_id(&self) -> Option<CorrelationId> {
        match self {
            Self::Ask(ask) => ask.id.id(),
            Self::Hush => None,
        }
    }

    fn set_correlation_id(&mut self, id: &CorrelationId) -> bool {
        match self {
            Self::Ask(ask) => ask.id.set_id(id),
            Self::Hush => false,
        }
    }
}

impl Correlated for FromServer {
    fn correlation_id(&self) -> Option<CorrelationId> {
        match self {
            Self::Answer(answer) => answer.id.id(),
            Self::News { .. } => None,
        }
    }
}

impl Request<Desk> for Ask {
    type Reply = Answer;
    const OPERATION: &'static str = "ask";

    fn is_reply(message: &FromServer) -> bool {
        matches!(message, FromServer::Answer(_))
    }

    fn into_reply(message: FromServer) -> Result<Answer, FromServer> {
        match message {
            FromServer::Answer(answer) => Ok(answer),
            other => Err(other),
        }
    }
}

/// Answers two questions at once, the last one first.
#[derive(Default)]
struct Clerk(std::sync::Mutex<Vec<Ask>>);

impl Handler for Clerk {
    type Channel = Desk;
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Desk>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_message(
        &self,
        connection: &Connection<Desk>,
        message: FromClient,
    ) -> Result<(), HandlerError> {
        let FromClient::Ask(ask) = message else {
            return Ok(());
        };
        let asked = {
            let mut asked = self.0.lock().unwrap();
            asked.push(ask);
            match asked.len() {
                2 => std::mem::take(&mut *asked),
                _ => Vec::new(),
            }
        };
        for Ask { id, question } in asked.into_iter().rev() {
            let text = "no reply".to_owned();
            connection.send(FromServer::News { text }).await?;
            let answer = format!("{question}!");
            connection.send(Answer { id, answer }).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn replies_find_their_requests() {
    let server = Server::builder().serve(endpoint(Clerk::default()));
    let server = server.bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", server.local_addr());
    tokio::spawn(server.run());
    let client = Client::<Desk>::builder(&url, &(), &(), &()).connect();
    let client = soon(client).await.unwrap();
    let ask = |question: &str| {
        let question = question.to_owned();
        client.request(Ask { id: 0, question })
    };
    let (one, two) = soon(async { tokio::join!(ask("one"), ask("two")) }).await;
    assert_eq!(one.unwrap().answer, "one!");
    assert_eq!(two.unwrap().answer, "two!");
}
