//! Handlers that panic, alone and within layers.

use crate::client::{Client, LAST, TEXT, masked, request};
use crate::{Attacked, Event, Line, WHO, line, soon};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{BoxError, Endpoint, IncomingMessage, MessageService};
use asyncapi_channels::tungstenite::http::Request;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::limit::ConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::util::MapRequestLayer;
use tower::{Layer, Service};

const ORDER: &[u8] = br#"{"type":"order","what":"panic"}"#;

type Served = line::Served<Line>;

/// A connection ends with a panic in one of its handlers, and all else goes on.
async fn panics_stay_where_they_are(set_up: fn(Endpoint<Served>) -> Endpoint<Served>) {
    // No more places than there are clients at once.
    let mut server = Attacked::serve(|builder| builder.max_connections(3), set_up).await;
    let mut other = server.client().await;
    for _ in 0..3 {
        let mut client = Client::open(server.address).await;
        let answer = client
            .asks(&request(&format!("{WHO}: on_connect\r\n")))
            .await;
        assert_eq!(answer.status, 500);
        server.has_connections(2).await;
        for (who, frame) in [
            ("on_open", &b"{}"[..]),
            ("on_error", b"nonsense"),
            ("anyone", ORDER),
        ] {
            let mut client = server.client_that(who).await;
            // Where it panics at once, the connection may be closed already.
            let _ = client.tries_to_write(&masked(LAST | TEXT, frame)).await;
            client.is_closed(CloseCode::Error, "internal error").await;
            server.gone_with(CloseCode::Error).await;
            server.has_connections(2).await;
        }
        let client = server.client_that("on_disconnect").await;
        drop(client);
        server.gone().await;
        server.has_connections(2).await;
        other.says("still here").await;
        other.hears("still here").await;
        assert!(matches!(server.next().await, Event::Said(_)));
        server.honest.is_served().await;
    }
    drop(other);
    server.survived().await;
}

#[tokio::test]
async fn handlers_may_panic() {
    panics_stay_where_they_are(|endpoint| endpoint).await;
}

#[tokio::test]
async fn handlers_within_layers_may_panic() {
    panics_stay_where_they_are(|endpoint| {
        endpoint
            .message_layer(TimeoutLayer::new(Duration::from_secs(60)))
            .message_layer(ConcurrencyLimitLayer::new(1))
            .connect_layer(TimeoutLayer::new(Duration::from_secs(60)))
            .connect_layer(ConcurrencyLimitLayer::new(1))
    })
    .await;
}

/// Where a layer panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Layer,
    Ready,
    Call,
    Future,
}

/// A layer that panics for one connection, the one that comes when the order is set.
#[derive(Clone)]
struct Panicking<S = ()>(S, Place);

impl<S> Panicking<S> {
    /// Panics if this is the place.
    fn at(&self, place: Place) {
        assert_ne!(self.1, place, "the layer does that");
    }
}

impl Layer<MessageService<Served>> for Panicking {
    type Service = Panicking<MessageService<Served>>;

    fn layer(&self, inner: MessageService<Served>) -> Self::Service {
        self.at(Place::Layer);
        Panicking(inner, self.1)
    }
}

type Handling = std::pin::Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

impl Service<IncomingMessage<Served>> for Panicking<MessageService<Served>> {
    type Response = ();
    type Error = BoxError;
    type Future = Handling;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.at(Place::Ready);
        self.0.poll_ready(cx)
    }

    fn call(&mut self, message: IncomingMessage<Served>) -> Handling {
        self.at(Place::Call);
        let place = self.1;
        let handled = self.0.call(message);
        Box::pin(async move {
            handled.await?;
            assert_ne!(place, Place::Future, "the layer does that");
            Ok(())
        })
    }
}

/// A layer around messages that itself panics ends the connection as a handler does.
#[tokio::test]
async fn layers_around_messages_may_panic() {
    for place in [Place::Layer, Place::Ready, Place::Call, Place::Future] {
        let (handler, mut events) = Line::new();
        let endpoint = line::endpoint(handler).message_layer(Panicking((), place));
        let (honest, _events) = Line::new();
        let builder = asyncapi_channels::server::Server::builder()
            .serve(endpoint)
            .serve_under("/honest", line::endpoint(honest));
        let (address, handle) = crate::start(builder.max_connections(2)).await;
        let mut honest = Client::open(address).await;
        let target = request("").replacen("/line", "/honest/line", 1);
        assert_eq!(honest.asks(&target).await.status, 101);
        for _ in 0..3 {
            let mut client = Client::open(address).await;
            assert_eq!(client.asks(&request("")).await.status, 101);
            let message = masked(LAST | TEXT, br#"{"type":"said","text":"x"}"#);
            let _ = client.tries_to_write(&message).await;
            if place == Place::Future {
                client.hears("x").await;
            }
            client.is_closed(CloseCode::Error, "internal error").await;
            let gone = loop {
                if let Event::Gone(gone) = soon(events.recv()).await.unwrap() {
                    break gone;
                }
            };
            assert_eq!(gone.code, CloseCode::Error, "{place:?}");
            honest.says("still here").await;
            honest.hears("still here").await;
            while handle.connections() != 1 {
                tokio::task::yield_now().await;
            }
        }
        drop(honest);
        let report = soon(handle.shut_down(Duration::from_secs(10))).await;
        assert_eq!((report.cut, handle.connections()), (0, 0));
    }
}

/// A function of a layer.
fn panics_for_some<B>(request: Request<B>) -> Request<B> {
    let who = request.headers().get(WHO);
    assert!(who.is_none_or(|who| who != "layer"), "the layer does that");
    request
}

/// A layer around handshakes that itself panics gives no place away.
#[tokio::test]
async fn layers_around_handshakes_may_panic() {
    let layer = MapRequestLayer::new(panics_for_some);
    let set_up = |endpoint: Endpoint<Served>| endpoint.connect_layer(layer);
    let server = Attacked::serve(|builder| builder.max_connections(2), set_up).await;
    for _ in 0..5 {
        let mut client = Client::open(server.address).await;
        let headers = format!("{WHO}: layer\r\n");
        assert_eq!(client.asks(&request(&headers)).await.status, 500);
        server.has_connections(1).await;
    }
    server.survived().await;
}
