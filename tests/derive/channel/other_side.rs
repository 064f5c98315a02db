//! What is written by hand talks with what is generated from a document of the same API.

use super::*;
use asyncapi_channels::{Client, connect};

mod api {
    asyncapi_channels::asyncapi!(
        inline = r##"
asyncapi: 3.0.0
info: {title: Chat, version: 1.0.0}
channels:
  chat:
    address: /chat/{userId}
    parameters: {userId: {}}
    bindings:
      ws:
        query:
          type: object
          properties:
            limit: {type: integer, minimum: 1, maximum: 100}
            room: {type: array, items: {type: string}}
            mode: {enum: [loud, quiet]}
        headers:
          type: object
          properties:
            X-Trace-Id: {type: integer, minimum: 0}
    messages:
      say:
        payload:
          type: object
          required: [type, text, room]
          properties: {type: {const: say}, text: {type: string}, room: {type: string}}
      join:
        payload:
          type: object
          required: [type, room]
          properties: {type: {const: join}, room: {type: string}}
      said:
        payload:
          type: object
          required: [type, from, text]
          properties: {type: {const: said}, from: {type: string}, text: {type: string}}
      joined:
        payload:
          type: object
          required: [type, room, members]
          properties:
            type: {const: joined}
            room: {type: string}
            members: {type: integer, format: uint32}
operations:
  speak:
    action: send
    channel: {$ref: '#/channels/chat'}
    messages:
      - {$ref: '#/channels/chat/messages/say'}
  enter:
    action: send
    channel: {$ref: '#/channels/chat'}
    messages:
      - {$ref: '#/channels/chat/messages/join'}
  hear:
    action: receive
    channel: {$ref: '#/channels/chat'}
    messages:
      - {$ref: '#/channels/chat/messages/said'}
      - {$ref: '#/channels/chat/messages/joined'}
"##
    );
}

use api::chat;

#[tokio::test]
async fn a_generated_client_talks_with_a_server_by_hand() {
    let mut running = Running::start().await;
    let query = chat::Query {
        limit: Some(5),
        room: Some(vec!["red".to_owned()]),
        mode: Some(api::ChatQueryMode::Quiet),
    };
    let headers = chat::Headers {
        x_trace_id: Some(7),
    };
    let client = chat::Client::builder(&running.url, chat::Params::new("ann"), query, headers);
    let client = soon(client.connect()).await.unwrap();
    let connection = running.opened().await;
    let session = connection.session();
    assert_eq!(session.query.limit, Some(5));
    assert_eq!(session.query.mode, Mode::Quiet);
    assert_eq!(session.headers.trace, Some(7));

    let mut messages = client.messages();
    client.enter(api::Join::new("blue")).await.unwrap();
    let joined = api::Joined::new("blue", 1_u32);
    assert_eq!(soon(messages.recv()).await.unwrap().unwrap(), joined.into());
    client.speak(api::Say::new("hi", "")).await.unwrap();
    let heard = soon(messages.recv()).await.unwrap().unwrap();
    assert_eq!(heard, api::Said::new("ann", "hi").into());
    connection.send(said("server", "bye")).await.unwrap();
    let heard = soon(messages.recv()).await.unwrap().unwrap();
    assert_eq!(heard, api::Said::new("server", "bye").into());
}

/// Says again what is said.
struct Wall;

impl chat::Handler for Wall {
    type Session = chat::Params;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<chat::Channel>,
    ) -> Result<chat::Params, Reject> {
        assert_eq!(request.query.room.as_deref(), Some(&["red".to_owned()][..]));
        assert_eq!(request.headers.x_trace_id, Some(9));
        Ok(request.params.clone())
    }

    async fn on_speak(
        &self,
        connection: &chat::Connection<chat::Params>,
        message: api::Say,
    ) -> Result<(), HandlerError> {
        let user = connection.session().user_id.clone();
        Ok(connection.hear(api::Said::new(user, message.text)).await?)
    }

    async fn on_enter(
        &self,
        connection: &chat::Connection<chat::Params>,
        message: api::Join,
    ) -> Result<(), HandlerError> {
        Ok(connection
            .hear(api::Joined::new(message.room, 3_u32))
            .await?)
    }
}

#[tokio::test]
async fn a_client_by_hand_talks_with_a_generated_server() {
    let server = Server::builder().serve(chat::endpoint(Wall));
    let server = server.bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", server.local_addr());
    tokio::spawn(server.run());
    let query = Query {
        rooms: vec!["red".to_owned()],
        ..Query::default()
    };
    let headers = Headers { trace: Some(9) };

    let mut socket = soon(connect::<Chat>(&url, &params("ann"), &query, &headers))
        .await
        .unwrap();
    socket.send(say("", "hi")).await.unwrap();
    let heard = soon(socket.recv()).await.unwrap().unwrap();
    assert_eq!(heard, said("ann", "hi").into());

    let client = Client::<Chat>::builder(&url, &params("bob"), &query, &headers);
    let client = soon(client.connect()).await.unwrap();
    let mut messages = client.messages();
    let room = "blue".to_owned();
    client
        .send(ClientMessage::Join { room: room.clone() })
        .await
        .unwrap();
    let joined = ServerMessage::Joined { room, members: 3 };
    assert_eq!(soon(messages.recv()).await.unwrap().unwrap(), joined);
}
