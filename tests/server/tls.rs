//! TLS through rustls, and streams that the application has accepted itself.

use crate::api::{Heard, Said, talk};
use crate::certificate::configs;
use crate::talk::Talk;
use crate::{HANDSHAKE, Running, ask_over, soon, start};
use asyncapi_channels::server::Server;
use asyncapi_channels::{Channel, ClientSide, Socket};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_tungstenite::client_async;

async fn secure(server: &Running, config: Arc<ClientConfig>) -> TlsStream<TcpStream> {
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connected = TlsConnector::from(config).connect(name, stream);
    soon(connected).await.unwrap()
}

/// Says something over a typed socket and hears it.
async fn talks<I: AsyncRead + AsyncWrite + Unpin>(io: I) {
    let request = talk::Channel::request("ws://localhost", &(), &(), &()).unwrap();
    let (socket, _) = soon(client_async(request, io)).await.unwrap();
    let mut socket: Socket<talk::Channel, ClientSide, _> = Socket::new(socket);
    socket
        .send(talk::ClientMessage::Said(Said::new("secret")))
        .await
        .unwrap();
    let heard = soon(socket.recv()).await.unwrap().unwrap();
    assert_eq!(heard, talk::ServerMessage::Heard(Heard::new("secret")));
}

#[tokio::test]
async fn channels_are_served_over_tls() {
    let (server_config, client_config) = configs();
    let (handler, mut seen) = Talk::new();
    let builder = Server::builder().serve(talk::endpoint(handler));
    let server = start(builder.tls(server_config)).await;
    let stream = secure(&server, Arc::clone(&client_config)).await;
    let local = stream.get_ref().0.local_addr().unwrap();
    talks(stream).await;
    assert_eq!(seen.open().await.peer_addr(), Some(local));
    seen.message().await;
    seen.gone().await;

    let mut stream = secure(&server, client_config).await;
    let answer = ask_over(&mut stream, "GET /none HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_client_without_tls_is_refused() {
    let (server_config, client_config) = configs();
    let (handler, _seen) = Talk::new();
    let builder = Server::builder()
        .serve(talk::endpoint(handler))
        .tls(server_config);
    let server = start(builder).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = format!("GET /talk HTTP/1.1\r\n{HANDSHAKE}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // An alert of TLS, or nothing; then the end.
    let _ = soon(stream.read_to_end(&mut answer)).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    // Others are served.
    talks(secure(&server, client_config).await).await;
}

/// A client that says nothing is given up when the handshake takes too long.
#[tokio::test]
async fn a_client_that_does_not_begin_is_given_up() {
    let (server_config, _) = configs();
    let (handler, _seen) = Talk::new();
    let builder = Server::builder()
        .serve(talk::endpoint(handler))
        .handshake_timeout(Duration::from_millis(100))
        .tls(server_config);
    let server = start(builder).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let mut answer = Vec::new();
    let _ = soon(stream.read_to_end(&mut answer)).await;
}

#[tokio::test]
async fn any_stream_can_be_served() {
    let (handler, mut seen) = Talk::new();
    let builder = Server::builder().serve(talk::endpoint(handler));
    let acceptor = builder.acceptor().unwrap();
    let (client, stream) = tokio::io::duplex(1024);
    let peer = "203.0.113.7:4711".parse().unwrap();
    let serving = {
        let acceptor = acceptor.clone();
        tokio::spawn(async move { acceptor.serve(stream, Some(peer)).await })
    };
    talks(client).await;
    // It was answered, and the connection is a task of its own.
    soon(serving).await.unwrap();
    assert_eq!(seen.open().await.peer_addr(), Some(peer));
    seen.message().await;
    seen.gone().await;

    let (mut client, stream) = tokio::io::duplex(1024);
    let serving = async { acceptor.serve(stream, None).await };
    let asking = ask_over(&mut client, "GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
    let (answer, ()) = soon(async { tokio::join!(asking, serving) }).await;
    assert_eq!(answer.status, 404);

    let report = soon(acceptor.handle().shut_down(Duration::from_secs(5))).await;
    assert_eq!((report.closed, report.cut), (0, 0));
    let (mut client, stream) = tokio::io::duplex(1024);
    let serving = async { acceptor.serve(stream, None).await };
    let request = format!("GET /talk HTTP/1.1\r\n{HANDSHAKE}\r\n");
    let asking = ask_over(&mut client, &request);
    let (answer, ()) = soon(async { tokio::join!(asking, serving) }).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), Some("5"));
}
