//! Which channel a request is for, as a service of HTTP.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio_tungstenite::tungstenite::http::header::{
    CONNECTION, CONTENT_LENGTH, HeaderName, ORIGIN, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    TRANSFER_ENCODING, UPGRADE,
};
use tokio_tungstenite::tungstenite::http::{HeaderMap, Method, Request, Response, Version};
use tower_service::Service;

use super::config::Origins;
use super::endpoint::{Answering, Arrival, Body, refuse};
use super::registry::Registry;
use super::request::{PeerAddr, Reject, upgrade_required};
use crate::address::Template;

/// Finds the client's address in a request, such as behind a proxy.
pub(crate) type ClientAddress = Arc<dyn Fn(&Request<()>) -> Option<IpAddr> + Send + Sync>;

/// One channel under its prefix.
pub(crate) struct Route {
    /// Without a slash at its end.
    pub(crate) prefix: String,
    pub(crate) template: Template<'static>,
    pub(crate) answering: Answering,
}

impl Route {
    /// What is left of a path behind the prefix.
    fn rest<'t>(&self, target: &'t str) -> Option<&'t str> {
        let rest = target.strip_prefix(self.prefix.as_str())?;
        matches!(rest.as_bytes().first(), None | Some(b'/' | b'?')).then_some(rest)
    }

    /// The whole address. One that leaves all open ends with an asterisk, which nothing else does.
    pub(crate) fn address(&self) -> String {
        let own = match self.answering.address {
            "" => "*",
            own => own.trim_start_matches('/'),
        };
        format!("{}/{own}", self.prefix)
    }

    /// What the routes are sorted by: what fixes more of a path comes first, from its start on, and
    /// what takes every path comes last.
    pub(crate) fn specificity(&self) -> (bool, Vec<usize>) {
        let address = self.address();
        let takes_all = self.answering.address.is_empty();
        (takes_all, Template::parse(&address).specificity())
    }
}

pub(crate) struct Routes {
    /// The most specific first.
    pub(crate) routes: Vec<Route>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) client_address: Option<ClientAddress>,
}

/// The channels of a [`Server`](super::Server) as a service from an HTTP request to a response, to be
/// part of an application that has other routes too.
///
/// It is a [`tower`](https://docs.rs/tower) service, and so a route or the fallback of an axum
/// `Router`; the HTTP server must be one of hyper's version 1, with upgrades. A request that is for none of the channels is answered with 404.
/// [`ServerHandle`](super::ServerHandle) closes its connections.
#[derive(Clone)]
pub struct ServerService(pub(crate) Arc<Routes>);

impl<B: Send + 'static> Service<Request<B>> for ServerService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let routes = Arc::clone(&self.0);
        // A handshake has no body.
        let request = request.map(drop);
        Box::pin(async move { routes.answer(request).await })
    }
}

impl fmt::Debug for ServerService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses = self.0.routes.iter();
        let addresses = addresses.map(|route| (&route.prefix, route.answering.address));
        f.debug_list().entries(addresses).finish()
    }
}

impl Routes {
    async fn answer(&self, mut request: Request<()>) -> Result<Response<Body>, Infallible> {
        match self.admit(&mut request) {
            Ok(route) => route.answering.answer(request).await,
            Err(reject) => Ok(refuse(reject)),
        }
    }

    /// The route of a request that may be answered, with what its handler needs to know.
    fn admit(&self, request: &mut Request<()>) -> Result<&Route, Reject> {
        let target = request
            .uri()
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let (route, rest) = self.route(target)?;
        let target: Arc<str> = rest.into();
        is_handshake(request)?;
        is_allowed(&route.answering.config.origins, request.headers())?;
        let peer = self.peer(request);
        let slot = self.registry.slot(peer.map(|peer| peer.ip()))?;
        let arrival = Arrival {
            target,
            slot: Arc::new(Mutex::new(Some(slot))),
        };
        if let Some(peer) = peer {
            request.extensions_mut().insert(PeerAddr(peer));
        }
        request.extensions_mut().insert(arrival);
        Ok(route)
    }

    /// The first route whose address matches. One whose address matches with a value that cannot be
    /// read is the right one too: its error is the answer.
    fn route<'t>(&self, target: &'t str) -> Result<(&Route, &'t str), Reject> {
        for route in &self.routes {
            let Some(rest) = route.rest(target) else {
                continue;
            };
            if route.answering.address.is_empty() {
                return Ok((route, rest));
            }
            match route.template.matches(rest) {
                Err(error) if error.is_no_match() => {}
                Err(error) => return Err(error.into()),
                Ok(_) => return Ok((route, rest)),
            }
        }
        Err(Reject::new(404, "there is no such channel\n"))
    }

    fn peer(&self, request: &Request<()>) -> Option<SocketAddr> {
        let extensions = request.extensions();
        let peer = extensions.get::<PeerAddr>().map(|peer| peer.0);
        #[cfg(feature = "axum")]
        let peer = peer.or_else(|| {
            let info = extensions.get::<axum::extract::ConnectInfo<SocketAddr>>();
            info.map(|info| info.0)
        });
        let found = self.client_address.as_ref().and_then(|find| find(request));
        match found {
            Some(address) => Some(SocketAddr::new(address, 0)),
            None => peer,
        }
    }
}

/// Whether a request asks for a WebSocket as RFC 6455 section 4.2.1 has it.
fn is_handshake(request: &Request<()>) -> Result<(), Reject> {
    let headers = request.headers();
    if request.method() != Method::GET {
        return Err(
            Reject::new(405, "a WebSocket is opened with GET\n").with_header("allow", "GET")
        );
    }
    if request.version() < Version::HTTP_11
        || !has_token(headers, CONNECTION, "upgrade")
        || !has_token(headers, UPGRADE, "websocket")
    {
        return Err(upgrade_required("this is a WebSocket\n"));
    }
    let version = headers.get(SEC_WEBSOCKET_VERSION);
    if version.is_none_or(|version| version.as_bytes() != b"13") {
        return Err(upgrade_required("expected `Sec-WebSocket-Version: 13`\n"));
    }
    // 16 bytes in base64.
    let key = headers.get(SEC_WEBSOCKET_KEY).map(|key| key.as_bytes());
    if !key.is_some_and(|key| key.len() == 24 && key.ends_with(b"==")) {
        return Err(Reject::new(
            400,
            "expected a `Sec-WebSocket-Key` of 16 bytes in base64\n",
        ));
    }
    // What follows would be taken for frames (RFC 9110 section 7.8).
    let length = headers.get(CONTENT_LENGTH);
    if headers.contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length != "0") {
        return Err(Reject::new(400, "a handshake has no body\n"));
    }
    Ok(())
}

fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().eq_ignore_ascii_case(token))
}

/// Whether the page that opens the connection may do so.
fn is_allowed(origins: &Origins, headers: &HeaderMap) -> Result<(), Reject> {
    let Origins::Listed(allowed) = origins else {
        return Ok(());
    };
    let mut stated = headers.get_all(ORIGIN).iter();
    let all_allowed = stated.all(|origin| {
        origin
            .to_str()
            .is_ok_and(|origin| allowed.contains(&origin.to_ascii_lowercase()))
    });
    match all_allowed {
        true => Ok(()),
        false => Err(Reject::forbidden("this origin is not allowed\n")),
    }
}
