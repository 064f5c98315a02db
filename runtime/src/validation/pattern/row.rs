//! A short way for the most usual expressions: classes of characters in a row, such as
//! `^[A-Z]{2,6}-\d+$`.
//!
//! Where no character can belong to two classes that may stand at its place, each class takes what
//! it can, and nothing need ever be given back.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// The expressions that a row is made of, from the start of a text to its end.
#[derive(Debug)]
pub(super) struct Row(Vec<Run>);

/// A class, and how many characters of it there may be.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The bit of each ASCII character that belongs to the class.
    class: u128,
    least: usize,
    most: usize,
}

impl Row {
    /// A row for an expression in the syntax of the regex crate; `None` where it is none.
    pub(super) fn of(expression: &str) -> Option<Self> {
        let hir = regex_syntax::Parser::new().parse(expression).ok()?;
        let HirKind::Concat(parts) = hir.kind() else {
            return None;
        };
        let [start, middle @ .., end] = parts.as_slice() else {
            return None;
        };
        let is_whole = matches!(start.kind(), HirKind::Look(Look::Start))
            && matches!(end.kind(), HirKind::Look(Look::End));
        let mut runs = Vec::new();
        for part in middle {
            push(part, &mut runs)?;
        }
        (is_whole && is_decided(&runs)).then_some(Self(runs))
    }

    /// Whether the row is the whole text; `None` when a character of it is not ASCII.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        let mut rest = text.as_bytes();
        for run in &self.0 {
            let mut count = 0;
            while count < run.most
                && let Some((byte, after)) = rest.split_first()
            {
                if !byte.is_ascii() {
                    return None;
                }
                if run.class >> byte & 1 == 0 {
                    break;
                }
                count += 1;
                rest = after;
            }
            if count < run.least {
                return Some(false);
            }
        }
        Some(rest.is_empty())
    }
}

fn push(part: &Hir, runs: &mut Vec<Run>) -> Option<()> {
    match part.kind() {
        HirKind::Literal(literal) => {
            for byte in &literal.0 {
                let class = byte.is_ascii().then(|| 1 << byte)?;
                runs.push(Run {
                    class,
                    least: 1,
                    most: 1,
                });
            }
        }
        HirKind::Class(class) => runs.push(Run {
            class: ascii(class),
            least: 1,
            most: 1,
        }),
        HirKind::Capture(capture) => push(&capture.sub, runs)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| push(part, runs))?,
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            push(&repetition.sub, &mut inner)?;
            let [
                Run {
                    class,
                    least: 1,
                    most: 1,
                },
            ] = *inner.as_slice()
            else {
                return None;
            };
            runs.push(Run {
                class,
                least: repetition.min as usize,
                most: repetition.max.map_or(usize::MAX, |most| most as usize),
            });
        }
        _ => return None,
    }
    Some(())
}

/// The ASCII characters of a class.
fn ascii(class: &Class) -> u128 {
    let has = |byte: u8| match class {
        Class::Unicode(class) => {
            let character = char::from(byte);
            let mut ranges = class.ranges().iter();
            ranges.any(|range| (range.start()..=range.end()).contains(&character))
        }
        Class::Bytes(class) => {
            let mut ranges = class.ranges().iter();
            ranges.any(|range| (range.start()..=range.end()).contains(&byte))
        }
    };
    (0..128_u8)
        .filter(|byte| has(*byte))
        .fold(0, |bits, byte| bits | 1 << byte)
}

/// Whether no character can belong to a run that may go on and to one that may follow.
fn is_decided(runs: &[Run]) -> bool {
    runs.iter().enumerate().all(|(index, run)| {
        let mut following = 0_u128;
        for next in &runs[index + 1..] {
            following |= next.class;
            if next.least > 0 {
                break;
            }
        }
        run.least == run.most || run.class & following == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_what_the_expression_says() {
        for (expression, fitting, others) in [
            (
                "^[A-Z]{2,6}-[A-Z]{3}$",
                &["AB-XYZ", "ABCDEF-XYZ"][..],
                &["A-XYZ", "ABCDEFG-XYZ", "AB-XY", "AB-XYZ ", "", "ab-xyz"][..],
            ),
            ("^0x[0-9a-f]*$", &["0x", "0x1f"], &["0", "x1", "0xg"]),
            ("^a?b+(c)$", &["abc", "bbbc"], &["ac", "abb"]),
            ("^[0-9]{3}$", &["123"], &["12", "1234"]),
        ] {
            let row = Row::of(expression).expect(expression);
            for text in fitting {
                assert_eq!(row.is_match(text), Some(true), "{expression} {text}");
            }
            for text in others {
                assert_eq!(row.is_match(text), Some(false), "{expression} {text}");
            }
        }
    }

    #[test]
    fn what_needs_more_is_no_row() {
        for expression in [
            "",
            "a",
            "^a",
            "a$",
            "^a+a$",
            "^a?b?a$",
            "^(ab)+$",
            "^(a|bc)$",
            "^.*x$",
            "^[^x]+é$",
            "^\\b$",
        ] {
            assert!(Row::of(expression).is_none(), "{expression}");
        }
    }

    #[test]
    fn other_characters_are_left_to_the_engine() {
        let row = Row::of("^[^0-9]+$").expect("a row");
        assert_eq!(row.is_match("abc"), Some(true));
        assert_eq!(row.is_match("abcé"), None);
        assert_eq!(row.is_match("a1é"), Some(false));
    }
}
