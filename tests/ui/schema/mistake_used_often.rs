//! A mistake in a schema that is used often is shown once.

asyncapi_channels::asyncapi!("mistake_used_often.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
