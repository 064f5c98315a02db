//! Types that are written by hand: what the derives make of them, seen from outside.

mod channel;
mod fields;
mod messages;
