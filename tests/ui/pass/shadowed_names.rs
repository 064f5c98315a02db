//! The calling module has its own items under the names of the prelude.

#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

pub mod api {
    pub struct Result;
    pub struct Option;
    pub struct String;
    pub struct Vec;
    pub struct Box;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Default;
    pub struct Clone;
    pub struct Debug;
    pub struct PartialEq;
    pub struct From;
    pub struct Into;
    pub struct Send;
    pub struct Sync;
    pub struct Unpin;
    pub struct Sized;
    pub struct Iterator;
    pub struct ToString;
    pub struct Drop;
    pub struct Fn;
    pub struct Copy;
    pub struct Eq;
    pub struct Error;
    pub struct Channel;
    pub struct Message;
    pub struct Outgoing;
    pub struct Socket;
    pub struct Bytes;
    pub struct Value;
    pub struct Frame;
    pub struct Payload;
    pub struct BTreeMap;
    pub struct Serialize;
    pub struct Deserialize;
    pub struct str;
    pub struct u8;
    pub struct usize;
    pub struct i64;
    pub struct f64;
    pub struct bool;
    pub mod std {}
    pub mod core {}
    pub mod serde {}
    pub mod asyncapi_channels {}

    ::asyncapi_channels::asyncapi!("../documents/everything.yaml");
}

fn main() {}
