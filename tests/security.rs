//! Credentials of the document's security schemes: what a client presents in a real handshake is
//! what the server reads.

use asyncapi_channels::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use asyncapi_channels::tungstenite::http;
use asyncapi_channels::{Channel, ParameterKind, UserPassword, connect_request};
use tokio::net::TcpListener;
use tokio_tungstenite::accept_hdr_async;

#[deny(warnings, missing_docs)]
mod api {
    asyncapi_channels::asyncapi!("api/security.yaml");
}

#[deny(warnings, missing_docs)]
mod api_v2 {
    asyncapi_channels::asyncapi!("api/security_v2.yaml");
}

/// Opens a channel with a request; the request as the server saw it.
async fn seen<C: Channel>(listener: &TcpListener, request: http::Request<()>) -> http::Request<()> {
    let mut seen = None;
    // The trait wants the response as it is.
    #[allow(clippy::result_large_err)]
    let keep = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        C::match_request(request).expect("the channel's request");
        seen = Some(request.clone());
        Ok(response)
    };
    let accepted = async {
        let (stream, _) = listener.accept().await.expect("a connection");
        accept_hdr_async(stream, keep).await.expect("a handshake")
    };
    let (client, _server) = tokio::join!(connect_request::<C>(request), accepted);
    drop(client.expect("a socket"));
    seen.expect("a request")
}

/// Presents each of the credentials of a channel, given its module, and expects the server to read
/// the same.
macro_rules! round_trips {
    ($module:path, [$($field:ident),+ $(,)?], $texts:expr) => {{
        use $module::{Channel as Opened, Credentials};
        round_trips!(Opened, Credentials, &(), &(), [$($field),+], $texts)
    }};
    ($opened:ty, $credentials:ty, $params:expr, $query:expr, [$($field:ident),+], $texts:expr) => {{
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = format!("ws://{}", listener.local_addr().expect("an address"));
        for text in $texts {
            let mut credentials = <$credentials>::default();
            assert!(credentials.is_empty());
            $(credentials.$field = Some(text.into());)+
            let mut request =
                <$opened>::request(&server, $params, $query, &()).expect("a request");
            credentials.apply_to(&mut request).expect("credentials");
            let request = seen::<$opened>(&listener, request).await;
            let read = <$credentials>::from_request(&request);
            assert_eq!(read, credentials);
            $(assert!(read.$field == credentials.$field);)+
            assert!(!read.is_empty());
            let shown = format!("{read:?}");
            assert!(!shown.contains(text), "{shown}");
        }
        let request = <$opened>::request(&server, $params, $query, &()).expect("a request");
        seen::<$opened>(&listener, request).await
    }};
}

const ANY: [&str; 5] = [
    "s3cr3t",
    "two words",
    "käse/日本語 🎉",
    "a:b=c&d;e,f\"\\",
    "%2F+%",
];
const TOKENS: [&str; 3] = ["s3cr3t", "a.b-c_d~e+f/g==", "%2F+%"];

#[tokio::test]
async fn the_halves_of_basic_arrive() {
    let request = round_trips!(api::key_password, [key_password], ANY);
    assert!(api::key_password::Credentials::from_request(&request).is_empty());
    round_trips!(
        api::key_user,
        [key_user],
        ANY.iter().copied().filter(|text| !text.contains(':'))
    );
    round_trips!(
        api::halves,
        [key_user, key_password],
        ANY.iter().copied().filter(|text| !text.contains(':'))
    );
}

#[tokio::test]
async fn a_token_arrives() {
    round_trips!(api::bearer, [http_bearer], ANY);
    round_trips!(api::oauth, [oauth], ANY);
    round_trips!(api::open_id, [open_id], ANY);
    round_trips!(api::digest, [r#type], ANY);
}

#[tokio::test]
async fn a_header_and_cookies_arrive() {
    let request = round_trips!(api::header, [x_api_key], ANY);
    assert!(api::header::Credentials::from_request(&request).is_empty());
    let request = round_trips!(api::cookies, [session, csrf], TOKENS);
    assert!(api::cookies::Credentials::from_request(&request).is_empty());
}

#[tokio::test]
async fn a_query_parameter_arrives_in_place_of_the_one_of_the_query() {
    let params = api::query::Params::new("a b");
    let query = api::query::Query::new("not this", 5);
    round_trips!(
        api::query::Channel,
        api::query::Credentials,
        &params,
        &query,
        [api_key],
        ANY
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = format!("ws://{}", listener.local_addr().expect("an address"));
    let mut request = api::query::Channel::request(&server, &params, &query, &()).unwrap();
    let credentials = api::query::Credentials {
        api_key: Some("this".into()),
    };
    credentials.apply_to(&mut request).unwrap();
    let request = seen::<api::query::Channel>(&listener, request).await;
    let read = api::query::Channel::match_request(&request).unwrap();
    assert_eq!(read.query, api::query::Query::new("this", 5));
    assert_eq!(read.params, params);
}

#[tokio::test]
async fn user_and_password_arrive() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = format!("ws://{}", listener.local_addr().expect("an address"));
    for (user, password) in [("u", "p"), ("", ""), ("ü 🎉", "a:b:c"), ("u", "")] {
        let credentials = api::password::Credentials {
            password: Some(UserPassword::new(user, password)),
        };
        let mut request = api::password::Channel::request(&server, &(), &(), &()).unwrap();
        credentials.apply_to(&mut request).unwrap();
        let request = seen::<api::password::Channel>(&listener, request).await;
        let read = api::password::Credentials::from_request(&request);
        assert_eq!(read, credentials);
        let read = read.password.unwrap();
        assert_eq!(read.user, user);
        assert!(read.password.matches(password));
    }
}

#[tokio::test]
async fn credentials_of_2_x_arrive_together() {
    use api_v2::chat::{Channel as Chat, Credentials};
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = format!("ws://{}", listener.local_addr().expect("an address"));
    let basic = Credentials {
        basic: Some(UserPassword::new("u", "p")),
        ..Credentials::default()
    };
    let token = Credentials {
        token: Some("t".into()),
        totp: Some("123456".into()),
        ..Credentials::default()
    };
    for credentials in [basic.clone(), token.clone(), Credentials::default()] {
        let mut request = Chat::request(&server, &(), &(), &()).unwrap();
        credentials.apply_to(&mut request).unwrap();
        let request = seen::<Chat>(&listener, request).await;
        assert_eq!(Credentials::from_request(&request), credentials);
        let (headers, uri) = (request.headers(), request.uri());
        assert_eq!(Credentials::from_parts(headers, uri), credentials);
    }
    let both = Credentials {
        basic: basic.basic,
        ..token
    };
    let mut request = Chat::request(&server, &(), &(), &()).unwrap();
    let error = both.apply_to(&mut request).unwrap_err();
    assert_eq!(error.kind(), Some(ParameterKind::Header));
    assert!(!request.headers().contains_key("x-totp"));
}

#[test]
fn a_token_may_stand_in_the_query() {
    let request = http::Request::get("/oauth?access_token=a%20b")
        .body("any")
        .unwrap();
    let credentials = api::oauth::Credentials::from_request(&request);
    assert_eq!(credentials.oauth, Some("a b".into()));
    assert_eq!(
        api::bearer::Credentials::from_request(&request).http_bearer,
        None
    );
}

#[test]
fn channels_of_one_address_have_the_credentials_of_all() {
    let _ = api::shared::Credentials {
        x_api_key: Some("key".into()),
        oauth: Some("token".into()),
    };
    let _ = api::first_half::Credentials {
        x_api_key: Some("key".into()),
    };
}
