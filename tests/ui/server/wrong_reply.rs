//! A method returns something else than the reply.

asyncapi_channels::asyncapi!("reply.yaml");

use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

struct Desk;

impl desk::Handler for Desk {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<desk::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(&self, _: &desk::Connection, ask: Ask) -> Result<Note, HandlerError> {
        Ok(Note::new(ask.ask))
    }

    async fn on_note(&self, _: &desk::Connection, _: Note) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {}
