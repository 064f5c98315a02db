//! Each message of a client comes to the right method of a handler, over a real connection.

// That a channel says nothing of who sends is warned of.
#[allow(missing_docs, deprecated)]
mod api {
    asyncapi_channels::asyncapi!("ui/pass/handler.yaml", unknown = variant);
}

use api::parts::{Channel, ClientMessage, ClientSocket, Connection, MoveAboutMessage};
use asyncapi_channels::server::{
    ConnectRequest, Disconnect, HandlerError, InvalidMessage, Reject, Server,
};
use asyncapi_channels::{CloseCode, DecodeError, Error, Payload, TcpWebSocket, bytes::Bytes};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Tells a client which method was called, and the test how the connection ended.
struct Telling(UnboundedSender<Disconnect>);

type Handled = Result<(), HandlerError>;

async fn tell(connection: &Connection<String>, method: &str) -> Handled {
    connection.id_message(api::Moved::new(method)).await?;
    Ok(())
}

impl api::parts::Handler for Telling {
    type Session = String;

    async fn on_connect(&self, request: &mut ConnectRequest<Channel>) -> Result<String, Reject> {
        match request.params.name.as_str() {
            "nobody" => Err(Reject::forbidden("not you")),
            name => Ok(name.to_owned()),
        }
    }

    async fn on_say(&self, connection: &Connection<String>, message: api::Say) -> Handled {
        if message.say == "bye" {
            return Err(HandlerError::close(CloseCode::Policy, "bye"));
        }
        let said = api::Said::new(connection.session().clone(), message.say);
        connection.hear(said).await?;
        Ok(())
    }

    async fn on_line(&self, connection: &Connection<String>, _: String) -> Handled {
        tell(connection, "line").await
    }

    async fn on_sound(&self, connection: &Connection<String>, message: Bytes) -> Handled {
        connection.echo(message).await?;
        Ok(())
    }

    async fn on_move_about(
        &self,
        connection: &Connection<String>,
        message: MoveAboutMessage,
    ) -> Handled {
        let method = match message {
            MoveAboutMessage::Join(_) => "join",
            MoveAboutMessage::Leave(_) => "leave",
        };
        tell(connection, method).await
    }

    async fn on_all(&self, connection: &Connection<String>, _: api::Rest) -> Handled {
        tell(connection, "all").await
    }

    async fn on_unknown(&self, connection: &Connection<String>, _: Payload) -> Handled {
        tell(connection, "unknown").await
    }

    async fn on_open(&self, connection: &Connection<String>) -> Handled {
        tell(connection, "open").await
    }

    async fn on_error(&self, connection: &Connection<String>, _: DecodeError) -> InvalidMessage {
        let _ = tell(connection, "error").await;
        InvalidMessage::Ignore
    }

    async fn on_disconnect(&self, _: &Connection<String>, disconnect: Disconnect) {
        let _ = self.0.send(disconnect);
    }
}

type Client = ClientSocket<TcpWebSocket>;

async fn connect(name: &str) -> (Result<Client, Error>, UnboundedReceiver<Disconnect>) {
    let (sender, ended) = unbounded_channel();
    let endpoint = api::parts::endpoint(Telling(sender));
    let server = Server::builder().serve(endpoint).bind("127.0.0.1:0").await;
    let server = server.expect("a port");
    let url = format!("ws://{}", server.local_addr());
    tokio::spawn(server.run());
    let params = api::parts::Params::new(name);
    (ClientSocket::connect(url, &params, &(), &()).await, ended)
}

/// What the next message says: the method that was called.
async fn told(client: &mut Client) -> String {
    match client.recv().await.expect("open").expect("a message") {
        api::parts::ServerMessage::Moved(moved) => moved.moved,
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn each_message_comes_to_its_method() {
    let (client, mut ended) = connect("ann").await;
    let mut client = client.expect("let in");
    assert_eq!(told(&mut client).await, "open");
    for (message, method) in [
        (api::Join::new("a").into(), "join"),
        (api::Leave::new("a").into(), "leave"),
        (api::Rest::new("a").into(), "all"),
        (ClientMessage::Line("a line".to_owned()), "line"),
        (
            ClientMessage::Unknown(Payload::from(r#"{"join":7}"#)),
            "error",
        ),
    ] {
        client.send(message).await.expect("sent");
        assert_eq!(told(&mut client).await, method);
    }
    client.sound(vec![1, 2, 3]).await.expect("sent");
    let echo = client.recv().await.expect("open").expect("a message");
    let sound = Bytes::from_static(&[1, 2, 3]);
    assert_eq!(echo, api::parts::ServerMessage::Sound(sound));
    client.say(api::Say::new("hello")).await.expect("sent");
    let said = client.recv().await.expect("open").expect("a message");
    assert_eq!(said, api::Said::new("ann", "hello").into());
    client.say(api::Say::new("bye")).await.expect("sent");
    while client.recv().await.is_some() {}
    let ended = ended.recv().await.expect("told");
    assert_eq!(
        (ended.code, ended.reason.as_str()),
        (CloseCode::Policy, "bye")
    );
    assert!(!ended.by_client);
}

#[tokio::test]
async fn a_handler_refuses_a_client() {
    let (client, mut ended) = connect("nobody").await;
    let refused = client.expect_err("refused").to_string();
    assert!(refused.contains("403"), "{refused}");
    assert!(ended.try_recv().is_err());
}
