//! Alternatives that do not fit the type beside them.

asyncapi_channels::asyncapi!("alternatives_of_other_types.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
