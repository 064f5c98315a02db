//! Requests and their replies. A line is an id, which may be empty, a bar and a text; one with `re:`
//! is a reply.

use futures_util::StreamExt;

use super::*;
use crate::client::Fate;
use crate::correlation::Correlated;
use crate::{CorrelationId, Request};

impl Correlated for Line {
    fn correlation_id(&self) -> Option<CorrelationId> {
        let (id, _) = self.0.split_once('|')?;
        Some(CorrelationId::Text(id.to_owned()))
    }

    fn has_id_place(&self) -> bool {
        self.0.contains('|')
    }

    fn set_correlation_id(&mut self, id: &CorrelationId) -> bool {
        match self.0.split_once('|') {
            Some((_, text)) => {
                self.0 = format!("{id}|{text}");
                true
            }
            None => false,
        }
    }
}

/// A request of this name, which is a stream or not, and idempotent or not.
macro_rules! request {
    ($name:ident, $is_streaming:literal, $is_idempotent:literal) => {
        #[derive(Debug)]
        pub(super) struct $name(pub(super) &'static str);

        impl Outgoing<Lobby, ClientSide> for $name {
            fn into_message(self) -> Line {
                line(self.0)
            }
        }

        impl Request<Lobby> for $name {
            type Reply = String;
            const OPERATION: &'static str = stringify!($name);
            const IS_STREAMING: bool = $is_streaming;
            const IS_IDEMPOTENT: bool = $is_idempotent;

            fn is_reply(message: &Line) -> bool {
                message.0.contains("re:")
            }

            fn into_reply(message: Line) -> Result<String, Line> {
                match message.0.split_once("re:") {
                    Some((_, text)) => Ok(text.to_owned()),
                    None => Err(message),
                }
            }
        }
    };
}

request!(Ask, false, false);
request!(Look, false, true);
request!(Count, true, true);

/// The id and the text of the next line that the server gets.
async fn asked(server: &mut ServerStream) -> (String, String) {
    let heard = hear(server).await.expect("a line");
    let (id, text) = heard.split_once('|').unwrap_or(("", &heard));
    (id.to_owned(), text.to_owned())
}

pub(super) async fn connected(network: &Network) -> (Client<Lobby>, ServerStream) {
    let client = builder(network).build();
    let (connected, server) = tokio::join!(client.connect(), accept(network));
    connected.expect("connected");
    (client, server)
}

#[tokio::test(start_paused = true)]
async fn replies_find_their_requests_by_id() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let (tell, heard) = told();
    let _heard = client.on_any(move |Line(text)| tell(text.clone()));
    let both = async { tokio::join!(client.request(Ask("|a")), client.request(Ask("|b"))) };
    let ((a, b), _) = tokio::join!(both, async {
        let (first, a) = asked(&mut server).await;
        let (second, b) = asked(&mut server).await;
        assert_eq!((a.as_str(), b.as_str()), ("a", "b"));
        assert_ne!(first, second);
        say(&mut server, "nobody|re:x").await;
        say(&mut server, &format!("{second}|re:to b")).await;
        say(&mut server, &format!("{first}|not yet")).await;
        say(&mut server, &format!("{first}|re:to a")).await;
        first
    });
    assert_eq!((a.unwrap(), b.unwrap()), ("to a".into(), "to b".into()));
    let others: Vec<String> = heard.try_iter().collect();
    assert_eq!(others.len(), 2);
    assert_eq!(others[0], "nobody|re:x");
    assert!(others[1].ends_with("|not yet"));
}

#[tokio::test(start_paused = true)]
async fn an_id_of_ones_own_is_kept() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let (reply, ()) = tokio::join!(client.request(Ask("mine|a")), async {
        assert_eq!(asked(&mut server).await, ("mine".into(), "a".into()));
        say(&mut server, "mine|re:a").await;
    });
    assert_eq!(reply.unwrap(), "a");
}

#[tokio::test(start_paused = true)]
async fn without_ids_replies_come_in_the_order_of_requests() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let (tell, heard) = told();
    let _heard = client.on_any(move |Line(text)| tell(text.clone()));
    let mut first = client.request(Ask("a"));
    assert!((&mut first).now_or_never().is_none());
    assert_eq!(hear(&mut server).await.as_deref(), Some("a"));
    // The reply that nobody waits for is not taken for that of the next request.
    drop(first);
    let (reply, ()) = tokio::join!(client.request(Ask("b")), async {
        assert_eq!(hear(&mut server).await.as_deref(), Some("b"));
        say(&mut server, "re:a").await;
        say(&mut server, "re:b").await;
    });
    assert_eq!(reply.unwrap(), "b");
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["re:a"]);
}

#[tokio::test(start_paused = true)]
async fn a_late_reply_is_heard_and_the_connection_goes_on() {
    let network = Network::new();
    let (client, mut server) = connected(&network).await;
    let mut messages = client.messages();
    let ask = client.request(Ask("|a")).within(SECOND);
    let (error, id) = tokio::join!(ask, async {
        let (id, _) = asked(&mut server).await;
        // The ping after it is answered too.
        let more = tokio::time::timeout(2 * SECOND, hear(&mut server)).await;
        assert!(more.is_err());
        id
    });
    let error = error.expect_err("too late");
    assert_eq!(error.fate, Fate::Sent);
    assert!(error.error.to_string().contains("no reply in time"));
    let late = format!("{id}|re:late");
    say(&mut server, &late).await;
    assert_eq!(messages.recv().await.unwrap().unwrap(), Line(late));
    assert!(client.is_connected());
}

#[tokio::test(start_paused = true)]
async fn a_request_waits_until_there_is_a_connection() {
    let network = Network::new();
    network.refuse(true);
    let client = builder(&network).build();
    client.start();
    let mut dropped = client.request(Ask("|dropped"));
    assert!((&mut dropped).now_or_never().is_none());
    let mut waiting = client.request(Ask("|a"));
    assert!((&mut waiting).now_or_never().is_none());
    drop(dropped);
    let error = client.request(Ask("|b")).within(SECOND).await;
    assert_eq!(error.expect_err("not connected").fate, Fate::Unsent);
    network.refuse(false);
    let mut server = accept(&network).await;
    let (reply, ()) = tokio::join!(waiting, async {
        let (id, text) = asked(&mut server).await;
        assert_eq!(text, "a");
        say(&mut server, &format!("{id}|re:a")).await;
    });
    assert_eq!(reply.unwrap(), "a");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_ends_its_requests() {
    let network = Network::new();
    let client = builder(&network).resend_idempotent(true).build();
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    let once = client.request(Ask("|once"));
    let again = client.request(Ask("|again")).idempotent();
    let look = client.request(Look("|look"));
    let server = async {
        assert_eq!(asked(&mut server).await.1, "once");
        let (id, text) = asked(&mut server).await;
        assert_eq!(text, "again");
        let (look, text) = asked(&mut server).await;
        assert_eq!(text, "look");
        // All are known to have arrived.
        let more = tokio::time::timeout(SECOND, hear(&mut server)).await;
        assert!(more.is_err());
        network.cut();
        let mut server = accept(&network).await;
        assert_eq!(asked(&mut server).await, (id.clone(), "again".into()));
        assert_eq!(asked(&mut server).await, (look.clone(), "look".into()));
        say(&mut server, &format!("{look}|re:look")).await;
        say(&mut server, &format!("{id}|re:again")).await;
        server
    };
    let (once, again, look, _server) = tokio::join!(once, again, look, server);
    assert_eq!(once.expect_err("cut").fate, Fate::Sent);
    assert_eq!(again.unwrap(), "again");
    assert_eq!(look.unwrap(), "look");
}

#[tokio::test(start_paused = true)]
async fn several_replies_are_a_stream() {
    let network = Network::new();
    let client = builder(&network).resend_idempotent(true).build();
    let (is_connected, mut server) = tokio::join!(client.connect(), accept(&network));
    is_connected.expect("connected");
    let mut messages = client.messages();
    let mut replies = client.request_stream(Count("|count"));
    let (first, id) = tokio::join!(replies.next(), async {
        let (id, _) = asked(&mut server).await;
        for number in 1..=1000 {
            say(&mut server, &format!("{id}|re:{number}")).await;
        }
        id
    });
    assert_eq!(first.unwrap().unwrap(), "1");
    for number in 2..=1000 {
        let reply = replies.next().await.unwrap().unwrap();
        assert_eq!(reply, number.to_string());
    }
    drop(replies);
    let late = format!("{id}|re:1001");
    say(&mut server, &late).await;
    assert_eq!(messages.recv().await.unwrap().unwrap(), Line(late));

    let mut replies = client.request_stream(Count("|count"));
    assert!(replies.next().now_or_never().is_none());
    asked(&mut server).await;
    drop(server);
    // It does not begin again, idempotent or not.
    assert!(replies.next().await.unwrap().is_err());
    assert!(replies.next().await.is_none());
}
