//! AsyncAPI 3.0 and 3.1: channels with addresses, operations beside them.

use super::channel::{RawChannel, RawOperation};
use super::extensions::auth_hint;
use super::replies::RawRequest;
use super::security::{Asker, Demand};
use super::{Major, Reader, docs};
use crate::diagnostics::did_you_mean;
use crate::document::{Entry, Node, Value};
use crate::model::{Direction, Docs};
use crate::source::Span;

/// A channel of the document while its operations are being gathered.
struct OpenChannel {
    entry: Entry,
    node: Node,
    messages: Vec<OpenMessage>,
    demands: Vec<Demand>,
    operations: Vec<RawOperation>,
    /// Whether it is where a reply goes whose address is only known when the request is made.
    is_dynamic: bool,
}

struct OpenMessage {
    key: String,
    /// The identity of the message object.
    identity: usize,
    index: usize,
}

/// The `reply` of an operation, until all operations are known.
struct OpenReply {
    node: Node,
    /// Where `reply` stands.
    span: Span,
    /// The key of the operation.
    operation: String,
    /// The channel of the operation, and its place among that one's operations.
    place: (usize, usize),
    streaming: bool,
}

impl Reader<'_> {
    pub(super) fn channels_v3(&mut self, root: &Node) {
        let Some(channels) = root.get("channels") else {
            self.missing_channels(root);
            return;
        };
        let Some(resolved) = self.session.resolve(channels) else {
            return;
        };
        let mut open = Vec::new();
        for entry in self.session.object(&resolved.node, "channels") {
            if let Some(channel) = self.open_channel(entry) {
                open.push(channel);
            }
        }
        if let Some(operations) = self.resolved(root, "operations") {
            let mut replies = Vec::new();
            for entry in self.session.object(&operations, "operations") {
                if self.operation_v3(&entry, &mut open, &mut replies).is_none() {
                    self.lost_operation = true;
                }
            }
            self.replies_v3(&replies, &mut open);
        }
        // Without operations of its own, such a channel is no other connection.
        open.retain(|channel| !channel.is_dynamic || !channel.operations.is_empty());
        for channel in open {
            self.close_channel(channel);
        }
    }

    fn open_channel(&mut self, entry: Entry) -> Option<OpenChannel> {
        let node = self.session.resolve(&entry.value)?.node;
        if !self.expect_object(&node, &entry.key, "a channel object") {
            return None;
        }
        self.unknown_keys(
            &node,
            "channel",
            &[
                "address",
                "messages",
                "title",
                "summary",
                "description",
                "servers",
                "parameters",
                "tags",
                "externalDocs",
                "bindings",
            ],
        );
        let mut messages = Vec::new();
        if let Some(list) = self.resolved(&node, "messages") {
            for message in self.session.object(&list, "messages") {
                let Some(target) = self.session.resolve(&message.value) else {
                    continue;
                };
                let index = self.message(
                    &message.value,
                    Some(&message.key),
                    &message.key,
                    Major::Three,
                );
                if let Some(index) = index {
                    messages.push(OpenMessage {
                        key: message.key,
                        identity: target.node.id(),
                        index,
                    });
                }
            }
        }
        Some(OpenChannel {
            entry,
            demands: self.demands_of_servers(&node, Major::Three),
            node,
            messages,
            operations: Vec::new(),
            is_dynamic: false,
        })
    }

    /// `None` if a mistake was reported and the operation is left out.
    fn operation_v3(
        &mut self,
        entry: &Entry,
        channels: &mut [OpenChannel],
        replies: &mut Vec<OpenReply>,
    ) -> Option<()> {
        let resolved = self.session.resolve(&entry.value)?;
        if !self.expect_object(&resolved.node, &entry.key, "an operation object") {
            return None;
        }
        let node = self.with_traits(&resolved.node, Major::Three);
        let action = self.action(&node, entry)?;
        let direction = self.direction(&action);
        let Some(channel) = node.get("channel").cloned() else {
            self.session
                .diagnostics
                .error(
                    entry.key_span,
                    format!("operation `{}` has no `channel`", entry.key),
                )
                .expected("`channel:` with a `$ref` to one of `channels`");
            return None;
        };
        let index = self.channel_of(&channel, channels)?;
        let messages = match node.get("messages") {
            Some(list) if !matches!(list.value(), Value::Null) => {
                let list = list.clone();
                self.messages_of(&list, &channels[index], &entry.key)
            }
            _ => channels[index]
                .messages
                .iter()
                .map(|message| message.index)
                .collect(),
        };
        let demand = self.demand(&node, Asker::Operation, &entry.key, Major::Three);
        channels[index].demands.push(demand);
        let place = (index, channels[index].operations.len());
        replies.extend(self.open_reply(&node, &entry.key, place));
        channels[index].operations.push(RawOperation {
            name: entry.key.clone(),
            span: entry.key_span,
            direction,
            messages,
            reply_to: None,
            idempotent: self.is_idempotent(&node),
            auth_hint: auth_hint(&node),
            docs: docs(&node),
        });
        Some(())
    }

    fn action(&mut self, node: &Node, entry: &Entry) -> Option<String> {
        let Some(stated) = node.get("action") else {
            self.session
                .diagnostics
                .error(
                    entry.key_span,
                    format!("operation `{}` has no `action`", entry.key),
                )
                .expected("`action: send` or `action: receive`");
            return None;
        };
        let text = self.session.text(stated, "action")?;
        if matches!(text.as_str(), "send" | "receive") {
            return Some(text);
        }
        let near = match text.to_ascii_lowercase().as_str() {
            "publish" => Some("send"),
            "subscribe" => Some("receive"),
            other => did_you_mean(other, ["send", "receive"]),
        };
        let diagnostic = self
            .session
            .diagnostics
            .error(stated.span(), format!("unknown action `{text}`"))
            .expected("`send` or `receive`");
        if let Some(near) = near {
            diagnostic.help(format!("did you mean `{near}`?"));
        }
        None
    }

    /// Which of the document's channels a reference means.
    fn channel_of(&mut self, reference: &Node, channels: &[OpenChannel]) -> Option<usize> {
        let resolved = self.session.resolve(reference)?;
        let same = |channel: &OpenChannel| channel.node.id() == resolved.node.id();
        // Several channels may be one component: then the key that the reference names decides.
        let found = channels
            .iter()
            .position(|channel| {
                same(channel) && resolved.name.as_deref() == Some(&channel.entry.key)
            })
            .or_else(|| channels.iter().position(same));
        if found.is_none() {
            let keys: Vec<&str> = channels
                .iter()
                .map(|channel| channel.entry.key.as_str())
                .collect();
            let named = reference.as_str();
            let near = named.and_then(|name| did_you_mean(name, keys.iter().copied()));
            let message = match named {
                Some(name) => format!("`{name}` is text, not a `$ref` to a channel"),
                None => "this is none of the document's `channels`".to_owned(),
            };
            let diagnostic = self.session.diagnostics.error(reference.span(), message);
            diagnostic.expected(format!("a `$ref` to `#/channels/…`: {}", keys.join(", ")));
            if let Some(near) = near {
                let key = near.replace('~', "~0").replace('/', "~1");
                diagnostic.help(format!("write `{{$ref: '#/channels/{key}'}}`"));
            }
        }
        found
    }

    fn messages_of(&mut self, list: &Node, channel: &OpenChannel, operation: &str) -> Vec<usize> {
        let mut messages = Vec::new();
        for reference in self.session.array(list, "messages") {
            let Some(resolved) = self.session.resolve(&reference) else {
                continue;
            };
            let identity = resolved.node.id();
            let same = |message: &&OpenMessage| message.identity == identity;
            let known = channel
                .messages
                .iter()
                .find(|message| same(message) && resolved.name.as_deref() == Some(&message.key))
                .or_else(|| channel.messages.iter().find(same));
            let index = match known {
                Some(message) => Some(message.index),
                None => {
                    self.session
                        .diagnostics
                        .warning(
                            reference.span(),
                            format!("operation `{operation}` names a message that its channel does not have"),
                        )
                        .help(format!(
                            "add it to `messages` of channel `{}` and refer to it there; it is read as if it stood there",
                            channel.entry.key
                        ));
                    self.message(&reference, None, operation, Major::Three)
                }
            };
            if let Some(index) = index
                && !messages.contains(&index)
            {
                messages.push(index);
            }
        }
        messages
    }

    /// The `reply` of an operation, if it has one.
    fn open_reply(
        &mut self,
        operation: &Node,
        name: &str,
        place: (usize, usize),
    ) -> Option<OpenReply> {
        let span = operation.entry("reply")?.key_span;
        let node = self.resolved(operation, "reply")?;
        if node.is_null() || !self.expect_object(&node, "reply", "an operation reply object") {
            return None;
        }
        Some(OpenReply {
            span,
            operation: name.to_owned(),
            place,
            streaming: self.is_streaming(&[&node, operation]),
            node,
        })
    }

    /// The messages of a reply travel the other way, as operations of their own. They come last, so
    /// that which messages travel where is known by then from the operations of the document.
    ///
    /// A channel without an address stands for the one that a request gives for its reply (3.0.0
    /// "Operation Reply Address Object"): on a WebSocket, that is the connection of the request.
    fn replies_v3(&mut self, replies: &[OpenReply], channels: &mut [OpenChannel]) {
        let read: Vec<_> = replies
            .iter()
            .filter_map(|reply| Some((reply, self.reply_of(reply, channels)?)))
            .collect();
        for (reply, (mut channel, messages)) in read {
            let (from, place) = reply.place;
            if !has_address(&channels[channel].node) {
                channels[channel].is_dynamic |= channel != from;
                channel = from;
            }
            let asking = &channels[from].operations[place];
            let direction = asking.direction.opposite();
            self.requests.push(RawRequest {
                span: reply.span,
                channel: channels[from].entry.key.clone(),
                operation: place,
                messages: asking.messages.clone(),
                reply_channel: channels[channel].entry.key.clone(),
                replies: messages.clone(),
                streaming: reply.streaming,
            });
            channels[channel].operations.push(RawOperation {
                name: format!("{} reply", reply.operation),
                span: reply.node.span(),
                direction,
                messages,
                reply_to: Some(reply.operation.clone()),
                idempotent: false,
                auth_hint: None,
                docs: Docs {
                    summary: Some(format!("The reply to `{}`.", reply.operation)),
                    ..docs(&reply.node)
                },
            });
        }
    }

    /// The channel of a reply and its messages. Without a list those are all that travel on the
    /// channel in that direction.
    fn reply_of(
        &mut self,
        reply: &OpenReply,
        channels: &[OpenChannel],
    ) -> Option<(usize, Vec<usize>)> {
        let (own, place) = reply.place;
        let index = match reply.node.get("channel") {
            Some(channel) if !channel.is_null() => self.channel_of(channel, channels)?,
            _ => own,
        };
        let channel = &channels[index];
        let messages = match reply.node.get("messages") {
            Some(list) if !list.is_null() => self.messages_of(list, channel, &reply.operation),
            _ => {
                let asking = &channels[own].operations[place];
                travelling(channel, asking.direction.opposite(), index == own)
            }
        };
        if messages.is_empty() {
            self.session
                .diagnostics
                .warning(
                    reply.span,
                    format!("nothing says which messages answer `{}`", reply.operation),
                )
                .help("list them as `messages` of the reply");
            return None;
        }
        Some((index, messages))
    }

    fn close_channel(&mut self, channel: OpenChannel) {
        let address = match channel.node.get("address") {
            None => None,
            Some(node) if matches!(node.value(), Value::Null) => None,
            Some(node) => {
                let node = node.clone();
                self.session.text(&node, "address")
            }
        };
        let key = channel.entry.key.clone();
        let handshake = self.handshake(&channel.node, &key, address.as_deref(), Major::Three);
        self.add_channel(
            RawChannel {
                key,
                span: channel.entry.key_span,
                docs: docs(&channel.node),
                handshake,
                demands: channel.demands,
                operations: channel.operations,
                auth_hint: auth_hint(&channel.node),
                loose: channel
                    .messages
                    .iter()
                    .map(|message| message.index)
                    .collect(),
            },
            Major::Three,
        );
    }
}

/// Whether a channel has an address of its own.
fn has_address(channel: &Node) -> bool {
    channel
        .get("address")
        .is_some_and(|address| !address.is_null())
}

/// The messages of a channel that its operations send in one direction; or else those that they do not
/// send in the other one; or else, unless it is the channel of what they answer, all of them.
fn travelling(channel: &OpenChannel, direction: Direction, is_own: bool) -> Vec<usize> {
    let sent = |direction: Direction| -> Vec<usize> {
        let operations = channel.operations.iter();
        let own = operations.filter(|operation| operation.direction == direction);
        own.flat_map(|operation| &operation.messages)
            .copied()
            .collect()
    };
    let all: Vec<usize> = channel
        .messages
        .iter()
        .map(|message| message.index)
        .collect();
    let mut messages = sent(direction);
    if messages.is_empty() {
        let other = sent(direction.opposite());
        messages = all
            .iter()
            .copied()
            .filter(|message| !other.contains(message))
            .collect();
    }
    if messages.is_empty() && !is_own {
        messages = all;
    }
    let mut found = Vec::new();
    for message in messages {
        if !found.contains(&message) {
            found.push(message);
        }
    }
    found
}
