//! Values that check themselves.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::json::broken;
use super::{Checked, within, within_item};
use crate::json::Key;

/// A type that checks itself by the schema that it was made from. Generated types implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checked",
    label = "what this type is on the wire is not known",
    note = "derive `Message` for it; a type that only serde knows is wrapped in a struct of one field"
)]
pub trait Validate {
    /// Checks everything that the type does not already make certain.
    #[inline]
    fn validate(&self) -> Checked {
        Ok(())
    }
}

macro_rules! always_valid {
    ($($type:ty)*) => {$( impl Validate for $type {} )*};
}

always_valid! { () bool String Value Bytes i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

/// JSON has no number for infinity, nor for what is none (RFC 8259 section 6).
impl Validate for f64 {
    #[inline]
    fn validate(&self) -> Checked {
        if self.is_finite() {
            Ok(())
        } else {
            broken("type", "\"number\"", self)
        }
    }
}

impl<T: Validate> Validate for Option<T> {
    #[inline]
    fn validate(&self) -> Checked {
        self.as_ref().map_or(Ok(()), T::validate)
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    #[inline]
    fn validate(&self) -> Checked {
        (**self).validate()
    }
}

impl<T: Validate> Validate for Vec<T> {
    #[inline]
    fn validate(&self) -> Checked {
        self.iter()
            .enumerate()
            .try_for_each(|(index, item)| within_item(item.validate(), index))
    }
}

impl<K: Key + Ord, T: Validate> Validate for BTreeMap<K, T> {
    #[inline]
    fn validate(&self) -> Checked {
        self.iter()
            .try_for_each(|(key, value)| within(value.validate(), &key.name()))
    }
}

macro_rules! tuples {
    ($(($($type:ident $index:tt),+))*) => {$(
        impl<$($type: Validate),+> Validate for ($($type,)+) {
            #[inline]
            fn validate(&self) -> Checked {
                $( within_item(self.$index.validate(), $index)?; )+
                Ok(())
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_has_not_are_refused_where_they_are() {
        let values = BTreeMap::from([("a/b".to_owned(), vec![(1_u8, Some(Box::new(f64::NAN)))])]);
        let violation = values.validate().unwrap_err();
        assert_eq!(
            violation.to_string(),
            "/a~1b/0/1: `type` \"number\", found NaN"
        );
        assert_eq!(f64::INFINITY.validate().unwrap_err().value(), "inf");
        assert_eq!(vec![1.5, 1e308].validate(), Ok(()));
        assert_eq!(
            ((), true, None::<f64>, Value::Null, Bytes::new()).validate(),
            Ok(())
        );
    }
}
