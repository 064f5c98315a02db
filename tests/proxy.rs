//! A TCP proxy between clients and a server that does to their connections what a bad network does,
//! when the test says so, and tells the test what has happened.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

/// What becomes of a connection at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// It is connected to the server.
    Open,
    /// It is reset at once.
    Refusing,
    /// It is kept, and nothing is ever said to it.
    Silent,
    /// Its request is answered with this status of HTTP.
    Answering(u16),
}

/// How a connection is cut, towards both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// With a reset, which loses what is on its way.
    Reset,
    /// With the end of the stream, but no closing handshake.
    End,
}

/// The direction in which bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    ToServer,
    ToClient,
}

/// What has happened to a connection; connections are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// It was reset at the door.
    Refused(usize),
    /// It has come to a door where nothing is said.
    Kept(usize),
    /// It was answered with a status.
    Answered(usize, u16),
    /// There was no server to connect it to, so that it was reset.
    Unreachable(usize),
    /// It goes through to the server.
    Linked(usize),
    /// It was cut on the test's orders.
    Cut(usize),
    /// It has ended by itself, in both directions.
    Ended(usize),
}

/// What holds for all connections at this time.
#[derive(Clone, Debug)]
struct Rules {
    upstream: SocketAddr,
    stalled: bool,
    delay: Duration,
    /// How often everything was cut, and how.
    cuts: (usize, Cut),
}

/// How many bytes may still go each way before everything that is open is cut.
#[derive(Default)]
struct Budgets([Option<(usize, Cut)>; 2]);

struct Shared {
    rules: watch::Sender<Rules>,
    budgets: Mutex<Budgets>,
    /// What becomes of the connections to come; the last one holds for all that follow.
    doors: Mutex<VecDeque<Door>>,
    events: mpsc::UnboundedSender<Event>,
}

impl Shared {
    /// Waits until everything is cut, from now on.
    fn cut(&self) -> impl Future<Output = Cut> + use<> {
        let mut rules = self.rules.subscribe();
        let (before, _) = rules.borrow_and_update().cuts;
        async move {
            let rules = rules.wait_for(|rules| rules.cuts.0 != before).await;
            // Without a proxy nothing is linked.
            rules.map_or(Cut::Reset, |rules| rules.cuts.1)
        }
    }
}

/// The proxy; its connections end with it.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    events: mpsc::UnboundedReceiver<Event>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens, in front of a server.
    pub(crate) async fn start(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (sender, events) = mpsc::unbounded_channel();
        let rules = Rules {
            upstream,
            stalled: false,
            delay: Duration::ZERO,
            cuts: (0, Cut::Reset),
        };
        let shared = Arc::new(Shared {
            rules: watch::Sender::new(rules),
            budgets: Mutex::default(),
            doors: Mutex::new(VecDeque::from([Door::Open])),
            events: sender,
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self {
            address,
            shared,
            events,
            accepting,
        }
    }

    /// The server's URL, as far as the client knows.
    pub(crate) fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// The next event.
    pub(crate) async fn next(&mut self) -> Event {
        let next = tokio::time::timeout(Duration::from_secs(20), self.events.recv());
        next.await.expect("no event for 20 seconds").expect("open")
    }

    /// Waits for an event, whatever comes before it.
    pub(crate) async fn until(&mut self, is_it: impl Fn(Event) -> bool) -> Event {
        loop {
            let event = self.next().await;
            if is_it(event) {
                return event;
            }
        }
    }

    /// Waits until a connection goes through; which one.
    pub(crate) async fn linked(&mut self) -> usize {
        match self.until(|event| matches!(event, Event::Linked(_))).await {
            Event::Linked(index) => index,
            other => unreachable!("{other:?}"),
        }
    }

    /// Cuts every open connection now.
    pub(crate) fn cut(&self, how: Cut) {
        self.change(|rules| rules.cuts = (rules.cuts.0 + 1, how));
    }

    /// Cuts the connection that carries so many more bytes one way, after the last of them: the
    /// frame that it belongs to is truncated.
    pub(crate) fn cut_after(&self, way: Way, bytes: usize, how: Cut) {
        locked(&self.shared.budgets).0[way as usize] = Some((bytes, how));
    }

    /// Passes nothing on, so that both ends are soon unable to write, or goes on.
    pub(crate) fn stall(&self, stalled: bool) {
        self.change(|rules| rules.stalled = stalled);
    }

    /// Passes everything on this much later.
    pub(crate) fn delay(&self, delay: Duration) {
        self.change(|rules| rules.delay = delay);
    }

    /// Connects to another server from now on, such as one that was started anew.
    pub(crate) fn upstream(&self, upstream: SocketAddr) {
        self.change(|rules| rules.upstream = upstream);
    }

    /// What becomes of the next connections, one after the other; the last one holds for all that
    /// follow.
    pub(crate) fn doors(&self, doors: impl IntoIterator<Item = Door>) {
        *locked(&self.shared.doors) = doors.into_iter().collect();
    }

    /// Is a good network from now on; what is open stays so.
    pub(crate) fn heal(&self) {
        *locked(&self.shared.budgets) = Budgets::default();
        self.doors([Door::Open]);
        self.change(|rules| {
            rules.stalled = false;
            rules.delay = Duration::ZERO;
        });
    }

    fn change(&self, change: impl FnOnce(&mut Rules)) {
        self.shared.rules.send_modify(change);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    let mut count = 0;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let Ok((client, _)) = accepted else { continue };
        let door = {
            let mut doors = locked(&shared.doors);
            match doors.len() {
                0 | 1 => doors.front().copied().unwrap_or(Door::Open),
                _ => doors.pop_front().unwrap_or(Door::Open),
            }
        };
        connections.spawn(serve(count, client, door, Arc::clone(&shared)));
        count += 1;
    }
}

async fn serve(index: usize, client: TcpStream, door: Door, shared: Arc<Shared>) {
    let tell = |event| {
        // A test that has seen enough looks no more.
        let _ = shared.events.send(event);
    };
    // From now on a cut is one of this connection too.
    let cut = shared.cut();
    match door {
        Door::Open => {}
        Door::Refusing => {
            reset(client);
            return tell(Event::Refused(index));
        }
        Door::Silent => {
            tell(Event::Kept(index));
            return tell(match keep(client, cut).await {
                Some(_) => Event::Cut(index),
                None => Event::Ended(index),
            });
        }
        Door::Answering(status) => {
            // A client that goes away meanwhile needs no answer.
            let _ = answer(client, status).await;
            return tell(Event::Answered(index, status));
        }
    }
    let upstream = shared.rules.borrow().upstream;
    let Ok(server) = TcpStream::connect(upstream).await else {
        reset(client);
        return tell(Event::Unreachable(index));
    };
    tell(Event::Linked(index));
    match link(client, server, &shared, cut).await {
        Some(_) => tell(Event::Cut(index)),
        None => tell(Event::Ended(index)),
    }
}

/// Closes a connection with a reset.
fn reset(stream: TcpStream) {
    // One that is gone already needs none.
    let _ = stream.set_zero_linger();
}

/// Says nothing until everything is cut, or until the client goes away.
async fn keep(mut client: TcpStream, cut: impl Future<Output = Cut>) -> Option<Cut> {
    let mut nowhere = tokio::io::sink();
    let how = tokio::select! {
        how = cut => how,
        _ = tokio::io::copy(&mut client, &mut nowhere) => return None,
    };
    if how == Cut::Reset {
        reset(client);
    }
    Some(how)
}

/// Reads the head of a request, and answers it.
async fn answer(mut client: TcpStream, status: u16) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    let answer = format!("HTTP/1.1 {status} As Told\r\ncontent-length: 4\r\n\r\ntold");
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}

/// Carries bytes both ways until both ends have finished, or until it is cut.
async fn link(
    mut client: TcpStream,
    mut server: TcpStream,
    shared: &Shared,
    cut: impl Future<Output = Cut>,
) -> Option<Cut> {
    // Without it, small messages would wait for one another.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let ended = tokio::select! {
        ended = async {
            tokio::try_join!(
                carry(Way::ToServer, from_client, to_server, shared),
                carry(Way::ToClient, from_server, to_client, shared),
            )
        } => ended.map(|_| ()),
        how = cut => Err(Broken::Cut(how)),
    };
    let how = match ended {
        Ok(()) => return None,
        Err(Broken::Cut(how)) => Some(how),
        Err(Broken::Failed) => None,
    };
    // What one end does to its connection, the other end sees.
    if how != Some(Cut::End) {
        reset(client);
        reset(server);
    }
    how
}

/// Why a link has ended before both ends had finished.
enum Broken {
    Cut(Cut),
    Failed,
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Self {
        Self::Failed
    }
}

/// Carries bytes one way until the sender has finished.
async fn carry(
    way: Way,
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
) -> Result<(), Broken> {
    let mut rules = shared.rules.subscribe();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        let rules = rules.wait_for(|rules| !rules.stalled).await;
        let delay = rules.map_err(|_| Broken::Failed)?.delay;
        if read == 0 {
            return Ok(to.shutdown().await?);
        }
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let (passing, cut) = spend(shared, way, read);
        to.write_all(&buffer[..passing]).await?;
        if let Some(how) = cut {
            return Err(Broken::Cut(how));
        }
    }
}

/// How many of these bytes may pass, and whether the connection is cut then.
fn spend(shared: &Shared, way: Way, bytes: usize) -> (usize, Option<Cut>) {
    let budget = &mut locked(&shared.budgets).0[way as usize];
    match *budget {
        Some((left, how)) if left <= bytes => {
            *budget = None;
            (left, Some(how))
        }
        Some((left, how)) => {
            *budget = Some((left - bytes, how));
            (bytes, None)
        }
        None => (bytes, None),
    }
}
