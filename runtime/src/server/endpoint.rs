//! A channel with its handler, as a server offers it.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::FutureExt;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, UPGRADE,
};
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request, Response, StatusCode};
use tower_layer::Layer;
use tower_service::Service;

use super::config::ConnectionConfig;
use super::connection::{Connection, Link};
use super::id::ConnectionId;
use super::layers::{IncomingMessage, MessageService};
use super::registry::{Slot, unavailable};
use super::request::{ConnectRequest, PeerAddr, Reject, offered};
use super::run::run;
use super::serve::Serve;
use crate::error::BoxError;
use crate::{Channel, Handshake, Hub};

/// The body of a server's answer.
pub type Body = UnsyncBoxBody<Bytes, BoxError>;

/// The body of a handshake's request, which has none, where layers see it.
pub type NoBody = Empty<Bytes>;

/// A future that layers over handshakes return.
type Answer<E> = Pin<Box<dyn Future<Output = Result<Response<Body>, E>> + Send>>;

/// What a request has besides itself when it reaches the handler.
#[derive(Clone)]
pub(crate) struct Arrival {
    /// The part of the URL that is the channel's, with the query.
    pub(crate) target: Arc<str>,
    /// The place that the connection takes.
    pub(crate) slot: Arc<std::sync::Mutex<Option<Slot>>>,
}

/// Answers the handshakes of one channel: what layers of an [`Endpoint`] are around.
#[derive(Clone)]
pub struct ConnectService(Arc<dyn Connect>);

trait Connect: Send + Sync {
    fn connect(&self, request: Request<()>) -> Answer<BoxError>;
}

impl<F> Connect for F
where
    F: Fn(Request<()>) -> Answer<BoxError> + Send + Sync,
{
    fn connect(&self, request: Request<()>) -> Answer<BoxError> {
        self(request)
    }
}

impl Service<Request<NoBody>> for ConnectService {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Answer<BoxError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<NoBody>) -> Self::Future {
        self.0.connect(request.map(drop))
    }
}

impl fmt::Debug for ConnectService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectService")
    }
}

/// Layers around the handling of messages.
pub(crate) type MessageLayer<V> = Arc<dyn Fn(MessageService<V>) -> MessageService<V> + Send + Sync>;
type ConnectLayer = Box<dyn FnOnce(ConnectService) -> ConnectService + Send>;

/// A channel with its handler, to be mounted in a [`Server`](super::Server).
///
/// Generated code makes it: the function `endpoint` of a channel's module takes what implements the
/// module's `Handler`.
#[must_use = "an endpoint serves nothing until a server has it"]
pub struct Endpoint<V: Serve> {
    serve: Arc<V>,
    hub: Hub<V::Channel>,
    name: Arc<str>,
    config: ConnectionConfig,
    subprotocols: Vec<String>,
    message_layer: Option<MessageLayer<V>>,
    connect_layers: Vec<ConnectLayer>,
}

impl<V: Serve> Endpoint<V> {
    /// A channel with its handler, a hub of its own and the default limits.
    pub fn new(serve: V) -> Self {
        Self {
            serve: Arc::new(serve),
            hub: Hub::new(),
            name: V::Channel::NAME.into(),
            config: ConnectionConfig::new(),
            subprotocols: Vec::new(),
            message_layer: None,
            connect_layers: Vec::new(),
        }
    }

    /// The hub that knows this endpoint's connections.
    #[must_use]
    pub fn hub(&self) -> &Hub<V::Channel> {
        &self.hub
    }

    /// Another hub, such as one that the handler has too, or that several endpoints share.
    pub fn with_hub(mut self, hub: &Hub<V::Channel>) -> Self {
        self.hub = hub.clone();
        self
    }

    /// The handler's name, by which the hub finds its connections; at first the channel's.
    pub fn name(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// What each connection may take.
    pub fn config(mut self, config: ConnectionConfig) -> Self {
        self.config = config;
        self
    }

    /// The subprotocols that are spoken, the best first (RFC 6455 section 1.9). The first one that a
    /// client asks for is agreed on, if the handler's `on_connect` does not choose another.
    pub fn subprotocols<I>(mut self, names: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.subprotocols = names.into_iter().map(Into::into).collect();
        self
    }

    /// Puts a [`tower`](https://docs.rs/tower) layer around the handling of messages: for logs,
    /// metrics, time limits and the like. Each connection has a service of its own, which the layer
    /// makes when it is opened; what all share belongs into the layer.
    ///
    /// The layer that is added last is the outermost. An error of a layer is one of the handler: it
    /// ends the connection, with 1011 or with the code of a
    /// [`HandlerError::close`](super::HandlerError::close) in it.
    pub fn message_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<MessageService<V>> + Send + Sync + 'static,
        L::Service: Service<IncomingMessage<V>, Response = (), Future: Send> + Send + 'static,
        <L::Service as Service<IncomingMessage<V>>>::Error: Into<BoxError>,
    {
        let inner = self.message_layer.take();
        self.message_layer = Some(Arc::new(move |service| {
            let service = match &inner {
                Some(inner) => inner(service),
                None => service,
            };
            MessageService::over(layer.layer(service))
        }));
        self
    }

    /// Puts a [`tower`](https://docs.rs/tower) layer around the answering of handshakes: a service
    /// from an HTTP request to a response, with the status 101 when the client is let in, so that
    /// layers for HTTP fit. Requests reach it whose path and upgrade are right.
    ///
    /// The layer that is added last is the outermost. An error of a layer is answered with 500.
    pub fn connect_layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<ConnectService> + Send + 'static,
        L::Service: Service<Request<NoBody>, Response = Response<B>, Future: Send>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<Request<NoBody>>>::Error: Into<BoxError>,
        B: hyper::body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        self.connect_layers.push(Box::new(move |inner| {
            let service = layer.layer(inner);
            ConnectService(Arc::new(move |request: Request<()>| -> Answer<BoxError> {
                let mut service = service.clone();
                let request = request.map(|()| NoBody::new());
                Box::pin(async move {
                    poll_fn(|cx| service.poll_ready(cx))
                        .await
                        .map_err(Into::into)?;
                    let response = service.call(request).await.map_err(Into::into)?;
                    Ok(response.map(|body| body.map_err(Into::into).boxed_unsync()))
                })
            }))
        }));
        self
    }

    /// What answers the handshakes, with all layers.
    pub(crate) fn into_service(self) -> Answering {
        let subprotocols = self.subprotocols;
        let opening = Arc::new(Opening {
            serve: self.serve,
            hub: self.hub,
            name: self.name,
            config: Arc::new(self.config.clone()),
            message_layer: self.message_layer,
        });
        let base = ConnectService(Arc::new(move |request: Request<()>| -> Answer<BoxError> {
            let opening = Arc::clone(&opening);
            let subprotocol = subprotocols
                .iter()
                .find(|name| offered(request.headers()).any(|asked| asked == *name))
                .cloned();
            Box::pin(async move { Ok(opening.open(request, subprotocol).await) })
        }));
        let layers = self.connect_layers.into_iter();
        Answering {
            address: V::Channel::ADDRESS,
            config: self.config,
            service: layers.fold(base, |service, layer| layer(service)),
        }
    }
}

impl<V: Serve> fmt::Debug for Endpoint<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("channel", &V::Channel::NAME)
            .field("name", &self.name)
            .field("config", &self.config)
            .field("subprotocols", &self.subprotocols)
            .finish_non_exhaustive()
    }
}

/// An endpoint without its types.
pub(crate) struct Answering {
    pub(crate) address: &'static str,
    pub(crate) config: ConnectionConfig,
    service: ConnectService,
}

impl Answering {
    /// The answer to a request whose path and upgrade are right.
    pub(crate) async fn answer(&self, request: Request<()>) -> Result<Response<Body>, Infallible> {
        // A layer may panic too, also before there is a future.
        let answer = async { self.service.0.connect(request).await };
        let answer = AssertUnwindSafe(answer).catch_unwind().await;
        let error = match answer {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) => error,
            Err(_) => "a layer has panicked".into(),
        };
        super::observe::connect_failed(&*error);
        Ok(refuse(Reject::new(500, "internal error\n")))
    }
}

/// A refusal as the answer.
pub(crate) fn refuse(reject: Reject) -> Response<Body> {
    super::observe::rejected(reject.status());
    reject.into()
}

/// What it takes to open a connection.
struct Opening<V: Serve> {
    serve: Arc<V>,
    hub: Hub<V::Channel>,
    name: Arc<str>,
    config: Arc<ConnectionConfig>,
    message_layer: Option<MessageLayer<V>>,
}

impl<V: Serve> Opening<V> {
    async fn open(&self, request: Request<()>, subprotocol: Option<String>) -> Response<Body> {
        match self.try_open(request, subprotocol).await {
            Ok(response) => response,
            Err(reject) => refuse(reject),
        }
    }

    async fn try_open(
        &self,
        mut request: Request<()>,
        subprotocol: Option<String>,
    ) -> Result<Response<Body>, Reject> {
        let upgrade = request.extensions_mut().remove::<OnUpgrade>();
        let arrival = request.extensions_mut().remove::<Arrival>();
        let (Some(upgrade), Some(arrival)) = (upgrade, arrival) else {
            return Err(Reject::new(500, "the connection cannot be upgraded\n"));
        };
        // A layer that asks twice has one place all the same.
        let slot = arrival.slot.lock().ok().and_then(|mut slot| slot.take());
        let Some(mut slot) = slot else {
            return Err(Reject::new(500, "the request was answered already\n"));
        };
        // A layer may know better.
        let peer = request.extensions().get::<PeerAddr>().map(|peer| peer.0);
        let key = request.headers().get(SEC_WEBSOCKET_KEY);
        let accept = derive_accept_key(key.map(HeaderValue::as_bytes).unwrap_or_default());
        let handshake: Handshake<V::Channel> =
            V::Channel::match_target(&arrival.target, request.headers())?;
        let id = ConnectionId::next();
        let mut connecting = ConnectRequest::new(handshake, request, id, peer);
        connecting.subprotocol = subprotocol;
        // Within a future, so that a panic before there is another one is caught too.
        let connected = async { self.serve.on_connect(&mut connecting).await };
        let connected = AssertUnwindSafe(connected).catch_unwind();
        let connected = super::observe::within_connection::<V, _>(id, peer, connected);
        let session = match slot.unless_cut(connected).await {
            None => return Err(unavailable("the server is going away\n")),
            Some(Ok(session)) => session?,
            Some(Err(_)) => {
                super::observe::panicked(id, "on_connect");
                return Err(Reject::new(500, "internal error\n"));
            }
        };
        let ConnectRequest {
            subprotocol,
            response_headers,
            metadata,
            rooms,
            ..
        } = connecting;
        let mut response = Response::new(empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        *response.headers_mut() = response_headers;
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        if let Ok(accept) = HeaderValue::from_str(&accept) {
            headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
        }
        let agreed = subprotocol.as_deref().map(HeaderValue::from_str);
        if let Some(Ok(name)) = agreed {
            headers.insert(SEC_WEBSOCKET_PROTOCOL, name);
        }
        let config = &self.config;
        let link = Arc::new(Link::new(
            config,
            id,
            peer,
            Arc::clone(&self.name),
            subprotocol,
            metadata,
        ));
        let connection = Connection::new(Arc::clone(&link), self.hub.clone(), session);
        let serve = Arc::clone(&self.serve);
        let layer = self.message_layer.clone();
        let config = Arc::clone(config);
        let running = async move {
            slot.opened(&link);
            let upgraded = match slot.unless_cut(upgrade).await {
                Some(upgraded) => upgraded.map(TokioIo::new).map_err(BoxError::from),
                None => Err("the server is going away".into()),
            };
            run(serve, connection, upgraded, config, layer, rooms, slot).await;
        };
        tokio::spawn(super::observe::within_connection::<V, _>(id, peer, running));
        Ok(response)
    }
}

fn empty() -> Body {
    NoBody::new().map_err(|never| match never {}).boxed_unsync()
}
