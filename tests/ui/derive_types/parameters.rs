//! Types in the place of type parameters that they cannot be in.

use asyncapi_channels::{Frame, Message};

#[derive(Message)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Message)]
struct Flat<T> {
    #[message(flatten)]
    rest: T,
}

#[derive(Message)]
struct Limited<T> {
    #[message(min_length = 1)]
    text: T,
}

#[derive(Message)]
struct Maps<K, V> {
    map: std::collections::BTreeMap<K, V>,
}

/// Whose values cannot be compared.
#[derive(Message)]
struct Tags<T, S> {
    sorted: std::collections::BTreeSet<T>,
    map: std::collections::HashMap<String, T, S>,
}

struct User;

#[derive(serde::Serialize, serde::Deserialize)]
struct Foreign;

fn is_message<T: Message>() {}

fn main() {
    is_message::<Page<User>>();
    is_message::<Flat<u8>>();
    is_message::<Limited<u8>>();
    is_message::<Maps<f64, u8>>();
    let _ = Page::<Foreign>::decode(Frame::Text("{}"));
}
