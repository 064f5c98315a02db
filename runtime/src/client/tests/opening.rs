//! What opens a connection goes before all that waits.

use super::*;

#[tokio::test(start_paused = true)]
async fn the_first_message_and_the_callbacks_come_first_each_time() {
    let network = Network::new();
    let client = builder(&network)
        .first_message(|| async { Ok(line("token")) })
        .build();
    client.try_send(line("waited")).expect("queued");
    let captured = client.clone();
    // With the client that it is given, and with one of its own.
    let _one =
        client.with_reconnect(|client| async move { Ok(client.send(line("subscribe 1")).await?) });
    let two = client.with_reconnect(move |_| {
        let client = captured.clone();
        async move {
            client.try_send(line("subscribe 2"))?;
            Ok(())
        }
    });
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    for expected in ["token", "subscribe 1", "subscribe 2", "waited"] {
        assert_eq!(hear(&mut server).await.as_deref(), Some(expected));
    }
    // One that is added later is called at once.
    let _three =
        client.with_reconnect(|client| async move { Ok(client.send(line("subscribe 3")).await?) });
    assert_eq!(hear(&mut server).await.as_deref(), Some("subscribe 3"));
    drop(two);
    network.cut();
    let mut server = accept(&network).await;
    client.try_send(line("next")).expect("queued");
    for expected in ["token", "subscribe 1", "subscribe 3", "next"] {
        assert_eq!(hear(&mut server).await.as_deref(), Some(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_callback_fails_the_attempt() {
    let network = Network::new();
    let client = builder(&network).build();
    let (tell, errors) = told();
    let _errors = client.on_error(move |error| tell(error.to_string()));
    let times = std::sync::atomic::AtomicU32::new(0);
    let _callback = client.with_reconnect(move |_| {
        let time = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        async move {
            match time {
                0 => Err("not yet".into()),
                1 => panic!("never"),
                _ => Ok(()),
            }
        }
    });
    client.start();
    for _ in 0..2 {
        let mut server = accept(&network).await;
        assert_eq!(hear(&mut server).await, None);
    }
    let (connected, _server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    assert_eq!(
        errors.try_iter().collect::<Vec<_>>(),
        [
            "a callback has failed: not yet",
            "a callback has failed: a callback panicked: never"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_callback_has_its_time() {
    let network = Network::new();
    let reconnect = Reconnect::never().connect_timeout(3 * SECOND);
    let client = builder(&network).reconnect(reconnect).build();
    let _callback = client.with_reconnect(|_| std::future::pending());
    let (connected, _server) = tokio::join!(client.connect(), accept(&network));
    let error = connected.expect_err("too late");
    assert!(error.to_string().contains("with_reconnect"), "{error}");
}
