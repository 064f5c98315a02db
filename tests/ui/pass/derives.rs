//! Further derives.

#![deny(warnings)]

use std::collections::BTreeSet;

asyncapi_channels::asyncapi!("../documents/chat.yaml", derives = [Eq, PartialOrd, ::core::cmp::Ord, std::hash::Hash]);

fn main() {
    let mut set = BTreeSet::new();
    set.insert(Kick { who: "b".into() });
    set.insert(Kick { who: "a".into() });
    assert_eq!(set.first().unwrap().who, "a");
    let moods: BTreeSet<Mood> = [Mood::Glad, Mood::Sad].into();
    assert_eq!(moods.len(), 2);
}
