//! What values are on the wire, as a peer without a document writes and reads them.

use crate::documents::{
    Circle, Drawing, DrawingShape, Labels, Node, Order, OrderCode, OrderState, Profile, Settings,
    SettingsMode, Square, values,
};
use crate::{before_raw_server, next, next_text, send_text};
use asyncapi_channels::{ClientSide, Outgoing, Socket, TcpWebSocket};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

/// A typed client before a raw server.
struct Wire {
    client: Socket<values::Channel, ClientSide, TcpWebSocket>,
    raw: WebSocketStream<TcpStream>,
}

impl Wire {
    async fn open() -> Self {
        let (client, raw) = before_raw_server().await;
        Self { client, raw }
    }

    /// The text of a message that was sent.
    async fn sent(&mut self, message: impl Outgoing<values::Channel, ClientSide>) -> String {
        self.client.send(message).await.expect("sent");
        next_text(&mut self.raw).await
    }

    async fn received(&mut self, text: &str) -> values::ServerMessage {
        send_text(&mut self.raw, text).await;
        next(&mut self.client).await.expect(text)
    }

    /// The message is this JSON, in both directions.
    async fn both<T>(&mut self, value: T, json: Value)
    where
        T: Outgoing<values::Channel, ClientSide> + Into<values::ServerMessage> + Clone,
    {
        let text = self.sent(value.clone()).await;
        assert_eq!(serde_json::from_str::<Value>(&text).expect(&text), json);
        assert_eq!(self.received(&json.to_string()).await, value.into());
    }
}

#[tokio::test]
async fn absent_and_null_stay_apart() {
    let mut wire = Wire::open().await;
    let mut profile = Profile::new("a", None);
    wire.both(
        profile.clone(),
        json!({"type": "profile", "id": "a", "nickname": null}),
    )
    .await;
    profile.phone = Some(None);
    profile.nickname = Some(String::new());
    wire.both(
        profile.clone(),
        json!({"type": "profile", "id": "a", "nickname": "", "phone": null}),
    )
    .await;
    profile.phone = Some(Some("1".into()));
    profile.email = Some("e".into());
    wire.both(
        profile,
        json!({"type": "profile", "id": "a", "nickname": "", "email": "e", "phone": "1"}),
    )
    .await;
}

#[tokio::test]
async fn null_is_nothing_where_a_property_may_be_absent_only() {
    let mut wire = Wire::open().await;
    send_text(
        &mut wire.raw,
        r#"{"type":"profile","id":"a","nickname":null,"email":null}"#,
    )
    .await;
    match next(&mut wire.client).await {
        // Read as absent, for many peers write it so.
        Ok(message) => assert_eq!(message, Profile::new("a", None).into()),
        Err(error) => assert!(error.to_string().contains("email"), "{error}"),
    }
}

#[tokio::test]
async fn tags_and_constants_are_written_first_come_or_not() {
    let mut wire = Wire::open().await;
    let order = Order::new(1, 2);
    assert_eq!(
        wire.sent(order.clone()).await,
        r#"{"type":"order","id":1,"quantity":2,"version":2}"#.replace(
            r#","id":1,"quantity":2,"version":2"#,
            r#","version":2,"id":1,"quantity":2"#
        )
    );
    for text in [
        r#"{"quantity":2,"id":1,"version":2,"type":"order"}"#,
        r#"{"version":2.0,"type":"order","id":1,"quantity":2}"#,
        "\n{ \"ty\\u0070e\" : \"or\\u0064er\",\t\"version\":2,\"id\":1,\"quantity\":2 }\r\n",
    ] {
        assert_eq!(wire.received(text).await, order.clone().into(), "{text}");
    }
}

#[tokio::test]
async fn an_optional_constant_is_whether_it_is_there() {
    let mut wire = Wire::open().await;
    let mut order = Order::new(1, 2);
    assert!(!order.gift);
    order.gift = true;
    wire.both(
        order,
        json!({"type": "order", "version": 2, "id": 1, "quantity": 2, "gift": true}),
    )
    .await;
}

#[tokio::test]
async fn integers_are_exact() {
    let mut wire = Wire::open().await;
    for id in [i64::MIN, i64::MAX, (1 << 53) + 1, -(1 << 53) - 1, 0] {
        let mut order = Order::new(id, 0);
        order.serial = Some(id.unsigned_abs());
        wire.both(
            order,
            json!({"type": "order", "version": 2, "id": id, "serial": id.unsigned_abs(), "quantity": 0}),
        )
        .await;
    }
    let mut order = Order::new(0, u8::MAX.into());
    order.serial = Some(u64::MAX);
    let text = wire.sent(order).await;
    assert!(text.contains("18446744073709551615"), "{text}");
}

#[tokio::test]
async fn numbers_keep_their_value() {
    let mut wire = Wire::open().await;
    for price in [
        0.1,
        -0.0,
        1e300,
        f64::MIN_POSITIVE,
        123_456_789.123_456_79,
        3.0,
    ] {
        let mut order = Order::new(1, 1);
        order.price = Some(price);
        let text = wire.sent(order.clone()).await;
        match wire.received(&text).await {
            values::ServerMessage::Order(read) => {
                assert_eq!(
                    read.price.map(f64::to_bits),
                    Some(price.to_bits()),
                    "{text}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
    let message = wire
        .received(r#"{"type":"order","version":2,"id":1,"quantity":1,"price":7}"#)
        .await;
    assert!(matches!(message, values::ServerMessage::Order(order) if order.price == Some(7.0)));
}

#[tokio::test]
async fn enums_keep_their_values() {
    let mut wire = Wire::open().await;
    let states = [
        (OrderState::Open, "open"),
        (OrderState::PartlyFilled, "partly filled"),
        (OrderState::Closed, "Closed"),
        (OrderState::_1st, "1st"),
    ];
    let codes = [
        (OrderCode::_1, json!(1), "1"),
        (OrderCode::_2, json!(2), "2"),
        (OrderCode::High, json!("high"), "high"),
        (OrderCode::True, json!(true), "true"),
    ];
    for ((state, text), (code, value, shown)) in states.into_iter().zip(codes) {
        let mut order = Order::new(1, 1);
        order.state = Some(state);
        order.code = Some(code);
        wire.both(
            order,
            json!({"type": "order", "version": 2, "id": 1, "quantity": 1, "state": text, "code": value}),
        )
        .await;
        assert_eq!(state.to_string(), text);
        assert_eq!(state.as_str(), text);
        assert_eq!(text.parse(), Ok(state));
        assert_eq!(code.to_string(), shown);
        assert_eq!(shown.parse(), Ok(code));
    }
    let error = "shut".parse::<OrderState>().unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"unknown value "shut", expected one of "open", "partly filled", "Closed", "1st""#
    );
    assert_eq!(error.enum_name(), "OrderState");
}

#[tokio::test]
async fn defaults_are_filled_in_and_written() {
    let mut wire = Wire::open().await;
    let settings = Settings::default();
    assert_eq!(settings.theme, "dark");
    assert_eq!(settings.retries, 3);
    assert_eq!(settings.mode, SettingsMode::Safe);
    assert_eq!(settings.tags, ["a", "b"]);
    assert_eq!(
        wire.received(r#"{"type":"settings"}"#).await,
        settings.clone().into()
    );
    wire.both(
        settings,
        json!({"type": "settings", "theme": "dark", "volume": 0.5, "retries": 3, "muted": false,
            "mode": "safe", "tags": ["a", "b"]}),
    )
    .await;
    let other = wire
        .received(r#"{"type":"settings","tags":[],"mode":"fast","retries":-1}"#)
        .await;
    let expected = Settings {
        tags: Vec::new(),
        mode: SettingsMode::Fast,
        retries: -1,
        ..Settings::default()
    };
    assert_eq!(other, expected.into());
}

#[tokio::test]
async fn alternatives_are_told_apart_by_what_they_are() {
    let mut wire = Wire::open().await;
    for (shape, json) in [
        (
            DrawingShape::Circle(Circle::new(1.5)),
            json!({"radius": 1.5}),
        ),
        (DrawingShape::Square(Square::new(2.0)), json!({"side": 2.0})),
        (DrawingShape::String("radius".into()), json!("radius")),
        (DrawingShape::Array((1.0, 2.5)), json!([1.0, 2.5])),
    ] {
        wire.both(
            Drawing::new(shape),
            json!({"type": "drawing", "shape": json}),
        )
        .await;
    }
}

#[tokio::test]
async fn recursive_payloads_nest() {
    let mut wire = Wire::open().await;
    let mut root = Node::new("root");
    root.left = Some(Box::new(Node::new("left")));
    root.children = Some(vec![
        Node::new("a"),
        Node {
            children: Some(Vec::new()),
            ..Node::new("b")
        },
    ]);
    wire.both(
        root,
        json!({"type": "node", "name": "root", "left": {"type": "node", "name": "left"},
            "children": [{"type": "node", "name": "a"},
                {"type": "node", "name": "b", "children": []}]}),
    )
    .await;

    let mut deep = Node::new("0");
    for depth in 1..100 {
        deep = Node {
            left: Some(Box::new(deep)),
            ..Node::new(depth.to_string())
        };
    }
    let text = wire.sent(deep.clone()).await;
    assert_eq!(wire.received(&text).await, deep.into());
}

#[tokio::test]
async fn additional_properties_are_kept() {
    let mut wire = Wire::open().await;
    let labels = Labels {
        title: Some("t".into()),
        additional_properties: BTreeMap::from([
            ("a b".into(), 1),
            ("ü".into(), -2),
            (String::new(), 0),
        ]),
    };
    wire.both(
        labels,
        json!({"type": "labels", "title": "t", "a b": 1, "ü": -2, "": 0}),
    )
    .await;
    // A property that is listed cannot be said a second time.
    let twice = Labels {
        title: None,
        additional_properties: BTreeMap::from([("title".into(), 1)]),
    };
    let error = wire.client.send(twice).await.unwrap_err();
    assert!(
        matches!(error, asyncapi_channels::Error::Encode(_)),
        "{error:?}"
    );
    wire.both(Labels::default(), json!({"type": "labels"}))
        .await;
}

#[tokio::test]
async fn texts_keep_every_character() {
    let mut wire = Wire::open().await;
    for text in [
        "",
        "\u{0}\u{1f}\u{7f}",
        "\"\\/",
        "ü日本🎉\u{2028}",
        "\r\n\t",
        &"x".repeat(100_000),
    ] {
        wire.both(
            Profile::new(text, Some(text.into())),
            json!({"type": "profile", "id": text, "nickname": text}),
        )
        .await;
    }
    let message = wire
        .received(r#"{"type":"profile","id":"\ud83c\udf89\/","nickname":null}"#)
        .await;
    assert_eq!(message, Profile::new("🎉/", None).into());
}
