//! A client whose document has the names of everything that a client has, under the strictest lints and
//! without the prelude.

#![deny(warnings, missing_docs, unsafe_code, clippy::all)]
#![deny(unreachable_pub, unused, rust_2018_idioms, unused_qualifications, missing_debug_implementations)]

/// What the macro generates.
#[no_implicit_prelude]
pub mod api {
    ::asyncapi_channels::asyncapi!("client.yaml");
}

use api::client::{Client, Headers, Params, Query};
use asyncapi_channels::client::{Listener, fresh};

/// The message that proves who the client is must be there.
fn client() -> Client {
    let login = fresh(|| async { Ok(api::Login::new("open sesame")) });
    let (query, headers) = (Query::default(), Headers::default());
    Client::builder("ws://localhost", Params::new("7"), query, headers, login).build()
}

async fn talk(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    client.connect().await?;
    client.connect_message(api::Client::new("7")).await?;
    client.request_message(api::Client::new("7")).await?;
    client.login(api::Login::new("again")).confirmed().await?;
    client.close().await;
    Ok(())
}

fn listen(client: &Client) -> [Listener; 4] {
    [
        client.on_any(|message| println!("{message:?}")),
        client.on_any_message(|listener| println!("{}", listener.listener)),
        client.on_on_open(|message| println!("{message:?}")),
        client.on_close_message(|state| println!("{}", state.state)),
    ]
}

fn main() {
    let client = client();
    let _listeners = listen(&client);
    drop(talk(&client));
}
