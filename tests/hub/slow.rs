//! Clients that do not read.

use super::*;

/// More than any system keeps for a connection whose client does not read.
const TOO_MANY: usize = 2_000;

fn with_policy(policy: SlowConsumer) -> ConnectionConfig {
    ConnectionConfig::new()
        .queue(256 * 1024)
        .close_timeout(Duration::from_millis(200))
        .slow_consumer(policy)
}

/// Large, so that queues fill, and numbered.
fn large(number: usize) -> Said {
    said(format!("{number} {}", "x".repeat(60_000)))
}

fn number(text: &str) -> usize {
    let (number, _) = text.split_once(' ').expect("a number");
    number.parse().expect("a number")
}

/// A client that does not read is closed, and another one gets each message at once meanwhile.
#[tokio::test]
async fn one_that_does_not_read_delays_no_one() {
    for policy in [SlowConsumer::Wait, SlowConsumer::Close] {
        let mut chats = Chats::serve(with_policy(policy)).await;
        let mut fast = chats.client("fast", &[]).await;
        let (_slow, peer) = chats.raw_client().await;
        let mut closed = None;
        for i in 0..TOO_MANY {
            let delivery = chats.hub.broadcast(large(i)).unwrap();
            assert_eq!(number(&fast.hears().await), i);
            if delivery.closed == 1 {
                assert_eq!(delivery.queued, 1);
                closed = Some(i);
                break;
            }
            assert_eq!((delivery.queued, delivery.dropped), (2, 0));
        }
        assert!(closed.is_some(), "{policy:?}");
        assert!(peer.is_closed());
        let gone = chats.gone().await;
        assert_eq!((gone.id, gone.was_in_hub), (peer.id(), false));
        assert_eq!(gone.code, CloseCode::Again, "{policy:?}");
        assert!(!gone.unsent.is_empty());
        assert_eq!(chats.hub.broadcast(large(0)).unwrap().queued, 1);
    }
}

/// With the newest kept, the client that reads late gets a part of the messages in their order, and
/// the last ones of them.
#[tokio::test]
async fn one_that_reads_late_may_get_the_newest() {
    let chats = Chats::serve(with_policy(SlowConsumer::DropOldest)).await;
    let mut fast = chats.client("fast", &[]).await;
    let (mut slow, peer) = chats.raw_client().await;
    let mut dropped = 0;
    let mut sent = 0;
    while dropped < 20 && sent < TOO_MANY {
        let delivery = chats.hub.broadcast(large(sent)).unwrap();
        assert_eq!((delivery.queued, delivery.closed), (2, 0));
        assert_eq!(number(&fast.hears().await), sent);
        dropped += delivery.dropped;
        sent += 1;
    }
    assert!(dropped >= 20 && peer.dropped() == dropped as u64);
    let mut received = Vec::new();
    while received.last() != Some(&(sent - 1)) {
        let message = read(&mut slow).await.expect("a message");
        received.push(number(&message.text));
    }
    assert!(received.is_sorted());
    assert_eq!(received.len() + dropped, sent);
    assert!(!peer.is_closed());
}

/// Sending to a single connection waits for it, and for no other.
#[tokio::test]
async fn whoever_sends_to_one_waits_for_it() {
    let chats = Chats::serve(with_policy(SlowConsumer::Wait)).await;
    let mut fast = chats.client("fast", &[]).await;
    let (mut slow, peer) = chats.raw_client().await;
    let mut sent = 0;
    let mut stuck = loop {
        let mut sending = Box::pin(chats.hub.send(peer.id(), large(sent)));
        let waited = tokio::time::timeout(Duration::from_millis(200), &mut sending).await;
        sent += 1;
        match waited {
            Ok(result) => result.unwrap(),
            Err(_) => break sending,
        }
        assert!(sent < TOO_MANY);
    };
    let full = chats.hub.try_send(peer.id(), large(sent)).unwrap_err();
    assert!(matches!(full, Error::QueueFull(_)), "{full}");
    chats.hub.send(fast.id(), said("fast")).await.unwrap();
    assert_eq!(fast.hears().await, "fast");
    assert!((&mut stuck).now_or_never().is_none());
    let reading = async {
        for expected in 0..sent {
            let message = read(&mut slow).await.expect("a message");
            assert_eq!(number(&message.text), expected);
        }
    };
    let (result, ()) = soon(async { tokio::join!(stuck, reading) }).await;
    result.unwrap();
    assert!(!peer.is_closed());
}
