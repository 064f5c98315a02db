//! What validation costs: generated checks against no checks at all, and against what one would
//! write by hand, serde_json and the `jsonschema` crate with its schema compiled once.
//!
//! ```sh
//! cargo bench -p benches --bench validation
//! ```

use asyncapi_channels::{Frame, Message};
use benches::{Contender, compare};
use serde::Deserialize;
use serde_json::{Value, json};

#[allow(missing_docs)]
mod api {
    asyncapi_channels::asyncapi!("api/orders.yaml");
}

use api::orders::ClientMessage;

/// The same messages by hand.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[allow(dead_code)]
enum ByHand {
    Cancel {
        order: u64,
    },
    Place {
        id: String,
        symbol: String,
        side: Side,
        price: f64,
        quantity: u32,
        at: String,
        note: Option<String>,
    },
    Book {
        symbol: String,
        bids: Vec<Level>,
        asks: Vec<Level>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Buy,
    Sell,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Level {
    price: f64,
    quantity: f64,
    orders: u64,
    venue: Option<String>,
}

/// The document's schemas, as one for all messages.
fn schema() -> Value {
    let levels =
        json!({"type": "array", "maxItems": 200, "items": {"$ref": "#/definitions/Level"}});
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "anyOf": [
            {"$ref": "#/definitions/Cancel"},
            {"$ref": "#/definitions/Place"},
            {"$ref": "#/definitions/Book"},
        ],
        "definitions": {
            "Cancel": {"type": "object", "required": ["type", "order"], "properties": {
                "type": {"const": "cancel"},
                "order": {"type": "integer", "minimum": 1},
            }},
            "Place": {"type": "object",
                "required": ["type", "id", "symbol", "side", "price", "quantity", "at"],
                "properties": {
                    "type": {"const": "place"},
                    "id": {"type": "string", "format": "uuid"},
                    "symbol": {"type": "string", "pattern": "^[A-Z]{2,6}-[A-Z]{3}$"},
                    "side": {"type": "string", "enum": ["buy", "sell"]},
                    "price": {"type": "number", "exclusiveMinimum": 0},
                    "quantity": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
                    "at": {"type": "string", "format": "date-time"},
                    "note": {"type": "string", "maxLength": 140},
                }},
            "Book": {"type": "object", "required": ["type", "symbol", "bids", "asks"],
                "properties": {
                    "type": {"const": "book"},
                    "symbol": {"type": "string", "minLength": 5, "maxLength": 10},
                    "bids": levels,
                    "asks": levels,
                }},
            "Level": {"type": "object", "required": ["price", "quantity", "orders"],
                "properties": {
                    "price": {"type": "number", "exclusiveMinimum": 0},
                    "quantity": {"type": "number", "minimum": 0},
                    "orders": {"type": "integer", "minimum": 0},
                    "venue": {"type": "string", "minLength": 2, "maxLength": 8},
                }},
        },
    })
}

/// A message of each size: the small and the middle one are the most usual on a WebSocket.
fn messages() -> Vec<(&'static str, String)> {
    let place = json!({
        "type": "place",
        "id": "2eb8aa08-aa98-41ea-b4aa-73b441d16380",
        "symbol": "BTC-EUR",
        "side": "buy",
        "price": 61_234.5,
        "quantity": 25,
        "at": "2026-03-01T12:30:45.123Z",
    });
    let levels = |from: f64| -> Vec<Value> {
        (0..60)
            .map(|index| {
                let price = from + f64::from(index) / 4.0;
                json!({"price": price, "quantity": 1.25, "orders": index, "venue": "XETR"})
            })
            .collect()
    };
    let book = json!({"type": "book", "symbol": "BTC-EUR", "bids": levels(61_000.25), "asks": levels(62_000.25)});
    vec![
        (
            "cancel",
            json!({"type": "cancel", "order": 1_234_567}).to_string(),
        ),
        ("place", place.to_string()),
        ("book", book.to_string()),
    ]
}

fn main() {
    let validator = jsonschema::draft7::options()
        .should_validate_formats(true)
        .build(&schema())
        .expect("a schema");
    println!(
        "| message | bytes | unchecked | checked | of unchecked | serde_json alone | with jsonschema \
         | of checked | cost of its checks : ours |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (name, text) in messages() {
        let frame = Frame::Text(&text);
        let with_jsonschema = || {
            let value: Value = serde_json::from_str(&text).expect("JSON");
            assert!(validator.is_valid(&value));
            serde_json::from_value::<ByHand>(value).expect("a message")
        };
        let measured = compare(&mut [
            Contender::new("unchecked", || {
                ClientMessage::decode_unchecked(frame).expect("a message")
            }),
            Contender::new("checked", || {
                ClientMessage::decode(frame).expect("a valid message")
            }),
            Contender::new("serde_json", || {
                serde_json::from_str::<ByHand>(&text).expect("a message")
            }),
            Contender::new("with jsonschema", with_jsonschema),
        ]);
        let [unchecked, checked, alone, both] = measured.as_slice() else {
            continue;
        };
        println!(
            "| {name} | {} | {:.0} ns | {:.0} ns | {:.2} × | {:.0} ns | {:.0} ns | {:.1} × | {:.0} × |",
            text.len(),
            unchecked.nanoseconds,
            checked.nanoseconds,
            checked.ratio,
            alone.nanoseconds,
            both.nanoseconds,
            both.ratio / checked.ratio,
            (both.ratio - alone.ratio) / (checked.ratio - 1.0),
        );
    }
}
