//! What a handler returns to a request, on its way back.

use std::future::Future;

use super::peer::{Peer, Queuing};
use super::serve::HandlerError;
use crate::correlation::Correlated;
use crate::{Channel, CorrelationId, Payload};

/// Keeps the id that a request has beside its payload while it is handled: a connection handles one
/// message at a time.
pub fn keep_request_id<C>(peer: &Peer<C>, message: &C::ClientMessage, frame: &Payload)
where
    C: Channel<ClientMessage: Correlated>,
{
    if let Some(place) = message.header_id() {
        *peer.link().request_id() = place.read(frame);
    }
}

/// The id of the request that is handled.
pub fn request_id<C>(peer: &Peer<C>, message: &C::ClientMessage) -> Option<CorrelationId>
where
    C: Channel<ClientMessage: Correlated>,
{
    match message.header_id() {
        Some(_) => peer.link().request_id().clone(),
        None => message.correlation_id(),
    }
}

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
        let link = peer.link();
        let encoded = match (&id, message.header_id()) {
            (Some(id), Some(place)) => link.encode(&message).map(|frame| place.write(frame, id)),
            (Some(id), None) => {
                let is_set = message.set_correlation_id(id);
                if !is_set && !id.is_blank() && message.has_id_place() {
                    return Err(unfit(id).into());
                }
                link.encode(&message)
            }
            (None, _) => link.encode(&message),
        };
        Queuing::new(link, encoded)
    };
    Ok(sending.await?)
}

/// Why a reply is not sent: without the id, it would be taken for that to another request.
fn unfit(id: &CorrelationId) -> String {
    format!("the reply cannot carry the id {id:?} of its request")
}
