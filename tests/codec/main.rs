//! Reading and writing messages, held against `serde_json::Value` and a reading by the schema that
//! shares nothing with the generated code: hostile texts, damaged ones and random ones.

mod damage;
mod duplicates;
mod escapes;
mod nesting;
mod numbers;
mod oracle;
mod random;
mod round_trip;
mod subject;
mod tags;
mod texts;

#[allow(missing_docs)]
mod api {
    asyncapi_channels::asyncapi!("api/codec.yaml", views = true);
}
