//! `oneOf` that is an object.

asyncapi_channels::asyncapi!("one_of_not_a_list.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
