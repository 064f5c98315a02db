//! What it costs to tell twelve messages apart and to read and write them, against what one would
//! write by hand: an enum that derives serde's traits with `#[serde(tag = "type")]`, and
//! `serde_json::from_str` and `to_string`.
//!
//! ```sh
//! cargo bench -p benches --bench codec
//! ```
//!
//! The times are those with the system's allocator; allocations are counted by a program of its
//! own. A buffer that grows counts as another allocation.

#[path = "codec/by_hand.rs"]
mod by_hand;
#[path = "codec/samples.rs"]
mod samples;
#[path = "codec/work.rs"]
mod work;

use benches::compare;
use std::process::Command;
use work::{Direction, print_table};

fn main() {
    for direction in Direction::ALL {
        print_table(direction, "time", |contenders, messages| {
            compare(contenders)
                .iter()
                .map(|measured| {
                    let nanoseconds = measured.nanoseconds / messages as f64;
                    format!("{nanoseconds:.0} ns, {:.2} ×", measured.ratio)
                })
                .collect()
        });
    }
    let counted = Command::new(env!("CARGO_BIN_EXE_codec_allocations")).status();
    assert!(counted.is_ok_and(|status| status.success()));
}
