//! A `pattern` that is no regular expression.

asyncapi_channels::asyncapi!("bad_pattern.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
