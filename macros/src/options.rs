//! The macro's arguments.

use asyncapi_channels_codegen::{Describes, Options};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token, braced, bracketed};

mod kw {
    syn::custom_keyword!(spec);
    syn::custom_keyword!(inline);
    syn::custom_keyword!(describes);
    syn::custom_keyword!(derives);
    syn::custom_keyword!(replace);
    syn::custom_keyword!(rename);
}

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
}

/// One argument, with the place of its name.
enum Argument {
    Document(Document, Span),
    Describes(Describes, Span),
    Derives(Vec<Path>, Span),
    Replace(Vec<(LitStr, Path)>, Span),
    Rename(Vec<(LitStr, LitStr)>, Span),
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
            | Self::Crate(_, span) => *span,
        }
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let look = input.lookahead1();
        if look.peek(LitStr) {
            let literal: LitStr = input.parse()?;
            let span = literal.span();
            return Ok(Self::Document(Document::File(literal), span));
        }
        if look.peek(kw::spec) {
            let span = key::<kw::spec>(input)?;
            return Ok(Self::Document(Document::File(input.parse()?), span));
        }
        if look.peek(kw::inline) {
            let span = key::<kw::inline>(input)?;
            return Ok(Self::Document(Document::Inline(input.parse()?), span));
        }
        if look.peek(kw::describes) {
            let span = key::<kw::describes>(input)?;
            return Ok(Self::Describes(describes(input)?, span));
        }
        if look.peek(kw::derives) {
            let span = key::<kw::derives>(input)?;
            let list;
            bracketed!(list in input);
            let paths = Punctuated::<Path, Token![,]>::parse_terminated(&list)?;
            return Ok(Self::Derives(paths.into_iter().collect(), span));
        }
        if look.peek(kw::replace) {
            let span = key::<kw::replace>(input)?;
            return Ok(Self::Replace(table(input)?, span));
        }
        if look.peek(kw::rename) {
            let span = key::<kw::rename>(input)?;
            return Ok(Self::Rename(table(input)?, span));
        }
        if look.peek(Token![crate]) {
            let span = key::<Token![crate]>(input)?;
            return Ok(Self::Crate(input.parse()?, span));
        }
        Err(look.error())
    }
}

/// `name =`; returns the place of the name.
fn key<K: Parse + ToTokens>(input: ParseStream<'_>) -> syn::Result<Span> {
    let span = input.span();
    input.parse::<K>()?;
    input.parse::<Token![=]>()?;
    Ok(span)
}

fn describes(input: ParseStream<'_>) -> syn::Result<Describes> {
    let side: Ident = input.parse()?;
    match side.to_string().as_str() {
        "client" => Ok(Describes::Client),
        "server" => Ok(Describes::Server),
        other => Err(syn::Error::new(
            side.span(),
            format!("unknown side `{other}`, expected `client` or `server`"),
        )),
    }
}

/// `{ "key" = value, … }`; a key that is there twice is an error.
fn table<V: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<(LitStr, V)>> {
    struct Pair<V>(LitStr, V);
    impl<V: Parse> Parse for Pair<V> {
        fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
            let key = input.parse()?;
            input.parse::<Token![=]>()?;
            Ok(Self(key, input.parse()?))
        }
    }
    let list;
    braced!(list in input);
    let pairs = Punctuated::<Pair<V>, Token![,]>::parse_terminated(&list)?;
    let mut entries: Vec<(LitStr, V)> = Vec::new();
    for Pair(key, value) in pairs {
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
                    options.replace = entries
                        .iter()
                        .map(|(key, path)| (key.value(), path.to_token_stream()))
                        .collect();
                }
                Argument::Rename(entries, _) => {
                    for (key, name) in entries {
                        if let Err(error) = name.parse::<Ident>() {
                            let error = syn::Error::new(
                                name.span(),
                                format!("{:?} is not an identifier: {error}", name.value()),
                            );
                            match &mut errors {
                                Some(errors) => errors.combine(error),
                                None => errors = Some(error),
                            }
                            continue;
                        }
                        options.rename.push((key.value(), name.value()));
                    }
                }
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
        Ok(Self { document, options })
    }
}

/// The path of the runtime crate, as generated modules can use it too.
fn runtime(path: &Path) -> TokenStream {
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
