//! `null` on one side only.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/nullable.yaml", schema = "Seen")]
struct Seen {
    /// Cannot be `null` here.
    topic: String,
    /// Is left out where it has to be `null`.
    name: Option<String>,
    /// Can be `null` here.
    #[message(required)]
    id: Option<u64>,
    /// Can be `null` here.
    last: Option<Option<u64>>,
    /// As in the document.
    first: Option<Option<u64>>,
    /// `null` is read as what is absent.
    second: Option<u64>,
    /// Cannot be `null` here.
    #[message(default)]
    third: u64,
}

fn main() {}
