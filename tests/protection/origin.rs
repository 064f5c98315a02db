//! Web pages that may not connect.

use crate::Attacked;
use crate::client::{Client, request};
use asyncapi_channels::server::ConnectionConfig;

async fn status(server: &Attacked, headers: &str) -> u16 {
    let mut client = Client::open(server.address).await;
    client.asks(&request(headers)).await.status
}

#[tokio::test]
async fn every_page_may_connect_at_first() {
    let server = Attacked::with_config(ConnectionConfig::new()).await;
    for origin in ["https://example.com", "null", ""] {
        assert_eq!(status(&server, &format!("Origin: {origin}\r\n")).await, 101);
    }
    server.survived().await;
}

#[tokio::test]
async fn other_pages_are_refused() {
    let listed = ["https://chat.example.com/", "http://LOCALHOST:8080"];
    let server = Attacked::with_config(ConnectionConfig::new().origins(listed)).await;
    // The honest client is no browser, and was let in.
    for origin in [
        "https://chat.example.com",
        "HTTPS://Chat.Example.COM",
        "http://localhost:8080",
    ] {
        for name in ["Origin", "origin", "ORIGIN"] {
            assert_eq!(status(&server, &format!("{name}: {origin}\r\n")).await, 101);
        }
    }
    for origin in [
        "null",
        "",
        "*",
        "https://evil.example",
        "http://chat.example.com",
        "https://chat.example.com:8443",
        "https://chat.example.com.evil.example",
        "https://evil-chat.example.com",
        "https://sub.chat.example.com",
        "https://chat.example.com/page",
        "https://chat.example.com https://evil.example",
        "https://chat.example.com, https://chat.example.com",
        "chat.example.com",
        "http://localhost",
        "http://localhost:80800",
        "http://localhost:8080@evil.example",
        "https://chat.example.com\u{ff}",
    ] {
        let status = status(&server, &format!("Origin: {origin}\r\n")).await;
        assert_eq!(status, 403, "{origin}");
    }
    // Several of them: all must be listed.
    for (origins, expected) in [
        (["https://chat.example.com", "http://localhost:8080"], 101),
        (["https://chat.example.com", "https://evil.example"], 403),
        (["https://evil.example", "https://chat.example.com"], 403),
        (["null", "https://chat.example.com"], 403),
    ] {
        let headers = origins.map(|origin| format!("Origin: {origin}\r\n"));
        assert_eq!(status(&server, &headers.concat()).await, expected);
    }
    server.survived().await;
}

/// With an empty list no browser is let in.
#[tokio::test]
async fn no_page_may_be_listed() {
    let config = ConnectionConfig::new().origins::<[&str; 0]>([]);
    let server = Attacked::with_config(config).await;
    let headers = "Origin: https://chat.example.com\r\n";
    assert_eq!(status(&server, headers).await, 403);
    assert_eq!(status(&server, "Origin:\r\n").await, 403);
    assert_eq!(status(&server, "").await, 101);
    server.survived().await;
}
