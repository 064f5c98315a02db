//! User events over connections that the program makes itself: a path parameter, both sides of
//! one document, and a server that refuses what does not fit.
//!
//! `cargo run -p examples --example user_events`

use asyncapi_channels::{Channel as _, CloseCode, asyncapi};
use futures_util::StreamExt;
use std::error::Error;
use tokio::net::{TcpListener, TcpStream};

asyncapi!("api/user_events.yaml");

use user_events::{Channel, ClientMessage, ClientSocket, Params, ServerMessage, ServerSocket};

/// Serves connections until one of them was a user's.
async fn serve(listener: TcpListener) -> Result<(), Box<dyn Error + Send + Sync>> {
    loop {
        let (stream, _) = listener.accept().await?;
        let (mut socket, handshake) = match ServerSocket::accept(stream).await {
            Ok(accepted) => accepted,
            Err(error) => {
                println!("server: refused a client: {error}");
                continue;
            }
        };
        println!("server: user {} connected", handshake.params.user_id);
        while let Some(message) = socket.next().await {
            match message {
                Ok(ClientMessage::UserSignedUp(event)) => {
                    println!("server: {} signed up", event.user_id);
                    let updated = UserSignedUp {
                        email: "updated@example.com".into(),
                        ..event
                    };
                    socket.receive_user_event(updated).await?;
                }
                // An invalid message ends nothing: its raw text is in the error.
                Err(error) => println!("server: {error}"),
            }
        }
        return Ok(());
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let base = format!("ws://{address}");
    let server = tokio::spawn(serve(listener));

    // No channel has this address: the server answers 404.
    let nowhere = asyncapi_channels::tokio_tungstenite::connect_async(format!("{base}/nowhere"));
    println!("client: {}", nowhere.await.err().ok_or("refused")?);

    // The connection is the program's own: any stream of WebSocket messages will do.
    let params = Params::new("user 123/45");
    let request = Channel::request(&base, &params, &(), &())?;
    let stream = TcpStream::connect(address).await?;
    let (stream, _) = asyncapi_channels::tokio_tungstenite::client_async(request, stream).await?;
    let mut socket = ClientSocket::new(stream);

    let event = UserSignedUp::new(&params.user_id, "user@example.com");
    socket.send_user_event(event).await?;
    match socket.next().await.ok_or("the server left")?? {
        ServerMessage::UserSignedUp(event) => {
            println!("client: {} now has {}", event.user_id, event.email);
        }
    }
    socket.close(CloseCode::Normal, "bye").await?;
    server.await??;
    Ok(())
}
