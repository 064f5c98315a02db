//! The servers: one with a handler and a hub, and one as it is written by hand.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};
use asyncapi_channels::{Hub, Server};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};
use tokio_tungstenite::tungstenite::Message;

use crate::Result;
use crate::frames::TEXT;

#[allow(missing_docs, unreachable_pub)]
mod api {
    asyncapi_channels::asyncapi!("api/load.yaml");
}

use api::ticker::{self, Connection, Handler};
use api::{Answer, Ask, Tick};

/// How many messages wait for one connection of the server by hand.
const QUEUE: usize = 1024;

/// Serves until its input ends. Its first line of output is its port.
pub(crate) fn run(kind: &str) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("0.0.0.0:0").await?;
        println!("{}", listener.local_addr()?.port());
        std::io::stdout().flush()?;
        match kind {
            "hub" => with_hub(listener).await,
            _ => by_hand(listener).await,
        }
    })
}

/// The lines of the input.
fn commands() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
        std::process::exit(0);
    });
    receiver
}

fn say(line: impl std::fmt::Display) -> Result<()> {
    println!("{line}");
    Ok(std::io::stdout().flush()?)
}

struct Ticker {
    asked: Arc<AtomicUsize>,
}

impl Handler for Ticker {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<ticker::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(&self, connection: &Connection, message: Ask) -> Result<(), HandlerError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        connection
            .answer(Answer::new(message.id, message.text))
            .await?;
        Ok(())
    }
}

fn tick(id: usize) -> Tick {
    Tick::new(format!("{id:010}"), TEXT)
}

async fn with_hub(listener: TcpListener) -> Result<()> {
    let asked = Arc::new(AtomicUsize::new(0));
    let hub = Hub::new();
    let endpoint = ticker::endpoint(Ticker {
        asked: Arc::clone(&asked),
    });
    let server = Server::builder()
        .max_connections(100_000)
        .serve(endpoint.with_hub(&hub))
        .listen(listener)?;
    tokio::spawn(server.run());
    let mut commands = commands();
    while let Some(command) = commands.recv().await {
        match command.split_once(' ') {
            Some(("broadcast", count)) => {
                for id in 0..count.parse()? {
                    hub.broadcast(tick(id))?;
                }
                say("sent")?;
            }
            Some(("broadcast_all", count)) => {
                hub.broadcast_all((0..count.parse()?).map(tick))?;
                say("sent")?;
            }
            _ => say(asked.load(Ordering::Relaxed))?,
        }
    }
    Ok(())
}

/// As one writes it first: a channel for each connection, and a loop over the senders. The message is
/// encoded once.
async fn by_hand(listener: TcpListener) -> Result<()> {
    let senders = Arc::new(Mutex::new(Vec::new()));
    let added = Arc::clone(&senders);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let senders = Arc::clone(&added);
            tokio::spawn(async move {
                let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
                    return;
                };
                let (sender, mut receiver) = mpsc::channel::<Message>(QUEUE);
                senders.lock().await.push(sender);
                loop {
                    tokio::select! {
                        message = receiver.recv() => {
                            let Some(message) = message else { return };
                            if socket.send(message).await.is_err() {
                                return;
                            }
                        }
                        message = socket.next() => {
                            let Some(Ok(_)) = message else { return };
                        }
                    }
                }
            });
        }
    });
    let mut commands = commands();
    while let Some(command) = commands.recv().await {
        if let Some(("broadcast", count)) = command.split_once(' ') {
            for id in 0..count.parse()? {
                let id = format!("{id:010}", id = id as usize);
                let text = json!({"type": "tick", "id": id, "text": TEXT}).to_string();
                let message = Message::text(text);
                for sender in senders.lock().await.iter() {
                    let _ = sender.send(message.clone()).await;
                }
            }
            say("sent")?;
        }
    }
    Ok(())
}
