//! Handlers of all shapes of channels, with the methods that each of them has.

#![deny(warnings, missing_docs, unsafe_code, rust_2018_idioms, unreachable_pub)]
#![deny(clippy::pedantic)]
#![allow(clippy::missing_errors_doc, clippy::doc_markdown)]

use asyncapi_channels::server::{
    ConnectRequest, Disconnect, Endpoint, HandlerError, InvalidMessage, Reject, Serve,
};
use asyncapi_channels::{CloseCode, DecodeError, Payload, bytes::Bytes};

/// All constructs. That a channel says nothing of who sends is warned of.
#[allow(deprecated)]
pub mod api {
    asyncapi_channels::asyncapi!("handler.yaml");
}

/// The same, with a variant for what is none of the messages.
#[allow(deprecated)]
pub mod open {
    asyncapi_channels::asyncapi!("handler.yaml", unknown = variant);
}

/// Takes what there is.
pub struct Taker;

/// One operation for each of some messages, one for several, and one for all.
impl api::parts::Handler for Taker {
    type Session = String;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<api::parts::Channel>,
    ) -> Result<String, Reject> {
        match request.params.name.as_str() {
            "" => Err(Reject::forbidden("without a name")),
            name => Ok(name.to_owned()),
        }
    }

    async fn on_say(
        &self,
        connection: &api::parts::Connection<String>,
        message: api::Say,
    ) -> Result<(), HandlerError> {
        connection.hear(api::Said::new(connection.session().clone(), message.say)).await?;
        Ok(())
    }

    async fn on_line(
        &self,
        _: &api::parts::Connection<String>,
        message: String,
    ) -> Result<(), HandlerError> {
        let _: u8 = message.parse()?;
        Ok(())
    }

    async fn on_sound(
        &self,
        connection: &api::parts::Connection<String>,
        message: Bytes,
    ) -> Result<(), HandlerError> {
        if message.is_empty() {
            return Err(HandlerError::close(CloseCode::Policy, "nothing"));
        }
        connection.echo(message).await?;
        Ok(())
    }

    async fn on_move_about(
        &self,
        connection: &api::parts::Connection<String>,
        message: api::parts::MoveAboutMessage,
    ) -> Result<(), HandlerError> {
        use api::parts::MoveAboutMessage::{Join, Leave};
        match message {
            Join(api::Join { join, .. }) => connection.join(join),
            Leave(api::Leave { leave, .. }) => connection.leave(&leave),
        };
        Ok(())
    }

    // All that is left of what this operation lists is one message.
    async fn on_all(
        &self,
        connection: &api::parts::Connection<String>,
        message: api::Rest,
    ) -> Result<(), HandlerError> {
        let kept = connection.clone();
        kept.move_too(api::Said::new("a", "b")).await?;
        kept.send(api::Moved::new(message.rest)).await?;
        kept.id_message(api::Moved::new("a")).await?;
        let _ = (kept.id(), kept.session());
        Ok(())
    }

    async fn on_open(
        &self,
        connection: &api::parts::Connection<String>,
    ) -> Result<(), HandlerError> {
        connection.try_send(api::Moved::new("here"))?;
        Ok(())
    }

    async fn on_error(
        &self,
        _: &api::parts::Connection<String>,
        _: DecodeError,
    ) -> InvalidMessage {
        InvalidMessage::Close
    }

    async fn on_disconnect(
        &self,
        connection: &api::parts::Connection<String>,
        disconnect: Disconnect,
    ) {
        let _ = (connection.session(), disconnect.code);
    }
}

/// Operations with the names of what every handler has.
impl api::names::Handler for Taker {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<api::names::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_connect_message(
        &self,
        _: &api::names::Connection,
        _: api::Say,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_open_message(
        &self,
        _: &api::names::Connection,
        _: api::Join,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_message_message(
        &self,
        _: &api::names::Connection,
        _: api::Leave,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_type(&self, _: &api::names::Connection, _: api::Rest) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_self(&self, _: &api::names::Connection, _: api::Said) -> Result<(), HandlerError> {
        Ok(())
    }
}

/// The server only.
impl api::silent::Handler for Taker {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<api::silent::Channel>) -> Result<(), Reject> {
        Ok(())
    }
}

/// Nobody says who sends what in the one channel; the other has an operation.
impl api::shared::Handler for Taker {
    type Session = u64;

    async fn on_connect(&self, _: &mut ConnectRequest<api::shared::Channel>) -> Result<u64, Reject> {
        Ok(1)
    }

    async fn on_write(
        &self,
        connection: &api::shared::Connection<u64>,
        message: api::Say,
    ) -> Result<(), HandlerError> {
        connection.read(api::Said::new("a", message.say)).await?;
        Ok(())
    }

    async fn on_message(
        &self,
        _: &api::shared::Connection<u64>,
        message: api::shared::ClientMessage,
    ) -> Result<(), HandlerError> {
        match message {
            api::shared::ClientMessage::Rest(_) | api::shared::ClientMessage::Say(_) => Ok(()),
        }
    }
}

/// What is none of the messages.
impl open::whole::Handler for Taker {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<open::whole::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_talk(
        &self,
        _: &open::whole::Connection,
        message: open::whole::ClientMessage,
    ) -> Result<(), HandlerError> {
        drop(message);
        Ok(())
    }

    async fn on_unknown(
        &self,
        _: &open::whole::Connection,
        payload: Payload,
    ) -> Result<(), HandlerError> {
        drop(payload);
        Ok(())
    }
}

/// The client says nothing that is known.
impl open::silent::Handler for Taker {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<open::silent::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_unknown(
        &self,
        _: &open::silent::Connection,
        _: Payload,
    ) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {
    let parts: Endpoint<api::parts::Served<Taker>> = api::parts::endpoint(Taker);
    assert!(parts.hub().is_empty());
    let _ = (api::names::endpoint(Taker), api::silent::endpoint(Taker));
    let _ = (api::shared::endpoint(Taker), open::whole::endpoint(Taker));
    let _ = open::silent::endpoint(Taker);

    type Parts = api::parts::Served<Taker>;
    assert_eq!(Parts::API, "Handlers");
    for (message, operation) in [
        (api::Say::new("a").into(), "say"),
        (api::parts::ClientMessage::Line(String::new()), "line"),
        (api::Join::new("a").into(), "moveAbout"),
        (api::Leave::new("a").into(), "moveAbout"),
        (api::Rest::new("a").into(), "all"),
        (Bytes::new().into(), "sound"),
    ] {
        assert_eq!(Parts::operation(&message), operation);
    }
    type Whole = open::whole::Served<Taker>;
    assert_eq!(Whole::operation(&open::Join::new("a").into()), "talk");
    let unknown = open::whole::ClientMessage::Unknown(Payload::from("?"));
    assert_eq!(Whole::operation(&unknown), "");
}
