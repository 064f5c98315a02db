//! A market-data client and a small server: several messages in each direction told apart by
//! their tag, tuples, an address parameter with fixed values, and a socket that is split.
//!
//! `cargo run -p examples --example market_data`

use asyncapi_channels::{CloseCode, asyncapi};
use futures_util::StreamExt;
use std::error::Error;
use tokio::net::TcpListener;

asyncapi!("api/market_data.yaml");

use market_data::{
    Channel, ClientMessage, ClientSocket, Params, Query, ServerMessage, ServerSocket,
};

const SYMBOLS: [&str; 2] = ["BTC-EUR", "ETH-EUR"];

async fn serve(listener: TcpListener) -> Result<(), asyncapi_channels::Error> {
    let (stream, _) = listener.accept().await?;
    let (socket, handshake) = ServerSocket::accept(stream).await?;
    let depth = usize::try_from(handshake.query.depth).unwrap_or(usize::MAX);
    let (mut sender, mut receiver) = socket.split();
    while let Some(message) = receiver.next().await {
        match message? {
            ClientMessage::Subscribe(Subscribe { symbol, .. }) => {
                if !SYMBOLS.contains(&symbol.as_str()) {
                    let mut failure = Failure::new("unknown symbol");
                    failure.symbol = Some(symbol);
                    sender.report_failure(failure).await?;
                    continue;
                }
                let mut ticker = Ticker::new(symbol.as_str(), 61_234.5);
                ticker.side = Some(TickerSide::Buy);
                sender.publish_market_data(ticker).await?;
                let levels = |from: f64, step: f64| {
                    let level = |index: u8| (from + step * f64::from(index), 0.5);
                    (0..50).map(level).take(depth).collect()
                };
                let book = OrderBook::new(symbol, levels(61_234.0, -1.0), levels(61_236.0, 1.0));
                sender.publish_market_data(book).await?;
            }
            ClientMessage::Unsubscribe(Unsubscribe { symbol, .. }) => {
                println!("server: {symbol} is no longer wanted");
            }
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("the real thing is at {}", servers::Production::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("ws://{}", listener.local_addr()?);
    let server = tokio::spawn(serve(listener));

    let params = Params::new(MarketDataVenue::Spot);
    let query = Query { depth: 2 };
    println!(
        "client: connecting to {}",
        <Channel as asyncapi_channels::Channel>::url(&url, &params, &query)?
    );
    let mut socket = ClientSocket::connect(&url, &params, &query, &()).await?;
    for symbol in ["BTC-EUR", "GOLD"] {
        socket.subscribe(Subscribe::new(symbol)).await?;
    }
    for _ in 0..3 {
        match socket.next().await.ok_or("the server left")?? {
            ServerMessage::Ticker(ticker) => {
                println!("client: {} at {}", ticker.symbol, ticker.price);
            }
            ServerMessage::OrderBook(book) => {
                println!("client: {} bids {:?}", book.symbol, book.bids);
                println!("client: {} asks {:?}", book.symbol, book.asks);
            }
            ServerMessage::Failure(failure) => println!("client: refused: {}", failure.reason),
        }
    }
    socket.unsubscribe(Unsubscribe::new("BTC-EUR")).await?;
    socket.close(CloseCode::Normal, "bye").await?;
    server.await??;
    Ok(())
}
