//! Typed sockets over real connections, with channels and messages written by hand.
#![cfg(all(feature = "client", feature = "server"))]

use asyncapi_channels::tungstenite::protocol::frame::coding::CloseCode;
use asyncapi_channels::tungstenite::{self, Message as Raw};
use asyncapi_channels::{
    AddressError, Channel, DecodeError, EncodeError, Error, Frame, Handshake, Message, Outgoing,
    ParameterKind, Parameters, Payload, accept, connect, connect_request,
};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the client sends: a number as text, or bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A number; negative ones are only valid without validation.
    Number(i64),
    /// Bytes as they are; they must not be empty.
    Bytes(Vec<u8>),
}

impl Message for Command {
    fn decode(frame: Frame<'_>) -> Result<Self, DecodeError> {
        match Self::decode_unchecked(frame)? {
            Self::Number(number) if number < 0 => {
                Err(DecodeError::new(frame, "must not be negative"))
            }
            command => Ok(command),
        }
    }

    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
        match frame {
            Frame::Text(text) => match text.parse() {
                Ok(number) => Ok(Self::Number(number)),
                Err(_) => Err(DecodeError::new(frame, "expected a number")),
            },
            Frame::Binary(bytes) => Ok(Self::Bytes(bytes.to_vec())),
        }
    }

    fn encode(&self) -> Result<Payload, EncodeError> {
        match self {
            Self::Number(number) => Ok(Payload::from(number.to_string())),
            Self::Bytes(bytes) if bytes.is_empty() => {
                Err(EncodeError::new("bytes", "must not be empty"))
            }
            Self::Bytes(bytes) => Ok(Payload::from(bytes.clone())),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Bytes(_) => "bytes",
        }
    }
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Event(pub Command);

impl Message for Event {
    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
        Command::decode_unchecked(frame).map(Self)
    }

    fn encode(&self) -> Result<Payload, EncodeError> {
        self.0.encode()
    }

    fn name(&self) -> &'static str {
        "event"
    }
}

/// The id of a room: a number.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomId(pub u32);

impl Parameters for RoomId {
    fn to_pairs(&self, _kind: ParameterKind) -> Result<Vec<(String, String)>, AddressError> {
        Ok(vec![("roomId".into(), self.0.to_string())])
    }

    fn from_pairs(kind: ParameterKind, pairs: Vec<(String, String)>) -> Result<Self, AddressError> {
        let (key, value) = pairs
            .into_iter()
            .next()
            .ok_or(AddressError::missing(kind, "roomId"))?;
        let id = value.parse();
        id.map(Self)
            .map_err(|_| AddressError::invalid(kind, key, value, "expected an id"))
    }
}

/// Words by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words(pub std::collections::BTreeMap<String, String>);

impl asyncapi_channels::__private::WriteJson for Words {
    fn write_json(&self, out: &mut asyncapi_channels::__private::Writer) {
        self.0.write_json(out);
    }
}

impl<'de> asyncapi_channels::__private::ReadJson<'de> for Words {
    fn read_json(
        json: &mut asyncapi_channels::__private::Reader<'de>,
    ) -> Result<Self, asyncapi_channels::__private::ReadError> {
        asyncapi_channels::__private::ReadJson::read_json(json).map(Self)
    }
}

impl asyncapi_channels::__private::validation::Validate for Words {}

asyncapi_channels::__parameters!(Words, &["X-Word", "word"]);

fn words(pairs: &[(&str, &str)]) -> Words {
    Words(
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    )
}

/// The channel.
#[derive(Debug)]
pub struct Room;

impl Channel for Room {
    const NAME: &'static str = "room";
    const ADDRESS: &'static str = "rooms/{roomId}/events.v1";
    type Params = RoomId;
    type Query = Words;
    type Headers = Words;
    type ClientMessage = Command;
    type ServerMessage = Event;
}

type Client<S> = asyncapi_channels::Socket<Room, asyncapi_channels::ClientSide, S>;

impl Outgoing<Room, asyncapi_channels::ClientSide> for Command {
    fn into_message(self) -> Command {
        self
    }
}

impl Outgoing<Room, asyncapi_channels::ClientSide> for i64 {
    fn into_message(self) -> Command {
        Command::Number(self)
    }
}

impl Outgoing<Room, asyncapi_channels::ServerSide> for Event {
    fn into_message(self) -> Event {
        self
    }
}

/// The macro's types, where the code around has taken all the short names.
#[deny(warnings, missing_docs)]
#[allow(dead_code)]
#[no_implicit_prelude]
mod generated {
    use super::Room as Channel;

    struct Option;
    struct Result;
    struct String;
    struct Vec;
    struct From;
    struct Box;
    struct Socket;
    struct Ok;
    struct Err;
    struct Some;
    struct None;
    trait Sink {}
    trait Stream {}

    ::asyncapi_channels::__socket! {
        /// The client's side of the room.
        ClientSocket, Channel, ClientSide
    }
    ::asyncapi_channels::__socket! {
        #[doc = "The server's side of the room."]
        ServerSocket, Channel, ServerSide
    }

    impl<S> ClientSocket<S>
    where
        S: ::asyncapi_channels::__private::futures_util::Sink<
                ::asyncapi_channels::tungstenite::Message,
                Error = ::asyncapi_channels::tungstenite::Error,
            > + ::core::marker::Unpin,
    {
        /// Sends a number.
        pub async fn send_number(
            &mut self,
            message: i64,
        ) -> ::core::result::Result<(), ::asyncapi_channels::Error> {
            self.send(message).await
        }
    }
}

use generated::{ClientSocket, ServerSocket};

type Connected = (
    ClientSocket<asyncapi_channels::TcpWebSocket>,
    ServerSocket<asyncapi_channels::tokio_tungstenite::WebSocketStream<TcpStream>>,
    Handshake<Room>,
);

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("ws://{}", listener.local_addr().unwrap());
    (listener, server)
}

async fn pair() -> Connected {
    let (listener, server) = listen().await;
    let accepted = async {
        ServerSocket::accept(listener.accept().await.unwrap().0)
            .await
            .unwrap()
    };
    let (query, headers) = (words(&[("word", "a&b é")]), words(&[("X-Word", "hello")]));
    let connected = ClientSocket::connect(&server, &RoomId(7), &query, &headers);
    let (client, (server, handshake)) = tokio::join!(connected, accepted);
    (client.unwrap(), server, handshake)
}

#[tokio::test]
async fn the_handshake_is_typed() {
    let (_client, _server, handshake) = pair().await;
    assert_eq!(handshake.params, RoomId(7));
    assert_eq!(handshake.query, words(&[("word", "a&b é")]));
    assert_eq!(handshake.headers, words(&[("X-Word", "hello")]));
}

#[tokio::test]
async fn text_and_binary_frames_keep_their_order() {
    let (mut client, mut server, _) = pair().await;
    let sent: Vec<Command> = (0..50)
        .map(|i| {
            if i % 3 == 0 {
                Command::Bytes(vec![255, i])
            } else {
                Command::Number(i.into())
            }
        })
        .collect();
    for command in &sent {
        client.feed(command.clone()).await.unwrap();
    }
    client.flush().await.unwrap();
    client.send_number(50).await.unwrap();
    for command in &sent {
        assert_eq!(server.recv().await.unwrap().unwrap(), *command);
    }
    assert_eq!(server.recv().await.unwrap().unwrap(), Command::Number(50));
    server.send(Event(Command::Number(1))).await.unwrap();
    assert_eq!(
        client.next().await.unwrap().unwrap(),
        Event(Command::Number(1))
    );
}

#[tokio::test]
async fn an_invalid_message_is_an_item_and_the_stream_goes_on() {
    let (mut client, mut server, _) = pair().await;
    client.get_mut().send(Raw::text("ten")).await.unwrap();
    client
        .get_mut()
        .send(Raw::Ping(vec![1].into()))
        .await
        .unwrap();
    client.send(-1).await.unwrap();
    client.send(-2).await.unwrap();
    client.send(2).await.unwrap();
    match server.recv().await {
        Some(Err(Error::Decode(error))) => {
            assert_eq!(error.reason(), "expected a number");
            assert_eq!(error.raw(), &Payload::from("ten"));
        }
        other => panic!("{other:?}"),
    }
    let error = server.recv().await.unwrap().unwrap_err();
    assert!(
        error.to_string().contains("must not be negative"),
        "{error}"
    );
    server.set_validation(false);
    assert_eq!(server.recv().await.unwrap().unwrap(), Command::Number(-2));
    let mut server = server.without_validation();
    assert_eq!(server.recv().await.unwrap().unwrap(), Command::Number(2));
}

#[tokio::test]
async fn a_message_without_a_form_is_not_sent() {
    let (mut client, mut server, _) = pair().await;
    match client.send(Command::Bytes(vec![])).await {
        Err(Error::Encode(error)) => assert_eq!(error.message_name(), "bytes"),
        other => panic!("{other:?}"),
    }
    let error = SinkExt::send(&mut client, Command::Bytes(vec![]))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Encode(_)));
    SinkExt::send(&mut client, Command::Number(3))
        .await
        .unwrap();
    assert_eq!(server.recv().await.unwrap().unwrap(), Command::Number(3));
}

#[tokio::test]
async fn a_close_frame_is_kept() {
    let (mut client, mut server, _) = pair().await;
    assert!(server.close_frame().is_none() && !server.is_closed());
    let reason = "é".repeat(100);
    client.close(CloseCode::Away, &reason).await.unwrap();
    client.close(CloseCode::Normal, "again").await.unwrap();
    assert!(matches!(
        client.send(1).await,
        Err(Error::Closed { frame: None, .. })
    ));
    assert!(
        SinkExt::feed(&mut client, Command::Number(1))
            .await
            .unwrap_err()
            .is_closed()
    );

    assert!(server.recv().await.is_none());
    assert!(server.recv().await.is_none());
    let frame = server.close_frame().unwrap();
    assert_eq!(
        (frame.code, frame.reason.as_str()),
        (CloseCode::Away, "é".repeat(61).as_str())
    );
    match server.send(Event(Command::Number(1))).await {
        Err(Error::Closed {
            frame: Some(frame), ..
        }) => assert_eq!(frame.code, CloseCode::Away),
        other => panic!("{other:?}"),
    }
    server.close(CloseCode::Normal, "").await.unwrap();

    drop(server);
    assert!(client.recv().await.is_none());
    assert_eq!(client.close_frame().unwrap().code, CloseCode::Away);
}

#[tokio::test]
async fn a_code_that_must_not_be_sent_is_an_error() {
    let (mut client, _server, _) = pair().await;
    let error = client.close(CloseCode::Abnormal, "").await.unwrap_err();
    assert!(matches!(
        error,
        Error::WebSocket(tungstenite::Error::Protocol(_))
    ));
    client.send(1).await.unwrap();
}

#[tokio::test]
async fn messages_are_still_received_after_closing() {
    let (mut client, mut server, _) = pair().await;
    server.feed(Event(Command::Number(1))).await.unwrap();
    server.send(Event(Command::Number(2))).await.unwrap();
    client.close(CloseCode::Normal, "bye").await.unwrap();
    assert_eq!(
        client.recv().await.unwrap().unwrap(),
        Event(Command::Number(1))
    );
    assert_eq!(
        client.recv().await.unwrap().unwrap(),
        Event(Command::Number(2))
    );
    let (left, right) = tokio::join!(client.recv(), async {
        assert!(server.recv().await.is_none());
        drop(server);
    });
    assert!(left.is_none());
    right
}

#[tokio::test]
async fn the_halves_are_sockets() {
    let (client, server, _) = pair().await;
    let (mut to_server, mut from_server) = client.split();
    let (mut to_client, mut from_client) = server.without_validation().split();
    let echo = tokio::spawn(async move {
        while let Some(command) = from_client.recv().await {
            to_client.send(Event(command.unwrap())).await.unwrap();
        }
        from_client.close_frame().cloned()
    });
    let sending = tokio::spawn(async move {
        for number in -5..5 {
            to_server.send(number).await.unwrap();
        }
        to_server
    });
    for number in -5..5 {
        assert_eq!(
            from_server.recv().await.unwrap().unwrap(),
            Event(Command::Number(number))
        );
    }
    let mut to_server = sending.await.unwrap();
    to_server.close(CloseCode::Normal, "done").await.unwrap();
    assert!(from_server.recv().await.is_none());
    assert_eq!(echo.await.unwrap().unwrap().reason.as_str(), "done");
    assert!(to_server.send(1).await.unwrap_err().is_closed());
}

#[tokio::test]
async fn a_broken_connection_is_an_error_and_then_the_end() {
    let (client, mut server, _) = pair().await;
    drop(client.into_inner());
    assert!(matches!(
        server.recv().await,
        Some(Err(Error::WebSocket(_)))
    ));
    assert!(server.recv().await.is_none());
    assert!(
        server
            .send(Event(Command::Number(1)))
            .await
            .unwrap_err()
            .is_closed()
    );
}

/// Sends `target` in a handshake and gives the answer, and what the server's side says.
async fn answer(target: &str, extra: &str) -> (String, Error) {
    let (listener, server) = listen().await;
    let host = server.strip_prefix("ws://").unwrap();
    let accepted = async {
        let (stream, _) = listener.accept().await.unwrap();
        match accept::<Room, _>(stream).await {
            Ok(_) => panic!("accepted"),
            Err(error) => error,
        }
    };
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{extra}\r\n"
    );
    let asked = async {
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    tokio::join!(asked, accepted)
}

#[tokio::test]
async fn another_path_is_answered_with_404() {
    for target in ["/", "/rooms/7", "/rooms/7/eventsxv1", "/rooms//events.v1"] {
        let (answer, error) = answer(target, "").await;
        assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
        let body = format!(
            "the path {target:?} does not match the address \"{}\"\n",
            Room::ADDRESS
        );
        assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{answer}");
        assert!(matches!(error, Error::Address(error) if error.is_no_match()));
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_read_is_answered_with_400_and_why() {
    for (target, extra, reason) in [
        (
            "/rooms/x/events.v1?word=a",
            "",
            "parameter `roomId` = \"x\": expected an id",
        ),
        (
            "/rooms/%ff/events.v1",
            "",
            "parameter `roomId` = \"%ff\": expected UTF-8 text after percent-decoding",
        ),
        (
            "/rooms/1/events.v1?word=a&word=b",
            "",
            "query parameter `word` = \"a, b\": expected a single value, found 2",
        ),
    ] {
        let (answer, error) = answer(target, extra).await;
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{answer}"
        );
        assert!(
            answer.contains(&format!("content-length: {}\r\n", reason.len() + 1)),
            "{answer}"
        );
        assert!(answer.ends_with(&format!("\r\n\r\n{reason}\n")), "{answer}");
        assert_eq!(error.to_string(), reason);
    }
}

#[tokio::test]
async fn a_refused_client_gets_the_reason() {
    let (listener, server) = listen().await;
    let accepted = async { accept::<Room, _>(listener.accept().await.unwrap().0).await };
    let server = format!("{server}/base");
    let none = Words::default();
    let connected = connect::<Room>(server, &RoomId(1), &none, &none);
    let (connected, accepted) = tokio::join!(connected, accepted);
    assert!(matches!(accepted, Err(Error::Address(_))));
    match connected {
        Err(Error::WebSocket(tungstenite::Error::Http(response))) => {
            assert_eq!(response.status().as_u16(), 404);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_request_may_have_further_headers() {
    let (listener, server) = listen().await;
    let accepted = async {
        accept::<Room, _>(listener.accept().await.unwrap().0)
            .await
            .unwrap()
    };
    let none = Words::default();
    let mut request = Room::request(server, &RoomId(1), &none, &none).unwrap();
    request
        .headers_mut()
        .insert("x-word", "là".parse().unwrap());
    let connected = connect_request::<Room>(request);
    let (connected, (_, handshake)) = tokio::join!(connected, accepted);
    let _client: Client<_> = connected.unwrap();
    assert_eq!(handshake.headers, words(&[("X-Word", "là")]));
}

#[test]
fn a_request_is_built_from_typed_values() {
    let query = words(&[("q", "a b&c=d/é"), ("r", "+")]);
    let url = Room::url("wss://example.com/base/?key=1#x", &RoomId(3), &query).unwrap();
    let expected = "wss://example.com/base/rooms/3/events.v1?key=1&q=a%20b%26c%3Dd%2F%C3%A9&r=%2B";
    assert_eq!(url, expected);
    let headers = words(&[("X-Word", "hello"), ("Host", "other")]);
    let request = Room::request("ws://h:81", &RoomId(3), &query, &headers).unwrap();
    assert_eq!(request.headers()["x-word"], "hello");
    assert_eq!(request.headers().get_all("host").iter().count(), 1);
    let matched = Room::match_request(&request).unwrap();
    assert_eq!((matched.params, matched.query), (RoomId(3), query));
    assert_eq!(matched.headers, words(&[("X-Word", "hello")]));

    let none = Words::default();
    for server in [
        "",
        "example.com",
        "http://example.com",
        "/a",
        "ws://",
        "ws://a b",
    ] {
        let error = Room::request(server, &RoomId(3), &none, &none).unwrap_err();
        assert_eq!(
            error.to_string().split(": ").next(),
            Some(&*format!("server {server:?}"))
        );
    }
    for (key, value) in [
        ("a b", "x"),
        ("x", "a\nb"),
        ("Sec-WebSocket-Key", "x"),
        ("é", "x"),
    ] {
        let headers = words(&[(key, value)]);
        let error = Room::request("ws://h", &RoomId(3), &none, &headers).unwrap_err();
        assert_eq!(
            (error.key(), error.kind()),
            (Some(key), Some(ParameterKind::Header))
        );
    }
}
