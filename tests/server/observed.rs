//! What the server tells of itself: spans and events of tracing, counters of metrics.

use crate::api::talk;
use crate::talk::Talk;
use crate::{raw, send, shake, start, text};
use asyncapi_channels::server::Server;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

type Fields = BTreeMap<String, String>;

/// Fields as texts.
#[derive(Default)]
struct Texts(Fields);

impl Visit for Texts {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}").trim_matches('"').to_owned();
        self.0.insert(field.name().to_owned(), text);
    }
}

/// Keeps each span and event of the server, with the fields of the spans that it is in.
#[derive(Clone, Default)]
struct Record(Arc<Mutex<Vec<(String, Fields)>>>);

impl Record {
    /// All that was kept under a name: that of a span, or the text of an event.
    fn named(&self, name: &str) -> Vec<Fields> {
        let kept = self.0.lock().unwrap();
        let named = kept.iter().filter(|(own, _)| own == name);
        named.map(|(_, fields)| fields.clone()).collect()
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Record {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().target() != "asyncapi_channels" {
            return;
        }
        let mut texts = Texts::default();
        attributes.record(&mut texts);
        let span = context.span(id).unwrap();
        let mut fields = Fields::new();
        for parent in span.scope().skip(1) {
            fields.extend(
                parent
                    .extensions()
                    .get::<Fields>()
                    .cloned()
                    .unwrap_or_default(),
            );
        }
        fields.extend(texts.0);
        span.extensions_mut().insert(fields.clone());
        let name = attributes.metadata().name().to_owned();
        self.0.lock().unwrap().push((name, fields));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "asyncapi_channels" {
            return;
        }
        let mut texts = Texts::default();
        event.record(&mut texts);
        let mut fields = Fields::new();
        if let Some(scope) = context.event_scope(event) {
            for span in scope.from_root() {
                fields.extend(
                    span.extensions()
                        .get::<Fields>()
                        .cloned()
                        .unwrap_or_default(),
                );
            }
        }
        fields.extend(texts.0);
        let text = fields.remove("message").unwrap_or_default();
        self.0.lock().unwrap().push((text, fields));
    }
}

fn is(fields: &Fields, expected: &[(&str, &str)]) -> bool {
    let is = |(name, value): &(&str, &str)| fields.get(*name).is_some_and(|own| own == value);
    expected.iter().all(is)
}

#[tokio::test]
async fn spans_and_events_say_where_they_belong() {
    let record = Record::default();
    let subscriber = tracing_subscriber::registry().with(record.clone());
    // With a single subscriber, tracing asks only that of the thread which comes to an event first,
    // and that may be another test's, without any.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    // All tasks of this test are on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    assert_eq!(shake(&server, "/none", "").await.status, 404);
    let mut client = raw(&server, "/talk").await;
    let id = seen.open().await.id().to_string();
    send(&mut client, r#"{"type":"said","text":"hi"}"#).await;
    text(&mut client).await;
    send(&mut client, "nonsense").await;
    text(&mut client).await;
    send(&mut client, r#"{"type":"typing"}"#).await;
    send(&mut client, r#"{"type":"order","what":"fail"}"#).await;
    crate::closed(&mut client).await;
    server.stop().await;

    let own = [("api", "Talk"), ("channel", "talk"), ("connection", &id)];
    let peers = record.named("connection");
    assert!(!peers.is_empty());
    for span in &peers {
        assert!(is(span, &own), "{span:?}");
        assert!(span["peer"].starts_with("127.0.0.1:"), "{span:?}");
    }
    let messages = record.named("message");
    let operations: Vec<&str> = messages
        .iter()
        .map(|span| span["operation"].as_str())
        .collect();
    assert_eq!(operations, ["say", "showActivity", "order"]);
    assert!(messages.iter().all(|span| is(span, &own)), "{messages:?}");
    for (text, more) in [
        ("connected", &[][..]),
        ("a message is not valid", &[]),
        (
            "a handler has failed",
            &[("handler", "order"), ("error", "nothing works")],
        ),
        ("disconnected", &[("code", "1011"), ("by_client", "false")]),
    ] {
        let events = record.named(text);
        assert_eq!(events.len(), 1, "{text}");
        assert!(is(&events[0], &own), "{text}: {events:?}");
        assert!(is(&events[0], more), "{text}: {events:?}");
    }
    let refused = record.named("a client was refused");
    assert_eq!(refused.len(), 1);
    assert!(is(&refused[0], &[("status", "404")]));
}

#[tokio::test]
async fn everything_is_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let (handler, mut seen) = Talk::new();
    let server = start(Server::builder().serve(talk::endpoint(handler))).await;
    for _ in 0..2 {
        assert_eq!(shake(&server, "/none", "").await.status, 404);
    }
    for what in ["fail", "panic", "close"] {
        let mut client = raw(&server, "/talk").await;
        seen.open().await;
        send(&mut client, r#"{"type":"said","text":"hi"}"#).await;
        text(&mut client).await;
        send(&mut client, "nonsense").await;
        text(&mut client).await;
        send(
            &mut client,
            &format!(r#"{{"type":"order","what":"{what}"}}"#),
        )
        .await;
        crate::closed(&mut client).await;
        while !matches!(seen.next().await, crate::talk::Event::Gone(..)) {}
    }
    server.stop().await;

    let mut counted = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let DebugValue::Counter(count) = value else {
            panic!("{key:?} is no counter");
        };
        let key = key.key();
        let labels = key
            .labels()
            .map(|label| format!(" {}={}", label.key(), label.value()));
        let name = key.name().trim_start_matches("asyncapi_channels_");
        counted.insert(format!("{name}{}", labels.collect::<String>()), count);
    }
    let expected = [
        ("connected_total api=Talk channel=talk", 3),
        ("disconnected_total code=1011", 2),
        ("disconnected_total code=4000", 1),
        ("handler_errors_total handler=order", 1),
        ("invalid_total api=Talk channel=talk", 3),
        ("panics_total handler=order", 1),
        ("received_total api=Talk channel=talk operation=order", 3),
        ("received_total api=Talk channel=talk operation=say", 3),
        ("rejected_total status=404", 2),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(counted, BTreeMap::from(expected));
}
