//! An AsyncAPI 3 document, written from types that are derived.
//!
//! Types that are written by hand describe themselves: what
//! [`#[derive(Channel)]`](macro@crate::Channel) and [`#[derive(Message)]`](macro@crate::Message) know
//! is enough for a document that others generate from. A test that writes it, or compares it with
//! the one that is published, keeps both the same.
#![cfg_attr(
    feature = "macros",
    doc = r##"

```
use asyncapi_channels::document::Document;
use asyncapi_channels::{Channel, Message};

/// A line of the chat.
#[derive(Message)]
struct Line {
    /// The words.
    #[message(max_length = 2000)]
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", client = Line, server = Line)]
struct Chat;

let document = Document::new("Chat", "1.0.0")
    .server("production", "wss://example.com")
    .channel::<Chat>()
    .to_json()
    .unwrap();
assert!(document.contains(r#""maxLength": 2000"#));
```
"##
)]
//!
//! What a document cannot say is not in it: parameters of an address are texts, whatever their type is
//! in Rust (AsyncAPI 3.0
//! [Parameter Object](https://www.asyncapi.com/docs/reference/specification/v3.0.0#parameterObject)),
//! and a frame that is none of the messages is no message. A payload in an envelope is written as the
//! whole object that travels.

mod schemas;
mod tree;

use std::fmt;

use crate::Channel;
use crate::describe::{
    Define, Definition, DefinitionKind, Field, Messages, Shape, Tagging, Variant, VariantPayload,
};
use schemas::{Schemas, component_name, unused};
use tree::{Object, Tree};

/// The document of an API
/// ([AsyncAPI 3.0](https://www.asyncapi.com/docs/reference/specification/v3.0.0)), from its channels'
/// types.
///
/// The document describes the client, as this crate reads it: what a client sends is `send`.
#[derive(Default)]
#[must_use]
pub struct Document {
    info: Object,
    servers: Object,
    channels: Object,
    operations: Object,
    messages: Object,
    schemas: Schemas,
}

/// What no document can be written of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    errors: Vec<String>,
}

impl Document {
    /// A document without channels: the title and the version of the API.
    pub fn new(title: &str, version: &str) -> Self {
        Self {
            info: Object::default()
                .with("title", title)
                .with("version", version),
            ..Self::default()
        }
    }

    /// Says what the API is for, as Markdown.
    pub fn description(mut self, text: &str) -> Self {
        self.info.set("description", text);
        self
    }

    /// Adds a server by its URL, such as `wss://example.com/v1`.
    pub fn server(mut self, name: &str, url: &str) -> Self {
        let (protocol, rest) = url.split_once("://").unwrap_or(("wss", url));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let server = Object::default()
            .with("host", host)
            .with("protocol", protocol)
            .text("pathname", path.trim_end_matches('/'));
        self.servers.set(&component_name(name), server);
        self
    }

    /// Adds a channel with its messages, one operation for each.
    pub fn channel<C>(mut self) -> Self
    where
        C: Channel<
                Params: DescribedParameters,
                Query: DescribedParameters,
                Headers: DescribedParameters,
                ClientMessage: Define,
                ServerMessage: Define,
            >,
    {
        let key = unused(&self.channels, &component_name(C::NAME));
        let mut messages = Object::default();
        self.side(&key, "send", &C::ClientMessage::DEFINITION, &mut messages);
        self.side(
            &key,
            "receive",
            &C::ServerMessage::DEFINITION,
            &mut messages,
        );
        let address = match C::ADDRESS {
            "" => serde_json::Value::Null.into(),
            address => Tree::from(address),
        };
        let mut binding = Object::default();
        for (name, definition) in [
            ("query", C::Query::PARAMETERS),
            ("headers", C::Headers::PARAMETERS),
        ] {
            if let Some(definition) = definition {
                binding.set(name, self.schemas.definition(definition));
            }
        }
        let channel = Object::default()
            .with("address", address)
            .part("parameters", self.parameters(C::Params::PARAMETERS))
            .with("messages", messages)
            .part("bindings", Object::default().part("ws", binding));
        self.channels.set(&key, channel);
        self
    }

    /// The messages of one side, with their operations.
    fn side(
        &mut self,
        channel: &str,
        action: &str,
        definition: &'static Definition,
        messages: &mut Object,
    ) {
        let set = match definition.kind {
            DefinitionKind::Messages(set) => set,
            // Any other type is the only message.
            _ => {
                let schema = self.schemas.definition(definition);
                let message = Object::default().with("payload", schema);
                return self.message(channel, action, definition.name, message, messages);
            }
        };
        for variant in set.variants {
            if let Some(message) = self.content(&set, variant) {
                self.message(channel, action, variant.name, message, messages);
            }
        }
    }

    /// What the Message Object of a variant holds; `None` for what is no message of its own.
    fn content(&mut self, set: &Messages, variant: &Variant) -> Option<Object> {
        let message = Object::default();
        Some(match variant.payload {
            VariantPayload::Unknown => return None,
            VariantPayload::Binary => message.with("contentType", "application/octet-stream"),
            VariantPayload::Text => message
                .with("contentType", "text/plain")
                .with("payload", self.schemas.message(&Tagging::None, variant)),
            _ => message.with("payload", self.schemas.message(&set.tagging, variant)),
        })
    }

    /// Adds a message to the components, to a channel and, as an operation, to the document.
    fn message(
        &mut self,
        channel: &str,
        action: &str,
        name: &str,
        message: Object,
        messages: &mut Object,
    ) {
        let message = Object::default().with("name", name).part_of(message);
        let base = component_name(name);
        // The same message may stand in several channels.
        let known = self.messages.name_of(&Tree::Object(message.clone()));
        let key = known.unwrap_or_else(|| unused(&self.messages, &base));
        self.messages.set(&key, message);
        let reference = |path: String| Object::default().with("$ref", path.as_str());
        messages.set(&key, reference(format!("#/components/messages/{key}")));
        let operation = match self.operations.get(&key) {
            Some(_) => unused(&self.operations, &format!("{channel}.{key}")),
            None => key.clone(),
        };
        let in_channel = reference(format!("#/channels/{channel}/messages/{key}"));
        let operation_object = Object::default()
            .with("action", action)
            .with("channel", reference(format!("#/channels/{channel}")))
            .with("messages", vec![in_channel.into()]);
        self.operations.set(&operation, operation_object);
    }

    /// The parameters of an address, which are texts (Parameter Object).
    fn parameters(&mut self, definition: Option<&Definition>) -> Object {
        let fields = definition.map_or(&[][..], fields);
        let all = fields.iter().map(|field| {
            let parameter = Object::default()
                .text("description", field.docs.trim())
                .part_of(values(field));
            (field.name, parameter)
        });
        all.fold(Object::default(), |all, (name, parameter)| {
            all.with(name, parameter)
        })
    }

    /// The document as JSON, which is YAML too.
    ///
    /// # Errors
    ///
    /// When there is a type of which nothing is known, since only serde reads and writes it; each is
    /// named.
    pub fn to_json(&self) -> Result<String, DocumentError> {
        if !self.schemas.errors.is_empty() {
            return Err(DocumentError {
                errors: self.schemas.errors.clone(),
            });
        }
        let components = Object::default()
            .part("messages", self.messages.clone())
            .part("schemas", self.schemas.named.clone());
        let document = Object::default()
            .with("asyncapi", "3.0.0")
            .with("info", self.info.clone())
            .with("defaultContentType", "application/json")
            .part("servers", self.servers.clone())
            .part("channels", self.channels.clone())
            .part("operations", self.operations.clone())
            .part("components", components);
        let text = serde_json::to_string_pretty(&document).map_err(|error| DocumentError {
            errors: vec![error.to_string()],
        })?;
        Ok(text + "\n")
    }
}

/// Parameters that describe themselves: derived ones, and none at all.
pub trait DescribedParameters {
    /// What is in the type.
    #[doc(hidden)]
    const PARAMETERS: Option<&'static Definition>;
}

impl<T: Define> DescribedParameters for T {
    const PARAMETERS: Option<&'static Definition> = Some(&T::DEFINITION);
}

impl DescribedParameters for () {
    const PARAMETERS: Option<&'static Definition> = None;
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.errors.join("\n"))
    }
}

impl std::error::Error for DocumentError {}

/// The properties of an object.
fn fields(definition: &Definition) -> &'static [Field] {
    match definition.kind {
        DefinitionKind::Object(object) => object.fields,
        _ => &[],
    }
}

/// The texts that a parameter may be, and the one that it is by itself.
fn values(field: &Field) -> Object {
    let mut parameter = Object::default();
    let text = |json: &str| match serde_json::from_str(json) {
        Ok(serde_json::Value::String(text)) => Tree::from(text.as_str()),
        _ => Tree::from(json),
    };
    if let Shape::Values { values, .. } = field.shape {
        let values: Vec<Tree> = values.iter().map(|value| text(value)).collect();
        parameter.set("enum", values);
    }
    if let Some(default) = field.default.and_then(|default| default()) {
        parameter.set("default", text(&default));
    }
    parameter
}
