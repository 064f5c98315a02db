//! Bounds between which there is no whole number.

asyncapi_channels::asyncapi!("no_whole_number.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
