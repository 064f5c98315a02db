//! Requests: what answers them, and the ids by which a reply is told.

use super::channels::quoted;
use super::docs::plain;
use super::groups::{Group, Reply, Taken};
use super::{Emitter, Place, ident};
use crate::model::{Channel, Hop, MessageSet, MessageVariant};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::borrow::Borrow;

impl Emitter<'_> {
    /// What a channel with requests has beside its messages.
    pub(super) fn replies(&self, channel: &Channel, groups: &[Group<'_>]) -> TokenStream {
        if channel.requests.is_empty() {
            return TokenStream::new();
        }
        let client = self.correlated("ClientMessage", &channel.to_server);
        let server = self.correlated("ServerMessage", &channel.to_client);
        let with_reply = groups
            .iter()
            .filter_map(|group| Some((group, group.reply.as_ref()?)));
        let requests = with_reply.map(|(group, reply)| self.requests(group, reply));
        quote!(#client #server #(#requests)*)
    }

    /// Where the ids of messages stand.
    fn correlated(&self, name: &str, set: &MessageSet) -> TokenStream {
        let p = &self.private;
        let rust_name = format_ident!("{name}");
        let with_id = set.variants.iter().filter_map(|variant| {
            let path = self.api.messages[variant.message]
                .correlation_path
                .as_ref()?;
            Some((ident(&variant.ident), path))
        });
        let arms = with_id.map(|(own, path)| {
            let steps = path.iter().map(|hop| self.hop(hop));
            let steps_to_set = path.iter().map(|hop| self.hop_to_set(hop));
            let get = quote!(Self::#own(at) => { #(#steps)* #p::CorrelationField::id(at) });
            let set = quote! {
                Self::#own(at) => { #(#steps_to_set)* #p::CorrelationField::set_id(at, id) }
            };
            (get, (set, quote!(Self::#own(..) => true,)))
        });
        let (gets, (sets, places)): (Vec<_>, (Vec<_>, Vec<_>)) = arms.unzip();
        let header_id = self.header_ids(set);
        quote! {
            #[automatically_derived]
            #[allow(unreachable_patterns)]
            impl #p::Correlated for #rust_name {
                fn correlation_id(&self) -> #p::Option<#p::CorrelationId> {
                    match self { #(#gets)* _ => #p::None }
                }
                fn set_correlation_id(&mut self, id: &#p::CorrelationId) -> #p::bool {
                    match self { #(#sets)* _ => false }
                }
                fn has_id_place(&self) -> #p::bool {
                    match self { #(#places)* _ => false }
                }
                #header_id
            }
        }
    }

    /// Whether an id of one of the messages is beside its payload.
    pub(super) fn has_header_id<V: Borrow<MessageVariant>>(&self, variants: &[V]) -> bool {
        variants
            .iter()
            .any(|own| self.api.messages[own.borrow().message].header_id.is_some())
    }

    /// Where those ids stand that are beside the payload, if there are such.
    fn header_ids(&self, set: &MessageSet) -> Option<TokenStream> {
        let p = &self.private;
        let arms = set.variants.iter().filter_map(|variant| {
            let place = self.api.messages[variant.message].header_id.as_ref()?;
            let own = ident(&variant.ident);
            let path = place.path.iter().map(|name| self.key_step(name));
            let is_number = place.is_number;
            Some(quote! {
                Self::#own(..) => #p::Some(#p::HeaderId {
                    path: &[#(#path),*],
                    is_number: #is_number,
                }),
            })
        });
        let arms: Vec<TokenStream> = arms.collect();
        (!arms.is_empty()).then(|| {
            quote! {
                fn header_id(&self) -> #p::Option<#p::HeaderId> {
                    match self { #(#arms)* _ => #p::None }
                }
            }
        })
    }

    fn hop(&self, hop: &Hop) -> TokenStream {
        let p = &self.private;
        match hop {
            Hop::Field(name) => {
                let name = ident(name);
                quote!(let at = &at.#name;)
            }
            Hop::Option { .. } => quote!(let at = #p::Option::as_ref(at)?;),
        }
    }

    fn hop_to_set(&self, hop: &Hop) -> TokenStream {
        let p = &self.private;
        match hop {
            Hop::Field(name) => {
                let name = ident(name);
                quote!(let at = &mut at.#name;)
            }
            Hop::Option { has_default: true } => {
                quote!(let at = #p::Option::get_or_insert_with(at, #p::Default::default);)
            }
            Hop::Option { has_default: false } => {
                quote!(let #p::Some(at) = #p::Option::as_mut(at) else { return false; };)
            }
        }
    }

    /// The requests of a group, which have one reply, and its type where that is an enum of its own.
    fn requests(&self, group: &Group<'_>, reply: &Reply<'_>) -> TokenStream {
        let p = &self.private;
        let operation = group.operation.map_or("", |operation| &operation.name);
        let asked = match group.message {
            Some(variant) => {
                let name = &self.api.messages[variant.message].name;
                format!("message `{}`", quoted(name))
            }
            None => format!("operation `{}`", quoted(operation)),
        };
        let reply_enum = match &reply.taken {
            Taken::Some(name) => self.reply_enum(name, &asked, reply),
            Taken::Payload | Taken::All => TokenStream::new(),
        };
        let ty = self.reply_type(reply);
        let streaming = reply.streaming;
        let is_idempotent = group
            .operation
            .is_some_and(|operation| operation.idempotent);
        let is_idempotent = is_idempotent.then(|| quote!(const IS_IDEMPOTENT: #p::bool = true;));
        let variants: Vec<Ident> = reply.messages.iter().map(|one| ident(&one.ident)).collect();
        let replies = variants.iter().map(|own| match &reply.taken {
            Taken::Payload => quote!(reply),
            Taken::All => quote!(ServerMessage::#own(reply)),
            Taken::Some(name) => quote!(#name::#own(reply)),
        });
        let replies: Vec<TokenStream> = replies.collect();
        // A payload that several messages have does not say which of them is sent.
        let asking = group.members.iter().filter(|variant| variant.unique);
        let requests = asking.map(|variant| {
            let payload = &self.api.messages[variant.message].payload;
            let request = self.payload(payload, Place::Module);
            quote! {
                #[automatically_derived]
                #[allow(unreachable_patterns)]
                impl #p::Request<Channel> for #request {
                    type Reply = #ty;
                    const OPERATION: &'static #p::str = #operation;
                    const IS_STREAMING: #p::bool = #streaming;
                    #is_idempotent
                    fn is_reply(message: &ServerMessage) -> #p::bool {
                        match message {
                            #(ServerMessage::#variants(..) => true,)*
                            _ => false,
                        }
                    }
                    fn into_reply(message: ServerMessage) -> #p::Result<#ty, ServerMessage> {
                        match message {
                            #(ServerMessage::#variants(reply) => #p::Ok(#replies),)*
                            other => #p::Err(other),
                        }
                    }
                }
            }
        });
        quote!(#reply_enum #(#requests)*)
    }

    /// The type of what answers a request.
    pub(super) fn reply_type(&self, reply: &Reply<'_>) -> TokenStream {
        match (&reply.taken, reply.messages.as_slice()) {
            (Taken::Payload, [single, ..]) => {
                self.payload(&self.api.messages[single.message].payload, Place::Module)
            }
            (Taken::Some(name), _) => quote!(#name),
            _ => quote!(ServerMessage),
        }
    }

    /// An enum of the messages that answer a request.
    fn reply_enum(&self, name: &Ident, asked: &str, reply: &Reply<'_>) -> TokenStream {
        let p = &self.private;
        let text = format!("The replies to {asked}.");
        let members = self.message_enum(name, &text, &reply.messages);
        let variants: Vec<Ident> = reply.messages.iter().map(|one| ident(&one.ident)).collect();
        let unique = reply.messages.iter().filter(|variant| variant.unique);
        let conversions = unique.map(|variant| {
            let own = ident(&variant.ident);
            let ty = self.payload(&self.api.messages[variant.message].payload, Place::Module);
            quote! {
                #[automatically_derived]
                impl #p::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#own(value)
                    }
                }
            }
        });
        quote! {
            #members
            #(#conversions)*
            #[automatically_derived]
            impl #p::From<#name> for ServerMessage {
                fn from(reply: #name) -> Self {
                    match reply {
                        #(#name::#variants(reply) => Self::#variants(reply),)*
                    }
                }
            }
        }
    }

    /// An enum of some of the messages of one side.
    pub(super) fn message_enum(
        &self,
        name: &Ident,
        text: &str,
        members: &[&MessageVariant],
    ) -> TokenStream {
        let text = plain(text);
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let variants = members.iter().map(|variant| {
            let message = &self.api.messages[variant.message];
            let own = ident(&variant.ident);
            let ty = self.payload(&message.payload, Place::Module);
            let text = plain(&format!("Message `{}`.", quoted(&message.name)));
            quote!(#text #own(#ty),)
        });
        quote! {
            #text
            #derives
            pub enum #name { #(#variants)* }
        }
    }
}
