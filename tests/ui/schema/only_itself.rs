//! A schema that is defined only by itself.

asyncapi_channels::asyncapi!("only_itself.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
