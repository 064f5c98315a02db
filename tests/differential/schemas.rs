//! Random schemas of draft 7: every keyword, over few names and values, so that keywords meet.

use crate::adapt::insert_types;
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// How deep schemas nest.
const DEEPEST: usize = 4;

/// How many definitions each schema has to refer to.
const DEFINITIONS: usize = 3;

const NAMES: [&str; 3] = ["a", "b", "c"];
const PATTERNS: [&str; 5] = ["^a", "b", "^[ab]$", "c$", "^.?$"];
const TYPES: [&str; 7] = [
    "object", "array", "string", "integer", "number", "boolean", "null",
];

/// Keywords by the type that they are about.
const KEYWORDS: [(&str, &[&str]); 5] = [
    (
        "object",
        &[
            "properties",
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "dependencies",
            "minProperties",
            "maxProperties",
        ],
    ),
    (
        "array",
        &[
            "items",
            "tuple",
            "minItems",
            "maxItems",
            "contains",
            "uniqueItems",
        ],
    ),
    ("string", &["minLength", "maxLength", "pattern"]),
    (
        "integer",
        &["minimum", "maximum", "exclusiveMinimum", "multipleOf"],
    ),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "multipleOf",
        ],
    ),
];

/// A schema with its `definitions`; the same seed makes the same.
pub(crate) fn random(seed: u64) -> Value {
    let mut maker = Maker {
        rng: Rng::with_seed(seed),
    };
    let mut schema = match seed % 2 {
        0 => maker.keywords(0, 0),
        _ => maker.about_presence(),
    };
    let definitions: Map<String, Value> = (0..DEFINITIONS)
        .map(|index| (index.to_string(), maker.schema(2, index + 1)))
        .collect();
    schema.insert("definitions".to_owned(), definitions.into());
    without_unused(schema.into())
}

/// Any value of the alphabet, at most so deep.
pub(crate) fn value(rng: &mut Rng, depth: usize) -> Value {
    let kinds = if depth == 0 { 11 } else { 16 };
    match rng.u8(0..kinds) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(1),
        5 => json!(2),
        6 => json!(1.5),
        7 => json!(1.0),
        8 => json!("a"),
        9 => json!("b"),
        10 => json!(["", "ab", "abc", "c"][rng.usize(0..4)]),
        11 | 12 => (0..rng.usize(0..4))
            .map(|_| value(rng, depth - 1))
            .collect(),
        _ => {
            let mut object = Map::new();
            for name in ["a", "b", "c", "ab", "d"] {
                if rng.u8(0..5) < 2 {
                    object.insert(name.to_owned(), value(rng, depth - 1));
                }
            }
            object.into()
        }
    }
}

struct Maker {
    rng: Rng,
}

impl Maker {
    /// A schema at a depth. A reference from the place of a definition to itself, or to an earlier
    /// one, would never end: `first` is the first definition that may be referred to here.
    fn schema(&mut self, depth: usize, first: usize) -> Value {
        match self.rng.u8(0..100) {
            0..4 => json!(true),
            4..6 => json!(false),
            6..20 if first < DEFINITIONS && depth > 0 => {
                let index = self.rng.usize(first..DEFINITIONS);
                json!({"$ref": format!("#/definitions/{index}")})
            }
            _ => self.keywords(depth, first).into(),
        }
    }

    fn keywords(&mut self, depth: usize, first: usize) -> Map<String, Value> {
        let mut schema = Map::new();
        let types = self.types(depth);
        insert_types(&mut schema, &types);
        let about = match types.is_empty() {
            true => self.choice(&["object", "object", "array", "string", "number"]),
            false => self.choice(&types),
        };
        let keywords = KEYWORDS.iter().find(|(name, _)| *name == about);
        let keywords = keywords.map_or(&[][..], |(_, keywords)| keywords);
        let wanted = self.rng.usize(0..5).min(keywords.len());
        for _ in 0..wanted {
            let keyword = self.choice(keywords);
            self.keyword(&mut schema, keyword, depth);
        }
        for _ in 0..2 {
            if depth < DEEPEST - 1 && self.rng.u8(0..10) < 3 {
                self.combination(&mut schema, depth, first);
            }
        }
        self.values(&mut schema, &types);
        if self.rng.u8(0..12) == 0 {
            schema.insert("title".to_owned(), json!(self.choice(&["A", "B", "a b"])));
        }
        schema
    }

    /// Objects with defaults and constants where rules look at which properties there are.
    fn about_presence(&mut self) -> Map<String, Value> {
        let object = |maker: &mut Self| Value::from(maker.plain_object());
        match self.rng.u8(0..12) {
            0 => entries([
                ("type", json!("array")),
                ("items", object(self)),
                ("uniqueItems", json!(true)),
            ]),
            1 => entries([
                ("type", json!("array")),
                ("items", object(self)),
                ("contains", self.condition()),
            ]),
            2 => entries([
                ("type", json!("object")),
                ("additionalProperties", object(self)),
                (
                    "not",
                    json!({"properties": {"a": self.condition()}, "required": ["a"]}),
                ),
            ]),
            3 => entries([
                ("type", json!("object")),
                ("properties", json!({"a": object(self), "c": object(self)})),
                (
                    "anyOf",
                    json!([{"properties": {"a": self.condition()}}, {"required": ["b"]}]),
                ),
            ]),
            4 => entries([
                ("items", json!([object(self), object(self)])),
                ("type", json!("array")),
                ("uniqueItems", json!(true)),
            ]),
            5 => entries([("allOf", json!([object(self), object(self)]))]),
            6 => entries([("not", self.condition()), ("allOf", json!([object(self)]))]),
            7..10 => {
                let count = self.rng.usize(2..4);
                let parts: Value = (0..count).map(|_| object(self)).collect();
                let keyword = self.choice(&["oneOf", "oneOf", "anyOf"]);
                let mut schema = entries([(keyword, parts)]);
                if self.rng.u8(0..3) == 0 {
                    schema.extend(self.plain_object());
                }
                schema
            }
            _ => self.plain_object(),
        }
    }

    /// An object with simple properties and a rule or two.
    fn plain_object(&mut self) -> Map<String, Value> {
        let mut object = entries([("type", json!("object"))]);
        let mut properties = Map::new();
        for name in NAMES {
            let schema = match self.rng.u8(0..12) {
                0 => json!({"const": 1}),
                1 => json!({"const": "a"}),
                2 => json!({"const": "b"}),
                3 => json!({"type": "integer", "default": 1}),
                4 => json!({"type": "string", "default": "a"}),
                5 => json!({"enum": ["a", "b", null], "default": "a"}),
                6 => json!({"type": ["boolean", "null"], "default": null}),
                7 => {
                    json!({"type": "object", "properties": {"a": {"type": "integer", "default": 1}, "b": {"const": "a"}}})
                }
                8 => json!({"type": "array", "items": {"type": "integer"}, "default": []}),
                _ => continue,
            };
            properties.insert(name.to_owned(), schema);
        }
        object.insert("properties".to_owned(), properties.into());
        for _ in 0..self.rng.usize(0..3) {
            let rule = self.condition();
            object.extend(rule.as_object().cloned().unwrap_or_default());
        }
        object
    }

    /// A rule that may see which properties there are.
    fn condition(&mut self) -> Value {
        let name = self.choice(&NAMES);
        let other = self.choice(&NAMES);
        match self.rng.u8(0..17) {
            0 => json!({"minProperties": self.rng.u8(1..3)}),
            1 => json!({"maxProperties": self.rng.u8(1..3)}),
            2 => json!({"dependencies": {name: [other]}}),
            3 => json!({"dependencies": {name: self.condition()}}),
            4 => json!({"anyOf": [self.condition(), {"required": [name]}]}),
            5 => json!({"oneOf": [self.condition(), {"required": [name]}]}),
            6 => json!({"not": self.condition()}),
            7 => json!({"if": self.condition(), "then": self.condition()}),
            8 => json!({"if": self.condition(), "else": {"required": [other]}}),
            9 => json!({"propertyNames": {"enum": [name, other]}}),
            10 => json!({"additionalProperties": false}),
            11 => {
                json!({"patternProperties": {"^[ab]$": {"type": self.choice(&["string", "integer"])}}})
            }
            12 => json!({"properties": {name: {"const": "a"}}}),
            13 => json!({"enum": [{}, {"a": 1}, {name: "a", other: "a"}]}),
            14 => json!({"additionalProperties": {"type": "string"}}),
            15 => json!({"title": "A"}),
            _ => json!({"required": self.names()}),
        }
    }

    fn types(&mut self, depth: usize) -> Vec<&'static str> {
        match self.rng.u8(0..20) {
            0..7 => vec!["object"],
            7..10 => vec!["array"],
            10..13 if depth > 0 => vec![self.choice(&TYPES[2..])],
            13..16 => {
                let mut types = TYPES.to_vec();
                self.rng.shuffle(&mut types);
                types.truncate(self.rng.usize(2..4));
                types
            }
            16..20 => Vec::new(),
            _ => vec!["object"],
        }
    }

    fn keyword(&mut self, schema: &mut Map<String, Value>, keyword: &str, depth: usize) {
        let value = match keyword {
            "properties" | "patternProperties" => {
                let keys: &[&str] = match keyword {
                    "properties" => &NAMES,
                    _ => &PATTERNS,
                };
                let mut properties = Map::new();
                for _ in 0..self.rng.usize(1..4) {
                    let name = self.choice(keys);
                    properties.insert(name.to_owned(), self.property(depth));
                }
                properties.into()
            }
            "required" => json!(self.names()),
            "propertyNames" => match self.rng.u8(0..6) {
                0 => json!({"enum": self.names()}),
                1 => json!({"const": self.choice(&NAMES)}),
                2 => json!({"maxLength": 1}),
                3 => json!({"not": {"const": self.choice(&NAMES)}}),
                4 => json!({"pattern": self.choice(&PATTERNS)}),
                _ => json!(true),
            },
            "dependencies" => {
                let mut dependencies = Map::new();
                for _ in 0..self.rng.usize(1..3) {
                    let value = match self.rng.bool() {
                        true => json!(self.names()),
                        false => self.inner(depth, DEFINITIONS),
                    };
                    dependencies.insert(self.choice(&NAMES).to_owned(), value);
                }
                dependencies.into()
            }
            "tuple" => {
                let items: Value = (0..self.rng.usize(1..4))
                    .map(|_| self.inner(depth, 0))
                    .collect();
                schema.insert("items".to_owned(), items);
                if self.rng.bool() {
                    let rest = match self.rng.u8(0..3) {
                        0 => json!(false),
                        _ => self.inner(depth, 0),
                    };
                    schema.insert("additionalItems".to_owned(), rest);
                }
                return;
            }
            "additionalProperties" if self.rng.bool() => json!(false),
            "additionalProperties" | "items" | "contains" => self.inner(depth, 0),
            "uniqueItems" => json!(true),
            "pattern" => json!(self.choice(&PATTERNS)),
            "multipleOf" => self.choice(&[json!(2), json!(0.5), json!(1)]),
            "minimum" | "exclusiveMinimum" => self.choice(&[json!(0), json!(-1), json!(0.5)]),
            "maximum" | "exclusiveMaximum" => self.choice(&[json!(2), json!(3), json!(1.5)]),
            "maxLength" | "maxItems" | "maxProperties" => json!(self.rng.u8(2..4)),
            _ => json!(self.rng.u8(0..3)),
        };
        schema.insert(keyword.to_owned(), value);
    }

    fn combination(&mut self, schema: &mut Map<String, Value>, depth: usize, first: usize) {
        let keyword = self.choice(&["allOf", "anyOf", "oneOf", "anyOf", "oneOf", "not", "if"]);
        match keyword {
            "not" => {
                schema.insert("not".to_owned(), self.inner(depth, first));
            }
            "if" => {
                schema.insert("if".to_owned(), self.inner(depth, first));
                for branch in ["then", "else"] {
                    if self.rng.u8(0..3) > 0 {
                        schema.insert(branch.to_owned(), self.inner(depth, first));
                    }
                }
            }
            _ => {
                let parts: Value = (0..self.rng.usize(1..4))
                    .map(|_| self.inner(depth, first))
                    .collect();
                schema.insert(keyword.to_owned(), parts);
            }
        }
    }

    /// `enum` or `const`, now and then.
    fn values(&mut self, schema: &mut Map<String, Value>, types: &[&str]) {
        match self.rng.u8(0..24) {
            0 => {
                let values: Vec<Value> = (0..self.rng.usize(1..4))
                    .map(|_| self.value_of(types))
                    .collect();
                let distinct = |values: &Vec<Value>, index: usize| {
                    let same = |other: &Value| other.as_f64() == values[index].as_f64();
                    !values[..index]
                        .iter()
                        .any(|other| *other == values[index] || other.is_number() && same(other))
                };
                let values: Vec<Value> = (0..values.len())
                    .filter(|index| distinct(&values, *index))
                    .map(|index| values[index].clone())
                    .collect();
                schema.insert("enum".to_owned(), values.into());
            }
            1 | 2 => {
                schema.insert("const".to_owned(), self.value_of(types));
            }
            _ => {}
        }
    }

    /// A value, mostly of one of the types.
    fn value_of(&mut self, types: &[&str]) -> Value {
        let mut value = value(&mut self.rng, 2);
        for _ in 0..20 {
            let kind = match &value {
                Value::Null => "null",
                Value::Bool(_) => "boolean",
                Value::Number(number) if number.is_f64() => "number",
                Value::Number(_) => "integer",
                Value::String(_) => "string",
                Value::Array(_) => "array",
                Value::Object(_) => "object",
            };
            if types.is_empty() || types.contains(&kind) {
                break;
            }
            value = self::value(&mut self.rng, 2);
        }
        value
    }

    /// The schema of a property, now and then a constant, or with a default.
    fn property(&mut self, depth: usize) -> Value {
        let mut schema = match self.rng.u8(0..6) {
            0 => json!({"const": value(&mut self.rng, 0)}),
            _ => self.inner(depth, 0),
        };
        if let Value::Object(keywords) = &mut schema
            && !keywords.contains_key("$ref")
            && self.rng.u8(0..4) == 0
        {
            let default = match keywords.get("type").and_then(Value::as_str) {
                Some("boolean") => json!(true),
                Some("integer" | "number") => json!(1),
                Some("string") => json!("a"),
                Some("array") => json!([]),
                Some("object") => json!({}),
                _ => value(&mut self.rng, 1),
            };
            keywords.insert("default".to_owned(), default);
        }
        schema
    }

    fn inner(&mut self, depth: usize, first: usize) -> Value {
        match depth + 1 < DEEPEST {
            true => self.schema(depth + 1, first),
            false => self.leaf(),
        }
    }

    fn leaf(&mut self) -> Value {
        match self.rng.u8(0..6) {
            0 => json!({"const": value(&mut self.rng, 0)}),
            1 => json!({"required": [self.choice(&NAMES)]}),
            _ => json!({"type": self.choice(&TYPES)}),
        }
    }

    fn names(&mut self) -> Vec<&'static str> {
        let mut names = NAMES.to_vec();
        self.rng.shuffle(&mut names);
        names.truncate(self.rng.usize(1..3));
        names
    }

    fn choice<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.rng.usize(0..list.len())].clone()
    }
}

fn entries<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    let owned = |(key, value): (&str, Value)| (key.to_owned(), value);
    entries.into_iter().map(owned).collect()
}

/// The schema without definitions that nothing refers to.
pub(crate) fn without_unused(mut schema: Value) -> Value {
    loop {
        let text = schema.to_string();
        let Some(Value::Object(definitions)) = schema.get_mut("definitions") else {
            return schema;
        };
        let before = definitions.len();
        definitions.retain(|key, _| text.contains(&format!("#/definitions/{key}\"")));
        let (after, is_empty) = (definitions.len(), definitions.is_empty());
        if is_empty && let Value::Object(keywords) = &mut schema {
            keywords.remove("definitions");
        }
        if is_empty || before == after {
            return schema;
        }
    }
}

/// Whether a definition refers to itself from its own place, so that judging it never ends.
pub(crate) fn is_endless(root: &Value) -> bool {
    let Some(definitions) = root.get("definitions").and_then(Value::as_object) else {
        return false;
    };
    definitions.keys().any(|key| {
        let mut open = vec![&definitions[key]];
        let mut seen = Vec::new();
        while let Some(schema) = open.pop() {
            let Value::Object(keywords) = schema else {
                continue;
            };
            if let Some(Value::String(reference)) = keywords.get("$ref") {
                let target = reference.rsplit('/').next().unwrap_or_default();
                if target == key {
                    return true;
                }
                if !seen.contains(&target) {
                    seen.push(target);
                    open.extend(definitions.get(target));
                }
            }
            for (keyword, inner) in keywords {
                match (keyword.as_str(), inner) {
                    ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => open.extend(parts),
                    ("not" | "if" | "then" | "else", _) => open.push(inner),
                    ("dependencies", Value::Object(parts)) => open.extend(parts.values()),
                    _ => {}
                }
            }
        }
        false
    })
}

/// The value, now and then with one thing added, taken away or replaced.
pub(crate) fn changed(value: &Value, rng: &mut Rng) -> Value {
    if rng.bool() {
        return value.clone();
    }
    match value {
        Value::Object(object) => {
            let mut object = object.clone();
            let name = ["a", "b", "c", "ab", "d"][rng.usize(0..5)];
            match (rng.u8(0..3), object.remove(name)) {
                (0, _) => {}
                (1, Some(inner)) => {
                    object.insert(name.to_owned(), changed(&inner, rng));
                }
                _ => {
                    object.insert(name.to_owned(), self::value(rng, 2));
                }
            }
            object.into()
        }
        Value::Array(items) => {
            let mut items = items.clone();
            match rng.u8(0..3) {
                0 => {
                    items.pop();
                }
                1 if !items.is_empty() => {
                    let index = rng.usize(0..items.len());
                    items[index] = changed(&items[index], rng);
                }
                _ => items.push(self::value(rng, 1)),
            }
            items.into()
        }
        _ => self::value(rng, 2),
    }
}
