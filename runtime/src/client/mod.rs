//! The managed client: it connects, presents credentials, reconnects, queues and resubscribes.

mod auth;
mod transport;

pub use auth::{Authenticate, Fresh, Provide, fresh};
pub use transport::{Connect, IoStream};

pub use crate::error::BoxError;
