//! The server: it listens, and serves what it accepts.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
#[cfg(feature = "rustls")]
use std::time::Instant;

use futures_util::future::{Either, select};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::Semaphore;
use tokio_tungstenite::tungstenite::http::header::CONNECTION;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request, StatusCode};
use tower_service::Service;

use super::endpoint::{Endpoint, refuse};
use super::registry::{ConnectionLimits, Registry, ShutdownReport};
use super::request::{PeerAddr, Reject};
use super::routes::{ClientAddress, Route, Routes, ServerService};
use super::serve::Serve;
use crate::address::Template;
use crate::memory::Network;
use crate::time::FOREVER;

/// How long to wait before accepting again after the system had no room for one more connection.
const PAUSE: Duration = Duration::from_millis(50);

/// Connections which are not yet answered, beyond those that may be open.
const HANDSHAKES: usize = 1024;

/// The least that hyper can have for the head of a request.
const LEAST_HEAD: usize = 8 * 1024;

/// Whether TLS is spoken, and how.
#[derive(Clone, Default)]
struct Tls {
    #[cfg(feature = "rustls")]
    acceptor: Option<tokio_rustls::TlsAcceptor>,
}

/// Serves channels over WebSockets, many of them on one port.
///
/// [`Server::builder`] takes the [`Endpoint`]s that generated code makes of handlers, and the
/// limits; [`ServerBuilder::bind`] listens, and [`run`](Self::run) serves until
/// [`ServerHandle::shut_down`]. A server that is part of another application is
/// [`ServerBuilder::into_service`].
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    acceptor: Acceptor,
}

impl Server {
    /// A server without channels.
    pub fn builder() -> ServerBuilder {
        ServerBuilder {
            routes: Vec::new(),
            limits: ConnectionLimits {
                all: 10_000,
                per_peer: usize::MAX,
            },
            handshake_timeout: Duration::from_secs(10),
            max_head: 16 * 1024,
            client_address: None,
            tls: Tls::default(),
        }
    }

    /// The address that it listens on, with the port that the system chose for port 0.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// What shuts it down.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.acceptor.handle()
    }

    /// Accepts and serves until the server is [shut down](ServerHandle::shut_down). Each connection
    /// is a task of its own; dropping this future only ends the accepting.
    pub async fn run(self) {
        let Self {
            listener, acceptor, ..
        } = self;
        loop {
            match acceptor.unless_stopped(listener.accept()).await {
                None => return,
                Some(Ok((stream, peer))) => {
                    // Frames are gathered by the connection itself. A socket that does not take the
                    // option works.
                    let _ = stream.set_nodelay(true);
                    acceptor.accept(stream, Some(peer));
                }
                Some(Err(error)) => {
                    super::observe::accept_failed(&error);
                    if !is_of_the_client(&error) {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        }
    }
}

/// Whether the client went away before it was accepted, rather than the system being out of room.
fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("routes", &self.acceptor.service)
            .finish_non_exhaustive()
    }
}

/// What a server is made of.
#[must_use]
pub struct ServerBuilder {
    routes: Vec<Route>,
    limits: ConnectionLimits,
    handshake_timeout: Duration,
    max_head: usize,
    client_address: Option<ClientAddress>,
    tls: Tls,
}

impl ServerBuilder {
    /// Serves a channel at its own address.
    pub fn serve<V: Serve>(self, endpoint: Endpoint<V>) -> Self {
        self.serve_under("", endpoint)
    }

    /// Serves a channel under a prefix, such as `/api/v1`, which comes before its own address.
    pub fn serve_under<V: Serve>(mut self, prefix: &str, endpoint: Endpoint<V>) -> Self {
        let prefix = prefix.trim_matches('/');
        let answering = endpoint.into_service();
        self.routes.push(Route {
            prefix: match prefix {
                "" => String::new(),
                prefix => format!("/{prefix}"),
            },
            template: Template::parse(answering.address),
            answering,
        });
        self
    }

    /// How many connections there may be, with those whose handshake is being answered; 10,000 at
    /// first. One more is answered with 503.
    pub fn max_connections(mut self, count: usize) -> Self {
        self.limits.all = count;
        self
    }

    /// How many connections one address may have, where an IPv6 network of 64 bits is one address;
    /// at first any number, for behind a proxy all clients have its address, unless
    /// [`client_address`](Self::client_address) says otherwise. One more is answered with 503.
    pub fn max_connections_per_peer(mut self, count: usize) -> Self {
        self.limits.per_peer = count;
        self
    }

    /// How long a client may take to send the head of its request, with the handshake of TLS; 10
    /// seconds at first.
    pub fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.handshake_timeout = timeout;
        self
    }

    /// How long the head of a request may be, in bytes; 16 KiB at first, and 8 KiB at least. A longer
    /// one is answered with 431.
    pub fn max_head(mut self, bytes: usize) -> Self {
        self.max_head = bytes;
        self
    }

    /// Where the client's address stands in a request, such as in a header that a trusted proxy adds.
    /// Where it finds none, the address is that of the connection.
    pub fn client_address<F>(mut self, find: F) -> Self
    where
        F: Fn(&Request<()>) -> Option<IpAddr> + Send + Sync + 'static,
    {
        self.client_address = Some(Arc::new(find));
        self
    }

    /// Speaks TLS on every connection.
    #[cfg(feature = "rustls")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rustls")))]
    pub fn tls(mut self, config: Arc<tokio_rustls::rustls::ServerConfig>) -> Self {
        self.tls.acceptor = Some(config.into());
        self
    }

    /// Listens on an address, such as `127.0.0.1:8080`, or with port 0 on one that the system
    /// chooses.
    ///
    /// # Errors
    ///
    /// When two channels have addresses that match the same paths, and none of them is more specific;
    /// when the address cannot be listened on.
    pub async fn bind(self, address: impl ToSocketAddrs) -> io::Result<Server> {
        let listener = TcpListener::bind(address).await?;
        self.listen(listener)
    }

    /// Listens on a socket that is already bound.
    ///
    /// # Errors
    ///
    /// As for [`bind`](Self::bind).
    pub fn listen(self, listener: TcpListener) -> io::Result<Server> {
        let address = listener.local_addr()?;
        let acceptor = self.acceptor()?;
        Ok(Server {
            listener,
            address,
            acceptor,
        })
    }

    /// Serves streams that the application accepts itself.
    ///
    /// # Errors
    ///
    /// When two channels have addresses that match the same paths, and none of them is more specific.
    pub fn acceptor(self) -> io::Result<Acceptor> {
        let tls = self.tls.clone();
        let timeout = self.handshake_timeout.min(FOREVER);
        let max_head = self.max_head.max(LEAST_HEAD);
        let pending = self.limits.all.saturating_add(HANDSHAKES);
        let pending = Arc::new(Semaphore::new(pending.min(Semaphore::MAX_PERMITS)));
        let (service, _) = self.into_service()?;
        Ok(Acceptor {
            service,
            timeout,
            max_head,
            pending,
            tls,
        })
    }

    /// The channels as a service of HTTP, to be part of an application that has other routes too, and
    /// what shuts it down. The limits of connections hold there too; those of handshakes are the
    /// application's own.
    ///
    /// # Errors
    ///
    /// When two channels have addresses that match the same paths, and none of them is more specific.
    pub fn into_service(self) -> io::Result<(ServerService, ServerHandle)> {
        let mut routes = self.routes;
        if let Some(route) = routes
            .iter()
            .find(|route| route.prefix.contains(['{', '}']))
        {
            let reason = format!("the prefix {:?} cannot have parameters", route.prefix);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        routes.sort_by_cached_key(|route| route.specificity());
        for (index, route) in routes.iter().enumerate() {
            let address = route.address();
            let template = Template::parse(&address);
            let others = routes.get(index + 1..).unwrap_or_default().iter();
            for other in others.map(Route::address) {
                if template.clashes_with(&Template::parse(&other)) {
                    let reason = format!(
                        "the addresses {address:?} and {other:?} match the same paths; serve one \
                         of them under another prefix"
                    );
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
                }
            }
        }
        let registry = Arc::new(Registry::new(self.limits));
        let handle = ServerHandle(Arc::clone(&registry));
        let routes = Routes {
            routes,
            registry,
            client_address: self.client_address,
        };
        Ok((ServerService(Arc::new(routes)), handle))
    }
}

impl fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let routes = self.routes.iter();
        let routes = routes.map(|route| (&route.prefix, route.answering.address));
        f.debug_struct("ServerBuilder")
            .field("routes", &routes.collect::<Vec<_>>())
            .field("limits", &self.limits)
            .field("handshake_timeout", &self.handshake_timeout)
            .field("max_head", &self.max_head)
            .finish_non_exhaustive()
    }
}

/// Serves streams that the application has accepted: the part of a [`Server`] behind the listening.
#[derive(Clone)]
pub struct Acceptor {
    service: ServerService,
    timeout: Duration,
    max_head: usize,
    /// The streams whose request may wait for its answer.
    pending: Arc<Semaphore>,
    #[cfg_attr(not(feature = "rustls"), allow(dead_code))]
    tls: Tls,
}

impl Acceptor {
    /// What shuts it down.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        ServerHandle(Arc::clone(&self.service.0.registry))
    }

    /// Serves what connects to a [`Network`] in memory, until the server is
    /// [shut down](ServerHandle::shut_down) or the network [closed](Network::close).
    /// Each connection is a task of its own; dropping this future only ends the accepting.
    pub async fn serve_network(self, network: Network) {
        while let Some(Some(stream)) = self.unless_stopped(network.accept()).await {
            self.accept(stream, None);
        }
    }

    /// What was accepted, or `None` when nothing more is to be.
    async fn unless_stopped<T>(&self, accept: impl Future<Output = T>) -> Option<T> {
        let stopped = std::pin::pin!(self.service.0.registry.stopped());
        match select(stopped, std::pin::pin!(accept)).await {
            Either::Left(_) => None,
            Either::Right((accepted, _)) => Some(accepted),
        }
    }

    /// Serves a stream in a task of its own, within the limits and with TLS where that is spoken.
    fn accept<T>(&self, stream: T, peer: Option<SocketAddr>)
    where
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.pending).try_acquire_owned() else {
            // Too many to answer even with a refusal.
            super::observe::rejected(503);
            return;
        };
        #[cfg_attr(not(feature = "rustls"), allow(unused_mut))]
        let mut acceptor = self.clone();
        tokio::spawn(async move {
            let _permit = permit;
            #[cfg(feature = "rustls")]
            if let Some(tls) = &acceptor.tls.acceptor {
                let begin = Instant::now();
                let handshake = tokio::time::timeout(acceptor.timeout, tls.accept(stream)).await;
                // What is left is for the request.
                acceptor.timeout = acceptor.timeout.saturating_sub(begin.elapsed());
                if let Ok(Ok(stream)) = handshake {
                    acceptor.serve(stream, peer).await;
                }
                return;
            }
            acceptor.serve(stream, peer).await;
        });
    }

    /// Serves a stream that the application has accepted, until its request is answered; an open
    /// connection then goes on in a task of its own. The stream is used as it is: TLS and
    /// `TCP_NODELAY` are the application's own.
    pub async fn serve<T>(&self, stream: T, peer: Option<SocketAddr>)
    where
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = self.service.clone();
        let max_head = self.max_head;
        let answer = service_fn(move |mut request: Request<hyper::body::Incoming>| {
            if let Some(peer) = peer {
                request.extensions_mut().insert(PeerAddr(peer));
            }
            let mut service = service.clone();
            async move {
                // All of it may have come at once, so that it was read beyond the limit.
                let mut response = match head_length(&request) > max_head {
                    true => refuse(Reject::new(431, "the head of the request is too long\n")),
                    false => service.call(request).await?,
                };
                if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                    // There is nothing else to ask for on this connection.
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().append(CONNECTION, close);
                }
                Ok::<_, Infallible>(response)
            }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.timeout)
            .max_buf_size(self.max_head)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades()
            .await;
        if let Err(error) = served {
            super::observe::handshake_failed(&error);
        }
    }
}

/// The bytes that a request's head had, as it is usually written (RFC 9112 section 2.1).
fn head_length<B>(request: &Request<B>) -> usize {
    let target = request.uri().path_and_query();
    let target = target.map_or(0, |target| target.as_str().len());
    let first = request.method().as_str().len() + target + "  HTTP/1.1\r\n\r\n".len();
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    first + headers.sum::<usize>()
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor")
            .field("routes", &self.service)
            .finish_non_exhaustive()
    }
}

/// Shuts a server down, and tells how many connections it has.
#[derive(Clone, Debug)]
pub struct ServerHandle(Arc<Registry>);

impl ServerHandle {
    /// How many connections there are, with those whose handshake is being answered.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.0.count()
    }

    /// Shuts the server down gracefully: it accepts nothing more; each connection is closed with 1001
    /// (going away) when the handler that it runs has finished and all that waits is written; what is
    /// still there after the deadline is cut off.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped early, the server still accepts nothing and its connections close,
    /// but none of them is cut off.
    pub async fn shut_down(&self, within: Duration) -> ShutdownReport {
        self.0.shut_down(within).await
    }
}
