//! What a client proves itself with, at each attempt anew.

use crate::api::vault::{self, Channel, Connection, Credentials, Handler};
use crate::api::{Login, Note, Publish};
use crate::proxy::{Cut, Door, Proxy};
use crate::{Told, quick, soon};
use asyncapi_channels::CloseCode;
use asyncapi_channels::client::{Authenticate, BoxError, Builder, fresh};
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
use asyncapi_channels::tungstenite::http::{HeaderValue, Request};
use futures_util::future::BoxFuture;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc::UnboundedSender;

/// Takes each token once, in the handshake or in the first message.
struct Vault {
    used: Mutex<HashSet<String>>,
    events: UnboundedSender<String>,
}

impl Vault {
    fn takes(&self, token: &str) -> bool {
        let is_token = token.starts_with("token ");
        is_token && self.used.lock().unwrap().insert(token.to_owned())
    }
}

impl Handler for Vault {
    /// Whether the client has still to log in.
    type Session = Mutex<bool>;

    async fn on_connect(
        &self,
        _: &mut ConnectRequest<Channel>,
        credentials: Credentials,
    ) -> Result<Mutex<bool>, Reject> {
        let (key, token) = (credentials.key, credentials.token);
        match token {
            None => Ok(Mutex::new(true)),
            Some(token) if self.takes(token.expose()) => {
                let key = key.map(|key| key.expose().to_owned());
                let _ = self
                    .events
                    .send(format!("let in {key:?} {}", token.expose()));
                Ok(Mutex::new(false))
            }
            Some(token) => {
                let _ = self.events.send(format!("refused {}", token.expose()));
                Err(Reject::unauthorized("this token was used before"))
            }
        }
    }

    async fn on_log_in(
        &self,
        connection: &Connection<Mutex<bool>>,
        login: Login,
    ) -> Result<(), HandlerError> {
        if !self.takes(&login.token) {
            return Err(HandlerError::close(CloseCode::Policy, "no such token"));
        }
        *connection.session().lock().unwrap() = false;
        let _ = self.events.send(format!("log in {}", login.token));
        Ok(())
    }

    async fn on_deposit(
        &self,
        connection: &Connection<Mutex<bool>>,
        publish: Publish,
    ) -> Result<(), HandlerError> {
        if *connection.session().lock().unwrap() {
            return Err(HandlerError::close(CloseCode::Policy, "log in first"));
        }
        let _ = self.events.send(format!("deposit {}", publish.text));
        Ok(connection
            .receipt(Note::new(publish.n, publish.text))
            .await?)
    }
}

async fn serve() -> (Proxy, Told<String>) {
    let (events, told) = Told::new();
    let vault = Vault {
        used: Mutex::default(),
        events,
    };
    let server = Server::builder().serve(vault::endpoint(vault));
    let server = server.bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::start(server.local_addr()).await;
    tokio::spawn(server.run());
    (proxy, told)
}

/// Tokens, each of them another one.
fn tokens() -> impl Fn() -> String + Send + Sync + 'static {
    let count = AtomicUsize::new(0);
    move || format!("token {}", count.fetch_add(1, Ordering::Relaxed))
}

fn with_token(token: String) -> Credentials {
    Credentials {
        key: Some("my key".into()),
        token: Some(token.as_str().into()),
    }
}

#[tokio::test]
async fn credentials_are_fresh_at_each_attempt() {
    let (mut proxy, mut told) = serve().await;
    let next = tokens();
    let credentials = fresh(move || {
        let token = next();
        async move { Ok(with_token(token)) }
    });
    let client = vault::Client::builder(proxy.url(), credentials)
        .reconnect(quick())
        .build();
    soon(client.connect()).await.unwrap();
    for round in 0..3 {
        // Asked once more for the attempt that was refused.
        assert_eq!(
            told.next().await,
            format!("let in Some(\"my key\") token {}", 2 * round)
        );
        soon(client.deposit(Publish::new(1, "gold"))).await.unwrap();
        assert_eq!(told.next().await, "deposit gold");
        proxy.linked().await;
        proxy.doors([Door::Refusing, Door::Open]);
        proxy.cut(Cut::Reset);
    }
}

/// Credentials that stay the same are refused when they have had their day.
#[tokio::test]
async fn stale_credentials_end_it() {
    let (mut proxy, mut told) = serve().await;
    let credentials = with_token("token once".to_owned());
    let client = vault::Client::builder(proxy.url(), credentials)
        .reconnect(quick())
        .build();
    let (sender, mut closed) = Told::new();
    let _listener = client.on_close(move |close| sender.send(close.reconnects).unwrap());
    soon(client.connect()).await.unwrap();
    assert_eq!(told.next().await, "let in Some(\"my key\") token once");
    proxy.linked().await;
    proxy.cut(Cut::Reset);
    assert!(closed.next().await);
    assert_eq!(told.next().await, "refused token once");
    assert!(!closed.next().await);
}

/// Who cannot find credentials now may find them at the next attempt.
#[tokio::test]
async fn credentials_that_are_not_found_are_an_error_of_the_attempt() {
    let (proxy, mut told) = serve().await;
    let (next, attempts) = (tokens(), AtomicUsize::new(0));
    let credentials = fresh(move || {
        let found = match attempts.fetch_add(1, Ordering::Relaxed) {
            0 => Err(BoxError::from("the vault of tokens is locked")),
            _ => Ok(with_token(next())),
        };
        async move { found }
    });
    let client = vault::Client::builder(proxy.url(), credentials)
        .reconnect(quick())
        .build();
    let (sender, mut errors) = Told::new();
    let _listener = client.on_error(move |error| sender.send(error.to_string()).unwrap());
    soon(client.connect()).await.unwrap();
    assert!(
        errors
            .next()
            .await
            .contains("the vault of tokens is locked")
    );
    assert_eq!(told.next().await, "let in Some(\"my key\") token 0");
}

/// Adds a header that has to be asked for.
struct Signature(AtomicUsize);

impl Authenticate for Signature {
    fn authenticate(
        &self,
        mut request: Request<()>,
    ) -> BoxFuture<'_, Result<Request<()>, BoxError>> {
        let token = format!("Bearer token {}", self.0.fetch_add(1, Ordering::Relaxed));
        Box::pin(async move {
            tokio::task::yield_now().await;
            let headers = request.headers_mut();
            headers.insert("authorization", HeaderValue::from_str(&token)?);
            Ok(request)
        })
    }
}

#[tokio::test]
async fn a_request_may_be_rewritten() {
    let (mut proxy, mut told) = serve().await;
    let key = Credentials {
        key: Some("k".into()),
        ..Credentials::default()
    };
    let client = vault::Client::builder(proxy.url(), key)
        .authentication(Signature(AtomicUsize::new(7)))
        .reconnect(quick());
    let _client = soon(client.connect()).await.unwrap();
    for round in 7..10 {
        assert_eq!(
            told.next().await,
            format!("let in Some(\"k\") token {round}")
        );
        proxy.linked().await;
        proxy.cut(Cut::Reset);
    }
}

fn builder(proxy: &Proxy) -> Builder<Channel, vault::Client> {
    // A key alone lets nobody in.
    let key = Credentials {
        key: Some("k".into()),
        ..Credentials::default()
    };
    vault::Client::builder(proxy.url(), key).reconnect(quick())
}

/// The first message is written before everything else, at every connection.
#[tokio::test]
async fn the_first_message_comes_first() {
    let (mut proxy, mut told) = serve().await;
    let next = tokens();
    let first = move || {
        let token = next();
        async move { Ok(Login::new(token).into()) }
    };
    let client = builder(&proxy).first_message(first).build();
    let _listener = client.with_reconnect(|client| async move {
        client.send(Publish::new(0, "of the callback")).await?;
        Ok(())
    });
    client.try_send(Publish::new(1, "of the queue")).unwrap();
    client.start();
    for round in 0..3 {
        assert_eq!(told.next().await, format!("log in token {round}"));
        assert_eq!(told.next().await, "deposit of the callback");
        assert_eq!(told.next().await, "deposit of the queue");
        proxy.linked().await;
        proxy.doors([Door::Silent, Door::Open]);
        proxy.cut(Cut::Reset);
        proxy
            .until(|event| matches!(event, crate::proxy::Event::Kept(_)))
            .await;
        client.try_send(Publish::new(1, "of the queue")).unwrap();
        proxy.cut(Cut::Reset);
    }
}

/// One that the server does not like ends it, for the server says so.
#[tokio::test]
async fn a_first_message_may_be_refused() {
    let (proxy, mut told) = serve().await;
    let first = || async { Ok(Login::new("nothing").into()) };
    let client = builder(&proxy).first_message(first).build();
    let (sender, mut closed) = Told::new();
    let _listener = client.on_close(move |close| {
        sender
            .send((close.code, close.reason.clone(), close.reconnects))
            .unwrap();
    });
    client.start();
    let expected = (CloseCode::Policy, "no such token".to_owned(), false);
    assert_eq!(closed.next().await, expected);
    assert_eq!(told.all(), Vec::<String>::new());
}
