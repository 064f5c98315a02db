//! A handler does not say who may connect.

asyncapi_channels::asyncapi!("chat.yaml");

use asyncapi_channels::server::HandlerError;

struct Chat;

impl chat::Handler for Chat {
    type Session = ();

    async fn on_say(&self, _: &chat::Connection, _: Say) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_leave(&self, _: &chat::Connection, _: Leave) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {}
