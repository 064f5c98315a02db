//! Channels: what both versions share once operations and messages have been read.

use super::handshake::Handshake;
use super::security::{Demand, may_be_left_out, notes_of, schemes_of, unite};
use super::{Major, Reader};
use crate::document::Node;
use crate::model::{
    Channel, Direction, Docs, Field, FieldKind, MessageSet, MessageVariant, Operation, Payload,
    Struct,
};
use crate::name::{Scope, module_name, type_name, value_name};
use crate::plan::{names_of, plan_messages};
use crate::source::Span;
use std::collections::HashMap;

/// A channel as a version's reader hands it over.
pub(super) struct RawChannel {
    pub(super) key: String,
    pub(super) span: Span,
    pub(super) docs: Docs,
    pub(super) handshake: Handshake,
    /// What its servers and operations ask of a client.
    pub(super) demands: Vec<Demand>,
    pub(super) operations: Vec<RawOperation>,
    /// What it says of the first message.
    pub(super) auth_hint: Option<Node>,
    /// Messages that no operation names.
    pub(super) loose: Vec<usize>,
}

/// An operation as a version's reader hands it over.
#[derive(Clone)]
pub(super) struct RawOperation {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) direction: Direction,
    pub(super) messages: Vec<usize>,
    pub(super) reply_to: Option<String>,
    pub(super) idempotent: bool,
    /// What it says of the first message.
    pub(super) auth_hint: Option<Node>,
    pub(super) docs: Docs,
}

/// Methods that every socket has.
const RESERVED: [&str; 23] = [
    "send",
    "feed",
    "flush",
    "close",
    "recv",
    "next",
    "split",
    "new",
    "into_inner",
    "get_ref",
    "get_mut",
    "into_socket",
    "connect",
    "connect_with",
    "accept",
    "accept_with",
    "from_socket",
    "without_validation",
    "set_validation",
    "close_frame",
    "poll_next",
    "start_send",
    "clone",
];

/// Modules that a channel's would clash with: a sibling, and crates whose paths the calling module
/// is sure to use, which a generated module of that name would make ambiguous.
const RESERVED_MODULES: [&str; 5] = ["servers", "asyncapi_channels", "alloc", "core", "std"];

impl Reader<'_> {
    /// Adds a channel to the model, all but its plan.
    pub(super) fn add_channel(&mut self, raw: RawChannel, major: Major) {
        self.channel_spans.insert(raw.key.clone(), raw.span);
        let module = match self.rename(&raw.key) {
            Some(name) => name,
            None => module_name(&raw.key),
        };
        // Each side has a type of its own.
        let mut methods = [RESERVED, RESERVED].map(|names| Scope::with_reserved(&names));
        let mut operations = Vec::new();
        let mut auth_hints: Vec<Node> = raw.auth_hint.into_iter().collect();
        let mut names: Vec<(String, Span)> = Vec::new();
        for operation in raw.operations {
            if let Some((_, earlier)) = names.iter().find(|(name, _)| *name == operation.name) {
                let earlier = *earlier;
                self.session
                    .diagnostics
                    .warning(
                        operation.span,
                        format!("operation `{}` is there twice", operation.name),
                    )
                    .related(earlier, "first here");
            }
            names.push((operation.name.clone(), operation.span));
            auth_hints.extend(operation.auth_hint);
            let wanted = self
                .rename(&operation.name)
                .unwrap_or_else(|| operation.name.clone());
            let methods = &mut methods[operation.direction.index()];
            operations.push(Operation {
                name: operation.name,
                ident: methods.method(value_name(&wanted)),
                direction: operation.direction,
                messages: operation.messages,
                reply_to: operation.reply_to,
                idempotent: operation.idempotent,
                docs: operation.docs,
            });
        }
        let mut sets = [Vec::new(), Vec::new()];
        for operation in &operations {
            let set = &mut sets[operation.direction.index()];
            for &message in &operation.messages {
                if !set.contains(&message) {
                    set.push(message);
                }
            }
        }
        if operations.is_empty() && !raw.loose.is_empty() {
            if !self.lost_operation {
                self.session
                    .diagnostics
                    .warning(
                        raw.span,
                        format!(
                            "no operation says who sends the messages of channel `{}`",
                            raw.key
                        ),
                    )
                    .help("both sides may send them; add an operation for each direction");
            }
            sets = [raw.loose.clone(), raw.loose.clone()];
        }
        let [to_server, to_client] = sets;
        let auth_message = self.auth_message(&auth_hints, &to_server, &to_client);
        let channel = Channel {
            key: raw.key,
            place: raw.span,
            address: raw.handshake.address,
            module,
            docs: raw.docs,
            point_of_view: self.point_of_view(major),
            params: raw.handshake.params,
            any_text: raw.handshake.any_text,
            query: raw.handshake.query,
            headers: raw.handshake.headers,
            security: schemes_of(&raw.demands),
            may_lack_security: may_be_left_out(&raw.demands),
            security_notes: notes_of(&raw.demands),
            operations,
            requests: Vec::new(),
            auth_message,
            to_server: self.message_set(to_server),
            to_client: self.message_set(to_client),
            unites: Vec::new(),
        };
        self.api.channels.push(channel);
    }

    /// Names the variants of a set.
    fn message_set(&mut self, messages: Vec<usize>) -> MessageSet {
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for message in messages {
            let key = self.api.messages[message].key.clone();
            let wanted = self.rename(&key).unwrap_or(key);
            variants.push(MessageVariant {
                ident: scope.unique(type_name(&wanted)),
                message,
                unique: true,
            });
        }
        let unknown = self.options.unknown_variant;
        MessageSet {
            variants,
            frames: crate::plan::Frames::default(),
            unknown: unknown.then(|| scope.unique("Unknown".to_owned())),
        }
    }

    /// Adds the unions of channels that share an address, makes module names unique, and plans
    /// every message set.
    pub(super) fn finish_channels(&mut self) {
        self.unite();
        self.find_requests();
        self.find_correlation_ids();
        let mut modules = Scope::with_reserved(&RESERVED_MODULES);
        let mut channels = std::mem::take(&mut self.api.channels);
        for channel in &mut channels {
            if RESERVED_MODULES.contains(&channel.module.as_str()) {
                channel.module.push_str("_channel");
            }
            channel.module = modules.unique(std::mem::take(&mut channel.module));
            for direction in [Direction::ToServer, Direction::ToClient] {
                self.plan_set(channel, direction);
            }
        }
        self.api.channels = channels;
    }

    fn plan_set(&mut self, channel: &mut Channel, direction: Direction) {
        let key = channel.key.clone();
        let set = match direction {
            Direction::ToServer => &mut channel.to_server,
            Direction::ToClient => &mut channel.to_client,
        };
        let messages: Vec<(&str, &Payload)> = set
            .variants
            .iter()
            .map(|variant| &self.api.messages[variant.message])
            .map(|message| (message.name.as_str(), &message.payload))
            .collect();
        set.frames = plan_messages(&mut self.lowerer.types, &messages, self.options);
        for index in 0..set.variants.len() {
            let (_, own) = messages[index];
            // Nothing is no payload that could name its message.
            set.variants[index].unique = *own != Payload::Nothing
                && messages.iter().enumerate().all(|(other, (_, payload))| {
                    other == index || !self.same_rust_type(payload, own)
                });
        }
        if !channel.unites.is_empty() {
            return;
        }
        let variants: Vec<usize> = set.variants.iter().map(|variant| variant.message).collect();
        let alike = set.frames.ambiguous.clone();
        if self.options.envelope.is_some() {
            self.check_names(&key, &variants);
        }
        let Some(span) = self.channel_spans.get(&key).copied() else {
            return;
        };
        if alike.is_empty() {
            return;
        }
        let names = names_of(&alike, |index| {
            let variant = set.variants.get(index)?;
            let name_of = |message: usize| self.api.messages[message].name.as_str();
            let name = name_of(variant.message);
            let mut others = variants.iter().filter(|other| **other != variant.message);
            // Messages may have one name, their variants may not.
            let is_shared = others.any(|other| name_of(*other) == name);
            Some(if is_shared {
                variant.ident.as_str()
            } else {
                name
            })
        });
        self.session
            .diagnostics
            .warning(
                span,
                format!("channel `{key}`: nothing tells the messages {names}"),
            )
            .help("the first that decodes wins; give each a `const` property, such as `type`");
    }

    /// In an envelope, the messages of a channel are told apart by their names alone.
    fn check_names(&mut self, channel: &str, messages: &[usize]) {
        let in_envelope = |message: &usize| {
            let payload = &self.api.messages[*message].payload;
            matches!(payload, Payload::Json(_) | Payload::Nothing)
        };
        let messages: Vec<usize> = messages.iter().copied().filter(in_envelope).collect();
        for (index, message) in messages.iter().enumerate() {
            let name = &self.api.messages[*message].name;
            let same = |earlier: &&usize| self.api.messages[**earlier].name == *name;
            let Some(earlier) = messages[..index].iter().find(same) else {
                continue;
            };
            let text = format!("channel `{channel}` has two messages of the name `{name}`");
            let places = [self.name_span(*message), self.name_span(*earlier)];
            if let [Some(place), Some(earlier)] = places {
                self.session
                    .diagnostics
                    .error(place, text)
                    .help("an envelope tells messages apart by `name`: give each its own")
                    .related(earlier, "first here");
            }
        }
    }

    /// Where the name of a message stands, or else the message.
    fn name_span(&self, message: usize) -> Option<Span> {
        let node = self.message_nodes.get(message)?;
        Some(node.get("name").map_or(node.span(), Node::span))
    }

    fn same_rust_type(&self, left: &Payload, right: &Payload) -> bool {
        match (left, right) {
            (Payload::Json(left), Payload::Json(right)) => {
                let right = self.lowerer.unaliased(right);
                self.lowerer.unaliased(left).same_in_rust(right)
            }
            (Payload::Json(ty), Payload::Text(_)) | (Payload::Text(_), Payload::Json(ty)) => {
                let ty = self.lowerer.unaliased(ty);
                ty.same_in_rust(&crate::model::Type::String)
            }
            (Payload::Text(_), Payload::Text(_)) => true,
            (left, right) => left == right,
        }
    }

    /// One more channel for each address that several channels share.
    fn unite(&mut self) {
        let mut addresses: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, channel) in self.api.channels.iter().enumerate() {
            let Some(address) = &channel.address else {
                continue;
            };
            let address = address.trim_matches('/').to_owned();
            match addresses.iter_mut().find(|(known, _)| *known == address) {
                Some((_, channels)) => channels.push(index),
                None => addresses.push((address, vec![index])),
            }
        }
        self.check_addresses(&addresses);
        for (address, indices) in addresses {
            if indices.len() < 2 {
                continue;
            }
            let parts: Vec<Channel> = indices
                .iter()
                .map(|index| self.api.channels[*index].clone())
                .collect();
            let union = self.union_of(&address, &parts);
            self.api.channels.push(union);
        }
    }

    /// Warns of channels that no request tells apart, since their addresses differ only in the names
    /// of parameters.
    fn check_addresses(&mut self, addresses: &[(String, Vec<usize>)]) {
        let mut known: HashMap<String, &Channel> = HashMap::new();
        let channels = addresses.iter().filter_map(|(address, indices)| {
            let channel = self.api.channels.get(*indices.first()?)?;
            Some((without_names(address), channel))
        });
        for (pattern, channel) in channels {
            let Some(earlier) = known.get(&pattern) else {
                known.insert(pattern, channel);
                continue;
            };
            let place = |channel: &Channel| self.channel_spans.get(&channel.key).copied();
            let [Some(span), Some(earlier_span)] = [place(channel), place(earlier)] else {
                continue;
            };
            let address = |channel: &Channel| channel.address.clone().unwrap_or_default();
            self.session
                .diagnostics
                .warning(
                    span,
                    format!(
                        "channels `{}` and `{}` take the same requests: `{}` and `{}` differ only \
                         in the names of parameters",
                        earlier.key,
                        channel.key,
                        address(earlier),
                        address(channel)
                    ),
                )
                .help(
                    "a server cannot tell them apart, and refuses to serve both under one prefix; \
                     give them one address if they share a connection, and different ones if not",
                )
                .related(earlier_span, "the same requests");
        }
    }

    fn union_of(&mut self, address: &str, parts: &[Channel]) -> Channel {
        // Each side has a type of its own.
        let mut methods = [RESERVED, RESERVED].map(|names| Scope::with_reserved(&names));
        let mut operations: Vec<Operation> = Vec::new();
        let mut sets = [Vec::new(), Vec::new()];
        for part in parts {
            for operation in &part.operations {
                let mut operation = operation.clone();
                let side = operation.direction.index();
                operation.ident = methods[side].unique(operation.ident);
                operations.push(operation);
            }
            for (set, direction) in sets
                .iter_mut()
                .zip([Direction::ToServer, Direction::ToClient])
            {
                for variant in &part.messages(direction).variants {
                    if !set.contains(&variant.message) {
                        set.push(variant.message);
                    }
                }
            }
        }
        let keys: Vec<String> = parts.iter().map(|part| part.key.clone()).collect();
        let listed: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        let [to_server, to_client] = sets;
        let merged = |select: fn(&Channel) -> &Option<Struct>, optional: bool| {
            merge_structs(parts.iter().map(select), optional)
        };
        let mut security_notes: Vec<String> = Vec::new();
        for note in parts.iter().flat_map(|part| &part.security_notes) {
            if !security_notes.contains(note) {
                security_notes.push(note.clone());
            }
        }
        let base = module_name(address);
        let module = if parts.iter().any(|part| part.module == base) {
            format!("{}_connection", base.trim_start_matches("r#"))
        } else {
            base
        };
        Channel {
            key: parts[0].address.clone().unwrap_or_default(),
            place: parts[0].place,
            address: parts[0].address.clone(),
            module,
            docs: Docs {
                summary: Some(format!(
                    "One connection for the channels {}, which share this address.",
                    listed.join(", ")
                )),
                ..Docs::default()
            },
            point_of_view: parts[0].point_of_view.clone(),
            params: merged(|channel| &channel.params, false),
            any_text: parts[0]
                .any_text
                .iter()
                .filter(|name| parts.iter().all(|part| part.any_text.contains(name)))
                .cloned()
                .collect(),
            query: merged(|channel| &channel.query, true),
            headers: merged(|channel| &channel.headers, true),
            security: unite(parts.iter().flat_map(|part| &part.security)),
            may_lack_security: parts.iter().any(|part| part.may_lack_security),
            security_notes,
            operations,
            requests: Vec::new(),
            auth_message: parts.iter().find_map(|part| part.auth_message),
            to_server: self.message_set(to_server),
            to_client: self.message_set(to_client),
            unites: keys,
        }
    }

    /// Whether a node is an object; reports it if not.
    pub(super) fn expect_object(&mut self, node: &Node, what: &str, expected: &str) -> bool {
        let is_object = node.as_object().is_some();
        if !is_object {
            self.session.wrong_kind(node, what, expected);
        }
        is_object
    }
}

/// An address in which all parameters are alike, so that addresses which match the same requests are
/// equal.
fn without_names(address: &str) -> String {
    let mut pattern = String::new();
    let mut rest = address;
    while let Some((literal, (name, after))) = rest
        .split_once('{')
        .and_then(|(literal, behind)| Some((literal, behind.split_once('}')?)))
    {
        pattern.push_str(literal);
        // An empty pair of braces is no parameter.
        pattern.push_str(if name.is_empty() { "{}" } else { "{*}" });
        rest = after;
    }
    pattern + rest
}

/// The fields of all parts. What only some parts require is optional in the union.
fn merge_structs<'a>(
    parts: impl Iterator<Item = &'a Option<Struct>>,
    optional: bool,
) -> Option<Struct> {
    let parts: Vec<&Option<Struct>> = parts.collect();
    let mut fields: Vec<Field> = Vec::new();
    for part in parts.iter().filter_map(|part| part.as_ref()) {
        for field in &part.fields {
            if fields.iter().all(|known| known.name != field.name) {
                fields.push(field.clone());
            }
        }
    }
    if fields.is_empty() {
        return None;
    }
    let mut scope = Scope::default();
    for field in &mut fields {
        field.ident = scope.unique(value_name(&field.name));
        let everywhere = parts.iter().all(|part| {
            part.as_ref()
                .is_some_and(|part| part.fields.iter().any(|known| known.name == field.name))
        });
        if let FieldKind::Value { presence, .. } = &mut field.kind
            && optional
            && !everywhere
            && *presence == crate::model::Presence::Required
        {
            *presence = crate::model::Presence::Optional;
        }
    }
    Some(Struct {
        fields,
        ..Struct::default()
    })
}
