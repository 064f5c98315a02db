//! Where in a document the payload schemas of its messages stand, found by a walk of its own.

use asyncapi_channels_codegen::diagnostics::Diagnostics;
use asyncapi_channels_codegen::document::{Documents, Node, Resolved};
use asyncapi_channels_codegen::model::{Api, Channel, Direction};
use asyncapi_channels_codegen::source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How deep alternatives of messages may nest.
const DEEPEST: usize = 8;

/// A document and the files that it refers to.
pub(crate) struct Reader {
    documents: Documents,
    sources: Sources,
    diagnostics: Diagnostics,
    root: Node,
}

/// A message of a channel.
struct Found {
    key: String,
    message: Node,
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Option<Self> {
        let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut sources = Sources::new(base);
        let mut documents = Documents::new();
        let mut diagnostics = Diagnostics::new();
        let root = documents.load_root(&mut sources, path, &mut diagnostics)?;
        Some(Self {
            documents,
            sources,
            diagnostics,
            root,
        })
    }

    pub(crate) fn resolve(&mut self, node: &Node) -> Option<Resolved> {
        self.documents
            .resolve(node, &mut self.sources, &mut self.diagnostics)
    }

    /// The message objects behind the messages of `api`, by their index.
    pub(crate) fn messages(&mut self, api: &Api) -> BTreeMap<usize, Node> {
        let root = self.root.clone();
        let is_second = root
            .get("asyncapi")
            .and_then(Node::as_str)
            .is_some_and(|version| version.starts_with('2'));
        let loose = self.operation_messages(&root);
        let mut mapped = BTreeMap::new();
        for (key, channel) in self.members(&root, "channels") {
            let found = if is_second {
                self.messages_of_item(&key, &channel)
            } else {
                self.members(&channel, "messages")
                    .into_iter()
                    .map(|(key, message)| Found { key, message })
                    .collect()
            };
            for known in &api.channels {
                if known.key == key && known.unites.is_empty() {
                    pair(api, known, &found, &loose, &mut mapped);
                }
            }
        }
        mapped
    }

    /// The payload schema of a message. None means any JSON.
    pub(crate) fn payload(&mut self, message: &Node) -> Option<Node> {
        if message
            .get("schemaFormat")
            .is_some_and(|format| !is_json_schema(format))
        {
            return None;
        }
        if let Some(payload) = message.get("payload") {
            return Some(payload.clone());
        }
        let traits = message.get("traits").and_then(Node::as_array)?.to_vec();
        traits
            .iter()
            .find_map(|part| self.resolve(part)?.node.get("payload").cloned())
    }

    /// The entries of an object of objects, references followed.
    fn members(&mut self, node: &Node, key: &str) -> Vec<(String, Node)> {
        let Some(object) = node.get(key).and_then(|node| self.resolve(node)) else {
            return Vec::new();
        };
        let entries = object.node.as_object().unwrap_or_default().to_vec();
        entries
            .into_iter()
            .filter_map(|entry| Some((entry.key, self.resolve(&entry.value)?.node)))
            .collect()
    }

    /// The messages of a channel item of 2.x.
    fn messages_of_item(&mut self, key: &str, item: &Node) -> Vec<Found> {
        let mut found = Vec::new();
        for action in ["publish", "subscribe"] {
            let Some(operation) = item.get(action).and_then(|node| self.resolve(node)) else {
                continue;
            };
            let operation = operation.node;
            let name = operation
                .get("operationId")
                .and_then(Node::scalar_text)
                .map_or_else(|| format!("{key} {action}"), str::to_owned);
            let Some(message) = operation.get("message") else {
                continue;
            };
            let mut nodes = Vec::new();
            self.alternatives(message, DEEPEST, &mut nodes);
            for (index, node) in nodes.iter().enumerate() {
                let fallback = match index {
                    0 => name.clone(),
                    _ => format!("{name} {}", index + 1),
                };
                found.extend(self.found(node, &fallback));
            }
        }
        let responses: Vec<Found> = found
            .iter()
            .flat_map(|asked| self.responses(asked))
            .collect();
        found.extend(responses);
        found
    }

    /// The messages that answer one of 2.x.
    fn responses(&mut self, asked: &Found) -> Vec<Found> {
        let Some(response) = asked.message.get("x-response") else {
            return Vec::new();
        };
        let mut nodes = Vec::new();
        self.alternatives(response, DEEPEST, &mut nodes);
        let fallback = |index: usize| match index {
            0 => format!("{} reply", asked.key),
            _ => format!("{} reply {}", asked.key, index + 1),
        };
        let nodes = nodes.iter().enumerate();
        nodes
            .filter_map(|(index, node)| self.found(node, &fallback(index)))
            .collect()
    }

    /// A message, or the messages of its `oneOf`.
    fn alternatives(&mut self, node: &Node, depth: usize, found: &mut Vec<Node>) {
        let list = match node.as_array() {
            Some(list) => Some(list.to_vec()),
            None => self
                .resolve(node)
                .and_then(|resolved| resolved.node.get("oneOf")?.as_array().map(<[_]>::to_vec)),
        };
        match list {
            Some(list) if depth > 0 => {
                for node in &list {
                    self.alternatives(node, depth - 1, found);
                }
            }
            _ => found.push(node.clone()),
        }
    }

    /// The messages that operations of 3.x name, also those that their channel does not have.
    fn operation_messages(&mut self, root: &Node) -> Vec<Found> {
        let mut found = Vec::new();
        for (key, operation) in self.members(root, "operations") {
            let reply = operation
                .get("reply")
                .and_then(|reply| self.resolve(reply))
                .map(|resolved| resolved.node);
            for holder in [Some(operation), reply].into_iter().flatten() {
                let list = holder.get("messages").and_then(Node::as_array);
                for node in list.unwrap_or_default() {
                    found.extend(self.found(node, &key));
                }
            }
        }
        found
    }

    fn found(&mut self, node: &Node, fallback: &str) -> Option<Found> {
        let resolved = self.resolve(node)?;
        let text = |key: &str| resolved.node.get(key)?.as_str().map(str::to_owned);
        let key = resolved
            .name
            .clone()
            .or_else(|| text("messageId"))
            .or_else(|| text("name"))
            .or_else(|| text("title"))
            .unwrap_or_else(|| fallback.to_owned());
        Some(Found {
            key,
            message: resolved.node,
        })
    }
}

/// Whether a `schemaFormat` is of JSON Schema's family.
pub(crate) fn is_json_schema(format: &Node) -> bool {
    format.as_str().is_none_or(|text| {
        [
            "schema+json",
            "schema+yaml",
            "asyncapi",
            "openapi",
            "oai",
            "application/json",
        ]
        .iter()
        .any(|family| text.contains(family))
    })
}

/// Pairs the messages of a channel by their keys; those of one key by their order.
fn pair(
    api: &Api,
    channel: &Channel,
    found: &[Found],
    loose: &[Found],
    mapped: &mut BTreeMap<usize, Node>,
) {
    let indices: BTreeSet<usize> = [Direction::ToServer, Direction::ToClient]
        .into_iter()
        .flat_map(|direction| &channel.messages(direction).variants)
        .map(|variant| variant.message)
        .collect();
    for &index in &indices {
        let key = &api.messages[index].key;
        let rank = indices
            .iter()
            .filter(|&&other| other < index && api.messages[other].key == *key)
            .count();
        let mut candidates: Vec<&Found> = Vec::new();
        for candidate in found.iter().chain(loose).filter(|found| found.key == *key) {
            let is_new = |known: &&Found| !known.message.ptr_eq(&candidate.message);
            if candidates.iter().all(is_new) {
                candidates.push(candidate);
            }
        }
        if let Some(candidate) = candidates.get(rank) {
            mapped
                .entry(index)
                .or_insert_with(|| candidate.message.clone());
        }
    }
}
