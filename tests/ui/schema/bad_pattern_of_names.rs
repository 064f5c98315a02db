//! A name in `patternProperties` that is no regular expression.

asyncapi_channels::asyncapi!("bad_pattern_of_names.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
