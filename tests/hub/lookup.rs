//! Finding connections, closing them, and their end.

use super::*;
use serde_json::json;

#[tokio::test]
async fn connections_are_found_by_handler_and_metadata() {
    let config = ConnectionConfig::new();
    let chats =
        Chats::serve_each(&[("first", "/a", config.clone()), ("second", "/b", config)]).await;
    let ann = chats.client_under("/a", "ann", &["red"]).await;
    let bob = chats.client_under("/b", "bob", &["red", "blue"]).await;
    let again = chats.client_under("/b", "ann", &[]).await;
    let ids = |peers: Vec<Peer<chat::Channel>>| peers.iter().map(Peer::id).collect::<Vec<_>>();
    let hub = &chats.hub;
    assert_eq!(ids(hub.connections()), [ann.id(), bob.id(), again.id()]);
    assert_eq!(ids(hub.by_handler("second")), [bob.id(), again.id()]);
    assert_eq!(
        ids(hub.by_metadata("user", &json!("ann"))),
        [ann.id(), again.id()]
    );
    assert_eq!(ids(hub.find(|peer| peer.rooms().len() == 2)), [bob.id()]);
    assert_eq!(ids(hub.room("red")), [ann.id(), bob.id()]);
    assert_eq!(hub.rooms(), ["blue", "red"]);
    assert_eq!(hub.len(), 3);
    let peer = hub.get(again.id()).unwrap();
    assert!(
        peer.peer_addr()
            .is_some_and(|address| address.ip().is_loopback())
    );
    assert_eq!(peer.set_metadata("user", "dan"), Some(json!("ann")));
    assert_eq!(ids(hub.by_metadata("user", &json!("ann"))), [ann.id()]);
}

#[tokio::test]
async fn a_client_sees_why_it_is_closed() {
    let mut chats = Chats::serve(ConnectionConfig::new()).await;
    let mut ann = chats.client("ann", &["red"]).await;
    let mut bob = chats.client("bob", &["red"]).await;
    let peer = chats.hub.get(ann.id()).unwrap();
    chats.hub.broadcast(said("last")).unwrap();
    assert!(
        chats
            .hub
            .close(ann.id(), CloseCode::Library(4_001), "moved")
    );
    assert!(!chats.hub.close(ann.id(), CloseCode::Normal, "again"));
    assert_eq!(chats.hub.to("red").send(said("others")).unwrap().queued, 1);
    assert_eq!(ann.hears().await, "last");
    assert_eq!(
        ann.closed().await,
        (CloseCode::Library(4_001), "moved".into())
    );
    let gone = chats.gone().await;
    assert_eq!((gone.id, gone.was_in_hub), (ann.id(), false));
    assert_eq!(gone.code, CloseCode::Library(4_001));
    assert!(gone.unsent.is_empty());

    assert!(peer.is_closed() && !peer.join("red"));
    assert!(peer.send(said("x")).await.unwrap_err().is_closed());
    assert!(
        chats
            .hub
            .send(ann.id(), said("x"))
            .await
            .unwrap_err()
            .is_closed()
    );
    assert_eq!(bob.hears().await, "last");
    assert_eq!(bob.hears().await, "others");
    assert_eq!(
        chats
            .hub
            .to("red")
            .close(CloseCode::Away, "the room is closed"),
        1
    );
    assert_eq!(
        bob.closed().await,
        (CloseCode::Away, "the room is closed".into())
    );
}

/// However a connection ends, it has left the hub and its rooms when its handler is told.
#[tokio::test]
async fn whoever_disconnects_has_left() {
    let mut chats = Chats::serve(ConnectionConfig::new()).await;
    let mut polite = chats.client("polite", &["red", "blue"]).await;
    let abrupt = chats.client("abrupt", &["red"]).await;
    assert_eq!(chats.hub.rooms(), ["blue", "red"]);
    let id = polite.id();
    soon(polite.socket.close(CloseCode::Normal, ""))
        .await
        .unwrap();
    let gone = chats.gone().await;
    assert_eq!((gone.id, gone.was_in_hub), (id, false));
    assert_eq!(chats.hub.rooms(), ["red"]);
    let id = abrupt.id();
    drop(abrupt);
    let gone = chats.gone().await;
    assert_eq!((gone.id, gone.was_in_hub), (id, false));
    assert_eq!(gone.code, CloseCode::Abnormal);
    assert!(chats.hub.is_empty() && chats.hub.rooms().is_empty());
    assert_eq!(chats.hub.broadcast(said("nobody")).unwrap().queued, 0);
}
