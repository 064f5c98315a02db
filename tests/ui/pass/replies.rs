//! Requests and replies, under the strictest lints, without the prelude, and in an envelope.

#![deny(warnings, missing_docs, unsafe_code, clippy::all)]
#![deny(unreachable_pub, unused, rust_2018_idioms, unused_qualifications, missing_debug_implementations)]

/// What the macro generates.
#[no_implicit_prelude]
pub mod three {
    ::asyncapi_channels::asyncapi!("../../api/reply.yaml", views = true, envelope = { tag = "kind", payload = "data" });
}

/// Ids that travel in the envelope's headers.
#[no_implicit_prelude]
pub mod headers {
    ::asyncapi_channels::asyncapi!(
        "../../api/reply_headers.yaml",
        views = true,
        envelope = { headers = "meta", tag = "kind", payload = "data" },
    );
}

/// The same of version 2.
#[no_implicit_prelude]
pub mod two {
    ::asyncapi_channels::asyncapi!("../../api/reply_v2.yaml");
}

/// What takes any request of a channel.
fn operation<R: asyncapi_channels::Request<three::desk::Channel>>(_: &R) -> &'static str {
    R::OPERATION
}

fn main() {
    assert_eq!(operation(&three::Ask::new("why")), "ask");
}
