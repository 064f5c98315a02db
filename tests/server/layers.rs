//! tower's layers, around handshakes and around messages.

use crate::api::talk::{self, Served};
use crate::talk::{Seen, Talk};
use crate::{HANDSHAKE, Running, ask, close_frame, closed, raw, send, shake, start, text};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{
    BoxError, Endpoint, HandlerError, IncomingMessage, NoBody, Reject, Server,
};
use asyncapi_channels::tungstenite::http::{HeaderValue, Request, Response};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tower::{Layer, Service, ServiceBuilder};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use tower_http::validate_request::ValidateRequestHeaderLayer;

async fn serve(
    layers: impl FnOnce(Endpoint<Served<Talk>>) -> Endpoint<Served<Talk>>,
) -> (Running, Seen) {
    let (handler, seen) = Talk::new();
    let endpoint = layers(talk::endpoint(handler));
    (start(Server::builder().serve(endpoint)).await, seen)
}

/// Counts the messages that pass, and stops those of one operation.
#[derive(Clone)]
struct Count {
    passed: Arc<AtomicUsize>,
    stopped: &'static str,
}

struct Counting<S> {
    inner: S,
    layer: Count,
}

impl<S> Layer<S> for Count {
    type Service = Counting<S>;

    fn layer(&self, inner: S) -> Counting<S> {
        Counting {
            inner,
            layer: self.clone(),
        }
    }
}

impl<S> Service<IncomingMessage<Served<Talk>>> for Counting<S>
where
    S: Service<IncomingMessage<Served<Talk>>, Response = (), Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = ();
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<(), BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut message: IncomingMessage<Served<Talk>>) -> Self::Future {
        if message.operation() == self.layer.stopped {
            return Box::pin(async { Err("stopped by a layer".into()) });
        }
        self.layer.passed.fetch_add(1, Ordering::SeqCst);
        let session = message.connection().session().clone();
        if let talk::ClientMessage::Said(said) = message.message_mut() {
            said.text = format!("{session}: {}", said.text);
        }
        assert!(!matches!(message.message(), talk::ClientMessage::Typing(_)));
        Box::pin(self.inner.call(message))
    }
}

#[tokio::test]
async fn a_layer_sees_each_message_of_every_connection() {
    let passed = Arc::new(AtomicUsize::new(0));
    let count = Count {
        passed: Arc::clone(&passed),
        stopped: "order",
    };
    let (server, mut seen) = serve(|endpoint| endpoint.message_layer(count)).await;
    for index in 1..=3 {
        let mut client = raw(&server, "/talk").await;
        seen.open().await;
        send(&mut client, "not valid, and so no message").await;
        seen.next().await;
        text(&mut client).await;
        send(&mut client, r#"{"type":"said","text":"hi"}"#).await;
        assert_eq!(seen.message().await.1, "say guest: hi");
        let heard = r#"{"type":"heard","text":"guest: hi"}"#;
        assert_eq!(text(&mut client).await, heard);
        assert_eq!(passed.load(Ordering::SeqCst), index);
        // Its error is one of the handler.
        send(&mut client, r#"{"type":"order","what":"close"}"#).await;
        let frame = closed(&mut client).await;
        assert_eq!(frame, close_frame(1011, "internal error"));
        assert_eq!(seen.gone().await.1.code, CloseCode::Error);
    }
}

/// The handler's own errors keep their codes through layers.
#[tokio::test]
async fn errors_and_panics_pass_through_layers() {
    let (server, mut seen) = serve(|endpoint| {
        let count = Count {
            passed: Arc::default(),
            stopped: "",
        };
        endpoint.message_layer(count.clone()).message_layer(count)
    })
    .await;
    for (what, frame) in [
        ("refuse", close_frame(4001, "not for you")),
        ("fail", close_frame(1011, "internal error")),
        ("panic", close_frame(1011, "internal error")),
    ] {
        let mut client = raw(&server, "/talk").await;
        seen.open().await;
        let order = format!(r#"{{"type":"order","what":"{what}"}}"#);
        send(&mut client, &order).await;
        assert_eq!(closed(&mut client).await, frame);
        seen.message().await;
        seen.gone().await;
    }
}

/// A layer's error may say how the connection is closed.
#[tokio::test]
async fn a_layer_may_choose_the_code() {
    let (server, mut seen) = serve(|endpoint| {
        endpoint.message_layer(tower::layer::layer_fn(|inner| {
            tower::util::MapErr::new(inner, |_: BoxError| {
                HandlerError::close(4040.into(), "by a layer").into_boxed()
            })
        }))
    })
    .await;
    let mut client = raw(&server, "/talk").await;
    seen.open().await;
    send(&mut client, r#"{"type":"order","what":"fail"}"#).await;
    assert_eq!(closed(&mut client).await, close_frame(4040, "by a layer"));
}

#[tokio::test]
async fn towers_own_layers_fit() {
    let (server, mut seen) = serve(|endpoint| {
        let layers = ServiceBuilder::new()
            .concurrency_limit(1)
            .rate_limit(1_000, Duration::from_secs(1))
            .timeout(Duration::from_millis(200))
            .into_inner();
        endpoint.message_layer(layers)
    })
    .await;
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id();
    for index in 0..10 {
        let said = format!(r#"{{"type":"said","text":"{index}"}}"#);
        send(&mut client, &said).await;
        assert_eq!(seen.message().await, (id, format!("say {index}")));
        text(&mut client).await;
    }
    // The time limit is an error of a layer.
    send(&mut client, r#"{"type":"order","what":"wait"}"#).await;
    assert_eq!(
        closed(&mut client).await,
        close_frame(1011, "internal error")
    );
    seen.message().await;
    seen.gone().await;
}

/// Layers of HTTP fit around handshakes, also those that change the type of the body.
#[tokio::test]
async fn layers_of_http_fit() {
    let (server, mut seen) = serve(|endpoint| {
        let name = asyncapi_channels::tungstenite::http::HeaderName::from_static("x-served-by");
        let value = HeaderValue::from_static("tower");
        endpoint
            .connect_layer(SetResponseHeaderLayer::overriding(name, value))
            .connect_layer(TraceLayer::new_for_http())
    })
    .await;
    let answer = shake(&server, "/talk", "").await;
    assert_eq!(answer.status, 101);
    assert_eq!(answer.header("x-served-by"), Some("tower"));
    seen.open().await;
    // What the server refuses itself does not reach them.
    let answer = ask(server.address, "POST /talk", HANDSHAKE).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("x-served-by"), None);
}

#[tokio::test]
// The type of the answer is tower-http's choice.
#[allow(clippy::result_large_err)]
async fn a_layer_may_refuse() {
    let (server, mut seen) = serve(|endpoint| {
        endpoint.connect_layer(ValidateRequestHeaderLayer::custom(
            |request: &mut Request<NoBody>| {
                let authorization = request.headers().get("authorization");
                match authorization.is_some_and(|value| value == "Bearer right") {
                    true => Ok(()),
                    false => Err(Reject::unauthorized("by a layer\n").into()),
                }
            },
        ))
    })
    .await;
    for headers in ["", "Authorization: Bearer wrong\r\n"] {
        let answer = shake(&server, "/talk", headers).await;
        assert_eq!((answer.status, answer.body.as_str()), (401, "by a layer\n"));
        assert_eq!(server.handle.connections(), 0);
    }
    let answer = shake(&server, "/talk", "Authorization: Bearer right\r\n").await;
    assert_eq!(answer.status, 101);
    seen.open().await;
}

#[tokio::test]
async fn a_failing_layer_is_answered_with_500() {
    let (server, seen) = serve(|endpoint| {
        endpoint.connect_layer(tower::layer::layer_fn(|_inner| {
            tower::service_fn(async |_: Request<NoBody>| {
                Err::<Response<axum::body::Body>, BoxError>("broken".into())
            })
        }))
    })
    .await;
    let answer = shake(&server, "/talk", "").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (500, "internal error\n")
    );
    assert_eq!(server.handle.connections(), 0);
    server.stop().await;
    seen.end().await;
}
