//! A flag that is a word.

asyncapi_channels::asyncapi!("unique_items_in_words.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
