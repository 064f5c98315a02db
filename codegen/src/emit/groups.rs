//! Which messages of the client go to which method of a handler, and what answers them.

use crate::model::{Channel, Direction, MessageSet, MessageVariant, Operation, Request};
use crate::name::{Scope, type_name};
use proc_macro2::Ident;
use quote::format_ident;

/// The messages that go to one method of a handler.
pub(super) struct Group<'c> {
    /// The operation, unless it is that of messages which no operation has.
    pub(super) operation: Option<&'c Operation>,
    /// The message that the method is called after, where it has a reply of its own among those of
    /// its operation.
    pub(super) message: Option<&'c MessageVariant>,
    pub(super) members: Vec<&'c MessageVariant>,
    pub(super) taken: Taken,
    pub(super) reply: Option<Reply<'c>>,
}

/// What answers the messages of a group.
pub(super) struct Reply<'c> {
    pub(super) messages: Vec<&'c MessageVariant>,
    pub(super) streaming: bool,
    pub(super) taken: Taken,
}

/// How one of several messages is handed over.
pub(super) enum Taken {
    /// The payload of the only message.
    Payload,
    /// The enum of all messages of the side.
    All,
    /// An enum of their own, of this name.
    Some(Ident),
}

/// The messages of each operation that the client sends, and those of none. Any may be empty.
pub(super) fn groups<'c>(channel: &'c Channel, items: &mut Scope) -> Vec<Group<'c>> {
    let owners = owners(channel);
    let operations = channel.operations.iter();
    let operations = operations.filter(|operation| operation.direction == Direction::ToServer);
    let mut groups = Vec::new();
    for operation in operations.map(Some).chain([None]) {
        let is_own = |owner: Option<&Operation>| match (owner, operation) {
            (Some(owner), Some(operation)) => std::ptr::eq(owner, operation),
            (owner, operation) => owner.is_none() && operation.is_none(),
        };
        let variants = channel.to_server.variants.iter().zip(&owners);
        let members = variants.filter(|(_, owner)| is_own(**owner));
        let members: Vec<_> = members.map(|(variant, _)| variant).collect();
        let answer = |variant: &MessageVariant| {
            let request = request_of(channel, variant)?;
            Some((&request.replies, request.streaming))
        };
        let mut add = |message, members| {
            let group = group(channel, operation, message, members, items);
            groups.push(group);
        };
        if members
            .windows(2)
            .all(|two| answer(two[0]) == answer(two[1]))
        {
            add(None, members);
            continue;
        }
        let (asking, telling): (Vec<_>, Vec<_>) = members
            .into_iter()
            .partition(|variant| answer(variant).is_some());
        asking
            .into_iter()
            .for_each(|variant| add(Some(variant), vec![variant]));
        if !telling.is_empty() {
            add(None, telling);
        }
    }
    groups
}

fn group<'c>(
    channel: &'c Channel,
    operation: Option<&'c Operation>,
    message: Option<&'c MessageVariant>,
    members: Vec<&'c MessageVariant>,
    items: &mut Scope,
) -> Group<'c> {
    let name = match (message, operation) {
        (Some(message), _) => type_name(&message.ident),
        (None, operation) => type_name(operation.map_or("", |operation| &operation.ident)),
    };
    let request = members.first().and_then(|first| request_of(channel, first));
    let taken = match operation {
        None => Taken::All,
        Some(_) => Taken::of(
            &members,
            &channel.to_server,
            format!("{name}Message"),
            items,
        ),
    };
    Group {
        operation,
        message,
        members,
        taken,
        reply: request.map(|request| {
            let variants = channel.to_client.variants.iter();
            let messages = variants.filter(|variant| request.replies.contains(&variant.message));
            let messages: Vec<_> = messages.collect();
            Reply {
                taken: Taken::of(&messages, &channel.to_client, format!("{name}Reply"), items),
                messages,
                streaming: request.streaming,
            }
        }),
    }
}

impl Taken {
    fn of(members: &[&MessageVariant], set: &MessageSet, name: String, items: &mut Scope) -> Self {
        match members.len() {
            1 => Self::Payload,
            all if all == set.variants.len() => Self::All,
            0 => Self::All,
            _ => Self::Some(format_ident!("{}", items.unique(name))),
        }
    }
}

/// What the document says of replies to a message.
fn request_of<'c>(channel: &'c Channel, variant: &MessageVariant) -> Option<&'c Request> {
    let mut requests = channel.requests.iter();
    requests.find(|request| request.message == variant.message)
}

/// The operation that each message of the client goes to: of those that have it, the one that names
/// replies to it, or else the one with the fewest messages, and of these the first.
pub(super) fn owners(channel: &Channel) -> Vec<Option<&Operation>> {
    let owner = |variant: &MessageVariant| {
        if let Some(request) = request_of(channel, variant) {
            return channel.operations.get(request.operation);
        }
        let operations = channel.operations.iter();
        let with_it = operations.filter(|operation| {
            operation.direction == Direction::ToServer
                && operation.messages.contains(&variant.message)
        });
        with_it.min_by_key(|operation| operation.messages.len())
    };
    channel.to_server.variants.iter().map(owner).collect()
}
