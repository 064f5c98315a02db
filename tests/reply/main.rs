//! Requests and replies over real connections: a handler returns the reply, and the client that asked
//! gets it with the id of its request.

mod in_headers;
mod requests;
mod version_2;
mod version_3;

use asyncapi_channels::server::{Endpoint, Serve, Server};

/// A document of AsyncAPI 3.
#[allow(missing_docs)]
pub(crate) mod three {
    asyncapi_channels::asyncapi!("api/reply.yaml");
}

/// A document with ids in headers, which travel in an envelope.
#[allow(missing_docs)]
pub(crate) mod headers {
    asyncapi_channels::asyncapi!(
        "api/reply_headers.yaml",
        envelope = { tag = "route", payload = "payload", headers = "headers" }
    );
}

/// A document of AsyncAPI 2.
#[allow(missing_docs)]
pub(crate) mod two {
    asyncapi_channels::asyncapi!("api/reply_v2.yaml", unknown = variant);
}

/// Serves a handler, and gives the URL.
async fn serve<V: Serve>(endpoint: Endpoint<V>) -> String {
    let server = Server::builder().serve(endpoint).bind("127.0.0.1:0").await;
    let server = server.expect("a port");
    let url = format!("ws://{}", server.local_addr());
    tokio::spawn(server.run());
    url
}
