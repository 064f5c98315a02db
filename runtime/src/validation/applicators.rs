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
/// them pass, counted from 0.
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
                "only one of {}, but {first} and {second} match",
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
