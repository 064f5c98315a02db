//! What is generated for whoever sends requests: which message answers which, and where ids stand.

use super::three::desk::{Channel, ClientMessage, FindReply, ServerMessage};
use super::three::{Answer, Ask, Count, Counted, Event, Find, Found, Missing, Note, Ping, Watch};
use super::three::{Trace, echo, orders};
use super::two::{self, graph};
use asyncapi_channels::__private::Correlated;
use asyncapi_channels::{CorrelationId, Request};

fn text(text: &str) -> CorrelationId {
    CorrelationId::Text(text.to_owned())
}

#[test]
fn a_request_knows_its_replies() {
    let answer = ServerMessage::Answer(Answer::new("a"));
    let found = ServerMessage::Found(Found::new("a", "b"));
    assert!(<Ask as Request<Channel>>::is_reply(&answer));
    assert!(!<Ask as Request<Channel>>::is_reply(&found));
    let reply: Answer = <Ask as Request<Channel>>::into_reply(answer.clone()).expect("a reply");
    assert_eq!(reply.answer, "a");
    let other = <Ask as Request<Channel>>::into_reply(found.clone());
    assert_eq!(other.expect_err("no reply"), found);

    let reply: FindReply = <Find as Request<Channel>>::into_reply(found).expect("a reply");
    assert_eq!(reply, Found::new("a", "b").into());
    assert_eq!(ServerMessage::from(reply), Found::new("a", "b").into());
    let missing = FindReply::Missing(Missing::new(true, ""));
    assert!(<Find as Request<Channel>>::is_reply(&missing.into()));
}

#[test]
fn a_request_knows_its_operation() {
    fn of<R: Request<Channel>>() -> (&'static str, bool, bool) {
        (R::OPERATION, R::IS_STREAMING, R::IS_IDEMPOTENT)
    }
    assert_eq!(of::<Ask>(), ("ask", false, false));
    assert_eq!(of::<Count>(), ("count", false, true));
    assert_eq!(of::<Ping>(), ("call", false, false));
    assert_eq!(of::<String>(), ("call", false, false));
    assert_eq!(of::<Watch>(), ("watch", true, false));
}

#[test]
fn all_messages_of_the_server_may_be_the_reply() {
    use super::three::{Loud, Shout};
    let loud = echo::ServerMessage::Loud(Loud::new("a"));
    let reply = <Shout as Request<echo::Channel>>::into_reply(loud.clone());
    assert_eq!(reply.expect("a reply"), loud);
}

#[test]
fn a_reply_on_another_channel_of_the_address_is_one_of_the_connection() {
    use super::three::{Order, Receipt, orders_connection};
    let receipt = orders_connection::ServerMessage::Receipt(Receipt::new("a"));
    let reply = <Order as Request<orders_connection::Channel>>::into_reply(receipt);
    assert_eq!(reply.expect("a reply"), Receipt::new("a"));
    // The channel of the request alone has no replies.
    let order = orders::ClientMessage::from(Order::new("a"));
    assert!(matches!(order, orders::ClientMessage::Order(_)));
}

#[test]
fn an_id_stands_where_the_document_says() {
    let mut ask = ClientMessage::Ask(Ask::new("a"));
    assert_eq!(ask.correlation_id(), None);
    assert!(ask.set_correlation_id(&text("x")));
    assert_eq!(ask.correlation_id(), Some(text("x")));

    let mut count = ClientMessage::Count(Count::new("a", 0));
    assert_eq!(count.correlation_id(), Some(CorrelationId::Integer(0)));
    assert!(count.set_correlation_id(&text("12")));
    assert!(!count.set_correlation_id(&text("twelve")));
    assert_eq!(count.correlation_id(), Some(CorrelationId::Integer(12)));

    let mut counted = ServerMessage::Counted(Counted::new(1, 2));
    assert!(counted.set_correlation_id(&CorrelationId::Integer(-3)));
    assert_eq!(counted, Counted::new(1, -3).into());

    let mut event = ServerMessage::Event(Event::new(1));
    assert!(event.set_correlation_id(&CorrelationId::Integer(7)));
    assert_eq!(event.correlation_id(), Some(text("7")));
}

#[test]
fn what_is_on_the_way_to_an_id_is_made() {
    let mut trace = ClientMessage::Trace(Trace::new("a"));
    assert_eq!(trace.correlation_id(), None);
    assert!(trace.set_correlation_id(&text("deep")));
    assert_eq!(trace.correlation_id(), Some(text("deep")));
}

#[test]
fn what_cannot_be_made_on_the_way_to_an_id_is_left_out() {
    use super::three::{Label, Shout};
    let mut shout = Shout::new("a");
    let id = CorrelationId::Integer(7);
    assert!(!echo::ClientMessage::from(shout.clone()).set_correlation_id(&id));
    shout.label = Some(Label::new(0, "a"));
    let mut message = echo::ClientMessage::from(shout);
    assert!(message.set_correlation_id(&id));
    assert_eq!(message.correlation_id(), Some(id));
}

#[test]
fn a_message_without_a_place_has_no_id() {
    for mut message in [
        ClientMessage::Note(Note::new("a")),
        ClientMessage::Line("a".to_owned()),
    ] {
        assert_eq!(message.correlation_id(), None);
        assert!(!message.set_correlation_id(&text("x")));
    }
}

#[test]
fn each_message_of_version_2_has_its_own_replies() {
    type Of<R> = <R as Request<graph::Channel>>::Reply;
    let reply: Of<two::Check> = two::Healthy::new(true);
    assert!(<two::Check as Request<graph::Channel>>::is_reply(
        &reply.into()
    ));
    let reply: Of<two::Init> = graph::InitReply::Healthy(two::Healthy::new(true));
    assert!(<two::Init as Request<graph::Channel>>::is_reply(
        &reply.into()
    ));
    let reply: Of<two::Tell> = two::Told::new("a");
    assert!(<two::Tell as Request<graph::Channel>>::is_reply(
        &reply.into()
    ));
    let reply: Of<two::Subscribe> = two::Next::new("a").into();
    const { assert!(<two::Subscribe as Request<graph::Channel>>::IS_STREAMING) };
    assert_eq!(
        <two::Subscribe as Request<graph::Channel>>::OPERATION,
        "publish"
    );
    assert!(matches!(reply, graph::SubscribeReply::Next(_)));
}
