//! Channels that are written by hand, over real sockets on loopback: their clients and servers know
//! nothing of any document, but talk with those of one.

use asyncapi_channels::server::{
    ConnectRequest, Connection, ConnectionConfig, Disconnect, Handler, HandlerError,
    InvalidMessage, Reject, Server, ServerBuilder, ServerHandle, endpoint,
};
use asyncapi_channels::{Channel, CloseCode, DecodeError, Message, Parameters};
use std::future::Future;
use std::net::SocketAddr;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

mod axum_route;
mod handshakes;
mod managed;
mod markers;
mod other_side;
mod requests;
mod serving;
mod sockets;

/// What a test waits for comes at once; this is for when it does not.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(std::time::Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

#[derive(Clone, Debug, PartialEq, Message)]
struct Say {
    #[message(min_length = 1, max_length = 40)]
    text: String,
    room: String,
}

#[derive(Clone, Debug, PartialEq, Message)]
struct Said {
    from: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ClientMessage {
    Say(Say),
    Join { room: String },
    Leave { room: String },
    Fail,
}

#[derive(Clone, Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ServerMessage {
    Said(Said),
    Joined { room: String, members: u32 },
}

#[derive(Clone, Debug, PartialEq, Parameters)]
struct Params {
    #[message(rename = "userId", min_length = 2)]
    user: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Message)]
#[message(rename_all = "lowercase")]
enum Mode {
    #[default]
    Loud,
    Quiet,
}

#[derive(Clone, Debug, Default, PartialEq, Parameters)]
struct Query {
    #[message(range = 1..=100)]
    limit: Option<u32>,
    #[message(rename = "room", default)]
    rooms: Vec<String>,
    #[message(default)]
    mode: Mode,
}

#[derive(Clone, Debug, Default, PartialEq, Parameters)]
struct Headers {
    #[message(rename = "X-Trace-Id")]
    trace: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Channel)]
#[channel(address = "/chat/{userId}", params = Params, query = Query, headers = Headers)]
#[channel(client = ClientMessage, server = ServerMessage)]
struct Chat;

fn params(user: &str) -> Params {
    Params {
        user: user.to_owned(),
    }
}

fn say(room: &str, text: &str) -> Say {
    Say {
        room: room.to_owned(),
        text: text.to_owned(),
    }
}

fn said(from: &str, text: &str) -> Said {
    Said {
        from: from.to_owned(),
        text: text.to_owned(),
    }
}

/// What the handler sees.
#[derive(Debug)]
enum Seen {
    Open(Connection<Chat, User>),
    Error(DecodeError),
    Gone(CloseCode, bool),
}

/// The session of a connection.
#[derive(Clone, Debug, PartialEq)]
struct User {
    name: String,
    query: Query,
    headers: Headers,
}

/// Relays what is said in a room to the others in it, and to all where the room has no name.
struct Rooms(UnboundedSender<Seen>);

impl Rooms {
    fn tell(&self, seen: Seen) {
        let _ = self.0.send(seen);
    }
}

impl Handler for Rooms {
    type Channel = Chat;
    type Session = User;
    const API: &'static str = "Rooms";

    async fn on_connect(&self, request: &mut ConnectRequest<Chat>) -> Result<User, Reject> {
        if request.params.user == "nobody" {
            return Err(Reject::forbidden("not you"));
        }
        for room in &request.query.rooms.clone() {
            request.join(room);
        }
        Ok(User {
            name: request.params.user.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
        })
    }

    async fn on_open(&self, connection: &Connection<Chat, User>) -> Result<(), HandlerError> {
        self.tell(Seen::Open(connection.clone()));
        Ok(())
    }

    async fn on_message(
        &self,
        connection: &Connection<Chat, User>,
        message: ClientMessage,
    ) -> Result<(), HandlerError> {
        let hub = connection.hub();
        match message {
            ClientMessage::Say(Say { text, room }) => {
                let said = said(&connection.session().name, &text);
                match room.as_str() {
                    "" => hub.broadcast(said)?,
                    room => hub.to(room).except(connection.id()).send(said)?,
                };
            }
            ClientMessage::Join { room } => {
                connection.join(&room);
                let members = hub.room(&room).len() as u32;
                let joined = ServerMessage::Joined { room, members };
                connection.send(joined).await?;
            }
            ClientMessage::Leave { room } => drop(connection.leave(&room)),
            ClientMessage::Fail => return Err("as you like".into()),
        }
        Ok(())
    }

    async fn on_error(
        &self,
        connection: &Connection<Chat, User>,
        error: DecodeError,
    ) -> InvalidMessage {
        self.tell(Seen::Error(error));
        connection.invalid_message()
    }

    async fn on_disconnect(&self, _: &Connection<Chat, User>, disconnect: Disconnect) {
        self.tell(Seen::Gone(disconnect.code, disconnect.by_client));
    }
}

/// A server of [`Rooms`].
struct Running {
    address: SocketAddr,
    url: String,
    handle: ServerHandle,
    seen: UnboundedReceiver<Seen>,
}

impl Running {
    async fn start() -> Self {
        Self::at("127.0.0.1:0").await
    }

    async fn at(address: &str) -> Self {
        let (sender, seen) = unbounded_channel();
        let config = ConnectionConfig::new().invalid_message(InvalidMessage::Ignore);
        let rooms = endpoint(Rooms(sender)).config(config);
        let builder: ServerBuilder = Server::builder().serve(rooms);
        let server = builder.bind(address).await.expect("a port");
        let (address, handle) = (server.local_addr(), server.handle());
        tokio::spawn(server.run());
        Self {
            address,
            url: format!("ws://{address}"),
            handle,
            seen,
        }
    }

    async fn seen(&mut self) -> Seen {
        soon(self.seen.recv()).await.expect("a server")
    }

    /// The connection that is opened next.
    async fn opened(&mut self) -> Connection<Chat, User> {
        loop {
            if let Seen::Open(connection) = self.seen().await {
                return connection;
            }
        }
    }
}
