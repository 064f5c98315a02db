//! A required property that is not listed, where only listed ones are allowed.

asyncapi_channels::asyncapi!("required_but_unlisted.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
