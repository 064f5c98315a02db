//! Two types that must hold together.

asyncapi_channels::asyncapi!("types_that_exclude.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
