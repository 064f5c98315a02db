//! One attempt to connect.

use std::io;

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::error::UrlError;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::http::header::{
    CONNECTION, HOST, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderValue, Request, Response, Uri};
use tokio_tungstenite::tungstenite::{self};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::config::Config;
use super::transport::IoStream;
use crate::{Channel, Error};

/// What a client speaks WebSocket over.
pub(crate) type ClientStream = WebSocketStream<MaybeTlsStream<Box<dyn IoStream>>>;

/// The server's answer to the handshake.
type Answer = tungstenite::handshake::client::Response;

/// Asks for credentials, connects, and shakes hands (RFC 6455 section 4.1).
pub(crate) async fn open<C: Channel>(
    config: &Config<C>,
) -> Result<(ClientStream, Response<()>), Error> {
    let mut request = config.request.clone()?;
    let key = HeaderValue::try_from(generate_key()).map_err(tungstenite::http::Error::from);
    let key = key.map_err(tungstenite::Error::from)?;
    request.headers_mut().insert(SEC_WEBSOCKET_KEY, key);
    for strategy in &config.authentication {
        let before = request.uri().clone();
        let handshake = request.headers().clone();
        request = strategy
            .authenticate(request)
            .await
            .map_err(Error::Authentication)?;
        // Before the next one, which may sign it.
        follow(&before, &mut request);
        complete(&handshake, &mut request);
    }
    let uri = request.uri().clone();
    let stream = match &config.connector {
        Some(connector) => connector.connect(uri).await?,
        None => tcp(&uri, config.socket.has_nodelay()).await?,
    };
    let (socket, response) = shake_hands(config, request, stream).await?;
    Ok((socket, response.map(drop)))
}

/// Speaks TLS for `wss://`, and shakes hands.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
async fn shake_hands<C: Channel>(
    config: &Config<C>,
    request: Request<()>,
    stream: Box<dyn IoStream>,
) -> Result<(ClientStream, Answer), tungstenite::Error> {
    let socket = Some(config.socket.into());
    let tls = config.tls.clone();
    tokio_tungstenite::client_async_tls_with_config(request, stream, socket, tls).await
}

/// Shakes hands.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
async fn shake_hands<C: Channel>(
    config: &Config<C>,
    request: Request<()>,
    stream: Box<dyn IoStream>,
) -> Result<(ClientStream, Answer), tungstenite::Error> {
    if request.uri().scheme_str() == Some("wss") {
        return Err(UrlError::TlsFeatureNotEnabled.into());
    }
    let socket = Some(config.socket.into());
    let stream = MaybeTlsStream::Plain(stream);
    tokio_tungstenite::client_async_with_config(request, stream, socket).await
}

/// A request that goes to another server than before names that one.
fn follow(before: &Uri, request: &mut Request<()>) {
    let (old, new) = (host(before), host(request.uri()));
    if old != new
        && request.headers().get(HOST) == old.as_ref()
        && let Some(new) = new
    {
        request.headers_mut().insert(HOST, new);
    }
}

/// A request that was made anew gets what a handshake must have (RFC 6455 section 4.1).
fn complete(before: &HeaderMap, request: &mut Request<()>) {
    let needed = [
        CONNECTION,
        UPGRADE,
        SEC_WEBSOCKET_VERSION,
        SEC_WEBSOCKET_KEY,
    ];
    for name in needed {
        if !request.headers().contains_key(&name)
            && let Some(value) = before.get(&name)
        {
            request.headers_mut().insert(name, value.clone());
        }
    }
    if !request.headers().contains_key(HOST)
        && let Some(host) = host(request.uri())
    {
        request.headers_mut().insert(HOST, host);
    }
}

/// The host and port that a URI names, without user information.
fn host(uri: &Uri) -> Option<HeaderValue> {
    let authority = uri.authority()?.as_str();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    HeaderValue::from_str(host).ok()
}

async fn tcp(uri: &Uri, nodelay: bool) -> Result<Box<dyn IoStream>, Error> {
    let url = |error| Error::from(tungstenite::Error::Url(error));
    let host = uri.host().ok_or_else(|| url(UrlError::NoHostName))?;
    // An IPv6 address is written in brackets (RFC 3986 section 3.2.2).
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    let port = match (uri.port_u16(), uri.scheme_str()) {
        (Some(port), _) => port,
        (None, Some("wss")) => 443,
        (None, Some("ws")) => 80,
        (None, _) => return Err(url(UrlError::UnsupportedUrlScheme)),
    };
    let stream: io::Result<TcpStream> = TcpStream::connect((host, port)).await;
    let stream = stream?;
    stream.set_nodelay(nodelay)?;
    Ok(Box::new(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(before: &str, after: &str, host: &str) -> String {
        let mut request = Request::builder()
            .uri(after)
            .header(HOST, host)
            .body(())
            .unwrap();
        follow(&before.parse().unwrap(), &mut request);
        request.headers()[HOST].to_str().unwrap().to_owned()
    }

    #[test]
    fn the_host_is_that_of_the_request() {
        let a = "ws://a.example:8080/x";
        assert_eq!(followed(a, a, "a.example:8080"), "a.example:8080");
        assert_eq!(
            followed(a, "wss://b.example/", "a.example:8080"),
            "b.example"
        );
        assert_eq!(
            followed(a, "wss://u@b.example/", "a.example:8080"),
            "b.example"
        );
        // What was named on purpose stays.
        assert_eq!(followed(a, "wss://b.example/", "c.example"), "c.example");
    }
}
