//! The macros with which generated code defines what a server has of a channel: its connections and
//! its handler. More is said at those for its sockets.

/// Its tokens: what only a server has.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __server {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Nothing, without the feature `server`.
#[cfg(not(feature = "server"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __server {
    ($($any:tt)*) => {};
}

/// Defines the connections of a channel to a server: a newtype of
/// [`server::Connection`](crate::server::Connection). Within `__server`.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __connection {
    ($(#[$meta:meta])*) => {
        $(#[$meta])*
        pub struct Connection<S = ()>($crate::server::Connection<Channel, S>);

        impl<S> ::core::clone::Clone for Connection<S> {
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0))
            }
        }

        impl<S> ::core::ops::Deref for Connection<S> {
            type Target = $crate::server::Connection<Channel, S>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<S> ::core::convert::From<$crate::server::Connection<Channel, S>> for Connection<S> {
            fn from(connection: $crate::server::Connection<Channel, S>) -> Self {
                Self(connection)
            }
        }

        impl<S> ::core::convert::From<Connection<S>> for $crate::server::Connection<Channel, S> {
            fn from(connection: Connection<S>) -> Self {
                connection.0
            }
        }

        impl<S> ::core::fmt::Debug for Connection<S> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

/// Defines the trait that serves a channel, and what makes an endpoint of it: with the title of the
/// API, the operations of the client's messages, what it presents, the trait's own methods, and the call of the right
/// one of them. Within `__server`.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __handler {
    (
        $(#[$meta:meta])* $title:literal [$($operation:literal),*]
        ($($credentials:ident: $presented:ident)?) { $($methods:tt)* }
        |$handler:ident, $connection:ident, $message:ident| $dispatch:expr
        $(, $keep_request_id:path)?
    ) => {
        $(#[$meta])*
        pub trait Handler: ::core::marker::Send + ::core::marker::Sync + 'static {
            /// What is kept with each connection.
            type Session: ::core::marker::Send + ::core::marker::Sync + 'static;

            /// Lets a client in: before its request is answered. Otherwise the answer is what is
            /// returned, an HTTP status with a body.
            fn on_connect(
                &self,
                request: &mut $crate::server::ConnectRequest<Channel>,
                $($credentials: $presented,)?
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<Self::Session, $crate::server::Reject>,
            > + ::core::marker::Send;

            $($methods)*

            /// The connection is open: before its first message. Does nothing by itself.
            fn on_open(
                &self,
                connection: &Connection<Self::Session>,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<(), $crate::server::HandlerError>,
            > + ::core::marker::Send {
                async { ::core::result::Result::Ok(()) }
            }

            /// A frame has come that is no valid message. Returns what the server does about it: by
            /// itself, what its configuration says.
            fn on_error(
                &self,
                connection: &Connection<Self::Session>,
                error: $crate::DecodeError,
            ) -> impl ::core::future::Future<Output = $crate::server::InvalidMessage>
            + ::core::marker::Send {
                let policy = $crate::server::Peer::invalid_message(connection);
                async move { policy }
            }

            /// The connection has ended, however that came about: nothing more can be sent. Does
            /// nothing by itself.
            fn on_disconnect(
                &self,
                connection: &Connection<Self::Session>,
                disconnect: $crate::server::Disconnect,
            ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
                async {}
            }
        }

        /// The channel with its handler, to be mounted in a `Server`.
        pub fn endpoint<H: Handler>(handler: H) -> $crate::server::Endpoint<Served<H>> {
            $crate::server::Endpoint::new(Served(handler))
        }

        /// A handler as a server takes it; made by [`endpoint`].
        #[derive($crate::__private::Debug)]
        pub struct Served<H>(H);

        impl<H: Handler> $crate::server::Serve for Served<H> {
            type Channel = Channel;
            type Session = H::Session;
            type Connection = Connection<H::Session>;
            const API: &'static ::core::primitive::str = $title;

            fn connection(
                connection: $crate::server::Connection<Channel, H::Session>,
            ) -> Connection<H::Session> {
                Connection(connection)
            }

            fn operation(message: &ClientMessage) -> &'static ::core::primitive::str {
                $crate::__private::operation_name(message, &[$($operation),*])
            }

            $(
                fn keep_request_id(
                    connection: &Self::Connection,
                    message: &ClientMessage,
                    frame: &$crate::Payload,
                ) {
                    $keep_request_id(connection, message, frame);
                }
            )?

            fn on_connect(
                &self,
                request: &mut $crate::server::ConnectRequest<Channel>,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<H::Session, $crate::server::Reject>,
            > + ::core::marker::Send {
                $(
                    let request_of = $crate::server::ConnectRequest::request(request);
                    let $credentials = $presented::from_request(request_of);
                )?
                H::on_connect(&self.0, request $(, $credentials)?)
            }

            fn on_open(
                &self,
                connection: &Connection<H::Session>,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<(), $crate::server::HandlerError>,
            > + ::core::marker::Send {
                H::on_open(&self.0, connection)
            }

            fn on_message(
                &self,
                $connection: &Connection<H::Session>,
                $message: ClientMessage,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<(), $crate::server::HandlerError>,
            > + ::core::marker::Send {
                let $handler = &self.0;
                $dispatch
            }

            fn on_error(
                &self,
                connection: &Connection<H::Session>,
                error: $crate::DecodeError,
            ) -> impl ::core::future::Future<Output = $crate::server::InvalidMessage>
            + ::core::marker::Send {
                H::on_error(&self.0, connection, error)
            }

            fn on_disconnect(
                &self,
                connection: &Connection<H::Session>,
                disconnect: $crate::server::Disconnect,
            ) -> impl ::core::future::Future<Output = ()> + ::core::marker::Send {
                H::on_disconnect(&self.0, connection, disconnect)
            }
        }
    };
}
