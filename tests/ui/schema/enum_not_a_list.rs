//! An `enum` that is text.

asyncapi_channels::asyncapi!("enum_not_a_list.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
