//! Servers become URLs.

use crate::{clean, refused, warned};
use asyncapi_channels_codegen::model::{Api, Server};

fn document(version: &str, servers: &str) -> String {
    format!(
        "asyncapi: {version}\ninfo: {{title: T, version: '1'}}\nservers:\n{}channels: {{}}\n",
        crate::indented(servers, 2)
    )
}

fn urls(api: &Api) -> Vec<&str> {
    api.servers
        .iter()
        .map(|server| server.url.as_str())
        .collect()
}

fn only(api: &Api) -> &Server {
    assert_eq!(api.servers.len(), 1);
    &api.servers[0]
}

#[test]
fn a_url_of_2_x_may_have_a_scheme_or_not() {
    let api = clean(&document(
        "2.6.0",
        "
        a: {url: 'wss://a.test/v1/', protocol: wss}
        b: {url: b.test, protocol: ws}
        c: {url: 'c.test:8080/ws', protocol: wss}
        d: {url: 'https://d.test', protocol: wss}
        e: {url: 'https://e.test', protocol: https}
        f: {url: 'http://f.test', protocol: ws}
        g: {url: 'wss://g.test', protocol: https}
        ",
    ));
    assert_eq!(
        urls(&api),
        [
            "wss://a.test/v1",
            "ws://b.test",
            "wss://c.test:8080/ws",
            "wss://d.test",
            "wss://e.test",
            "ws://f.test",
            "wss://g.test"
        ]
    );
}

#[test]
fn a_host_of_3_x_may_have_a_scheme_and_a_pathname() {
    let api = clean(&document(
        "3.0.0",
        "
        a: {host: a.test, protocol: wss, pathname: /v1/}
        b: {host: 'wss://b.test', protocol: wss}
        c: {host: 'c.test/', pathname: '/', protocol: ws}
        d: {host: d.test, protocol: WebSocket}
        e: {host: e.test, protocol: WSS}
        ",
    ));
    assert_eq!(
        urls(&api),
        [
            "wss://a.test/v1",
            "wss://b.test",
            "ws://c.test",
            "ws://d.test",
            "wss://e.test"
        ]
    );
}

#[test]
fn the_scheme_is_read_in_any_case() {
    let api = clean(&document("2.6.0", "a: {url: 'WSS://a.test', protocol: ws}"));
    assert_eq!(only(&api).url, "wss://a.test");
}

#[test]
fn servers_of_other_protocols_are_left_out() {
    let api = clean(&document(
        "3.0.0",
        "
        k: {host: k.test, protocol: kafka}
        m: {host: m.test, protocol: mqtt}
        w: {host: w.test, protocol: ws}
        ",
    ));
    assert_eq!(only(&api).key, "w");
}

#[test]
fn variables_have_defaults_and_values() {
    let api = clean(&document(
        "2.6.0",
        "
        a:
          url: 'wss://{region}.a.test:{port}/{region}/{path}'
          protocol: wss
          description: The main one.
          variables:
            region: {enum: [eu, us], default: eu, description: Where.}
            port: {default: 443, enum: [443, 8443]}
        ",
    ));
    let server = only(&api);
    assert_eq!(server.docs.description.as_deref(), Some("The main one."));
    let names: Vec<&str> = server
        .variables
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["region", "port", "path"]);
    assert_eq!(server.variables[0].default.as_deref(), Some("eu"));
    assert_eq!(server.variables[0].values, ["eu", "us"]);
    assert_eq!(
        server.variables[0].docs.description.as_deref(),
        Some("Where.")
    );
    assert_eq!(server.variables[1].default.as_deref(), Some("443"));
    assert_eq!(server.variables[1].values, ["443", "8443"]);
    assert_eq!(server.variables[2].default, None);
}

#[test]
fn servers_and_variables_may_be_references() {
    let api = clean(
        "asyncapi: 3.0.0
info: {title: T, version: '1'}
servers:
  main: {$ref: '#/components/servers/main'}
channels: {}
components:
  servers:
    main:
      host: '{stage}.a.test'
      protocol: wss
      variables: {stage: {$ref: '#/components/serverVariables/stage'}}
  serverVariables:
    stage: {default: live}
",
    );
    assert_eq!(only(&api).key, "main");
    assert_eq!(only(&api).variables[0].default.as_deref(), Some("live"));
}

#[test]
fn the_key_of_the_other_version_is_understood() {
    let api = warned(
        &document("3.0.0", "a: {url: 'wss://a.test', protocol: wss}"),
        &["inline:4:7 … `host` in this version, not `url`"],
    );
    assert_eq!(only(&api).url, "wss://a.test");
    let api = warned(
        &document("2.6.0", "a: {host: a.test, protocol: wss}"),
        &["inline:4:7 … `url` in this version, not `host`"],
    );
    assert_eq!(only(&api).url, "wss://a.test");
}

#[test]
fn a_server_without_an_address_is_refused() {
    refused(
        &document("3.0.0", "a: {protocol: wss}"),
        &["inline:4:3 … server `a` has no `host`"],
    );
}

#[test]
fn servers_of_the_wrong_kind_are_refused_each() {
    refused(
        &document(
            "3.0.0",
            "a: text\nb: [1]\nc: {host: {}, protocol: ws}\nd: {host: d.test, protocol: []}",
        ),
        &["inline:4:6", "inline:5:6", "inline:6:13", "inline:7:31"],
    );
}
