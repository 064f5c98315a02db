//! YAML that is indented with a tab.

asyncapi_channels::asyncapi!("tab_indentation.yaml");

fn main() {}
