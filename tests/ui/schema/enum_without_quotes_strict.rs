//! Values without quotes are no text where schemas are taken to the letter.

asyncapi_channels::asyncapi!("enum_without_quotes_strict.yaml", schemas = strict);

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
