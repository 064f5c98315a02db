//! Channels against a document.

use super::super::channel::ChannelAst;
use super::super::errors::Errors;
use super::documents;
use asyncapi_channels_codegen::drift::{self, ChannelSubject, Contract, Property, Set};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;
use syn::spanned::Spanned;

/// Holds a channel against the document that it names.
pub(crate) fn channel_checks(channel: &ChannelAst, errors: &mut Errors) -> TokenStream {
    let Some(spec) = &channel.spec else {
        return TokenStream::new();
    };
    let find = |contract: &mut Contract, key: &str| contract.channel(key);
    let (subject, tracked) =
        documents::find(&spec.file, spec.describes, &spec.channel, errors, find);
    let Some(subject) = subject else {
        return tracked;
    };
    address_error(channel, &subject, errors);
    let handshake = [
        ("params", &channel.params, &subject.params),
        ("query", &channel.query, &subject.query),
        ("headers", &channel.headers, &subject.headers),
    ];
    let mut checks: TokenStream = handshake
        .into_iter()
        .map(|(option, ty, properties)| {
            handshake_checks(channel, option, ty.as_ref(), properties, &subject, errors)
        })
        .collect();
    let sides = [
        Side {
            option: "client",
            ty: channel.client.as_ref(),
            set: &subject.to_server,
            other: (channel.server.as_ref(), &subject.to_client),
        },
        Side {
            option: "server",
            ty: channel.server.as_ref(),
            set: &subject.to_client,
            other: (channel.client.as_ref(), &subject.to_server),
        },
    ];
    for side in sides {
        checks.extend(side.checks(channel, errors));
    }
    quote!(#tracked #checks)
}

fn address_error(channel: &ChannelAst, subject: &ChannelSubject, errors: &mut Errors) {
    let (Some(own), Some(stated)) = (&channel.address, &subject.address) else {
        return;
    };
    // A parameter of the query is none of the path, and a `/` at the end makes no difference.
    let path = |address: &str| {
        let path = address.split('?').next().unwrap_or_default();
        path.trim_matches('/').to_owned()
    };
    if path(&own.value()) != path(stated) {
        let text = format!("the document has the address `{stated}`: {}", subject.place);
        errors.at(own.span(), text);
    }
}

/// `params`, `query` or `headers`.
fn handshake_checks(
    channel: &ChannelAst,
    option: &str,
    ty: Option<&Type>,
    properties: &[Property],
    subject: &ChannelSubject,
    errors: &mut Errors,
) -> TokenStream {
    // Which parameters there are, the address says.
    let is_named = option == "params";
    let Some(ty) = ty else {
        let names = properties.iter().filter(|_| !is_named);
        let names = names.map(|property| (&property.name, &property.place));
        missing(channel, option, "the document has", names, errors);
        return TokenStream::new();
    };
    let (owner, span) = (format!("`{option}`"), place_of(ty));
    let all = properties.iter();
    let all = all.map(|property| match is_named {
        true => property.check_if_there(&owner, span),
        false => property.check(&owner, span),
    });
    let (place, definition) = (&subject.place, quote!(DEFINITION));
    let others =
        (!is_named).then(|| drift::no_others(properties, &owner, place, &definition, span));
    let definition = definition_of(Some(ty));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use __p::derived::Unknown as _;
            const DEFINITION: __p::Option<&__p::describe::Definition> = #definition;
            #(#all)*
            #others
        };
    }
}

/// Tells of an option that a channel lacks, with the names and places of what it is for.
fn missing<'s>(
    channel: &ChannelAst,
    option: &str,
    why: &str,
    names: impl Iterator<Item = (&'s String, &'s String)>,
    errors: &mut Errors,
) {
    let names: Vec<String> = names
        .map(|(name, place)| format!("`{name}` ({place})"))
        .collect();
    if !names.is_empty() {
        let text = format!(
            "`{}` has no `{option} = …`, but {why} {}",
            channel.ident,
            names.join(", ")
        );
        errors.at(channel.ident.span(), text);
    }
}

/// The messages of one direction.
struct Side<'c> {
    /// `client` or `server`, who sends them.
    option: &'static str,
    ty: Option<&'c Type>,
    set: &'c Set,
    /// The other direction.
    other: (Option<&'c Type>, &'c Set),
}

impl Side<'_> {
    fn checks(&self, channel: &ChannelAst, errors: &mut Errors) -> TokenStream {
        let option = self.option;
        let Some(ty) = self.ty else {
            let names = self.set.messages.iter();
            let names = names.map(|message| (&message.name, &message.place));
            missing(
                channel,
                option,
                &format!("the {option} sends"),
                names,
                errors,
            );
            return TokenStream::new();
        };
        let span = place_of(ty);
        let (other, other_set) = self.other;
        let other = definition_of(other);
        let role = format!("the {option} sends it");
        let set = self
            .set
            .checks(&role, Some((other_set, &quote!(OTHER))), span);
        let known = drift::constant(span, &quote!(__p::drift::known(DEFINITION)));
        let definition = definition_of(Some(ty));
        quote! {
            const _: () = {
                #[allow(unused_imports)]
            use __p::derived::Unknown as _;
                const DEFINITION: __p::Option<&__p::describe::Definition> = #definition;
                const OTHER: __p::Option<&__p::describe::Definition> = #other;
                #known
                #set
            };
        }
    }
}

fn definition_of(ty: Option<&Type>) -> TokenStream {
    match ty {
        Some(ty) => quote!(__p::derived::Probe::<#ty>::DEFINITION),
        None => quote!(__p::None),
    }
}

/// The first token of a type, which stands for all of it.
fn place_of(ty: &Type) -> Span {
    let first = ty.to_token_stream().into_iter().next();
    first.map_or_else(|| ty.span(), |token| token.span())
}
