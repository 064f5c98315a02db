//! The options that stand in the `#[message(…)]` and `#[serde(…)]` of one place.

use super::super::errors::Errors;
use super::options::{OPTIONS, Place, names, of_place};
use super::parse::{Fault, Said};
use super::serde::{self, Treatment};
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, MacroDelimiter, Meta, Token};

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
    /// The names of those that could not be read.
    unread: Vec<String>,
}

impl Words {
    /// No options.
    pub(super) fn none() -> Self {
        Self {
            words: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Reads the attributes of a place.
    pub(super) fn read(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let mut all = Self::none();
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
            let name = input.fork().call(Ident::parse_any).ok();
            let name = name.map(|name| name.unraw().to_string());
            match word(input, place, serde) {
                Ok(word) => {
                    if !input.is_empty() && !input.peek(Token![,]) {
                        errors.at(input.span(), "expected `,` after the option");
                    }
                    if let Some(word) = word {
                        self.add(word, errors);
                    }
                }
                Err(error) => {
                    self.unread.extend(name);
                    errors.push(error);
                }
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
                        "`{name}` is not the same in `#[{attribute}(…)]`: say it once, or the same \
                         twice"
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

    /// Whether there is no option of a name, nor one that could not be read and was meant to be it.
    pub(super) fn lack(&self, name: &str) -> bool {
        let mut unread = self.unread.iter();
        let meant = unread.any(|other| other == name || did_you_mean(other, [name]).is_some());
        !meant && !self.has(name)
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
            let at = value_span(input).unwrap_or_else(|| key.span());
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

/// The place of what follows the `=`, if there is something.
fn value_span(input: ParseStream<'_>) -> Option<Span> {
    let ahead = input.fork();
    ahead.parse::<Token![=]>().ok()?;
    (!ahead.is_empty()).then(|| ahead.span())
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
