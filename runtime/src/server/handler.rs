//! The handler of a channel that is written by hand.

use std::fmt;
use std::future::Future;

use super::config::InvalidMessage;
use super::request::{ConnectRequest, Reject};
use super::serve::{Disconnect, HandlerError, Serve};
use super::{Connection, Endpoint};
use crate::{Channel, DecodeError, Message};

/// Serves a channel that is written by hand: what a server does with its clients. [`endpoint`] makes
/// what a server mounts.
///
/// `on_connect` lets a client in or not, by what it asks for; what it returns is the session, which
/// stays with the connection. `on_message` takes all that the client sends. The other methods can be
/// left out. For a channel of a document there is a trait `Handler` in the channel's module, with a
/// method for each operation.
///
/// A connection's methods are called one after another, those of different connections at the same
/// time. An error or a panic ends only the connection it happened on.
///
#[cfg_attr(
    all(feature = "macros", feature = "client"),
    doc = r##"
```
use asyncapi_channels::server::{ConnectRequest, Connection, Handler, HandlerError, Reject, Server};
use asyncapi_channels::{Channel, Message, Parameters};

#[derive(Parameters)]
struct Language {
    language: String,
}

#[derive(Message)]
struct Name {
    name: String,
}

#[derive(Message)]
struct Greeting {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/greet/{language}", params = Language, client = Name, server = Greeting)]
struct Greet;

struct Greeter;

impl Handler for Greeter {
    type Channel = Greet;
    type Session = &'static str;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<Greet>,
    ) -> Result<&'static str, Reject> {
        match request.params.language.as_str() {
            "en" => Ok("Hello"),
            "fr" => Ok("Bonjour"),
            _ => Err(Reject::new(404, "no such language")),
        }
    }

    async fn on_message(
        &self,
        connection: &Connection<Greet, &'static str>,
        message: Name,
    ) -> Result<(), HandlerError> {
        let text = format!("{}, {}!", connection.session(), message.name);
        Ok(connection.send(Greeting { text }).await?)
    }
}

# #[tokio::main(flavor = "current_thread")]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
let server = Server::builder()
    .serve(asyncapi_channels::server::endpoint(Greeter))
    .bind("127.0.0.1:0")
    .await?;
let url = format!("ws://{}", server.local_addr());
tokio::spawn(server.run());

let language = Language { language: "fr".to_owned() };
let mut socket = asyncapi_channels::connect::<Greet>(&url, &language, &(), &()).await?;
socket.send(Name { name: "Ada".to_owned() }).await?;
assert_eq!(socket.recv().await.unwrap()?.text, "Bonjour, Ada!");
# Ok(())
# }
```
"##
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` serves no channel",
    label = "no handler",
    note = "implement `server::Handler`; what implements the `Handler` of a generated channel goes into the \
            `endpoint` of the channel's module"
)]
pub trait Handler: Send + Sync + 'static {
    /// The channel.
    type Channel: Channel<Params: Send, Query: Send, Headers: Send, ClientMessage: Send>;
    /// What is kept with each connection.
    type Session: Send + Sync + 'static;
    /// The name of the API, for what the server tells about itself.
    const API: &'static str = "";

    /// Lets a client in: before its request is answered. Otherwise the answer is what is returned, an
    /// HTTP status with a body.
    fn on_connect(
        &self,
        request: &mut ConnectRequest<Self::Channel>,
    ) -> impl Future<Output = Result<Self::Session, Reject>> + Send;

    /// A message has come.
    fn on_message(
        &self,
        connection: &Connection<Self::Channel, Self::Session>,
        message: <Self::Channel as Channel>::ClientMessage,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;

    /// The connection is open: before its first message. Does nothing by itself.
    fn on_open(
        &self,
        connection: &Connection<Self::Channel, Self::Session>,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        let _ = connection;
        async { Ok(()) }
    }

    /// A frame has come that is no valid message. Returns what the server does about it: by itself,
    /// what its configuration says.
    fn on_error(
        &self,
        connection: &Connection<Self::Channel, Self::Session>,
        error: DecodeError,
    ) -> impl Future<Output = InvalidMessage> + Send {
        let _ = error;
        let policy = connection.invalid_message();
        async move { policy }
    }

    /// The connection has ended, however that came about: nothing more can be sent. Does nothing by
    /// itself.
    fn on_disconnect(
        &self,
        connection: &Connection<Self::Channel, Self::Session>,
        disconnect: Disconnect,
    ) -> impl Future<Output = ()> + Send {
        let _ = (connection, disconnect);
        async {}
    }
}

/// The channel with its handler, to be mounted in a [`Server`](super::Server).
pub fn endpoint<H: Handler>(handler: H) -> Endpoint<Served<H>> {
    Endpoint::new(Served(handler))
}

/// A handler as a server takes it; made by [`endpoint`].
pub struct Served<H>(H);

impl<H> fmt::Debug for Served<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").finish_non_exhaustive()
    }
}

impl<H: Handler> Serve for Served<H> {
    type Channel = H::Channel;
    type Session = H::Session;
    type Connection = Connection<H::Channel, H::Session>;
    const API: &'static str = H::API;

    fn connection(connection: Self::Connection) -> Self::Connection {
        connection
    }

    /// Without a document, each message is an operation.
    fn operation(message: &<H::Channel as Channel>::ClientMessage) -> &'static str {
        message.name()
    }

    fn on_connect(
        &self,
        request: &mut ConnectRequest<H::Channel>,
    ) -> impl Future<Output = Result<H::Session, Reject>> + Send {
        self.0.on_connect(request)
    }

    fn on_open(
        &self,
        connection: &Self::Connection,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        self.0.on_open(connection)
    }

    fn on_message(
        &self,
        connection: &Self::Connection,
        message: <H::Channel as Channel>::ClientMessage,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        self.0.on_message(connection, message)
    }

    fn on_error(
        &self,
        connection: &Self::Connection,
        error: DecodeError,
    ) -> impl Future<Output = InvalidMessage> + Send {
        self.0.on_error(connection, error)
    }

    fn on_disconnect(
        &self,
        connection: &Self::Connection,
        disconnect: Disconnect,
    ) -> impl Future<Output = ()> + Send {
        self.0.on_disconnect(connection, disconnect)
    }
}
