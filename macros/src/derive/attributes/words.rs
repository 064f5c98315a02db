//! The options in `#[message(…)]` and `#[serde(…)]`: which there are, where they may stand and how
//! they are written.

use super::super::errors::Errors;
use super::constraints;
use super::parse::{self, Fault, Said};
use super::serde::{self, Treatment};
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, MacroDelimiter, Meta, Token};

/// What an attribute stands on.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Struct,
    Enum,
    Variant,
    Field,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Struct => "a struct",
            Self::Enum => "an enum",
            Self::Variant => "a variant",
            Self::Field => "a field",
        }
    }
}

/// An option.
struct Option_ {
    name: &'static str,
    /// How it is written.
    form: &'static str,
    places: &'static [Place],
    /// Whether serde has it, too.
    serde: bool,
    parse: fn(ParseStream<'_>) -> Result<Said, Fault>,
}

const ANY_TYPE: &[Place] = &[Place::Struct, Place::Enum];
const NAMED: &[Place] = &[Place::Struct, Place::Enum, Place::Variant];
const RENAMED: &[Place] = &[Place::Struct, Place::Variant, Place::Field];
const CONVERTED: &[Place] = &[Place::Variant, Place::Field];
const STRUCT: &[Place] = &[Place::Struct];
const ENUM: &[Place] = &[Place::Enum];
const VARIANT: &[Place] = &[Place::Variant];
const FIELD: &[Place] = &[Place::Field];

/// An option that only `#[message(…)]` has.
const fn own(
    name: &'static str,
    form: &'static str,
    places: &'static [Place],
    parse: fn(ParseStream<'_>) -> Result<Said, Fault>,
) -> Option_ {
    Option_ {
        name,
        form,
        places,
        serde: false,
        parse,
    }
}

/// An option that serde has, too.
const fn shared(
    name: &'static str,
    form: &'static str,
    places: &'static [Place],
    parse: fn(ParseStream<'_>) -> Result<Said, Fault>,
) -> Option_ {
    Option_ {
        name,
        form,
        places,
        serde: true,
        parse,
    }
}

/// All options.
const OPTIONS: &[Option_] = &[
    own("name", "`name = \"Join\"`", NAMED, parse::text),
    shared("rename", "`rename = \"name\"`", RENAMED, parse::rename),
    shared("alias", "`alias = \"name\"`", CONVERTED, parse::constant),
    shared(
        "rename_all",
        "`rename_all = \"camelCase\"`",
        NAMED,
        parse::rule,
    ),
    shared(
        "rename_all_fields",
        "`rename_all_fields = \"camelCase\"`",
        ENUM,
        parse::rule,
    ),
    shared(
        "tag",
        "`tag = \"type\"`, or `tag = \"/header/type\"` for a nested one",
        ANY_TYPE,
        parse::text,
    ),
    shared("content", "`content = \"payload\"`", ENUM, parse::text),
    own(
        "envelope",
        "`envelope(tag = \"route\", payload = \"payload\")`",
        ENUM,
        parse::envelope,
    ),
    shared("untagged", "`untagged`", ENUM, parse::flag),
    shared("transparent", "`transparent`", STRUCT, parse::flag),
    shared(
        "deny_unknown_fields",
        "`deny_unknown_fields`",
        ANY_TYPE,
        parse::flag,
    ),
    own("spec", "`spec = \"api/chat.yaml\"`", ANY_TYPE, parse::text),
    own("schema", "`schema = \"SendChat\"`", ANY_TYPE, parse::text),
    own(
        "crate",
        "`crate = ::path::to::runtime`",
        ANY_TYPE,
        parse::runtime,
    ),
    own("text", "`text`", VARIANT, parse::flag),
    own("binary", "`binary`", VARIANT, parse::flag),
    own("unknown", "`unknown`", VARIANT, parse::flag),
    shared(
        "default",
        "`default` or `default = \"path::to::function\"`",
        &[Place::Struct, Place::Field],
        parse::default,
    ),
    own("required", "`required`", FIELD, parse::flag),
    shared("skip", "`skip`", FIELD, parse::flag),
    shared("skip_serializing", "`skip_serializing`", FIELD, parse::flag),
    shared(
        "skip_deserializing",
        "`skip_deserializing`",
        FIELD,
        parse::flag,
    ),
    shared(
        "skip_serializing_if",
        "`skip_serializing_if = \"Option::is_none\"`",
        FIELD,
        parse::path,
    ),
    shared(
        "with",
        "`with = \"path::to::module\"`",
        CONVERTED,
        parse::path,
    ),
    shared(
        "serialize_with",
        "`serialize_with = \"path::to::function\"`",
        CONVERTED,
        parse::path,
    ),
    shared(
        "deserialize_with",
        "`deserialize_with = \"path::to::function\"`",
        CONVERTED,
        parse::path,
    ),
    shared("flatten", "`flatten`", FIELD, parse::flag),
    own(
        "const",
        "`const = \"text\"`, `const = 2` or `const = true`",
        FIELD,
        parse::constant,
    ),
    own("as", "`as = String`", FIELD, parse::wire_type),
    own(
        "min_length",
        "`min_length = 1`",
        FIELD,
        constraints::min_length,
    ),
    own(
        "max_length",
        "`max_length = 40`",
        FIELD,
        constraints::max_length,
    ),
    own(
        "pattern",
        "`pattern = \"^[a-z]+$\"`",
        FIELD,
        constraints::pattern,
    ),
    own("format", "`format = \"email\"`", FIELD, constraints::format),
    own(
        "range",
        "`range = 0..=10`, `range = 1..` or `range = ..0.5`",
        FIELD,
        constraints::range,
    ),
    own("minimum", "`minimum = 0`", FIELD, constraints::minimum),
    own("maximum", "`maximum = 10`", FIELD, constraints::maximum),
    own(
        "exclusive_minimum",
        "`exclusive_minimum = 0`",
        FIELD,
        constraints::exclusive_minimum,
    ),
    own(
        "exclusive_maximum",
        "`exclusive_maximum = 10`",
        FIELD,
        constraints::exclusive_maximum,
    ),
    own(
        "multiple_of",
        "`multiple_of = 0.5`",
        FIELD,
        constraints::multiple_of,
    ),
    own(
        "min_items",
        "`min_items = 1`",
        FIELD,
        constraints::min_items,
    ),
    own(
        "max_items",
        "`max_items = 5`",
        FIELD,
        constraints::max_items,
    ),
    own(
        "unique_items",
        "`unique_items`",
        FIELD,
        constraints::unique_items,
    ),
    own(
        "min_properties",
        "`min_properties = 1`",
        FIELD,
        constraints::min_properties,
    ),
    own(
        "max_properties",
        "`max_properties = 5`",
        FIELD,
        constraints::max_properties,
    ),
];

/// An option as it was found.
pub(super) struct Word {
    pub(super) name: &'static str,
    /// The place of its name.
    pub(super) span: Span,
    /// Whether it is serde's.
    pub(super) serde: bool,
    pub(super) said: Said,
}

/// All options of one type, variant or field.
pub(super) struct Words {
    words: Vec<Word>,
}

impl Words {
    /// No options.
    pub(super) fn none() -> Self {
        Self { words: Vec::new() }
    }

    /// Reads the attributes of a place.
    pub(super) fn read(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let mut all = Self { words: Vec::new() };
        for attribute in attributes {
            let serde = attribute.path().is_ident("serde");
            if !serde && !attribute.path().is_ident("message") {
                continue;
            }
            match &attribute.meta {
                Meta::List(list) if matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
                    let read = list.parse_args_with(|input: ParseStream<'_>| {
                        all.list(input, place, serde, errors)
                    });
                    if let Err(error) = read {
                        errors.push(error);
                    }
                }
                _ if serde => errors.at(attribute.path().span(), "write `#[serde(…)]`"),
                _ => errors.at(attribute.path().span(), "write `#[message(…)]`"),
            }
        }
        all
    }

    /// Reads options with commas between. After a mistake, what comes behind the next comma is read.
    fn list(
        &mut self,
        input: ParseStream<'_>,
        place: Place,
        serde: bool,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        while !input.is_empty() {
            match word(input, place, serde) {
                Ok(word) => {
                    if !input.is_empty() && !input.peek(Token![,]) {
                        errors.at(input.span(), "expected `,` after the option");
                    }
                    if let Some(word) = word {
                        self.add(word, errors);
                    }
                }
                Err(error) => errors.push(error),
            }
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    /// Adds an option. One that is there already may be said again by the other attribute, if it says
    /// the same.
    fn add(&mut self, word: Word, errors: &mut Errors) {
        let name = word.name;
        let mut others = self.words.iter_mut().filter(|other| other.name == name);
        if name == "alias" {
            let known = others.any(|other| other.serde != word.serde && word.says_the_same(other));
            if !known {
                self.words.push(word);
            }
            return;
        }
        match others.next() {
            None => self.words.push(word),
            Some(other) if other.serde == word.serde => {
                errors.at(word.span, format!("`{name}` is given twice"));
            }
            // What `#[message(…)]` says may have more meaning.
            Some(other) if word.says_the_same(other) => other.serde = false,
            Some(other) => {
                let attribute = if other.serde { "serde" } else { "message" };
                errors.at(
                    word.span,
                    format!(
                        "`{name}` is not the same in `#[{attribute}(…)]`: say it once, or the same twice"
                    ),
                );
            }
        }
    }

    /// All options, in the order of the text.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Word> {
        self.words.iter()
    }

    /// The option of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Word> {
        self.words.iter().find(|word| word.name == name)
    }

    /// Whether there is an option.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The text that an option has, and where.
    pub(super) fn text(&self, name: &str) -> Option<(String, Span)> {
        match &self.get(name)?.said {
            Said::Text(literal) => Some((literal.value(), literal.span())),
            _ => None,
        }
    }

    /// Says of each of some options that it has no place here, and why.
    pub(super) fn refuse(&self, names: &[&str], why: &str, errors: &mut Errors) {
        for word in self.words.iter().filter(|word| names.contains(&word.name)) {
            errors.at(
                word.span,
                format!("`{}` has no meaning here: {why}", word.name),
            );
        }
    }
}

impl Word {
    fn says_the_same(&self, other: &Self) -> bool {
        self.said.as_text() == other.said.as_text()
    }
}

/// Reads one option; `None` if it says nothing that matters.
fn word(input: ParseStream<'_>, place: Place, serde: bool) -> syn::Result<Option<Word>> {
    let key = input.call(Ident::parse_any).map_err(|error| {
        let text = format!("expected an option, one of: {}", names(place));
        syn::Error::new(error.span(), text)
    })?;
    let name = key.unraw().to_string();
    let option = OPTIONS
        .iter()
        .find(|option| option.name == name && (option.serde || !serde));
    match option {
        Some(option) if option.places.contains(&place) => {
            let at = match input.is_empty() || input.peek(Token![,]) {
                true => key.span(),
                false => input.fork().parse::<Value>()?.0,
            };
            let said = (option.parse)(input).map_err(|fault| match fault {
                Fault::Form => {
                    let form = option.form;
                    syn::Error::new(at, format!("this is no value for `{name}`: write {form}"))
                }
                Fault::Value(why) => syn::Error::new(at, why),
            })?;
            Ok(Some(Word {
                name: option.name,
                span: key.span(),
                serde,
                said,
            }))
        }
        _ if serde => match serde::treatment(&name, place) {
            Treatment::Ignored => {
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
                Ok(None)
            }
            Treatment::Refused(why) => Err(syn::Error::new(key.span(), why)),
            Treatment::Unknown => Err(unknown(&key, &name, place)),
        },
        _ => Err(unknown(&key, &name, place)),
    }
}

/// The place of a value: what follows the `=`, if there is one.
struct Value(Span);

impl syn::parse::Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let at = input.span();
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if !input.is_empty() {
                return Ok(Self(input.span()));
            }
        }
        Ok(Self(at))
    }
}

/// The names of the options of a place.
fn names(place: Place) -> String {
    let names: Vec<&str> = of_place(place).collect();
    names.join(", ")
}

fn of_place(place: Place) -> impl Iterator<Item = &'static str> {
    OPTIONS
        .iter()
        .filter(move |option| option.places.contains(&place))
        .map(|option| option.name)
}

/// The error of an option that this place does not have.
fn unknown(key: &Ident, name: &str, place: Place) -> syn::Error {
    let here = place.name();
    let mut text = match OPTIONS.iter().find(|option| option.name == name) {
        Some(option) if !option.places.contains(&place) => {
            let places: Vec<&str> = option.places.iter().map(|place| place.name()).collect();
            let places = places.join(" or ");
            format!("`{name}` is not for {here}, but for {places}")
        }
        Some(option) => {
            let form = option.form;
            format!("`{name}` is no attribute of serde: write it in `#[message(…)]`, {form}")
        }
        None => {
            let names = names(place);
            format!("unknown option `{name}` of {here}, expected one of: {names}")
        }
    };
    if let Some(near) = did_you_mean(name, of_place(place)).filter(|near| *near != name) {
        text.push_str(&format!("; did you mean `{near}`?"));
    }
    syn::Error::new(key.span(), text)
}
