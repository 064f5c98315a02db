//! Further derives.

#![deny(warnings)]

use std::collections::{BTreeSet, HashSet};

asyncapi_channels::asyncapi!("../documents/chat.yaml", derives = [Eq, std::hash::Hash]);

/// Objects that keep no JSON of any kind have an order too.
mod closed {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Admin, version: 1.0.0}
channels:
  admin:
    address: /admin
    messages:
      Kick:
        payload:
          type: object
          required: [who]
          properties: {who: {type: string, minLength: 1}, mood: {enum: [glad, sad]}}
          additionalProperties: false
operations:
  kick: {action: send, channel: {$ref: '#/channels/admin'}}
"#,
        derives = [Eq, PartialOrd, ::core::cmp::Ord],
    }
}

fn main() {
    let kicks: HashSet<Kick> = ["b", "a", "b"].map(Kick::new).into();
    assert_eq!(kicks.len(), 2);
    let kicks: BTreeSet<closed::Kick> = ["b", "a", "b"].map(closed::Kick::new).into();
    assert_eq!(kicks.first().unwrap().who, "a");
}
