//! What the managed client costs beyond a bare `ClientSocket`: the time for the same messages.
//!
//! ```sh
//! cargo bench -p benches --bench client
//! ```
//!
//! The server is a thread of its own that echoes frames without looking at them, so that it is the
//! client that takes the time. All contenders run in every round; what is reported are the medians of
//! the ratios in the rounds, of the time that passed and of the time that the client's thread ran.

use std::error::Error;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use asyncapi_channels::{asyncapi, tungstenite};
use benches::median;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

asyncapi!(
    inline = r"
asyncapi: 3.0.0
info: {title: Numbers, version: 1.0.0}
channels:
  numbers:
    address: /numbers
    bindings:
      ws: {query: {type: object, required: [every], properties: {every: {type: integer}}}}
    messages:
      call: {payload: {$ref: '#/components/schemas/Number'}}
      echo: {payload: {$ref: '#/components/schemas/Number'}}
operations:
  call:
    action: send
    channel: {$ref: '#/channels/numbers'}
    messages: [{$ref: '#/channels/numbers/messages/call'}]
  hear:
    action: receive
    channel: {$ref: '#/channels/numbers'}
    messages: [{$ref: '#/channels/numbers/messages/echo'}]
components:
  schemas:
    Number:
      type: object
      required: [number, text]
      properties:
        number: {type: integer, format: int64}
        text: {type: string, maxLength: 10000}
"
);

use numbers::{Client, ClientSocket, Query};

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// How many messages there are in one slice.
const MESSAGES: i64 = 40_000;
/// How many of them may be on their way at once.
const IN_FLIGHT: usize = 64;
const ROUNDS: usize = 15;

/// What is measured.
#[derive(Clone, Copy)]
enum Work {
    /// Each message is answered, and each answer is followed by another message.
    Echo,
    /// Messages go one way, each awaited until it is handed over; only the last is answered.
    OneWay,
}

/// Who does it.
#[derive(Clone, Copy, PartialEq)]
enum Contender {
    Socket,
    Callback,
    Stream,
}

fn main() -> Result<()> {
    println!("Time of the managed client; that of a bare ClientSocket is 1 (wall, CPU):\n");
    println!("| work | payload | callback | stream |");
    println!("|---|---|---|---|");
    let server = start_server()?;
    for (work, name) in [
        (Work::Echo, "echo, 64 in flight"),
        (Work::OneWay, "one way, `send().await` each"),
    ] {
        for length in [20, 1000] {
            let text = "x".repeat(length);
            let mut ratios = [[const { Vec::new() }; 2], [const { Vec::new() }; 2]];
            for round in 0..=ROUNDS {
                let base = slice(server, work, Contender::Socket, &text)?;
                let contenders = [Contender::Callback, Contender::Stream];
                for (contender, ratios) in contenders.into_iter().zip(&mut ratios) {
                    let own = slice(server, work, contender, &text)?;
                    // The first round is to get warm.
                    if round > 0 {
                        for (ratios, (own, base)) in ratios.iter_mut().zip(own.iter().zip(base)) {
                            ratios.push(own.div_duration_f64(base));
                        }
                    }
                }
            }
            let shown = ratios.map(|ratios| {
                let [wall, cpu] = ratios.map(|ratios| median(ratios.into_iter()));
                format!("{wall:.2}, {cpu:.2}")
            });
            println!("| {name} | {length} B | {} | {} |", shown[0], shown[1]);
        }
    }
    Ok(())
}

/// The time that passed, and the time that the thread ran.
fn slice(
    server: SocketAddr,
    work: Work,
    contender: Contender,
    text: &str,
) -> Result<[Duration; 2]> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let text = text.to_owned();
    // As a task of its own, as those of an application are.
    let task = runtime.spawn(async move {
        let text = text.as_str();
        let url = format!("ws://{server}");
        let query = match work {
            Work::Echo => Query::new(1),
            Work::OneWay => Query::new(MESSAGES),
        };
        let (client, socket) = match contender {
            Contender::Socket => {
                let socket = ClientSocket::connect(url, &(), &query, &()).await?;
                (None, Some(socket))
            }
            _ => (Some(Client::builder(url, query).connect().await?), None),
        };
        let began = Instant::now();
        let ran = ran()?;
        match (work, client, socket) {
            (Work::Echo, _, Some(socket)) => socket_echo(socket, text).await?,
            (Work::OneWay, _, Some(socket)) => socket_one_way(socket, text).await?,
            (Work::Echo, Some(client), _) if contender == Contender::Callback => {
                callback_echo(client, text).await?;
            }
            (Work::Echo, Some(client), _) => stream_echo(client, text).await?,
            (Work::OneWay, Some(client), _) => client_one_way(client, text, contender).await?,
            (_, None, None) => {}
        }
        Ok([began.elapsed(), self::ran()? - ran])
    });
    runtime.block_on(task)?
}

/// How long this thread has run.
#[cfg(target_os = "linux")]
fn ran() -> Result<Duration> {
    use nix::time::{ClockId, clock_gettime};
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

#[cfg(not(target_os = "linux"))]
fn ran() -> Result<Duration> {
    Err("the time that a thread ran is only known on Linux".into())
}

fn number(number: i64, text: &str) -> Number {
    Number::new(number, text)
}

type WebSocket = asyncapi_channels::TcpWebSocket;

async fn socket_echo(mut socket: ClientSocket<WebSocket>, text: &str) -> Result<()> {
    let mut next = 0;
    while next < IN_FLIGHT as i64 {
        socket.call(number(next, text)).without_flush().await?;
        next += 1;
    }
    for _ in 0..MESSAGES {
        socket.next().await.ok_or("the end")??;
        if next < MESSAGES {
            socket.call(number(next, text)).without_flush().await?;
            next += 1;
        }
    }
    Ok(())
}

async fn stream_echo(client: Client, text: &str) -> Result<()> {
    let mut messages = client.messages();
    let mut next = 0;
    while next < IN_FLIGHT as i64 {
        client.try_send(numbers::ClientMessage::Call(number(next, text)))?;
        next += 1;
    }
    for _ in 0..MESSAGES {
        messages.recv().await.ok_or("the end")??;
        if next < MESSAGES {
            client.try_send(numbers::ClientMessage::Call(number(next, text)))?;
            next += 1;
        }
    }
    Ok(())
}

async fn callback_echo(client: Client, text: &str) -> Result<()> {
    let done = Arc::new(Semaphore::new(0));
    let next = std::sync::atomic::AtomicI64::new(IN_FLIGHT as i64);
    let heard = std::sync::atomic::AtomicI64::new(0);
    let (told, own, owned) = (done.clone(), client.clone(), text.to_owned());
    let _listener = client.on_hear(move |_| {
        use std::sync::atomic::Ordering::Relaxed;
        let next = next.fetch_add(1, Relaxed);
        if next < MESSAGES {
            let message = numbers::ClientMessage::Call(number(next, &owned));
            own.try_send(message).expect("there is room");
        }
        if heard.fetch_add(1, Relaxed) + 1 == MESSAGES {
            told.add_permits(1);
        }
    });
    for next in 0..IN_FLIGHT as i64 {
        client.try_send(numbers::ClientMessage::Call(number(next, text)))?;
    }
    done.acquire().await?.forget();
    Ok(())
}

async fn socket_one_way(mut socket: ClientSocket<WebSocket>, text: &str) -> Result<()> {
    for next in 0..MESSAGES {
        socket.call(number(next, text)).await?;
    }
    socket.next().await.ok_or("the end")??;
    Ok(())
}

async fn client_one_way(client: Client, text: &str, contender: Contender) -> Result<()> {
    let done = Arc::new(Semaphore::new(0));
    let told = done.clone();
    let mut messages = (contender == Contender::Stream).then(|| client.messages());
    let _listener = client.on_hear(move |_| told.add_permits(1));
    for next in 0..MESSAGES {
        client.call(number(next, text)).await?;
    }
    match &mut messages {
        Some(messages) => drop(messages.recv().await.ok_or("the end")??),
        None => done.acquire().await?.forget(),
    }
    Ok(())
}

/// Echoes one frame of so many as the query says.
fn start_server() -> Result<SocketAddr> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            tell.send(listener.local_addr()?)?;
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                // The client that it serves ends before the next one comes.
                let _ = serve(stream).await;
            }
        })
    });
    Ok(told.recv()?)
}

// The callback's type is that of the library.
#[allow(clippy::result_large_err)]
async fn serve(stream: tokio::net::TcpStream) -> Result<()> {
    let mut every = 1;
    let callback = |request: &tungstenite::handshake::server::Request, response| {
        let query = request.uri().query().unwrap_or_default();
        every = query.trim_start_matches("every=").parse().unwrap_or(1);
        Ok(response)
    };
    let config = asyncapi_channels::SocketConfig::new().into();
    let accepted = tokio_tungstenite::accept_hdr_async_with_config(stream, callback, Some(config));
    let mut socket = accepted.await?;
    let mut heard: u64 = 0;
    loop {
        let next = futures_util::future::poll_fn(|cx| {
            let next = socket.poll_next_unpin(cx);
            if next.is_pending() {
                // All that has arrived is answered with one write.
                let _ = Pin::new(&mut socket).poll_flush_unpin(cx)?;
            }
            next
        });
        let message = match next.await {
            Some(message) => message?,
            None => return Ok(()),
        };
        if message.is_text() {
            heard += 1;
            if heard.is_multiple_of(every) {
                socket.feed(message).await?;
            }
        }
    }
}
