//! Channels as a part of an axum application.

use super::*;
use asyncapi_channels::{AxumWebSocket, ServerSide, Socket, connect};
use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::routing::{any, get};
use tokio::net::TcpListener;

async fn serve(application: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = application.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("ws://{address}")
}

#[tokio::test]
async fn a_channel_is_a_route() {
    let (sender, _seen) = unbounded_channel();
    let builder = Server::builder().serve(endpoint(Rooms(sender)));
    let (service, _handle) = builder.into_service().unwrap();
    let application = Router::new()
        .route("/", get(async || "a page"))
        .nest("/live", Router::from(service));
    let url = format!("{}/live", serve(application).await);
    let (query, headers) = (Query::default(), Headers::default());
    let mut socket = soon(connect::<Chat>(&url, &params("ann"), &query, &headers))
        .await
        .unwrap();
    socket.send(say("", "hi")).await.unwrap();
    let heard = soon(socket.recv()).await.unwrap().unwrap();
    assert_eq!(heard, said("ann", "hi").into());
}

#[tokio::test]
async fn a_socket_of_axum_is_typed() {
    let route = any(async |upgrade: WebSocketUpgrade| {
        upgrade.on_upgrade(async |socket| {
            let mut socket: Socket<Chat, ServerSide, _> = Socket::new(AxumWebSocket::new(socket));
            while let Some(Ok(ClientMessage::Say(say))) = socket.recv().await {
                let _ = socket.send(said("axum", &say.text)).await;
            }
        })
    });
    let url = serve(Router::new().route("/chat/{user}", route)).await;
    let (query, headers) = (Query::default(), Headers::default());
    let mut socket = soon(connect::<Chat>(&url, &params("ann"), &query, &headers))
        .await
        .unwrap();
    socket.send(say("", "hi")).await.unwrap();
    let heard = soon(socket.recv()).await.unwrap().unwrap();
    assert_eq!(heard, said("axum", "hi").into());
}
