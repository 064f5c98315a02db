//! The clients of one server, as light as they can be: bytes are counted and not read.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, ErrorKind, Write};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::LocalSet;

use crate::{Result, frames};

/// How many connections are being opened at a time.
const OPENING: usize = 100;
/// How many connections one loopback address has, as there are only so many ports.
const PER_ADDRESS: usize = 2_000;

/// What all clients share.
#[derive(Default)]
struct Shared {
    /// Bytes that have arrived on all connections.
    arrived: Cell<usize>,
    expected: Cell<usize>,
    complete: Notify,
    latencies: RefCell<Vec<f64>>,
}

struct Client {
    stream: Rc<TcpStream>,
    arrived: Rc<Cell<usize>>,
    asked: Rc<Cell<Option<Instant>>>,
}

pub(crate) fn run(port: u16, lane: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, obey(port, lane))
}

async fn obey(port: u16, lane: usize) -> Result<()> {
    let (sender, mut commands) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
        std::process::exit(0);
    });
    let shared = Rc::new(Shared::default());
    let mut clients = Vec::new();
    while let Some(command) = commands.recv().await {
        let words: Vec<&str> = command.split(' ').collect();
        let answer = match words.as_slice() {
            ["connect", count] => {
                clients = connect(&shared, port, lane, count.parse()?).await?;
                String::from("connected")
            }
            ["ask", rate, seconds, _] => {
                ask(&shared, &clients, rate.parse()?, seconds.parse()?).await?
            }
            ["expect", count, _] => expect(&shared, &clients, count.parse()?).await?,
            _ => return Err(format!("what is {command:?}?").into()),
        };
        println!("{answer}");
        std::io::stdout().flush()?;
    }
    Ok(())
}

async fn connect(shared: &Rc<Shared>, port: u16, lane: usize, count: usize) -> Result<Vec<Client>> {
    let opening = Rc::new(Semaphore::new(OPENING));
    let mut tasks = Vec::new();
    for index in 0..count {
        let permit = Rc::clone(&opening);
        let address = 1 + index / PER_ADDRESS;
        tasks.push(tokio::task::spawn_local(async move {
            let _permit = permit.acquire().await?;
            open(format!("127.0.{lane}.{address}:{port}").parse()?).await
        }));
    }
    let mut clients = Vec::new();
    for task in tasks {
        let stream = Rc::new(task.await??);
        let client = Client {
            stream: Rc::clone(&stream),
            arrived: Rc::default(),
            asked: Rc::default(),
        };
        let read = read(
            Rc::clone(shared),
            stream,
            Rc::clone(&client.arrived),
            Rc::clone(&client.asked),
        );
        tokio::task::spawn_local(read);
        clients.push(client);
    }
    Ok(clients)
}

async fn open(address: SocketAddr) -> Result<TcpStream> {
    let mut stream = TcpSocket::new_v4()?.connect(address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "GET /ticker HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    while !response.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut response).await? == 0 {
            return Err(String::from_utf8_lossy(&response).into());
        }
    }
    match response.starts_with(b"HTTP/1.1 101") {
        true => Ok(stream),
        false => Err(String::from_utf8_lossy(&response).into()),
    }
}

/// Counts what arrives on one connection.
async fn read(
    shared: Rc<Shared>,
    stream: Rc<TcpStream>,
    arrived: Rc<Cell<usize>>,
    asked: Rc<Cell<Option<Instant>>>,
) -> Result<()> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 64 * 1024]);
    }
    loop {
        stream.readable().await?;
        let read = BUFFER.with_borrow_mut(|buffer| stream.try_read(buffer));
        let count = match read {
            Ok(0) => return Err("the server has closed a connection".into()),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        };
        arrived.set(arrived.get() + count);
        if let Some(start) = asked.take() {
            let took = start.elapsed().as_secs_f64() * 1e3;
            shared.latencies.borrow_mut().push(took);
        }
        shared.arrived.set(shared.arrived.get() + count);
        if shared.arrived.get() >= shared.expected.get() {
            shared.complete.notify_one();
        }
    }
}

/// Waits until so many bytes have arrived on all connections together, the same on each.
async fn complete(shared: &Shared, clients: &[Client], bytes: usize) -> Result<()> {
    shared.expected.set(bytes);
    let arrived = async {
        while shared.arrived.get() < bytes {
            shared.complete.notified().await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(60), arrived).await;
    if in_time.is_err() {
        let arrived = shared.arrived.get();
        return Err(format!("{arrived} of {bytes} bytes have arrived").into());
    }
    shared.arrived.set(0);
    for client in clients {
        client.arrived.set(0);
    }
    Ok(())
}

/// Asks at a steady rate, one connection after the other, and waits for all answers.
async fn ask(shared: &Shared, clients: &[Client], rate: usize, seconds: usize) -> Result<String> {
    let total = rate * seconds;
    shared.latencies.borrow_mut().clear();
    shared.expected.set(usize::MAX);
    let start = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    let mut sent = 0;
    let mut skipped = 0;
    let mut turns = clients.iter().cycle();
    while sent + skipped < total {
        ticks.tick().await;
        let due = ((start.elapsed().as_secs_f64() * rate as f64) as usize).min(total);
        while sent + skipped < due {
            let client = turns.next().ok_or("no clients")?;
            if client.asked.get().is_some() {
                // It still waits for its last answer, which its latency tells.
                skipped += 1;
                continue;
            }
            client.asked.set(Some(Instant::now()));
            let frame = frames::ask(sent);
            client.stream.try_write(&frame)?;
            sent += 1;
        }
    }
    let bytes = sent * frames::length("answer");
    complete(shared, clients, bytes).await?;
    let mut latencies = shared.latencies.borrow_mut();
    latencies.sort_by(f64::total_cmp);
    let at = |part: f64| latencies[((latencies.len() - 1) as f64 * part) as usize];
    Ok(format!(
        "{sent} {} {} {}",
        latencies.len(),
        at(0.5),
        at(0.99)
    ))
}

/// Waits for broadcasts.
async fn expect(shared: &Shared, clients: &[Client], count: usize) -> Result<String> {
    let each = count * frames::length("tick");
    let bytes = clients.len() * each;
    shared.expected.set(bytes);
    while shared.arrived.get() < bytes {
        shared.complete.notified().await;
    }
    if let Some(client) = clients.iter().find(|client| client.arrived.get() != each) {
        let arrived = client.arrived.get();
        return Err(format!("a client got {arrived} bytes and not {each}").into());
    }
    complete(shared, clients, bytes).await?;
    Ok("received".into())
}
