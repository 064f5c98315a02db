//! Two `enum`s that must hold together.

asyncapi_channels::asyncapi!("enums_with_nothing_in_common.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
