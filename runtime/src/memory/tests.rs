use std::io::ErrorKind;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// The client's end of a new connection and the server's.
async fn open(network: &Network) -> (MemoryStream, MemoryStream) {
    let client = network.connect().await.expect("connected");
    (client, network.accept().await.expect("open"))
}

/// What can be read without waiting; `None` when nothing can.
fn arrived(stream: &mut MemoryStream) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 100_000];
    let count = stream.read(&mut bytes).now_or_never()?.expect("open");
    bytes.truncate(count);
    Some(bytes)
}

/// What writing and reading end with, from now on.
async fn errors(stream: &mut MemoryStream) -> [ErrorKind; 3] {
    let write = stream.write(b"a").await.expect_err("no writing");
    let read = stream.read(&mut [0]).await.expect_err("no reading");
    let flush = stream.flush().await.expect_err("no flushing");
    [write, read, flush].map(|error| error.kind())
}

/// Reads to the end, in a task.
fn reader(mut stream: MemoryStream) -> JoinHandle<(std::io::Result<usize>, Vec<u8>, Instant)> {
    tokio::spawn(async move {
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes).await;
        (read, bytes, Instant::now())
    })
}

#[test]
fn without_faults_no_runtime_is_needed() {
    let network = Network::new();
    let connected = open(&network).now_or_never();
    let (mut client, mut server) = connected.expect("at once");
    let written = async {
        client.write_all(b"ab").await?;
        client.write_all(b"c").await?;
        server.write_all(b"de").await
    };
    written.now_or_never().expect("at once").expect("written");
    assert_eq!(arrived(&mut server).as_deref(), Some(&b"abc"[..]));
    assert_eq!(arrived(&mut server), None);
    assert_eq!(arrived(&mut client).as_deref(), Some(&b"de"[..]));
}

#[tokio::test]
async fn each_end_ends_for_itself() {
    let (mut client, mut server) = open(&Network::new()).await;
    client.write_all(b"last").await.expect("written");
    client.shutdown().await.expect("shut down");
    let error = client.write(b"more").await.expect_err("shut down");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    let mut bytes = Vec::new();
    server.read_to_end(&mut bytes).await.expect("read");
    assert_eq!(bytes, b"last");

    server.write_all(b"answer").await.expect("written");
    drop(server);
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).await.expect("read");
    assert_eq!(bytes, b"answer");
}

#[tokio::test]
async fn who_is_gone_is_not_written_to() {
    let network = Network::new();
    network.set_buffer(1);
    let (mut client, server) = open(&network).await;
    let writing = tokio::spawn(async move { client.write_all(b"ab").await });
    tokio::task::yield_now().await;
    assert!(!writing.is_finished());
    drop(server);
    let error = writing.await.expect("ended").expect_err("nobody reads");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}

#[tokio::test]
async fn as_much_is_written_as_there_is_room_for() {
    let network = Network::new();
    let (mut client, mut server) = open(&network).await;
    let much = vec![7; 100_000];
    assert_eq!(client.write(&much).await.expect("written"), 64 * 1024);
    assert!(client.write(b"a").now_or_never().is_none());
    server.read_exact(&mut [0; 10]).await.expect("read");
    assert_eq!(client.write(&much).await.expect("written"), 10);

    // What is already there stays, and the room is what is left.
    network.set_buffer(10);
    assert!(client.write(b"a").now_or_never().is_none());
    assert_eq!(arrived(&mut server).map(|bytes| bytes.len()), Some(65_536));
    assert_eq!(client.write(&much).await.expect("written"), 10);
    network.set_buffer(0);
    assert_eq!(arrived(&mut server).map(|bytes| bytes.len()), Some(10));
    assert_eq!(client.write(&much).await.expect("written"), 1);
}

#[tokio::test(start_paused = true)]
async fn delay_is_exact() {
    let network = Network::new();
    network.set_delay(SECOND);
    let begin = Instant::now();
    let (mut client, mut server) = open(&network).await;
    assert_eq!(begin.elapsed(), 2 * SECOND);

    let begin = Instant::now();
    client.write_all(b"a").await.expect("written");
    tokio::time::sleep(SECOND / 4).await;
    client.write_all(b"b").await.expect("written");
    drop(client);
    assert_eq!(arrived(&mut server), None);
    for (byte, time) in [(b'a', SECOND), (b'b', SECOND * 5 / 4)] {
        assert_eq!(server.read_u8().await.expect("read"), byte);
        assert_eq!(begin.elapsed(), time);
    }
    let end = server.read(&mut [0]).await.expect("the end");
    assert_eq!((end, begin.elapsed()), (0, SECOND * 5 / 4));
}

#[tokio::test(start_paused = true)]
async fn a_new_delay_is_that_of_what_is_on_its_way() {
    let network = Network::new();
    let (mut client, mut server) = open(&network).await;
    network.set_delay(Duration::MAX);
    client.write_all(b"ab").await.expect("written");
    let begin = Instant::now();
    let reading = tokio::spawn(async move {
        let byte = server.read_u8().await.expect("read");
        (server, byte)
    });
    tokio::time::sleep(SECOND).await;
    network.set_delay(5 * SECOND);
    let (mut server, byte) = reading.await.expect("ended");
    assert_eq!((byte, begin.elapsed()), (b'a', 5 * SECOND));
    network.set_delay(6 * SECOND);
    assert_eq!(arrived(&mut server), None);
    network.set_delay(Duration::ZERO);
    assert_eq!(server.read_u8().await.expect("read"), b'b');
    assert_eq!(begin.elapsed(), 5 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn bandwidth_is_exact() {
    let network = Network::new();
    let (mut client, mut server) = open(&network).await;
    network.set_bandwidth(Some(1000));
    network.set_delay(SECOND);
    let begin = Instant::now();
    client.write_all(&[1; 400]).await.expect("written");
    client.write_all(&[2; 600]).await.expect("written");
    server.read_exact(&mut [0; 500]).await.expect("read");
    assert_eq!(begin.elapsed(), SECOND * 3 / 2);

    // What arrives while nobody reads is there afterwards, and no more than that.
    tokio::time::sleep(SECOND / 10).await;
    assert_eq!(arrived(&mut server), Some(vec![2; 100]));
    network.set_bandwidth(Some(400));
    server.read_exact(&mut [0; 400]).await.expect("read");
    assert_eq!(begin.elapsed(), SECOND * 26 / 10);

    // A line that was idle has saved nothing.
    tokio::time::sleep(10 * SECOND).await;
    let begin = Instant::now();
    client.write_all(&[3; 40]).await.expect("written");
    server.read_exact(&mut [0; 40]).await.expect("read");
    assert_eq!(begin.elapsed(), SECOND * 11 / 10);
}

#[tokio::test(start_paused = true)]
async fn a_line_without_bandwidth_waits_for_one() {
    let network = Network::new();
    let (mut client, server) = open(&network).await;
    network.set_bandwidth(Some(0));
    client.write_all(b"abc").await.expect("written");
    drop(client);
    let begin = Instant::now();
    let reading = reader(server);
    tokio::time::sleep(SECOND).await;
    assert!(!reading.is_finished());
    network.set_bandwidth(Some(3));
    tokio::time::sleep(SECOND / 2).await;
    network.set_bandwidth(None);
    let (_, bytes, end) = reading.await.expect("ended");
    assert_eq!((&bytes[..], end - begin), (&b"abc"[..], SECOND * 3 / 2));
}

#[tokio::test(start_paused = true)]
async fn nothing_moves_on_a_stalled_network() {
    let network = Network::new();
    let (mut client, server) = open(&network).await;
    network.stall(true);
    let writing = tokio::spawn(async move {
        client.write_all(&[1; 64 * 1024]).await.expect("written");
        let full = Instant::now();
        client.write_all(&[1; 10]).await.expect("written");
        (full, Instant::now())
    });
    let begin = Instant::now();
    let reading = reader(server);
    let connecting = tokio::spawn({
        let network = network.clone();
        async move { network.connect().await.map(|_| Instant::now()) }
    });
    tokio::time::sleep(SECOND).await;
    assert!(!reading.is_finished() && !writing.is_finished() && !connecting.is_finished());
    network.stall(false);
    let (full, written) = writing.await.expect("ended");
    assert_eq!((full - begin, written - begin), (Duration::ZERO, SECOND));
    let (_, bytes, end) = reading.await.expect("ended");
    assert_eq!((bytes.len(), end - begin), (64 * 1024 + 10, SECOND));
    let connected = connecting.await.expect("ended").expect("connected");
    assert_eq!(connected - begin, SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_cut_is_seen_at_both_ends() {
    let network = Network::new();
    network.set_buffer(10);
    let (mut client, mut server) = open(&network).await;
    let (other, _) = open(&network).await;
    network.set_delay(SECOND);
    let writing = tokio::spawn(async move {
        let written = client.write_all(&[1; 20]).await;
        (client, written.expect_err("cut").kind())
    });
    let reading = reader(other);
    tokio::time::sleep(SECOND / 2).await;
    network.cut();
    let (mut client, error) = writing.await.expect("ended");
    assert_eq!(error, ErrorKind::ConnectionReset);
    let (read, bytes, _) = reading.await.expect("ended");
    assert_eq!(read.expect_err("cut").kind(), ErrorKind::ConnectionReset);
    assert!(bytes.is_empty());
    // Also after what was on its way would have come.
    tokio::time::sleep(SECOND).await;
    let reset = [ErrorKind::ConnectionReset; 3];
    assert_eq!(errors(&mut server).await, reset);
    assert_eq!(errors(&mut client).await, reset);

    let (mut client, mut server) = open(&network).await;
    client.write_all(b"a").await.expect("written");
    assert_eq!(server.read_u8().await.expect("read"), b'a');
}

#[tokio::test]
async fn a_cut_comes_after_so_many_bytes_to_the_server() {
    let network = Network::new();
    let (mut client, mut server) = open(&network).await;
    client.write_all(b"abcdef").await.expect("written");
    assert_eq!(server.read_u8().await.expect("read"), b'a');
    network.cut_after(Some(3));
    let (mut later_client, mut later_server) = open(&network).await;
    server
        .write_all(b"what is said here does not count")
        .await
        .expect("written");
    assert_eq!(arrived(&mut client).map(|bytes| bytes.len()), Some(32));
    assert_eq!(arrived(&mut server).as_deref(), Some(&b"bcd"[..]));
    let reset = [ErrorKind::ConnectionReset; 3];
    assert_eq!(errors(&mut server).await, reset);
    assert_eq!(errors(&mut client).await, reset);

    later_client.write_all(b"12").await.expect("written");
    later_server.read_exact(&mut [0; 2]).await.expect("read");
    network.cut_after(None);
    later_client.write_all(b"3456").await.expect("written");
    later_server.read_exact(&mut [0; 4]).await.expect("read");
    network.cut_after(Some(0));
    assert_eq!(errors(&mut later_client).await, reset);
    let (mut client, mut server) = open(&network).await;
    assert_eq!(errors(&mut client).await, reset);
    assert_eq!(errors(&mut server).await, reset);
}

#[tokio::test(start_paused = true)]
async fn who_is_refused_learns_it_after_the_way_there_and_back() {
    let network = Network::new();
    let (mut client, mut server) = open(&network).await;
    network.refuse(true);
    network.set_delay(SECOND);
    let begin = Instant::now();
    let error = network.connect().await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(begin.elapsed(), 2 * SECOND);
    client.write_all(b"a").await.expect("written");
    assert_eq!(server.read_u8().await.expect("read"), b'a');
    network.refuse(false);
    open(&network).await;
}

#[tokio::test]
async fn a_closed_network_gives_what_was_connected_and_then_nothing() {
    let network = Network::new();
    let accepting = tokio::spawn({
        let network = network.clone();
        async move {
            let mut count = 0;
            while network.accept().await.is_some() {
                count += 1;
            }
            count
        }
    });
    let _first = network.connect().await.expect("connected");
    tokio::task::yield_now().await;
    let (_second, _third) = (network.connect().await, network.connect().await);
    network.close();
    let error = network.connect().await.expect_err("closed");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(accepting.await.expect("ended"), 3);
}

#[tokio::test]
async fn connections_are_counted() {
    let network = Network::new();
    let (client, server) = open(&network).await;
    let waiting = network.connect().await.expect("connected");
    assert_eq!(network.connections(), 2);
    drop(client);
    assert_eq!(network.connections(), 2);
    drop(server);
    assert_eq!(network.connections(), 1);
    network.cut();
    assert_eq!(network.connections(), 0);
    assert!(network.accept().await.is_some());
    drop(waiting);
    for _ in 0..1000 {
        open(&network).await;
    }
    assert_eq!(network.connections(), 0);
}
