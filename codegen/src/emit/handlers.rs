//! What a server has of a channel: its connections, and the trait that serves them.

use super::channels::{Sent, quoted};
use super::docs::{docs, plain};
use super::{Emitter, Place, ident};
use crate::model::{Channel, Direction, MessageVariant, Operation};
use crate::name::{Scope, bare, type_name};
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

/// The messages that go to one method of a handler.
struct Group<'c> {
    /// The operation, unless it is that of messages which no operation has.
    operation: Option<&'c Operation>,
    members: Vec<&'c MessageVariant>,
}

/// How the messages of a group are handed over.
enum Taken {
    /// The payload of the only message.
    Payload,
    /// The enum of all messages.
    All,
    /// An enum of their own, of this name.
    Some(Ident),
}

impl Emitter<'_> {
    /// `Connection`, `Handler` and `endpoint`.
    pub(super) fn serving(
        &self,
        channel: &Channel,
        sent: &[Sent<'_>],
        items: &mut Scope,
    ) -> TokenStream {
        let runtime = &self.options.runtime;
        let connection = self.connection(channel, sent);
        let handler = self.handler(channel, items);
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
    fn handler(&self, channel: &Channel, items: &mut Scope) -> TokenStream {
        let runtime = &self.options.runtime;
        let p = &self.private;
        let owners = owners(channel);
        let groups = groups(channel, &owners);
        let mut names = Scope::with_reserved(&HANDLER_METHODS);
        let mut enums = TokenStream::new();
        let mut methods = Vec::new();
        let mut arms = Vec::new();
        // What takes all that is left comes last.
        let mut rest = None;
        for group in groups.iter().filter(|group| !group.members.is_empty()) {
            let name = match group.operation {
                Some(operation) => {
                    let own = bare(&operation.ident).trim_matches('_');
                    format_ident!("{}", names.method(format!("on_{own}")))
                }
                None => format_ident!("on_message"),
            };
            let taken = group.taken(channel, items);
            let ty = match (&taken, group.members.as_slice()) {
                (Taken::Payload, [single, ..]) => {
                    self.payload(&self.api.messages[single.message].payload, Place::Module)
                }
                (Taken::Some(name), _) => quote!(#name),
                _ => quote!(ClientMessage),
            };
            let text = self.method_docs(group);
            methods.push(quote! {
                #text
                fn #name(
                    &self,
                    connection: &Connection<Self::Session>,
                    message: #ty,
                ) -> impl #p::Future<Output = #p::Result<(), #p::HandlerError>> + #p::Send;
            });
            match &taken {
                Taken::All => rest = Some(quote!(H::#name(handler, connection, message))),
                taken => arms.extend(group.members.iter().map(|variant| {
                    let own = ident(&variant.ident);
                    let message = match taken {
                        Taken::Some(set) => quote!(#set::#own(message)),
                        _ => quote!(message),
                    };
                    quote! {
                        ClientMessage::#own(message) => {
                            H::#name(handler, connection, #message).await
                        }
                    }
                })),
            }
            if let Taken::Some(name) = &taken {
                enums.extend(self.message_enum(name, group));
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
        let dispatch = match rest {
            Some(rest) if arms.is_empty() => rest,
            rest => {
                let rest = rest.map(|rest| quote!(message => #rest.await,));
                quote!(async move { match message { #(#arms)* #rest } })
            }
        };
        let text = handler_docs(channel, &groups);
        let title = &self.api.title;
        let credentials = (!channel.security.is_empty()).then(|| quote!(credentials: Credentials));
        let operations = operation_names(channel, &owners);
        quote! {
            #enums
            #runtime::__handler! {
                #text
                #title [#(#operations),*] (#credentials) { #(#methods)* }
                |handler, connection, message| #dispatch
            }
        }
    }

    fn method_docs(&self, group: &Group<'_>) -> TokenStream {
        let Some(operation) = group.operation else {
            return plain("A message has come that no operation has.");
        };
        let name = quoted(&operation.name);
        let mut text = operation.docs.clone();
        text.notes
            .push(format!("Called for each message of operation `{name}`."));
        if group.members.len() < operation.messages.len() {
            text.notes.push(
                "Those of its messages that an operation with fewer messages has go to that one's \
                 method."
                    .to_owned(),
            );
        }
        docs(&text, &format!("A message of operation `{name}` has come."))
    }

    /// An enum of some of the messages that the client sends.
    fn message_enum(&self, name: &Ident, group: &Group<'_>) -> TokenStream {
        let operation = group.operation.map_or("", |operation| &operation.name);
        let text = plain(&format!(
            "The messages that the handler of operation `{}` takes.",
            quoted(operation)
        ));
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let variants = group.members.iter().map(|variant| {
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

impl Group<'_> {
    fn taken(&self, channel: &Channel, items: &mut Scope) -> Taken {
        match self.operation {
            None => Taken::All,
            Some(_) if self.members.len() == 1 => Taken::Payload,
            Some(_) if self.members.len() == channel.to_server.variants.len() => Taken::All,
            Some(operation) => {
                let name = format!("{}Message", type_name(&operation.ident));
                Taken::Some(format_ident!("{}", items.unique(name)))
            }
        }
    }
}

/// The operation that each message of the client goes to: of those that have it, the one with the
/// fewest messages, and of these the first.
fn owners(channel: &Channel) -> Vec<Option<&Operation>> {
    let owner = |variant: &MessageVariant| {
        let operations = channel.operations.iter();
        let with_it = operations.filter(|operation| {
            operation.direction == Direction::ToServer
                && operation.messages.contains(&variant.message)
        });
        with_it.min_by_key(|operation| operation.messages.len())
    };
    channel.to_server.variants.iter().map(owner).collect()
}

/// The messages of each operation that the client sends, and those of none. Any may be empty.
fn groups<'c>(channel: &'c Channel, owners: &[Option<&'c Operation>]) -> Vec<Group<'c>> {
    let operations = channel.operations.iter();
    let operations = operations.filter(|operation| operation.direction == Direction::ToServer);
    let groups = operations.map(Some).chain([None]).map(|operation| {
        let is_own = |owner: Option<&Operation>| match (owner, operation) {
            (Some(owner), Some(operation)) => std::ptr::eq(owner, operation),
            (owner, operation) => owner.is_none() && operation.is_none(),
        };
        let variants = channel.to_server.variants.iter().zip(owners);
        let members = variants.filter(|(_, owner)| is_own(**owner));
        Group {
            operation,
            members: members.map(|(variant, _)| variant).collect(),
        }
    });
    groups.collect()
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
