//! One crate with a module per accepted document, compiled and run.

use crate::Row;
use asyncapi_channels_codegen::model::{Api, Direction, MessageSet, Payload};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use tests::generated_crate::GeneratedCrate;

/// What the examples of one set came to.
#[derive(Clone, Copy, Default)]
pub(crate) struct Examples {
    pub(crate) total: usize,
    pub(crate) decoded: usize,
    pub(crate) same: usize,
    pub(crate) defaults: usize,
}

#[derive(Default)]
pub(crate) struct Results {
    pub(crate) compiled: bool,
    pub(crate) failures: Vec<String>,
    pub(crate) notes: Vec<String>,
    sets: BTreeMap<String, Examples>,
}

impl Results {
    pub(crate) fn of_set(&self, set: &str) -> Examples {
        self.sets.get(set).copied().unwrap_or_default()
    }
}

pub(crate) fn run(rows: &[Row], corpus: &Path) -> Results {
    let generated = write(rows, corpus);
    let mut results = Results::default();
    for action in ["check", "build"] {
        if let Err(failure) = generated.cargo(action) {
            results.failures.push(failure);
            return results;
        }
    }
    results.compiled = true;
    let output = generated
        .program()
        .output()
        .expect("the generated program runs");
    if !output.status.success() {
        results.failures.push(format!(
            "the generated program: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut columns = line.splitn(3, '\t');
        let (Some(index), Some(outcome), Some(text)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let row = &rows[index.parse::<usize>().expect("an index")];
        let examples = results.sets.entry(row.entry.set.clone()).or_default();
        examples.total += 1;
        match outcome {
            "same" => {
                examples.decoded += 1;
                examples.same += 1;
                continue;
            }
            "defaults" => {
                examples.decoded += 1;
                examples.defaults += 1;
                continue;
            }
            "other" => examples.decoded += 1,
            _ => {}
        }
        let note = format!("{}: {outcome}: {text}", row.entry.file);
        // The reference parser checks the examples of 2.x, so those it accepts must decode.
        if row.entry.reference_valid && row.entry.version.starts_with('2') {
            results.failures.push(note.clone());
        }
        results.notes.push(note);
    }
    results
}

/// Writes the crate.
fn write(rows: &[Row], corpus: &Path) -> GeneratedCrate {
    let mut main = String::from(MAIN);
    let mut calls = String::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(expansion) = row.accepted() else {
            continue;
        };
        let path = corpus.join(&row.entry.file);
        // Every other one: they take as long to compile as what they are views of.
        let views = index % 2 == 0;
        let _ = writeln!(
            main,
            "/// A document.\n#[allow(deprecated)]\npub mod d{index} {{ asyncapi_channels::asyncapi!({:?}, views = {views}); }}",
            path.display().to_string()
        );
        for channel in &expansion.api.channels {
            if !channel.unites.is_empty() {
                continue;
            }
            let examples = [Direction::ToServer, Direction::ToClient]
                .map(|direction| examples(&expansion.api, channel.messages(direction)));
            if examples.iter().all(String::is_empty) {
                continue;
            }
            let [to_server, to_client] = examples;
            let _ = writeln!(
                calls,
                "    channel::<d{index}::{}::Channel>({index}, &[{to_server}], &[{to_client}]).await;",
                channel.module
            );
        }
    }
    let _ = write!(
        main,
        "\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n{calls}}}\n"
    );
    GeneratedCrate::write(
        Path::new(env!("CARGO_TARGET_TMPDIR")),
        "corpus",
        DEPENDENCIES,
        &main,
    )
    .expect("the generated crate can be written")
}

const DEPENDENCIES: &str = "serde_json = \"1\"\n\
    tokio = { version = \"1\", features = [\"macros\", \"rt\", \"net\"] }\n";

/// The examples of a set's JSON messages, as pairs of name and JSON.
fn examples(api: &Api, set: &MessageSet) -> String {
    let mut pairs = String::new();
    for variant in &set.variants {
        let message = &api.messages[variant.message];
        if !matches!(message.payload, Payload::Json(_)) {
            continue;
        }
        for example in &message.examples {
            let _ = write!(pairs, "({:?}, {example:?}), ", message.name);
        }
    }
    pairs
}

/// The program: every document's examples travel between a typed client and a typed server over a
/// real WebSocket on loopback.
const MAIN: &str = r#"//! Generated by the corpus test.
#![deny(warnings, missing_docs, unsafe_code)]
#![recursion_limit = "512"]

use asyncapi_channels::tokio_tungstenite::{accept_async, client_async};
use asyncapi_channels::{Channel, ClientSide, CloseCode, Frame, Message, Outgoing, Payload, ServerSide, Socket};
use serde_json::Value;

type Examples = &'static [(&'static str, &'static str)];

/// Both directions of one channel over one connection.
async fn channel<C: Channel>(document: usize, to_server: Examples, to_client: Examples)
where
    C::ClientMessage: Outgoing<C, ClientSide>,
    C::ServerMessage: Outgoing<C, ServerSide>,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (client, server) = tokio::join!(
        async {
            let stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
            client_async(format!("ws://{address}/"), stream).await.expect("a handshake").0
        },
        async {
            let (stream, _) = listener.accept().await.expect("a connection");
            accept_async(stream).await.expect("a handshake")
        },
    );
    let mut client: Socket<C, ClientSide, _> = Socket::new(client);
    let mut server: Socket<C, ServerSide, _> = Socket::new(server);
    for (name, json) in to_server {
        let Some(message) = decode::<C::ClientMessage>(document, name, json) else { continue };
        client.send(message).await.expect("the client sends");
        let received = server.recv().await.expect("a message").expect("a valid message");
        compare(document, name, json, &received);
    }
    for (name, json) in to_client {
        let Some(message) = decode::<C::ServerMessage>(document, name, json) else { continue };
        server.send(message).await.expect("the server sends");
        let received = client.recv().await.expect("a message").expect("a valid message");
        compare(document, name, json, &received);
    }
    client.close(CloseCode::Normal, "").await.expect("the client closes");
    assert!(server.recv().await.is_none());
}

fn decode<M: Message>(document: usize, name: &str, json: &str) -> Option<M> {
    match M::decode(Frame::Text(json)) {
        Ok(message) => Some(message),
        Err(error) => {
            println!("{document}\terror\t{name}: {}", one_line(&error.to_string()));
            None
        }
    }
}

/// What arrived against the example: names, and the JSON value apart from properties that a default
/// or a tag added.
fn compare<M: Message>(document: usize, name: &str, json: &str, message: &M) {
    let given: Value = serde_json::from_str(json).unwrap_or_default();
    let back = match message.encode() {
        Ok(Payload::Text(text)) => serde_json::from_str(&text).unwrap_or_default(),
        _ => Value::Null,
    };
    if message.name() != name {
        println!("{document}\tother\t{name}: taken for {}", message.name());
    } else if same(&given, &back) {
        println!("{document}\tsame\t{name}");
    } else if within(&given, &back) {
        println!("{document}\tdefaults\t{name}");
    } else {
        println!("{document}\tother\t{name}: {} -> {}", one_line(json), one_line(&back.to_string()));
    }
}

/// JSON equality; numbers by value, since `0` and `0.0` are one number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => left == right,
    }
}

/// Whether everything that was given is there.
fn within(given: &Value, back: &Value) -> bool {
    match (given, back) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| within(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.iter().all(|(key, a)| b.get(key).is_some_and(|b| within(a, b)))
        }
        _ => same(given, back),
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
}

"#;
