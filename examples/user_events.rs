//! User events: a server that verifies each client before it lets it in, and a client which makes
//! its connections itself.
//!
//! `cargo run -p examples --example user_events`

use asyncapi_channels::server::{ConnectRequest, Disconnect, HandlerError, Reject};
use asyncapi_channels::tokio_tungstenite::{WebSocketStream, client_async};
use asyncapi_channels::{Channel as _, CloseCode, Error, Server, asyncapi, tungstenite};
use futures_util::StreamExt;
use std::time::Duration;
use tokio::net::TcpStream;

asyncapi!("api/user_events.yaml");

use user_events::{Channel, ClientSocket, Connection, Credentials, Handler, Params, ServerMessage};

/// The users and their tokens.
const USERS: [(&str, &str); 2] = [("user 123/45", "t0ken-1"), ("user 678/90", "t0ken-2")];

struct UserEvents;

impl Handler for UserEvents {
    /// The user's id.
    type Session = String;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<Channel>,
        credentials: Credentials,
    ) -> Result<String, Reject> {
        let presented = credentials.user_token.unwrap_or_default();
        let user = USERS.iter().find(|(_, token)| presented.matches(token));
        let asked = &request.params.user_id;
        match user {
            None => Err(Reject::unauthorized("who are you?")),
            Some((user, _)) if user != asked => Err(Reject::forbidden("these are not your events")),
            Some((user, _)) => Ok((*user).to_owned()),
        }
    }

    async fn on_open(&self, connection: &Connection<String>) -> Result<(), HandlerError> {
        println!("server: {} connected", connection.session());
        Ok(())
    }

    async fn on_send_user_event(
        &self,
        connection: &Connection<String>,
        message: UserSignedUp,
    ) -> Result<(), HandlerError> {
        println!("server: {} signed up", message.user_id);
        let updated = UserSignedUp {
            email: "updated@example.com".into(),
            ..message
        };
        connection.receive_user_event(updated).await?;
        Ok(())
    }

    async fn on_disconnect(&self, connection: &Connection<String>, disconnect: Disconnect) {
        let user = connection.session();
        let Disconnect { code, reason, .. } = disconnect;
        println!("server: {user} left with {code}: {reason}");
    }
}

/// Opens the events of a user over a connection of the program's own: any stream will do.
async fn open(
    address: &str,
    user: &str,
    credentials: &Credentials,
) -> Result<ClientSocket<WebSocketStream<TcpStream>>, Error> {
    let params = Params::new(user);
    let mut request = Channel::request(format!("ws://{address}"), &params, &(), &())?;
    credentials.apply_to(&mut request)?;
    let stream = TcpStream::connect(address).await?;
    let (stream, _) = client_async(request, stream).await?;
    Ok(ClientSocket::new(stream))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::builder()
        .serve(user_events::endpoint(UserEvents))
        .bind("127.0.0.1:0")
        .await?;
    let address = server.local_addr().to_string();
    let handle = server.handle();
    tokio::spawn(server.run());

    let [(user, token), (other, _)] = USERS;
    let nobody = Credentials::default();
    let somebody = Credentials {
        user_token: Some(token.into()),
    };
    // Refused with 401, since nothing is presented, and with 403, since the token is another's.
    for (user, credentials) in [(user, &nobody), (other, &somebody)] {
        let opened = open(&address, user, credentials).await;
        if let Err(Error::WebSocket(tungstenite::Error::Http(answer))) = opened {
            let reason = answer.body().as_deref().unwrap_or_default();
            let reason = String::from_utf8_lossy(reason);
            println!("client: refused with {}: {reason}", answer.status());
        }
    }

    let mut socket = open(&address, user, &somebody).await?;
    let event = UserSignedUp::new(user, "user@example.com");
    socket.send_user_event(event).await?;
    match socket.next().await.ok_or("the server left")?? {
        ServerMessage::UserSignedUp(event) => {
            println!("client: {} now has {}", event.user_id, event.email);
        }
    }
    socket.close(CloseCode::Normal, "bye").await?;
    // Until the server has closed the connection too.
    while socket.next().await.is_some() {}
    handle.shut_down(Duration::from_secs(5)).await;
    Ok(())
}
