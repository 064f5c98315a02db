//! Counts what each contender allocates for one message.
//!
//! It is a program of its own, which the benchmark runs: counting takes time, which would be timed
//! too.

mod by_hand;
mod samples;
mod work;

use work::{Direction, print_table};

fn main() {
    for direction in Direction::ALL {
        print_table(direction, "allocations", |contenders, messages| {
            let messages = messages as f64;
            contenders
                .iter_mut()
                .map(|contender| {
                    // What is allocated once, at the first use, is no message's own.
                    (contender.run)();
                    let counted = allocation_counter::measure(|| (contender.run)());
                    format!(
                        "{:.1}, {:.0} B",
                        counted.count_total as f64 / messages,
                        counted.bytes_total as f64 / messages
                    )
                })
                .collect()
        });
    }
}
