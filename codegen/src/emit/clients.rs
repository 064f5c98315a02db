//! What a managed client has of a channel.

use super::channels::{Sent, quoted};
use super::docs::{docs, plain};
use super::{Emitter, Place, ident};
use crate::model::{Channel, Direction, MessageVariant, Operation, Payload};
use crate::name::{Scope, bare};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Methods that every client has.
const CLIENT_METHODS: [&str; 25] = [
    "builder",
    "clone",
    "close",
    "closed",
    "connect",
    "deref",
    "fmt",
    "from",
    "into",
    "is_connected",
    "messages",
    "messages_with",
    "on_any",
    "on_close",
    "on_error",
    "on_open",
    "request",
    "request_stream",
    "send",
    "start",
    "state",
    "states",
    "try_send",
    "with_reconnect",
    "while_opening",
];

impl Emitter<'_> {
    /// `Client`, with a method for each operation.
    pub(super) fn client(&self, channel: &Channel, sent: &[Sent<'_>]) -> TokenStream {
        let runtime = &self.options.runtime;
        let mut names = Scope::with_reserved(&CLIENT_METHODS);
        let mut methods = TokenStream::new();
        for sent in sent {
            methods.extend(match sent.operation.direction {
                Direction::ToServer => self.client_method(sent, &mut names),
                Direction::ToClient => self.listener(channel, sent.operation, &mut names),
            });
        }
        let text = plain(&format!(
            "A client of channel `{}` that stays connected.",
            quoted(&channel.key)
        ));
        let parts = [
            ("params", "Params", channel.params.is_some()),
            ("query", "Query", channel.query.is_some()),
            ("headers", "Headers", channel.headers.is_some()),
        ];
        let arguments = parts.iter().filter(|(_, _, is_there)| *is_there);
        let arguments = arguments.map(|(name, ty, _)| {
            let (name, ty) = (format_ident!("{name}"), format_ident!("{ty}"));
            quote!(#name: #ty)
        });
        let request = parts.iter().map(|(name, _, is_there)| match is_there {
            true => {
                let name = format_ident!("{name}");
                quote!(&#name)
            }
            false => quote!(&()),
        });
        let credentials = (!channel.security.is_empty()).then(|| quote!(credentials: Credentials));
        let first = self.first_message(channel);
        let methods = (!methods.is_empty()).then(|| quote!(impl Client { #methods }));
        quote! {
            #runtime::__client! {
                #runtime::__managed_client! {
                    #text [#(#arguments),*] [#(#request),*] (#credentials) (#first)
                }
                #methods
            }
        }
    }

    /// The message that proves who a client is, where the document has one.
    fn first_message(&self, channel: &Channel) -> Option<TokenStream> {
        let message = channel.auth_message?;
        let variants = &channel.to_server.variants;
        let variant = variants.iter().find(|own| own.message == message)?;
        let ty = self.payload(&self.api.messages[message].payload, Place::Module);
        let own = ident(&variant.ident);
        Some(quote!(first_message: #ty => ClientMessage::#own))
    }

    fn client_method(&self, sent: &Sent<'_>, names: &mut Scope) -> TokenStream {
        let p = &self.private;
        let name = ident(&names.method(sent.operation.ident.clone()));
        let text = sent.docs(
            "encodes, checks and queues; ready when it was handed to a connection. Cancel safety: \
             dropped before it is ready, the message is not sent.",
        );
        let Sent {
            argument, message, ..
        } = sent;
        let idempotent = sent.operation.idempotent.then(|| quote!(.idempotent()));
        quote! {
            #text
            pub fn #name(&self, message: #argument) -> #p::Submitting<Channel> {
                self.0.send(#message) #idempotent
            }
        }
    }

    /// A method that takes a callback for the messages of an operation.
    fn listener(&self, channel: &Channel, operation: &Operation, names: &mut Scope) -> TokenStream {
        let p = &self.private;
        let own = bare(&operation.ident).trim_matches('_');
        let name = format_ident!("{}", names.method(format!("on_{own}")));
        let variants = channel.to_client.variants.iter();
        let members: Vec<&MessageVariant> = variants
            .filter(|variant| operation.messages.contains(&variant.message))
            .collect();
        let (ty, call) = match members.as_slice() {
            [single] => {
                let payload = &self.api.messages[single.message].payload;
                let ty = match payload {
                    Payload::Text(_) => quote!(#p::str),
                    _ => self.payload(payload, Place::Module),
                };
                let variant = ident(&single.ident);
                let call = quote! {
                    self.0.on_any(move |message| {
                        if let ServerMessage::#variant(message) = message {
                            callback(message)
                        }
                    })
                };
                // What is always the same message needs no pattern that could fail.
                let always =
                    channel.to_client.variants.len() == 1 && channel.to_client.unknown.is_none();
                let always = always.then(|| {
                    quote! {
                        self.0.on_any(move |ServerMessage::#variant(message)| callback(message))
                    }
                });
                (ty, always.unwrap_or(call))
            }
            // A frame that is no message belongs to no operation.
            members
                if members.len() == channel.to_client.variants.len()
                    && channel.to_client.unknown.is_none() =>
            {
                (quote!(ServerMessage), quote!(self.0.on_any(callback)))
            }
            members => {
                let own = members.iter().map(|variant| ident(&variant.ident));
                let call = quote! {
                    self.0.on_any(move |message| {
                        if let #(ServerMessage::#own(..))|* = message {
                            callback(message)
                        }
                    })
                };
                (quote!(ServerMessage), call)
            }
        };
        let mut text = operation.docs.clone();
        text.notes.push(format!(
            "Operation `{}`: calls back for each of its messages, until what is returned is dropped.",
            quoted(&operation.name)
        ));
        if operation.reply_to.is_some() {
            let note = "A reply that a request waits for goes to that request alone, not here.";
            text.notes.push(note.to_owned());
        }
        let text = docs(
            &text,
            &format!("Listens to operation `{}`.", quoted(&operation.name)),
        );
        quote! {
            #text
            pub fn #name(
                &self,
                callback: impl #p::Fn(&#ty) + #p::Send + #p::Sync + 'static,
            ) -> #p::Listener {
                #call
            }
        }
    }
}
