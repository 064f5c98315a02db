//! The tree: values of the JSON data model, each with its place in a file.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::rc::Rc;

pub use super::scalar::Number;
use crate::source::Span;

/// A value and where it stands. Cheap to clone; an alias is the same node as its anchor.
#[derive(Clone, Debug)]
pub struct Node(Rc<NodeData>);

#[derive(Debug)]
struct NodeData {
    value: Value,
    span: Span,
    /// How a `null`, `true` or `false` was written.
    text: Option<Box<str>>,
    /// The number of nodes below and including this one, those of an alias counted each time.
    size: u64,
    /// The length of the longest way down, 0 for what is not an array or an object.
    height: u32,
}

/// A value of the JSON data model.
#[derive(Debug)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, exactly as it was written.
    Number(Number),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// Keys and values, in the order of the document, no key twice.
    Object(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A node of a value at a place.
    pub fn new(value: Value, span: Span) -> Self {
        Self::build(value, span, None)
    }

    /// A node that remembers how its scalar was written.
    pub(super) fn written(value: Value, span: Span, text: &str) -> Self {
        let text = matches!(value, Value::Null | Value::Bool(_)).then(|| text.into());
        Self::build(value, span, text)
    }

    fn build(value: Value, span: Span, text: Option<Box<str>>) -> Self {
        let mut size = 1_u64;
        let mut height = 0_u32;
        let mut add = |child: &Node| {
            size = size.saturating_add(child.0.size);
            height = height.max(child.0.height.saturating_add(1));
        };
        match &value {
            Value::Array(items) => {
                items.iter().for_each(&mut add);
                height = height.max(1);
            }
            Value::Object(entries) => {
                entries.iter().for_each(|entry| add(&entry.value));
                height = height.max(1);
            }
            _ => {}
        }
        Self(Rc::new(NodeData {
            value,
            span,
            text,
            size,
            height,
        }))
    }

    /// Where the value stands, without its key.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// The value.
    pub fn value(&self) -> &Value {
        &self.0.value
    }

    /// Tells nodes apart: equal for clones and for an alias and its anchor. Valid while the node
    /// lives.
    pub fn id(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Whether both are the same node.
    pub fn ptr_eq(&self, other: &Node) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The number of nodes in this tree, those of an alias counted each time.
    pub(super) fn size(&self) -> u64 {
        self.0.size
    }

    /// The number of arrays and objects on the longest way down.
    pub(super) fn height(&self) -> u32 {
        self.0.height
    }

    /// The value of a key of an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key of an object, with its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_object()?.iter().find(|entry| entry.key == key)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value() {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn as_number(&self) -> Option<&Number> {
        match self.value() {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The entries of an object.
    pub fn as_object(&self) -> Option<&[Entry]> {
        match self.value() {
            Value::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match self.value() {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value(), Value::Null)
    }

    /// What kind of value this is, in the words of JSON Schema.
    pub fn kind_name(&self) -> &'static str {
        match self.value() {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_integer() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// The text of a scalar as it was written, without quotes and escapes: `1.10` stays `1.10`.
    pub fn scalar_text(&self) -> Option<&str> {
        match self.value() {
            Value::Null => Some(self.0.text.as_deref().unwrap_or("null")),
            Value::Bool(true) => Some(self.0.text.as_deref().unwrap_or("true")),
            Value::Bool(false) => Some(self.0.text.as_deref().unwrap_or("false")),
            Value::Number(number) => Some(number.text()),
            Value::String(text) => Some(text),
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The value as compact JSON; numbers keep all their digits.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self.value() {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(number) => out.push_str(number.json()),
            Value::String(text) => write_string(text, out),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Object(entries) => {
                out.push('{');
                for (index, entry) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(&entry.key, out);
                    out.push(':');
                    entry.value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    /// Whether both are the same JSON value: numbers by what they are worth, objects whatever the
    /// order of their keys.
    pub fn json_eq(&self, other: &Node) -> bool {
        if self.ptr_eq(other) {
            return true;
        }
        match (self.value(), other.value()) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a.same_value(b),
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.json_eq(b))
            }
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && {
                    let by_key = |entries: &'_ [Entry]| {
                        let mut order: Vec<usize> = (0..entries.len()).collect();
                        order.sort_by(|&x, &y| entries[x].key.cmp(&entries[y].key));
                        order
                    };
                    by_key(a)
                        .into_iter()
                        .zip(by_key(b))
                        .all(|(x, y)| a[x].key == b[y].key && a[x].value.json_eq(&b[y].value))
                }
            }
            _ => false,
        }
    }

    /// The value in a few words for a message: short scalars and containers as JSON, long ones cut.
    pub fn summary(&self) -> Cow<'static, str> {
        const LONGEST: usize = 60;
        match self.value() {
            Value::Array(items) if items.is_empty() => "[]".into(),
            Value::Object(entries) if entries.is_empty() => "{}".into(),
            Value::Array(_) => "an array".into(),
            Value::Object(_) => "an object".into(),
            _ => {
                let json = self.to_json();
                match json.char_indices().nth(LONGEST) {
                    Some((cut, _)) => format!("{}…", &json[..cut]).into(),
                    None => json.into(),
                }
            }
        }
    }
}

/// Writes text as a JSON string (RFC 8259 section 7).
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
