//! Requests: which messages answer which.
//!
//! AsyncAPI 3 says it of an operation, with `reply` (3.0.0 "Operation Reply Object"). 2.x has the
//! extension `x-response` on a message, with `x-response-type` beside it.

use super::channel::RawOperation;
use super::{Major, Reader};
use crate::document::Node;
use crate::model::{Channel, Direction, Docs, Request};
use crate::source::Span;

/// That messages of an operation are answered, as a version's reader hands it over.
pub(super) struct RawRequest {
    pub(super) span: Span,
    /// The key of the channel that the request travels on.
    pub(super) channel: String,
    /// The place of the operation among those of its channel.
    pub(super) operation: usize,
    /// The messages that are answered.
    pub(super) messages: Vec<usize>,
    /// The key of the channel that the replies travel on.
    pub(super) reply_channel: String,
    pub(super) replies: Vec<usize>,
    pub(super) streaming: bool,
}

impl Reader<'_> {
    /// Whether any number of replies answers a request: `x-response-type` in one of these objects.
    pub(super) fn is_streaming(&mut self, places: &[&Node]) -> bool {
        let stated = places.iter().find_map(|node| node.get("x-response-type"));
        let Some(stated) = stated else {
            return false;
        };
        let text = stated.as_str().unwrap_or_default();
        if !matches!(text, "simple-rpc" | "server-streaming") {
            self.session
                .diagnostics
                .warning(stated.span(), "unknown `x-response-type`")
                .expected("`simple-rpc` or `server-streaming`")
                .help("it is read as `simple-rpc`: one reply");
        }
        text == "server-streaming"
    }

    /// The replies that the messages of a channel of 2.x name with `x-response`. A message that goes
    /// both ways is a request of the client.
    pub(super) fn responses(&mut self, channel: &str, operations: &mut Vec<RawOperation>) {
        let mut asked: Vec<usize> = Vec::new();
        for direction in [Direction::ToServer, Direction::ToClient] {
            for index in 0..operations.len() {
                if operations[index].direction != direction {
                    continue;
                }
                for message in operations[index].messages.clone() {
                    if !asked.contains(&message) {
                        asked.push(message);
                        self.response(channel, index, message, operations);
                    }
                }
            }
        }
    }

    /// The reply that one message names.
    fn response(
        &mut self,
        channel: &str,
        operation: usize,
        message: usize,
        operations: &mut Vec<RawOperation>,
    ) {
        let Some(node) = self.message_nodes.get(message).cloned() else {
            return;
        };
        let Some(stated) = node.entry("x-response").cloned() else {
            return;
        };
        let direction = operations[operation].direction.opposite();
        let there = operations
            .iter()
            .filter(|other| other.direction == direction);
        let there: Vec<usize> = there.flat_map(|other| &other.messages).copied().collect();
        let name = format!("{} reply", self.api.messages[message].key);
        let mut replies = Vec::new();
        for (number, node) in self.message_alternatives(&stated.value).iter().enumerate() {
            let fallback = match number {
                0 => name.clone(),
                _ => format!("{name} {}", number + 1),
            };
            let reply = self.response_message(node, &there, &fallback);
            replies.extend(reply.filter(|reply| !replies.contains(reply)));
        }
        if replies.is_empty() {
            return;
        }
        let streaming = self.is_streaming(&[&node]);
        self.requests.push(RawRequest {
            span: stated.key_span,
            channel: channel.to_owned(),
            operation,
            messages: vec![message],
            reply_channel: channel.to_owned(),
            replies: replies.clone(),
            streaming,
        });
        if replies.iter().any(|reply| !there.contains(reply)) {
            let asker = &self.api.messages[message].key;
            operations.push(RawOperation {
                name,
                span: stated.key_span,
                direction,
                messages: replies,
                reply_to: Some(asker.clone()),
                idempotent: false,
                auth_hint: None,
                docs: Docs {
                    summary: Some(format!("The reply to message `{asker}`.")),
                    ..Docs::default()
                },
            });
        }
    }

    /// A message that answers another. One that stands there itself, in the same words as one that
    /// is sent anyway, is that one.
    fn response_message(&mut self, node: &Node, there: &[usize], fallback: &str) -> Option<usize> {
        let target = self.session.resolve(node)?.node;
        let is_message = |node: &Node| node.get("payload").is_some() || node.get("name").is_some();
        if node.get("$ref").is_some() {
            return self.message(node, None, fallback, Major::Two);
        }
        if !is_message(&target) {
            self.session
                .diagnostics
                .warning(node.span(), "`x-response` is no message")
                .expected("a message object with `payload`, or a `$ref` to one");
            return None;
        }
        let mut known = there.iter().copied();
        let same = known.find(|index| {
            let node = self.message_nodes.get(*index);
            node.is_some_and(|known| known.json_eq(&target))
        });
        same.or_else(|| self.message(node, None, fallback, Major::Two))
    }

    /// Fills in which messages of each channel are requests, the unions of channels included: there
    /// a reply may travel on another of the channels.
    pub(super) fn find_requests(&mut self) {
        let mut channels = std::mem::take(&mut self.api.channels);
        let requests = std::mem::take(&mut self.requests);
        let mut is_found = vec![false; requests.len()];
        let sizes: Vec<(String, usize)> = channels
            .iter()
            .filter(|channel| channel.unites.is_empty())
            .map(|channel| (channel.key.clone(), channel.operations.len()))
            .collect();
        for channel in &mut channels {
            for (raw, is_found) in requests.iter().zip(&mut is_found) {
                let first = first_operation(channel, &raw.channel, &sizes);
                let reply_channel = first_operation(channel, &raw.reply_channel, &sizes);
                if let (Some(first), Some(_)) = (first, reply_channel) {
                    *is_found = true;
                    add_requests(channel, raw, first + raw.operation);
                }
            }
        }
        self.api.channels = channels;
        let lost = requests
            .iter()
            .zip(is_found)
            .filter(|(_, is_found)| !is_found);
        for (raw, _) in lost {
            self.session
                .diagnostics
                .warning(
                    raw.span,
                    format!(
                        "this reply comes on channel `{}`, which has another address than `{}`: it \
                         cannot arrive on the connection of the request",
                        raw.reply_channel, raw.channel
                    ),
                )
                .help(
                    "give both channels one address, or name the reply's messages in one channel",
                );
        }
    }
}

/// Where among the operations of a channel those of the channel `key` begin, if it is that one or
/// unites it with others.
fn first_operation(channel: &Channel, key: &str, sizes: &[(String, usize)]) -> Option<usize> {
    if channel.unites.is_empty() {
        return (channel.key == key).then_some(0);
    }
    let size_of = |part: &String| {
        sizes
            .iter()
            .find(|(key, _)| key == part)
            .map(|(_, size)| size)
    };
    let position = channel.unites.iter().position(|part| part == key)?;
    Some(
        channel
            .unites
            .iter()
            .take(position)
            .filter_map(size_of)
            .sum(),
    )
}

/// Adds what the client asks. A message that several operations ask belongs to the one with the
/// fewest messages.
fn add_requests(channel: &mut Channel, raw: &RawRequest, operation: usize) {
    let size_of = |operation: usize| {
        channel
            .operations
            .get(operation)
            .map(|one| one.messages.len())
    };
    let asks = channel.operations.get(operation);
    if asks.is_none_or(|one| one.direction != Direction::ToServer) {
        return;
    }
    for &message in &raw.messages {
        let request = Request {
            message,
            operation,
            replies: raw.replies.clone(),
            streaming: raw.streaming,
        };
        let mut known = channel.requests.iter_mut();
        match known.find(|known| known.message == message) {
            None => channel.requests.push(request),
            Some(known) if size_of(operation) < size_of(known.operation) => *known = request,
            Some(_) => {}
        }
    }
}
