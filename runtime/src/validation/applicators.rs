//! The keywords that combine schemas (JSON Schema Validation, draft 7, sections 6.6 and 6.7).

use serde_json::Value;

use super::json::broken;
use super::{Checked, Rules};

/// `allOf`: every schema passes. The violation is that of the first that does not.
pub fn all_of(value: &Value, schemas: &[Rules]) -> Checked {
    schemas.iter().try_for_each(|rules| rules(value))
}

/// `anyOf`: at least one schema passes. The violation says what each of them asks for.
pub fn any_of(value: &Value, schemas: &[Rules]) -> Checked {
    let mut demands = Vec::new();
    for rules in schemas {
        match rules(value) {
            Ok(()) => return Ok(()),
            Err(violation) => demands.push(violation.demand()),
        }
    }
    broken("anyOf", demands.join(" or "), value)
}

/// `oneOf`: exactly one schema passes. The violation says what each of them asks for, or which of
/// them pass, as pointers into the schema.
pub fn one_of(value: &Value, schemas: &[Rules]) -> Checked {
    let mut matching = schemas
        .iter()
        .enumerate()
        .filter(|(_, rules)| rules(value).is_ok())
        .map(|(index, _)| index);
    match (matching.next(), matching.next()) {
        (Some(_), None) => Ok(()),
        (Some(first), Some(second)) => {
            let limit = format_args!(
                "exactly one of {}, but /oneOf/{first} and /oneOf/{second} both match",
                schemas.len()
            );
            broken("oneOf", limit, value)
        }
        (None, _) => {
            let failures = schemas.iter().filter_map(|rules| rules(value).err());
            let demands: Vec<String> = failures.map(|violation| violation.demand()).collect();
            broken("oneOf", demands.join(" or "), value)
        }
    }
}

/// `not`: the schema does not pass. It is shown as the document has it.
pub fn not(value: &Value, rules: Rules, shown_limit: &str) -> Checked {
    match rules(value) {
        Ok(()) => broken("not", shown_limit, value),
        Err(_) => Ok(()),
    }
}

/// `if`, `then` and `else`.
pub fn if_then_else(
    value: &Value,
    condition: Rules,
    then: Option<Rules>,
    otherwise: Option<Rules>,
) -> Checked {
    let rules = match condition(value) {
        Ok(()) => then,
        Err(_) => otherwise,
    };
    rules.map_or(Ok(()), |rules| rules(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::{JsonType, Number, minimum, properties, types};
    use serde_json::json;

    fn text(checked: Checked) -> String {
        checked.map_or_else(|violation| violation.to_string(), |()| String::new())
    }

    fn integer(value: &Value) -> Checked {
        types(value, &[JsonType::Integer])
    }

    fn at_least_2(value: &Value) -> Checked {
        minimum(value, Number::Int(2))
    }

    fn with_integer_a(value: &Value) -> Checked {
        types(value, &[JsonType::Object])?;
        properties(value, &[("a", integer)])
    }

    #[test]
    fn all_must_pass() {
        assert_eq!(all_of(&json!(3), &[integer, at_least_2]), Ok(()));
        assert_eq!(
            text(all_of(&json!(1), &[integer, at_least_2])),
            "`minimum` 2, found 1"
        );
        assert_eq!(all_of(&json!(1), &[]), Ok(()));
    }

    #[test]
    fn any_must_pass() {
        for value in [json!(1), json!(2.5), json!(3)] {
            assert_eq!(any_of(&value, &[integer, at_least_2]), Ok(()));
        }
        assert_eq!(
            text(any_of(&json!(1.5), &[integer, at_least_2])),
            "`anyOf` `type` \"integer\" or `minimum` 2, found 1.5"
        );
    }

    #[test]
    fn exactly_one_must_pass() {
        for value in [json!(1), json!(2.5)] {
            assert_eq!(one_of(&value, &[integer, at_least_2]), Ok(()));
        }
        assert_eq!(
            text(one_of(&json!(3), &[with_integer_a, integer, at_least_2])),
            "`oneOf` exactly one of 3, but /oneOf/1 and /oneOf/2 both match, found 3"
        );
        assert_eq!(
            text(one_of(&json!({"a": 1.5}), &[with_integer_a, integer])),
            "`oneOf` /a: `type` \"integer\" or `type` \"integer\", found {\"a\":1.5}"
        );
    }

    #[test]
    fn what_combines_can_be_read_again() {
        let value = json!([", found 1"]);
        for checked in [
            any_of(&value, &[integer, with_integer_a]),
            one_of(&value, &[integer, with_integer_a]),
            not(&value, |_| Ok(()), r#"{"const":"a, found b"}"#),
        ] {
            let violation = *checked.unwrap_err();
            let read = crate::Violation::parse(&violation.to_string());
            assert_eq!(read, Some(violation));
        }
    }

    #[test]
    fn one_must_not_pass() {
        assert_eq!(not(&json!("a"), integer, "{}"), Ok(()));
        let found = text(not(&json!(1), integer, r#"{"type":"integer"}"#));
        assert_eq!(found, "`not` {\"type\":\"integer\"}, found 1");
    }

    #[test]
    fn a_condition_decides_what_must_pass() {
        let check =
            |value: Value, then, otherwise| text(if_then_else(&value, integer, then, otherwise));
        assert_eq!(
            check(json!(1), Some(at_least_2 as Rules), None),
            "`minimum` 2, found 1"
        );
        assert_eq!(check(json!(1.5), Some(at_least_2), None), "");
        assert_eq!(
            check(json!(1.5), None, Some(at_least_2)),
            "`minimum` 2, found 1.5"
        );
        assert_eq!(check(json!(1), None, Some(at_least_2)), "");
        assert_eq!(check(json!(1), None, None), "");
    }
}
