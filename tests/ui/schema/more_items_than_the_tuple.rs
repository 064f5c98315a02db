//! More items than a closed tuple has.

asyncapi_channels::asyncapi!("more_items_than_the_tuple.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
