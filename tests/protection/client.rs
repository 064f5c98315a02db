//! A client that writes whatever bytes it likes, and reads frames.

use crate::{WHO, soon};
use asyncapi_channels::tungstenite::protocol::frame::coding::CloseCode;
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// The opcodes of RFC 6455 section 5.2, and the bit of a frame that ends its message.
pub(crate) const CONTINUE: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;
pub(crate) const LAST: u8 = 0x80;

const MASK: [u8; 4] = [0x5a, 1, 0xff, 0x80];

/// The headers of a handshake (RFC 6455 section 4.1).
pub(crate) const HANDSHAKE: &str = "Host: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                                    Sec-WebSocket-Version: 13\r\n\
                                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A request for the channel, with these header lines besides.
pub(crate) fn request(headers: &str) -> String {
    format!("GET /line HTTP/1.1\r\n{HANDSHAKE}{headers}\r\n")
}

/// The head of a frame, without the mask.
pub(crate) fn frame_head(first: u8, is_masked: bool, length: u64) -> Vec<u8> {
    let mask = if is_masked { 0x80 } else { 0 };
    let mut head = vec![first];
    match length {
        0..126 => head.push(mask | length as u8),
        126..0x1_0000 => {
            head.push(mask | 126);
            head.extend((length as u16).to_be_bytes());
        }
        _ => {
            head.push(mask | 127);
            head.extend(length.to_be_bytes());
        }
    }
    head
}

/// A whole frame of a client.
pub(crate) fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = frame_head(first, true, payload.len() as u64);
    frame.extend(MASK);
    let bytes = payload.iter().zip(MASK.iter().cycle());
    frame.extend(bytes.map(|(byte, mask)| byte ^ mask));
    frame
}

/// The payload of a close frame.
pub(crate) fn close_payload(code: u16, reason: &str) -> Vec<u8> {
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend(reason.as_bytes());
    payload
}

/// A message of the channel.
pub(crate) fn said(text: &str) -> String {
    format!(r#"{{"type":"said","text":"{text}"}}"#)
}

/// The frame of a message.
pub(crate) fn said_frame(text: &str) -> Vec<u8> {
    masked(LAST | TEXT, said(text).as_bytes())
}

/// An answer of HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
}

impl Answer {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// One end of a connection.
pub(crate) struct Client<T = TcpStream>(pub(crate) T);

impl Client {
    /// Connects, and does nothing more.
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    /// Connects from an address, with a receive buffer of about this size if it is to be small.
    pub(crate) async fn open_with(
        address: SocketAddr,
        from: &str,
        receive_buffer: Option<u32>,
    ) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(size) = receive_buffer {
            socket.set_recv_buffer_size(size).expect("an option");
        }
        let from = format!("{from}:0").parse().expect("an address");
        socket.bind(from).expect("an address of loopback");
        Self(socket.connect(address).await.expect("a connection"))
    }

    /// Connects and is let in; `who` decides what becomes of it.
    pub(crate) async fn connect(address: SocketAddr, who: &str) -> Self {
        let mut client = Self::open(address).await;
        let answer = client.asks(&request(&format!("{WHO}: {who}\r\n"))).await;
        assert_eq!(answer.status, 101, "{answer:?}");
        client
    }

    /// Goes away without a word, so that the server's system is told by a reset.
    pub(crate) fn reset(self) {
        self.0.set_zero_linger().expect("an option");
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Client<T> {
    /// Writes a request and reads the head of the answer.
    pub(crate) async fn asks(&mut self, request: &str) -> Answer {
        self.writes(request.as_bytes()).await;
        self.answer().await.expect("an answer")
    }

    /// The head of the answer that comes next.
    pub(crate) async fn answer(&mut self) -> io::Result<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(soon(self.0.read_u8()).await?);
        }
        let head = String::from_utf8(head).expect("text");
        let status = head.split(' ').nth(1).expect("a status");
        let status = status.parse().expect("a status");
        Ok(Answer { status, head })
    }

    pub(crate) async fn writes(&mut self, bytes: &[u8]) {
        self.tries_to_write(bytes).await.expect("written");
    }

    /// Writes to a server that may have closed the connection.
    pub(crate) async fn tries_to_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        soon(self.0.write_all(bytes)).await
    }

    /// Says something.
    pub(crate) async fn says(&mut self, text: &str) {
        self.writes(&said_frame(text)).await;
    }

    /// The next frame: its opcode and its payload. `None` when the connection has ended. When the
    /// future is dropped early, nothing was read or nothing is read right anymore.
    pub(crate) async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let first = self.0.read_u8().await.ok()?;
        assert_eq!(first & 0x70, 0, "reserved bits");
        let length = soon(self.0.read_u8()).await.ok()?;
        let length = match length {
            126 => u64::from(soon(self.0.read_u16()).await.ok()?),
            127 => soon(self.0.read_u64()).await.ok()?,
            length => u64::from(length),
        };
        let mut payload = vec![0; length as usize];
        soon(self.0.read_exact(&mut payload)).await.ok()?;
        Some((first & 0x0f, payload))
    }

    /// The next frame that has a message, with pings unanswered.
    async fn message(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            match soon(self.frame()).await {
                Some((PING | PONG, _)) => {}
                other => return other,
            }
        }
    }

    /// The text of the next message.
    pub(crate) async fn text(&mut self) -> String {
        match self.message().await {
            Some((TEXT, text)) => String::from_utf8(text).expect("text"),
            other => panic!("no text: {other:?}"),
        }
    }

    /// The server repeats this next.
    pub(crate) async fn hears(&mut self, text: &str) {
        let expected = format!(r#"{{"type":"heard","text":"{text}"}}"#);
        assert_eq!(self.text().await, expected);
    }

    /// The server closes with this code and a reason that has this in it, and then ends the
    /// connection.
    pub(crate) async fn is_closed(&mut self, code: CloseCode, hint: &str) {
        match self.message().await {
            Some((CLOSE, payload)) => {
                let (got, reason) = payload.split_at_checked(2).expect("a code");
                let reason = str::from_utf8(reason).expect("text");
                let got = CloseCode::from(u16::from_be_bytes([got[0], got[1]]));
                assert_eq!(got, code, "{reason}");
                assert!(reason.contains(hint), "{reason}");
            }
            other => panic!("no close frame: {other:?}"),
        }
        let answer = masked(LAST | CLOSE, &close_payload(code.into(), ""));
        // The server may have ended the connection already.
        let _ = self.tries_to_write(&answer).await;
        self.is_ended().await;
    }

    /// The server ends the connection, with nothing more to say.
    pub(crate) async fn is_ended(&mut self) {
        let mut rest = Vec::new();
        // A reset is an end too.
        let _ = soon(self.0.read_to_end(&mut rest)).await;
        assert!(rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
    }
}
