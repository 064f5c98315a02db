//! Message objects, and what of them travels in a frame.

use super::{Major, Reader, docs};
use crate::document::{Node, Value};
use crate::model::{Message, Payload, Type};
use crate::name::type_name;
use crate::rules::{Rule, RuleSetId};
use crate::schema::is_json_schema;

/// What a content type means for a frame.
#[derive(Clone, Copy, PartialEq)]
enum Content {
    Json,
    Text,
    Binary,
}

impl Reader<'_> {
    /// Reads a message once; `key` is its name in the document, if it has one there.
    pub(super) fn message(
        &mut self,
        node: &Node,
        key: Option<&str>,
        fallback: &str,
        major: Major,
    ) -> Option<usize> {
        let resolved = self.session.resolve(node)?;
        let target = resolved.node;
        let Value::Object(_) = target.value() else {
            let what = key.unwrap_or("message");
            self.session.wrong_kind(&target, what, "a message object");
            return None;
        };
        let text = |key: &str| target.get(key).and_then(Node::as_str).map(str::to_owned);
        let stated = key.map(str::to_owned).or(resolved.name);
        let key = stated
            .or_else(|| text("messageId"))
            .or_else(|| text("name"))
            .or_else(|| text("title"))
            .unwrap_or_else(|| fallback.to_owned());
        let identity = (target.id(), key.clone());
        if let Some((_, index)) = self.messages.get(&identity) {
            return Some(*index);
        }
        let merged = self.with_traits(&target, major);
        let payload = self.payload(&merged, &key);
        let name = merged
            .get("name")
            .and_then(|name| self.session.text(name, "name"))
            .unwrap_or_else(|| key.clone());
        let examples = match &payload {
            Payload::Json(_) => self.examples(&merged),
            _ => Vec::new(),
        };
        let headers = self.message_headers(&merged, &key);
        self.check_examples(&merged, &payload);
        let correlation_id = self.correlation_id(&merged);
        let index = self.api.messages.len();
        self.api.messages.push(Message {
            name,
            key,
            payload,
            headers,
            correlation_id,
            correlation_path: None,
            header_id: None,
            docs: docs(&merged),
            examples,
            place: target.span(),
        });
        self.message_nodes.push(merged);
        // The node is kept, so that its identity is not given to another.
        self.messages.insert(identity, (target, index));
        Some(index)
    }

    /// The type of `headers`. A WebSocket frame has none, so they travel only where an application
    /// puts them itself.
    fn message_headers(&mut self, message: &Node, key: &str) -> Option<Type> {
        let schema = message.get("headers")?.clone();
        let hint = format!("{key} headers");
        Some(self.lowerer.schema(self.session, &schema, &hint))
    }

    /// Where the correlation id stands: a runtime expression.
    fn correlation_id(&mut self, message: &Node) -> Option<String> {
        let object = self.resolved(message, "correlationId")?;
        if !self.expect_object(&object, "correlationId", "an object with `location`") {
            return None;
        }
        let expected =
            "a runtime expression such as `$message.payload#/id` or `$message.header#/id`";
        let Some(location) = object.get("location").cloned() else {
            self.session
                .diagnostics
                .error(object.span(), "`correlationId` has no `location`")
                .expected(expected);
            return None;
        };
        let text = self.session.text(&location, "location")?;
        let is_expression = ["$message.payload#", "$message.header#"]
            .iter()
            .any(|source| {
                text.strip_prefix(source)
                    .is_some_and(|pointer| pointer.is_empty() || pointer.starts_with('/'))
            });
        if !is_expression {
            self.session
                .diagnostics
                .error(
                    location.span(),
                    format!("`{text}` is no runtime expression"),
                )
                .expected(expected);
            return None;
        }
        Some(text)
    }

    fn payload(&mut self, message: &Node, key: &str) -> Payload {
        let stated = message.get("contentType");
        let content_type = match stated {
            Some(node) => self.session.text(node, "contentType"),
            None => self.default_content_type.clone(),
        };
        let content = content_type.as_deref().map_or(Content::Json, content);
        let Some(schema) = message.get("payload").cloned() else {
            return match content {
                Content::Json if self.options.envelope.is_some() => Payload::Nothing,
                Content::Json => Payload::Json(Type::Any),
                Content::Text => Payload::Text(None),
                Content::Binary => Payload::Binary,
            };
        };
        if let Some(format) = foreign_format(message).or_else(|| foreign_format(&schema)) {
            let text = format.as_str().unwrap_or_default().to_owned();
            self.session
                .diagnostics
                .warning(format.span(), format!("schema format `{text}` is not read"))
                .help("the payload is passed on as it is; JSON Schema gives it a type");
            return match content {
                Content::Json if content_type.is_some() => Payload::Json(Type::Any),
                Content::Text => Payload::Text(None),
                _ => Payload::Binary,
            };
        }
        let is_string = self.is_plain_string(&schema);
        if self.is_binary_string(&schema) && content != Content::Text {
            return Payload::Binary;
        }
        match content {
            Content::Binary => Payload::Binary,
            Content::Text if is_string => Payload::Text(self.text_rules(&schema)),
            _ => Payload::Json(self.payload_type(&schema, key)),
        }
    }

    /// What a text must obey beyond being text.
    fn text_rules(&mut self, schema: &Node) -> Option<RuleSetId> {
        let book = &mut self.lowerer.book;
        let rules = book.read(self.session, schema);
        let rules = book.get(rules).rules.iter();
        let rules: Vec<Rule> = rules
            .filter(|rule| !matches!(rule, Rule::Types(_)))
            .cloned()
            .collect();
        (!rules.is_empty()).then(|| book.define(rules, false))
    }

    /// Warns of examples that do not match the payload or the headers.
    fn check_examples(&mut self, message: &Node, payload: &Payload) {
        let Some(examples) = message.get("examples") else {
            return;
        };
        let book = &mut self.lowerer.book;
        let mut rules = |schema: Option<&Node>| Some(book.read(self.session, schema?));
        let payload = match payload {
            Payload::Json(_) | Payload::Text(_) => rules(message.get("payload")),
            Payload::Binary | Payload::Nothing => None,
        };
        let headers = rules(message.get("headers"));
        self.lowerer
            .book
            .check_message_examples(self.session, payload, headers, examples);
    }

    fn payload_type(&mut self, schema: &Node, key: &str) -> Type {
        let name = self.rename(key).unwrap_or_else(|| key.to_owned());
        let hint = if self.lowerer.is_taken(&type_name(&name)) {
            format!("{name} payload")
        } else {
            name
        };
        self.lowerer.schema(self.session, schema, &hint)
    }

    /// Whether the schema says no more than "text".
    fn is_plain_string(&mut self, schema: &Node) -> bool {
        let Some(resolved) = self.session.resolve(schema) else {
            return false;
        };
        match resolved.node.get("type").map(Node::value) {
            Some(Value::String(name)) => name == "string",
            Some(_) => false,
            None => [
                "properties",
                "items",
                "oneOf",
                "anyOf",
                "allOf",
                "enum",
                "const",
            ]
            .iter()
            .all(|key| resolved.node.get(key).is_none()),
        }
    }

    fn is_binary_string(&mut self, schema: &Node) -> bool {
        let Some(resolved) = self.session.resolve(schema) else {
            return false;
        };
        resolved.node.get("type").and_then(Node::as_str) == Some("string")
            && resolved.node.get("format").and_then(Node::as_str) == Some("binary")
    }

    fn examples(&mut self, message: &Node) -> Vec<String> {
        let Some(node) = message.get("examples").cloned() else {
            return Vec::new();
        };
        let list = match node.as_array() {
            Some(list) => list.to_vec(),
            None => vec![node],
        };
        let mut payloads = Vec::new();
        for example in &list {
            let Some(example) = self.session.resolve(example) else {
                continue;
            };
            let Some(payload) = example.node.get("payload") else {
                continue;
            };
            if let Some(payload) = self.session.resolve(payload) {
                payloads.push(payload.node.to_json());
            }
        }
        payloads
    }
}

/// The `schemaFormat` of a message (2.x) or of a multi-format schema (3.x), if it is not JSON
/// Schema's family.
fn foreign_format(node: &Node) -> Option<&Node> {
    node.get("schemaFormat")
        .filter(|format| !is_json_schema(format))
}

fn content(content_type: &str) -> Content {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if essence.contains("json") || essence.is_empty() || essence == "*/*" {
        return Content::Json;
    }
    let binary = ["audio/", "video/", "image/", "font/"]
        .iter()
        .any(|prefix| essence.starts_with(prefix))
        || [
            "octet-stream",
            "protobuf",
            "avro",
            "msgpack",
            "cbor",
            "zip",
            "binary",
            "wasm",
            "pdf",
        ]
        .iter()
        .any(|part| essence.contains(part));
    if binary {
        Content::Binary
    } else {
        Content::Text
    }
}
