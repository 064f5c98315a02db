//! AsyncAPI documents → model. Each major version has its own reader; what they share is here.

mod channel;
mod correlation;
mod extensions;
mod handshake;
mod message;
mod replies;
mod security;
mod server;
mod traits;
mod v2;
mod v3;

use crate::diagnostics::did_you_mean;
use crate::document::{Entry, Node, Value};
use crate::model::{Api, Direction, Docs, Payload};
use crate::options::{Describes, OptionError, Options};
use crate::schema::{Lowerer, Lowering};
use crate::session::Session;
use std::collections::{BTreeSet, HashMap};

/// Versions that are read.
const SUPPORTED: [&str; 9] = [
    "2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "2.5.0", "2.6.0", "3.0.0", "3.1.0",
];

/// Reads the document at `root`; mistakes go to the session's diagnostics.
pub(crate) fn read(session: &mut Session, root: &Node, options: &Options) -> Read {
    let mut reader = Reader {
        lowerer: Lowerer::new(&options.replace, options.strict_schemas),
        session,
        options,
        api: Api::default(),
        messages: HashMap::new(),
        message_nodes: Vec::new(),
        requests: Vec::new(),
        default_content_type: None,
        channel_spans: HashMap::new(),
        names: BTreeSet::new(),
        schema_names: BTreeSet::new(),
        lost_operation: false,
        security_schemes: Vec::new(),
        known_servers: Vec::new(),
    };
    let read = reader.document(root).is_some();
    let mut option_errors = Vec::new();
    if read {
        for (key, _) in &options.rename {
            if !reader.names.contains(key) {
                option_errors.push(option_error(
                    "rename",
                    key,
                    "channel, schema, message or operation",
                    &reader.names,
                ));
            }
        }
        for key in reader.lowerer.unused_replacements() {
            option_errors.push(option_error("replace", key, "schema", &reader.schema_names));
        }
    }
    reader.lowerer.book.check_satisfiable(reader.session);
    reader.lowerer.book.check_quotes(reader.session);
    reader.lowerer.book.check_annotations(reader.session);
    reader.api.types = std::mem::take(&mut reader.lowerer.types);
    reader.api.rules = reader.lowerer.book.sets().to_vec();
    reader.api.schemas = std::mem::take(&mut reader.lowerer.schemas);
    Read {
        api: reader.api,
        lowering: reader.lowerer.known,
        option_errors,
    }
}

fn option_error(
    option: &'static str,
    key: &str,
    what: &str,
    names: &BTreeSet<String>,
) -> OptionError {
    let mut message = format!("`{option}`: the document has no {what} called {key:?}");
    if let Some(near) = did_you_mean(key, names.iter().map(String::as_str)) {
        message.push_str(&format!("; did you mean {near:?}?"));
    }
    OptionError {
        option,
        key: key.to_owned(),
        message,
    }
}

/// What came of a document.
pub(crate) struct Read {
    pub(crate) api: Api,
    /// What became of each schema.
    pub(crate) lowering: Lowering,
    /// Mistakes in the options rather than the document.
    pub(crate) option_errors: Vec<OptionError>,
}

/// The state of reading one document.
struct Reader<'a> {
    session: &'a mut Session,
    options: &'a Options,
    lowerer: Lowerer,
    api: Api,
    /// Messages by the identity of their node, and their key.
    messages: HashMap<(usize, String), (Node, usize)>,
    /// Each message with its traits, in the order of the model's messages.
    message_nodes: Vec<Node>,
    /// What the document says of replies, until all channels are known.
    requests: Vec<replies::RawRequest>,
    default_content_type: Option<String>,
    /// Where each channel's key stands, for what is found out later.
    channel_spans: HashMap<String, crate::source::Span>,
    /// Keys that the `rename` option could have named.
    names: BTreeSet<String>,
    schema_names: BTreeSet<String>,
    /// Whether an operation is missing because of a mistake that was reported.
    lost_operation: bool,
    /// `components.securitySchemes`.
    security_schemes: Vec<Entry>,
    /// All servers, of other protocols too.
    known_servers: Vec<security::KnownServer>,
}

/// How the version names the directions.
#[derive(Clone, Copy)]
enum Major {
    Two,
    Three,
}

impl Reader<'_> {
    /// `None` if nothing of the document could be believed.
    fn document(&mut self, root: &Node) -> Option<()> {
        let major = self.version(root)?;
        self.info(root);
        self.default_content_type = root
            .get("defaultContentType")
            .and_then(|node| self.session.text(node, "defaultContentType"));
        let components = self.resolved(root, "components");
        if let Some(components) = &components {
            let _ = self.session.object(components, "components");
        }
        let schemas: Vec<(String, Node)> = match components.as_ref().and_then(|c| c.get("schemas"))
        {
            Some(node) => self
                .session
                .object(node, "components.schemas")
                .into_iter()
                .map(|entry| (entry.key, entry.value))
                .collect(),
            None => Vec::new(),
        };
        let named: Vec<(String, String, Node)> = schemas
            .into_iter()
            .map(|(key, node)| {
                let name = self.rename(&key).unwrap_or_else(|| key.clone());
                self.schema_names.insert(key.clone());
                (key, name, node)
            })
            .collect();
        self.lowerer.reserve(self.session, &named);
        self.lowerer.components(self.session, &named);
        if let Some(node) = components.as_ref().and_then(|c| c.get("securitySchemes")) {
            self.security_schemes = self.session.object(node, "components.securitySchemes");
        }
        self.servers(root, major);
        match major {
            Major::Two => self.channels_v2(root),
            Major::Three => self.channels_v3(root),
        }
        let payloads = self
            .api
            .messages
            .iter()
            .filter_map(|message| match &message.payload {
                Payload::Json(ty) => Some(ty),
                _ => None,
            });
        self.lowerer.finish(self.session, payloads);
        self.finish_channels();
        Some(())
    }

    /// Checks the version before anything else is believed.
    fn version(&mut self, root: &Node) -> Option<Major> {
        let supported = format!("one of: {}", SUPPORTED.join(", "));
        let Value::Object(entries) = root.value() else {
            self.session
                .diagnostics
                .error(
                    root.span(),
                    format!(
                        "an AsyncAPI document cannot be {}",
                        crate::schema::article(root.kind_name())
                    ),
                )
                .expected("an object that begins with `asyncapi: 3.0.0`");
            return None;
        };
        let Some(node) = root.get("asyncapi") else {
            let keys = entries.iter().map(|entry| entry.key.as_str());
            let other = keys
                .clone()
                .find(|key| matches!(*key, "openapi" | "swagger"))
                .map(str::to_owned);
            let near = did_you_mean("asyncapi", keys).map(str::to_owned);
            let span = entries.first().map_or(root.span(), |entry| entry.key_span);
            let diagnostic = self
                .session
                .diagnostics
                .error(
                    span,
                    "this is not an AsyncAPI document: it has no `asyncapi` version",
                )
                .pointer("#")
                .expected(format!("`asyncapi:` with {supported}"));
            if let Some(other) = other {
                diagnostic.help(format!(
                    "`{other}:` begins an OpenAPI document, which describes HTTP"
                ));
            } else if let Some(near) = near {
                diagnostic.help(format!("did you mean `asyncapi` instead of `{near}`?"));
            }
            return None;
        };
        let text = self.session.text(node, "asyncapi")?;
        let numbers: Vec<&str> = text.trim().split('.').collect();
        let major = match numbers.as_slice() {
            ["2", minor, ..] if matches!(*minor, "0" | "1" | "2" | "3" | "4" | "5" | "6") => {
                Major::Two
            }
            ["3", minor, ..] if matches!(*minor, "0" | "1") => Major::Three,
            _ => {
                self.session
                    .diagnostics
                    .error(
                        node.span(),
                        format!("AsyncAPI version `{text}` is not supported"),
                    )
                    .expected(supported);
                return None;
            }
        };
        Some(major)
    }

    /// `info` bears on little that is generated, but a document without it is not finished.
    fn info(&mut self, root: &Node) {
        match root.get("info") {
            None => {
                if let Some(entry) = root.entry("asyncapi") {
                    self.session
                        .diagnostics
                        .warning(entry.key_span, "the document has no `info`")
                        .help("add `info:` with `title` and `version`");
                }
            }
            Some(node) => {
                let Some(info) = self.session.resolve(node) else {
                    return;
                };
                if info.node.as_object().is_none() {
                    self.session.wrong_kind(
                        &info.node,
                        "info",
                        "an object with `title` and `version`",
                    );
                    return;
                }
                for key in ["title", "version"] {
                    let text = info.node.get(key);
                    let text = text.and_then(|value| self.session.text(value, key));
                    if key == "title" {
                        self.api.title = text.unwrap_or_default();
                    }
                }
            }
        }
    }

    /// The value at `key`, with `$ref` followed.
    fn resolved(&mut self, node: &Node, key: &str) -> Option<Node> {
        let node = node.get(key)?.clone();
        Some(self.session.resolve(&node)?.node)
    }

    /// The Rust name that the `rename` option gives to a key.
    fn rename(&mut self, key: &str) -> Option<String> {
        self.names.insert(key.to_owned());
        let (_, name) = self.options.rename.iter().find(|(from, _)| from == key)?;
        Some(name.clone())
    }

    /// The direction of what the document calls an action.
    fn direction(&self, action: &str) -> Direction {
        let outward = matches!(action, "publish" | "send");
        let from_client = match self.options.describes {
            None | Some(Describes::Client) => outward,
            Some(Describes::Server) => !outward,
        };
        if from_client {
            Direction::ToServer
        } else {
            Direction::ToClient
        }
    }

    fn point_of_view(&self, major: Major) -> String {
        let actions = match major {
            Major::Two => ("publish", "subscribe"),
            Major::Three => ("send", "receive"),
        };
        let (from_client, from_server) = match self.options.describes {
            None | Some(Describes::Client) => actions,
            Some(Describes::Server) => (actions.1, actions.0),
        };
        let source = match self.options.describes {
            None => "as its AsyncAPI version defines",
            Some(Describes::Client) => "by `describes = client`",
            Some(Describes::Server) => "by `describes = server`",
        };
        format!(
            "Directions, {source}: `{from_client}` is client → server, `{from_server}` is server → client."
        )
    }
}

/// `title`, `summary`, `description` and `deprecated` of any object.
fn docs(node: &Node) -> Docs {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    Docs {
        summary: text("summary").or_else(|| text("title")),
        description: text("description"),
        notes: Vec::new(),
        deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
    }
}
