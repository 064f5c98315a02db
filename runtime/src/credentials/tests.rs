use super::*;

const ALL: [Presentation<'static>; 9] = [
    Presentation::Basic,
    Presentation::BasicUser,
    Presentation::BasicPassword,
    Presentation::Bearer,
    Presentation::Token,
    Presentation::Authorization("Digest"),
    Presentation::Header("X-API-Key"),
    Presentation::Query("api key"),
    Presentation::Cookie("session"),
];

const URI: &str = "ws://localhost/a%20b?x=1&y=%C3%BC";

fn request(uri: &str, headers: &[(&str, &[u8])]) -> Request<()> {
    let mut request = Request::new(());
    *request.uri_mut() = uri.parse().unwrap();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        let value = HeaderValue::from_bytes(value).unwrap();
        request.headers_mut().append(name, value);
    }
    request
}

fn read(presentation: Presentation<'_>, request: &Request<()>) -> Option<String> {
    presentation.read(request.headers(), request.uri())
}

fn write(
    request: &mut Request<()>,
    credentials: &[(Presentation<'_>, &str)],
) -> Result<(), AddressError> {
    let mut presented = Presented::default();
    for (presentation, text) in credentials {
        Secret::from(*text).present(*presentation, &mut presented)?;
    }
    presented.apply_to(request)
}

/// What is read of a request with this `Authorization`.
fn of_authorization(presentation: Presentation<'_>, value: &[u8]) -> Option<String> {
    read(presentation, &request(URI, &[("authorization", value)]))
}

#[test]
fn what_is_written_is_read() {
    for presentation in ALL {
        let texts: &[&str] = match presentation {
            Presentation::Basic => &["u:p", ":", "ü:a:b c", "u:", ":p"],
            Presentation::BasicUser => &["u", "ü 🎉", "\"'%"],
            Presentation::BasicPassword => &["p", "a:b", "ü 🎉", ":"],
            Presentation::Cookie(_) => &["", "a=b", "\"a\"", "%20", "!#$&'()*+-./:<>?@[]^_`{|}~"],
            Presentation::Header(_) => &["", "a b", "käse", "a, b; c=\"d\""],
            Presentation::Query(_) => &["", "a b", "&=+%?#/", "ü 🎉", "\n\0", " "],
            _ => &[
                "abc",
                "a.b-c_d~e+f/g==",
                "käse",
                "username=\"a b\", realm=\"c\"",
            ],
        };
        for text in texts {
            let mut request = request(URI, &[("x-other", b"1"), ("cookie", b"other=1")]);
            write(&mut request, &[(presentation, text)]).unwrap();
            assert_eq!(
                read(presentation, &request).as_deref(),
                Some(*text),
                "{presentation:?}"
            );
            assert_eq!(request.uri().path(), "/a%20b");
            assert_eq!(query_parameter(request.uri(), "y").as_deref(), Some("ü"));
            assert_eq!(cookie(request.headers(), "other").as_deref(), Some("1"));
            assert_eq!(request.headers()["x-other"], "1");
        }
    }
}

#[test]
fn the_text_on_the_wire_is_that_of_the_standards() {
    let headers = |credentials: &[(Presentation<'_>, &str)]| {
        let mut request = request("ws://localhost/", &[]);
        write(&mut request, credentials).unwrap();
        let headers = request.headers().iter();
        let shown: Vec<String> = headers
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        (shown.join("\n"), request.uri().to_string())
    };
    // RFC 7617, 2.
    let (text, _) = headers(&[(Presentation::Basic, "Aladdin:open sesame")]);
    assert_eq!(text, "authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    // RFC 6750, 2.1.
    let (text, _) = headers(&[(Presentation::Token, "mF_9.B5f-4.1JqM")]);
    assert_eq!(text, "authorization: Bearer mF_9.B5f-4.1JqM");
    let (text, _) = headers(&[(Presentation::Authorization("Digest"), "a=b")]);
    assert_eq!(text, "authorization: Digest a=b");
    let (text, uri) = headers(&[
        (Presentation::Header("X-API-Key"), "k"),
        (Presentation::Cookie("a"), "1"),
        (Presentation::Cookie("b"), "2"),
        (Presentation::Query("t k"), "a&b"),
    ]);
    assert_eq!(text, "x-api-key: k\ncookie: a=1; b=2");
    assert_eq!(uri, "ws://localhost/?t%20k=a%26b");
}

#[test]
fn what_is_absent_is_none() {
    for presentation in ALL {
        assert_eq!(read(presentation, &request("/", &[])), None);
        assert_eq!(read(presentation, &request(URI, &[("x-api", b"1")])), None);
    }
    let mut untouched = request(URI, &[("cookie", b"a")]);
    write(&mut untouched, &[]).unwrap();
    assert_eq!(untouched.uri().to_string(), URI);
    assert_eq!(untouched.headers()["cookie"], "a");
}

#[test]
fn schemes_have_no_case() {
    for value in ["Bearer t", "bearer t", "BEARER   t ", "bEaReR t"] {
        assert_eq!(
            of_authorization(Presentation::Bearer, value.as_bytes()).as_deref(),
            Some("t")
        );
    }
    assert_eq!(
        of_authorization(Presentation::Basic, b"bAsIc dTpw").as_deref(),
        Some("u:p")
    );
    let digest = of_authorization(Presentation::Authorization("digest"), b"DIGEST a=\"b c\"");
    assert_eq!(digest.as_deref(), Some("a=\"b c\""));
    let key = request("/", &[("X-Api-KEY", b"k")]);
    assert_eq!(
        read(Presentation::Header("x-API-key"), &key).as_deref(),
        Some("k")
    );
}

#[test]
fn a_malformed_authorization_is_none() {
    let values: [&[u8]; 16] = [
        b"",
        b" ",
        b"Bearer",
        b"Bearer ",
        b"Bearert",
        b"Bearer:t",
        b"Bearer\tt",
        b"Bearer \xff",
        b"Basic",
        b"Basic ====",
        b"Basic dTpw=",
        b"Basic dXA=",
        b"Basic //8=",
        b"Basic dTpw dTpw",
        b"Basic \xc3\xbc",
        b"Basic /zr/",
    ];
    for value in values {
        for presentation in ALL {
            assert_eq!(of_authorization(presentation, value), None, "{value:?}");
        }
    }
}

#[test]
fn an_empty_half_of_basic_is_none() {
    assert_eq!(
        of_authorization(Presentation::BasicUser, b"Basic OnA="),
        None
    );
    assert_eq!(
        of_authorization(Presentation::BasicPassword, b"Basic OnA=").as_deref(),
        Some("p")
    );
    assert_eq!(
        of_authorization(Presentation::BasicPassword, b"Basic dTo="),
        None
    );
    let mut one = request("/", &[]);
    write(&mut one, &[(Presentation::BasicUser, "key")]).unwrap();
    assert_eq!(basic(one.headers()), Some(UserPassword::new("key", "")));
}

#[test]
fn both_halves_make_one_header() {
    let mut request = request("/", &[]);
    let halves = [
        (Presentation::BasicPassword, "p"),
        (Presentation::BasicUser, "u"),
    ];
    write(&mut request, &halves).unwrap();
    assert_eq!(basic(request.headers()), Some(UserPassword::new("u", "p")));
}

#[test]
fn the_first_of_several_counts() {
    let twice = request(
        "/?t=1&t=2",
        &[
            ("cookie", b"a; s=1; s=2"),
            ("cookie", b"s=3; other=4"),
            ("authorization", b"Bearer 1"),
            ("authorization", b"Bearer 2"),
            ("x-key", b"1"),
            ("x-key", b"2"),
        ],
    );
    for presentation in [
        Presentation::Cookie("s"),
        Presentation::Bearer,
        Presentation::Header("x-key"),
        Presentation::Query("t"),
    ] {
        assert_eq!(read(presentation, &twice).as_deref(), Some("1"));
    }
    assert_eq!(cookie(twice.headers(), "other").as_deref(), Some("4"));
    assert_eq!(cookie(twice.headers(), "S"), None);
    assert_eq!(cookie(twice.headers(), "a"), None);
}

#[test]
fn a_token_may_stand_in_the_query() {
    let in_query = request("/?access_token=q", &[]);
    let in_both = request("/?access_token=q", &[("authorization", b"Bearer h")]);
    let beside = request("/?access_token=q", &[("authorization", b"Basic dTpw")]);
    assert_eq!(read(Presentation::Token, &in_query).as_deref(), Some("q"));
    assert_eq!(read(Presentation::Bearer, &in_query), None);
    assert_eq!(read(Presentation::Token, &in_both).as_deref(), Some("h"));
    assert_eq!(read(Presentation::Token, &beside).as_deref(), Some("q"));
}

#[test]
fn a_query_is_decoded_as_forms_write_it() {
    for (query, expected) in [
        ("k=a+b", Some("a b")),
        ("k=%2B", Some("+")),
        ("%6B=1", Some("1")),
        ("k", Some("")),
        ("&&k=1&", Some("1")),
        ("x=%ff&k=1", Some("1")),
        ("%ff=2&k=1", Some("1")),
        ("k=%ff", None),
        ("k=%zz", Some("%zz")),
        ("K=1", None),
        ("", None),
    ] {
        let uri: Uri = format!("/?{query}").parse().unwrap();
        assert_eq!(query_parameter(&uri, "k").as_deref(), expected, "{query}");
    }
}

#[test]
fn what_is_not_utf_8_is_none() {
    let odd = request(
        "/",
        &[
            ("x-api-key", b"\xe9"),
            ("cookie", b"session=\xe9"),
            ("authorization", b"Digest \xe9"),
        ],
    );
    for presentation in ALL {
        assert_eq!(read(presentation, &odd), None);
    }
}

#[test]
fn what_a_request_has_already_is_replaced() {
    let mut request = request(
        "ws://localhost/?a=1&k=old&%6B=older&b",
        &[
            ("authorization", b"Bearer old"),
            ("cookie", b"a=1; s=old"),
            ("cookie", b"s=older; b=2"),
        ],
    );
    for round in ["new", "newer"] {
        let credentials = [
            (Presentation::Query("k"), round),
            (Presentation::Cookie("s"), round),
            (Presentation::Token, round),
        ];
        write(&mut request, &credentials).unwrap();
        assert_eq!(request.uri().query(), Some(&*format!("a=1&b&k={round}")));
        let headers = request.headers();
        assert_eq!(headers["cookie"], format!("a=1; b=2; s={round}"));
        assert_eq!(headers.get_all("cookie").iter().count(), 1);
        assert_eq!(headers["authorization"], format!("Bearer {round}"));
    }
}

#[test]
fn what_http_cannot_carry_is_refused_and_not_shown() {
    for (presentation, text, key) in [
        (Presentation::Basic, "a\n:hidden", "authorization"),
        (Presentation::BasicUser, "hidden:", "authorization"),
        (Presentation::BasicPassword, "hidden\0", "authorization"),
        (Presentation::Bearer, "", "authorization"),
        (Presentation::Bearer, " hidden", "authorization"),
        (Presentation::Bearer, "hidden\n", "authorization"),
        (Presentation::Token, "hidden ", "authorization"),
        (
            Presentation::Authorization("a b\n"),
            "hidden",
            "authorization",
        ),
        (Presentation::Header("X-Key"), "hidden\r\nX: y", "x-key"),
        (Presentation::Header("X-Key"), " hidden", "x-key"),
        (Presentation::Header("no name"), "hidden", "no name"),
        (Presentation::Header("Upgrade"), "hidden", "upgrade"),
        (Presentation::Cookie("s"), "hidden;", "cookie"),
        (Presentation::Cookie("s"), "hidden hidden", "cookie"),
        (Presentation::Cookie("s"), "hiddén", "cookie"),
        (Presentation::Cookie("s="), "hidden", "cookie"),
    ] {
        let mut request = request(URI, &[("x-key", b"old")]);
        let good = (Presentation::Query("x"), "2");
        let error = write(&mut request, &[good, (presentation, text)]).unwrap_err();
        assert_eq!(error.key(), Some(key), "{error}");
        assert!(!format!("{error} {error:?}").contains("hidd"), "{error:?}");
        assert_eq!(request.uri().to_string(), URI);
        assert_eq!(request.headers()["x-key"], "old");
    }
}

#[test]
fn a_request_is_left_as_it_was_when_its_uri_would_be_too_long() {
    let mut long = request(URI, &[]);
    let text = "a".repeat(100_000);
    let error = write(&mut long, &[(Presentation::Query("k"), &text)]).unwrap_err();
    assert_eq!(error.kind(), Some(ParameterKind::Query));
    assert_eq!(long.uri().to_string(), URI);
}

#[test]
fn two_credentials_for_one_place_are_refused() {
    for pair in [
        [(Presentation::Basic, "u:p"), (Presentation::Bearer, "t")],
        [(Presentation::Basic, "u:p"), (Presentation::BasicUser, "v")],
        [(Presentation::Token, "t"), (Presentation::Bearer, "u")],
        [
            (Presentation::Header("Authorization"), "t"),
            (Presentation::Bearer, "t"),
        ],
        [
            (Presentation::Header("x-key"), "t"),
            (Presentation::Header("X-Key"), "u"),
        ],
        [
            (Presentation::Query("t"), "t"),
            (Presentation::Query("t"), "u"),
        ],
        [
            (Presentation::Cookie("t"), "t"),
            (Presentation::Cookie("t"), "u"),
        ],
    ] {
        let mut request = request(URI, &[]);
        let error = write(&mut request, &pair).unwrap_err();
        assert!(error.to_string().contains("two different"), "{error}");
        assert!(request.headers().is_empty());
    }
    for pair in [
        [(Presentation::Basic, "u:p"), (Presentation::BasicUser, "u")],
        [(Presentation::Token, "t"), (Presentation::Bearer, "t")],
        [
            (Presentation::Header("Authorization"), "Bearer t"),
            (Presentation::Bearer, "t"),
        ],
        [
            (Presentation::Query("t"), "t"),
            (Presentation::Query("t"), "t"),
        ],
        [
            (Presentation::Cookie("t"), "t"),
            (Presentation::Cookie("t"), "t"),
        ],
    ] {
        write(&mut request(URI, &[]), &pair).unwrap();
    }
}

#[allow(unreachable_pub)]
mod generated {
    crate::__credentials! {
        /// Credentials.
        Credentials may_be_empty = false {
            /// A key.
            api_key: Secret = Header("X-API-Key"),
            /// A user.
            r#type: UserPassword = Basic,
        }
    }
}

use generated::Credentials;

#[test]
fn fields_are_read_and_written() {
    let none = Credentials::default();
    assert!(none.is_empty());
    let mut request = request(URI, &[]);
    none.apply_to(&mut request).unwrap();
    assert_eq!(Credentials::from_request(&request), none);
    let credentials = Credentials {
        api_key: Some("k".into()),
        r#type: Some(UserPassword::new("u", "p:q")),
    };
    assert!(!credentials.is_empty());
    credentials.apply_to(&mut request).unwrap();
    assert_eq!(Credentials::from_request(&request), credentials);
    let wrong = Credentials {
        r#type: Some(UserPassword::new("u:v", "p")),
        ..none
    };
    assert!(wrong.apply_to(&mut request).is_err());
}

#[test]
fn no_secret_is_shown() {
    let credentials = Credentials {
        api_key: Some("hidden".into()),
        r#type: Some(UserPassword::new("user", "hidden")),
    };
    let shown = format!("{credentials:?} {credentials:#?}");
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(shown.contains("user"), "{shown}");
    for presentation in ALL {
        if let Presentation::Query(_) = presentation {
            continue;
        }
        let mut request = request("/", &[]);
        write(&mut request, &[(presentation, "hidden:")]).unwrap_or_default();
        let shown = format!("{request:?}");
        assert!(
            !shown.contains("hidden") && !shown.contains("aGlkZGVu"),
            "{shown}"
        );
    }
}

#[test]
fn secrets_are_compared_by_their_text() {
    let secret = Secret::from("abc");
    assert!(secret.matches("abc"));
    assert_eq!(secret, Secret::from(String::from("abc")));
    for other in ["", "abd", "ab", "abcd", "ABC"] {
        assert!(!secret.matches(other));
        assert_ne!(secret, Secret::from(other));
    }
    assert_eq!(secret.expose(), "abc");
}
