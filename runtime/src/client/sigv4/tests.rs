use std::time::UNIX_EPOCH;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_sigv4::http_request::PercentEncodingMode;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::*;

const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn credentials(key: &str, secret: &str, token: Option<&str>) -> AwsCredentials {
    AwsCredentials::new(key, secret, token.map(str::to_owned), None, "test")
}

fn seconds(after_1970: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(after_1970)
}

/// The value of a parameter that needs no decoding.
fn parameter<'u>(uri: &'u Uri, name: &str) -> &'u str {
    let pairs = uri.query().expect("a query").split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let value = values.next().expect("the parameter");
    assert_eq!(values.next(), None);
    value
}

/// The requests of AWS's published test suite ("Signature Version 4 Test Suite", in its form for
/// signatures in the query: `tests/aws-signing-test-suite/v4/*/query-signature.txt` of AWS's
/// `aws-c-auth`) that are GET with the header `Host` alone, on a path that is normalized. The suite encodes paths
/// once, other than API Gateway, and so none is here whose path has an escape.
const SUITE: [(&str, &str); 13] = [
    // get-vanilla, get-vanilla-query
    (
        "/",
        "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    ),
    // get-vanilla-empty-query-key
    (
        "/?Param1=value1",
        "49096700cbbaa5753443850f40df10f904fc2fdb544dc9512203cc77c471a9de",
    ),
    // get-vanilla-query-order-encoded
    (
        "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787",
    ),
    // get-vanilla-query-order-key-case
    (
        "/?Param2=value2&Param1=value1",
        "86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5",
    ),
    // get-vanilla-query-unreserved
    (
        "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFG\
         HIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf",
    ),
    // get-vanilla-utf8-query
    (
        "/?%E1%88%B4=bar",
        "0bdd809b1519ac4f0c1dc3540e2cc46bd0c7f778eda408b2ebf3b913d21ff600",
    ),
    // get-unreserved
    (
        "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "95968482db1b9e0fadef6efc1bd24689f77c77d9ef56919c96a28cc92e0d6005",
    ),
    // get-utf8
    (
        "/ሴ",
        "10eae3f14a260bd3911cc6d008d3c576d143b05b62f09782a7a4b37f52178e44",
    ),
    // get-relative-normalized
    (
        "/example/..",
        "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    ),
    // get-relative-relative-normalized
    (
        "/example1/example2/../..",
        "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    ),
    // get-slash-dot-slash-normalized
    (
        "/./",
        "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    ),
    // get-slash-pointless-dot-normalized
    (
        "/./example",
        "35034b1a0bdd969f346975386daf8aedfd4976573b8348cf4f67eaa41c5857de",
    ),
    // get-slashes-normalized
    (
        "//example//",
        "c1834e8fb0307243711f0f907f6ab7311ed300d87f13792d7ee4da89ab93e082",
    ),
];

/// Signs a path as the test suite does.
fn signed_as_in_suite(target: &str, token: Option<&str>) -> Uri {
    let identity = credentials(KEY, SECRET, token).into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("service")
        .time(seconds(1_440_938_160)) // 2015-08-30T12:36:00Z
        .settings(settings(Duration::from_secs(3600)))
        .build()
        .expect("parameters");
    let host = "example.amazonaws.com";
    let uri: Uri = format!("wss://{host}{target}").parse().expect("a URI");
    signed(&uri, host, SignableBody::empty(), &params.into()).expect("a signed URI")
}

#[test]
fn signatures_are_those_of_the_published_suite() {
    for (target, signature) in SUITE {
        let uri = signed_as_in_suite(target, None);
        assert_eq!(parameter(&uri, "X-Amz-Signature"), signature, "{target}");
        let (path, _) = target.split_once('?').unwrap_or((target, ""));
        assert_eq!(uri.path(), path);
    }
}

#[test]
fn a_session_token_is_signed_as_in_the_published_suite() {
    // get-vanilla-with-session-token
    let token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
    let uri = signed_as_in_suite("/", Some(token));
    assert_eq!(parameter(&uri, "X-Amz-Security-Token"), token);
    assert_eq!(
        parameter(&uri, "X-Amz-Signature"),
        "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c"
    );
}

/// The example of "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", Amazon
/// Simple Storage Service API Reference. S3 alone does not sign the body and encodes the path once.
#[test]
fn a_signature_is_that_of_the_documented_example() {
    let identity = credentials(
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        None,
    )
    .into();
    let mut settings = settings(Duration::from_secs(86_400));
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("s3")
        .time(seconds(1_369_353_600)) // 2013-05-24T00:00:00Z
        .settings(settings)
        .build()
        .expect("parameters");
    let host = "examplebucket.s3.amazonaws.com";
    let uri = Uri::from_static("https://examplebucket.s3.amazonaws.com/test.txt");
    let body = SignableBody::UnsignedPayload;
    let uri = signed(&uri, host, body, &params.into()).expect("a signed URI");
    assert_eq!(
        uri,
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    );
}

const TOKEN: &str = "IQoJb3JpZ2luX2VjE/+a==";

/// URLs, the session token, seconds of validity, and what botocore 1.44.5 makes of them:
///
/// ```python
/// now = datetime.datetime(2026, 1, 2, 3, 4, 5)
/// botocore.auth.get_current_datetime = lambda: now
/// credentials = Credentials(KEY, SECRET, token)
/// request = AWSRequest("GET", url.replace("wss", "https"))
/// SigV4QueryAuth(credentials, "execute-api", "eu-central-1", seconds).add_auth(request)
/// print(request.url.replace("https", "wss"))
/// ```
const BOTOCORE: [(&str, Option<&str>, u64, &str); 4] = [
    (
        "wss://abc123.execute-api.eu-central-1.amazonaws.com/prod",
        None,
        300,
        "wss://abc123.execute-api.eu-central-1.amazonaws.com/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2Fexecute-api%2Faws4_request\
         &X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=2b448655cc1e19372d34045d29ca0d5040161e73c3fe056e655a0c24b7a3e2fe",
    ),
    (
        "wss://abc123.execute-api.eu-central-1.amazonaws.com/prod",
        Some(TOKEN),
        300,
        "wss://abc123.execute-api.eu-central-1.amazonaws.com/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2Fexecute-api%2Faws4_request\
         &X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host\
         &X-Amz-Security-Token=IQoJb3JpZ2luX2VjE%2F%2Ba%3D%3D\
         &X-Amz-Signature=56197e2d592037b3ceddb7ef43e2e76b8861b4cd443ca3837c3ece9a6ebe8f7d",
    ),
    (
        "wss://abc123.execute-api.eu-central-1.amazonaws.com/$default/a%20b/@x:y/?z=1\
         &name=J%C3%BCrgen+%26+co&a=b/c:d&empty=",
        Some(TOKEN),
        60,
        "wss://abc123.execute-api.eu-central-1.amazonaws.com/$default/a%20b/@x:y/?z=1\
         &name=J%C3%BCrgen%20%26%20co&a=b%2Fc%3Ad&empty=&X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2Fexecute-api%2Faws4_request\
         &X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
         &X-Amz-Security-Token=IQoJb3JpZ2luX2VjE%2F%2Ba%3D%3D\
         &X-Amz-Signature=6c6ad976933178ff8688e7ab25e5e3a055dc51605d3648155282a20a9e979b80",
    ),
    (
        "wss://localhost:8443/%E1%88%B4/./x//y/../z/?b=2&a=1&A=0",
        None,
        604_800,
        "wss://localhost:8443/%E1%88%B4/./x//y/../z/?b=2&a=1&A=0&X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-central-1%2Fexecute-api%2Faws4_request\
         &X-Amz-Date=20260102T030405Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=26c192d5b9f4c78c2b1124e3167c09643252da1992519ecfdd05a20738dc7350",
    ),
];

/// Signs at the time of [`BOTOCORE`].
fn signer<P: ProvideAwsCredentials + 'static>(provider: P) -> SigV4<P> {
    SigV4 {
        clock: || seconds(1_767_323_045), // 2026-01-02T03:04:05Z
        ..sigv4("eu-central-1", provider)
    }
}

fn sorted(url: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = url.split(['?', '&']).collect();
    parts.sort_unstable();
    parts
}

fn handshake(url: &str) -> Request<()> {
    let mut request = url.into_client_request().expect("a request");
    let headers = request.headers_mut();
    headers.insert("x-trace", "1".parse().expect("a value"));
    headers.insert("x-amz-meta", "1".parse().expect("a value"));
    request
}

#[tokio::test]
async fn signed_urls_are_those_of_botocore() {
    for (url, token, valid_for, expected) in BOTOCORE {
        let signer = signer(credentials(KEY, SECRET, token));
        let signer = signer.valid_for(Duration::from_secs(valid_for));
        let request = handshake(url);
        let headers = request.headers().clone();
        let request = signer.authenticate(request).await;
        let request = request.expect("a signed request");
        let shown = request.uri().to_string();
        assert_eq!(sorted(&shown), sorted(expected));
        assert_eq!(request.headers(), &headers);
    }
}

#[tokio::test]
async fn a_url_is_valid_for_five_minutes_by_default() {
    let (url, token, _, expected) = BOTOCORE[0];
    let signer = signer(credentials(KEY, SECRET, token));
    let request = signer.authenticate(handshake(url)).await;
    assert_eq!(*request.expect("a signed request").uri(), expected);
}

#[tokio::test]
async fn a_validity_that_aws_refuses_is_an_error() {
    let day = Duration::from_secs(86_400);
    for (valid_for, is_right) in [
        (Duration::ZERO, false),
        (Duration::from_millis(999), false),
        (Duration::from_secs(1), true),
        (7 * day, true),
        (7 * day + Duration::from_millis(1), false),
        (Duration::MAX, false),
    ] {
        let signer = signer(credentials(KEY, SECRET, None)).valid_for(valid_for);
        let request = signer.authenticate(handshake(BOTOCORE[0].0)).await;
        assert_eq!(request.is_ok(), is_right, "{valid_for:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_signed_is_an_error() {
    let signer = signer(credentials(KEY, SECRET, None));
    let error = signer.authenticate(Request::new(())).await;
    let error = error.expect_err("no host").to_string();
    assert_eq!(error, "headers: missing `host`");
    let error = signer.authenticate(handshake("wss://a/?x=%FF")).await;
    let error = error.expect_err("a query that is no text").to_string();
    assert!(error.starts_with("query parameter `x`"), "{error}");
}

/// Credentials that are others each time, until there are none any more.
#[derive(Debug)]
struct Refreshing(std::sync::atomic::AtomicU32);

impl ProvideAwsCredentials for Refreshing {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let time = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        future::ProvideCredentials::new(async move {
            match time {
                0 | 1 => Ok(credentials(&format!("KEY{time}"), SECRET, None)),
                _ => Err(CredentialsError::provider_error("signed out")),
            }
        })
    }
}

#[tokio::test]
async fn credentials_are_asked_for_at_each_attempt() {
    let signer = signer(Refreshing(0.into()));
    let url = BOTOCORE[0].0;
    let mut signatures = Vec::new();
    for key in ["KEY0%2F", "KEY1%2F"] {
        let request = signer.authenticate(handshake(url)).await;
        let request = request.expect("a signed request");
        assert!(parameter(request.uri(), "X-Amz-Credential").starts_with(key));
        signatures.push(parameter(request.uri(), "X-Amz-Signature").to_owned());
    }
    assert_ne!(signatures[0], signatures[1]);
    let error = signer.authenticate(handshake(url)).await;
    let error = error.expect_err("an error").downcast::<CredentialsError>();
    assert!(matches!(
        *error.expect("as it is"),
        CredentialsError::ProviderError(_)
    ));
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", signer(credentials(KEY, SECRET, Some(TOKEN))));
    assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
}
