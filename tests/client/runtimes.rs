//! The same on a runtime of one thread and on one of several.

use crate::api::{Note, Subscribe};
use crate::proxy::Cut;
use crate::{Network, Seen, Told, client, publish, soon};

async fn a_life() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let _listeners = (
        client.on_note(move |note| sender.send(note.n).unwrap()),
        client.with_reconnect(|client| async move {
            client.send(Subscribe::new("topic")).await?;
            Ok(())
        }),
    );
    soon(client.connect()).await.unwrap();
    for round in 0..20 {
        let connection = network.opened().await;
        assert!(matches!(network.next().await, Seen::Subscribed(topic) if topic == "topic"));
        soon(client.publish(publish(round)).confirmed())
            .await
            .unwrap();
        assert_eq!(network.published().await, round);
        connection.note(Note::new(round, "")).await.unwrap();
        assert_eq!(told.next().await, round);
        network.proxy.cut(Cut::Reset);
    }
    network.opened().await;
    assert_eq!(soon(client.close()).await, []);
}

#[tokio::test]
async fn on_one_thread() {
    a_life().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_several_threads() {
    a_life().await;
}
