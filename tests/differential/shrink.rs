//! Smaller instances that show the same difference.

use crate::compare::Outcome;
use crate::program::Answer;
use crate::report::Finding;
use serde_json::Value;

/// How often something is taken away.
const ROUNDS: usize = 60;

/// Takes properties and items away from an instance, one at a time, as long as the kind of the
/// difference stays.
pub(crate) fn shrink(
    finding: &mut Finding,
    ask: impl Fn(&[(usize, String)]) -> Result<Vec<Answer>, String>,
    judge: impl Fn(usize, &str, &Answer) -> Outcome,
) {
    for _ in 0..ROUNDS {
        let Ok(value) = serde_json::from_str::<Value>(&finding.instance) else {
            return;
        };
        let mut smaller: Vec<(usize, String)> = without_one(&value)
            .iter()
            .map(|value| (finding.set, value.to_string()))
            .collect();
        smaller.sort_by_key(|(_, text)| text.len());
        let Ok(answers) = ask(&smaller) else {
            return;
        };
        let same = smaller
            .into_iter()
            .zip(&answers)
            .find_map(|((set, text), answer)| {
                let difference = judge(set, &text, answer).difference()?.clone();
                (difference.kind == finding.difference.kind).then_some((text, difference))
            });
        let Some((text, difference)) = same else {
            return;
        };
        (finding.instance, finding.difference) = (text, difference);
    }
}

/// The value without each one of its properties and items, at any depth.
fn without_one(value: &Value) -> Vec<Value> {
    let mut smaller = Vec::new();
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                let mut rest = object.clone();
                rest.remove(name);
                smaller.push(rest.into());
                smaller.extend(without_one(inner).into_iter().map(|inner| {
                    let mut changed = object.clone();
                    changed.insert(name.clone(), inner);
                    changed.into()
                }));
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let mut rest = items.clone();
                rest.remove(index);
                smaller.push(rest.into());
                smaller.extend(without_one(inner).into_iter().map(|inner| {
                    let mut changed = items.clone();
                    changed[index] = inner;
                    changed.into()
                }));
            }
        }
        _ => {}
    }
    smaller
}
