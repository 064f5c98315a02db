//! Random messages, in random order, with random spaces and escapes, and wrong ones among them.

use crate::oracle;
use crate::random;
use crate::subject::CHANNELS;
use fastrand::Rng;

/// How many texts each kind of message gets.
const TEXTS: u64 = 800;

#[test]
fn random_messages_are_read_as_their_schema_says() {
    for (channel, _) in CHANNELS {
        for (name, schema) in oracle::messages(channel.name) {
            for seed in 0..TEXTS {
                let mut rng = Rng::with_seed(seed);
                let value = random::value(schema, &mut rng, 4);
                let json = random::print(&value, &mut rng);
                let (found, written) = channel.accepts(&json);
                assert_eq!(found, name, "{json}");
                // What is written is read as the same value again.
                let (_, again) = channel.accepts(&written.to_string());
                assert_eq!(again, written, "{json}");
            }
        }
    }
}

#[test]
fn random_mistakes_are_found_by_both() {
    let mut accepted = 0;
    let mut refused = 0;
    for (channel, _) in CHANNELS {
        for (_, schema) in oracle::messages(channel.name) {
            for seed in 0..TEXTS {
                let mut rng = Rng::with_seed(seed);
                let mut value = random::value(schema, &mut rng, 3);
                random::spoil(&mut value, &mut rng);
                let json = random::print(&value, &mut rng);
                match channel.check(json.as_bytes()) {
                    Some(_) => accepted += 1,
                    None => refused += 1,
                }
            }
        }
    }
    assert!(
        accepted > 1000 && refused > 1000,
        "{accepted} and {refused}"
    );
}
