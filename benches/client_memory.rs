//! Memory of the managed client over 1,000,000 messages and 10,000 connections: it stays flat.
//!
//! ```sh
//! cargo bench -p benches --bench client_memory
//! ```
//!
//! Client and server are in one process and on one thread, over loopback, so that what either of them
//! keeps is counted. The server closes each connection after 50 messages and as many answers. What
//! has grown between the first tenth and the last one is an error. It needs Linux.

use asyncapi_channels::asyncapi;
use asyncapi_channels::client::Reconnect;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
use futures_util::StreamExt;
use futures_util::future::try_join_all;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

asyncapi!(
    inline = r#"
asyncapi: 3.0.0
info: {title: Echo, version: 1.0.0}
channels:
  echo:
    address: /echo
    messages:
      said: {payload: {type: object, required: [n, said], properties: {n: {type: integer}, said: {type: string}}}}
      heard: {payload: {type: object, required: [n, heard], properties: {n: {type: integer}, heard: {type: string}}}}
operations:
  say: {action: send, channel: {$ref: '#/channels/echo'}, messages: [{$ref: '#/channels/echo/messages/said'}]}
  hear: {action: receive, channel: {$ref: '#/channels/echo'}, messages: [{$ref: '#/channels/echo/messages/heard'}]}
"#
);

use echo::{Channel, Client, Connection, Handler};

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// How often memory is looked at.
const TENTHS: usize = 10;
/// Connections, each of them with so many messages and as many answers.
const CONNECTIONS: usize = 10_000;
const MESSAGES: usize = 50;
/// How much may have grown: the heap in bytes, and what the system gives to the process in KiB.
const HEAP: i64 = 64 * 1024;
const RESIDENT: i64 = 2 * 1024;

/// Answers, and closes after the last message of a connection.
struct Echo;

impl Handler for Echo {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_say(&self, connection: &Connection, said: Said) -> Result<(), HandlerError> {
        let is_last = said.n as usize % MESSAGES == MESSAGES - 1;
        connection.hear(Heard::new(said.n, said.said)).await?;
        if is_last {
            connection.close(1012.into(), "as agreed");
        }
        Ok(())
    }
}

/// A client, and what its listeners tell.
struct Talk {
    client: Client,
    closed: UnboundedReceiver<()>,
    count: usize,
}

impl Talk {
    async fn start() -> Result<Self> {
        let server = Server::builder().serve(echo::endpoint(Echo));
        let server = server.bind("127.0.0.1:0").await?;
        let url = format!("ws://{}", server.local_addr());
        tokio::spawn(server.run());
        let quick = Duration::from_micros(100);
        let reconnect = Reconnect::new()
            .max_attempts(None)
            .first_delay(quick)
            .max_delay(quick);
        let client = Client::builder(url).reconnect(reconnect).build();
        let (sender, closed) = unbounded_channel();
        // The benchmark may be over.
        client
            .on_close(move |_| sender.send(()).unwrap_or_default())
            .detach();
        client.with_reconnect(|_| async { Ok(()) }).detach();
        client.start();
        Ok(Self {
            client,
            closed,
            count: 0,
        })
    }

    /// Sends as many messages as one connection has, in every way, and hears the answers.
    async fn talks(&mut self) -> Result<()> {
        let mut messages = self.client.messages();
        let listener = self
            .client
            .on_hear(|heard| assert!(!heard.heard.is_empty()));
        let sending = (0..MESSAGES).map(async |index| {
            let text = "x".repeat(1 + index);
            let sending = self
                .client
                .say(Said::new((self.count + index) as i64, text));
            match index % 3 {
                0 => sending.within(Duration::from_secs(60)).await,
                1 => sending.idempotent().await,
                _ => sending.await,
            }
        });
        try_join_all(sending).await.map_err(|error| error.error)?;
        self.count += MESSAGES;
        for _ in 0..MESSAGES {
            messages.next().await.ok_or("no answer")??;
        }
        drop(listener);
        self.closed
            .recv()
            .await
            .ok_or("no connection")
            .map_err(Into::into)
    }
}

/// The memory that the system gives to this process, in KiB.
fn resident() -> Result<i64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmRSS")?.parse()?)
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut talk = runtime.block_on(Talk::start())?;
    let (mut heap, mut resident_before) = (0, 0);
    println!(
        "| connections | messages | heap kept, bytes | heap at most, bytes | resident, KiB | seconds |"
    );
    println!("|--:|--:|--:|--:|--:|--:|");
    for tenth in 1..=TENTHS {
        let start = Instant::now();
        let mut result: Result<()> = Ok(());
        let counted = allocation_counter::measure(|| {
            result = runtime.block_on(async {
                for _ in 0..CONNECTIONS / TENTHS {
                    talk.talks().await?;
                }
                Ok(())
            });
        });
        result?;
        let resident = resident()?;
        println!(
            "| {} | {} | {} | {} | {resident} | {:.1} |",
            tenth * CONNECTIONS / TENTHS,
            talk.count * 2,
            counted.bytes_current,
            counted.bytes_max,
            start.elapsed().as_secs_f64(),
        );
        match tenth {
            1 => resident_before = resident,
            _ => heap += counted.bytes_current,
        }
        if tenth == TENTHS && (heap > HEAP || resident - resident_before > RESIDENT) {
            let resident = resident - resident_before;
            return Err(format!("grown: {heap} bytes of heap, {resident} KiB in all").into());
        }
    }
    Ok(())
}
