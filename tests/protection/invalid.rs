//! Frames that are no valid message.

use crate::client::{BINARY, LAST, TEXT, masked};
use crate::{Attacked, Event};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{ConnectionConfig, InvalidMessage};

/// What JSON, the types and the schema each do not allow.
fn attacks() -> Vec<Vec<u8>> {
    let deep = "[".repeat(100_000);
    let texts = [
        "",
        "{",
        "null",
        "1e999999999",
        r#"{"type":"said"}"#,
        r#"{"type":"said","text":7}"#,
        r#"{"type":"nothing","text":"x"}"#,
        r#"{"type":"said","type":"said","text":["x"]}"#,
        r#"{"type":"order","what":"dance"}"#,
        deep.as_str(),
    ];
    let mut frames = texts
        .map(|text| masked(LAST | TEXT, text.as_bytes()))
        .to_vec();
    frames.push(masked(LAST | BINARY, &[0xff; 10]));
    frames
}

/// A thousand of them end nothing, and the client is told of each.
#[tokio::test]
async fn a_thousand_invalid_messages_are_reported() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    let attacks = attacks();
    for attack in attacks.iter().cycle().take(1_000) {
        client.writes(attack).await;
        let told: serde_json::Value = serde_json::from_str(&client.text().await).unwrap();
        let told = told["message"].as_str().unwrap();
        assert!(told.starts_with("invalid message"), "{told}");
        match server.next().await {
            Event::Invalid(reason) => assert!(told.ends_with(&reason), "{told}: {reason}"),
            other => panic!("{other:?}"),
        }
    }
    server.honest.is_served().await;
    client.says("valid").await;
    client.hears("valid").await;
    drop(client);
    server.survived().await;
}

#[tokio::test]
async fn a_thousand_invalid_messages_may_be_ignored() {
    let config = ConnectionConfig::new().invalid_message(InvalidMessage::Ignore);
    let mut server = Attacked::with_config(config).await;
    let mut client = server.client().await;
    let attacks = attacks();
    for attack in attacks.iter().cycle().take(1_000) {
        client.writes(attack).await;
        assert!(matches!(server.next().await, Event::Invalid(_)));
    }
    client.says("valid").await;
    client.hears("valid").await;
    drop(client);
    server.survived().await;
}

#[tokio::test]
async fn an_invalid_message_may_end_its_connection() {
    let config = ConnectionConfig::new().invalid_message(InvalidMessage::Close);
    let mut server = Attacked::with_config(config).await;
    for attack in attacks() {
        let mut client = server.client().await;
        client.writes(&attack).await;
        client
            .is_closed(CloseCode::Invalid, "invalid message")
            .await;
        server.gone_with(CloseCode::Invalid).await;
        server.honest.is_served().await;
    }
    server.survived().await;
}
