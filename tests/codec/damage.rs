//! Messages that were cut off or changed in one place.

use crate::subject::CHANNELS;

/// Bytes that mean something in JSON, and such as may never be in it.
const BYTES: &[u8] = b"\"\\{}[]:,+-.eE019tfnu/' \t\n\r\x00\x1f\x7f\x80\xbf\xc3\xed\xf0\xff";

#[test]
fn the_samples_are_messages() {
    for (channel, samples) in CHANNELS {
        let names: Vec<&str> = samples.iter().map(|it| channel.accepts(it).0).collect();
        let mut known = names.clone();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), names.len(), "{names:?}");
    }
}

#[test]
fn what_is_cut_off_is_refused() {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            for end in 0..sample.len() {
                channel.refuses(&sample.as_bytes()[..end]);
            }
        }
    }
}

#[test]
fn a_message_without_its_start_is_no_message() {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            for start in 1..=sample.len() {
                channel.refuses(&sample.as_bytes()[start..]);
            }
        }
    }
}

#[test]
fn a_changed_byte_is_judged_as_the_schema_says() {
    every_change(|bytes, at, byte| bytes[at] = byte);
}

#[test]
fn an_inserted_byte_is_judged_as_the_schema_says() {
    every_change(|bytes, at, byte| bytes.insert(at, byte));
}

#[test]
fn a_missing_byte_is_judged_as_the_schema_says() {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            for at in 0..sample.len() {
                let mut bytes = sample.as_bytes().to_vec();
                bytes.remove(at);
                channel.check(&bytes);
            }
        }
    }
}

/// Changes each sample at each place with each byte, and has the verdicts compared.
fn every_change(change: impl Fn(&mut Vec<u8>, usize, u8)) {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            for at in 0..sample.len() {
                for &byte in BYTES {
                    let mut bytes = sample.as_bytes().to_vec();
                    change(&mut bytes, at, byte);
                    channel.check(&bytes);
                }
            }
        }
    }
}
