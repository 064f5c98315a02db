//! A chat: server, client and a conversation over a real WebSocket on loopback, in one program.
//!
//! `cargo run -p examples --example chat`

use asyncapi_channels::{CloseCode, asyncapi};
use futures_util::StreamExt;
use std::error::Error;
use tokio::net::TcpListener;

asyncapi!("api/chat.yaml");

use root::{ClientMessage, ClientSocket, Query, ServerMessage, ServerSocket};

/// Answers everything that is said until the client leaves.
async fn serve(listener: TcpListener) -> Result<(), asyncapi_channels::Error> {
    let (stream, _) = listener.accept().await?;
    let (mut socket, handshake) = ServerSocket::accept(stream).await?;
    let channel = handshake.query.channel_id.unwrap_or_default();
    println!("server: a client joined channel {channel:?}");
    while let Some(message) = socket.next().await {
        match message? {
            ClientMessage::SendChat(said) => {
                let said = said.message.unwrap_or_default();
                println!("server: heard {said:?}");
                let message = Some(format!("you said: {said}"));
                let reply = ReceiveChat {
                    message,
                    ..ReceiveChat::default()
                };
                socket.receive_message(reply).await?;
            }
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("ws://{}", listener.local_addr()?);
    let server = tokio::spawn(serve(listener));

    let query = Query {
        channel_id: Some("123".into()),
    };
    let mut socket = ClientSocket::connect(&url, &(), &query, &()).await?;
    for said in ["Hello, world!", "Bye, world!"] {
        let message = Some(said.into());
        let chat = SendChat {
            message,
            ..SendChat::default()
        };
        socket.send_message(chat).await?;
        match socket.next().await.ok_or("the server left")?? {
            ServerMessage::ReceiveChat(heard) => {
                println!("client: heard {:?}", heard.message.unwrap_or_default());
            }
        }
    }
    socket.close(CloseCode::Normal, "bye").await?;
    server.await??;
    Ok(())
}
