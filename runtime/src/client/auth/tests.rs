use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use self::channel::Credentials;
use super::*;
use crate::client::BoxError;
use crate::{AddressError, ParameterKind};

/// As generated code has it.
#[allow(unreachable_pub)]
mod channel {
    crate::__credentials! {
        /// What a client presents.
        Credentials may_be_empty = false {
            /// A key.
            api_key: Secret = Header("X-API-Key"),
            /// A name and a password.
            password: UserPassword = Basic,
            /// A token.
            token: Secret = Bearer,
        }
    }
}

/// As generated code has it, where clients are let in without credentials too.
#[allow(unreachable_pub)]
mod open_channel {
    crate::__credentials! {
        /// What a client presents.
        Credentials may_be_empty = true {
            /// A key.
            api_key: Secret = Header("X-API-Key"),
        }
    }
}

fn request() -> Request<()> {
    let url = "wss://example.com/a%20b?x=1&key=old&y=%C3%BC";
    let mut request = url.into_client_request().expect("a request");
    let headers = request.headers_mut();
    headers.insert("cookie", "other=1; session=old".parse().expect("a value"));
    headers.insert("x-api-key", "old".parse().expect("a value"));
    request
}

async fn authenticated(strategy: impl Authenticate) -> Request<()> {
    let request = strategy.authenticate(request()).await;
    request.expect("a request that proves who the client is")
}

async fn refused<T: std::error::Error + 'static>(strategy: impl Authenticate) -> T {
    let error = strategy.authenticate(request()).await;
    *error.expect_err("an error").downcast().expect("its type")
}

#[tokio::test]
async fn each_value_goes_to_its_place_and_leaves_the_others() {
    let request = authenticated(bearer("a.b")).await;
    assert_eq!(request.headers()["authorization"], "Bearer a.b");
    assert!(request.headers()["authorization"].is_sensitive());

    let request = authenticated(header("X-Api-Key", String::from("new"))).await;
    let values: Vec<_> = request.headers().get_all("x-api-key").iter().collect();
    assert_eq!(values, ["new"]);
    assert_eq!(request.headers()["host"], "example.com");

    let request = authenticated(query("key", Secret::from("ü &"))).await;
    assert_eq!(request.uri().path(), "/a%20b");
    assert_eq!(request.uri().query(), Some("x=1&y=%C3%BC&key=%C3%BC%20%26"));

    let request = authenticated(cookie("session", "new")).await;
    assert_eq!(request.headers()["cookie"], "other=1; session=new");
}

#[tokio::test]
async fn names_may_be_made_when_the_program_runs() {
    let name = format!("x-{}", 1);
    let request = authenticated(header(name, "a")).await;
    assert_eq!(request.headers()["x-1"], "a");
}

#[tokio::test]
async fn subprotocols_become_one_list_without_repetition() {
    for (given, added, expected) in [
        (&[][..], "abc", "abc"),
        (&["chat"], "token.abc", "chat, token.abc"),
        (&["v2, v1", "v0 ,,v1"], "v1,  a ,b,a", "v2, v1, v0, a, b"),
        (&[], "!#$%&'*+-.^_`|~09azAZ", "!#$%&'*+-.^_`|~09azAZ"),
    ] {
        let mut request = request();
        for line in given {
            let line = line.parse().expect("a value");
            request.headers_mut().append("sec-websocket-protocol", line);
        }
        let strategy = subprotocol(added);
        let request = strategy.authenticate(request).await.expect("a request");
        let lines = request.headers().get_all("sec-websocket-protocol");
        assert_eq!(lines.iter().collect::<Vec<_>>(), [expected]);
    }
    for wrong in ["", "a,", "a b", "a/b", "abc==", "{}", "ü", "a\r\nb", "a\tb"] {
        let error: AddressError = refused(subprotocol(wrong)).await;
        assert_eq!(error.key(), Some("sec-websocket-protocol"));
        assert!(error.to_string().contains("base64url"), "{error}");
    }
}

#[tokio::test]
async fn what_cannot_be_carried_is_an_error_that_names_the_place_and_not_the_value() {
    let errors: [(&str, AddressError); 6] = [
        ("authorization", refused(bearer("")).await),
        ("authorization", refused(bearer("s3cr3t\n")).await),
        ("a b", refused(header("a b", "s3cr3t")).await),
        ("x-key", refused(header("X-Key", "s3cr3t\r\nx: y")).await),
        ("connection", refused(header("Connection", "s3cr3t")).await),
        ("cookie", refused(cookie("session", "s3cr3t;")).await),
    ];
    for (place, error) in errors {
        assert_eq!(error.kind(), Some(ParameterKind::Header));
        assert_eq!(error.key(), Some(place));
        assert!(!error.to_string().contains("s3cr3t"), "{error}");
    }
}

#[tokio::test]
async fn a_fresh_value_is_found_at_each_attempt() {
    static ATTEMPTS: AtomicUsize = AtomicUsize::new(0);
    let strategy = bearer(fresh(|| async {
        let attempt = ATTEMPTS.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok(format!("token-{attempt}").into())
    }));
    for attempt in 0..3 {
        let request = strategy.authenticate(request()).await.expect("a request");
        let expected = format!("Bearer token-{attempt}");
        assert_eq!(request.headers()["authorization"], expected);
    }
}

#[derive(Debug, PartialEq)]
struct Expired(u32);

impl std::fmt::Display for Expired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expired")
    }
}

impl std::error::Error for Expired {}

#[tokio::test]
async fn an_error_of_the_one_who_provides_comes_as_it_is() {
    let strategy = cookie("session", fresh(|| async { Err(Expired(1).into()) }));
    assert_eq!(refused::<Expired>(strategy).await, Expired(1));
    let strategy = credentials::<Credentials>(fresh(|| async { Err(BoxError::from(Expired(2))) }));
    assert_eq!(refused::<Expired>(strategy).await, Expired(2));
    let strategy = custom(|_| async { Err(Expired(3).into()) });
    assert_eq!(refused::<Expired>(strategy).await, Expired(3));
}

#[tokio::test]
async fn a_request_of_ones_own_replaces_the_other() {
    let strategy = custom(async |given: Request<()>| {
        let url = format!("wss://other.example{}", given.uri().path());
        Ok(url.into_client_request()?)
    });
    let request = authenticated(strategy).await;
    assert_eq!(request.uri(), "wss://other.example/a%20b");
    assert_eq!(request.headers()["host"], "other.example");
}

#[tokio::test]
async fn credentials_are_presented_and_never_empty() {
    let given = Credentials {
        api_key: Some("new".into()),
        password: Some(crate::UserPassword::new("u", "p")),
        token: None,
    };
    let request = authenticated(credentials(given.clone())).await;
    assert_eq!(Credentials::from_request(&request), given);

    let provided = given.clone();
    let provider = fresh(move || {
        let provided = provided.clone();
        async move { Ok(provided) }
    });
    let request = authenticated(credentials(provider)).await;
    assert_eq!(Credentials::from_request(&request), given);

    let error: AddressError = refused(credentials(Credentials::default())).await;
    let name = std::any::type_name::<Credentials>();
    let expected = format!("headers: `{name}` is empty: set at least one of its fields");
    assert_eq!(error.to_string(), expected);

    let both = Credentials {
        token: Some("a".into()),
        ..given
    };
    let error: AddressError = refused(credentials(both)).await;
    assert_eq!(error.key(), Some("authorization"));
}

#[tokio::test]
async fn credentials_may_be_empty_where_clients_need_none() {
    let empty = open_channel::Credentials::default();
    let unchanged = authenticated(credentials(empty)).await;
    assert_eq!(unchanged.uri(), request().uri());
    assert_eq!(unchanged.headers()["x-api-key"], "old");
    let given = open_channel::Credentials {
        api_key: Some("new".into()),
    };
    let request = authenticated(credentials(given.clone())).await;
    assert_eq!(open_channel::Credentials::from_request(&request), given);
}

#[tokio::test]
async fn the_way_may_be_chosen_when_the_program_runs() {
    for (is_bearer, place) in [(true, "authorization"), (false, "x-token")] {
        let strategy: Box<dyn Authenticate> = match is_bearer {
            true => Box::new(bearer("abc")),
            false => Box::new(header("X-Token", "abc")),
        };
        assert!(authenticated(strategy).await.headers().contains_key(place));
    }
}
