//! A chat with rooms, and a page to chat with beside it on the same port.
//!
//! `cargo run -p examples --example chat_server -- --listen 127.0.0.1:8080`

use asyncapi_channels::server::{
    ConnectRequest, Disconnect, HandlerError, InvalidMessage, Reject, ServerService,
};
use asyncapi_channels::{Channel as _, DecodeError, Server, asyncapi};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header::CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeSet;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

asyncapi!("api/chat_rooms.yaml");

use room::{Channel, Connection, Credentials, Handler, Params, Query};

/// What lets a client in. A real server would look up whose token it is.
const TOKEN: &str = "open-sesame";

/// Who is in which room. A name is there once in a room.
#[derive(Clone, Default)]
struct Chat {
    members: Arc<Mutex<BTreeSet<Member>>>,
}

/// A client that was let in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    room: String,
    name: String,
}

impl Chat {
    fn members(&self) -> MutexGuard<'_, BTreeSet<Member>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What those in a room are called.
    fn names(&self, room: &str) -> Vec<String> {
        let members = self.members();
        let present = members.iter().filter(|member| member.room == room);
        present.map(|member| member.name.clone()).collect()
    }
}

/// Who a client is, if it may come in.
fn admit(
    members: &BTreeSet<Member>,
    params: &Params,
    query: &Query,
    credentials: &Credentials,
) -> Result<Member, Reject> {
    let token = credentials.token.as_ref();
    if !token.is_some_and(|token| token.matches(TOKEN)) {
        return Err(Reject::unauthorized("This token is not the right one."));
    }
    let member = Member {
        room: params.room.clone(),
        name: query.name.clone(),
    };
    if members.contains(&member) {
        let reason = format!("Someone in the room is already called {}.", member.name);
        return Err(Reject::new(409, reason));
    }
    Ok(member)
}

impl Handler for Chat {
    type Session = Member;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<Channel>,
        credentials: Credentials,
    ) -> Result<Member, Reject> {
        let mut members = self.members();
        let member = admit(&members, &request.params, &request.query, &credentials)?;
        members.insert(member.clone());
        request.join(&member.room);
        Ok(member)
    }

    async fn on_open(&self, connection: &Connection<Member>) -> Result<(), HandlerError> {
        let member = connection.session();
        let others = connection.hub().to(&member.room).except(connection.id());
        others.send(Joined::new(&member.name))?;
        Ok(())
    }

    /// The speaker hears it too, so that everyone has all lines in the same order.
    async fn on_say(
        &self,
        connection: &Connection<Member>,
        message: Say,
    ) -> Result<(), HandlerError> {
        let member = connection.session();
        let everyone = connection.hub().to(&member.room);
        everyone.send(Said::new(&member.name, message.text))?;
        Ok(())
    }

    async fn on_list_members(
        &self,
        connection: &Connection<Member>,
        _: List,
    ) -> Result<(), HandlerError> {
        let names = self.names(&connection.session().room);
        connection.show_members(Members::new(names)).await?;
        Ok(())
    }

    async fn on_error(
        &self,
        connection: &Connection<Member>,
        error: DecodeError,
    ) -> InvalidMessage {
        // Whether it arrives makes no difference: the client may have left.
        let _ = connection
            .show_problem(Problem::new(error.to_string()))
            .await;
        InvalidMessage::Ignore
    }

    async fn on_disconnect(&self, connection: &Connection<Member>, _: Disconnect) {
        let member = connection.session();
        // The name is free for the next one when the others know, and not before.
        let mut members = self.members();
        let others = connection.hub().to(&member.room);
        if let Err(error) = others.send(Left::new(&member.name)) {
            eprintln!("{error}");
        }
        members.remove(member);
    }
}

/// Tells a page why it is not let in, since a browser does not say why a WebSocket was refused.
async fn admission(State(chat): State<Chat>, request: Request) -> Response {
    let admitted = Channel::match_request(&request).map_err(Reject::from);
    let credentials = Credentials::from_request(&request);
    let admitted = admitted
        .and_then(|asked| admit(&chat.members(), &asked.params, &asked.query, &credentials));
    match admitted {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(reject) => axum::http::Response::from(reject).into_response(),
    }
}

/// The page and the rooms.
fn app(chat: Chat, rooms: ServerService) -> Router {
    let script = include_str!("chat_page/chat.js");
    let admission = Router::new().fallback(admission).with_state(chat);
    Router::new()
        .route("/", get(Html(include_str!("chat_page/index.html"))))
        .route(
            "/chat.js",
            get(([(CONTENT_TYPE, "text/javascript")], script)),
        )
        .nest("/admission", admission)
        .fallback_service(rooms)
}

/// The value of an option of the command line.
fn option(name: &str) -> Option<String> {
    std::env::args()
        .skip_while(|argument| argument != name)
        .nth(1)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = option("--listen").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);

    let chat = Chat::default();
    let endpoint = room::endpoint(chat.clone());
    let (rooms, handle) = Server::builder().serve(endpoint).into_service()?;
    let app = app(chat, rooms).into_make_service_with_connect_info::<SocketAddr>();
    let shut_down = async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let report = handle.shut_down(Duration::from_secs(5)).await;
            println!("closed {} connections", report.closed);
        }
    };
    axum::serve(listener, app)
        .with_graceful_shutdown(shut_down)
        .await?;
    Ok(())
}
