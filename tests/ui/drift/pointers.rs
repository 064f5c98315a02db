//! Schemas without a name, at their pointers.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/propertys/data")]
struct Misspelt {
    topic: String,
}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/properties/items/items/oneOf/2")]
struct BeyondTheEnd {}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/required")]
struct NoSchema {}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/properties/data")]
struct Data {
    topic: u32,
    sinc: Option<i64>,
}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/properties/mode", rename_all = "lowercase")]
enum Mode {
    Quick,
    Fast,
}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/properties/items/items", tag = "kind", rename_all = "lowercase")]
enum Item {
    One { id: String },
    All,
}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/SubReq/properties/a~1b")]
struct Slashed {
    depth: Option<i64>,
}

#[derive(Message)]
#[message(spec = "api/inline.yaml", schema = "#/components/schemas/Other")]
struct Other {
    inner: Option<Slashed>,
}

fn main() {}
