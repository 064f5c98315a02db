//! A thousand cuts under traffic: of each message that was handed over it is known what became of it.
//!
//! What happens is random; `SEED`, which is printed, makes the same choices again, though not at the
//! same moments.

use crate::api::feed::{self, Channel, ClientMessage, Connection, Handler};
use crate::api::{Note, Publish, Subscribe, Unsubscribe};
use crate::proxy::{Cut, Door, Event, Proxy, Way};
use crate::{connected, quick, soon};
use asyncapi_channels::client::{Fate, SendError, WhenFull};
use asyncapi_channels::server::{
    ConnectRequest, Disconnect, HandlerError, Reject, Server, ServerHandle,
};
use asyncapi_channels::{Message, Payload, SocketConfig};
use fastrand::Rng;
use futures_util::FutureExt;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::watch;

const CUTS: usize = 1_000;
const SENDERS: i64 = 6;
/// Less than all that the senders send at once, so that some have to wait for room.
const QUEUE: usize = 4 * 1024;
const TOPICS: usize = 3;

/// Which sender's message it is, and which of them.
type Key = (i64, i64);

/// A message that says whose it is: its number is that of the sender's.
fn numbered((sender, n): Key, filler: usize) -> Publish {
    Publish::new(n, format!("{sender} {}", "x".repeat(filler)))
}

fn key_of(publish: &Publish) -> Key {
    let (sender, _) = publish.text.split_once(' ').expect("a sender");
    (sender.parse().expect("a sender"), publish.n)
}

fn key_of_message(message: &ClientMessage) -> Option<Key> {
    match message {
        ClientMessage::Publish(publish) => Some(key_of(publish)),
        _ => None,
    }
}

/// What the server has seen, whichever server it was.
#[derive(Default)]
struct Ledger {
    /// The messages of each connection, in their order.
    delivered: Mutex<BTreeMap<usize, Vec<Key>>>,
    count: watch::Sender<usize>,
    /// Connections that were let in, and how many of them have not ended.
    connections: AtomicUsize,
    open: watch::Sender<usize>,
    faults: Mutex<Vec<String>>,
}

#[derive(Clone)]
struct Keeper(Arc<Ledger>);

/// A connection, by its number, and how many topics it has subscribed to.
struct Seat {
    number: usize,
    topics: AtomicUsize,
}

impl Handler for Keeper {
    type Session = Seat;

    async fn on_connect(&self, _: &mut ConnectRequest<Channel>) -> Result<Seat, Reject> {
        self.0.open.send_modify(|open| *open += 1);
        Ok(Seat {
            number: self.0.connections.fetch_add(1, Ordering::SeqCst),
            topics: AtomicUsize::new(0),
        })
    }

    async fn on_publish(
        &self,
        connection: &Connection<Seat>,
        publish: Publish,
    ) -> Result<(), HandlerError> {
        let (key, seat) = (key_of(&publish), connection.session());
        if seat.topics.load(Ordering::SeqCst) < TOPICS {
            let fault = format!("{key:?} came before the subscriptions of {}", seat.number);
            self.0.faults.lock().unwrap().push(fault);
        }
        let mut delivered = self.0.delivered.lock().unwrap();
        delivered.entry(seat.number).or_default().push(key);
        drop(delivered);
        self.0.count.send_modify(|count| *count += 1);
        // One that has gone away needs no note.
        let _ = connection.try_send(Note::new(publish.n, ""));
        Ok(())
    }

    async fn on_subscribe(
        &self,
        connection: &Connection<Seat>,
        _: Subscribe,
    ) -> Result<(), HandlerError> {
        connection.session().topics.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn on_unsubscribe(
        &self,
        _: &Connection<Seat>,
        _: Unsubscribe,
    ) -> Result<(), HandlerError> {
        Ok(())
    }

    async fn on_disconnect(&self, _: &Connection<Seat>, _: Disconnect) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}

impl Ledger {
    async fn serve(self: &Arc<Self>) -> (std::net::SocketAddr, ServerHandle) {
        let server = Server::builder().serve(feed::endpoint(Keeper(Arc::clone(self))));
        let server = server.bind("127.0.0.1:0").await.expect("a port");
        let (address, handle) = (server.local_addr(), server.handle());
        tokio::spawn(server.run());
        (address, handle)
    }

    /// Waits until so many more messages have been delivered.
    async fn delivers(&self, more: usize) {
        let mut count = self.count.subscribe();
        let until = *count.borrow_and_update() + more;
        soon(count.wait_for(|count| *count >= until))
            .await
            .expect("a ledger");
    }

    async fn has_no_connection(&self) {
        soon(self.open.subscribe().wait_for(|open| *open == 0))
            .await
            .expect("a ledger");
    }
}

/// What a sender was told of a message by the call that sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Queued,
    HandedOver,
    Confirmed,
    Unsent,
    MaybeSent,
}

impl Answer {
    fn of(good: Self, result: Result<(), SendError<ClientMessage>>, key: Key) -> Self {
        let Err(error) = result else { return good };
        // The message comes back with the error, and it is this one.
        assert_eq!(key_of_message(&error.message), Some(key));
        match error.fate {
            Fate::Unsent => Self::Unsent,
            Fate::MaybeSent => Self::MaybeSent,
            other => panic!("{key:?}: {other:?}"),
        }
    }
}

/// Sends numbered messages in every way until it is told to stop.
async fn sends(
    client: feed::Client,
    sender: i64,
    seed: u64,
    stop: Arc<AtomicBool>,
) -> HashMap<Key, Answer> {
    let mut rng = Rng::with_seed(seed);
    let mut answers = HashMap::new();
    let mut numbers = 0..;
    while !stop.load(Ordering::Relaxed) {
        let mut calls = Vec::new();
        for _ in 0..rng.usize(1..8) {
            let key = (sender, numbers.next().expect("a number"));
            let message = numbered(key, rng.usize(0..200));
            let (good, mut sending) = match rng.u8(0..10) {
                0..6 => (Answer::HandedOver, client.publish(message)),
                6..8 => (Answer::Confirmed, client.publish(message).confirmed()),
                _ => {
                    answers.insert(
                        key,
                        Answer::of(Answer::Queued, client.try_send(message), key),
                    );
                    continue;
                }
            };
            // Messages have the order in which their futures are first polled.
            match (&mut sending).now_or_never() {
                Some(result) => drop(answers.insert(key, Answer::of(good, result, key))),
                None => calls.push((key, good, sending)),
            }
        }
        for (key, good, sending) in calls {
            answers.insert(key, Answer::of(good, sending.await, key));
        }
        tokio::task::yield_now().await;
    }
    answers
}

/// Does what a bad network does, until it has cut so many connections.
struct Chaos {
    rng: Rng,
    proxy: Proxy,
    ledger: Arc<Ledger>,
    server: ServerHandle,
    /// The connections that go through now.
    open: BTreeSet<usize>,
    cuts: usize,
    restarts: usize,
}

impl Chaos {
    async fn rages(&mut self, cuts: usize) {
        while self.cuts < cuts {
            let Some(index) = self.open.last().copied() else {
                self.looks().await;
                continue;
            };
            self.ledger.delivers(self.rng.usize(0..60)).await;
            self.strikes().await;
            // The next connection may be there before the end of this one is told.
            while self.open.contains(&index) {
                self.looks().await;
            }
        }
        self.proxy.heal();
    }

    /// Learns what has happened next.
    async fn looks(&mut self) {
        match self.proxy.next().await {
            Event::Linked(index) => drop(self.open.insert(index)),
            Event::Ended(index) => drop(self.open.remove(&index)),
            Event::Cut(index) => {
                self.open.remove(&index);
                self.cuts += 1;
            }
            _ => {}
        }
    }

    /// Ends the connection now, or soon by itself.
    async fn strikes(&mut self) {
        let how = match self.rng.bool() {
            true => Cut::Reset,
            false => Cut::End,
        };
        match self.rng.u8(0..20) {
            0..5 => self.proxy.cut(how),
            5..9 => self
                .proxy
                .cut_after(Way::ToServer, self.rng.usize(1..3_000), how),
            9..12 => self
                .proxy
                .cut_after(Way::ToClient, self.rng.usize(1..500), how),
            12..15 => {
                self.proxy.stall(true);
                // Meanwhile messages are written that go nowhere.
                tokio::time::sleep(Duration::from_micros(self.rng.u64(0..3_000))).await;
                self.proxy.cut(how);
                self.proxy.stall(false);
            }
            15..17 => {
                let (one, other) = (Door::Refusing, Door::Answering(503));
                let doors = [one, other, one].into_iter().take(self.rng.usize(1..4));
                self.proxy.doors(doors.chain([Door::Open]));
                self.proxy.cut(how);
            }
            17..19 => {
                // The next handshake is truncated.
                self.proxy
                    .cut_after(Way::ToClient, self.rng.usize(1..150), how);
                self.proxy.cut(how);
            }
            _ if self.rng.bool() => {
                let (address, server) = self.ledger.serve().await;
                self.proxy.upstream(address);
                self.restarts += 1;
                let old = std::mem::replace(&mut self.server, server);
                match self.rng.bool() {
                    true => drop(soon(old.shut_down(Duration::from_secs(5))).await),
                    false => {
                        // The server is killed rather than shut down.
                        let killed = self.open.clone();
                        self.proxy.cut(how);
                        while !self.open.is_disjoint(&killed) {
                            self.looks().await;
                        }
                        soon(old.shut_down(Duration::ZERO)).await;
                    }
                }
            }
            _ => {
                let slow = Duration::from_micros(self.rng.u64(0..2_000));
                self.proxy.delay(slow);
                self.ledger.delivers(1).await;
                self.proxy.delay(Duration::ZERO);
                self.proxy.cut(how);
            }
        }
    }
}

/// What the client told of messages that nobody waited for.
#[derive(Default)]
struct Closings {
    maybe_sent: Vec<Key>,
    unsent: Vec<Key>,
    reconnects: usize,
}

fn keys(payloads: &[Payload]) -> impl Iterator<Item = Key> + '_ {
    payloads.iter().filter_map(|payload| {
        let message = ClientMessage::decode(payload.as_frame());
        key_of_message(&message.expect("a message"))
    })
}

async fn cuts_under_traffic(cuts: usize, socket: SocketConfig) {
    let start = Instant::now();
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    let mut rng = Rng::with_seed(seed);

    let ledger = Arc::new(Ledger::default());
    let (address, server) = ledger.serve().await;
    let proxy = Proxy::start(address).await;
    let params = feed::Params::new("cuts");
    let (query, headers) = (feed::Query::default(), feed::Headers::default());
    let client = feed::Client::builder(proxy.url(), params, query, headers)
        .reconnect(quick())
        .queue(QUEUE, WhenFull::Wait)
        .socket(socket)
        .build();
    let closings = Arc::new(Mutex::new(Closings::default()));
    let told = Arc::clone(&closings);
    let _listeners = (
        client.on_close(move |close| {
            let mut closings = told.lock().unwrap();
            closings.maybe_sent.extend(keys(&close.maybe_sent));
            closings.unsent.extend(keys(&close.unsent));
            closings.reconnects += usize::from(close.reconnects);
        }),
        client.with_reconnect(|client| async move {
            for topic in 0..TOPICS {
                client.send(Subscribe::new(topic.to_string())).await?;
            }
            Ok(())
        }),
    );
    client.start();

    let stop = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            tokio::spawn(sends(
                client.clone(),
                sender,
                rng.u64(..),
                Arc::clone(&stop),
            ))
        })
        .collect();
    let mut chaos = Chaos {
        rng,
        proxy,
        ledger: Arc::clone(&ledger),
        server,
        open: BTreeSet::new(),
        cuts: 0,
        restarts: 0,
    };
    chaos.rages(cuts).await;
    stop.store(true, Ordering::Relaxed);

    let mut answers = HashMap::new();
    for sender in senders {
        answers.extend(soon(sender).await.expect("a sender"));
    }
    connected(&client).await;
    let last = numbered((SENDERS, 0), 0);
    soon(client.publish(last).confirmed())
        .await
        .expect("a good connection");
    answers.insert((SENDERS, 0), Answer::Confirmed);
    let left = soon(client.close()).await;
    ledger.has_no_connection().await;

    let closings = std::mem::take(&mut *closings.lock().unwrap());
    // What is given back is what the last closing told.
    assert_eq!(keys(&left).collect::<Vec<_>>(), closings.unsent);
    let report = balance(&answers, &closings, &ledger);
    println!(
        "{} messages: {report}; {} cuts, {} reconnects, {} servers; {:.1?}",
        answers.len(),
        chaos.cuts,
        closings.reconnects,
        chaos.restarts + 1,
        start.elapsed(),
    );
}

/// Every message was delivered exactly once and in order, or it is known that it was not, or that it
/// may not have been.
fn balance(answers: &HashMap<Key, Answer>, closings: &Closings, ledger: &Ledger) -> String {
    let faults = ledger.faults.lock().unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let mut delivered = HashSet::new();
    let mut newest = HashMap::new();
    // The connections follow one another, though a server may still read from an old one.
    for key in ledger.delivered.lock().unwrap().values().flatten() {
        assert!(delivered.insert(*key), "{key:?} was delivered twice");
        assert!(answers.contains_key(key), "{key:?} was never sent");
        let before = newest.insert(key.0, key.1);
        assert!(before < Some(key.1), "{key:?} came after {before:?}");
    }
    let unique = |keys: &[Key]| {
        let set: HashSet<_> = keys.iter().copied().collect();
        assert_eq!(set.len(), keys.len(), "a message was told twice");
        set
    };
    let (maybe_sent, unsent) = (unique(&closings.maybe_sent), unique(&closings.unsent));
    let mut counts = [0; 4];
    let [arrived, not, maybe, maybe_arrived] = &mut counts;
    for (key, answer) in answers {
        let is_delivered = delivered.contains(key);
        let is_maybe = *answer == Answer::MaybeSent || maybe_sent.contains(key);
        let is_unsent = *answer == Answer::Unsent || unsent.contains(key);
        match (is_unsent, is_maybe) {
            (true, true) => panic!("{key:?} ({answer:?}) is both unsent and maybe sent"),
            (true, false) => {
                assert!(
                    !is_delivered,
                    "{key:?} ({answer:?}) was delivered, and is unsent"
                );
                assert_ne!(*answer, Answer::HandedOver, "{key:?} is unsent");
                assert_ne!(*answer, Answer::Confirmed, "{key:?} is unsent");
                *not += 1;
            }
            (false, true) => {
                assert_ne!(*answer, Answer::Confirmed, "{key:?} is maybe sent");
                *maybe += 1;
                *maybe_arrived += usize::from(is_delivered);
            }
            (false, false) => {
                assert!(is_delivered, "{key:?} ({answer:?}) is missing");
                *arrived += 1;
            }
        }
    }
    assert_eq!(*arrived + *not + *maybe, answers.len());
    format!(
        "{arrived} delivered, {not} unsent, {maybe} maybe sent of which {maybe_arrived} were \
         delivered, 0 missing"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_cuts() {
    cuts_under_traffic(CUTS, SocketConfig::new()).await;
}

/// Each message is written by itself, so that writing fails at any of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cuts_between_messages() {
    cuts_under_traffic(CUTS / 5, SocketConfig::new().write_buffer(0)).await;
}

#[tokio::test]
async fn cuts_on_one_thread() {
    cuts_under_traffic(CUTS / 5, SocketConfig::new()).await;
}
