//! A hub over real connections on loopback: generated handlers and clients, and peers that do not
//! read.

use asyncapi_channels::server::{
    ConnectRequest, ConnectionConfig, ConnectionId, Disconnect, HandlerError, Peer, Reject, Server,
    SlowConsumer,
};
use asyncapi_channels::tungstenite::Message as Raw;
use asyncapi_channels::{CloseCode, Error, Hub, Payload, TcpWebSocket};
use futures_util::{FutureExt, StreamExt};
use std::future::Future;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::{WebSocketStream, client_async};

mod lookup;
mod sending;
mod slow;

mod api {
    asyncapi_channels::asyncapi!("api/hub.yaml");
}

use api::{Said, Say, chat};

type ChatHub = Hub<chat::Channel>;

/// What a test waits for comes at once; this is for when it does not.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

fn said(text: impl ToString) -> Said {
    Said::new("server", text.to_string())
}

/// A connection that has ended, as `on_disconnect` saw it.
#[derive(Debug)]
struct Gone {
    id: ConnectionId,
    code: CloseCode,
    unsent: Vec<Payload>,
    /// Whether the hub or one of its rooms still had the connection.
    was_in_hub: bool,
}

/// Relays what is said in a room to the others in it.
struct Chat(UnboundedSender<Gone>);

impl chat::Handler for Chat {
    type Session = String;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<chat::Channel>,
    ) -> Result<String, Reject> {
        let user = request.params.user.clone();
        request.set_metadata("user", user.as_str());
        for room in request.query.room.clone().unwrap_or_default() {
            request.join(room);
        }
        Ok(user)
    }

    /// The first message is the connection's id.
    async fn on_open(&self, connection: &chat::Connection<String>) -> Result<(), HandlerError> {
        connection.hear(said(connection.id())).await?;
        Ok(())
    }

    async fn on_say(
        &self,
        connection: &chat::Connection<String>,
        say: Say,
    ) -> Result<(), HandlerError> {
        let others = connection.hub().to(say.room).except(connection.id());
        others.send(Said::new(connection.session().as_str(), say.text))?;
        Ok(())
    }

    async fn on_disconnect(&self, connection: &chat::Connection<String>, disconnect: Disconnect) {
        let id = connection.id();
        let hub = connection.hub();
        let mut rooms = hub.rooms().into_iter();
        let is_in_room = rooms.any(|room| hub.to(room).ids().contains(&id));
        let _ = self.0.send(Gone {
            id,
            code: disconnect.code,
            unsent: disconnect.unsent,
            was_in_hub: hub.get(id).is_some() || is_in_room || !connection.rooms().is_empty(),
        });
    }
}

/// A server, with its hub.
struct Chats {
    hub: ChatHub,
    address: String,
    gone: UnboundedReceiver<Gone>,
}

impl Chats {
    async fn serve(config: ConnectionConfig) -> Self {
        Self::serve_each(&[("chat", "", config)]).await
    }

    /// Endpoints with a name and a prefix each, and with one hub.
    async fn serve_each(endpoints: &[(&str, &str, ConnectionConfig)]) -> Self {
        let hub = ChatHub::new();
        let (sender, gone) = unbounded_channel();
        let mut builder = Server::builder();
        for (name, prefix, config) in endpoints {
            let endpoint = chat::endpoint(Chat(sender.clone()));
            let endpoint = endpoint.with_hub(&hub).name(name).config(config.clone());
            builder = builder.serve_under(prefix, endpoint);
        }
        let server = builder.bind("127.0.0.1:0").await.expect("a port");
        let address = server.local_addr().to_string();
        tokio::spawn(server.run());
        Self { hub, address, gone }
    }

    async fn client(&self, user: &str, rooms: &[&str]) -> Client {
        self.client_under("", user, rooms).await
    }

    async fn client_under(&self, prefix: &str, user: &str, rooms: &[&str]) -> Client {
        let url = format!("ws://{}{prefix}", self.address);
        let query = chat::Query {
            room: Some(rooms.iter().map(ToString::to_string).collect()),
        };
        let params = chat::Params::new(user);
        let connecting = chat::ClientSocket::connect(url, &params, &query, &());
        let socket = soon(connecting).await.expect("a connection");
        let mut client = Client { socket, id: None };
        let id = client.hears().await.parse();
        client.id = Some(id.expect("an id"));
        client
    }

    /// A client that reads its id and then only what it is told to.
    async fn raw_client(&self) -> (WebSocketStream<TcpStream>, Peer<chat::Channel>) {
        let stream = TcpStream::connect(&self.address)
            .await
            .expect("a connection");
        let url = format!("ws://{}/chat/slow", self.address);
        let (mut socket, _) = soon(client_async(url, stream)).await.expect("a handshake");
        let id = read(&mut socket).await.expect("a message").text;
        let peer = self.hub.get(id.parse().expect("an id"));
        (socket, peer.expect("a connection"))
    }

    /// The next connection that ends.
    async fn gone(&mut self) -> Gone {
        soon(self.gone.recv()).await.expect("a server")
    }
}

/// The next message that a raw client gets, if the connection has not ended.
async fn read(socket: &mut WebSocketStream<TcpStream>) -> Option<Said> {
    match soon(socket.next()).await? {
        Ok(Raw::Text(text)) => Some(serde_json::from_str(&text).expect("a message")),
        Ok(Raw::Close(_)) | Err(_) => None,
        Ok(other) => panic!("{other:?}"),
    }
}

struct Client {
    socket: chat::ClientSocket<TcpWebSocket>,
    id: Option<ConnectionId>,
}

impl Client {
    fn id(&self) -> ConnectionId {
        self.id.expect("an id")
    }

    async fn says(&mut self, room: &str, text: &str) {
        self.socket.say(Say::new(room, text)).await.expect("sent");
    }

    /// The text of the next message.
    async fn hears(&mut self) -> String {
        self.hears_from().await.1
    }

    /// Who said it, and what.
    async fn hears_from(&mut self) -> (String, String) {
        match soon(self.socket.recv()).await {
            Some(Ok(chat::ServerMessage::Said(said))) => (said.from, said.text),
            other => panic!("{other:?}"),
        }
    }

    /// That nothing came before what is sent to all now.
    async fn hears_nothing(&mut self, hub: &ChatHub) {
        hub.to_ids([self.id()]).send(said("nothing")).expect("sent");
        assert_eq!(self.hears().await, "nothing");
    }

    /// The code and the reason of the server's close frame, which is the next that comes.
    async fn closed(&mut self) -> (CloseCode, String) {
        let last = soon(self.socket.recv()).await;
        assert!(last.is_none(), "{last:?}");
        let frame = self.socket.close_frame().expect("a close frame");
        (frame.code, frame.reason.to_string())
    }
}
