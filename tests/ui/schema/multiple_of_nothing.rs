//! A multiple of zero.

asyncapi_channels::asyncapi!("multiple_of_nothing.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
