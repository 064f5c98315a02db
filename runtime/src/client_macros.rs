//! The macros with which generated code defines a channel's client. More is said at those for its
//! sockets.

/// Its tokens: what only a client has.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Nothing, without the feature `client`.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    ($($any:tt)*) => {};
}

/// Defines the managed client of a channel: a newtype of [`client::Client`](crate::Client). What
/// `builder` takes are the arguments that the document has; the next brackets say what the request is
/// made of; then come what is presented and what is sent first, where the document asks for them. Within
/// `__client`.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __managed_client {
    (
        $(#[$meta:meta])*
        [$($argument:ident: $type:ty),*] [$params:expr, $query:expr, $headers:expr]
        ($($credentials:ident: $presented:ty)?) ($($first:ident: $payload:ty => $into:expr)?)
    ) => {
        $(#[$meta])*
        pub struct Client($crate::client::Client<Channel>);

        impl Client {
            /// What a client is made of, with all that the document asks for. The server is a URL such as
            /// `wss://example.com/base`.
            $(
                ///
                #[doc = ::core::concat!(
                    "`", ::core::stringify!($first), "` is what each connection begins with, made anew: ",
                    "`fresh(|| async { Ok(payload) })`, with [`fresh`](", ::core::stringify!($crate),
                    "::client::fresh)."
                )]
            )?
            pub fn builder(
                server: impl $crate::__private::AsRef<$crate::__private::str>,
                $($argument: $type,)*
                $($credentials: impl $crate::client::Provide<$presented>,)?
                $($first: impl $crate::client::Provide<$payload>,)?
            ) -> $crate::client::Builder<Channel, Self> {
                let request =
                    <Channel as $crate::Channel>::request(server, $params, $query, $headers);
                let builder = $crate::client::Builder::new(request);
                $(let builder = $crate::client::Builder::authentication(
                    builder,
                    $crate::client::credentials($credentials),
                );)?
                $(let builder = $crate::client::Builder::provided_first(builder, $first, $into);)?
                builder
            }

            /// Calls back on each connection before anything that waits is sent, to subscribe again; and
            /// now, if the client is connected. What is sent with the client that the callback gets goes
            /// before all that waits.
            pub fn with_reconnect<F, R>(&self, callback: F) -> $crate::client::Listener
            where
                F: ::core::ops::Fn(Client) -> R
                    + ::core::marker::Send
                    + ::core::marker::Sync
                    + 'static,
                R: ::core::future::Future<
                        Output = ::core::result::Result<(), $crate::client::BoxError>,
                    > + ::core::marker::Send
                    + 'static,
            {
                $crate::client::Client::with_reconnect(&self.0, move |client| {
                    callback(Client(client))
                })
            }
        }

        impl ::core::clone::Clone for Client {
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0))
            }
        }

        impl ::core::ops::Deref for Client {
            type Target = $crate::client::Client<Channel>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl ::core::convert::From<$crate::client::Client<Channel>> for Client {
            fn from(client: $crate::client::Client<Channel>) -> Self {
                Self(client)
            }
        }

        impl ::core::convert::From<Client> for $crate::client::Client<Channel> {
            fn from(client: Client) -> Self {
                client.0
            }
        }

        impl ::core::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}
