//! What the server tells about itself: events of `tracing` and counters of `metrics`, where their
//! features are on.

// Without them, most of what is handed over is not used.
#![cfg_attr(
    not(any(feature = "tracing", feature = "metrics")),
    allow(clippy::extra_unused_type_parameters)
)]

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::net::SocketAddr;

use super::connection::Link;
use super::id::ConnectionId;
use super::serve::{Disconnect, HandlerError, Serve};
#[cfg(any(feature = "tracing", feature = "metrics"))]
use crate::Channel;
use crate::DecodeError;

/// An event of `tracing`, with its feature.
macro_rules! event {
    ($($any:tt)*) => {
        #[cfg(feature = "tracing")]
        tracing::event!(target: "asyncapi_channels", $($any)*);
    };
}

/// Counts with `metrics`, with its feature.
macro_rules! count {
    ($name:literal, $count:expr $(, $key:literal => $value:expr)*) => {
        #[cfg(feature = "metrics")]
        metrics::counter!($name $(, $key => $value)*).increment($count);
    };
}

/// The span of a connection, in which all of its handlers run.
pub(crate) fn within_connection<V: Serve, F: Future>(
    id: ConnectionId,
    peer: Option<SocketAddr>,
    future: F,
) -> impl Future<Output = F::Output> {
    let _ = (id, peer);
    #[cfg(feature = "tracing")]
    let future = tracing::Instrument::instrument(
        future,
        tracing::info_span!(
            target: "asyncapi_channels",
            "connection",
            api = V::API,
            channel = V::Channel::NAME,
            connection = %id,
            peer = peer.map(tracing::field::display),
        ),
    );
    future
}

/// The span of one message, within that of its connection.
pub(crate) fn within_operation<F: Future>(
    operation: &'static str,
    future: F,
) -> impl Future<Output = F::Output> {
    let _ = operation;
    #[cfg(feature = "tracing")]
    let future = tracing::Instrument::instrument(
        future,
        tracing::debug_span!(target: "asyncapi_channels", "message", operation),
    );
    future
}

pub(crate) fn accept_failed(error: &io::Error) {
    event!(tracing::Level::WARN, %error, "accepting has failed");
    let _ = error;
}

pub(crate) fn handshake_failed(error: &hyper::Error) {
    event!(tracing::Level::DEBUG, %error, "a handshake has failed");
    count!("asyncapi_channels_handshakes_failed_total", 1);
    let _ = error;
}

pub(crate) fn connect_failed(error: &(dyn StdError + Send + Sync)) {
    event!(tracing::Level::ERROR, error = %error, "a layer has failed");
    let _ = error;
}

pub(crate) fn rejected(status: u16) {
    event!(tracing::Level::DEBUG, status, "a client was refused");
    count!("asyncapi_channels_rejected_total", 1, "status" => status.to_string());
    let _ = status;
}

pub(crate) fn connected<V: Serve>(link: &Link) {
    event!(
        tracing::Level::DEBUG,
        api = V::API,
        channel = V::Channel::NAME,
        connection = %link.id,
        "connected"
    );
    count!(
        "asyncapi_channels_connected_total", 1,
        "api" => V::API, "channel" => V::Channel::NAME
    );
    let _ = link;
}

pub(crate) fn received<V: Serve>(operation: &'static str) {
    count!(
        "asyncapi_channels_received_total", 1,
        "api" => V::API, "channel" => V::Channel::NAME, "operation" => operation
    );
    let _ = operation;
}

pub(crate) fn invalid<V: Serve>(link: &Link, error: &DecodeError) {
    event!(
        tracing::Level::DEBUG,
        channel = V::Channel::NAME,
        connection = %link.id,
        %error,
        "a message is not valid"
    );
    count!(
        "asyncapi_channels_invalid_total", 1,
        "api" => V::API, "channel" => V::Channel::NAME
    );
    let _ = (link, error);
}

pub(crate) fn dropped(link: &Link, messages: usize) {
    event!(
        tracing::Level::DEBUG,
        connection = %link.id,
        messages,
        "messages were dropped for newer ones"
    );
    count!("asyncapi_channels_dropped_total", messages as u64);
    let _ = (link, messages);
}

pub(crate) fn handler_failed(link: &Link, handler: &'static str, error: &HandlerError) {
    event!(
        tracing::Level::ERROR,
        connection = %link.id,
        handler,
        %error,
        "a handler has failed"
    );
    count!("asyncapi_channels_handler_errors_total", 1, "handler" => handler);
    let _ = (link, handler, error);
}

pub(crate) fn panicked(connection: ConnectionId, handler: &'static str) {
    event!(tracing::Level::ERROR, %connection, handler, "a handler has panicked");
    count!("asyncapi_channels_panics_total", 1, "handler" => handler);
    let _ = (connection, handler);
}

pub(crate) fn disconnected(link: &Link, disconnect: &Disconnect) {
    event!(
        tracing::Level::DEBUG,
        connection = %link.id,
        code = u16::from(disconnect.code),
        by_client = disconnect.by_client,
        unsent = disconnect.unsent.len(),
        "disconnected"
    );
    count!(
        "asyncapi_channels_disconnected_total", 1,
        // A client may choose any of the codes that are for applications.
        "code" => match u16::from(disconnect.code) {
            3000.. if disconnect.by_client => "application".to_owned(),
            code => code.to_string(),
        }
    );
    let _ = (link, disconnect);
}
