//! A method of a request returns nothing.

asyncapi_channels::asyncapi!("reply.yaml");

use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

struct Desk;

impl desk::Handler for Desk {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<desk::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(&self, _: &desk::Connection, ask: Ask) -> Result<(), HandlerError> {
        Ok(drop(ask))
    }

    async fn on_note(&self, _: &desk::Connection, _: Note) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {}
