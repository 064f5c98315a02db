//! Instances of schemas: such as fit, and such as provoke a check at one place.

use crate::flat::Flat;
use crate::strings;
use fastrand::Rng;
use serde_json::{Map, Number, Value, json};

/// How deep instances nest before only what must be there is made.
const DEEP: usize = 7;

/// How deep instances nest at all.
const DEEPEST: usize = 24;

/// How many places an instance has about at most, lest those that must be there double at each
/// depth.
const MOST_PLACES: usize = 20_000;

/// How much of what may be absent is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fill {
    Required,
    Some,
    All,
}

/// Makes one instance of a schema.
pub(crate) struct Generator<'s> {
    root: &'s Value,
    rng: Rng,
    fill: Fill,
    visited: usize,
    provoked: Option<usize>,
}

impl<'s> Generator<'s> {
    /// An instance that is meant to be valid, and the number of its places.
    pub(crate) fn fitting(root: &'s Value, fill: Fill, seed: u64) -> (Value, usize) {
        Self::make(root, fill, seed, None)
    }

    /// The instance of the same seed, but for the place of this index.
    pub(crate) fn provoking(root: &'s Value, fill: Fill, seed: u64, place: usize) -> Value {
        Self::make(root, fill, seed, Some(place)).0
    }

    fn make(root: &'s Value, fill: Fill, seed: u64, provoked: Option<usize>) -> (Value, usize) {
        let mut generator = Self {
            root,
            rng: Rng::with_seed(seed),
            fill,
            visited: 0,
            provoked,
        };
        let value = generator.value(&[root], 0);
        (value, generator.visited)
    }

    /// A value that all the schemas describe.
    fn value(&mut self, schemas: &[&'s Value], depth: usize) -> Value {
        let place = self.visited;
        self.visited += 1;
        if depth > DEEPEST || place > MOST_PLACES {
            return Value::Null;
        }
        let flat = Flat::of(self.root, schemas, &mut self.rng);
        if self.provoked == Some(place) {
            self.provocation(&flat, depth)
        } else {
            self.fit(&flat, depth)
        }
    }

    fn fit(&mut self, flat: &Flat<'s>, depth: usize) -> Value {
        if let Some(values) = flat.values() {
            return self.rng.choice(values).cloned().unwrap_or_default();
        }
        let types = flat.types();
        match self.rng.choice(&types).copied() {
            Some("object") => self.object(flat, depth),
            Some("array") => self.array(flat, depth),
            Some("string") => json!(self.text(flat)),
            Some("integer") => self.number(flat, true),
            Some("number") => self.number(flat, false),
            Some("boolean") => json!(self.rng.bool()),
            Some(_) => Value::Null,
            None => self.anything(2),
        }
    }

    fn object(&mut self, flat: &Flat<'s>, depth: usize) -> Value {
        let required = flat.required();
        let mut object = Map::new();
        for (name, schemas) in flat.properties() {
            let wanted = match self.fill {
                Fill::Required => false,
                Fill::Some => self.rng.u8(0..3) > 0,
                Fill::All => true,
            };
            if required.contains(&name) || (wanted && depth < DEEP) {
                let value = self.value(&schemas, depth + 1);
                object.insert(name.to_owned(), value);
            }
        }
        for name in required {
            if !object.contains_key(name) {
                let value = self.additional(flat, depth);
                object.insert(name.to_owned(), value);
            }
        }
        let is_open = flat.additional() != Some(&Value::Bool(false));
        let surprises = match self.fill {
            Fill::Required => 0,
            _ if is_open && depth < DEEP && self.rng.u8(0..4) == 0 => self.rng.usize(1..3),
            _ => 0,
        };
        let least = flat.least("minProperties").unwrap_or(0);
        let wanted = least.min(300).max(object.len() + surprises);
        for _ in 0..2 * wanted {
            if object.len() >= wanted {
                break;
            }
            let (name, value) = self.unlisted(flat, depth);
            object.insert(name, value);
        }
        object.into()
    }

    /// A property that is not listed.
    fn unlisted(&mut self, flat: &Flat<'s>, depth: usize) -> (String, Value) {
        let patterns = flat.patterns();
        if let Some((pattern, schema)) = self.rng.choice(&patterns).copied()
            && self.rng.u8(0..4) > 0
            && let Some(name) = strings::of_pattern(pattern, &mut self.rng)
        {
            return (name, self.value(&[schema], depth + 1));
        }
        let name = self.property_name(flat);
        (name, self.additional(flat, depth))
    }

    fn property_name(&mut self, flat: &Flat<'s>) -> String {
        if let Some(names) = flat.one("propertyNames") {
            let names = Flat::of(self.root, &[names], &mut self.rng);
            return match names
                .values()
                .and_then(|values| self.rng.choice(values).cloned())
            {
                Some(Value::String(name)) => name,
                _ => self.text(&names),
            };
        }
        let known = [
            "extra",
            "x-extra",
            "Ünï çøde",
            "with/slash~tilde",
            "",
            "type",
        ];
        match self.rng.choice(known) {
            Some(name) => format!("{name}{}", self.rng.u8(0..3)),
            None => String::new(),
        }
    }

    fn additional(&mut self, flat: &Flat<'s>, depth: usize) -> Value {
        match flat.additional() {
            Some(schema @ Value::Object(_)) => self.value(&[schema], depth + 1),
            _ => self.anything(2),
        }
    }

    fn array(&mut self, flat: &Flat<'s>, depth: usize) -> Value {
        let tuple = flat.tuple();
        let least = flat.least("minItems").unwrap_or(0).max(match self.fill {
            Fill::Required => 0,
            _ => tuple.len(),
        });
        let usual = if depth < DEEP { 3 } else { 0 };
        let most = flat.most("maxItems").unwrap_or(usize::MAX);
        let length = self.rng.usize(least..=least.max((least + usual).min(most)));
        self.items(flat, length, depth)
    }

    fn items(&mut self, flat: &Flat<'s>, length: usize, depth: usize) -> Value {
        let tuple = flat.tuple();
        let mut items: Vec<Value> = Vec::new();
        for index in 0..length.min(300) {
            let schemas = match tuple.get(index) {
                Some(schema) => vec![schema],
                None => flat.item(),
            };
            let mut item = self.one_item(&schemas, depth);
            for _ in 0..8 {
                if !flat.says("uniqueItems") || !items.contains(&item) {
                    break;
                }
                item = self.one_item(&schemas, depth);
            }
            items.push(item);
        }
        if let (Some(schema), 0..1) = (flat.one("contains"), self.rng.u8(0..2)) {
            items.push(self.value(&[schema], depth + 1));
        }
        items.into()
    }

    fn one_item(&mut self, schemas: &[&'s Value], depth: usize) -> Value {
        match schemas.is_empty() {
            true => self.anything(1),
            false => self.value(schemas, depth + 1),
        }
    }

    fn text(&mut self, flat: &Flat<'s>) -> String {
        let pattern = flat.one("pattern").and_then(Value::as_str);
        let format = flat.one("format").and_then(Value::as_str);
        let least = flat.least("minLength").unwrap_or(0);
        let most = flat.most("maxLength").unwrap_or(usize::MAX);
        if let Some(pattern) = pattern {
            let fits = |text: &String| (least..=most).contains(&text.chars().count());
            let rng = &mut self.rng;
            let mut texts = (0..20).filter_map(|_| strings::of_pattern(pattern, rng));
            if let Some(text) = texts.find(fits) {
                return text;
            }
        }
        if let Some(text) = format.and_then(|name| strings::of_format(name, &mut self.rng)) {
            return text;
        }
        let longest = most.min(least.saturating_add(12)).max(least);
        let length = self.rng.usize(least..=longest);
        strings::of_length(length.min(5000) as u64, &mut self.rng)
    }

    fn number(&mut self, flat: &Flat<'s>, whole: bool) -> Value {
        let (low, high) = flat.range();
        let low = low.unwrap_or(high.map_or(-1000.0, |high| high.min(0.0) - 1000.0));
        let high = high.unwrap_or(low.max(0.0) + 1000.0);
        let step = flat.one("multipleOf");
        let whole = whole || step == Some(&json!(1));
        if let Some(step) = step.filter(|step| **step != json!(1)) {
            return self.multiple(low, high, step);
        }
        let between = low + self.rng.f64() * (high - low);
        let value = match self.rng.u8(0..6) {
            0 => low,
            1 => high,
            2 if low <= 0.0 && high >= 0.0 => 0.0,
            _ if whole => between.round(),
            3 => (between * 100.0).round() / 100.0,
            4 => between.round(),
            _ => between,
        };
        number(value, whole || self.rng.bool())
    }

    /// A multiple, written with the decimals of the divisor.
    fn multiple(&mut self, low: f64, high: f64, step: &Value) -> Value {
        let text = step.to_string();
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let step = step.as_f64().unwrap_or(1.0);
        let first = (low / step).ceil();
        let last = (high / step).floor().min(first + 100_000.0);
        let times = (first + self.rng.f64() * (last - first)).round();
        let text = format!("{:.decimals$}", times * step);
        match text.parse::<f64>() {
            Ok(value) => number(value, true),
            Err(_) => json!(0),
        }
    }

    /// Any JSON.
    fn anything(&mut self, depth: usize) -> Value {
        match self.rng.u8(0..if depth == 0 { 7 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.rng.bool()),
            2 => json!(self.rng.i32(-5..100)),
            3 => json!(f64::from(self.rng.i32(-50..50)) / 4.0),
            4 => json!(u64::MAX),
            5 | 6 => json!(strings::of_length(self.rng.u64(0..6), &mut self.rng)),
            7 => (0..self.rng.usize(0..3))
                .map(|_| self.anything(depth - 1))
                .collect(),
            _ => {
                let mut object = Map::new();
                for name in ["a", "b c"] {
                    object.insert(name.to_owned(), self.anything(depth - 1));
                }
                object.into()
            }
        }
    }

    /// A value at the edge of what the schema allows, or beyond.
    fn provocation(&mut self, flat: &Flat<'s>, depth: usize) -> Value {
        if self.rng.u8(0..5) == 0 {
            return self.other_kind();
        }
        let value = self.fit(flat, depth);
        match value {
            Value::String(text) => self.provoking_text(flat, &text),
            Value::Number(number) => self.provoking_number(flat, &number),
            Value::Array(items) => self.provoking_array(flat, items, depth),
            Value::Object(object) => self.provoking_object(flat, object, depth),
            _ => self.other_kind(),
        }
    }

    fn other_kind(&mut self) -> Value {
        let values = [
            Value::Null,
            json!(true),
            json!(0),
            json!(1.5),
            json!(1.0),
            json!(""),
            json!("text"),
            json!("1"),
            json!([]),
            json!([null]),
            json!({}),
            json!({"a": 1}),
        ];
        self.rng.choice(values).unwrap_or_default()
    }

    fn provoking_text(&mut self, flat: &Flat<'s>, text: &str) -> Value {
        let lengths: Vec<usize> = ["minLength", "maxLength"]
            .into_iter()
            .filter_map(|key| flat.least(key))
            .flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1])
            .collect();
        let rng = &mut self.rng;
        if let Some(length) = rng.choice(&lengths).copied()
            && rng.bool()
        {
            return json!(strings::of_length(length.min(20_000) as u64, rng));
        }
        let format = flat.one("format").and_then(Value::as_str);
        if let Some(text) = format.and_then(|name| strings::against_format(name, rng))
            && rng.u8(0..3) > 0
        {
            return json!(text);
        }
        json!(strings::near(text, rng))
    }

    fn provoking_number(&mut self, flat: &Flat<'s>, value: &Number) -> Value {
        let (low, high) = flat.range();
        let value = value.as_f64().unwrap_or(0.0);
        let mut edges = vec![
            json!(value),
            json!(value + 0.5),
            json!(value.round()),
            json!(value.to_string()),
            json!(-value),
            json!(9_007_199_254_740_993_i64),
            json!(-9_007_199_254_740_993_i64),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(18_446_744_073_709_551_616.0),
            json!(-9_223_372_036_854_777_856.0),
            json!(i64::from(i32::MAX) + 1),
            json!(1e300),
            json!(-0.0),
        ];
        for limit in [low, high].into_iter().flatten() {
            for by in [-1.0, -0.5, -0.001, 0.0, 0.001, 0.5, 1.0] {
                edges.push(number(limit + by, true));
                edges.push(number(limit + by, false));
            }
        }
        if let Some(step) = flat.one("multipleOf").and_then(Value::as_f64) {
            edges.extend([json!(value + step / 2.0), json!(value + step / 10.0)]);
        }
        self.rng.choice(edges).unwrap_or_default()
    }

    fn provoking_array(&mut self, flat: &Flat<'s>, mut items: Vec<Value>, depth: usize) -> Value {
        let lengths: Vec<usize> = ["minItems", "maxItems"]
            .into_iter()
            .filter_map(|key| flat.least(key))
            .flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1])
            .collect();
        if let Some(length) = self.rng.choice(&lengths).copied()
            && self.rng.bool()
        {
            return self.items(flat, length, depth);
        }
        match self.rng.u8(0..6) {
            0 => items.clear(),
            1 => {
                items.pop();
            }
            2 => items.push(self.other_kind()),
            3 => items.insert(0, self.other_kind()),
            4 => items.extend(items.clone()),
            _ => {
                let length = items.len() + 1;
                return self.items(flat, length, depth);
            }
        }
        items.into()
    }

    fn provoking_object(
        &mut self,
        flat: &Flat<'s>,
        mut object: Map<String, Value>,
        depth: usize,
    ) -> Value {
        let names: Vec<String> = object.keys().cloned().collect();
        let chosen = self.rng.choice(&names).cloned().unwrap_or_default();
        match self.rng.u8(0..8) {
            0..3 => {
                object.remove(&chosen);
            }
            3 => {
                object.insert("surprise".to_owned(), self.anything(1));
            }
            4 => {
                let value = object.remove(&chosen).unwrap_or_default();
                object.insert(format!("{chosen}_"), value);
            }
            5 => {
                object.insert(chosen, Value::Null);
            }
            6 => {
                let (name, value) = self.unlisted(flat, depth);
                object.insert(name, value);
            }
            _ => object.clear(),
        }
        object.into()
    }
}

/// A number, written as a whole one where it is and that is wanted.
fn number(value: f64, whole: bool) -> Value {
    if whole && value.fract() == 0.0 && value.abs() < 9e18 {
        return json!(value as i64);
    }
    json!(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_instance_again() {
        let schema = json!({
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "pattern": "^[a-z]{3}[0-9]+$"},
                "list": {"type": "array", "items": {"type": "integer", "minimum": 3}},
            },
        });
        for seed in 0..200 {
            let (first, places) = Generator::fitting(&schema, Fill::Some, seed);
            assert_eq!(first, Generator::fitting(&schema, Fill::Some, seed).0);
            for place in 0..places {
                let provoking = || Generator::provoking(&schema, Fill::Some, seed, place);
                assert_eq!(provoking(), provoking());
            }
        }
    }
}
