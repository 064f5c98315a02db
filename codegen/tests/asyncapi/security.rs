//! Security schemes become the fields of a channel's credentials.

use crate::{channel, clean, indented, refused, warned};
use asyncapi_channels_codegen::model::{Api, Channel, Presentation};

/// A 3.x document of these schemes, with a server that asks for what `security` lists.
fn v3(security: &str, schemes: &str) -> String {
    format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nservers:\n  main: {{host: a.test, protocol: wss, security: {security}}}\nchannels:\n  c: {{address: /c}}\ncomponents:\n  securitySchemes:\n{}",
        indented(schemes, 4)
    )
}

/// As `v3`, in 2.x.
fn v2(security: &str, schemes: &str) -> String {
    format!(
        "asyncapi: 2.6.0\ninfo: {{title: T, version: '1'}}\nservers:\n  main: {{url: a.test, protocol: wss, security: {security}}}\nchannels:\n  c: {{description: C}}\ncomponents:\n  securitySchemes:\n{}",
        indented(schemes, 4)
    )
}

/// A 3.x document whose server asks for the one scheme `s`.
fn one(scheme: &str) -> String {
    v3(
        "[{$ref: '#/components/securitySchemes/s'}]",
        &format!("s: {scheme}"),
    )
}

/// `field: presentation [scopes]`, for each scheme.
fn shown(channel: &Channel) -> Vec<String> {
    let schemes = channel.security.iter();
    schemes
        .map(|scheme| {
            let field = &scheme.ident;
            let place = match &scheme.presentation {
                Presentation::Authorization(name) => format!("Authorization {name}"),
                Presentation::Header(name) => format!("header {name}"),
                Presentation::Query(name) => format!("query {name}"),
                Presentation::Cookie(name) => format!("cookie {name}"),
                other => format!("{other:?}"),
            };
            match scheme.scopes.as_slice() {
                [] => format!("{field}: {place}"),
                scopes => format!("{field}: {place} [{}]", scopes.join(" ")),
            }
        })
        .collect()
}

#[track_caller]
fn only(api: &Api) -> String {
    let all = shown(channel(api, "c"));
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

const ALL: &str = "
    userPassword: {type: userPassword}
    keyUser: {type: apiKey, in: user}
    keyPassword: {type: apiKey, in: password}
    inQuery: {type: httpApiKey, name: 'api key', in: query}
    inHeader: {type: httpApiKey, name: X-API-Key, in: header}
    inCookie: {type: httpApiKey, name: session, in: cookie}
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: Bearer, bearerFormat: JWT}
    digest: {type: http, scheme: digest}
    oauth: {type: oauth2, flows: {}}
    openId: {type: openIdConnect, openIdConnectUrl: 'https://a.test'}
    certs: {type: X509}
    symmetric: {type: symmetricEncryption}
    asymmetric: {type: asymmetricEncryption}
    plain: {type: plain}
    scram256: {type: scramSha256}
    scram512: {type: scramSha512}
    gss: {type: gssapi}
";

const ALL_SHOWN: [&str; 11] = [
    "user_password: Basic",
    "key_user: BasicUser",
    "key_password: BasicPassword",
    "in_query: query api key",
    "in_header: header X-API-Key",
    "in_cookie: cookie session",
    "basic: Basic",
    "bearer: Bearer",
    "digest: Authorization digest",
    "oauth: Token",
    "open_id: Token",
];

/// The names of `ALL`, each in a form.
fn names_of_all(form: fn(&str) -> String) -> String {
    let names = ALL.trim().lines().map(|line| {
        let (name, _) = line.trim().split_once(':').expect("a name");
        form(name)
    });
    format!("[{}]", names.collect::<Vec<_>>().join(", "))
}

#[test]
fn every_type_is_read_in_both_versions() {
    let references =
        names_of_all(|name| format!("{{$ref: '#/components/securitySchemes/{name}'}}"));
    let api = clean(&v3(&references, ALL));
    assert_eq!(shown(channel(&api, "c")), ALL_SHOWN);
    let names = names_of_all(|name| format!("{{{name}: []}}"));
    let api = clean(&v2(&names, ALL));
    assert_eq!(shown(channel(&api, "c")), ALL_SHOWN);
    assert!(channel(&api, "c").security_notes[0].contains("`certs` (not in the handshake)"));
}

#[test]
fn a_document_without_schemes_asks_for_nothing() {
    let api = clean(
        "asyncapi: 3.0.0\ninfo: {title: A title, version: '1'}\nservers: {a: {host: a.test, protocol: ws}}\nchannels: {c: {address: c}}\n",
    );
    assert_eq!(channel(&api, "c").security, []);
    assert_eq!(channel(&api, "c").security_notes, [""; 0]);
    assert_eq!(api.title, "A title");
}

#[test]
fn what_is_not_asked_for_is_not_read() {
    let api = clean(&v3("[]", "s: {type: nonsense}"));
    assert_eq!(channel(&api, "c").security, []);
}

#[test]
fn scopes_and_docs_are_kept() {
    let api = clean(&v2(
        "[{oauth: ['a:b', c], key: []}, {oauth: [c, d]}, {}]",
        "
        oauth: {type: oauth2, flows: {}, description: The token.}
        key: {type: httpApiKey, in: query, name: k}
        ",
    ));
    let found = channel(&api, "c");
    assert_eq!(shown(found), ["oauth: Token [a:b c d]", "key: query k"]);
    assert_eq!(
        found.security[0].docs.description.as_deref(),
        Some("The token.")
    );
    assert_eq!(
        found.security_notes,
        ["Server `main` asks for `oauth` and `key`, or for `oauth`, or for nothing."]
    );
    let api = clean(&one("{type: oauth2, flows: {}, scopes: [a, b]}"));
    assert_eq!(only(&api), "s: Token [a b]");
    let api = clean(&one("{type: http, scheme: bearer, bearerFormat: JWT}"));
    let scheme = &channel(&api, "c").security[0];
    assert_eq!(scheme.docs.notes, ["Format: `JWT`."]);
}

#[test]
fn schemes_that_stand_in_place_are_called_after_their_type() {
    let api = clean(&v3(
        "[{type: http, scheme: Bearer}, {type: httpApiKey, in: header, name: A}, {type: httpApiKey, in: header, name: B}, {type: openIdConnect}, {type: http, scheme: bearer}]",
        "unused: {type: plain}",
    ));
    assert_eq!(
        shown(channel(&api, "c")),
        [
            "http_bearer: Bearer",
            "http_api_key: header A",
            "http_api_key_2: header B",
            "open_id_connect: Token"
        ]
    );
}

#[test]
fn names_become_fields_that_do_not_collide() {
    let api = clean(&v2(
        "[{type: []}, {X-Key: []}, {x_key: []}]",
        "
        type: {type: httpApiKey, in: query, name: a}
        X-Key: {type: httpApiKey, in: query, name: b}
        x_key: {type: httpApiKey, in: query, name: c}
        ",
    ));
    assert_eq!(
        shown(channel(&api, "c")),
        ["r#type: query a", "x_key: query b", "x_key_2: query c"]
    );
}

const SEVERAL_SCHEMES: &str = "
    A: {type: httpApiKey, in: query, name: a}
    B: {type: httpApiKey, in: query, name: b}
    K: {type: httpApiKey, in: query, name: k}
    O: {type: httpApiKey, in: query, name: o}
";

#[test]
fn a_channel_of_3_x_has_the_schemes_of_its_servers_and_operations() {
    let api = clean(&format!(
        "asyncapi: 3.0.0
info: {{title: T, version: '1'}}
servers:
  a: {{host: a.test, protocol: wss, security: [{{$ref: '#/components/securitySchemes/A'}}]}}
  b: {{$ref: '#/components/servers/b'}}
  k: {{host: k.test, protocol: kafka, security: [{{$ref: '#/components/securitySchemes/K'}}]}}
channels:
  all: {{address: all}}
  one: {{address: one, servers: [{{$ref: '#/servers/b'}}]}}
  none: {{address: none, servers: []}}
  kafka: {{address: kafka, servers: [{{$ref: '#/servers/k'}}]}}
operations:
  send: {{action: send, channel: {{$ref: '#/channels/one'}}, traits: [{{$ref: '#/components/operationTraits/t'}}]}}
  get: {{action: receive, channel: {{$ref: '#/channels/kafka'}}, security: [{{$ref: '#/components/securitySchemes/O'}}]}}
  put: {{action: send, channel: {{$ref: '#/channels/kafka'}}, security: [{{$ref: '#/components/securitySchemes/O'}}]}}
components:
  operationTraits:
    t: {{security: [{{$ref: '#/components/securitySchemes/B'}}, {{$ref: '#/components/securitySchemes/O'}}]}}
  servers:
    b: {{host: b.test, protocol: wss, security: [{{$ref: '#/components/securitySchemes/B'}}]}}
  securitySchemes:
{}",
        indented(SEVERAL_SCHEMES, 4)
    ));
    let of = |key| shown(channel(&api, key));
    assert_eq!(of("all"), ["a: query a", "b: query b"]);
    assert_eq!(of("one"), ["b: query b", "o: query o"]);
    assert_eq!(of("none"), of("all"));
    assert_eq!(of("kafka"), ["o: query o"]);
    assert_eq!(
        channel(&api, "one").security_notes,
        [
            "Server `b` asks for `B`.",
            "Operation `send` asks for `B`, or for `O`."
        ]
    );
}

#[test]
fn a_channel_of_2_x_has_the_schemes_of_its_servers_and_operations() {
    let api = clean(&format!(
        "asyncapi: 2.6.0
info: {{title: T, version: '1'}}
servers:
  a: {{url: a.test, protocol: wss, security: [{{A: []}}]}}
  b: {{url: b.test, protocol: wss, security: [{{B: []}}]}}
  k: {{url: k.test, protocol: kafka, security: [{{K: []}}]}}
channels:
  all: {{description: All}}
  one:
    servers: [b, k]
    publish: {{operationId: send, security: [{{O: []}}]}}
    subscribe: {{traits: [{{$ref: '#/components/operationTraits/t'}}]}}
components:
  operationTraits:
    t: {{security: [{{A: []}}]}}
  securitySchemes:
{}",
        indented(SEVERAL_SCHEMES, 4)
    ));
    let of = |key| shown(channel(&api, key));
    assert_eq!(of("all"), ["a: query a", "b: query b"]);
    assert_eq!(of("one"), ["b: query b", "o: query o", "a: query a"]);
    assert_eq!(
        channel(&api, "one").security_notes[1..],
        [
            "Operation `send` asks for `O`.",
            "Operation `subscribe` asks for `A`."
        ]
    );
}

#[test]
fn channels_that_share_an_address_unite_their_schemes() {
    let api = clean(&format!(
        "asyncapi: 3.0.0
info: {{title: T, version: '1'}}
servers:
  s: {{host: a.test, protocol: wss, security: [{{$ref: '#/components/securitySchemes/K'}}]}}
channels:
  a: {{address: /x}}
  b: {{address: /x}}
operations:
  a: {{action: send, channel: {{$ref: '#/channels/a'}}, security: [{{$ref: '#/components/securitySchemes/A'}}]}}
  b: {{action: send, channel: {{$ref: '#/channels/b'}}, security: [{{$ref: '#/components/securitySchemes/B'}}]}}
components:
  securitySchemes:
{}",
        indented(SEVERAL_SCHEMES, 4)
    ));
    let united = channel(&api, "/x");
    assert_eq!(shown(united), ["k: query k", "a: query a", "b: query b"]);
    assert_eq!(united.security_notes.len(), 3);
}

#[test]
fn a_scheme_may_be_a_reference() {
    let api = clean(&v2(
        "[{a: []}]",
        "a: {$ref: '#/components/securitySchemes/b'}\nb: {type: http, scheme: BASIC}",
    ));
    assert_eq!(only(&api), "a: Basic");
}

#[test]
fn keys_of_one_type_that_are_called_the_other_are_understood() {
    let api = warned(
        &one("{type: apiKey, in: header, name: X-Key}"),
        &["inline:9:15 … `in: header` is not of type `apiKey` … write `type: httpApiKey`"],
    );
    assert_eq!(only(&api), "s: header X-Key");
    let api = warned(
        &one("{type: httpApiKey, in: user}"),
        &["inline:9:15 … `in: user` is not of type `httpApiKey` … write `type: apiKey`"],
    );
    assert_eq!(only(&api), "s: BasicUser");
}

#[test]
fn another_case_is_understood() {
    let api = warned(
        &one("{type: OAuth2}"),
        &["inline:9:15 … unknown `type` `OAuth2` … write `oauth2`"],
    );
    assert_eq!(only(&api), "s: Token");
    let api = warned(
        &one("{type: httpApiKey, in: Header, name: A}"),
        &["inline:9:31 … unknown `in` `Header` … write `header`"],
    );
    assert_eq!(only(&api), "s: header A");
}

#[test]
fn the_form_of_the_other_version_is_understood() {
    let scheme = "s: {type: http, scheme: bearer}";
    let api = warned(
        &v3("[{s: []}]", scheme),
        &[
            "inline:4:51 … schemes in this version, not names … `$ref: '#/components/securitySchemes/s'`",
        ],
    );
    assert_eq!(only(&api), "s: Bearer");
    let api = warned(
        &v2("[{$ref: '#/components/securitySchemes/s'}]", scheme),
        &["inline:4:49 … names in this version, not schemes … write `s: []`"],
    );
    assert_eq!(only(&api), "s: Bearer");
    let api = warned(
        &v2("[{type: http, scheme: basic}]", scheme),
        &["inline:4:49 … names in this version, not schemes"],
    );
    assert_eq!(only(&api), "http_basic: Basic");
    for document in [v2("[s]", scheme), v3("[s]", scheme)] {
        let api = warned(
            &document,
            &["inline:4 … `s` is text, not a security scheme"],
        );
        assert_eq!(only(&api), "s: Bearer");
    }
}

#[test]
fn names_that_http_does_not_allow_are_left_out() {
    for (place, name) in [("header", "X Key"), ("header", "''"), ("cookie", "a=b")] {
        let api = warned(
            &one(&format!("{{type: httpApiKey, in: {place}, name: {name}}}")),
            &[&format!(
                "inline:9:45 … no {place} can be called … security scheme `s` is left out"
            )],
        );
        assert_eq!(channel(&api, "c").security, []);
    }
}

#[test]
fn a_scheme_near_a_known_one_is_doubted() {
    let api = warned(
        &one("{type: http, scheme: beare}"),
        &["inline:9:29 … unknown HTTP scheme `beare` … did you mean `bearer`?"],
    );
    assert_eq!(only(&api), "s: Authorization beare");
    for scheme in ["Token", "Bot", "DPoP", "SCRAM-SHA-256", "ApiKey", "digest"] {
        clean(&one(&format!("{{type: http, scheme: {scheme}}}")));
    }
}

#[test]
fn what_a_scheme_lacks_is_an_error() {
    for (scheme, part) in [
        (
            "{}",
            "inline:9:5 … security scheme `s` has no `type` … one of: userPassword, apiKey",
        ),
        (
            "{typ: http}",
            "inline:9:5 … has no `type` … did you mean `type` instead of `typ`?",
        ),
        ("{type: null}", "inline:9:5 … has no `type`"),
        (
            "{type: http}",
            "inline:9:5 … has no `scheme` … `basic`, `bearer` or",
        ),
        (
            "{type: apiKey}",
            "inline:9:5 … has no `in` … `user` or `password`",
        ),
        (
            "{type: httpApiKey, name: a}",
            "inline:9:5 … has no `in` … `query`, `header` or `cookie`",
        ),
        (
            "{type: httpApiKey, in: cookie}",
            "inline:9:5 … has no `name` … of the cookie",
        ),
        ("{type: [http]}", "inline:9:15 … `type` cannot be an array"),
        (
            "{type: htp}",
            "inline:9:15 … unknown `type` `htp` … did you mean `http`?",
        ),
        (
            "{type: httpApiKey, in: heder}",
            "inline:9:31 … unknown `in` `heder` … did you mean `header`?",
        ),
        (
            "{type: apiKey, in: x}",
            "inline:9:27 … unknown `in` `x` … `user` or `password`",
        ),
        (
            "{type: http, scheme: 'a b'}",
            "inline:9:29 … no HTTP scheme is called \"a b\"",
        ),
        (
            "{type: httpApiKey, in: query, name: []}",
            "inline:9:44 … `name` cannot be an array",
        ),
        ("text", "inline:9:8 … `s` cannot be a string"),
        (
            "{type: oauth2, scopes: {}}",
            "inline:9:31 … `scopes` cannot be an object",
        ),
    ] {
        refused(&one(scheme), &[part]);
    }
}

#[test]
fn what_leads_nowhere_is_an_error() {
    let schemes = "apiKey: {type: apiKey, in: user}";
    refused(
        &v2("[{apiKy: []}]", schemes),
        &["inline:4:50 … has no `apiKy` … one of: apiKey … did you mean `apiKey`?"],
    );
    refused(
        &v3("[{$ref: '#/components/securitySchemes/apiKy'}]", schemes),
        &["leads nowhere … did you mean"],
    );
    refused(
        "asyncapi: 2.6.0\ninfo: {title: T, version: '1'}\nservers: {a: {url: a.test, protocol: ws, security: [{x: []}]}}\nchannels: {}\n",
        &["inline:3:54 … has no `x` … add it there"],
    );
}

#[test]
fn security_of_the_wrong_kind_is_refused() {
    let schemes = "s: {type: plain}";
    for document in [v2, v3].map(|of| move |security| of(security, schemes)) {
        refused(&document("{s: []}"), &["`security` cannot be an object"]);
        refused(&document("[1]"), &["`security` cannot be an integer"]);
        refused(&document("text"), &["`security` cannot be a string"]);
        clean(&document("null"));
    }
    refused(&v2("[{s: {}}]", schemes), &["`s` cannot be an object"]);
    refused(&v2("[{s: [[]]}]", schemes), &["`s` cannot be an array"]);
    refused(
        "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels: {}\ncomponents: {securitySchemes: [1]}\n",
        &["`components.securitySchemes` cannot be an array"],
    );
}

#[test]
fn servers_of_a_channel_are_checked() {
    let document = |version: &str, servers: &str| {
        let host = if version.starts_with('2') {
            "url"
        } else {
            "host"
        };
        format!(
            "asyncapi: {version}\ninfo: {{title: T, version: '1'}}\nservers:\n  main: {{{host}: a.test, protocol: ws}}\nchannels:\n  c: {{servers: {servers}}}\ncomponents: {{servers: {{other: {{{host}: b.test, protocol: ws}}}}}}\n"
        )
    };
    warned(
        &document("2.6.0", "[mian]"),
        &[
            "inline:6:17 … none of the document's `servers` … one of `servers`: main … did you mean `main`?",
        ],
    );
    warned(
        &document("3.0.0", "[{$ref: '#/components/servers/other'}]"),
        &["inline:6:17 … none of the document's `servers`"],
    );
    warned(
        &document("3.0.0", "[main]"),
        &["inline:6:17 … `$ref`s in this version, not names … `$ref: '#/servers/main'`"],
    );
    warned(
        &document("2.6.0", "[{$ref: '#/servers/main'}]"),
        &["inline:6:17 … names in this version, not `$ref`s"],
    );
    refused(
        &document("2.6.0", "main"),
        &["inline:6:16 … `servers` cannot be a string"],
    );
    refused(
        &document("2.6.0", "[1]"),
        &["inline:6:17 … `servers` cannot be an integer"],
    );
}

#[test]
fn credentials_may_be_left_out_where_the_document_has_clients_without_any() {
    // Servers, then operations; what each asks for.
    let key = "[{$ref: '#/components/securitySchemes/K'}]";
    let certificate = "[{$ref: '#/components/securitySchemes/X'}]";
    let or_nothing = "[{$ref: '#/components/securitySchemes/K'}, {}]";
    let none = "[]";
    for (servers, operations, expected) in [
        (&[key][..], &[][..], false),
        (&[key], &[none], false),
        (&[key, key], &[key, none], false),
        (&[key, or_nothing], &[], true),
        (&[key, certificate], &[], true),
        (&[key, none], &[none], true),
        (&[key, none], &[key], false),
        (&[none], &[key], false),
        (&[], &[key], false),
        (&[], &[key, none], true),
        (&[none], &[or_nothing], true),
        (&[or_nothing], &[or_nothing, key], true),
    ] {
        let list = |items: &[&str], start: &str| -> String {
            let items = items.iter().enumerate();
            let items = items.map(|(index, security)| {
                format!("  n{index}: {{{start}, security: {security}}}\n")
            });
            items.collect()
        };
        let servers_text = list(servers, "host: a.test, protocol: wss");
        let operations_text = list(operations, "action: send, channel: {$ref: '#/channels/c'}");
        let api = clean(
            &format!(
                "asyncapi: 3.0.0
info: {{title: T, version: '1'}}
servers:
  k: {{host: k.test, protocol: kafka}}
{servers_text}channels:
  c: {{address: /c}}
operations:
  r: {{action: receive, channel: {{$ref: '#/channels/other'}}}}
{operations_text}components:
  securitySchemes:
    K: {{type: httpApiKey, in: header, name: k}}
    X: {{type: X509}}
"
            )
            .replace("channels:\n", "channels:\n  other: {address: /other}\n"),
        );
        let found = channel(&api, "c").may_lack_security;
        assert_eq!(found, expected, "{servers:?} {operations:?}");
    }
}
