//! Clients that say who they are in their first message, for lack of a header, and clients that
//! present what the document's security schemes ask for.

use crate::{closed, raw, send, start, text, try_raw};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject, Server};
use asyncapi_channels::tungstenite;
use std::sync::OnceLock;
use std::time::Duration;

asyncapi_channels::asyncapi!(
    inline = r#"
asyncapi: 3.0.0
info: {title: Notes, version: 1.0.0}
servers:
  production:
    host: localhost
    protocol: ws
    security: [{$ref: '#/components/securitySchemes/key'}]
channels:
  notes:
    address: /notes
    messages:
      login: {payload: {type: object, required: [type, token], properties: {type: {const: login}, token: {type: string}}}}
      note: {payload: {type: object, required: [type, text], properties: {type: {const: note}, text: {type: string}}}}
      noted: {payload: {type: object, required: [by], properties: {by: {type: string}}}}
operations:
  logIn: {action: send, channel: {$ref: '#/channels/notes'}, messages: [{$ref: '#/channels/notes/messages/login'}]}
  note: {action: send, channel: {$ref: '#/channels/notes'}, messages: [{$ref: '#/channels/notes/messages/note'}]}
  noted: {action: receive, channel: {$ref: '#/channels/notes'}, messages: [{$ref: '#/channels/notes/messages/noted'}]}
components:
  securitySchemes:
    key: {type: httpApiKey, in: header, name: X-Key}
"#
);

use notes::{Channel, Connection, Credentials, Handler};

struct Notes;

/// Who the client is, once it has said so.
#[derive(Default)]
struct User(OnceLock<String>);

impl Handler for Notes {
    type Session = User;

    async fn on_connect(
        &self,
        _: &mut ConnectRequest<Channel>,
        credentials: Credentials,
    ) -> Result<User, Reject> {
        let user = User::default();
        match credentials.key {
            // It may still log in.
            None => {}
            Some(key) if key.matches("key of Ann") => {
                let _ = user.0.set("Ann".to_owned());
            }
            Some(_) => return Err(Reject::forbidden("this key is not known")),
        }
        Ok(user)
    }

    async fn on_open(&self, connection: &Connection<User>) -> Result<(), HandlerError> {
        let connection = connection.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if connection.session().0.get().is_none() {
                connection.close(CloseCode::Policy, "nobody has logged in");
            }
        });
        Ok(())
    }

    async fn on_log_in(
        &self,
        connection: &Connection<User>,
        message: Login,
    ) -> Result<(), HandlerError> {
        let user = message.token.strip_prefix("token of ");
        let user = user.ok_or_else(|| HandlerError::close(CloseCode::Policy, "no such token"))?;
        let _ = connection.session().0.set(user.to_owned());
        Ok(())
    }

    async fn on_note(&self, connection: &Connection<User>, _: Note) -> Result<(), HandlerError> {
        let user = connection.session().0.get();
        let user = user.ok_or_else(|| HandlerError::close(CloseCode::Policy, "log in first"))?;
        connection.noted(Noted::new(user)).await?;
        Ok(())
    }
}

const LOGIN: &str = r#"{"type":"login","token":"token of Bob"}"#;
const NOTE: &str = r#"{"type":"note","text":"milk"}"#;

#[tokio::test]
async fn the_first_message_says_who_it_is() {
    let server = start(Server::builder().serve(notes::endpoint(Notes))).await;
    let mut client = raw(&server, "/notes").await;
    send(&mut client, LOGIN).await;
    send(&mut client, NOTE).await;
    assert_eq!(text(&mut client).await, r#"{"by":"Bob"}"#);
    for (first, reason) in [
        (r#"{"type":"login","token":"x"}"#, "no such token"),
        (NOTE, "log in first"),
        ("", "nobody has logged in"),
    ] {
        let mut client = raw(&server, "/notes").await;
        send(&mut client, first).await;
        if first.is_empty() {
            // No message at all: the client is told so, and waited for.
            assert!(text(&mut client).await.contains("invalid message"));
        }
        assert_eq!(closed(&mut client).await.reason.as_str(), reason);
    }
    drop(client);
    server.stop().await;
}

#[tokio::test]
async fn a_key_in_the_handshake_says_who_it_is() {
    let server = start(Server::builder().serve(notes::endpoint(Notes))).await;
    let headers = [("x-key", "key of Ann")];
    let (mut client, _) = try_raw(&server, "/notes", &headers).await.unwrap();
    send(&mut client, NOTE).await;
    assert_eq!(text(&mut client).await, r#"{"by":"Ann"}"#);
    let refused = try_raw(&server, "/notes", &[("x-key", "another")]).await;
    let Err(tungstenite::Error::Http(answer)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(answer.status(), 403);
    drop(client);
    server.stop().await;
}
