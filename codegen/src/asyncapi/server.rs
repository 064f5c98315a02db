//! Server objects → URLs.

use super::{Major, Reader, docs};
use crate::document::{Entry, Node};
use crate::model::{Server, ServerVariable};

impl Reader<'_> {
    pub(super) fn servers(&mut self, root: &Node, major: Major) {
        let Some(servers) = self.resolved(root, "servers") else {
            return;
        };
        for entry in self.session.object(&servers, "servers") {
            let Some(resolved) = self.session.resolve(&entry.value) else {
                continue;
            };
            let server = resolved.node;
            if server.as_object().is_none() {
                self.session
                    .wrong_kind(&server, &entry.key, "a server object");
                continue;
            }
            let protocol = self.protocol(&server);
            self.know_server(&entry, &server, protocol.is_some(), major);
            let Some(protocol) = protocol else {
                continue;
            };
            let Some(url) = self.url(&server, &protocol, major, &entry) else {
                continue;
            };
            let variables = self.variables(&server, &url);
            self.api.servers.push(Server {
                key: entry.key,
                url,
                variables,
                docs: docs(&server),
            });
        }
    }

    /// `ws` or `wss`; `None` for servers of other protocols.
    fn protocol(&mut self, server: &Node) -> Option<String> {
        let stated = match server.get("protocol") {
            Some(node) => self.session.text(node, "protocol")?,
            None => String::new(),
        };
        let address = ["url", "host"]
            .iter()
            .find_map(|key| server.get(key).and_then(Node::as_str))
            .unwrap_or_default();
        let scheme = address
            .split_once("://")
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        match (stated.to_ascii_lowercase().as_str(), scheme.as_deref()) {
            (_, Some(scheme @ ("ws" | "wss"))) => Some(scheme.to_owned()),
            ("wss" | "https" | "websockets" | "websocket-secure", _) => Some("wss".to_owned()),
            ("ws" | "websocket", Some("https")) => Some("wss".to_owned()),
            ("ws" | "websocket" | "http", _) => Some("ws".to_owned()),
            ("", Some("https")) => Some("wss".to_owned()),
            ("", Some("http")) => Some("ws".to_owned()),
            ("", None) if !address.is_empty() => Some("wss".to_owned()),
            _ => None,
        }
    }

    fn url(
        &mut self,
        server: &Node,
        protocol: &str,
        major: Major,
        entry: &Entry,
    ) -> Option<String> {
        let (expected, other) = match major {
            Major::Two => ("url", "host"),
            Major::Three => ("host", "url"),
        };
        let node = match (server.get(expected), server.get(other)) {
            (Some(node), _) => node.clone(),
            (None, Some(node)) => {
                let span = server
                    .entry(other)
                    .map_or(server.span(), |entry| entry.key_span);
                self.session
                    .diagnostics
                    .warning(
                        span,
                        format!("a server has `{expected}` in this version, not `{other}`"),
                    )
                    .help(format!("write `{expected}:`; it is read as such"));
                node.clone()
            }
            (None, None) => {
                self.session
                    .diagnostics
                    .error(
                        entry.key_span,
                        format!("server `{}` has no `{expected}`", entry.key),
                    )
                    .expected(format!("`{expected}:` with its address"));
                return None;
            }
        };
        let address = self.session.text(&node, expected)?;
        let rest = match address.split_once("://") {
            Some((_, rest)) => rest,
            None => address.as_str(),
        };
        let mut url = format!(
            "{protocol}://{}",
            rest.trim_start_matches('/').trim_end_matches('/')
        );
        if let Some(path) = server.get("pathname") {
            let path = self.session.text(path, "pathname")?;
            let path = path.trim_matches('/');
            if !path.is_empty() {
                url.push('/');
                url.push_str(path);
            }
        }
        Some(url)
    }

    fn variables(&mut self, server: &Node, url: &str) -> Vec<ServerVariable> {
        let declared = match self.resolved(server, "variables") {
            Some(node) => self.session.object(&node, "variables"),
            None => Vec::new(),
        };
        let mut variables = Vec::new();
        for name in placeholders(url) {
            let node = declared
                .iter()
                .find(|entry| entry.key == name)
                .and_then(|entry| self.session.resolve(&entry.value))
                .map(|resolved| resolved.node);
            let mut variable = ServerVariable {
                name,
                default: None,
                values: Vec::new(),
                docs: node.as_ref().map(docs).unwrap_or_default(),
            };
            if let Some(node) = node {
                variable.default = node
                    .get("default")
                    .and_then(|node| self.session.text(node, "default"));
                if let Some(values) = node.get("enum") {
                    variable.values = self
                        .session
                        .array(values, "enum")
                        .iter()
                        .filter_map(|value| self.session.text(value, "enum"))
                        .collect();
                }
            }
            variables.push(variable);
        }
        variables
    }
}

/// The names in braces, each once, in order.
pub(super) fn placeholders(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = tail;
    }
    names
}
