//! One connection, from its opening to its end.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::config::{ConnectionConfig, InvalidMessage};
use super::connection::{Connection, Link};
use super::driver::{Driver, Event};
use super::endpoint::MessageLayer;
use super::layers::{IncomingMessage, MessageService};
use super::observe;
use super::peer::Queuing;
use super::registry::Slot;
use super::serve::{Disconnect, HandlerError, Incoming, Serve};
use crate::error::BoxError;
use crate::{DecodeError, Error, Message, Payload};

/// Serves a connection whose client was let in, until it has ended.
pub(crate) async fn run<V, I>(
    serve: Arc<V>,
    connection: Connection<V::Channel, V::Session>,
    upgraded: Result<I, BoxError>,
    config: Arc<ConnectionConfig>,
    layer: Option<MessageLayer<V>>,
    rooms: Vec<String>,
    slot: Slot,
) where
    V: Serve,
    I: AsyncRead + AsyncWrite + Unpin,
{
    let link = Arc::clone(connection.link());
    let seen = Arc::new(V::connection(connection.clone()));
    let (disconnect, given_up) = match upgraded {
        Ok(io) => {
            let hub = connection.hub().clone();
            let _membership = hub.enter(&link, rooms);
            let driver = Driver::new(io, Arc::clone(&link), config).await;
            let mut session = Running {
                serve: &*serve,
                connection: &connection,
                seen: &seen,
                link: &link,
                driver,
                service: None,
            };
            let service = || MessageService::new(Arc::clone(&serve), Arc::clone(&seen));
            observe::connected::<V>(&link);
            match catch_unwind(AssertUnwindSafe(|| Some(layer?(service())))) {
                Ok(service) => {
                    session.service = service;
                    session.open().await;
                }
                Err(_) => session.panicked("layer"),
            }
            session.run().await;
            session.driver.finish().await
        }
        Err(error) => {
            link.end();
            let error = std::io::Error::other(error).into();
            (Disconnect::abnormal(error, &link), false)
        }
    };
    observe::disconnected(&link, &disconnect);
    if given_up || !disconnect.unsent.is_empty() {
        slot.give_up();
    }
    let told = async { serve.on_disconnect(&seen, disconnect).await };
    let told = AssertUnwindSafe(told).catch_unwind();
    if let Some(Err(_)) = slot.unless_cut(told).await {
        observe::panicked(link.id, "on_disconnect");
    }
}

struct Running<'a, V: Serve, I> {
    serve: &'a V,
    connection: &'a Connection<V::Channel, V::Session>,
    seen: &'a V::Connection,
    link: &'a Arc<Link>,
    driver: Driver<I>,
    service: Option<MessageService<V>>,
}

impl<V, I> Running<'_, V, I>
where
    V: Serve,
    I: AsyncRead + AsyncWrite + Unpin,
{
    async fn open(&mut self) {
        let opened = async { self.serve.on_open(self.seen).await };
        let opened = beside(&mut self.driver, opened).await;
        self.after("on_open", opened);
    }

    async fn run(&mut self) {
        while let Event::Frame(frame) = self.driver.event().await {
            match self.decode(&frame) {
                Ok(message) => {
                    V::keep_request_id(self.seen, &message, &frame);
                    self.message(message).await;
                }
                Err(error) => self.invalid(error).await,
            }
        }
    }

    fn decode(&self, frame: &Payload) -> Result<Incoming<V>, DecodeError> {
        match self.link.validate {
            true => Incoming::<V>::decode(frame.as_frame()),
            false => Incoming::<V>::decode_unchecked(frame.as_frame()),
        }
    }

    async fn message(&mut self, message: Incoming<V>) {
        let operation = V::operation(&message);
        observe::received::<V>(operation);
        let handled = match &mut self.service {
            None => {
                let handled = async { self.serve.on_message(self.seen, message).await };
                let handled = observe::within_operation(operation, handled);
                beside(&mut self.driver, handled).await
            }
            Some(service) => {
                let connection = self.connection.clone();
                let handled = service.handle(IncomingMessage {
                    connection,
                    message,
                });
                let handled = observe::within_operation(operation, handled);
                beside(&mut self.driver, handled).await
            }
        };
        self.after(operation, handled);
    }

    async fn invalid(&mut self, error: DecodeError) {
        observe::invalid::<V>(self.link, &error);
        let reason = report(&error);
        let told = async { self.serve.on_error(self.seen, error).await };
        let told = beside(&mut self.driver, told).await;
        match told {
            Some(Ok(InvalidMessage::Report)) => {
                // When it cannot be told, the connection is closed.
                let _ = beside(&mut self.driver, Queuing::new(self.link, Ok(reason))).await;
            }
            Some(Ok(InvalidMessage::Close)) => {
                self.link.close(CloseCode::Invalid, "invalid message");
            }
            Some(Ok(InvalidMessage::Ignore)) | None => {}
            Some(Err(Panic)) => self.panicked("on_error"),
        }
    }

    /// What comes of a handler.
    fn after(&self, what: &'static str, handled: Option<Result<Result<(), HandlerError>, Panic>>) {
        match handled {
            Some(Ok(Ok(()))) | None => {}
            Some(Ok(Err(error)))
                if error.is_of_closed_connection() && !self.link.outbox.is_open() => {}
            Some(Ok(Err(error))) => {
                observe::handler_failed(self.link, what, &error);
                let frame = error.close_frame();
                self.link.close(frame.code, &frame.reason);
            }
            Some(Err(Panic)) => self.panicked(what),
        }
    }

    fn panicked(&self, what: &'static str) {
        observe::panicked(self.link.id, what);
        self.link.close(CloseCode::Error, "internal error");
    }
}

/// A handler has panicked.
struct Panic;

/// Runs a handler while the connection is written to; a panic stays here.
async fn beside<I, F>(driver: &mut Driver<I>, handler: F) -> Option<Result<F::Output, Panic>>
where
    I: AsyncRead + AsyncWrite + Unpin,
    F: Future,
{
    let handler = AssertUnwindSafe(handler).catch_unwind();
    let output = driver.beside(handler).await?;
    Some(output.map_err(|_| Panic))
}

/// What a client is told of a message that is not valid.
fn report(error: &DecodeError) -> Payload {
    let text = match error.message_name() {
        Some(name) => format!("invalid message `{name}`: {}", error.reason()),
        None => format!("invalid message: {}", error.reason()),
    };
    Payload::from(serde_json::json!({ "message": text }).to_string())
}

impl Disconnect {
    /// The end of a connection that never was.
    fn abnormal(error: Error, link: &Link) -> Self {
        Self {
            code: CloseCode::Abnormal,
            reason: String::new(),
            by_client: true,
            error: Some(error),
            unsent: link.outbox.take_rest().into(),
        }
    }
}
