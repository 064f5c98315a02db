//! Which documents are read at all.

use crate::{clean, expansion, refused, warned};

#[test]
fn every_published_version_is_read() {
    for version in [
        "2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "2.5.0", "2.6.0", "3.0.0", "3.1.0", "3.0.1",
        "'3.0'", "2.6",
    ] {
        clean(&format!(
            "asyncapi: {version}\ninfo: {{title: T, version: '1'}}\nchannels: {{}}\n"
        ));
    }
}

#[test]
fn the_title_is_kept() {
    for (info, title) in [
        ("{title: The API, version: '1'}", "The API"),
        ("{title: 7, version: '1'}", "7"),
        ("{version: '1'}", ""),
    ] {
        let text = format!("asyncapi: 3.0.0\ninfo: {info}\nchannels: {{}}\n");
        assert_eq!(clean(&text).title, title);
    }
}

#[test]
fn other_versions_are_refused_where_they_stand() {
    for version in ["1.2.0", "2.7.0", "4.0.0", "three", "'3'", "3"] {
        let text = format!("asyncapi: {version}\ninfo: {{}}\nchannels: {{}}\n");
        refused(&text, &["inline:1:11 … is not supported … 2.0.0 … 3.1.0"]);
    }
}

#[test]
fn an_openapi_document_is_named() {
    refused(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
        &["inline:1:1 … no `asyncapi` version … OpenAPI"],
    );
}

#[test]
fn a_misspelled_version_key_is_suggested() {
    refused(
        "asyncap: 3.0.0\nchannels: {}\n",
        &["inline:1:1 … did you mean `asyncapi` instead of `asyncap`?"],
    );
}

#[test]
fn a_document_is_an_object() {
    for text in ["", "[]", "hello", "1", "null"] {
        let expansion = expansion(text);
        assert_eq!(
            expansion.errors.len(),
            1,
            "{text:?}: {:?}",
            expansion.errors
        );
        assert!(expansion.api.channels.is_empty());
    }
}

#[test]
fn json_is_read_too() {
    let api = clean(
        "{\"asyncapi\":\"3.0.0\",\"info\":{\"title\":\"T\",\"version\":\"1\"},\"channels\":{\"a\":{\"address\":\"/a\"}}}",
    );
    assert_eq!(api.channels.len(), 1);
}

#[test]
fn a_missing_info_and_missing_channels_are_warned_of() {
    warned(
        "asyncapi: 3.0.0\n",
        &["inline:1:1 … no `info`", "inline:1:1 … no `channels`"],
    );
}

#[test]
fn a_version_that_is_not_a_string_is_text() {
    clean("asyncapi: 3.0.0\ninfo: {title: 1, version: 1.10}\nchannels: {}\n");
}
