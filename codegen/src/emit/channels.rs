//! One module per channel.

use super::docs::{docs, plain};
use super::groups::groups;
use super::messages::side;
use super::{Emitter, Place, ident};
use crate::model::{Channel, Direction, Docs, Operation, Payload, Struct};
use crate::name::{Scope, type_name};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What every channel module holds.
const ITEMS: [&str; 13] = [
    "Channel",
    "ClientMessage",
    "ServerMessage",
    "Params",
    "Query",
    "Headers",
    "Credentials",
    "ClientSocket",
    "ServerSocket",
    "Client",
    "Connection",
    "Handler",
    "Served",
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
        let credentials = self.credentials(channel);
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
                #credentials
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

    /// One method per operation on the side that sends it, and what a server has for them.
    fn operations(&self, channel: &Channel) -> TokenStream {
        let p = &self.private;
        let mut items = Scope::with_reserved(&ITEMS);
        let with_messages = channel.operations.iter();
        let sent: Vec<Sent<'_>> = with_messages
            .filter(|operation| !operation.messages.is_empty())
            .map(|operation| self.sent(channel, operation, &mut items))
            .collect();
        let markers = sent.iter().map(|sent| &sent.marker);
        let sockets = [
            ("ClientSocket", Direction::ToServer),
            ("ServerSocket", Direction::ToClient),
        ];
        let impls = sockets.iter().map(|(name, direction)| {
            let own = sent
                .iter()
                .filter(|sent| sent.operation.direction == *direction);
            let methods: Vec<TokenStream> = own.map(|sent| self.socket_method(sent)).collect();
            if methods.is_empty() {
                return TokenStream::new();
            }
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
        let impls: TokenStream = impls.collect();
        let client = self.client(channel, &sent);
        let groups = groups(channel, &mut items);
        let replies = self.replies(channel, &groups);
        let serving = self.serving(channel, &sent, &groups);
        quote!(#(#markers)* #impls #replies #client #serving)
    }

    fn socket_method(&self, sent: &Sent<'_>) -> TokenStream {
        let p = &self.private;
        let side = side(sent.operation.direction);
        let name = ident(&sent.operation.ident);
        let text = sent.docs(
            "encodes, checks, writes and flushes. Cancel safety: dropped before it is ready, the \
             message may have been queued but not flushed; it is never written in part.",
        );
        let Sent {
            argument, message, ..
        } = sent;
        quote! {
            #text
            pub fn #name(
                &mut self,
                message: #argument,
            ) -> #p::Sending<'_, Channel, #p::#side, S> {
                self.send(#message)
            }
        }
    }

    /// What the methods of an operation take and send.
    fn sent<'o>(&self, channel: &Channel, operation: &'o Operation, items: &mut Scope) -> Sent<'o> {
        let p = &self.private;
        let set = channel.messages(operation.direction);
        let members: Vec<_> = set
            .variants
            .iter()
            .filter(|variant| operation.messages.contains(&variant.message))
            .collect();
        let side = side(operation.direction);
        let sent = |argument, message, marker| Sent {
            operation,
            argument,
            message,
            marker,
        };
        if let [single] = members.as_slice() {
            let enum_name = match operation.direction {
                Direction::ToServer => format_ident!("ClientMessage"),
                Direction::ToClient => format_ident!("ServerMessage"),
            };
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
            return sent(
                ty,
                quote!(#enum_name::#variant(#convert)),
                TokenStream::new(),
            );
        }
        let any = quote!(impl #p::Outgoing<Channel, #p::#side>);
        let whole = members.len() == set.variants.len();
        if whole || members.iter().any(|variant| !variant.unique) {
            return sent(any, quote!(message), TokenStream::new());
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
            "Marks the messages of operation `{}`: {}.",
            quoted(&operation.name),
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
        sent(quote!(#any + #p::OneOf<#marker>), quote!(message), markers)
    }
}

/// How the methods of an operation send.
pub(super) struct Sent<'o> {
    pub(super) operation: &'o Operation,
    /// The type of what they take, which is called `message`.
    pub(super) argument: TokenStream,
    /// What is sent of it.
    pub(super) message: TokenStream,
    /// The mark of its messages, where it needs one.
    marker: TokenStream,
}

impl Sent<'_> {
    /// The documentation of a method, with what that one does.
    pub(super) fn docs(&self, deed: &str) -> TokenStream {
        let name = quoted(&self.operation.name);
        let mut text = self.operation.docs.clone();
        text.notes.push(format!("Operation `{name}`: {deed}"));
        docs(&text, &format!("Sends a message of operation `{name}`."))
    }
}

/// A name of the document within backticks.
pub(super) fn quoted(name: &str) -> String {
    name.replace('`', "'")
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
