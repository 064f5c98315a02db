//! The macro's arguments.

use asyncapi_channels_codegen::diagnostics::did_you_mean;
use asyncapi_channels_codegen::{Describes, Envelope, Options};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitBool, LitStr, Path, Token, braced, bracketed, token};

/// The options, each with how it is written.
const OPTIONS: [(&str, &str); 11] = [
    ("spec", "`spec = \"api/chat.yaml\"`"),
    ("inline", "`inline = \"…\"`"),
    ("describes", "`describes = client` or `describes = server`"),
    ("derives", "`derives = [Eq, Hash]`"),
    ("replace", "`replace = { \"Schema\" = path::Type }`"),
    ("rename", "`rename = { \"key\" = \"name\" }`"),
    ("schemas", "`schemas = strict` or `schemas = inferred`"),
    (
        "envelope",
        "`envelope = { tag = \"route\", payload = \"payload\" }`",
    ),
    ("unknown", "`unknown = error` or `unknown = variant`"),
    ("views", "`views = true` or `views = false`"),
    ("crate", "`crate = ::path::to::runtime`"),
];

/// Where the document is.
pub(crate) enum Document {
    File(LitStr),
    Inline(LitStr),
}

impl Document {
    /// The literal that mistakes in the document are shown at.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::File(literal) | Self::Inline(literal) => literal.span(),
        }
    }
}

/// All arguments.
pub(crate) struct Input {
    pub(crate) document: Document,
    pub(crate) options: Options,
    /// The keys of `replace` and `rename`, where mistakes in them are shown.
    pub(crate) keys: Vec<(&'static str, LitStr)>,
}

/// One argument, with the place of its name.
enum Argument {
    Document(Document, Span),
    Describes(Describes, Span),
    Derives(Vec<Path>, Span),
    Replace(Vec<(LitStr, Path)>, Span),
    Rename(Vec<(LitStr, LitStr)>, Span),
    Schemas(bool, Span),
    Envelope(Envelope, Span),
    Unknown(bool, Span),
    Views(bool, Span),
    Crate(Path, Span),
}

impl Argument {
    /// Its name; `spec` and `inline` are one, since there is one document.
    fn name(&self) -> &'static str {
        match self {
            Self::Document(..) => "the document (`spec` or `inline`)",
            Self::Describes(..) => "`describes`",
            Self::Derives(..) => "`derives`",
            Self::Replace(..) => "`replace`",
            Self::Rename(..) => "`rename`",
            Self::Schemas(..) => "`schemas`",
            Self::Envelope(..) => "`envelope`",
            Self::Unknown(..) => "`unknown`",
            Self::Views(..) => "`views`",
            Self::Crate(..) => "`crate`",
        }
    }

    fn span(&self) -> Span {
        match self {
            Self::Document(_, span)
            | Self::Describes(_, span)
            | Self::Derives(_, span)
            | Self::Replace(_, span)
            | Self::Rename(_, span)
            | Self::Schemas(_, span)
            | Self::Envelope(_, span)
            | Self::Unknown(_, span)
            | Self::Views(_, span)
            | Self::Crate(_, span) => *span,
        }
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            let span = literal.span();
            return Ok(Self::Document(Document::File(literal), span));
        }
        let key: Ident = input.call(Ident::parse_any).map_err(|error| {
            let text =
                "expected the document's path in quotes, or an option such as `describes = client`";
            syn::Error::new(error.span(), text)
        })?;
        let (option, span) = (key.to_string(), key.span());
        let Some((_, form)) = OPTIONS.iter().find(|(name, _)| *name == option) else {
            return Err(match input.peek(Token![=]) {
                true => unknown(&key),
                false => syn::Error::new(
                    span,
                    format!(
                        "`{option}` is no option; if it is the document's path, put it in quotes"
                    ),
                ),
            });
        };
        if !input.peek(Token![=]) {
            let text = format!("`{option}` has no value: write {form}");
            return Err(syn::Error::new(span, text));
        }
        input.parse::<Token![=]>()?;
        let at = if input.is_empty() { span } else { input.span() };
        let wrong =
            || syn::Error::new(at, format!("this is no value for `{option}`: write {form}"));
        let delimited = match option.as_str() {
            "derives" => input.peek(token::Bracket),
            "replace" | "rename" | "envelope" => input.peek(token::Brace),
            _ => true,
        };
        if !delimited {
            return Err(wrong());
        }
        Ok(match option.as_str() {
            "spec" => {
                let path = input.parse().map_err(|_| wrong())?;
                Self::Document(Document::File(path), span)
            }
            "inline" => {
                let text = input.parse().map_err(|_| wrong())?;
                Self::Document(Document::Inline(text), span)
            }
            "describes" => {
                let side: Ident = input.parse().map_err(|_| wrong())?;
                let sides = [("client", Describes::Client), ("server", Describes::Server)];
                Self::Describes(one_of("side", &side, sides)?, span)
            }
            "derives" => {
                let list;
                bracketed!(list in input);
                let paths = Punctuated::<Path, Token![,]>::parse_terminated(&list)?;
                Self::Derives(paths.into_iter().collect(), span)
            }
            "replace" => Self::Replace(table(input, form)?, span),
            "rename" => Self::Rename(table(input, form)?, span),
            "schemas" => {
                let way: Ident = input.parse().map_err(|_| wrong())?;
                let ways = [("strict", true), ("inferred", false)];
                Self::Schemas(one_of("way to read schemas", &way, ways)?, span)
            }
            "envelope" => Self::Envelope(envelope(input, form)?, span),
            "unknown" => {
                let way: Ident = input.parse().map_err(|_| wrong())?;
                let ways = [("error", false), ("variant", true)];
                Self::Unknown(one_of("way to treat unknown frames", &way, ways)?, span)
            }
            "views" => {
                let stated: LitBool = input.parse().map_err(|_| wrong())?;
                Self::Views(stated.value, span)
            }
            _ => Self::Crate(input.parse().map_err(|_| wrong())?, span),
        })
    }
}

fn unknown(key: &Ident) -> syn::Error {
    let option = key.to_string();
    let names: Vec<&str> = OPTIONS.iter().map(|(name, _)| *name).collect();
    let mut text = format!(
        "unknown option `{option}`, expected one of: {}",
        names.join(", ")
    );
    if let Some(near) = did_you_mean(&option, names.iter().copied()) {
        text.push_str(&format!("; did you mean `{near}`?"));
    }
    syn::Error::new(key.span(), text)
}

/// What a word stands for, one of two.
fn one_of<T>(what: &str, word: &Ident, known: [(&str, T); 2]) -> syn::Result<T> {
    let [first, second] = known.each_ref().map(|(name, _)| *name);
    let found = known.into_iter().find(|(name, _)| word == name);
    found.map(|(_, value)| value).ok_or_else(|| {
        let text = format!("unknown {what} `{word}`, expected `{first}` or `{second}`");
        syn::Error::new(word.span(), text)
    })
}

/// `{ tag = "…", payload = "…", headers = "…" }`: properties of different names, in any order. That of
/// the headers can be left out.
fn envelope(input: ParseStream<'_>, form: &str) -> syn::Result<Envelope> {
    let list;
    let braces = braced!(list in input);
    const KEYS: [&str; 3] = ["tag", "payload", "headers"];
    let [mut tag, mut payload, mut headers] = [None, None, None];
    while !list.is_empty() {
        let wrong = |error: syn::Error| {
            syn::Error::new(error.span(), format!("expected entries as in {form}"))
        };
        let key = list.call(Ident::parse_any).map_err(wrong)?;
        let slot = match key.to_string().as_str() {
            "tag" => &mut tag,
            "payload" => &mut payload,
            "headers" => &mut headers,
            other => {
                let mut text = format!(
                    "unknown key `{other}`, expected one of: {}",
                    KEYS.join(", ")
                );
                if let Some(near) = did_you_mean(other, KEYS) {
                    text.push_str(&format!("; did you mean `{near}`?"));
                }
                return Err(syn::Error::new(key.span(), text));
            }
        };
        list.parse::<Token![=]>().map_err(wrong)?;
        let name: LitStr = list.parse().map_err(wrong)?;
        if slot.replace(name).is_some() {
            return Err(syn::Error::new(
                key.span(),
                format!("`{key}` is there twice"),
            ));
        }
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    let missing = |key: &str| {
        let text = format!("`envelope` has no `{key}`: write {form}");
        syn::Error::new(braces.span.join(), text)
    };
    let tag = tag.ok_or_else(|| missing("tag"))?;
    let payload = payload.ok_or_else(|| missing("payload"))?;
    let taken = |name: &LitStr, whose: &str| {
        let text = format!("{:?} is the property of the {whose} already", name.value());
        syn::Error::new(name.span(), text)
    };
    if tag.value() == payload.value() {
        return Err(taken(&payload, "tag"));
    }
    for (other, whose) in [(&tag, "tag"), (&payload, "payload")] {
        if let Some(headers) = headers.as_ref().filter(|it| it.value() == other.value()) {
            return Err(taken(headers, whose));
        }
    }
    Ok(Envelope {
        tag: tag.value(),
        payload: payload.value(),
        headers: headers.map(|headers| headers.value()),
    })
}

/// `{ "key" = value, … }`; a key that is there twice is an error, and so is a value of another
/// kind, which shows the option's `form`.
fn table<V: Parse>(input: ParseStream<'_>, form: &str) -> syn::Result<Vec<(LitStr, V)>> {
    let list;
    braced!(list in input);
    let mut entries: Vec<(LitStr, V)> = Vec::new();
    while !list.is_empty() {
        let wrong = |error: &syn::Error| {
            syn::Error::new(error.span(), format!("expected entries as in {form}"))
        };
        let key: LitStr = list.parse().map_err(|error| wrong(&error))?;
        list.parse::<Token![=]>().map_err(|error| wrong(&error))?;
        let value = list.parse().map_err(|error| wrong(&error))?;
        if entries
            .iter()
            .any(|(known, _)| known.value() == key.value())
        {
            return Err(syn::Error::new(
                key.span(),
                format!("{:?} is there twice", key.value()),
            ));
        }
        entries.push((key, value));
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(entries)
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let call_site = Span::call_site();
        let arguments = Punctuated::<Argument, Token![,]>::parse_terminated(input)?;
        let mut document = None;
        let mut options = Options::default();
        let mut seen: Vec<&'static str> = Vec::new();
        let mut keys = Vec::new();
        let mut errors: Option<syn::Error> = None;
        for argument in arguments {
            let name = argument.name();
            if seen.contains(&name) {
                let error = syn::Error::new(argument.span(), format!("{name} is given twice"));
                match &mut errors {
                    Some(errors) => errors.combine(error),
                    None => errors = Some(error),
                }
                continue;
            }
            seen.push(name);
            match argument {
                Argument::Document(stated, _) => document = Some(stated),
                Argument::Describes(side, _) => options.describes = Some(side),
                Argument::Derives(paths, _) => {
                    options.derives = paths.iter().map(ToTokens::to_token_stream).collect();
                }
                Argument::Replace(entries, _) => {
                    for (key, path) in entries {
                        options.replace.push((key.value(), path.to_token_stream()));
                        keys.push(("replace", key));
                    }
                }
                Argument::Rename(entries, _) => {
                    for (key, name) in entries {
                        if name.parse::<Ident>().is_err() {
                            let value = name.value();
                            let what = match name.parse_with(Ident::parse_any) {
                                Ok(_) => "a keyword of Rust",
                                Err(_) => "not an identifier",
                            };
                            let error =
                                syn::Error::new(name.span(), format!("{value:?} is {what}"));
                            match &mut errors {
                                Some(errors) => errors.combine(error),
                                None => errors = Some(error),
                            }
                            continue;
                        }
                        options.rename.push((key.value(), name.value()));
                        keys.push(("rename", key));
                    }
                }
                Argument::Schemas(strict, _) => options.strict_schemas = strict,
                Argument::Envelope(envelope, _) => options.envelope = Some(envelope),
                Argument::Unknown(is_variant, _) => options.unknown_variant = is_variant,
                Argument::Views(views, _) => options.views = views,
                Argument::Crate(path, _) => options.runtime = runtime(&path),
            }
        }
        if let Some(errors) = errors {
            return Err(errors);
        }
        let Some(document) = document else {
            return Err(syn::Error::new(
                call_site,
                "no document: give its path, `asyncapi!(\"api/chat.yaml\")`, or `inline = \"…\"`",
            ));
        };
        Ok(Self {
            document,
            options,
            keys,
        })
    }
}

/// The path of the runtime crate, as generated modules can use it too.
pub(crate) fn runtime(path: &Path) -> TokenStream {
    let first_is_crate = path
        .segments
        .first()
        .is_some_and(|segment| segment.ident == "crate");
    if path.leading_colon.is_some() || first_is_crate {
        path.to_token_stream()
    } else {
        quote!(::#path)
    }
}
