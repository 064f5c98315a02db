//! The template of an address, as derived channels may have it.
//!
//! The runtime takes any text for a template, since documents have all kinds of them: braces without
//! a partner are literal text. In a program they are mistakes.

use syn::LitStr;

/// A template without mistakes.
pub(super) struct Address {
    /// The names of its parameters, in their order.
    pub(super) parameters: Vec<String>,
}

impl Address {
    /// Reads a template; the error is what is wrong with it.
    pub(super) fn parse(literal: &LitStr) -> Result<Self, String> {
        let text = literal.value();
        if text.contains("://") {
            return Err(
                "the address is the path on a server, such as `/chat/{room}`: the server's URL is \
                 said where the channel is opened"
                    .to_owned(),
            );
        }
        if text.contains('#') {
            return Err("an address has no fragment: nothing after `#` is sent".to_owned());
        }
        let mut parameters: Vec<String> = Vec::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let opened = rest.get(at..).and_then(|rest| rest.strip_prefix('{'));
            let Some((name, after)) = opened.and_then(|opened| opened.split_once('}')) else {
                let brace = if opened.is_some() { '{' } else { '}' };
                return Err(format!("`{brace}` has no partner in the address {text:?}"));
            };
            if name.is_empty() {
                return Err("a parameter of the address has no name: `{}`".to_owned());
            }
            let odd = |c: char| matches!(c, '{' | '/' | '?' | '&' | '=') || c.is_whitespace();
            if let Some(odd) = name.chars().find(|c| odd(*c)) {
                return Err(format!(
                    "`{{{name}}}` is no parameter: its name must not have {odd:?}"
                ));
            }
            if parameters.iter().any(|known| known == name) {
                return Err(format!("the address has `{{{name}}}` twice"));
            }
            parameters.push(name.to_owned());
            rest = after;
        }
        Ok(Self { parameters })
    }
}
