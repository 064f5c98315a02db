//! `items` that is text.

asyncapi_channels::asyncapi!("items_is_text.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
