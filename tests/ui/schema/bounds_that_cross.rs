//! A least number above the largest.

asyncapi_channels::asyncapi!("bounds_that_cross.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
