//! Security schemes: who asks for which, and where a handshake carries them.
//!
//! A channel's are those of the servers that it is on and of its operations (AsyncAPI 3.0, "Security
//! Scheme Object"; 2.6, "Security Requirement Object").

use super::{Major, Reader, docs};
use crate::diagnostics::did_you_mean;
use crate::document::{Entry, Node, Value};
use crate::model::{Presentation, SecurityScheme};
use crate::name::{Scope, value_name};
use crate::source::Span;

/// The types of schemes. No handshake carries those that are about the connection or its broker.
const TYPES: [&str; 13] = [
    "userPassword",
    "apiKey",
    "X509",
    "symmetricEncryption",
    "asymmetricEncryption",
    "httpApiKey",
    "http",
    "oauth2",
    "openIdConnect",
    "plain",
    "scramSha256",
    "scramSha512",
    "gssapi",
];

/// The values of `in`: two of an `apiKey`, three of an `httpApiKey`.
const PLACES: [&str; 5] = ["user", "password", "query", "header", "cookie"];

/// A server of the document, of whatever protocol.
pub(super) struct KnownServer {
    key: String,
    node: Node,
    /// `None` if it does not speak WebSocket.
    demand: Option<Demand>,
}

/// What can ask for credentials.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asker {
    Server,
    Operation,
}

/// What a server or an operation asks of a client.
#[derive(Clone)]
pub(super) struct Demand {
    asker: Asker,
    /// The name of who asks.
    name: String,
    /// One of them is enough; of each, all are needed. Without any, nothing is asked.
    alternatives: Vec<Vec<Asked>>,
}

/// One scheme that is asked for.
#[derive(Clone)]
struct Asked {
    name: String,
    /// `None` where no handshake carries it.
    scheme: Option<SecurityScheme>,
}

/// A scheme of the document while it is being read.
struct Open<'a> {
    node: &'a Node,
    /// Its name, where it has one.
    name: Option<&'a str>,
    /// Where it is named, for what it lacks.
    span: Span,
}

impl Open<'_> {
    fn label(&self) -> String {
        match self.name {
            Some(name) => format!("security scheme `{name}`"),
            None => "a security scheme".to_owned(),
        }
    }
}

impl Reader<'_> {
    /// Keeps a server, with what it asks for if it speaks WebSocket.
    pub(super) fn know_server(&mut self, entry: &Entry, node: &Node, is_ws: bool, major: Major) {
        let demand = is_ws.then(|| self.demand(node, Asker::Server, &entry.key, major));
        self.known_servers.push(KnownServer {
            key: entry.key.clone(),
            node: node.clone(),
            demand,
        });
    }

    /// What the servers of a channel ask for: those that it names, or else all.
    pub(super) fn demands_of_servers(&mut self, channel: &Node, major: Major) -> Vec<Demand> {
        let list = match channel.get("servers").cloned() {
            Some(list) => self.session.array(&list, "servers"),
            None => Vec::new(),
        };
        let named: Vec<usize> = list
            .iter()
            .filter_map(|item| self.server_of(item, major))
            .collect();
        let servers = self.known_servers.iter().enumerate();
        servers
            .filter(|(index, _)| list.is_empty() || named.contains(index))
            .filter_map(|(_, server)| server.demand.clone())
            .collect()
    }

    /// Which of the document's servers a channel names: by its key in 2.x, by a `$ref` in 3.x.
    fn server_of(&mut self, item: &Node, major: Major) -> Option<usize> {
        let (found, wrong, advice) = match item.as_str() {
            Some(key) => (
                self.known_servers
                    .iter()
                    .position(|server| server.key == key),
                matches!(major, Major::Three),
                format!("write `$ref: '#/servers/{key}'`"),
            ),
            None => {
                if !self.expect_object(item, "servers", "a list of servers") {
                    return None;
                }
                let resolved = self.session.resolve(item)?;
                let same = |server: &KnownServer| server.node.ptr_eq(&resolved.node);
                let named = |server: &KnownServer| resolved.name.as_ref() == Some(&server.key);
                let servers = &self.known_servers;
                let found = servers
                    .iter()
                    .position(|server| same(server) && named(server))
                    .or_else(|| servers.iter().position(same));
                let advice = "write the server's name".to_owned();
                (found, matches!(major, Major::Two), advice)
            }
        };
        let keys = self.known_servers.iter().map(|server| server.key.as_str());
        match found {
            None => {
                let expected = format!("one of `servers`: {}", join(keys.clone()));
                let near = item.as_str().and_then(|key| did_you_mean(key, keys));
                self.session
                    .diagnostics
                    .warning(item.span(), "this is none of the document's `servers`")
                    .expected(expected)
                    .suggest(near);
            }
            Some(_) if wrong => {
                let (form, other) = match major {
                    Major::Two => ("names", "`$ref`s"),
                    Major::Three => ("`$ref`s", "names"),
                };
                self.session
                    .diagnostics
                    .warning(
                        item.span(),
                        format!("`servers` has {form} in this version, not {other}"),
                    )
                    .help(format!("{advice}; it is read as such"));
            }
            Some(_) => {}
        }
        found
    }

    /// What the `security` of a server or an operation asks for.
    pub(super) fn demand(
        &mut self,
        owner: &Node,
        asker: Asker,
        name: &str,
        major: Major,
    ) -> Demand {
        let list = match owner.get("security").cloned() {
            Some(list) => self.session.array(&list, "security"),
            None => Vec::new(),
        };
        let alternatives = list
            .iter()
            .filter_map(|item| self.alternative(item, major))
            .collect();
        Demand {
            asker,
            name: name.replace('`', "'"),
            alternatives,
        }
    }

    /// One item of `security`: names with scopes in 2.x, a scheme or a `$ref` to one in 3.x.
    fn alternative(&mut self, item: &Node, major: Major) -> Option<Vec<Asked>> {
        if let Some(name) = item.as_str() {
            let asked = self.named_scheme(name, item.span(), &[])?;
            self.other_form(
                item.span(),
                format!("`{name}` is text, not a security scheme"),
                name,
                major,
            );
            return Some(vec![asked]);
        }
        if !self.expect_object(item, "security", "a list of security schemes") {
            return None;
        }
        let entries = item.as_object().unwrap_or_default();
        if item.get("$ref").is_some() || item.get("type").is_some_and(|ty| ty.as_str().is_some()) {
            let resolved = self.session.resolve(item)?;
            let asked = self.scheme(&resolved.node, resolved.name.as_deref(), &[])?;
            if matches!(major, Major::Two) {
                let text = "`security` has names in this version, not schemes".to_owned();
                self.other_form(item.span(), text, &asked.name, major);
            }
            return Some(vec![asked]);
        }
        let has_scopes = |entry: &Entry| matches!(entry.value.value(), Value::Array(_));
        if matches!(major, Major::Three) && !entries.iter().all(has_scopes) {
            return Some(vec![self.scheme(item, None, &[])?]);
        }
        let mut all = Vec::new();
        for entry in entries {
            let mut scopes = Vec::new();
            for scope in self.session.array(&entry.value, &entry.key) {
                scopes.extend(self.session.text(&scope, &entry.key));
            }
            let asked = self.named_scheme(&entry.key, entry.key_span, &scopes)?;
            if matches!(major, Major::Three) {
                let text = "`security` has schemes in this version, not names".to_owned();
                self.other_form(entry.key_span, text, &entry.key, major);
            }
            all.push(asked);
        }
        Some(all)
    }

    /// Warns of what is understood although it is not how this version says it.
    fn other_form(&mut self, span: Span, message: String, name: &str, major: Major) {
        let form = match major {
            Major::Two => format!("{name}: []"),
            Major::Three => format!("$ref: '#/components/securitySchemes/{name}'"),
        };
        self.session
            .diagnostics
            .warning(span, message)
            .help(format!("write `{form}`; it is read as such"));
    }

    /// A scheme by its name in `components`.
    fn named_scheme(&mut self, name: &str, span: Span, scopes: &[String]) -> Option<Asked> {
        let known = &self.security_schemes;
        if let Some(entry) = known.iter().find(|entry| entry.key == name) {
            let node = entry.value.clone();
            let resolved = self.session.resolve(&node)?;
            return self.scheme(&resolved.node, Some(name), scopes);
        }
        let keys = known.iter().map(|entry| entry.key.as_str());
        let near = did_you_mean(name, keys.clone());
        let expected = join(keys);
        let diagnostic = self.session.diagnostics.error(
            span,
            format!("`components.securitySchemes` has no `{name}`"),
        );
        match expected.as_str() {
            "" => diagnostic.help("add it there"),
            _ => diagnostic
                .expected(format!("one of: {expected}"))
                .suggest(near),
        };
        None
    }

    /// A security scheme object.
    fn scheme(&mut self, node: &Node, name: Option<&str>, scopes: &[String]) -> Option<Asked> {
        let known = &self.security_schemes;
        let entry = known.iter().find(|entry| entry.value.ptr_eq(node));
        let open = Open {
            node,
            name,
            span: entry.map_or(node.span(), |entry| entry.key_span),
        };
        let what = name.unwrap_or("security");
        if !self.expect_object(node, what, "a security scheme object") {
            return None;
        }
        let expected = format!("one of: {}", TYPES.join(", "));
        let ty = self.choice(&open, "type", &TYPES, &expected)?;
        let presentation = self.presentation(&open, ty);
        let mut scopes = scopes.to_vec();
        if let Some(list) = node.get("scopes") {
            for scope in self.session.array(list, "scopes") {
                scopes.extend(self.session.text(&scope, "scopes"));
            }
        }
        let name = match (name, node.get("scheme").and_then(Node::as_str)) {
            (Some(name), _) => name.to_owned(),
            (None, Some(scheme)) if ty == "http" => value_name(&format!("{ty} {scheme}")),
            (None, _) => value_name(ty),
        };
        let mut docs = docs(node);
        if let Some(format) = node.get("bearerFormat").and_then(Node::as_str) {
            let format = format.replace('`', "'");
            docs.notes.push(format!("Format: `{format}`."));
        }
        Some(Asked {
            scheme: presentation.map(|presentation| SecurityScheme {
                ident: value_name(&name),
                name: name.clone(),
                presentation,
                scopes,
                docs,
            }),
            name,
        })
    }

    /// Where a handshake carries a scheme; `None` if none does, or if a mistake was reported.
    fn presentation(&mut self, open: &Open<'_>, ty: &str) -> Option<Presentation> {
        match ty {
            "userPassword" => Some(Presentation::Basic),
            "apiKey" | "httpApiKey" => self.api_key(open, ty),
            "http" => self.http(open),
            "oauth2" | "openIdConnect" => Some(Presentation::Token),
            _ => None,
        }
    }

    fn api_key(&mut self, open: &Open<'_>, ty: &str) -> Option<Presentation> {
        let expected = match ty {
            "apiKey" => "`user` or `password`",
            _ => "`query`, `header` or `cookie`",
        };
        let place = self.choice(open, "in", &PLACES, expected)?;
        let right = match place {
            "user" | "password" => "apiKey",
            _ => "httpApiKey",
        };
        if ty != right {
            let span = open.node.get("type").map_or(open.span, Node::span);
            self.session
                .diagnostics
                .warning(span, format!("`in: {place}` is not of type `{ty}`"))
                .help(format!("write `type: {right}`; it is read as such"));
        }
        match place {
            "user" => return Some(Presentation::BasicUser),
            "password" => return Some(Presentation::BasicPassword),
            _ => {}
        }
        let value = self.required(open, "name", &format!("`name:` of the {place}"))?;
        let name = self.session.text(&value, "name")?;
        let is_valid = match place {
            "query" => !name.is_empty(),
            _ => is_token(&name),
        };
        if !is_valid {
            self.session
                .diagnostics
                .warning(value.span(), format!("no {place} can be called {name:?}"))
                .expected("letters, digits and `-`")
                .help(format!("{} is left out", open.label()));
            return None;
        }
        Some(match place {
            "query" => Presentation::Query(name),
            "header" => Presentation::Header(name),
            _ => Presentation::Cookie(name),
        })
    }

    /// A scheme of `Authorization` (RFC 9110, section 11.1), whose name has no case.
    fn http(&mut self, open: &Open<'_>) -> Option<Presentation> {
        const EXPECTED: &str = "`basic`, `bearer` or the name of another HTTP scheme";
        let value = self.required(open, "scheme", EXPECTED)?;
        let text = self.session.text(&value, "scheme")?;
        match text.to_ascii_lowercase().as_str() {
            "basic" => return Some(Presentation::Basic),
            "bearer" => return Some(Presentation::Bearer),
            _ => {}
        }
        if !is_token(&text) {
            self.session
                .diagnostics
                .error(value.span(), format!("no HTTP scheme is called {text:?}"))
                .expected(EXPECTED);
            return None;
        }
        if let Some(near) = did_you_mean(&text, ["basic", "bearer"]) {
            self.session
                .diagnostics
                .warning(value.span(), format!("unknown HTTP scheme `{text}`"))
                .expected(EXPECTED)
                .suggest(Some(near));
        }
        Some(Presentation::Authorization(text))
    }

    /// What a scheme must have.
    fn required(&mut self, open: &Open<'_>, key: &str, expected: &str) -> Option<Node> {
        let value = open.node.get(key).filter(|value| !value.is_null());
        if value.is_none() {
            let entries = open.node.as_object().unwrap_or_default();
            let near = did_you_mean(key, entries.iter().map(|entry| entry.key.as_str()));
            let diagnostic = self
                .session
                .diagnostics
                .error(open.span, format!("{} has no `{key}`", open.label()))
                .expected(expected);
            if let Some(near) = near {
                diagnostic.help(format!("did you mean `{key}` instead of `{near}`?"));
            }
        }
        value.cloned()
    }

    /// The one of `choices` that stands at a key. One that differs in case alone is understood.
    fn choice(
        &mut self,
        open: &Open<'_>,
        key: &str,
        choices: &[&'static str],
        expected: &str,
    ) -> Option<&'static str> {
        let value = self.required(open, key, expected)?;
        let text = self.session.text(&value, key)?;
        let near = did_you_mean(&text, choices.iter().copied());
        let found = choices
            .iter()
            .find(|choice| choice.eq_ignore_ascii_case(&text));
        match found {
            Some(choice) if *choice == text => {}
            Some(choice) => {
                self.session
                    .diagnostics
                    .warning(value.span(), format!("unknown `{key}` `{text}`"))
                    .help(format!("write `{choice}`; it is read as such"));
            }
            None => {
                self.session
                    .diagnostics
                    .error(value.span(), format!("unknown `{key}` `{text}`"))
                    .expected(expected)
                    .suggest(near);
            }
        }
        found.copied()
    }
}

/// All schemes that a handshake carries, each once.
pub(super) fn schemes_of(demands: &[Demand]) -> Vec<SecurityScheme> {
    let asked = demands.iter().flat_map(|demand| &demand.alternatives);
    unite(asked.flatten().filter_map(|asked| asked.scheme.as_ref()))
}

/// Each scheme once, with a field of its own and all scopes that anyone asks for.
pub(super) fn unite<'a>(schemes: impl Iterator<Item = &'a SecurityScheme>) -> Vec<SecurityScheme> {
    let mut fields = Scope::default();
    let mut united: Vec<SecurityScheme> = Vec::new();
    for scheme in schemes {
        let same = |other: &&mut SecurityScheme| {
            other.name == scheme.name && other.presentation == scheme.presentation
        };
        match united.iter_mut().find(same) {
            Some(known) => {
                for scope in &scheme.scopes {
                    if !known.scopes.contains(scope) {
                        known.scopes.push(scope.clone());
                    }
                }
            }
            None => united.push(SecurityScheme {
                ident: fields.unique(value_name(&scheme.name)),
                ..scheme.clone()
            }),
        }
    }
    united
}

/// Whether the document has clients that present nothing in their handshake: a server takes them, and
/// an operation is for them. One that asks for nothing does, and so does one that has
/// an alternative of which nothing is in the handshake.
pub(super) fn may_be_left_out(demands: &[Demand]) -> bool {
    let is_nothing = |all: &Vec<Asked>| all.iter().all(|asked| asked.scheme.is_none());
    let takes_nothing = |demand: &&Demand| {
        demand.alternatives.is_empty() || demand.alternatives.iter().any(is_nothing)
    };
    [Asker::Server, Asker::Operation].iter().all(|asker| {
        let own: Vec<&Demand> = demands.iter().filter(|it| it.asker == *asker).collect();
        own.is_empty() || own.iter().any(takes_nothing)
    })
}

/// Who asks for what, in words.
pub(super) fn notes_of(demands: &[Demand]) -> Vec<String> {
    let named = |asked: &Asked| {
        let name = asked.name.replace('`', "'");
        match asked.scheme {
            Some(_) => format!("`{name}`"),
            None => format!("`{name}` (not in the handshake)"),
        }
    };
    let in_words = |all: &Vec<Asked>| match all.as_slice() {
        [] => "nothing".to_owned(),
        all => all.iter().map(named).collect::<Vec<_>>().join(" and "),
    };
    let note = |demand: &Demand| {
        let alternatives: Vec<String> = demand.alternatives.iter().map(in_words).collect();
        let kind = match demand.asker {
            Asker::Server => "Server",
            Asker::Operation => "Operation",
        };
        let asked = alternatives.join(", or for ");
        format!("{kind} `{}` asks for {asked}.", demand.name)
    };
    let asking = demands.iter().filter(|it| !it.alternatives.is_empty());
    asking.map(note).collect()
}

/// Whether a text is a `token` of HTTP (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

fn join<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    keys.collect::<Vec<_>>().join(", ")
}
