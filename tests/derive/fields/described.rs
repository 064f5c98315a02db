//! What derived types say of themselves.

use asyncapi_channels::__private::derived::{Probe, Unknown as _};
use asyncapi_channels::__private::describe::{
    Definition, DefinitionKind, Describe, Object, Shape, Tagging, VariantPayload,
};
use asyncapi_channels::document::Document;
use asyncapi_channels::{Channel, Message};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn three() -> u8 {
    3
}

/// Only serde knows it.
#[derive(Serialize, Deserialize)]
struct Foreign(String);

/// A message.
///
/// With two paragraphs.
#[derive(Message)]
#[message(
    name = "chat.all",
    rename = "chat.all",
    tag = "type",
    rename_all = "camelCase"
)]
#[allow(dead_code)]
struct All<'a, T> {
    /// What it is called.
    #[message(min_length = 1, pattern = "\"", alias = "nick")]
    first_name: Option<&'a str>,
    #[message(range = 0..=10, default = "three")]
    level: u8,
    #[message(required)]
    topic: Option<T>,
    nested: Option<Option<bool>>,
    foreign: Option<Foreign>,
    #[message(as = String)]
    wire: Option<Foreign>,
    #[message(const = "1")]
    version: (),
    #[message(flatten)]
    rest: Inner,
    #[message(skip)]
    skipped: u8,
    #[message(default)]
    list: Vec<Box<All<'a, T>>>,
}

#[derive(Message, Default)]
#[message(deny_unknown_fields)]
struct Inner {
    #[message(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Level>,
    #[message(default)]
    text: String,
}

#[derive(Message, PartialEq, Debug)]
enum Level {
    /// Not much.
    Low,
    #[message(rename = 2, alias = "high")]
    High,
}

#[derive(Message)]
#[allow(dead_code)]
struct Name(#[message(max_length = 9)] String);

#[derive(Message)]
#[allow(dead_code)]
struct Recursive(Vec<Recursive>);

#[derive(Message)]
#[message(tag = "kind")]
#[allow(dead_code)]
enum Set {
    /// To say.
    #[message(alias = "also")]
    Say(Inner),
    Own {
        a: u8,
    },
    Ping,
    #[message(text)]
    Line(String),
}

/// Evaluated by the compiler, as all descriptions are.
const ALL: Option<&Definition> = Probe::<All<'static, u8>>::DEFINITION;

fn object(definition: Option<&Definition>) -> Object {
    match definition.unwrap().kind {
        DefinitionKind::Object(object) => object,
        other => panic!("{other:?}"),
    }
}

#[test]
fn objects_say_what_their_fields_are() {
    assert_eq!(ALL.unwrap().name, "chat.all");
    assert_eq!(ALL.unwrap().docs, "A message.\n\nWith two paragraphs.");
    let all = object(ALL);
    assert!(!all.closed);
    let fields: Vec<_> = all
        .fields
        .iter()
        .map(|field| {
            let shape = format!("{:?}", field.shape);
            let shape = shape.split([' ', '(']).next().unwrap().to_owned();
            let default = field.default.and_then(|default| default());
            (
                field.name,
                shape,
                field.required,
                field.may_be_left_out,
                default,
            )
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    let expected = [
        ("type", "Any", true, false, None),
        ("firstName", "String", false, true, None),
        // The value of a default is not known where a type has parameters.
        ("level", "Integer", false, false, None),
        ("topic", "Nullable", true, false, None),
        ("nested", "Nullable", false, true, None),
        ("foreign", "Opaque", false, true, None),
        ("wire", "String", false, true, None),
        ("version", "Any", true, false, None),
        ("", "Defined", true, false, None),
        ("list", "Array", false, false, None),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(name, shape, required, left_out, default)| {
            (name, shape.to_owned(), required, left_out, default)
        })
        .collect();
    assert_eq!(fields, expected);
    let first = all.fields[1];
    assert_eq!(first.rules, [("minLength", "1"), ("pattern", r#""\"""#)]);
    assert_eq!(first.aliases, ["nick"]);
    assert_eq!(first.docs, "What it is called.");
    assert_eq!(all.fields[2].rules, [("minimum", "0"), ("maximum", "10")]);
    assert_eq!(all.fields[0].constant, Some(r#""chat.all""#));
    assert_eq!(all.fields[7].constant, Some(r#""1""#));
    assert!(all.fields[8].flatten);
    let inner = object(Probe::<Inner>::DEFINITION);
    let defaults = inner.fields.iter().map(|it| it.default.and_then(|it| it()));
    assert_eq!(defaults.collect::<Vec<_>>(), [None, some("\"\"")]);
    assert!(inner.closed);
    assert!(inner.fields[0].may_be_left_out);
    assert!(matches!(inner.fields[0].shape, Shape::Values { .. }));
}

#[derive(Message)]
#[allow(dead_code)]
struct Numbers {
    count: std::num::NonZeroU32,
    step: std::num::NonZeroI64,
    large: u128,
    larger: i128,
    point: [f64; 3],
    mark: char,
    marks: Option<[char; 2]>,
}

#[derive(Channel)]
#[channel(address = "/", client = Numbers, server = Numbers)]
struct Counted;

#[test]
fn types_of_the_standard_library_are_in_documents_with_their_limits() {
    let document = Document::new("Numbers", "1").channel::<Counted>();
    let document: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    let mark = json!({"type": "string", "minLength": 1, "maxLength": 1});
    assert_eq!(
        document["components"]["messages"]["Numbers"]["payload"]["properties"],
        json!({
            "count": {"type": "integer", "minimum": 1, "maximum": u32::MAX},
            "step": {"type": "integer", "format": "int64"},
            "large": {"type": "integer", "minimum": 0},
            "larger": {"type": "integer"},
            "point": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
            "mark": mark,
            "marks": {"type": "array", "items": mark, "minItems": 2, "maxItems": 2},
        }),
        "{document}"
    );
}

#[test]
fn other_types_say_what_they_are() {
    let Shape::Values { name, values, .. } = Level::SHAPE else {
        panic!("{:?}", Level::SHAPE);
    };
    assert_eq!((name, values), ("Level", &["\"Low\"", "2", "\"high\""][..]));
    let Shape::Same { shape, definition } = Name::SHAPE else {
        panic!("{:?}", Name::SHAPE);
    };
    assert!(matches!(shape, Shape::String { format: None }));
    assert!(matches!(
        definition().kind,
        DefinitionKind::Same(Shape::String { .. }, [("maxLength", "9")])
    ));
    // As deep as one looks into other names for what they hold.
    let shape = format!("{:?}", Recursive::SHAPE);
    assert_eq!(shape.matches("Array(").count(), 2, "{shape}");
    assert_eq!(shape.matches("Any").count(), 1, "{shape}");
    assert!(matches!(Probe::<Foreign>::SHAPE, Shape::Opaque));
    assert!(Probe::<Foreign>::DEFINITION.is_none());
}

#[test]
fn sets_say_what_their_messages_are() {
    assert!(matches!(
        Set::SHAPE,
        Shape::Defined {
            is_object: false,
            ..
        }
    ));
    let kind = Probe::<Set>::DEFINITION.unwrap().kind;
    let DefinitionKind::Messages(set) = kind else {
        panic!("{kind:?}");
    };
    assert!(matches!(set.tagging, Tagging::Tag(["kind"])));
    let [say, own, ping, line] = set.variants else {
        panic!("{:?}", set.variants);
    };
    assert_eq!((say.name, say.docs), ("Say", "To say."));
    assert_eq!(say.values, ["\"Say\"", "\"also\""]);
    assert!(matches!(
        say.payload,
        VariantPayload::Json(Shape::Defined { .. }, Some(_))
    ));
    assert!(matches!(
        own.payload,
        VariantPayload::Object(Object { fields: [_], .. })
    ));
    assert!(matches!(ping.payload, VariantPayload::Nothing));
    assert!(matches!(line.payload, VariantPayload::Text));
    assert!(line.values.is_empty());
}
