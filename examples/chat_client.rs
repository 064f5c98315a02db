//! Chats from the terminal with what the example `chat_server` serves: each line is said to the
//! room, and `/list` asks who is there. When the server goes away, it connects again, and says then
//! what was typed meanwhile.
//!
//! `cargo run -p examples --example chat_client -- --url ws://127.0.0.1:8080 --name ann`

use asyncapi_channels::client::ConnectError;
use asyncapi_channels::{Error, asyncapi, tungstenite};
use tokio::sync::mpsc;

asyncapi!("api/chat_rooms.yaml");

use room::{Client, Credentials, Params, Query, ServerMessage};

/// The value of an option of the command line.
fn option(name: &str, default: &str) -> String {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).unwrap_or_else(|| default.to_owned())
}

/// The lines that are typed. A thread reads them, so that the program can end while it waits.
fn typed() -> mpsc::Receiver<String> {
    let (typed, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if typed.blocking_send(line).is_err() {
                break;
            }
        }
    });
    lines
}

fn show(message: ServerMessage) {
    match message {
        ServerMessage::Said(said) => println!("{}: {}", said.name, said.text),
        ServerMessage::Joined(joined) => println!("* {} has come", joined.name),
        ServerMessage::Left(left) => println!("* {} has left", left.name),
        ServerMessage::Members(members) => println!("* here: {}", members.names.join(", ")),
        ServerMessage::Problem(problem) => println!("* {}", problem.reason),
    }
}

/// What the server answered, if it let nobody in.
fn reason(error: &ConnectError) -> String {
    match error.error() {
        Error::WebSocket(tungstenite::Error::Http(answer)) => {
            let reason = answer.body().as_deref().unwrap_or_default();
            let reason = String::from_utf8_lossy(reason);
            format!("refused with {}: {reason}", answer.status())
        }
        _ => error.to_string(),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let params = Params::new(option("--room", "lobby"));
    let query = Query::new(option("--name", "somebody"));
    let url = option("--url", "ws://127.0.0.1:8080");
    let credentials = Credentials {
        token: Some(option("--token", "open-sesame").into()),
    };
    let client = Client::builder(url, params, query, credentials).build();
    let mut messages = client.messages();
    let _lost = client.on_close(|closed| {
        if closed.reconnects {
            println!("* the connection is lost");
        }
    });
    client.connect().await.map_err(|error| reason(&error))?;

    let mut typed = typed();
    loop {
        tokio::select! {
            line = typed.recv() => match line.as_deref() {
                // While there is no connection, they wait in the queue.
                Some("/list") => client.try_send(List::default())?,
                Some("") => {}
                Some(line) => client.try_send(Say::new(line))?,
                None => break,
            },
            message = messages.recv() => match message {
                Some(message) => show(message?),
                None => return Err("the chat is over".into()),
            },
        }
    }
    let unsent = client.close().await;
    if !unsent.is_empty() {
        println!("* {} lines were not sent", unsent.len());
    }
    while let Some(message) = messages.recv().await {
        show(message?);
    }
    Ok(())
}
