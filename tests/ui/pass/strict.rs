//! The strictest lints, and a document with everything in it.

#![deny(warnings, missing_docs, unsafe_code, clippy::all)]
#![deny(unreachable_pub, unused, rust_2018_idioms, unused_qualifications, missing_debug_implementations)]

/// What the macro generates.
pub mod everything {
    asyncapi_channels::asyncapi!("../documents/everything.yaml");
}

/// The same, where nobody sees it.
mod hidden {
    asyncapi_channels::asyncapi!("../documents/everything.yaml");
}

fn main() {
    let _ = hidden::room::Channel;
    let room = everything::room::Params { room: "a".into(), kind: everything::RoomKind::Open };
    assert_eq!(room.room, "a");
}
