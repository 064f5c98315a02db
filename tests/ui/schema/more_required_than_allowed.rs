//! More required properties than there may be.

asyncapi_channels::asyncapi!("more_required_than_allowed.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
