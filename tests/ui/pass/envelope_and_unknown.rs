//! Messages in an envelope and variants for unknown frames, without the prelude and any warning.

#![no_implicit_prelude]
#![deny(warnings, missing_docs)]

/// All constructs that there are.
pub mod everything {
    ::asyncapi_channels::asyncapi!(
        "../documents/everything.yaml",
        unknown = variant,
        envelope = { tag = "route", payload = "payload" },
    );
}

/// A set without JSON messages.
pub mod text {
    ::asyncapi_channels::asyncapi!(
        inline = r#"
asyncapi: 3.0.0
info: {title: Text, version: 1.0.0}
channels: {c: {address: /c, messages: {m: {contentType: text/plain}}}}
operations: {o: {action: send, channel: {$ref: '#/channels/c'}}}
"#,
        unknown = variant,
        envelope = { tag = "route", payload = "payload" },
    );
}

fn main() {}
