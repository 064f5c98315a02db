//! What a client presents to be let in: one field per security scheme.

use super::channels::quoted;
use super::docs::docs;
use super::{Emitter, ident};
use crate::model::{Channel, Docs, Presentation, SecurityScheme};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// The type of a channel's credentials, if the document asks for any.
    pub(super) fn credentials(&self, channel: &Channel) -> Option<TokenStream> {
        if channel.security.is_empty() {
            return None;
        }
        let runtime = &self.options.runtime;
        let fallback = format!(
            "What a client presents in its handshake to be let in to channel `{}`.",
            quoted(&channel.key)
        );
        let mut notes = channel.security_notes.clone();
        let may_be_empty = channel.may_lack_security;
        if may_be_empty {
            notes.push("A client may be let in without any of it.".to_owned());
        }
        notes.push(
            "That something is presented does not make it right: the application verifies it."
                .to_owned(),
        );
        let text = Docs {
            notes,
            ..Docs::default()
        };
        let text = docs(&text, &fallback);
        let fields = channel.security.iter().map(field);
        Some(quote! {
            #runtime::__credentials! {
                #text Credentials may_be_empty = #may_be_empty { #(#fields,)* }
            }
        })
    }
}

/// A field, as the runtime's macro reads it.
fn field(scheme: &SecurityScheme) -> TokenStream {
    let marked = |text: &str| format!("`{}`", quoted(text));
    let (form, place) = match &scheme.presentation {
        Presentation::Basic => (
            quote!(UserPassword = Basic),
            "user and password of HTTP Basic".to_owned(),
        ),
        Presentation::BasicUser => (
            quote!(Secret = BasicUser),
            "the user of HTTP Basic".to_owned(),
        ),
        Presentation::BasicPassword => (
            quote!(Secret = BasicPassword),
            "the password of HTTP Basic".to_owned(),
        ),
        Presentation::Bearer => (
            quote!(Secret = Bearer),
            "the token of `Authorization: Bearer`".to_owned(),
        ),
        Presentation::Token => (
            quote!(Secret = Token),
            "the token of `Authorization: Bearer`, or else the query parameter `access_token`"
                .to_owned(),
        ),
        Presentation::Authorization(name) => (
            quote!(Secret = Authorization(#name)),
            format!("what follows {} in `Authorization`", marked(name)),
        ),
        Presentation::Header(name) => (
            quote!(Secret = Header(#name)),
            format!("the header {}", marked(name)),
        ),
        Presentation::Query(name) => (
            quote!(Secret = Query(#name)),
            format!("the query parameter {}", marked(name)),
        ),
        Presentation::Cookie(name) => (
            quote!(Secret = Cookie(#name)),
            format!("the cookie {}", marked(name)),
        ),
    };
    let mut text = scheme.docs.clone();
    let name = marked(&scheme.name);
    text.notes.push(format!("Security scheme {name}: {place}."));
    if !scheme.scopes.is_empty() {
        let scopes: Vec<String> = scheme.scopes.iter().map(|scope| marked(scope)).collect();
        text.notes.push(format!("Scopes: {}.", scopes.join(", ")));
    }
    let text = docs(&text, "What proves who the client is.");
    let ident = ident(&scheme.ident);
    quote!(#text #ident: #form)
}
