//! What a handler returns to a request, on its way back.

use std::future::Future;

use super::peer::{Peer, Queuing};
use super::serve::HandlerError;
use crate::correlation::Correlated;
use crate::{Channel, CorrelationId};

/// Sends what a handler returns, on the connection that the request came on and with the request's
/// id, if it had one. Ready when the connection's queue has taken it.
pub async fn reply<C, R>(
    peer: &Peer<C>,
    id: Option<CorrelationId>,
    handled: impl Future<Output = Result<R, HandlerError>>,
    into_message: impl FnOnce(R) -> C::ServerMessage,
) -> Result<(), HandlerError>
where
    C: Channel<ServerMessage: Correlated>,
{
    let reply = handled.await?;
    let sending = {
        // A block: the message may not be one that can be kept while the task waits.
        let mut message = into_message(reply);
        if let Some(id) = &id {
            message.set_correlation_id(id);
        }
        Queuing::new(peer.link(), peer.link().encode(&message))
    };
    Ok(sending.await?)
}
