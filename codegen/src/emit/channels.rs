//! One module per channel.

use super::docs::{docs, plain};
use super::messages::side;
use super::{Emitter, Place, ident};
use crate::model::{Channel, Direction, Docs, Operation, Payload, Struct};
use crate::name::{Scope, type_name};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What every channel module holds.
const ITEMS: [&str; 10] = [
    "Channel",
    "ClientMessage",
    "ServerMessage",
    "Params",
    "Query",
    "Headers",
    "ClientSocket",
    "ServerSocket",
    "Client",
    "Handler",
];

impl Emitter<'_> {
    pub(super) fn channel(&self, channel: &Channel) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let module = ident(&channel.module);
        let text = channel_docs(channel);
        let name = &channel.key;
        let address = channel.address.as_deref().unwrap_or_default();
        let structs = [
            ("Params", &channel.params, "The parameters of the address."),
            ("Query", &channel.query, "The query of the handshake's URL."),
            ("Headers", &channel.headers, "The headers of the handshake."),
        ];
        let parameters = structs
            .iter()
            .filter_map(|(name, record, text)| Some(self.parameters(name, record.as_ref()?, text)));
        let types = structs.map(|(name, record, _)| match record {
            Some(_) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            None => quote!(()),
        });
        let [params, query, headers] = types;
        let to_server = self.messages(channel, Direction::ToServer);
        let to_client = self.messages(channel, Direction::ToClient);
        let views = self.as_views().map(|views| views.view_messages(channel));
        let client = self.socket("ClientSocket", "client", channel, Direction::ToServer);
        let server = self.socket("ServerSocket", "server", channel, Direction::ToClient);
        let operations = self.operations(channel);
        let marker = plain(&format!(
            "Marks what belongs to channel `{}`.",
            name.replace('`', "'")
        ));
        quote! {
            #text
            #allow
            pub mod #module {
                use super::#p;
                #marker
                #[derive(#p::Clone, #p::Copy, #p::Debug, #p::PartialEq, #p::Eq)]
                pub struct Channel;
                #[automatically_derived]
                impl #p::Channel for Channel {
                    const NAME: &'static #p::str = #name;
                    const ADDRESS: &'static #p::str = #address;
                    type Params = #params;
                    type Query = #query;
                    type Headers = #headers;
                    type ClientMessage = ClientMessage;
                    type ServerMessage = ServerMessage;
                }
                #(#parameters)*
                #to_server
                #to_client
                #views
                #client
                #server
                #operations
            }
        }
    }

    fn parameters(&self, name: &str, record: &Struct, text: &str) -> TokenStream {
        let runtime = &self.options.runtime;
        let rust_name = format_ident!("{name}");
        let names = record.fields.iter().map(|field| &field.name);
        let record = self.record(name, &Docs::default(), text, record, None, Place::Module);
        quote! {
            #record
            #runtime::__parameters!(#rust_name, &[#(#names),*]);
        }
    }

    fn socket(
        &self,
        name: &str,
        side_name: &str,
        channel: &Channel,
        direction: Direction,
    ) -> TokenStream {
        let runtime = &self.options.runtime;
        let rust_name = format_ident!("{name}");
        let side = side(direction);
        let text = format!(
            "A typed WebSocket at the {side_name}'s end of channel `{}`.",
            channel.key.replace('`', "'")
        );
        quote! {
            #runtime::__socket! { #[doc = #text] #rust_name, Channel, #side }
        }
    }

    /// One method per operation on the side that sends it.
    fn operations(&self, channel: &Channel) -> TokenStream {
        let p = &self.private;
        let mut items = Scope::with_reserved(&ITEMS);
        let mut traits = TokenStream::new();
        let mut methods = [Vec::new(), Vec::new()];
        for operation in &channel.operations {
            if operation.messages.is_empty() {
                continue;
            }
            let slot = operation.direction.index();
            let (method, marker) = self.operation(channel, operation, &mut items);
            methods[slot].push(method);
            traits.extend(marker);
        }
        let impls = ["ClientSocket", "ServerSocket"]
            .iter()
            .zip(&methods)
            .filter(|(_, methods)| !methods.is_empty())
            .map(|(name, methods)| {
                let name = format_ident!("{name}");
                quote! {
                    impl<S> #name<S>
                    where
                        S: #p::Sink<#p::tungstenite::Message, Error = #p::tungstenite::Error>
                            + #p::Unpin,
                    {
                        #(#methods)*
                    }
                }
            });
        quote!(#traits #(#impls)*)
    }

    fn operation(
        &self,
        channel: &Channel,
        operation: &Operation,
        items: &mut Scope,
    ) -> (TokenStream, TokenStream) {
        let p = &self.private;
        let set = channel.messages(operation.direction);
        let members: Vec<_> = set
            .variants
            .iter()
            .filter(|variant| operation.messages.contains(&variant.message))
            .collect();
        let name = ident(&operation.ident);
        let quoted = operation.name.replace('`', "'");
        let mut text = operation.docs.clone();
        text.notes.push(format!(
            "Operation `{quoted}`: encodes, checks, writes and flushes. Cancel safety: dropped \
             before it is ready, the message may have been queued but not flushed; it is never \
             written in part."
        ));
        let text = docs(&text, &format!("Sends a message of operation `{quoted}`."));
        let enum_name = match operation.direction {
            Direction::ToServer => format_ident!("ClientMessage"),
            Direction::ToClient => format_ident!("ServerMessage"),
        };
        let side = side(operation.direction);
        if let [single] = members.as_slice() {
            let payload = &self.api.messages[single.message].payload;
            let ty = match payload {
                Payload::Text(_) => quote!(impl #p::Into<#p::String>),
                Payload::Binary => quote!(impl #p::Into<#p::Bytes>),
                Payload::Json(_) | Payload::Nothing => self.payload(payload, Place::Module),
            };
            let convert = match payload {
                Payload::Json(_) | Payload::Nothing => quote!(message),
                _ => quote!(#p::Into::into(message)),
            };
            let variant = ident(&single.ident);
            let method = quote! {
                #text
                pub fn #name(&mut self, message: #ty) -> #p::Sending<'_, Channel, #p::#side, S> {
                    self.send(#enum_name::#variant(#convert))
                }
            };
            return (method, TokenStream::new());
        }
        let whole = members.len() == set.variants.len();
        if whole || members.iter().any(|variant| !variant.unique) {
            let method = quote! {
                #text
                pub fn #name(
                    &mut self,
                    message: impl #p::Outgoing<Channel, #p::#side>,
                ) -> #p::Sending<'_, Channel, #p::#side, S> {
                    self.send(message)
                }
            };
            return (method, TokenStream::new());
        }
        let marker = format_ident!(
            "{}",
            items.unique(format!("{}Messages", type_name(&operation.ident)))
        );
        let names: Vec<String> = members
            .iter()
            .map(|variant| format!("`{}`", variant.ident))
            .collect();
        let marker_text = plain(&format!(
            "Marks the messages of operation `{quoted}`: {}.",
            names.join(", ")
        ));
        let types = members.iter().map(|variant| {
            let payload = &self.api.messages[variant.message].payload;
            self.payload(payload, Place::Module)
        });
        let markers = quote! {
            #marker_text
            #[derive(#p::Clone, #p::Copy, #p::Debug)]
            pub struct #marker;
            #(
                #[automatically_derived]
                impl #p::OneOf<#marker> for #types {}
            )*
        };
        let method = quote! {
            #text
            pub fn #name(
                &mut self,
                message: impl #p::Outgoing<Channel, #p::#side> + #p::OneOf<#marker>,
            ) -> #p::Sending<'_, Channel, #p::#side, S> {
                self.send(message)
            }
        };
        (method, markers)
    }
}

fn channel_docs(channel: &Channel) -> TokenStream {
    let mut text = channel.docs.clone();
    match &channel.address {
        Some(address) => text
            .notes
            .insert(0, format!("Address: `{}`.", address.replace('`', "'"))),
        None => text.notes.insert(
            0,
            "The document leaves the address open: the server's URL is used as it is.".to_owned(),
        ),
    }
    text.notes.push(channel.point_of_view.clone());
    docs(
        &text,
        &format!("Channel `{}`.", channel.key.replace('`', "'")),
    )
}
