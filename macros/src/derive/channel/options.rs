//! `#[channel(…)]` → what it says.

use super::{Address, ChannelAst, ChannelSpec, name_of};
use crate::derive::attributes::runtime_path;
use crate::derive::errors::Errors;
use asyncapi_channels_codegen::Describes;
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use proc_macro2::{Ident, Span, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, LitStr, Meta, Path, Token, Type};

/// The options, each with how it is written.
const OPTIONS: [(&str, &str); 11] = [
    ("name", "`name = \"chat\"`"),
    ("address", "`address = \"/chat/{room}\"`"),
    ("params", "`params = Params`"),
    ("query", "`query = Query`"),
    ("headers", "`headers = Headers`"),
    ("client", "`client = ClientMessage`"),
    ("server", "`server = ServerMessage`"),
    ("spec", "`spec = \"api/chat.yaml\"`"),
    ("channel", "`channel = \"chat\"`"),
    ("describes", "`describes = client` or `describes = server`"),
    ("crate", "`crate = ::path::to::runtime`"),
];

/// The options as they are written, none of them twice.
#[derive(Default)]
struct Options {
    name: Option<LitStr>,
    address: Option<LitStr>,
    params: Option<Type>,
    query: Option<Type>,
    headers: Option<Type>,
    client: Option<Type>,
    server: Option<Type>,
    spec: Option<LitStr>,
    channel: Option<LitStr>,
    describes: Option<(Describes, Span)>,
    runtime: Option<Path>,
    /// The names of the options that are there, be it with mistakes.
    seen: Vec<String>,
    /// The names of those that were probably meant by misspelt ones.
    meant: Vec<&'static str>,
    /// Whether it cannot be said what one of them was meant to be.
    has_unknown: bool,
}

/// Reads all attributes of a channel; what is wrong is left out.
pub(super) fn channel(input: &DeriveInput, errors: &mut Errors) -> ChannelAst {
    let mut options = Options::default();
    let attributes = input.attrs.iter();
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("channel")) {
        options.read(attribute, errors);
    }
    let address = options.checked_address(input.ident.span(), errors);
    options.check_messages(input.ident.span(), errors);
    let name = match &options.name {
        Some(name) => (name.value(), name.span()),
        None => (name_of(&input.ident), input.ident.span()),
    };
    if name.0.is_empty() {
        errors.at(name.1, "a channel's name must not be empty");
    }
    ChannelAst {
        ident: input.ident.clone(),
        runtime: match &options.runtime {
            Some(path) => runtime_path(path),
            None => quote!(::asyncapi_channels),
        },
        spec: options.checked_spec(&name, errors),
        name,
        parameters: address.map_or_else(Vec::new, |address| address.parameters),
        address: options.address,
        params: options.params,
        query: options.query,
        headers: options.headers,
        client: options.client,
        server: options.server,
    }
}

impl Options {
    fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            let text =
                "write the options in parentheses: `#[channel(address = \"…\", client = …)]`";
            errors.at(attribute.meta.span(), text);
            return;
        };
        let parsed = list.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = self.read_option(input) {
                    errors.push(error);
                    skip_option(input)?;
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        });
        if let Err(error) = parsed {
            errors.push(error);
        }
    }

    fn read_option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let option = key.to_string();
        let Some((_, form)) = OPTIONS.iter().find(|(name, _)| *name == option) else {
            return Err(self.unknown(&key));
        };
        if self.seen.contains(&option) {
            let text = format!("`{option}` is given twice");
            return Err(syn::Error::new(key.span(), text));
        }
        self.seen.push(option.clone());
        if !input.peek(Token![=]) {
            let text = format!("`{option}` has no value: write {form}");
            return Err(syn::Error::new(key.span(), text));
        }
        input.parse::<Token![=]>()?;
        match option.as_str() {
            "name" => self.name = Some(value(input, &key, form)?),
            "address" => self.address = Some(value(input, &key, form)?),
            "params" => self.params = Some(value(input, &key, form)?),
            "query" => self.query = Some(value(input, &key, form)?),
            "headers" => self.headers = Some(value(input, &key, form)?),
            "client" => self.client = Some(value(input, &key, form)?),
            "server" => self.server = Some(value(input, &key, form)?),
            "spec" => self.spec = Some(value(input, &key, form)?),
            "channel" => self.channel = Some(value(input, &key, form)?),
            "describes" => {
                let side: Ident = value(input, &key, form)?;
                let describes = match side.to_string().as_str() {
                    "client" => Describes::Client,
                    "server" => Describes::Server,
                    _ => {
                        let text = format!("this is no value for `{key}`: write {form}");
                        return Err(syn::Error::new(side.span(), text));
                    }
                };
                self.describes = Some((describes, key.span()));
            }
            _ => self.runtime = Some(value(input, &key, form)?),
        }
        Ok(())
    }

    fn unknown(&mut self, key: &Ident) -> syn::Error {
        let option = key.to_string();
        let names = OPTIONS.map(|(name, _)| name);
        let mut text = format!(
            "unknown option `{option}`, expected one of: {}",
            names.join(", ")
        );
        if let Some(near) = did_you_mean(&option, names) {
            text.push_str(&format!("; did you mean `{near}`?"));
            self.meant.push(near);
        } else {
            self.has_unknown = true;
        }
        syn::Error::new(key.span(), text)
    }

    /// Whether an option is there, or was meant to be: what has a mistake is not missing as well.
    fn is_there(&self, option: &str) -> bool {
        let is_seen = self.seen.iter().any(|seen| seen == option);
        is_seen || self.has_unknown || self.meant.contains(&option)
    }

    /// The template, if it and the types around it say the same.
    fn checked_address(&self, whole: Span, errors: &mut Errors) -> Option<Address> {
        let Some(literal) = &self.address else {
            if !self.is_there("address") {
                let text = "the channel has no address: write `#[channel(address = \"/chat\", …)]`";
                errors.at(whole, text);
            }
            return None;
        };
        let address = match Address::parse(literal) {
            Ok(address) => address,
            Err(text) => {
                errors.at(literal.span(), text);
                return None;
            }
        };
        let names: Vec<String> = address
            .parameters
            .iter()
            .map(|name| format!("`{{{name}}}`"))
            .collect();
        match &self.params {
            None if !names.is_empty() && !self.is_there("params") => errors.at(
                literal.span(),
                format!(
                    "the address has {}: say `params = …`, a struct with `#[derive(Parameters)]` \
                     and these fields",
                    names.join(", ")
                ),
            ),
            Some(params) if names.is_empty() => errors.at(
                params.span(),
                format!(
                    "there are `params`, but the address {:?} has none, such as `{{room}}`",
                    literal.value()
                ),
            ),
            _ => {}
        }
        Some(address)
    }

    fn check_messages(&self, whole: Span, errors: &mut Errors) {
        if !self.is_there("client") && !self.is_there("server") {
            let text = "the channel has no messages: say `client = …`, what the client sends, and \
                        `server = …`, what the server sends; a side that sends nothing is left out";
            errors.at(whole, text);
        }
    }

    fn checked_spec(&self, name: &(String, Span), errors: &mut Errors) -> Option<ChannelSpec> {
        let channel = self.channel.as_ref();
        let channel = channel.map(|channel| (channel.value(), channel.span()));
        if let (None, Some((_, span)), false) = (&self.spec, self.describes, self.is_there("spec"))
        {
            let text = "`describes` is whose `send` the document means: say which document, \
                        `spec = \"api/chat.yaml\"`";
            errors.at(span, text);
        }
        match (&self.spec, channel) {
            (None, Some((_, span))) if !self.is_there("spec") => {
                let text = "`channel` is the channel's key in a document: say which, \
                            `spec = \"api/chat.yaml\"`";
                errors.at(span, text);
                None
            }
            (None, _) => None,
            (Some(file), channel) => Some(ChannelSpec {
                file: (file.value(), file.span()),
                channel: channel.unwrap_or_else(|| name.clone()),
                describes: self.describes.map(|(describes, _)| describes),
            }),
        }
    }
}

/// The value of an option, after which the next one follows.
fn value<T: Parse>(input: ParseStream<'_>, key: &Ident, form: &str) -> syn::Result<T> {
    let at = if input.is_empty() {
        key.span()
    } else {
        input.span()
    };
    let wrong = || syn::Error::new(at, format!("this is no value for `{key}`: write {form}"));
    let value = input.parse().map_err(|_| wrong())?;
    match input.is_empty() || input.peek(Token![,]) {
        true => Ok(value),
        false => Err(wrong()),
    }
}

/// Goes on after a mistake: to the next comma.
fn skip_option(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
