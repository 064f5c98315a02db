//! The payloads of hand-written sets, which are sent like those of generated ones.

use crate::{Channel, ClientSide, Outgoing, ServerSide};

/// A message of the set `S`: the set itself, and each payload that only one of its messages has.
///
/// Which channel the set belongs to, and on which side it is sent, is not known where it is derived.
/// The channel names its sets, so that from there the right to be sent follows.
pub trait PartOf<S> {
    /// The message.
    fn into_set(self) -> S;
}

#[diagnostic::do_not_recommend]
impl<C: Channel, T: PartOf<C::ClientMessage>> Outgoing<C, ClientSide> for T {
    fn into_message(self) -> C::ClientMessage {
        self.into_set()
    }
}

#[diagnostic::do_not_recommend]
impl<C: Channel, T: PartOf<C::ServerMessage>> Outgoing<C, ServerSide> for T {
    fn into_message(self) -> C::ServerMessage {
        self.into_set()
    }
}
