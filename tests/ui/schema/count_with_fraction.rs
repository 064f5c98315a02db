//! One and a half items.

asyncapi_channels::asyncapi!("count_with_fraction.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
