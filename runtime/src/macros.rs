//! The macros with which generated code defines a channel's socket types.
//!
//! All paths are absolute, for the code around may shadow any name. What needs a feature of this
//! crate is in macros of its own, since a `cfg` within an exported macro would be about the features
//! of the crate that calls it.

/// Implements serde's traits for a type that is read and written as JSON. A view, whose texts are
/// those of a frame, can only be written.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident<$lifetime:lifetime>) => {
        $crate::__serde! { @serialize $name<'_> }
    };
    (@serialize $name:ty) => {
        #[automatically_derived]
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> $crate::__private::Result<S::Ok, S::Error> {
                $crate::__private::serialize(self, serializer)
            }
        }
    };
    ($name:ident) => {
        $crate::__serde! { @serialize $name }

        #[automatically_derived]
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> $crate::__private::Result<Self, D::Error> {
                $crate::__private::deserialize(deserializer)
            }
        }
    };
}

/// Defines the socket of one side of a channel: a newtype of [`Socket`](crate::Socket).
#[doc(hidden)]
#[macro_export]
macro_rules! __socket {
    ($(#[$meta:meta])* $name:ident, $channel:ty, ClientSide) => {
        $crate::__socket! { @socket [$(#[$meta])*] $name, $channel, $crate::ClientSide }
        $crate::__connect! { $name, $channel }
    };
    ($(#[$meta:meta])* $name:ident, $channel:ty, ServerSide) => {
        $crate::__socket! { @socket [$(#[$meta])*] $name, $channel, $crate::ServerSide }
        $crate::__accept! { $name, $channel }
    };
    (@socket [$($meta:tt)*] $name:ident, $channel:ty, $side:ty) => {
        $($meta)*
        pub struct $name<S>($crate::Socket<$channel, $side, S>);

        impl<S> $name<S> {
            /// A typed socket over an open WebSocket, however that was opened.
            #[must_use]
            pub fn new(stream: S) -> Self {
                Self($crate::Socket::new(stream))
            }

            /// A socket of this channel and side.
            #[must_use]
            pub fn from_socket(socket: $crate::Socket<$channel, $side, S>) -> Self {
                Self(socket)
            }

            /// The socket as the type which all channels share.
            #[must_use]
            pub fn into_socket(self) -> $crate::Socket<$channel, $side, S> {
                self.0
            }

            /// The WebSocket, without its types.
            #[must_use]
            pub fn into_inner(self) -> S {
                self.0.into_inner()
            }

            /// Reads and writes messages without the checks that the Rust types do not make
            /// themselves, such as those of limits, patterns and formats.
            #[must_use]
            pub fn without_validation(self) -> Self {
                Self(self.0.without_validation())
            }
        }

        impl<S> $name<S>
        where
            S: $crate::__private::futures_util::Sink<
                    $crate::tungstenite::Message,
                    Error = $crate::tungstenite::Error,
                > + ::core::marker::Unpin,
        {
            /// Sends a message and waits until it is written to the connection, with all that was
            /// fed before.
            ///
            /// # Errors
            ///
            /// When the message has no form on the wire, with nothing sent and the socket still
            /// usable; when the socket is closed; when the connection fails.
            ///
            /// # Cancel safety
            ///
            /// A message is taken as a whole or not at all. When the future is dropped early, it
            /// is not known which; if it was taken, the next `flush` or `send` writes it.
            pub fn send(
                &mut self,
                message: impl $crate::Outgoing<$channel, $side>,
            ) -> $crate::Sending<'_, $channel, $side, S> {
                self.0.send(message)
            }

            /// Takes a message without waiting until it is written, so that several messages go
            /// out together: with the next `flush` or `send`, when the write buffer is full, and at
            /// the latest when `recv` on this socket finds that no further frame has arrived.
            ///
            /// While the write buffer is full and the other side does not read, this waits.
            ///
            /// # Errors
            ///
            /// As for `send`.
            ///
            /// # Cancel safety
            ///
            /// When the future is dropped before it is ready, the message was not taken.
            pub fn feed(
                &mut self,
                message: impl $crate::Outgoing<$channel, $side>,
            ) -> $crate::Sending<'_, $channel, $side, S> {
                self.0.feed(message)
            }

            /// Writes all that was taken to the connection.
            ///
            /// # Errors
            ///
            /// When the connection fails.
            ///
            /// # Cancel safety
            ///
            /// Nothing is lost when the future is dropped early: the next call goes on.
            pub async fn flush(&mut self) -> ::core::result::Result<(), $crate::Error> {
                self.0.flush().await
            }

            /// Sends a close frame, after which nothing more can be sent. The other side's messages
            /// are still received until its close frame comes.
            ///
            /// # Errors
            ///
            /// When the code must not be sent (RFC 6455 section 7.4.1) or the connection fails.
            ///
            /// # Cancel safety
            ///
            /// As for `send`.
            pub async fn close(
                &mut self,
                code: $crate::tungstenite::protocol::frame::coding::CloseCode,
                reason: &::core::primitive::str,
            ) -> ::core::result::Result<(), $crate::Error> {
                self.0.close(code, reason).await
            }
        }

        impl<S> $name<S>
        where
            S: $crate::__private::futures_util::Sink<
                    $crate::tungstenite::Message,
                    Error = $crate::tungstenite::Error,
                > + $crate::__private::futures_util::Stream,
        {
            /// Takes the socket apart: one half sends, the other receives. Both are sockets again
            /// and can move to different tasks. What is fed to the half that sends, it must flush.
            pub fn split(
                self,
            ) -> (
                $name<
                    $crate::__private::futures_util::stream::SplitSink<
                        S,
                        $crate::tungstenite::Message,
                    >,
                >,
                $name<$crate::__private::futures_util::stream::SplitStream<S>>,
            ) {
                let (sink, stream) = self.0.split();
                ($name(sink), $name(stream))
            }
        }

        impl<S> ::core::ops::Deref for $name<S> {
            type Target = $crate::Socket<$channel, $side, S>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<S> ::core::ops::DerefMut for $name<S> {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        impl<S> ::core::convert::From<$crate::Socket<$channel, $side, S>> for $name<S> {
            fn from(socket: $crate::Socket<$channel, $side, S>) -> Self {
                Self(socket)
            }
        }

        impl<S> ::core::convert::From<$name<S>> for $crate::Socket<$channel, $side, S> {
            fn from(socket: $name<S>) -> Self {
                socket.0
            }
        }

        impl<S> ::core::fmt::Debug for $name<S>
        where
            S: ::core::fmt::Debug,
        {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl<S> $crate::__private::futures_util::Stream for $name<S>
        where
            S: $crate::__private::futures_util::Stream<
                    Item = ::core::result::Result<
                        $crate::tungstenite::Message,
                        $crate::tungstenite::Error,
                    >,
                > + ::core::marker::Unpin,
        {
            type Item = ::core::result::Result<
                <$side as $crate::Side>::Incoming<$channel>,
                $crate::Error,
            >;

            fn poll_next(
                self: ::core::pin::Pin<&mut Self>,
                cx: &mut ::core::task::Context<'_>,
            ) -> ::core::task::Poll<::core::option::Option<Self::Item>> {
                let socket = ::core::pin::Pin::new(&mut ::core::pin::Pin::get_mut(self).0);
                $crate::__private::futures_util::Stream::poll_next(socket, cx)
            }

            fn size_hint(
                &self,
            ) -> (
                ::core::primitive::usize,
                ::core::option::Option<::core::primitive::usize>,
            ) {
                $crate::__private::futures_util::Stream::size_hint(&self.0)
            }
        }

        impl<S> $crate::__private::futures_util::Sink<<$side as $crate::Side>::Outgoing<$channel>>
            for $name<S>
        where
            S: $crate::__private::futures_util::Sink<
                    $crate::tungstenite::Message,
                    Error = $crate::tungstenite::Error,
                > + ::core::marker::Unpin,
        {
            type Error = $crate::Error;

            fn poll_ready(
                self: ::core::pin::Pin<&mut Self>,
                cx: &mut ::core::task::Context<'_>,
            ) -> ::core::task::Poll<::core::result::Result<(), $crate::Error>> {
                let socket = ::core::pin::Pin::new(&mut ::core::pin::Pin::get_mut(self).0);
                $crate::__private::futures_util::Sink::poll_ready(socket, cx)
            }

            fn start_send(
                self: ::core::pin::Pin<&mut Self>,
                message: <$side as $crate::Side>::Outgoing<$channel>,
            ) -> ::core::result::Result<(), $crate::Error> {
                let socket = ::core::pin::Pin::new(&mut ::core::pin::Pin::get_mut(self).0);
                $crate::__private::futures_util::Sink::start_send(socket, message)
            }

            fn poll_flush(
                self: ::core::pin::Pin<&mut Self>,
                cx: &mut ::core::task::Context<'_>,
            ) -> ::core::task::Poll<::core::result::Result<(), $crate::Error>> {
                let socket = ::core::pin::Pin::new(&mut ::core::pin::Pin::get_mut(self).0);
                $crate::__private::futures_util::Sink::poll_flush(socket, cx)
            }

            fn poll_close(
                self: ::core::pin::Pin<&mut Self>,
                cx: &mut ::core::task::Context<'_>,
            ) -> ::core::task::Poll<::core::result::Result<(), $crate::Error>> {
                let socket = ::core::pin::Pin::new(&mut ::core::pin::Pin::get_mut(self).0);
                $crate::__private::futures_util::Sink::poll_close(socket, cx)
            }
        }
    };
}

/// `connect` for a client's socket.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __connect {
    ($name:ident, $channel:ty) => {
        impl $name<$crate::TcpWebSocket> {
            /// Opens the channel on a server such as `wss://example.com/base`.
            ///
            /// # Errors
            ///
            /// When no request can be built from the arguments, and when the connection or its
            /// handshake fails.
            ///
            /// # Cancel safety
            ///
            /// When the future is dropped early, the connection is dropped with it.
            pub async fn connect(
                server: impl ::core::convert::AsRef<::core::primitive::str>,
                params: &<$channel as $crate::Channel>::Params,
                query: &<$channel as $crate::Channel>::Query,
                headers: &<$channel as $crate::Channel>::Headers,
            ) -> ::core::result::Result<Self, $crate::Error> {
                Self::connect_with($crate::SocketConfig::new(), server, params, query, headers)
                    .await
            }

            /// As `connect`, with buffers and limits of one's own.
            ///
            /// # Errors
            ///
            /// As for `connect`.
            ///
            /// # Cancel safety
            ///
            /// When the future is dropped early, the connection is dropped with it.
            pub async fn connect_with(
                config: $crate::SocketConfig,
                server: impl ::core::convert::AsRef<::core::primitive::str>,
                params: &<$channel as $crate::Channel>::Params,
                query: &<$channel as $crate::Channel>::Query,
                headers: &<$channel as $crate::Channel>::Headers,
            ) -> ::core::result::Result<Self, $crate::Error> {
                let connecting =
                    $crate::connect_with::<$channel>(config, server, params, query, headers);
                match connecting.await {
                    ::core::result::Result::Ok(socket) => ::core::result::Result::Ok(Self(socket)),
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                }
            }
        }
    };
}

/// Nothing, without the feature `client`.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __connect {
    ($($any:tt)*) => {};
}

/// `accept` for a server's socket.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __accept {
    ($name:ident, $channel:ty) => {
        impl<T> $name<$crate::tokio_tungstenite::WebSocketStream<T>>
        where
            T: $crate::__private::AsyncRead
                + $crate::__private::AsyncWrite
                + ::core::marker::Unpin
                + 'static,
        {
            /// Answers a client's handshake for the channel: 404 when the path is another one, 400
            /// with the reason when a parameter, query parameter or header cannot be read. A TCP
            /// stream gets `TCP_NODELAY`.
            ///
            /// # Errors
            ///
            /// When the request does not fit the channel or is no handshake, and when the
            /// connection fails.
            ///
            /// # Cancel safety
            ///
            /// When the future is dropped early, the connection is dropped with it.
            pub async fn accept(
                stream: T,
            ) -> ::core::result::Result<(Self, $crate::Handshake<$channel>), $crate::Error> {
                Self::accept_with($crate::SocketConfig::new(), stream).await
            }

            /// As `accept`, with buffers and limits of one's own.
            ///
            /// # Errors
            ///
            /// As for `accept`.
            ///
            /// # Cancel safety
            ///
            /// When the future is dropped early, the connection is dropped with it.
            pub async fn accept_with(
                config: $crate::SocketConfig,
                stream: T,
            ) -> ::core::result::Result<(Self, $crate::Handshake<$channel>), $crate::Error> {
                match $crate::accept_with::<$channel, T>(config, stream).await {
                    ::core::result::Result::Ok((socket, handshake)) => {
                        ::core::result::Result::Ok((Self(socket), handshake))
                    }
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                }
            }
        }
    };
}

/// Nothing, without the feature `server`.
#[cfg(not(feature = "server"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __accept {
    ($($any:tt)*) => {};
}
