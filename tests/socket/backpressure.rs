//! What a connection holds is bounded, nothing is lost at the bounds, and they can be set.

use crate::batching::{Client, Server, expect_lines, in_memory, line};
use crate::documents::log::{self, ClientMessage, ClientSocket, ServerMessage, ServerSocket};
use crate::{listen, next, pair, soon};
use asyncapi_channels::tungstenite::error::CapacityError;
use asyncapi_channels::tungstenite::protocol::WebSocketConfig;
use asyncapi_channels::tungstenite::{self, Message as Raw};
use asyncapi_channels::{CloseCode, Error, SocketConfig};
use futures_util::future::join;
use futures_util::{FutureExt, Sink, SinkExt, StreamExt, stream};
use tokio_tungstenite::MaybeTlsStream;

/// With a buffer that is full before anything of it is written.
fn narrow() -> WebSocketConfig {
    let config = WebSocketConfig::default().write_buffer_size(250);
    config.max_write_buffer_size(300)
}

/// Feeds lines until the socket wants to wait; how many it has taken.
async fn fill(server: &mut Server) -> usize {
    for number in 0..1_000_000 {
        let fed = server.feed(line(number)).now_or_never();
        match fed {
            Some(result) => result.unwrap(),
            None => return number,
        }
        // The connection in memory gives way now and then, which is not what is looked for.
        tokio::task::yield_now().await;
    }
    panic!("no bound");
}

#[tokio::test]
async fn feeding_waits_for_a_peer_that_does_not_read() {
    let config = SocketConfig::new().write_buffer(10_000);
    let (mut client, mut server) = in_memory(1_000, config.into()).await;
    let taken = fill(&mut server).await;
    // A frame of 100 bytes has a header of two.
    let bytes = taken * 102;
    assert!((10_000..=11_000 + 102).contains(&bytes), "{bytes} bytes");
    for _ in 0..10 {
        assert!(server.feed(line(0)).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    // The others come when the peer reads, each once and in order.
    let feeding = async {
        for number in taken..5_000 {
            server.feed(line(number)).await.unwrap();
        }
        server.flush().await.unwrap();
    };
    soon(join(feeding, expect_lines(&mut client, 0..5_000))).await;
    assert!(client.recv().now_or_never().is_none());
}

#[tokio::test]
async fn over_tcp_feeding_waits_too() {
    let (mut client, mut server) = pair!(log);
    // More than any socket buffer of the system holds.
    let long = "x".repeat(1 << 20);
    let mut taken = 0;
    while taken < 1_000 {
        let message = ServerMessage::Line(format!("{taken:0>4}{long}"));
        match server.feed(message).now_or_never() {
            Some(result) => result.unwrap(),
            None => break,
        }
        taken += 1;
        tokio::task::yield_now().await;
    }
    assert!(taken < 100, "{taken} MiB were taken");
    let feeding = async {
        for number in taken..100 {
            let message = ServerMessage::Line(format!("{number:0>4}{long}"));
            server.feed(message).await.unwrap();
        }
        server.flush().await.unwrap();
    };
    let reading = async {
        for number in 0..100 {
            match next(&mut client).await.unwrap() {
                ServerMessage::Line(text) => {
                    assert!(text.starts_with(&format!("{number:0>4}x")), "{number}");
                }
                other => panic!("{other:?}"),
            }
        }
    };
    soon(join(feeding, reading)).await;
}

#[tokio::test]
async fn a_full_buffer_loses_nothing() {
    let (client, server) = in_memory(64, narrow()).await;
    let finish = async |mut server: Server| assert!(server.recv().await.is_none());
    send_all_ways(client, server, finish).await;
}

#[tokio::test]
async fn nor_does_that_of_a_half() {
    let (client, server) = in_memory(64, narrow()).await;
    let (sender, mut receiver) = server.split();
    let finish = async |sender| {
        assert!(receiver.recv().await.is_none());
        drop((sender, receiver));
    };
    send_all_ways(client, sender, finish).await;
}

/// Sends lines in each way there is, and closes, while the client reads.
async fn send_all_ways<S>(
    mut client: Client,
    mut server: ServerSocket<S>,
    finish: impl AsyncFnOnce(ServerSocket<S>),
) where
    S: Sink<Raw, Error = tungstenite::Error> + Unpin,
{
    let sending = async move {
        for number in 0..300 {
            match number % 3 {
                0 => server.send(line(number)).await.unwrap(),
                1 => SinkExt::feed(&mut server, line(number)).await.unwrap(),
                _ => server.feed(line(number)).await.unwrap(),
            }
        }
        let mut rest = stream::iter(300..600).map(|number| Ok(line(number)));
        server.send_all(&mut rest).await.unwrap();
        for number in 600..610 {
            server.feed(line(number)).await.unwrap();
        }
        server.close(CloseCode::Normal, "done").await.unwrap();
        finish(server).await;
    };
    let reading = async {
        expect_lines(&mut client, 0..610).await;
        assert!(soon(client.recv()).await.is_none());
        assert_eq!(client.close_frame().unwrap().reason.as_str(), "done");
    };
    soon(join(sending, reading)).await;
}

#[tokio::test]
async fn what_the_sink_holds_goes_out_when_nothing_arrives() {
    let (mut client, mut server) = in_memory(1 << 20, narrow()).await;
    for number in 0..3 {
        // The third finds no room, and is held.
        SinkExt::feed(&mut server, line(number)).await.unwrap();
    }
    assert!(server.recv().now_or_never().is_none());
    expect_lines(&mut client, 0..3).await;

    for number in 3..6 {
        SinkExt::feed(&mut server, line(number)).await.unwrap();
    }
    SinkExt::close(&mut server).await.unwrap();
    expect_lines(&mut client, 3..6).await;

    let (mut client, mut server) = in_memory(1 << 20, narrow()).await;
    for number in 0..3 {
        SinkExt::feed(&mut server, line(number)).await.unwrap();
    }
    let (mut sender, _receiver) = server.split();
    for number in 3..10 {
        SinkExt::feed(&mut sender, line(number)).await.unwrap();
    }
    sender.flush().await.unwrap();
    expect_lines(&mut client, 0..10).await;
    let long = ServerMessage::Line("x".repeat(301));
    assert!(sender.send(long).await.is_err());
    sender.send(line(10)).await.unwrap();
    expect_lines(&mut client, 10..11).await;
}

#[tokio::test]
async fn a_message_larger_than_the_buffer_is_given_back() {
    let (mut client, mut server) = in_memory(1 << 20, narrow()).await;
    server.feed(line(0)).await.unwrap();
    let long = "x".repeat(301);
    for _ in 0..2 {
        match server.send(ServerMessage::Line(long.clone())).await {
            Err(Error::WebSocket(tungstenite::Error::WriteBufferFull(frame))) => {
                assert_eq!(frame.into_data(), long.as_bytes());
            }
            other => panic!("{other:?}"),
        }
    }
    server.send(line(1)).await.unwrap();
    expect_lines(&mut client, 0..2).await;

    // By the sink it was accepted, so whoever comes next hears of it, once.
    SinkExt::feed(&mut server, ServerMessage::Line(long))
        .await
        .unwrap();
    assert!(soon(server.recv()).await.unwrap().is_err());
    assert!(server.recv().now_or_never().is_none());
    server.send(line(2)).await.unwrap();
    expect_lines(&mut client, 2..3).await;
}

#[tokio::test]
async fn a_peer_that_pings_and_does_not_read_costs_no_more_than_the_buffer() {
    let config = SocketConfig::new()
        .write_buffer(1_000)
        .max_write_buffer(2_000);
    let (mut client, mut server) = in_memory(1_000, config.into()).await;
    let pinging = async {
        for _ in 0..10_000 {
            let ping = Raw::Ping(vec![b'x'; 125].into());
            client.get_mut().feed(ping).await.unwrap();
        }
        client.write("done").await.unwrap();
    };
    let (message, ()) = soon(join(next(&mut server), pinging)).await;
    assert_eq!(message.unwrap(), ClientMessage::Line("done".into()));
    let (pongs, sent) = soon(join(
        async {
            let mut pongs = 0;
            while let Raw::Pong(_) = next(client.get_mut()).await.unwrap() {
                pongs += 1;
            }
            pongs
        },
        server.send(line(0)),
    ))
    .await;
    sent.unwrap();
    // What the connection and the buffer hold, and the one that is written next.
    assert!(pongs * 127 <= 1_000 + 2_014 + 127, "{pongs} pongs");
}

/// The error of a message that is too long: how long it is, and how long it may be.
fn too_long<T: std::fmt::Debug>(item: Result<T, Error>) -> (usize, usize) {
    match item {
        Err(Error::WebSocket(tungstenite::Error::Capacity(CapacityError::MessageTooLong {
            size,
            max_size,
        }))) => (size, max_size),
        other => panic!("not too long: {other:?}"),
    }
}

#[tokio::test]
async fn a_message_over_the_limit_is_an_error_that_names_it() {
    for (config, limit) in [
        (SocketConfig::new().max_message(1_000), 1_000),
        (SocketConfig::new().max_frame(500), 500),
        (SocketConfig::new(), 16 << 20),
    ] {
        let (listener, url) = listen().await;
        let accepted = async {
            let (stream, _) = listener.accept().await.unwrap();
            ServerSocket::accept_with(config, stream).await.unwrap()
        };
        let connected = ClientSocket::connect_with(config, &url, &(), &(), &());
        let (client, (mut server, _)) = soon(join(connected, accepted)).await;
        let mut client = client.unwrap();
        let both = join(client.write("x".repeat(limit)), next(&mut server));
        assert!(matches!(soon(both).await, (Ok(()), Ok(_))), "{limit}");
        let both = join(
            server.send(ServerMessage::Line("x".repeat(limit))),
            next(&mut client),
        );
        assert!(matches!(soon(both).await, (Ok(()), Ok(_))), "{limit}");

        if limit < 16 << 20 {
            client.write("x".repeat(limit + 1)).await.unwrap();
            assert_eq!(too_long(next(&mut server).await), (limit + 1, limit));
        } else {
            let message = "x".repeat(limit + 1);
            assert!(matches!(
                client.send(message).await,
                Err(Error::WebSocket(tungstenite::Error::WriteBufferFull(_)))
            ));
        }
    }
}

#[tokio::test]
async fn the_buffers_and_nodelay_are_those_of_the_config() {
    let other = SocketConfig::new()
        .read_buffer(4_096)
        .write_buffer(8_192)
        .nodelay(false);
    for (config, read, write, nodelay) in [
        (SocketConfig::new(), 16_384, 65_536, true),
        (other, 4_096, 8_192, false),
    ] {
        let (listener, url) = listen().await;
        let accepted = async {
            let (stream, _) = listener.accept().await.unwrap();
            ServerSocket::accept_with(config, stream).await.unwrap()
        };
        let connected = ClientSocket::connect_with(config, &url, &(), &(), &());
        let (client, (server, _)) = soon(join(connected, accepted)).await;
        let client = client.unwrap();
        for config in [client.get_ref().get_config(), server.get_ref().get_config()] {
            assert_eq!(config.read_buffer_size, read);
            assert_eq!(config.write_buffer_size, write);
        }
        assert_eq!(server.get_ref().get_ref().nodelay().unwrap(), nodelay);
        match client.get_ref().get_ref() {
            MaybeTlsStream::Plain(tcp) => assert_eq!(tcp.nodelay().unwrap(), nodelay),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn short_forms_have_nodelay() {
    let (client, server) = pair!(log);
    assert!(server.get_ref().get_ref().nodelay().unwrap());
    match client.get_ref().get_ref() {
        MaybeTlsStream::Plain(tcp) => assert!(tcp.nodelay().unwrap()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_queue_gives_back_is_sent_or_in_an_error() {
    let (mut client, server) = in_memory(1 << 20, narrow()).await;
    // A queue hands its messages on when it is flushed, and finds the buffer full again and again.
    let mut server = ServerSocket::new(SinkExt::buffer(server.into_inner(), 10));
    for number in 0..10 {
        server.feed(line(number)).await.unwrap();
    }
    let mut texts = Vec::new();
    while let Err(error) = soon(server.flush()).await {
        match error {
            Error::WebSocket(tungstenite::Error::WriteBufferFull(frame)) => {
                texts.push(ServerMessage::Line(frame.into_text().unwrap().to_string()));
            }
            other => panic!("{other:?}"),
        }
    }
    while let Some(message) = client.recv().now_or_never() {
        texts.push(message.unwrap().unwrap());
    }
    texts.sort_by_key(|message| format!("{message:?}"));
    assert_eq!(texts, (0..10).map(line).collect::<Vec<_>>());
}
