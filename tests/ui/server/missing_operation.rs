//! A handler leaves out an operation of the client.

asyncapi_channels::asyncapi!("chat.yaml");

use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

struct Chat;

impl chat::Handler for Chat {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<chat::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_say(&self, _: &chat::Connection, _: Say) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {}
