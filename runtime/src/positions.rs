//! Arrays whose first items have types of their own: what the generated `Serialize` and
//! `Deserialize` of such a tuple struct rest on.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};

use crate::read::{Read, item};
use crate::record::within_item;

/// A generated tuple struct for an array.
pub trait Positions: Sized {
    /// The schema's name, for errors.
    const NAME: &'static str;

    /// Reads all items.
    fn read<'de, A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error>;

    /// Writes all items.
    fn write<Q: SerializeSeq>(&self, out: &mut Items<Q>) -> Result<(), Q::Error>;
}

/// The items of an array that is being written.
#[derive(Debug)]
pub struct Items<Q> {
    seq: Q,
    /// How many items were to be written.
    count: usize,
    /// The first item that is not there.
    end: Option<usize>,
}

impl<Q: SerializeSeq> Items<Q> {
    /// Writes an item that is always there.
    pub fn item<T: Serialize>(&mut self, item: &T) -> Result<(), Q::Error> {
        self.count += 1;
        self.seq.serialize_element(item)
    }

    /// Writes an item if it is there. The array ends with the first that is not, so none may
    /// follow it.
    pub fn optional_item<T: Serialize>(&mut self, item: &Option<T>) -> Result<(), Q::Error> {
        match (item, self.end) {
            (Some(item), None) => self.item(item),
            (None, _) => {
                self.end.get_or_insert(self.count);
                self.count += 1;
                Ok(())
            }
            (Some(_), Some(end)) => Err(gap(end, self.count)),
        }
    }

    /// Writes the items that follow.
    pub fn rest<T: Serialize>(&mut self, rest: &[T]) -> Result<(), Q::Error> {
        match self.end {
            Some(end) if !rest.is_empty() => Err(gap(end, self.count)),
            _ => rest.iter().try_for_each(|item| self.item(item)),
        }
    }
}

fn gap<E: serde::ser::Error>(missing: usize, present: usize) -> E {
    E::custom(format_args!(
        "item {present} of the array is there, but item {missing} is not"
    ))
}

/// `Serialize` of a generated tuple struct.
pub fn write_positions<T: Positions, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut items = Items {
        seq: serializer.serialize_seq(None)?,
        count: 0,
        end: None,
    };
    value.write(&mut items)?;
    items.seq.end()
}

/// `Deserialize` of a generated tuple struct.
pub fn read_positions<'de, T: Positions, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct PositionsVisitor<T>(PhantomData<T>);

    impl<'de, T: Positions> Visitor<'de> for PositionsVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "array `{}`", T::NAME)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
            T::read(seq)
        }
    }

    deserializer.deserialize_seq(PositionsVisitor(PhantomData))
}

/// An item that must be there.
pub fn required_item<T, E: serde::de::Error>(item: Option<T>, index: usize) -> Result<T, E> {
    item.ok_or_else(|| E::custom(format_args!("missing item {index}")))
}

/// The next item, of a type of the user's, which serde reads.
pub fn item_foreign<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    index: usize,
) -> Result<Option<T>, A::Error> {
    seq.next_element()
        .map_err(|error| within_item(index, &error))
}

/// All items that are left.
pub fn rest_of_items<'de, T: Read<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    from: usize,
) -> Result<Vec<T>, A::Error> {
    let mut rest = Vec::new();
    while let Some(item) = item(seq, from + rest.len())? {
        rest.push(item);
    }
    Ok(rest)
}

/// All items that are left, of a type of the user's.
pub fn rest_of_items_foreign<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    from: usize,
) -> Result<Vec<T>, A::Error> {
    let mut rest = Vec::new();
    while let Some(item) = item_foreign(seq, from + rest.len())? {
        rest.push(item);
    }
    Ok(rest)
}

/// Refuses further items.
pub fn no_more_items<'de, A: SeqAccess<'de>>(seq: &mut A, count: usize) -> Result<(), A::Error> {
    match seq.next_element::<IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(A::Error::custom(format_args!("more than {count} items"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Pair(i64, Option<bool>, Vec<i64>);

    impl Positions for Pair {
        const NAME: &'static str = "Pair";

        fn read<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
            Ok(Self(
                required_item(item(&mut items, 0)?, 0)?,
                item(&mut items, 1)?,
                rest_of_items(&mut items, 2)?,
            ))
        }

        fn write<Q: SerializeSeq>(&self, out: &mut Items<Q>) -> Result<(), Q::Error> {
            out.item(&self.0)?;
            out.optional_item(&self.1)?;
            out.rest(&self.2)
        }
    }

    impl Serialize for Pair {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            write_positions(self, serializer)
        }
    }

    fn read(json: &str) -> Result<Pair, String> {
        read_positions(&mut serde_json::Deserializer::from_str(json))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_array_may_end_early_and_go_on() {
        for (json, pair) in [
            ("[1]", Pair(1, None, vec![])),
            ("[1,true]", Pair(1, Some(true), vec![])),
            ("[1,true,2,3]", Pair(1, Some(true), vec![2, 3])),
        ] {
            assert_eq!(serde_json::to_string(&pair).unwrap(), json);
            assert_eq!(read(json), Ok(pair));
        }
    }

    #[test]
    fn errors_say_which_item() {
        for (json, expected) in [
            ("[]", "missing item 0"),
            ("[1,2]", "/1: invalid type: integer `2`, expected a boolean"),
            ("[1,true,[]]", "/2: invalid type: sequence"),
            ("{}", "invalid type: map, expected array `Pair`"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_gap_is_not_written() {
        let error = serde_json::to_string(&Pair(1, None, vec![2])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "item 2 of the array is there, but item 1 is not"
        );
    }

    #[test]
    fn a_closed_array_has_no_more_items() {
        let closed = |json: &str| {
            struct Closed;
            impl<'de> Visitor<'de> for Closed {
                type Value = ();
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an array")
                }
                fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
                    no_more_items(&mut seq, 0)
                }
            }
            serde_json::Deserializer::from_str(json)
                .deserialize_seq(Closed)
                .map_err(|error| error.to_string())
        };
        assert!(closed("[]").is_ok());
        assert!(closed("[1]").unwrap_err().starts_with("more than 0 items"));
    }
}
