//! A `minLength` in quotes.

asyncapi_channels::asyncapi!("length_in_quotes.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
