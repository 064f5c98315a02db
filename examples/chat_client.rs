//! Chats from the terminal with what the example `chat_server` serves: each line is said to the
//! room, and `/list` asks who is there.
//!
//! `cargo run -p examples --example chat_client -- --url ws://127.0.0.1:8080 --name ann`

use asyncapi_channels::{Channel as _, CloseCode, Error, asyncapi, connect_request, tungstenite};
use futures_util::StreamExt;
use tokio::sync::mpsc;

asyncapi!("api/chat_rooms.yaml");

use room::{Channel, ClientSocket, Credentials, Params, Query, ServerMessage};

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

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let params = Params::new(option("--room", "lobby"));
    let query = Query::new(option("--name", "somebody"));
    let url = option("--url", "ws://127.0.0.1:8080");
    let mut request = Channel::request(url, &params, &query, &())?;
    let token = option("--token", "open-sesame");
    let credentials = Credentials {
        token: Some(token.into()),
    };
    credentials.apply_to(&mut request)?;
    let mut socket = match connect_request(request).await {
        Ok(socket) => ClientSocket::from_socket(socket),
        Err(Error::WebSocket(tungstenite::Error::Http(answer))) => {
            let reason = answer.body().as_deref().unwrap_or_default();
            let reason = String::from_utf8_lossy(reason);
            return Err(format!("refused with {}: {reason}", answer.status()).into());
        }
        Err(error) => return Err(error.into()),
    };

    let mut typed = typed();
    loop {
        tokio::select! {
            line = typed.recv() => match line.as_deref() {
                Some("/list") => socket.list_members(List::default()).await?,
                Some("") => {}
                Some(line) => socket.say(Say::new(line)).await?,
                None => break,
            },
            message = socket.next() => match message {
                Some(message) => show(message?),
                None => return Ok(()),
            },
        }
    }
    socket.close(CloseCode::Normal, "bye").await?;
    while let Some(message) = socket.next().await {
        show(message?);
    }
    Ok(())
}
