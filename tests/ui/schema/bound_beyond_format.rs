//! A bound that the format does not hold.

asyncapi_channels::asyncapi!("bound_beyond_format.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
