//! The session is not what the handler says.

asyncapi_channels::asyncapi!("chat.yaml");

use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

struct Chat;

impl chat::Handler for Chat {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<chat::Channel>) -> Result<u32, Reject> {
        Ok(7)
    }

    async fn on_say(&self, _: &chat::Connection, _: Say) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_leave(&self, _: &chat::Connection, _: Leave) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {}
