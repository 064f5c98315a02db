//! A handler of channel `talk` that does what it is told, and tells the test what it sees.

use crate::api::talk::{Channel, Connection, Handler, ShowActivityMessage};
use crate::api::{Heard, Order, OrderWhat, Said};
use crate::soon;
use asyncapi_channels::server::{
    ConnectRequest, ConnectionId, Disconnect, HandlerError, InvalidMessage, Reject,
};
use asyncapi_channels::{CloseCode, DecodeError};
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// How many messages the order `flood` sends, and how long each of them is.
pub(crate) const FLOOD: usize = 400;
pub(crate) const FLOOD_LENGTH: usize = 60_000;

type OnConnect = Box<dyn Fn(&mut ConnectRequest<Channel>) -> Result<String, Reject> + Send + Sync>;

/// The handler.
pub(crate) struct Talk {
    events: mpsc::UnboundedSender<Event>,
    go_on: Arc<Semaphore>,
    on_connect: OnConnect,
    on_error: Option<InvalidMessage>,
}

/// What the handler has seen.
#[derive(Debug)]
pub(crate) enum Event {
    /// A client with the header `x-wait` is not let in yet.
    Waits,
    Open(Connection<String>),
    /// The operation and what its message says.
    Message(ConnectionId, String),
    Invalid(ConnectionId, String),
    Gone(ConnectionId, Disconnect),
}

/// The test's end of a handler.
pub(crate) struct Seen {
    events: mpsc::UnboundedReceiver<Event>,
    go_on: Arc<Semaphore>,
}

impl Talk {
    /// A handler that lets in everyone, with the session `guest`.
    pub(crate) fn new() -> (Self, Seen) {
        Self::with(|_| Ok("guest".to_owned()))
    }

    /// A handler that lets in whom this function does.
    pub(crate) fn with<F>(on_connect: F) -> (Self, Seen)
    where
        F: Fn(&mut ConnectRequest<Channel>) -> Result<String, Reject> + Send + Sync + 'static,
    {
        let (sender, receiver) = mpsc::unbounded_channel();
        let go_on = Arc::new(Semaphore::new(0));
        let talk = Self {
            events: sender,
            go_on: Arc::clone(&go_on),
            on_connect: Box::new(on_connect),
            on_error: None,
        };
        let seen = Seen {
            events: receiver,
            go_on,
        };
        (talk, seen)
    }

    /// What it does about an invalid message.
    pub(crate) fn on_error(mut self, policy: InvalidMessage) -> Self {
        self.on_error = Some(policy);
        self
    }

    fn tell(&self, event: Event) {
        // A test that has seen enough looks no more.
        let _ = self.events.send(event);
    }

    async fn wait(&self) {
        self.go_on.acquire().await.expect("open").forget();
    }
}

impl Handler for Talk {
    type Session = String;

    async fn on_connect(&self, request: &mut ConnectRequest<Channel>) -> Result<String, Reject> {
        if request.request().headers().contains_key("x-wait") {
            self.tell(Event::Waits);
            self.wait().await;
        }
        (self.on_connect)(request)
    }

    async fn on_order(
        &self,
        connection: &Connection<String>,
        order: Order,
    ) -> Result<(), HandlerError> {
        let what = format!("order {}", order.what.as_str());
        self.tell(Event::Message(connection.id(), what));
        match order.what {
            OrderWhat::Wait => {
                self.wait().await;
                connection.hear(Heard::new("waited")).await?;
            }
            OrderWhat::Fail => return Err("nothing works".into()),
            OrderWhat::Refuse => return Err(HandlerError::close(4001.into(), "not for you")),
            OrderWhat::Panic => panic!("as ordered"),
            OrderWhat::Close => {
                connection.close(4000.into(), "as ordered");
            }
            OrderWhat::Flood => {
                for index in 0..FLOOD {
                    connection.try_send(flood(index))?;
                }
            }
        }
        Ok(())
    }

    async fn on_say(
        &self,
        connection: &Connection<String>,
        said: Said,
    ) -> Result<(), HandlerError> {
        self.tell(Event::Message(
            connection.id(),
            format!("say {}", said.text),
        ));
        Ok(connection.hear(Heard::new(said.text)).await?)
    }

    async fn on_show_activity(
        &self,
        connection: &Connection<String>,
        message: ShowActivityMessage,
    ) -> Result<(), HandlerError> {
        let what = match message {
            ShowActivityMessage::Typing(_) => "typing".to_owned(),
            ShowActivityMessage::Left(left) => format!("left {}", left.why.unwrap_or_default()),
        };
        self.tell(Event::Message(connection.id(), what));
        Ok(())
    }

    async fn on_open(&self, connection: &Connection<String>) -> Result<(), HandlerError> {
        self.tell(Event::Open(connection.clone()));
        match connection.session().as_str() {
            "refused when open" => Err(HandlerError::close(CloseCode::Policy, "too late")),
            "panics when open" => panic!("as the session says"),
            _ => Ok(()),
        }
    }

    async fn on_error(
        &self,
        connection: &Connection<String>,
        error: DecodeError,
    ) -> InvalidMessage {
        self.tell(Event::Invalid(connection.id(), error.reason().to_owned()));
        if connection.session() == "answers" {
            let answered = connection.hear(Heard::new("pardon?")).await;
            assert!(answered.is_ok());
        }
        assert_ne!(connection.session(), "panics at errors");
        self.on_error.unwrap_or(connection.invalid_message())
    }

    async fn on_disconnect(&self, connection: &Connection<String>, disconnect: Disconnect) {
        self.tell(Event::Gone(connection.id(), disconnect));
        assert_ne!(connection.session(), "panics at the end");
    }
}

/// One message of the order `flood`.
pub(crate) fn flood(index: usize) -> Heard {
    Heard::new(format!("{index:0>FLOOD_LENGTH$}"))
}

impl Seen {
    /// What the handler sees next.
    pub(crate) async fn next(&mut self) -> Event {
        soon(self.events.recv()).await.expect("the server is gone")
    }

    /// The connection that is opened next.
    pub(crate) async fn open(&mut self) -> Connection<String> {
        match self.next().await {
            Event::Open(connection) => connection,
            other => panic!("not opened: {other:?}"),
        }
    }

    /// The message that comes next.
    pub(crate) async fn message(&mut self) -> (ConnectionId, String) {
        match self.next().await {
            Event::Message(id, message) => (id, message),
            other => panic!("no message: {other:?}"),
        }
    }

    /// How the connection that ends next did.
    pub(crate) async fn gone(&mut self) -> (ConnectionId, Disconnect) {
        match self.next().await {
            Event::Gone(id, disconnect) => (id, disconnect),
            other => panic!("not gone: {other:?}"),
        }
    }

    /// Lets one handler go on that waits, or the next one that will.
    pub(crate) fn go_on(&self) {
        self.go_on.add_permits(1);
    }

    /// Nothing more is seen before the handler itself is dropped, with the server.
    pub(crate) async fn end(mut self) {
        let last = soon(self.events.recv()).await;
        assert!(last.is_none(), "{last:?}");
    }
}
