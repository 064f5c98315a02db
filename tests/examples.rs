//! Every example program runs and says what it should.

mod program;

use asyncapi_channels::{
    Channel as _, CloseCode, Error, TcpWebSocket, asyncapi, connect_request, tungstenite,
};
use futures_util::{SinkExt, StreamExt};
use program::{PATIENCE, Program};
use std::io::{Read, Write};
use std::net::TcpStream;
use tokio::time::timeout;

asyncapi!("../examples/api/chat_rooms.yaml");

use room::{ClientSocket, Credentials, Params, Query, ServerMessage};

/// The lines that an example prints.
fn lines(example: &str) -> Vec<String> {
    let output = program::example(example).output().expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example} failed:\n{errors}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(str::to_owned).collect()
}

/// The lines of one side, in their order: the two sides print as they come.
fn said_by<'a>(lines: &'a [String], side: &str) -> Vec<&'a str> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(side)?.strip_prefix(": "))
        .collect()
}

#[test]
fn chat() {
    let lines = lines("chat");
    assert_eq!(
        said_by(&lines, "server"),
        [
            r#"a client joined channel "123""#,
            r#"heard "Hello, world!""#,
            r#"heard "Bye, world!""#,
        ]
    );
    assert_eq!(
        said_by(&lines, "client"),
        [
            r#"heard "you said: Hello, world!""#,
            r#"heard "you said: Bye, world!""#,
        ]
    );
    assert_eq!(lines.len(), 5, "{lines:?}");
}

#[test]
fn user_events() {
    let lines = lines("user_events");
    assert_eq!(
        said_by(&lines, "server"),
        [
            "user 123/45 connected",
            "user 123/45 signed up",
            "user 123/45 left with 1000: bye",
        ]
    );
    assert_eq!(
        said_by(&lines, "client"),
        [
            "refused with 401 Unauthorized: who are you?",
            "refused with 403 Forbidden: these are not your events",
            "user 123/45 now has updated@example.com",
        ]
    );
    assert_eq!(lines.len(), 6, "{lines:?}");
}

#[test]
fn market_data() {
    let lines = lines("market_data");
    assert_eq!(
        lines.first().map(String::as_str),
        Some("the real thing is at wss://eu.market.example.com/stream")
    );
    let client = said_by(&lines, "client");
    let target = "/v1/market-data/spot?depth=2";
    assert!(
        client[0].starts_with("connecting to ws://127.0.0.1:") && client[0].ends_with(target),
        "{client:?}"
    );
    assert_eq!(
        client[1..],
        [
            "BTC-EUR at 61234.5",
            "BTC-EUR bids [(61234.0, 0.5), (61233.0, 0.5)]",
            "BTC-EUR asks [(61236.0, 0.5), (61237.0, 0.5)]",
            "refused: unknown symbol",
        ]
    );
    assert_eq!(said_by(&lines, "server"), ["BTC-EUR is no longer wanted"]);
    assert_eq!(lines.len(), 7, "{lines:?}");
}

const TOKEN: Option<&str> = Some("open-sesame");

type Client = ClientSocket<TcpWebSocket>;

/// Asks to come into a room.
async fn ask(url: &str, room: &str, name: &str, token: Option<&str>) -> Result<Client, Error> {
    let url = url.replace("http", "ws");
    let mut request = room::Channel::request(url, &Params::new(room), &Query::new(name), &())?;
    let credentials = Credentials {
        token: token.map(Into::into),
    };
    credentials.apply_to(&mut request)?;
    let socket = timeout(PATIENCE, connect_request(request)).await;
    Ok(ClientSocket::from_socket(socket.expect("an answer")?))
}

/// The status and the words with which a client is refused.
async fn refusal(url: &str, room: &str, name: &str, token: Option<&str>) -> (u16, String) {
    match ask(url, room, name, token).await {
        Err(Error::WebSocket(tungstenite::Error::Http(answer))) => {
            let body = answer.body().as_deref().unwrap_or_default();
            let body = String::from_utf8_lossy(body).into_owned();
            (answer.status().as_u16(), body)
        }
        other => panic!("{name} is not refused: {other:?}"),
    }
}

/// The next message that a client gets.
async fn hear(client: &mut Client) -> ServerMessage {
    let message = timeout(PATIENCE, client.next()).await.expect("a message");
    message.expect("an open connection").expect("a message")
}

/// A client in a room, with those that it is told are there.
async fn join(url: &str, room: &str, name: &str) -> (Client, Vec<String>) {
    let mut client = ask(url, room, name, TOKEN).await.expect("to be let in");
    client.list_members(List::default()).await.expect("sent");
    match hear(&mut client).await {
        ServerMessage::Members(members) => (client, members.names),
        other => panic!("no members: {other:?}"),
    }
}

fn said(name: &str, text: &str) -> ServerMessage {
    Said::new(name, text).into()
}

fn joined(name: &str) -> ServerMessage {
    Joined::new(name).into()
}

fn left(name: &str) -> ServerMessage {
    Left::new(name).into()
}

#[tokio::test]
async fn rooms_of_a_chat() {
    let (_server, url) = Program::chat_server("127.0.0.1:0");
    let (mut ann, members) = join(&url, "tea", "ann").await;
    assert_eq!(members, ["ann"]);
    let (mut bob, members) = join(&url, "tea", "bob").await;
    assert_eq!(members, ["ann", "bob"]);
    assert_eq!(hear(&mut ann).await, joined("bob"));
    // The same name in another room is another member, who hears nothing of this one.
    let (mut other, members) = join(&url, "a/b?c", "ann").await;
    assert_eq!(members, ["ann"]);

    ann.say(Say::new("Hello, Bob!")).await.expect("sent");
    assert_eq!(hear(&mut ann).await, said("ann", "Hello, Bob!"));
    assert_eq!(hear(&mut bob).await, said("ann", "Hello, Bob!"));
    bob.say(Say::new("Hello, Ann!")).await.expect("sent");
    assert_eq!(hear(&mut ann).await, said("bob", "Hello, Ann!"));
    assert_eq!(hear(&mut bob).await, said("bob", "Hello, Ann!"));

    bob.close(CloseCode::Normal, "bye").await.expect("closed");
    assert_eq!(hear(&mut ann).await, left("bob"));
    let (_bob, members) = join(&url, "tea", "bob").await;
    assert_eq!(members, ["ann", "bob"]);
    assert_eq!(hear(&mut ann).await, joined("bob"));

    other.say(Say::new("Echo?")).await.expect("sent");
    assert_eq!(hear(&mut other).await, said("ann", "Echo?"));
}

#[tokio::test]
async fn whom_a_chat_refuses() {
    let (_server, url) = Program::chat_server("127.0.0.1:0");
    let (_ann, _) = join(&url, "tea", "ann").await;
    let token = (401, "This token is not the right one.".to_owned());
    assert_eq!(refusal(&url, "tea", "bob", Some("wrong")).await, token);
    assert_eq!(refusal(&url, "tea", "bob", None).await, token);
    let taken = (409, "Someone in the room is already called ann.".to_owned());
    assert_eq!(refusal(&url, "tea", "ann", TOKEN).await, taken);
    // Nobody has taken a place by being refused.
    let (_bob, members) = join(&url, "tea", "bob").await;
    assert_eq!(members, ["ann", "bob"]);
}

#[tokio::test]
async fn a_chat_goes_on_after_an_invalid_message() {
    let (_server, url) = Program::chat_server("127.0.0.1:0");
    let (ann, _) = join(&url, "tea", "ann").await;
    let mut raw = ann.into_inner();
    let text = "x".repeat(501);
    let line = format!(r#"{{"type":"say","text":"{text}"}}"#);
    raw.send(line.into()).await.expect("sent");
    let mut ann = ClientSocket::new(raw);
    match hear(&mut ann).await {
        ServerMessage::Problem(problem) => assert!(problem.reason.contains("text"), "{problem:?}"),
        other => panic!("no problem: {other:?}"),
    }
    ann.say(Say::new("Sorry!")).await.expect("sent");
    assert_eq!(hear(&mut ann).await, said("ann", "Sorry!"));
}

#[tokio::test]
async fn a_chat_ends_with_ctrl_c() {
    let (server, url) = Program::chat_server("127.0.0.1:0");
    let (mut ann, _) = join(&url, "tea", "ann").await;
    server.interrupt();
    let end = timeout(PATIENCE, ann.next()).await.expect("an end");
    assert!(end.is_none(), "{end:?}");
    let frame = ann.close_frame().expect("a close frame");
    assert_eq!(frame.code, CloseCode::Away);
    assert_eq!(server.line(), "closed 1 connections");
    assert!(server.end().success());
}

#[test]
fn a_page_is_served_beside_the_chat() {
    let (_server, url) = Program::chat_server("127.0.0.1:0");
    for (path, expected) in [
        ("/", "<title>Chat rooms</title>"),
        ("/chat.js", "new WebSocket"),
        ("/admission/rooms/tea?name=ann&token=open-sesame", "204"),
        ("/admission/rooms/tea?name=ann&token=wrong", "not the right"),
        ("/admission/rooms/tea?name=&token=open-sesame", "400"),
        ("/nowhere", "404"),
        ("/rooms/tea?name=ann&token=open-sesame", "426"),
    ] {
        let address = url.strip_prefix("http://").expect("a URL");
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.contains(expected), "{path}: {answer}");
    }
}

#[tokio::test]
async fn chat_from_the_terminal() {
    let (_server, url) = Program::chat_server("127.0.0.1:0");
    let (mut ann, _) = join(&url, "tea", "ann").await;
    let url = url.replace("http", "ws");
    let arguments = ["--url", &url, "--room", "tea", "--name", "bob"];
    let mut program = Program::start("chat_client", &arguments);
    let mut typed = program.input();
    // It may have to be built first.
    let came = timeout(PATIENCE * 10, ann.next()).await.expect("someone");
    assert_eq!(came.expect("open").expect("a message"), joined("bob"));

    writeln!(typed, "Hello, Ann!").expect("typed");
    assert_eq!(hear(&mut ann).await, said("bob", "Hello, Ann!"));
    assert_eq!(program.line(), "bob: Hello, Ann!");
    ann.say(Say::new("Hello, Bob!")).await.expect("sent");
    assert_eq!(hear(&mut ann).await, said("ann", "Hello, Bob!"));
    assert_eq!(program.line(), "ann: Hello, Bob!");
    writeln!(typed, "/list").expect("typed");
    assert_eq!(program.line(), "* here: ann, bob");
    drop(typed);
    assert_eq!(hear(&mut ann).await, left("bob"));
    assert!(program.end().success());

    let output = program::example("chat_client")
        .args(arguments)
        .args(["--token", "wrong"])
        .output()
        .expect("cargo runs");
    assert!(!output.status.success());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("refused with 401"), "{errors}");
}

#[tokio::test]
async fn a_chat_from_the_terminal_outlives_its_server() {
    let (server, url) = Program::chat_server("127.0.0.1:0");
    let address = url.strip_prefix("http://").expect("a URL").to_owned();
    let url = format!("ws://{address}");
    let arguments = ["--url", &url, "--room", "tea", "--name", "bob"];
    let mut program = Program::start("chat_client", &arguments);
    let mut typed = program.input();
    writeln!(typed, "/list").expect("typed");
    assert_eq!(program.first_line(), "* here: bob");

    server.interrupt();
    assert_eq!(program.line(), "* the connection is lost");
    assert!(server.end().success());
    writeln!(typed, "Is anybody there?").expect("typed");
    let (_server, _) = Program::chat_server(&address);
    assert_eq!(program.line(), "bob: Is anybody there?");
    drop(typed);
    assert!(program.end().success());
}

#[test]
fn there_are_no_others() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the examples")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "chat",
            "chat_client",
            "chat_server",
            "market_data",
            "user_events"
        ]
    );
}
