//! The keywords of one schema, as rules.
//!
//! Mistakes are reported here; those that the reading of types sees too, it words alike, so that each
//! is said once.

use super::unquoted::is_text_only;
use super::{Format, JsonType, Limit, Rule, RuleBook, RuleSetId, pattern};
use crate::document::{Entry, Node, Number, Value};
use crate::model::Constant;
use crate::schema::{article, constant_of, parse_type, unquoted_text};
use crate::session::Session;
use crate::source::Span;

impl RuleBook {
    /// The rules of a schema that is no reference. The parts are given ids and wait to be read.
    pub(super) fn rules_of(&mut self, session: &mut Session, schema: &Node) -> Vec<Rule> {
        match schema.value() {
            Value::Object(entries) => {
                let rules = entries
                    .iter()
                    .flat_map(|entry| self.keyword(session, schema, entry));
                let mut rules: Vec<Rule> = rules.collect();
                // The kind of a value is the first thing to be told about it.
                rules.sort_by_key(|rule| !matches!(rule, Rule::Types(_)));
                rules
            }
            Value::Bool(false) => vec![Rule::Never],
            Value::Bool(true) | Value::Null => Vec::new(),
            _ => {
                let message = format!("a schema cannot be {}", article(schema.kind_name()));
                session
                    .diagnostics
                    .error(schema.span(), message)
                    .expected("an object, `true` or `false`");
                Vec::new()
            }
        }
    }

    /// The rule of one keyword. What a keyword does not say itself, its neighbours in `schema` do.
    fn keyword(&mut self, session: &mut Session, schema: &Node, entry: &Entry) -> Vec<Rule> {
        let (key, value) = (entry.key.as_str(), &entry.value);
        let is_constant = matches!(key, "const" | "type");
        if value.is_null() && !is_constant {
            return Vec::new();
        }
        let one = |rule: Option<Rule>| Vec::from_iter(rule);
        match key {
            "type" => one(types(session, value)),
            "enum" => {
                let values = session.array(value, key);
                let constants = values
                    .iter()
                    .map(|value| self.constant(session, schema, value))
                    .collect();
                one((!values.is_empty()).then_some(Rule::Enum(constants)))
            }
            "const" => vec![Rule::Const(self.constant(session, schema, value))],

            "minimum" => one(bound(session, schema, key, value, Rule::Minimum)),
            "maximum" => one(bound(session, schema, key, value, Rule::Maximum)),
            "exclusiveMinimum" => one(exclusive(session, key, value, Rule::ExclusiveMinimum)),
            "exclusiveMaximum" => one(exclusive(session, key, value, Rule::ExclusiveMaximum)),
            "multipleOf" => one(divisor(session, value)),

            "minLength" => one(count(session, key, value).map(Rule::MinLength)),
            "maxLength" => one(count(session, key, value).map(Rule::MaxLength)),
            "pattern" => {
                let text = session.text(value, key);
                let sound = text.filter(|text| is_sound(session, text, value.span()));
                one(sound.map(Rule::Pattern))
            }
            "format" => {
                let name = session.text(value, key);
                one(name.and_then(|name| Format::parse(&name)).map(Rule::Format))
            }
            "contentEncoding" => one(content(session, schema)),
            // Said where the encoding is.
            "contentMediaType" if schema.get("contentEncoding").is_some() => Vec::new(),
            "contentMediaType" => one(content(session, schema)),

            "minItems" => one(count(session, key, value).map(Rule::MinItems)),
            "maxItems" => one(count(session, key, value).map(Rule::MaxItems)),
            "uniqueItems" => {
                one((flag(session, key, value) == Some(true)).then_some(Rule::UniqueItems))
            }
            "prefixItems" => one(self.tuple(session, key, value)),
            "items" => one(self.items(session, schema, value)),
            "additionalItems" => one(self.additional_items(session, schema, value)),
            "contains" => vec![Rule::Contains(self.id_of(session, value))],

            "minProperties" => one(count(session, key, value).map(Rule::MinProperties)),
            "maxProperties" => one(count(session, key, value).map(Rule::MaxProperties)),
            "required" => {
                let names = required(session, value);
                one((!names.is_empty()).then_some(Rule::Required(names)))
            }
            "properties" => self.properties(session, value),
            "patternProperties" => {
                let schemas = self.pattern_properties(session, value);
                one((!schemas.is_empty()).then_some(Rule::PatternProperties(schemas)))
            }
            "additionalProperties" => one(self.additional_properties(session, schema, value)),
            "propertyNames" => vec![Rule::PropertyNames(self.id_of(session, value))],
            "dependencies" | "dependentRequired" | "dependentSchemas" => {
                self.dependencies(session, key, value)
            }

            "allOf" => one(self.parts(session, key, value).map(Rule::AllOf)),
            "anyOf" => one(self.parts(session, key, value).map(Rule::AnyOf)),
            "oneOf" => one(self.parts(session, key, value).map(Rule::OneOf)),
            "not" => vec![Rule::Not {
                rules: self.id_of(session, value),
                text: value.to_json(),
            }],
            "if" => one(self.condition(session, schema, value)),
            _ => Vec::new(),
        }
    }

    /// A value of `const` or `enum`. What stands without quotes where `schema` allows only text is
    /// text.
    fn constant(&mut self, session: &mut Session, schema: &Node, value: &Node) -> Constant {
        let text = unquoted_text(value).filter(|_| !self.strict);
        let text = text.filter(|_| {
            let stated = schema.get("type").and_then(|value| types(session, value));
            matches!(stated, Some(Rule::Types(types)) if is_text_only(&types))
        });
        let value = text.as_ref().unwrap_or(value);
        let constant = constant_of(value);
        self.constants
            .entry(constant.clone())
            .or_insert_with(|| value.clone());
        constant
    }

    /// Schemas in a list that must not be empty.
    fn list(&mut self, session: &mut Session, key: &str, value: &Node) -> Option<Vec<RuleSetId>> {
        let schemas = session.array(value, key);
        let ids: Vec<RuleSetId> = schemas
            .iter()
            .map(|schema| self.id_of(session, schema))
            .collect();
        (!ids.is_empty()).then_some(ids)
    }

    /// The same, where an empty list is a mistake (6.7).
    fn parts(&mut self, session: &mut Session, key: &str, value: &Node) -> Option<Vec<RuleSetId>> {
        if value.as_array().is_some_and(<[Node]>::is_empty) {
            session
                .diagnostics
                .warning(value.span(), format!("an empty `{key}` has no effect"))
                .help(format!("list schemas, or remove `{key}`"));
        }
        self.list(session, key, value)
    }

    fn tuple(&mut self, session: &mut Session, key: &str, value: &Node) -> Option<Rule> {
        self.list(session, key, value).map(Rule::Tuple)
    }

    fn items(&mut self, session: &mut Session, schema: &Node, value: &Node) -> Option<Rule> {
        let prefix = schema.get("prefixItems").and_then(Node::as_array);
        match (prefix, value.value()) {
            // The older form beside the newer says the same again.
            (Some(_), Value::Array(_)) => None,
            (Some(prefix), _) => Some(Rule::AdditionalItems {
                from: prefix.len(),
                rules: self.id_of(session, value),
            }),
            (None, Value::Array(_)) => self.tuple(session, "items", value),
            (None, _) => Some(Rule::Items(self.id_of(session, value))),
        }
    }

    /// `additionalItems` means something only beside a list of `items`.
    fn additional_items(
        &mut self,
        session: &mut Session,
        schema: &Node,
        value: &Node,
    ) -> Option<Rule> {
        let items = schema.get("items").and_then(Node::as_array)?;
        if schema.get("prefixItems").is_some() || value.as_bool() == Some(true) {
            return None;
        }
        Some(Rule::AdditionalItems {
            from: items.len(),
            rules: self.id_of(session, value),
        })
    }

    /// `properties`, with the names that a `required: true` within a property demands.
    fn properties(&mut self, session: &mut Session, value: &Node) -> Vec<Rule> {
        let entries = session.object(value, "properties");
        let demands =
            |entry: &&Entry| entry.value.get("required").and_then(Node::as_bool) == Some(true);
        let demanded: Vec<String> = entries
            .iter()
            .filter(demands)
            .map(|entry| entry.key.clone())
            .collect();
        let schemas: Vec<(String, RuleSetId)> = entries
            .into_iter()
            .map(|entry| (entry.key, self.id_of(session, &entry.value)))
            .collect();
        let mut rules = Vec::new();
        if !demanded.is_empty() {
            rules.push(Rule::Required(demanded));
        }
        if !schemas.is_empty() {
            rules.push(Rule::Properties(schemas));
        }
        rules
    }

    fn pattern_properties(
        &mut self,
        session: &mut Session,
        value: &Node,
    ) -> Vec<(String, RuleSetId)> {
        let mut schemas = Vec::new();
        for entry in session.object(value, "patternProperties") {
            let rules = self.id_of(session, &entry.value);
            if is_sound(session, &entry.key, entry.key_span) {
                schemas.push((entry.key, rules));
            }
        }
        schemas
    }

    fn additional_properties(
        &mut self,
        session: &mut Session,
        schema: &Node,
        value: &Node,
    ) -> Option<Rule> {
        if value.as_bool() == Some(true) {
            return None;
        }
        let names = |key: &str| -> Vec<String> {
            let entries = schema.get(key).and_then(Node::as_object);
            let entries = entries.unwrap_or_default().iter();
            entries.map(|entry| entry.key.clone()).collect()
        };
        let mut patterns = names("patternProperties");
        patterns.retain(|text| pattern::parse(text).is_ok());
        Some(Rule::AdditionalProperties {
            known: names("properties"),
            patterns,
            rules: self.id_of(session, value),
        })
    }

    /// `dependencies`, and the two keywords that later drafts divide it into.
    fn dependencies(&mut self, session: &mut Session, key: &str, value: &Node) -> Vec<Rule> {
        let mut names = Vec::new();
        let mut schemas = Vec::new();
        for entry in session.object(value, key) {
            let is_list = entry.value.as_array().is_some();
            if key == "dependentRequired" || (is_list && key == "dependencies") {
                let list = session.array(&entry.value, key);
                names.push((entry.key, property_names(session, key, &list)));
            } else {
                schemas.push((entry.key, self.id_of(session, &entry.value)));
            }
        }
        let mut rules = Vec::new();
        if !names.is_empty() {
            rules.push(Rule::DependentRequired(names));
        }
        if !schemas.is_empty() {
            rules.push(Rule::DependentSchemas(schemas));
        }
        rules
    }

    /// `if` with what stands beside it; alone it asks for nothing.
    fn condition(&mut self, session: &mut Session, schema: &Node, value: &Node) -> Option<Rule> {
        let condition = self.id_of(session, value);
        let mut branch = |key: &str| {
            let branch = schema.get(key)?;
            Some(self.id_of(session, branch))
        };
        let (then, otherwise) = (branch("then"), branch("else"));
        (then.is_some() || otherwise.is_some()).then_some(Rule::If {
            condition,
            then,
            otherwise,
        })
    }
}

fn types(session: &mut Session, value: &Node) -> Option<Rule> {
    let types: Vec<JsonType> = match value.value() {
        Value::Array(names) => names
            .iter()
            .filter_map(|name| parse_type(session, name))
            .collect(),
        _ => Vec::from_iter(parse_type(session, value)),
    };
    (!types.is_empty()).then_some(Rule::Types(types))
}

/// `minimum` and `maximum`, which draft-04's `exclusiveMinimum: true` makes exclusive.
fn bound(
    session: &mut Session,
    schema: &Node,
    key: &str,
    value: &Node,
    inclusive: fn(Limit) -> Rule,
) -> Option<Rule> {
    let limit = limit(session, key, value)?;
    let flag = |key: &str| schema.get(key).and_then(Node::as_bool) == Some(true);
    Some(match key {
        "minimum" if flag("exclusiveMinimum") => Rule::ExclusiveMinimum(limit),
        "maximum" if flag("exclusiveMaximum") => Rule::ExclusiveMaximum(limit),
        _ => inclusive(limit),
    })
}

fn exclusive(
    session: &mut Session,
    key: &str,
    value: &Node,
    rule: fn(Limit) -> Rule,
) -> Option<Rule> {
    if value.as_bool().is_some() {
        let inclusive = if key == "exclusiveMinimum" {
            "minimum"
        } else {
            "maximum"
        };
        session
            .diagnostics
            .warning(
                value.span(),
                format!("`{key}` is a boolean, as in draft-04"),
            )
            .help(format!(
                "it is read together with `{inclusive}`; draft-07 has the number itself in `{key}`"
            ));
        return None;
    }
    limit(session, key, value).map(rule)
}

fn limit(session: &mut Session, key: &str, value: &Node) -> Option<Limit> {
    let number = value.as_number();
    if number.is_none() {
        wrong_kind(session, key, value, "a number");
    }
    number.map(Limit::of)
}

fn divisor(session: &mut Session, value: &Node) -> Option<Rule> {
    let limit = limit(session, "multipleOf", value)?;
    let is_positive = match limit {
        Limit::Int(limit) => limit > 0,
        Limit::Float(limit) => limit > 0.0,
    };
    if !is_positive {
        wrong_number(session, "multipleOf", value, "a number greater than zero");
    }
    is_positive.then_some(Rule::MultipleOf(limit))
}

/// A whole number that is not negative. What is too large to be counted to is as good as the
/// largest that is not.
fn count(session: &mut Session, key: &str, value: &Node) -> Option<u64> {
    const EXPECTED: &str = "a whole number that is not negative";
    let Some(number) = value.as_number() else {
        wrong_kind(session, key, value, EXPECTED);
        return None;
    };
    if !number.is_integer() || number.json().starts_with('-') && number.as_i128() != Some(0) {
        wrong_number(session, key, value, EXPECTED);
        return None;
    }
    let count = number.as_i128().and_then(|count| u64::try_from(count).ok());
    Some(count.unwrap_or(u64::MAX))
}

/// Reports a value of the wrong kind; perhaps it is right but for its quotes.
fn wrong_kind(session: &mut Session, key: &str, value: &Node, expected: &str) {
    let is_quoted = value
        .as_str()
        .is_some_and(|text| matches!(text, "true" | "false") || Number::parse(text).is_some());
    let diagnostic = session.wrong_kind(value, key, expected);
    if is_quoted {
        diagnostic.help("remove the quotes");
    }
}

fn wrong_number(session: &mut Session, key: &str, value: &Node, expected: &str) {
    let message = format!("`{key}` cannot be {}", value.summary());
    session
        .diagnostics
        .error(value.span(), message)
        .expected(expected);
}

fn flag(session: &mut Session, key: &str, value: &Node) -> Option<bool> {
    let flag = value.as_bool();
    if flag.is_none() {
        wrong_kind(session, key, value, "`true` or `false`");
    }
    flag
}

/// The names of `required`. `true` stands within a property and is read with `properties`.
fn required(session: &mut Session, value: &Node) -> Vec<String> {
    match value.value() {
        Value::Array(names) => property_names(session, "required", names),
        Value::Bool(_) => Vec::new(),
        Value::String(name) => vec![name.clone()],
        _ => {
            session.wrong_kind(value, "required", "a list of property names");
            Vec::new()
        }
    }
}

/// The names of properties in a list; others are reported.
fn property_names(session: &mut Session, key: &str, names: &[Node]) -> Vec<String> {
    let wrong = names.iter().filter(|name| name.scalar_text().is_none());
    for name in wrong {
        session
            .diagnostics
            .error(name.span(), format!("a name in `{key}` must be a string"))
            .expected("the name of a property");
    }
    let names = names.iter().filter_map(Node::scalar_text);
    names.map(str::to_owned).collect()
}

/// `contentEncoding` with `contentMediaType`. Of encodings and media types other than base64 and
/// JSON nothing is asked.
fn content(session: &mut Session, schema: &Node) -> Option<Rule> {
    let mut text = |key: &str| session.text(schema.get(key)?, key);
    let encoding = text("contentEncoding").map(|name| name.to_ascii_lowercase());
    let media_type = text("contentMediaType").map(|name| name.to_ascii_lowercase());
    let essence = media_type
        .as_deref()
        .and_then(|name| name.split(';').next());
    let base64 = encoding.as_deref() == Some("base64");
    let is_readable = base64 || encoding.is_none();
    let json = is_readable
        && essence.is_some_and(|name| {
            let name = name.trim();
            name == "application/json" || name.ends_with("+json")
        });
    (base64 || json).then_some(Rule::Content { base64, json })
}

/// Whether text is a regular expression; if not, that is reported.
fn is_sound(session: &mut Session, text: &str, span: Span) -> bool {
    match pattern::parse(text) {
        Ok(_) => true,
        Err(mistake) => {
            let message = format!(
                "`{text}` is no regular expression: {} at character {}",
                mistake.what,
                mistake.at + 1
            );
            session
                .diagnostics
                .error(span, message)
                .expected("a regular expression of ECMA-262");
            false
        }
    }
}
