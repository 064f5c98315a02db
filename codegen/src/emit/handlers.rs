//! What a server has of a channel: its connections, and the trait that serves them.

use super::channels::{Sent, quoted};
use super::docs::{docs, plain};
use super::groups::{Group, Reply, Taken, owners};
use super::{Emitter, Place, ident};
use crate::model::{Channel, Direction, Operation};
use crate::name::{Scope, bare, value_name};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Methods that every connection has.
const CONNECTION_METHODS: [&str; 25] = [
    "send",
    "try_send",
    "close",
    "closed",
    "is_closed",
    "id",
    "session",
    "hub",
    "peer",
    "peer_addr",
    "handler",
    "subprotocol",
    "invalid_message",
    "metadata",
    "set_metadata",
    "remove_metadata",
    "join",
    "leave",
    "rooms",
    "dropped",
    "clone",
    "deref",
    "fmt",
    "from",
    "into",
];

/// Methods that every handler has or can have.
const HANDLER_METHODS: [&str; 6] = [
    "on_connect",
    "on_open",
    "on_message",
    "on_unknown",
    "on_error",
    "on_disconnect",
];

impl Emitter<'_> {
    /// `Connection`, `Handler` and `endpoint`.
    pub(super) fn serving(
        &self,
        channel: &Channel,
        sent: &[Sent<'_>],
        groups: &[Group<'_>],
    ) -> TokenStream {
        let runtime = &self.options.runtime;
        let connection = self.connection(channel, sent);
        let handler = self.handler(channel, groups);
        quote! {
            #runtime::__server! { #connection #handler }
        }
    }

    /// A connection, with a method for each operation that the server sends.
    fn connection(&self, channel: &Channel, sent: &[Sent<'_>]) -> TokenStream {
        let runtime = &self.options.runtime;
        let p = &self.private;
        let text = plain(&format!(
            "A connection of channel `{}` to a server, with the session that its handler gave it.",
            quoted(&channel.key)
        ));
        let mut names = Scope::with_reserved(&CONNECTION_METHODS);
        let own = sent.iter();
        let own = own.filter(|sent| sent.operation.direction == Direction::ToClient);
        let methods = own.map(|sent| {
            let name = ident(&names.method(sent.operation.ident.clone()));
            let text = sent.docs(
                "encodes, checks and queues. Cancel safety: dropped before it is ready, the \
                 message is not sent.",
            );
            let Sent {
                argument, message, ..
            } = sent;
            quote! {
                #text
                pub fn #name(&self, message: #argument) -> #p::Queuing<'_> {
                    self.0.send(#message)
                }
            }
        });
        let methods: Vec<TokenStream> = methods.collect();
        let methods = (!methods.is_empty()).then(|| quote!(impl<S> Connection<S> { #(#methods)* }));
        quote! {
            #runtime::__connection! { #text }
            #methods
        }
    }

    /// The trait that serves the channel, with a method for each operation that the client sends.
    fn handler(&self, channel: &Channel, groups: &[Group<'_>]) -> TokenStream {
        let runtime = &self.options.runtime;
        let p = &self.private;
        let mut names = Scope::with_reserved(&HANDLER_METHODS);
        let mut enums = TokenStream::new();
        let mut methods = Vec::new();
        let mut arms = Vec::new();
        // What takes all that is left comes last.
        let mut rest = None;
        let mut is_replied = false;
        for group in groups.iter().filter(|group| !group.members.is_empty()) {
            let name = method_name(group, &mut names);
            let ty = match (&group.taken, group.members.as_slice()) {
                (Taken::Payload, [single, ..]) => {
                    self.payload(&self.api.messages[single.message].payload, Place::Module)
                }
                (Taken::Some(name), _) => quote!(#name),
                _ => quote!(ClientMessage),
            };
            // Replies of a stream are sent by the handler itself.
            let reply = group.reply.as_ref().filter(|reply| !reply.streaming);
            is_replied |= reply.is_some();
            let returned = reply.map_or(quote!(()), |reply| self.reply_type(reply));
            let text = self.method_docs(group);
            methods.push(quote! {
                #text
                fn #name(
                    &self,
                    connection: &Connection<Self::Session>,
                    message: #ty,
                ) -> impl #p::Future<Output = #p::Result<#returned, #p::HandlerError>> + #p::Send;
            });
            let call = |message: TokenStream| {
                let call = quote!(H::#name(handler, connection, #message));
                match reply {
                    Some(reply) => self.replying(reply, &call),
                    None => call,
                }
            };
            if let Taken::All = &group.taken {
                rest = Some(call(quote!(message)));
                continue;
            }
            arms.extend(group.members.iter().map(|variant| {
                let own = ident(&variant.ident);
                let call = call(match &group.taken {
                    Taken::Some(set) => quote!(#set::#own(message)),
                    _ => quote!(message),
                });
                quote!(ClientMessage::#own(message) => { #call.await })
            }));
            if let (Taken::Some(name), Some(operation)) = (&group.taken, group.operation) {
                let operation = quoted(&operation.name);
                let text =
                    format!("The messages that the handler of operation `{operation}` takes.");
                enums.extend(self.message_enum(name, &text, &group.members));
            }
        }
        if let Some(unknown) = &channel.to_server.unknown {
            let own = ident(unknown);
            methods.push(quote! {
                /// A frame that is none of the messages has come.
                fn on_unknown(
                    &self,
                    connection: &Connection<Self::Session>,
                    payload: #p::Payload,
                ) -> impl #p::Future<Output = #p::Result<(), #p::HandlerError>> + #p::Send;
            });
            arms.push(quote! {
                ClientMessage::#own(payload) => H::on_unknown(handler, connection, payload).await,
            });
        }
        let id = is_replied.then(|| quote!(let id = #p::request_id(connection, &message);));
        let dispatch = match rest {
            Some(rest) if arms.is_empty() && !is_replied => rest,
            rest => {
                let rest = rest.map(|rest| quote!(message => #rest.await,));
                quote!(async move { #id match message { #(#arms)* #rest } })
            }
        };
        let text = handler_docs(channel, groups);
        let has_header_id = self.has_header_id(&channel.to_server.variants);
        let keeps = (is_replied && has_header_id).then(|| quote!(, #p::keep_request_id));
        let title = &self.api.title;
        let credentials = (!channel.security.is_empty()).then(|| quote!(credentials: Credentials));
        let operations = operation_names(channel, &owners(channel));
        quote! {
            #enums
            #runtime::__handler! {
                #text
                #title [#(#operations),*] (#credentials) { #(#methods)* }
                |handler, connection, message| #dispatch
                #keeps
            }
        }
    }

    /// The call of a method, whose outcome is sent as the reply.
    fn replying(&self, reply: &Reply<'_>, call: &TokenStream) -> TokenStream {
        let p = &self.private;
        let into_message = match (&reply.taken, reply.messages.as_slice()) {
            (Taken::Payload, [single, ..]) => {
                let own = ident(&single.ident);
                quote!(ServerMessage::#own)
            }
            _ => quote!(#p::From::from),
        };
        quote!(#p::reply(connection, id, #call, #into_message))
    }

    fn method_docs(&self, group: &Group<'_>) -> TokenStream {
        let Some(operation) = group.operation else {
            return plain("A message has come that no operation has.");
        };
        let name = quoted(&operation.name);
        let mut text = operation.docs.clone();
        text.notes
            .push(format!("Called for each message of operation `{name}`."));
        match &group.reply {
            Some(reply) if reply.streaming && self.has_header_id(&reply.messages) => {
                text.notes.push(
                    "Any number of replies answers it: send them to the connection. An id in the \
                     envelope is not sent with them."
                        .to_owned(),
                );
            }
            Some(reply) if reply.streaming => text.notes.push(
                "Any number of replies answers it: send them to the connection, with the id of the \
                 message where it has one."
                    .to_owned(),
            ),
            Some(_) => text.notes.push(
                "What it returns is sent as the reply, with the id of the message where it has one."
                    .to_owned(),
            ),
            None => {}
        }
        if group.message.is_none() && group.members.len() < operation.messages.len() {
            text.notes.push(
                "Those of its messages that have a method of their own go there, and those that an \
                 operation with fewer messages has, to that one's method."
                    .to_owned(),
            );
        }
        docs(&text, &format!("A message of operation `{name}` has come."))
    }
}

/// The name of a group's method.
fn method_name(group: &Group<'_>, names: &mut Scope) -> Ident {
    let own = match (group.message, group.operation) {
        (Some(message), _) => value_name(&message.ident),
        (None, Some(operation)) => operation.ident.clone(),
        (None, None) => return format_ident!("on_message"),
    };
    let own = bare(&own).trim_matches('_');
    format_ident!("{}", names.method(format!("on_{own}")))
}

/// The names of the messages' operations, in the order of the messages. The last one stands for all
/// that follow.
fn operation_names<'c>(channel: &Channel, owners: &[Option<&'c Operation>]) -> Vec<&'c str> {
    let name = |owner: &Option<&'c Operation>| owner.map_or("", |owner| owner.name.as_str());
    let mut names: Vec<&str> = owners.iter().map(name).collect();
    // A frame that is none of the messages belongs to no operation.
    names.extend(channel.to_server.unknown.is_some().then_some(""));
    while let [.., before, last] = names.as_slice()
        && before == last
    {
        names.pop();
    }
    names
}

fn handler_docs(channel: &Channel, groups: &[Group<'_>]) -> TokenStream {
    let mut text = format!(
        "Serves channel `{}`: what a server does with its clients.\n\n\
         `on_connect` lets a client in or not, by what it asks for and, where the document has \
         security schemes, by what it presents; what it returns is the session, which stays with the \
         connection. Then comes one method for each operation that the client sends, with the \
         connection and the message. `on_open`, `on_error` and `on_disconnect` can be left out. \
         [`endpoint`] makes what a server mounts.\n\n\
         A connection's methods are called one after another, those of different connections at \
         the same time. An error or a panic ends only the connection it happened on.",
        quoted(&channel.key)
    );
    let left_out = groups.iter().filter(|group| group.members.is_empty());
    let left_out: Vec<String> = left_out
        .filter_map(|group| group.operation)
        .filter(|operation| !operation.messages.is_empty())
        .map(|operation| format!("`{}`", quoted(&operation.name)))
        .collect();
    if !left_out.is_empty() {
        text.push_str(&format!(
            "\n\nWithout a method, since each of their messages goes to that of another operation: \
             {}.",
            left_out.join(", ")
        ));
    }
    plain(&text)
}
