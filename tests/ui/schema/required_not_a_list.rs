//! `required` that is a number.

asyncapi_channels::asyncapi!("required_not_a_list.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
