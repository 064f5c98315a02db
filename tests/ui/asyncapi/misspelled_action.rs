//! An action with a slip.

asyncapi_channels::asyncapi!("misspelled_action.yaml");

fn main() {}
