//! The load: as many messages in flight as there may be, over plain TCP, with as little work for
//! each as can be, so that it is the server that bounds the speed.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::Result;
use crate::cpu::{self, Usage};
use crate::load::{Load, Messages};
use crate::process::Server;

/// How long the server answers before anything is measured.
const WARM_UP: Duration = Duration::from_millis(100);
/// How long it is measured.
const MEASURED: Duration = Duration::from_millis(500);
/// How long the load stays awake without an answer.
const AWAKE: Duration = Duration::from_micros(200);
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Of so many answers one is looked into; of all the others the frame is.
const SAMPLE: usize = 1024;
/// More than all answers in flight of the largest load.
const BUFFER: usize = 1 << 20;

/// What came of one slice of time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    /// Messages that were answered in each second.
    pub(crate) rate: f64,
    /// The server's CPU time for each message, in seconds.
    pub(crate) cpu: f64,
    /// Which part of the time the server was busy.
    pub(crate) server_busy: f64,
    /// Which part of the time the load was busy.
    pub(crate) load_busy: f64,
    /// Which part of the time one of them waited for its core, that other processes had.
    pub(crate) disturbed: f64,
}

/// Loads a server for a while, and checks what it answers.
pub(crate) fn run(server: &Server, load: Load, messages: &Messages) -> Result<Slice> {
    let mut clients = Clients::connect(server, load, messages)?;
    clients.drive(WARM_UP, true)?;
    let before = clients.state(server)?;
    clients.drive(MEASURED, true)?;
    let slice = clients.state(server)?.since(&before);
    // What is still in flight is no burden for the next server, and is not lost either.
    clients.drive(PATIENCE, false)?;
    match clients.in_flight() {
        0 => Ok(slice),
        missing => Err(format!("{missing} answers are missing").into()),
    }
}

/// All connections of a load.
struct Clients<'a> {
    messages: &'a Messages,
    connections: Vec<Connection>,
    poll: Poll,
    events: Events,
    /// For how long there was something to do.
    busy: Duration,
}

impl<'a> Clients<'a> {
    fn connect(server: &Server, load: Load, messages: &'a Messages) -> Result<Self> {
        let poll = Poll::new()?;
        let mut connections = Vec::with_capacity(load.connections);
        for index in 0..load.connections {
            let mut connection = Connection::open(server, load)?;
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry()
                .register(&mut connection.stream, Token(index), interest)?;
            connections.push(connection);
        }
        Ok(Self {
            messages,
            connections,
            poll,
            events: Events::with_capacity(load.connections),
            busy: Duration::ZERO,
        })
    }

    /// Takes answers for so long, with new messages for them or until there are no more.
    fn drive(&mut self, time: Duration, refill: bool) -> Result<()> {
        let end = Instant::now() + time;
        while Instant::now() < end && (refill || self.in_flight() > 0) {
            self.wait()?;
            let start = Instant::now();
            for event in &self.events {
                if let Some(connection) = self.connections.get_mut(event.token().0) {
                    connection.turn(self.messages, refill)?;
                }
            }
            self.busy += start.elapsed();
        }
        Ok(())
    }

    /// Waits until there are answers. It stays awake for a while, since to fall asleep and to be
    /// woken up takes longer than some servers take to answer, and costs the server something too.
    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < AWAKE {
            self.poll.poll(&mut self.events, Some(Duration::ZERO))?;
            if !self.events.is_empty() {
                return Ok(());
            }
        }
        self.poll.poll(&mut self.events, Some(PATIENCE))?;
        match self.events.is_empty() {
            true => Err("no answer".into()),
            false => Ok(()),
        }
    }

    fn in_flight(&self) -> usize {
        self.connections.iter().map(Connection::in_flight).sum()
    }

    fn state(&self, server: &Server) -> Result<State> {
        Ok(State {
            at: Instant::now(),
            answered: self
                .connections
                .iter()
                .map(|connection| connection.answered)
                .sum(),
            busy: self.busy,
            server: server.used()?,
            own: cpu::used(std::process::id())?,
        })
    }
}

/// What has been used and done up to a moment.
struct State {
    at: Instant,
    answered: usize,
    busy: Duration,
    server: Usage,
    own: Usage,
}

impl State {
    fn since(&self, before: &Self) -> Slice {
        let answered = (self.answered - before.answered) as f64;
        let time = (self.at - before.at).as_secs_f64();
        let server = (self.server.ran - before.server.ran).as_secs_f64();
        let waited =
            self.server.waited - before.server.waited + self.own.waited - before.own.waited;
        Slice {
            rate: answered / time,
            cpu: server / answered,
            server_busy: server / time,
            load_busy: (self.busy - before.busy).as_secs_f64() / time,
            disturbed: waited.as_secs_f64() / time,
        }
    }
}

/// One connection, with its messages in flight.
struct Connection {
    stream: TcpStream,
    limit: usize,
    untyped: bool,
    /// Messages that were sent, or are being sent.
    sent: usize,
    answered: usize,
    /// Bytes of messages that were written.
    written: usize,
    /// What was received and is not a whole frame yet.
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    fn open(server: &Server, load: Load) -> Result<Self> {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // The key is the example of RFC 6455 section 1.3.
        stream.write_all(
            b"GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
              Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        )?;
        let mut response = Vec::new();
        while !response.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            response.extend(byte);
        }
        if !response.starts_with(b"HTTP/1.1 101") {
            return Err(String::from_utf8_lossy(&response).into());
        }
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream: TcpStream::from_std(stream),
            limit: load.in_flight,
            untyped: server.contender.is_untyped(),
            sent: 0,
            answered: 0,
            written: 0,
            buffer: vec![0; BUFFER / load.connections],
            filled: 0,
        })
    }

    fn in_flight(&self) -> usize {
        self.sent - self.answered
    }

    /// Takes the answers that have arrived, and sends new messages in their places once there are
    /// some, so that it is not one `write` for each.
    fn turn(&mut self, messages: &Messages, refill: bool) -> Result<()> {
        self.receive(messages)?;
        if refill && self.in_flight() <= self.limit * 3 / 4 {
            self.sent = self.answered + self.limit;
        }
        self.write(messages)
    }

    fn receive(&mut self, messages: &Messages) -> Result<()> {
        loop {
            let length = match self.stream.read(&mut self.buffer[self.filled..]) {
                Ok(0) => return Err("the server has closed the connection".into()),
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            self.filled += length;
            // What leaves room in the buffer was all there was.
            let all = self.filled < self.buffer.len();
            self.take_frames(messages)?;
            if all {
                return Ok(());
            }
        }
    }

    fn take_frames(&mut self, messages: &Messages) -> Result<()> {
        let mut start = 0;
        while let Some((header, length)) = frame(&self.buffer[start..self.filled])? {
            let end = start + header + length;
            if end > self.filled {
                break;
            }
            if self.answered.is_multiple_of(SAMPLE) {
                let payload = &self.buffer[start + header..end];
                messages.check(self.answered, payload, self.untyped)?;
            }
            self.answered += 1;
            start = end;
        }
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
        match self.answered > self.sent {
            true => Err("more answers than messages".into()),
            false => Ok(()),
        }
    }

    fn write(&mut self, messages: &Messages) -> Result<()> {
        loop {
            let missing = self.sent * messages.frame_size - self.written;
            if missing == 0 {
                return Ok(());
            }
            match self.stream.write(messages.bytes(self.written, missing)) {
                Ok(length) => self.written += length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// How long the header and the payload of a whole, unmasked text frame are (RFC 6455 section 5.2);
/// `None` when the header is not there yet.
fn frame(bytes: &[u8]) -> Result<Option<(usize, usize)>> {
    match *bytes {
        [0x81, length @ ..126, ..] => Ok(Some((2, length.into()))),
        [0x81, 126, high, low, ..] => Ok(Some((4, u16::from_be_bytes([high, low]).into()))),
        [] | [0x81] | [0x81, 126] | [0x81, 126, _] => Ok(None),
        _ => Err(format!("no text frame: {:02x?}", &bytes[..bytes.len().min(4)]).into()),
    }
}
