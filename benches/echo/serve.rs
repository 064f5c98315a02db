//! The servers in Rust, each in a process of its own, all on tokio's runtime with one thread.

use std::io::{Read, Write};

use asyncapi_channels::Server;
use asyncapi_channels::server::{ConnectRequest, HandlerError, Reject};
use futures_util::{FutureExt, Sink, SinkExt, Stream, StreamExt};
use serde_json::{from_slice, from_str, to_string, to_vec};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{accept_async, accept_async_with_config};

use crate::Result;
use crate::api::generated::echo::{self, ClientMessage, Connection, Handler, ServerSocket};
use crate::api::{Answer, Question, answer};
use crate::contender::Contender;

/// Serves until the process that started this one ends; its first line of output is the port.
pub(crate) fn run(contender: Contender) -> Result<()> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        std::io::stdout().flush()?;
        if contender == Contender::Handled {
            let server = Server::builder()
                .serve(echo::endpoint(Answers))
                .listen(listener)?;
            server.run().await;
            return Ok(());
        }
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            // A client that goes ends its task with an error; one that goes too early is an error
            // of the client.
            tokio::spawn(serve(contender, stream));
        }
    })
}

async fn serve(contender: Contender, stream: TcpStream) -> Result<()> {
    match contender {
        Contender::Typed => typed(stream).await,
        Contender::Handled => Err("it accepts by itself".into()),
        Contender::ByHand => send(accept_async(stream).await?, tungstenite_answer).await,
        Contender::ByHandFed => feed(accept_small(stream).await?, tungstenite_answer).await,
        Contender::Untyped => feed(accept_small(stream).await?, |message| Ok(Some(message))).await,
        Contender::FastWebSockets => fastwebsockets(upgraded(stream).await?).await,
        Contender::TokioWebSockets => {
            send(tokio_websockets(stream).await?, tokio_websockets_answer).await
        }
        Contender::Yawc => send(yawc(stream).await?, yawc_answer).await,
        Contender::YawcFed => feed(yawc(stream).await?, yawc_answer).await,
        Contender::Node => Err("a server in another language".into()),
    }
}

struct Answers;

impl Handler for Answers {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<echo::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_ask(
        &self,
        connection: &Connection,
        message: ClientMessage,
    ) -> Result<(), HandlerError> {
        connection.answer(answer(message)).await?;
        Ok(())
    }
}

async fn typed(stream: TcpStream) -> Result<()> {
    let (mut socket, _) = ServerSocket::accept(stream).await?;
    while let Some(message) = socket.recv().await {
        socket.feed(answer(message?)).await?;
    }
    Ok(())
}

/// Answers each message as it comes: what one writes first.
async fn send<S, M, E>(mut socket: S, answer: impl Fn(M) -> Result<Option<M>>) -> Result<()>
where
    S: Stream<Item = Result<M, E>> + Sink<M, Error = E> + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    while let Some(message) = socket.next().await {
        if let Some(answer) = answer(message?)? {
            socket.send(answer).await?;
        }
    }
    Ok(())
}

/// Answers all that has arrived, and then writes all answers at once.
async fn feed<S, M, E>(mut socket: S, answer: impl Fn(M) -> Result<Option<M>>) -> Result<()>
where
    S: Stream<Item = Result<M, E>> + Sink<M, Error = E> + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    loop {
        let received = match socket.next().now_or_never() {
            Some(received) => received,
            None => {
                socket.flush().await?;
                socket.next().await
            }
        };
        let Some(message) = received else {
            return Ok(());
        };
        if let Some(answer) = answer(message?)? {
            socket.feed(answer).await?;
        }
    }
}

type Tungstenite = tokio_tungstenite::WebSocketStream<TcpStream>;

/// With the read buffer that is best for small messages and many connections.
async fn accept_small(stream: TcpStream) -> Result<Tungstenite> {
    let config = WebSocketConfig::default().read_buffer_size(16 * 1024);
    Ok(accept_async_with_config(stream, Some(config)).await?)
}

fn tungstenite_answer(message: tungstenite::Message) -> Result<Option<tungstenite::Message>> {
    let tungstenite::Message::Text(text) = message else {
        return Ok(None);
    };
    let answer = Answer::from(from_str::<Question>(&text)?);
    Ok(Some(tungstenite::Message::text(to_string(&answer)?)))
}

async fn fastwebsockets(stream: TcpStream) -> Result<()> {
    use fastwebsockets::{FragmentCollector, Frame, OpCode, Role, WebSocket};

    let mut socket = FragmentCollector::new(WebSocket::after_handshake(stream, Role::Server));
    loop {
        let frame = socket.read_frame().await?;
        match frame.opcode {
            OpCode::Text => {
                let answer = Answer::from(from_slice::<Question>(&frame.payload)?);
                socket
                    .write_frame(Frame::text(to_vec(&answer)?.into()))
                    .await?;
            }
            OpCode::Close => return Ok(()),
            _ => {}
        }
    }
}

async fn tokio_websockets(
    stream: TcpStream,
) -> Result<tokio_websockets::WebSocketStream<TcpStream>> {
    let (_, socket) = tokio_websockets::ServerBuilder::new()
        .accept(stream)
        .await?;
    Ok(socket)
}

fn tokio_websockets_answer(
    message: tokio_websockets::Message,
) -> Result<Option<tokio_websockets::Message>> {
    let Some(text) = message.as_text() else {
        return Ok(None);
    };
    let answer = Answer::from(from_str::<Question>(text)?);
    Ok(Some(tokio_websockets::Message::text(to_string(&answer)?)))
}

/// Its stream ends at an error, and so has no results.
async fn yawc(
    stream: TcpStream,
) -> Result<
    impl Stream<Item = Result<yawc::Frame, yawc::WebSocketError>>
    + Sink<yawc::Frame, Error = yawc::WebSocketError>,
> {
    let (stream, options) = (upgraded(stream).await?, yawc::Options::default());
    let socket = yawc::WebSocket::from_stream(stream, yawc::Role::Server, options)?;
    Ok(socket.map(Ok))
}

fn yawc_answer(frame: yawc::Frame) -> Result<Option<yawc::Frame>> {
    if frame.opcode() != yawc::OpCode::Text {
        return Ok(None);
    }
    let answer = Answer::from(from_slice::<Question>(frame.payload())?);
    Ok(Some(yawc::Frame::text(to_string(&answer)?)))
}

/// Answers the handshake (RFC 6455 section 4.2.2) for libraries that leave it to an HTTP server.
async fn upgraded(mut stream: TcpStream) -> Result<TcpStream> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Err("no handshake".into());
        }
    }
    let key = std::str::from_utf8(&request)?
        .lines()
        .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))
        .ok_or("no key")?;
    let accept = derive_accept_key(key.as_bytes());
    let response = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    stream.write_all(response.as_bytes()).await?;
    Ok(stream)
}
