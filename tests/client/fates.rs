//! What is known of a message whose connection was lost: nothing is lost without a word.

use crate::api::Unsubscribe;
use crate::api::feed::ClientMessage;
use crate::proxy::{Cut, Way};
use crate::{Network, Seen, Told, client, numbers, publish, soon};
use asyncapi_channels::client::{Connect, Fate, IoStream};
use asyncapi_channels::tungstenite::http::Uri;
use asyncapi_channels::{Message, SocketConfig};
use futures_util::future::BoxFuture;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::accept_async;

/// What was written and not confirmed may or may not have arrived.
#[tokio::test]
async fn what_was_not_confirmed_is_maybe_sent() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let _listener = client.on_close(move |close| {
        sender
            .send((numbers(&close.maybe_sent), numbers(&close.unsent)))
            .unwrap();
    });
    soon(client.connect()).await.unwrap();
    network.opened().await;
    soon(client.publish(publish(1)).confirmed()).await.unwrap();
    assert_eq!(network.published().await, 1);
    network.proxy.stall(true);
    for n in 2..=4 {
        soon(client.publish(publish(n))).await.unwrap();
    }
    let waiting = tokio::spawn(client.publish(publish(5)).confirmed());
    client.try_send(publish(6)).unwrap();
    // In their order, this one is written after the others.
    soon(client.publish(publish(7))).await.unwrap();
    network.proxy.cut(Cut::Reset);
    network.proxy.stall(false);
    let (maybe_sent, unsent) = told.next().await;
    let error = soon(waiting).await.unwrap().unwrap_err();
    assert_eq!(error.message, ClientMessage::Publish(publish(5)));
    match error.fate {
        Fate::MaybeSent => assert_eq!(maybe_sent, [2, 3, 4, 6, 7]),
        other => panic!("{other:?}"),
    }
    assert!(unsent.is_empty(), "{unsent:?}");
    // None of them is sent again.
    network.opened().await;
    soon(client.publish(publish(8))).await.unwrap();
    assert_eq!(network.published().await, 8);
}

/// A confirmed message has arrived, and so has everything before it.
#[tokio::test]
async fn what_is_confirmed_has_arrived() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let _listener = client.on_close(move |close| {
        sender.send(numbers(&close.maybe_sent)).unwrap();
    });
    soon(client.connect()).await.unwrap();
    network.opened().await;
    for n in 0..100 {
        client.try_send(publish(n)).unwrap();
    }
    soon(client.publish(publish(100)).confirmed())
        .await
        .unwrap();
    network.proxy.cut(Cut::Reset);
    assert_eq!(told.next().await, Vec::<i64>::new());
    for n in 0..=100 {
        assert_eq!(network.published().await, n);
    }
}

/// A frame that is cut is one that the server never saw, and the client says that it may have.
#[tokio::test]
async fn a_truncated_frame_is_maybe_sent() {
    let mut network = Network::start().await;
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let _listener = client.on_close(move |close| {
        sender.send(numbers(&close.maybe_sent)).unwrap();
    });
    soon(client.connect()).await.unwrap();
    network.opened().await;
    network.proxy.cut_after(Way::ToServer, 20, Cut::End);
    soon(client.publish(publish(1))).await.unwrap();
    assert_eq!(told.next().await, [1]);
    network.opened().await;
    soon(client.publish(publish(2)).confirmed()).await.unwrap();
    assert_eq!(network.published().await, 2);
}

/// What does no harm twice is sent again, if that is wished.
#[tokio::test]
async fn what_is_idempotent_is_sent_again() {
    for resends in [true, false] {
        let mut network = Network::start().await;
        let client = client(&network).resend_idempotent(resends).build();
        let (sender, mut told) = Told::new();
        let _listener = client.on_close(move |close| {
            sender.send(close.maybe_sent.clone()).unwrap();
        });
        soon(client.connect()).await.unwrap();
        network.opened().await;
        network.proxy.stall(true);
        // By the document, and by the call.
        soon(client.unsubscribe(Unsubscribe::new("a")))
            .await
            .unwrap();
        soon(client.publish(publish(1)).idempotent()).await.unwrap();
        soon(client.publish(publish(2))).await.unwrap();
        network.proxy.cut(Cut::Reset);
        network.proxy.stall(false);
        let maybe_sent = told.next().await;
        network.opened().await;
        soon(client.publish(publish(3))).await.unwrap();
        let decoded = maybe_sent
            .iter()
            .map(|payload| ClientMessage::decode(payload.as_frame()));
        let decoded: Vec<_> = decoded.map(|message| message.unwrap()).collect();
        let (again, not) = (
            vec![
                ClientMessage::from(Unsubscribe::new("a")),
                publish(1).into(),
            ],
            ClientMessage::from(publish(2)),
        );
        match resends {
            true => {
                assert_eq!(decoded, [not]);
                let first = network.next().await;
                assert!(
                    matches!(&first, Seen::Unsubscribed(topic) if topic == "a"),
                    "{first:?}"
                );
                assert_eq!(network.published().await, 1);
            }
            false => assert_eq!(decoded, [again, vec![not]].concat()),
        }
        assert_eq!(network.published().await, 3);
    }
}

/// A connection that can be read and no longer be written, once it is told so.
struct OneWay {
    stream: TcpStream,
    is_broken: Arc<AtomicBool>,
}

impl AsyncRead for OneWay {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for OneWay {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.is_broken.load(Ordering::SeqCst) {
            true => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            false => Pin::new(&mut self.stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Opens such connections.
struct Breaking(Arc<AtomicBool>);

impl Connect for Breaking {
    fn connect(&self, uri: Uri) -> BoxFuture<'_, io::Result<Box<dyn IoStream>>> {
        Box::pin(async move {
            let authority = uri.authority().map_or("", |authority| authority.as_str());
            self.0.store(false, Ordering::SeqCst);
            let is_broken = Arc::clone(&self.0);
            let stream = TcpStream::connect(authority).await?;
            Ok(Box::new(OneWay { stream, is_broken }) as Box<dyn IoStream>)
        })
    }
}

/// The message at which writing fails is not lost either.
#[tokio::test]
async fn what_cannot_be_written_is_maybe_sent() {
    // With a buffer it is the flush that fails, and without one the message itself.
    for buffer in [64 * 1024, 0] {
        let mut network = Network::start().await;
        let is_broken = Arc::new(AtomicBool::new(false));
        let client = client(&network)
            .socket(SocketConfig::new().write_buffer(buffer))
            .connector(Breaking(Arc::clone(&is_broken)))
            .build();
        let (sender, mut told) = Told::new();
        let _listener = client.on_close(move |close| {
            sender.send(numbers(&close.maybe_sent)).unwrap();
        });
        soon(client.connect()).await.unwrap();
        network.opened().await;
        soon(client.publish(publish(0)).confirmed()).await.unwrap();
        is_broken.store(true, Ordering::SeqCst);
        client.try_send(publish(1)).unwrap();
        let confirmed = tokio::spawn(client.publish(publish(2)).confirmed());
        tokio::task::yield_now().await;
        client.try_send(publish(3)).unwrap();
        let mut maybe_sent = told.next().await;
        // What was not taken from the queue by then goes over the next connection.
        let confirmed = match soon(confirmed).await.unwrap() {
            Ok(()) => None,
            Err(error) => Some((error.fate, error.message)),
        };
        if let Some((fate, message)) = confirmed {
            assert_eq!((fate, message), (Fate::MaybeSent, publish(2).into()));
            maybe_sent.push(2);
        }
        soon(client.publish(publish(4)).confirmed()).await.unwrap();
        let mut all = maybe_sent;
        assert!(all.contains(&1), "{buffer}: {all:?}");
        assert_eq!(network.published().await, 0);
        loop {
            match network.published().await {
                4 => break,
                n => all.push(n),
            }
        }
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3], "{buffer}");
    }
}

/// A close frame of the server that crosses the client's own is no answer to it: what came before
/// that may not have been read.
#[tokio::test]
async fn a_crossing_close_frame_confirms_nothing() {
    let network = Network::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    network.proxy.upstream(listener.local_addr().unwrap());
    let client = client(&network).build();
    let (sender, mut told) = Told::new();
    let _listener = client.on_close(move |close| {
        sender.send(numbers(&close.maybe_sent)).unwrap();
    });
    client.start();
    let (stream, _) = soon(listener.accept()).await.unwrap();
    let server = soon(accept_async(stream)).await.unwrap();
    crate::connected(&client).await;
    soon(client.publish(publish(1))).await.unwrap();
    let waiting = tokio::spawn(client.publish(publish(2)).confirmed());
    tokio::task::yield_now().await;
    let closing = tokio::spawn({
        let client = client.clone();
        async move { client.close().await }
    });
    // The client says what it has to say, with its close frame, and waits.
    let mut server = server.into_inner();
    let said = Duration::from_millis(100);
    while let Ok(byte) = tokio::time::timeout(said, server.read_u8()).await {
        byte.unwrap();
    }
    // The server's own, with 1001.
    server.write_all(&[0x88, 0x02, 0x03, 0xe9]).await.unwrap();
    drop(server);
    assert_eq!(soon(closing).await.unwrap(), []);
    assert_eq!(told.next().await, [1]);
    let error = soon(waiting).await.unwrap().unwrap_err();
    assert_eq!(error.fate, Fate::MaybeSent);
}
