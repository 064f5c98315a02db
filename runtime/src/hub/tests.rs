use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use serde_json::json;

use super::*;
use crate::server::{ConnectionConfig, SlowConsumer};
use crate::{DecodeError, Frame, Message, Payload};

/// Too large to be sent where messages are checked.
const INVALID: &str = "invalid";
/// What has no form on the wire.
const IMPOSSIBLE: &str = "impossible";

thread_local! {
    /// How often this thread has encoded a message: checked, unchecked.
    static ENCODED: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

#[derive(Clone)]
struct Line(String);

impl Message for Line {
    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
        Err(DecodeError::new(frame, "never read"))
    }

    fn encode(&self) -> Result<Payload, EncodeError> {
        let (checked, unchecked) = ENCODED.get();
        ENCODED.set((checked + 1, unchecked));
        match self.0.as_str() {
            INVALID | IMPOSSIBLE => Err(EncodeError::new("line", "not allowed")),
            text => Ok(Payload::from(text)),
        }
    }

    fn encode_unchecked(&self) -> Result<Payload, EncodeError> {
        let (checked, unchecked) = ENCODED.get();
        ENCODED.set((checked, unchecked + 1));
        match self.0.as_str() {
            IMPOSSIBLE => Err(EncodeError::new("line", "not possible")),
            text => Ok(Payload::from(text)),
        }
    }

    fn name(&self) -> &'static str {
        "line"
    }
}

struct Chat;

impl Channel for Chat {
    const NAME: &'static str = "chat";
    const ADDRESS: &'static str = "/chat";
    type Params = ();
    type Query = ();
    type Headers = ();
    type ClientMessage = Line;
    type ServerMessage = Line;
}

impl Outgoing<Chat, ServerSide> for Line {
    fn into_message(self) -> Line {
        self
    }
}

fn line(text: impl ToString) -> Line {
    Line(text.to_string())
}

/// A connection that nothing writes to.
struct Client {
    link: Arc<Link>,
    membership: Membership<Chat>,
}

impl Client {
    fn new(hub: &Hub<Chat>, rooms: &[&str]) -> Self {
        Self::with(hub, rooms, "chat", true, (1 << 20, SlowConsumer::Wait))
    }

    fn with_queue(hub: &Hub<Chat>, capacity: usize, policy: SlowConsumer) -> Self {
        Self::with(hub, &[], "chat", true, (capacity, policy))
    }

    fn with(
        hub: &Hub<Chat>,
        rooms: &[&str],
        handler: &str,
        validate: bool,
        (capacity, policy): (usize, SlowConsumer),
    ) -> Self {
        let config = ConnectionConfig::new()
            .queue(capacity)
            .slow_consumer(policy)
            .validation(validate);
        let link = Arc::new(Link::new(
            &config,
            ConnectionId::next(),
            None,
            handler.into(),
            None,
            BTreeMap::new(),
        ));
        let rooms = rooms.iter().map(|room| room.to_string()).collect();
        let membership = hub.enter(&link, rooms);
        Self { link, membership }
    }

    fn id(&self) -> ConnectionId {
        self.link.id
    }

    /// What it was sent since the last time, which leaves room for more.
    fn received(&self) -> Vec<String> {
        let mut received = Vec::new();
        let mut taken = VecDeque::new();
        let mut cx = Context::from_waker(Waker::noop());
        while self.link.outbox.poll_take(&mut taken, &mut cx).is_ready() && !taken.is_empty() {
            let texts = taken.drain(..);
            received.extend(texts.filter_map(|text| text.as_text().map(str::to_owned)));
        }
        received
    }
}

fn received(clients: &[&Client]) -> Vec<usize> {
    let counts = clients.iter().map(|client| client.received().len());
    counts.collect()
}

fn queued(queued: usize) -> Delivery {
    Delivery {
        queued,
        ..Delivery::default()
    }
}

fn ids(peers: &[Peer<Chat>]) -> Vec<ConnectionId> {
    peers.iter().map(|peer| peer.id()).collect()
}

#[test]
fn an_empty_hub_sends_to_no_one() {
    let hub = Hub::<Chat>::new();
    let nobody = ConnectionId::next();
    assert_eq!(hub.broadcast(line("a")), Ok(queued(0)));
    assert_eq!(hub.broadcast(line(INVALID)), Ok(queued(0)));
    assert_eq!(hub.to("room").send(line("a")), Ok(queued(0)));
    assert_eq!(hub.to_ids([nobody]).send(line("a")), Ok(queued(0)));
    assert!(hub.try_send(nobody, line("a")).unwrap_err().is_closed());
    assert!(!hub.close(nobody, CloseCode::Normal, ""));
    assert!(!hub.join(nobody, "room") && !hub.leave(nobody, "room"));
    assert!(hub.get(nobody).is_none() && hub.is_empty());
    assert!(hub.rooms().is_empty() && hub.room("room").is_empty());
    assert!(hub.to("room").is_empty());
}

#[test]
fn each_selected_connection_gets_a_message_once() {
    let hub = Hub::new();
    let a = Client::new(&hub, &["a", "every"]);
    let b = Client::new(&hub, &["b", "every"]);
    let ab = Client::new(&hub, &["a", "b", "a", "every"]);
    let none = Client::new(&hub, &[]);
    let nobody = ConnectionId::next();
    let clients = [&a, &b, &ab, &none];
    for (recipients, expected) in [
        (hub.all(), [1, 1, 1, 1]),
        (hub.all().to("a").to_ids([b.id()]), [1, 1, 1, 1]),
        (hub.except(ab.id()), [1, 1, 0, 1]),
        (hub.to("a"), [1, 0, 1, 0]),
        (hub.to("a").to("b"), [1, 1, 1, 0]),
        (hub.to("a").to("b").to("a").to("every"), [1, 1, 1, 0]),
        (
            hub.to("a").to("b").except(ab.id()).except(nobody),
            [1, 1, 0, 0],
        ),
        (hub.to("a").except(a.id()).except(ab.id()), [0, 0, 0, 0]),
        (hub.to("nowhere"), [0, 0, 0, 0]),
        (hub.to("nowhere").to("b"), [0, 1, 1, 0]),
        (hub.to_ids([none.id(), none.id(), nobody]), [0, 0, 0, 1]),
        (hub.to("b").to_ids([a.id(), ab.id()]), [1, 1, 1, 0]),
        (hub.to_ids([a.id(), b.id()]).except(a.id()), [0, 1, 0, 0]),
    ] {
        let count = expected.iter().sum();
        assert_eq!(
            recipients.send(line("x")),
            Ok(queued(count)),
            "{recipients:?}"
        );
        assert_eq!(received(&clients), expected, "{recipients:?}");
        assert_eq!(recipients.len(), count, "{recipients:?}");
        assert_eq!(recipients.is_empty(), count == 0, "{recipients:?}");
        let mut all = clients.to_vec();
        all.retain(|client| recipients.ids().contains(&client.id()));
        assert_eq!(all.len(), count, "{recipients:?}");
    }
}

#[test]
fn recipients_are_looked_up_when_something_is_sent() {
    let hub = Hub::new();
    let room = hub.to("room");
    let early = Client::new(&hub, &["room"]);
    assert_eq!(room.send(line(1)), Ok(queued(1)));
    let late = Client::new(&hub, &["room"]);
    assert_eq!(room.clone().send(line(2)), Ok(queued(2)));
    hub.leave(early.id(), "room");
    assert_eq!(room.send(line(3)), Ok(queued(1)));
    assert_eq!(early.received(), ["1", "2"]);
    assert_eq!(late.received(), ["2", "3"]);
}

#[test]
fn rooms_are_joined_and_left() {
    let hub = Hub::new();
    let a = Client::new(&hub, &["x", "x"]);
    let b = Client::new(&hub, &[]);
    assert!(!hub.join(a.id(), "x"));
    assert!(hub.join(b.id(), "x") && hub.join(b.id(), "a"));
    assert_eq!(hub.rooms(), ["a", "x"]);
    assert_eq!(ids(&hub.room("x")), [a.id(), b.id()]);
    let peer = hub.get(b.id()).unwrap();
    assert_eq!(peer.rooms(), ["a", "x"]);
    assert!(peer.leave("a") && !peer.leave("a") && !peer.leave("nowhere"));
    assert_eq!(hub.rooms(), ["x"]);
    assert!(peer.join("y") && !peer.join("y"));

    // Who ends has left everything, and joins nothing.
    drop(b.membership);
    assert_eq!(hub.rooms(), ["x"]);
    assert_eq!(ids(&hub.connections()), [a.id()]);
    assert!(peer.rooms().is_empty() && !peer.join("x") && !peer.leave("x"));
    assert!(hub.get(peer.id()).is_none());
    drop(a.membership);
    assert!(hub.rooms().is_empty() && hub.is_empty());
    let members = hub.read();
    assert_eq!(members.rooms_of(a.link.id).count(), 0);
}

#[test]
fn connections_are_found() {
    let hub = Hub::new();
    let queue = (1 << 20, SlowConsumer::Wait);
    let chat = Client::new(&hub, &[]);
    let news = Client::with(&hub, &[], "news", true, queue);
    let other = hub.clone();
    let [chat, news] = [&chat, &news].map(|client| hub.get(client.id()).unwrap());
    assert_eq!(news.set_metadata("user", "ann"), None);
    assert_eq!(
        news.set_metadata("user", json!(["ann"])),
        Some(json!("ann"))
    );
    assert_eq!(chat.set_metadata("user", "ann"), None);
    assert_eq!(news.metadata("user"), Some(json!(["ann"])));
    assert_eq!(ids(&hub.by_handler("news")), [news.id()]);
    assert!(hub.by_handler("nobody").is_empty());
    assert_eq!(ids(&hub.by_metadata("user", &json!("ann"))), [chat.id()]);
    assert!(hub.by_metadata("users", &json!("ann")).is_empty());
    assert_eq!(chat.remove_metadata("user"), Some(json!("ann")));
    assert!(hub.by_metadata("user", &json!("ann")).is_empty());
    // The hub can be used and changed meanwhile.
    let found = hub.find(|peer| peer.join("found") && other.to("found").len() == 2);
    assert_eq!(ids(&found), [news.id()]);
}

#[test]
fn a_message_is_encoded_as_often_as_it_has_forms() {
    let hub = Hub::new();
    let queue = (1 << 20, SlowConsumer::Wait);
    let encoded = |recipients: &Recipients<Chat>| {
        ENCODED.set((0, 0));
        recipients.send(line("x")).unwrap();
        ENCODED.get()
    };
    assert_eq!(encoded(&hub.all()), (0, 0));
    let checked = [(); 3].map(|()| Client::new(&hub, &["checked"]));
    assert_eq!(encoded(&hub.all()), (1, 0));
    let trusted = [(); 2].map(|()| Client::with(&hub, &["trusted"], "chat", false, queue));
    assert_eq!(encoded(&hub.all()), (1, 1));
    assert_eq!(encoded(&hub.to("checked")), (1, 0));
    assert_eq!(encoded(&hub.to("trusted")), (0, 1));
    assert_eq!(encoded(&hub.to("nowhere")), (0, 0));

    // An error comes before anything is sent.
    let _ = (received(&checked.each_ref()), received(&trusted.each_ref()));
    assert!(hub.broadcast(line(INVALID)).is_err());
    assert!(hub.broadcast(line(IMPOSSIBLE)).is_err());
    assert!(hub.to("trusted").send(line(IMPOSSIBLE)).is_err());
    let several = [line("a"), line("b"), line(INVALID)];
    let error = hub.broadcast_all(several.clone()).unwrap_err();
    assert_eq!(error.reason(), "not allowed");
    assert_eq!(received(&checked.each_ref()), [0, 0, 0]);
    assert_eq!(received(&trusted.each_ref()), [0, 0]);
    assert_eq!(hub.to("trusted").send_all(several), Ok(queued(2)));
    assert_eq!(received(&trusted.each_ref()), [3, 3]);
}

/// Counts how often a task was woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn several_messages_come_in_one_go() {
    let hub = Hub::new();
    let client = Client::new(&hub, &[]);
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let mut cx = Context::from_waker(&waker);
    let mut taken = VecDeque::new();
    assert!(
        client
            .link
            .outbox
            .poll_take(&mut taken, &mut cx)
            .is_pending()
    );
    let delivery = hub.broadcast_all((0..16).map(line));
    assert_eq!(delivery, Ok(queued(1)));
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    assert_eq!(
        client.received(),
        (0..16).map(|i| i.to_string()).collect::<Vec<_>>()
    );
    assert_eq!(hub.broadcast_all(Vec::<Line>::new()), Ok(queued(1)));
    assert!(client.received().is_empty());
}

/// A queue with room for two messages of one byte.
const TWO: usize = 130;

#[test]
fn whoever_has_no_room_is_closed_or_drops() {
    let hub = Hub::new();
    let wait = Client::with_queue(&hub, TWO, SlowConsumer::Wait);
    let close = Client::with_queue(&hub, TWO, SlowConsumer::Close);
    let newest = Client::with_queue(&hub, TWO, SlowConsumer::DropOldest);
    let fast = Client::new(&hub, &[]);
    for i in 0..2 {
        assert_eq!(hub.broadcast(line(i)), Ok(queued(4)));
    }
    let delivery = hub.broadcast(line(2)).unwrap();
    assert_eq!(
        (delivery.queued, delivery.dropped, delivery.closed),
        (2, 1, 2)
    );
    let delivery = hub.broadcast_all([line(3), line(4), line(5)]).unwrap();
    assert_eq!(
        (delivery.queued, delivery.dropped, delivery.closed),
        (2, 3, 0)
    );
    assert_eq!(hub.get(newest.id()).unwrap().dropped(), 4);
    assert_eq!(newest.received(), ["4", "5"]);
    assert_eq!(fast.received().len(), 6);
    for slow in [wait, close] {
        assert!(hub.get(slow.id()).unwrap().is_closed());
        assert_eq!(slow.received(), ["0", "1"]);
        let phase = slow.link.outbox.poll_take(
            &mut VecDeque::new(),
            &mut Context::from_waker(Waker::noop()),
        );
        assert!(format!("{phase:?}").contains("Again"), "{phase:?}");
    }
}

#[test]
fn a_burst_that_is_too_long_is_taken_as_far_as_there_is_room() {
    let hub = Hub::new();
    let client = Client::with_queue(&hub, TWO, SlowConsumer::Wait);
    let delivery = hub.broadcast_all((0..5).map(line)).unwrap();
    assert_eq!(
        (delivery.queued, delivery.dropped, delivery.closed),
        (0, 0, 1)
    );
    assert_eq!(client.received(), ["0", "1"]);
}

#[test]
fn a_closed_connection_gets_nothing() {
    let hub = Hub::new();
    let [a, b] = [(); 2].map(|()| Client::new(&hub, &["room"]));
    let peer = hub.get(a.id()).unwrap();
    assert_eq!(hub.broadcast(line("before")), Ok(queued(2)));
    assert!(hub.close(a.id(), CloseCode::Policy, "enough"));
    assert!(!hub.close(a.id(), CloseCode::Policy, "enough") && !peer.close(CloseCode::Away, ""));
    assert_eq!(hub.broadcast(line("after")), Ok(queued(1)));
    assert!(hub.try_send(a.id(), line("x")).unwrap_err().is_closed());
    assert!(peer.try_send(line("x")).unwrap_err().is_closed());
    assert_eq!(a.received(), ["before"]);
    assert_eq!(b.received(), ["before", "after"]);
    // It is there until it has ended.
    assert_eq!(hub.to("room").len(), 2);
    assert_eq!(
        hub.to("room").close(CloseCode::Away, "the room is closed"),
        1
    );
    assert_eq!(hub.broadcast(line("after")), Ok(queued(0)));
}

#[test]
fn one_connection_is_sent_to_in_order() {
    let hub = Hub::new();
    let client = Client::with_queue(&hub, TWO, SlowConsumer::Wait);
    let mut cx = Context::from_waker(Waker::noop());
    {
        let unawaited = hub.send(client.id(), line("never"));
        drop(unawaited);
        for i in 0..2 {
            let sending = pin!(hub.send(client.id(), line(i)));
            assert!(matches!(sending.poll(&mut cx), Poll::Ready(Ok(()))));
        }
        let full = hub.try_send(client.id(), line(2)).unwrap_err();
        assert!(matches!(full, Error::QueueFull(payload) if payload.as_text() == Some("2")));
        let mut waiting = pin!(hub.send(client.id(), line(3)));
        for _ in 0..2 {
            assert!(waiting.as_mut().poll(&mut cx).is_pending());
        }
        assert_eq!(client.received(), ["0", "1"]);
        assert!(matches!(waiting.poll(&mut cx), Poll::Ready(Ok(()))));
        assert_eq!(client.received(), ["3"]);
    }
    let invalid = pin!(hub.send(client.id(), line(INVALID)));
    assert!(matches!(
        invalid.poll(&mut cx),
        Poll::Ready(Err(Error::Encode(_)))
    ));
    assert!(matches!(
        hub.try_send(client.id(), line(INVALID)),
        Err(Error::Encode(_))
    ));
    let id = client.id();
    drop(client);
    let unknown = pin!(hub.send(id, line(4)));
    assert!(matches!(unknown.poll(&mut cx), Poll::Ready(Err(error)) if error.is_closed()));
}

/// The future of `send` outlives the hub that made it, and goes to other threads.
#[test]
fn a_future_can_be_spawned() {
    fn assert_spawns(_: impl Future + Send + 'static) {}
    let hub = Hub::<Chat>::new();
    assert_spawns(hub.send(ConnectionId::next(), line("x")));
    fn assert_shared<T: Send + Sync + 'static>() {}
    assert_shared::<(Hub<Chat>, Peer<Chat>, Recipients<Chat>)>();
}

/// While threads broadcast, others come, go, join and leave: whoever stays gets all, in order.
#[test]
fn nothing_is_lost_for_those_who_stay() {
    const MESSAGES: usize = 2_000;
    let hub = Hub::new();
    let capacity = 1 << 26;
    let stays = [(); 8].map(|()| Client::with_queue(&hub, capacity, SlowConsumer::Close));
    for client in &stays {
        hub.join(client.id(), "room");
        hub.join(client.id(), "other");
    }
    let done = AtomicBool::new(false);
    let late = thread::scope(|scope| {
        let senders = [0, 1].map(|sender| {
            let hub = hub.clone();
            scope.spawn(move || {
                for i in 0..MESSAGES {
                    let message = line(format!("{sender} {i}"));
                    let delivery = match i % 3 {
                        0 => hub.broadcast(message),
                        1 => hub.to("other").to("room").send(message),
                        _ => hub.to("room").send_all([message]),
                    };
                    assert!(delivery.unwrap().queued >= 8);
                }
            })
        });
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let passing = Client::with_queue(&hub, capacity, SlowConsumer::Close);
                    assert!(hub.join(passing.id(), "room"));
                    assert!(hub.join(passing.id(), "mine"));
                    assert!(hub.leave(passing.id(), "room"));
                    assert!(hub.get(passing.id()).is_some());
                }
            });
        }
        for sender in senders {
            sender.join().unwrap();
        }
        let late = Client::new(&hub, &["room"]);
        done.store(true, Ordering::Relaxed);
        late
    });
    for client in stays {
        let received = client.received();
        assert_eq!(received.len(), 2 * MESSAGES);
        for sender in ["0 ", "1 "] {
            let of_one = received.iter().filter_map(|text| text.strip_prefix(sender));
            assert!(of_one.eq((0..MESSAGES).map(|i| i.to_string())));
        }
    }
    assert!(late.received().is_empty());
    drop(late);
    assert!(hub.is_empty() && hub.rooms().is_empty());
}
