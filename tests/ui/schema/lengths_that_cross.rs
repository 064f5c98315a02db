//! A least length above the largest, in parts that must hold together.

asyncapi_channels::asyncapi!("lengths_that_cross.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
