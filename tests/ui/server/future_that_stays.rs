//! The future of a method must be able to go to another thread.

asyncapi_channels::asyncapi!("chat.yaml");

use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};

struct Chat;

impl chat::Handler for Chat {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<chat::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_say(&self, _: &chat::Connection, _: Say) -> Result<(), HandlerError> {
        let kept = std::rc::Rc::new(());
        tokio::task::yield_now().await;
        drop(kept);
        Ok(())
    }

    async fn on_leave(&self, _: &chat::Connection, _: Leave) -> Result<(), HandlerError> {
        Ok(())
    }
}

fn main() {}
