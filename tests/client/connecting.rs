//! How a client connects, and what it presents.

use crate::api::feed::{self, Headers, Params, Query};
use crate::api::{Label, mixed};
use crate::{Network, Told, certificate, client, connected, publish, soon};
use asyncapi_channels::bytes::Bytes;
use asyncapi_channels::client::{Connect, IoStream, State};
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
use asyncapi_channels::tungstenite::http::Uri;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::Connector;

#[tokio::test]
async fn what_it_presents_arrives() {
    let (sender, mut seen) = Told::new();
    let network = Network::that_lets_in(move |request| {
        let subprotocols: Vec<_> = request.subprotocols().map(str::to_owned).collect();
        assert!(request.choose_subprotocol("v1"));
        let extra = request.request().headers()["x-extra"].clone();
        let headers = (request.headers.clone(), extra);
        let (params, query) = (request.params.clone(), request.query.clone());
        let _ = sender.send((params, query, headers, subprotocols));
        Ok(())
    })
    .await;
    let params = Params::new("käse / brot?");
    let query = Query { since: Some(-7) };
    let headers = Headers {
        x_client: Some("tests".to_owned()),
    };
    let (url, own) = (
        network.proxy.url(),
        (params.clone(), query.clone(), headers.clone()),
    );
    let client = feed::Client::builder(url, params, query, headers)
        .subprotocols(["v2", "v1"])
        .header("x-extra", "more")
        .build();
    let (opened, mut told) = Told::new();
    let _listener = client.on_open(move |open| {
        let _ = opened.send((
            open.response.status(),
            open.subprotocol().map(str::to_owned),
        ));
    });
    soon(client.connect()).await.unwrap();
    let (params, query, (headers, extra), subprotocols) = seen.next().await;
    assert_eq!((params, query, headers), own);
    assert_eq!(extra, "more");
    assert_eq!(subprotocols, ["v2", "v1"]);
    let (status, subprotocol) = told.next().await;
    assert_eq!((status.as_u16(), subprotocol.as_deref()), (101, Some("v1")));
}

/// A client that is built waits until it is told to connect, and connects once however often it is
/// told.
#[tokio::test]
async fn it_connects_when_it_is_told() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    assert!(matches!(client.state(), State::Idle));
    let mut states = client.states();
    client.start();
    client.start();
    let clone = client.clone();
    let (first, second) = soon(async { tokio::join!(client.connect(), clone.connect()) }).await;
    first.unwrap();
    second.unwrap();
    assert!(matches!(clone.state(), State::Connected));
    soon(client.connect()).await.unwrap();
    assert_eq!(network.proxy.linked().await, 0);
    network.opened().await;
    // One that nobody waits for goes on all the same.
    client.publish(publish(1)).await.unwrap();
    assert_eq!(network.published().await, 1);
    assert!(soon(states.next()).await.is_some());
}

#[tokio::test]
async fn what_fails_for_good_is_an_error() {
    let network = Network::that_lets_in(|_| Err(Reject::unauthorized("who are you?"))).await;
    let error = soon(client(&network).connect()).await.unwrap_err();
    assert!(error.to_string().contains("401"), "{error}");

    let (params, query) = (Params::new("news"), Query::default());
    let client = feed::Client::builder("no URL", params, query, Headers::default()).build();
    let error = soon(client.connect()).await.unwrap_err();
    assert!(error.to_string().contains("no URL"), "{error}");
    assert!(matches!(client.state(), State::Closed));
    let error = soon(client.publish(publish(1))).await.unwrap_err();
    assert_eq!(error.message, publish(1).into());
}

/// Connects to one address, whatever the URL says.
struct Always(SocketAddr);

impl Connect for Always {
    fn connect(&self, uri: Uri) -> BoxFuture<'_, io::Result<Box<dyn IoStream>>> {
        assert_eq!(uri.host(), Some("nowhere.invalid"));
        Box::pin(async {
            let stream = TcpStream::connect(self.0).await?;
            Ok(Box::new(stream) as Box<dyn IoStream>)
        })
    }
}

#[tokio::test]
async fn it_runs_over_any_stream() {
    let mut network = Network::start().await;
    let (params, query) = (Params::new("news"), Query::default());
    let address = network.proxy.url()["ws://".len()..].parse().unwrap();
    let builder = feed::Client::builder("ws://nowhere.invalid", params, query, Headers::default());
    let client = soon(builder.connector(Always(address)).connect())
        .await
        .unwrap();
    soon(client.publish(publish(3))).await.unwrap();
    network.opened().await;
    assert_eq!(network.published().await, 3);
}

#[tokio::test]
async fn it_speaks_tls() {
    let (server_config, client_config) = certificate::configs();
    let mut network = Network::start().await;
    let server = Server::builder()
        .serve(feed::endpoint(network.feed.clone()))
        .tls(server_config)
        .bind("127.0.0.1:0")
        .await
        .unwrap();
    network.proxy.upstream(server.local_addr());
    tokio::spawn(server.run());
    let url = network
        .proxy
        .url()
        .replace("ws://127.0.0.1", "wss://localhost");
    let client = feed::Client::builder(
        url,
        Params::new("news"),
        Query::default(),
        Headers::default(),
    )
    .tls(Connector::Rustls(client_config))
    .build();
    soon(client.connect()).await.unwrap();
    network.opened().await;
    soon(client.publish(publish(4))).await.unwrap();
    assert_eq!(network.published().await, 4);
}

/// Says everything again.
struct Echo;

impl mixed::Handler for Echo {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<mixed::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_put(
        &self,
        connection: &mixed::Connection,
        message: mixed::ClientMessage,
    ) -> Result<(), HandlerError> {
        match message {
            mixed::ClientMessage::Label(label) => connection.get(label).await?,
            mixed::ClientMessage::Blob(blob) => connection.get(blob).await?,
        }
        Ok(())
    }
}

#[tokio::test]
async fn it_carries_text_and_bytes() {
    let server = Server::builder().serve(mixed::endpoint(Echo));
    let server = server.bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", server.local_addr());
    tokio::spawn(server.run());
    let client = soon(mixed::Client::builder(&url).connect()).await.unwrap();
    let mut messages = client.messages();
    let bytes = Bytes::from_static(&[0, 0xff, 1]);
    client.put(Label::new("text")).await.unwrap();
    client.put(bytes.clone()).await.unwrap();
    let first = soon(messages.next()).await.unwrap().unwrap();
    assert_eq!(first, mixed::ServerMessage::Label(Label::new("text")));
    let second = soon(messages.next()).await.unwrap().unwrap();
    assert_eq!(second, mixed::ServerMessage::Blob(bytes));
}

/// The future of connecting may be dropped; the connecting goes on.
#[tokio::test]
async fn waiting_for_the_connection_may_be_given_up() {
    let network = Network::start().await;
    let client = client(&network).build();
    let waiting = tokio::time::timeout(std::time::Duration::ZERO, client.connect());
    drop(waiting.await);
    connected(&client).await;
}
