//! The values of options.

use super::super::ast::{Constant, Default, Keyword};
use super::rename::Rename;
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{ExprPath, Lit, LitInt, LitStr, Path, Token, Type, WherePredicate, parenthesized, token};

/// What an option says.
#[derive(Clone)]
pub(super) enum Said {
    /// That it is there.
    Flag,
    Text(LitStr),
    Constant(Constant),
    Rule(Rename),
    Path(ExprPath),
    Default(Default),
    /// `envelope(…)`: the properties of the tag and the payload.
    Envelope(LitStr, LitStr),
    Runtime(TokenStream),
    Type(Box<Type>),
    /// What stands behind a `where`.
    Bound(TokenStream),
    Constraints(Vec<Keyword>),
}

impl Said {
    /// A text that is the same for options which say the same.
    pub(super) fn as_text(&self) -> String {
        match self {
            Self::Text(literal) => literal.value(),
            Self::Constant(constant) => format!("{constant:?}"),
            Self::Rule(rule) => format!("{rule:?}"),
            Self::Path(path) | Self::Default(Default::Path(path)) => {
                path.to_token_stream().to_string()
            }
            // Whatever only `#[message(…)]` can say has nothing to be compared with.
            _ => String::new(),
        }
    }
}

/// Why a value cannot be read.
pub(super) enum Fault {
    /// It is not written as the option's values are.
    Form,
    /// It is written well, and wrong for this reason.
    Value(String),
}

impl From<syn::Error> for Fault {
    fn from(_: syn::Error) -> Self {
        Self::Form
    }
}

pub(super) type Parsed = Result<Said, Fault>;

/// Reads what follows the `=`.
pub(super) fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// Nothing.
pub(super) fn flag(input: ParseStream<'_>) -> Parsed {
    match input.is_empty() || input.peek(Token![,]) {
        true => Ok(Said::Flag),
        false => Err(Fault::Form),
    }
}

/// `= "text"`
pub(super) fn text(input: ParseStream<'_>) -> Parsed {
    Ok(Said::Text(value(input)?))
}

/// `= "text"`, `= 2` or `= true`
pub(super) fn constant(input: ParseStream<'_>) -> Parsed {
    Ok(Said::Constant(constant_of(&value(input)?)?))
}

fn constant_of(literal: &Lit) -> Result<Constant, Fault> {
    match literal {
        Lit::Str(text) => Ok(Constant::String(text.value())),
        Lit::Int(number) => Ok(Constant::Integer(number.base10_parse()?)),
        Lit::Bool(boolean) => Ok(Constant::Boolean(boolean.value())),
        _ => Err(Fault::Form),
    }
}

/// As [`constant`], or `(serialize = "…", deserialize = "…")`.
pub(super) fn rename(input: ParseStream<'_>) -> Parsed {
    if !input.peek(token::Paren) {
        return constant(input);
    }
    let Some(name) = one_for_both(input)? else {
        return Err(Fault::Value(
            "a message has one name to be written by and to be read by: state the same for both, \
             or further names that are read with `alias = \"…\"`"
                .to_owned(),
        ));
    };
    Ok(Said::Constant(Constant::String(name.value())))
}

/// `(serialize = "…", deserialize = "…")`; `None` if they differ.
fn one_for_both(input: ParseStream<'_>) -> syn::Result<Option<LitStr>> {
    Ok(match table(input, ["serialize", "deserialize"])? {
        [Some(written), Some(read)] if written.value() == read.value() => Some(written),
        _ => None,
    })
}

/// `= "camelCase"`
pub(super) fn rule(input: ParseStream<'_>) -> Parsed {
    let literal = match input.peek(token::Paren) {
        false => value::<LitStr>(input)?,
        true => one_for_both(input)?.ok_or_else(|| {
            let why = "a message has one name to be written by and to be read by: state the same \
                       rule for both";
            Fault::Value(why.to_owned())
        })?,
    };
    let name = literal.value();
    Rename::parse(&name).map(Said::Rule).ok_or_else(|| {
        let known: Vec<&str> = Rename::names().collect();
        let mut why = format!(
            "unknown rule {name:?}, expected one of: {}",
            known.join(", ")
        );
        if let Some(near) = did_you_mean(&name, known) {
            why.push_str(&format!("; did you mean {near:?}?"));
        }
        Fault::Value(why)
    })
}

/// `= "path::to::function"`, or the same without quotes.
pub(super) fn path(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    Ok(Said::Path(quoted(input)?))
}

/// Nothing, or a path.
pub(super) fn default(input: ParseStream<'_>) -> Parsed {
    if !input.peek(Token![=]) {
        flag(input)?;
        return Ok(Said::Default(Default::Trait));
    }
    input.parse::<Token![=]>()?;
    Ok(Said::Default(Default::Path(quoted(input)?)))
}

fn quoted<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    match input.peek(LitStr) {
        true => input.parse::<LitStr>()?.parse(),
        false => input.parse(),
    }
}

/// `= path::to::runtime`
pub(super) fn runtime(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    let path = match input.peek(LitStr) {
        true => input.parse::<LitStr>()?.parse_with(Path::parse_mod_style),
        false => input.call(Path::parse_mod_style),
    }?;
    Ok(Said::Runtime(runtime_path(&path)))
}

/// The path of the runtime as derived code has it: one that is not relative begins with the name of a
/// crate.
pub(in super::super) fn runtime_path(path: &Path) -> TokenStream {
    let first = path.segments.first().map(|first| first.ident.to_string());
    let relative = ["crate", "$crate", "self", "super"];
    let is_whole = path.leading_colon.is_some()
        || first.is_some_and(|first| relative.contains(&first.as_str()));
    match is_whole {
        true => path.to_token_stream(),
        false => quote!(::#path),
    }
}

/// `= Type`
pub(super) fn wire_type(input: ParseStream<'_>) -> Parsed {
    Ok(Said::Type(Box::new(value(input)?)))
}

/// `= "T: Clone"`, what may stand behind a `where`.
pub(super) fn bound(input: ParseStream<'_>) -> Parsed {
    let predicates = value::<LitStr>(input)?
        .parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)?;
    let predicates = predicates.iter();
    Ok(Said::Bound(quote!(#(#predicates,)*)))
}

/// `(tag = "…", payload = "…")`
pub(super) fn envelope(input: ParseStream<'_>) -> Parsed {
    match table(input, ["tag", "payload"])? {
        [Some(tag), Some(payload)] => Ok(Said::Envelope(tag, payload)),
        _ => Err(Fault::Form),
    }
}

/// `(first = "…", second = "…")` in any order, each at most once.
fn table(input: ParseStream<'_>, keys: [&str; 2]) -> syn::Result<[Option<LitStr>; 2]> {
    let list;
    parenthesized!(list in input);
    let mut entries = [None, None];
    while !list.is_empty() {
        let key: Ident = list.call(Ident::parse_any)?;
        let text: LitStr = value(&list)?;
        let slot = keys
            .iter()
            .zip(&mut entries)
            .find(|(name, _)| key == **name);
        let slot = slot.map(|(_, slot)| slot).filter(|slot| slot.is_none());
        match slot {
            Some(slot) => *slot = Some(text),
            None => return Err(syn::Error::new(key.span(), "unexpected")),
        }
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(entries)
}

/// `= 1`
pub(super) fn count(input: ParseStream<'_>) -> Result<u64, Fault> {
    Ok(value::<LitInt>(input)?.base10_parse()?)
}
