//! `#[derive(Channel)]` and what is particular to `#[derive(Parameters)]`.

mod address;
mod options;

use super::ast::{Container, Data, Field};
use super::drift;
use super::errors::Errors;
use address::Address;
use asyncapi_channels_codegen::Describes;
use asyncapi_channels_codegen::name::value_name;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data as Body, DeriveInput, Fields, LitStr, Type};

/// What a channel says of itself.
pub(crate) struct ChannelAst {
    /// The name of the marker type.
    pub(crate) ident: Ident,
    /// The path of the runtime crate: `crate = …`, else `::asyncapi_channels`.
    pub(crate) runtime: TokenStream,
    /// `name = "…"`, else the type's name in snake_case; with the place where it is said.
    pub(crate) name: (String, Span),
    /// The template of the address.
    pub(crate) address: Option<LitStr>,
    /// The names of the parameters in the address, in its order.
    pub(crate) parameters: Vec<String>,
    pub(crate) params: Option<Type>,
    pub(crate) query: Option<Type>,
    pub(crate) headers: Option<Type>,
    /// The messages of the client; `None` if it sends none.
    pub(crate) client: Option<Type>,
    /// The messages of the server; `None` if it sends none.
    pub(crate) server: Option<Type>,
    /// The document that the channel is checked against.
    pub(crate) spec: Option<ChannelSpec>,
}

/// `spec = "api/chat.yaml", channel = "chat"`.
pub(crate) struct ChannelSpec {
    /// The path of the document, and where it is said.
    pub(crate) file: (String, Span),
    /// The channel's key in the document, and where it is said; its name where nothing is said.
    pub(crate) channel: (String, Span),
    /// Whose point of view the document takes, where it differs from its specification.
    pub(crate) describes: Option<Describes>,
}

/// `Channel` of a marker type. Of a channel with mistakes, whatever could be understood is still
/// there, so that a mistake is one error.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    check_marker(input, &mut errors);
    let channel = options::channel(input, &mut errors);
    let mut items = implementation(&channel, input);
    if errors.is_empty() {
        items.extend(parameter_checks(&channel));
        items.extend(drift::channel_checks(&channel, &mut errors));
    }
    let block = super::in_block(&channel.runtime, &items);
    let errors = errors.into_tokens();
    quote!(#block #errors)
}

/// A channel's type has no values that differ: it is a name.
fn check_marker(input: &DeriveInput, errors: &mut Errors) {
    let form = format!("write `struct {};`", input.ident);
    let (span, what) = match &input.data {
        Body::Struct(body) if matches!(body.fields, Fields::Unit) => (None, ""),
        Body::Struct(body) => (Some(body.fields.span()), "fields"),
        Body::Enum(body) => (Some(body.enum_token.span), "variants"),
        Body::Union(body) => (Some(body.union_token.span), "fields"),
    };
    if let Some(span) = span {
        let text = format!("a channel is a marker type, which has no {what}: {form}");
        errors.at(span, text);
    }
    if !input.generics.params.is_empty() {
        let text = format!(
            "a channel is a marker type, which has no generic parameters: {form}, and one for each \
             channel"
        );
        errors.at(input.generics.params.span(), text);
    }
}

fn implementation(channel: &ChannelAst, input: &DeriveInput) -> TokenStream {
    let ident = &channel.ident;
    let (generics, arguments, _) = input.generics.split_for_impl();
    let bounds = (!input.generics.params.is_empty()).then(|| quote!(where Self: 'static));
    let name = &channel.name.0;
    let address = channel.address.as_ref().map(LitStr::value);
    let address = address.unwrap_or_default();
    let parameters = |ty: &Option<Type>| ty.as_ref().map_or(quote!(()), |ty| quote!(#ty));
    let messages = |ty: &Option<Type>| ty.as_ref().map_or(quote!(__p::NoMessage), |ty| quote!(#ty));
    let params = parameters(&channel.params);
    let query = parameters(&channel.query);
    let headers = parameters(&channel.headers);
    let client = messages(&channel.client);
    let server = messages(&channel.server);
    quote! {
        #[automatically_derived]
        impl #generics __p::Channel for #ident #arguments #bounds {
            const NAME: &'static __p::str = #name;
            const ADDRESS: &'static __p::str = #address;
            type Params = #params;
            type Query = #query;
            type Headers = #headers;
            type ClientMessage = #client;
            type ServerMessage = #server;
        }
    }
}

/// Holds the fields of the parameters against the address, where the compiler knows them.
fn parameter_checks(channel: &ChannelAst) -> TokenStream {
    let (Some(params), Some(_)) = (&channel.params, &channel.address) else {
        return TokenStream::new();
    };
    let names = &channel.parameters;
    let written = quote!(#params).to_string().replace(' ', "");
    let check = quote_spanned! {params.span()=>
        const _: () = __p::drift::parameters(
            <__p::derived::Probe<#params>>::DEFINITION, &[#(#names),*], #written,
        );
    };
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use __p::derived::Unknown as _;
            #check
        };
    }
}

/// `Parameters` of a struct that has its other implementations.
pub(crate) fn parameters(container: &Container) -> TokenStream {
    let fields: &[Field] = match &container.data {
        Data::Record(record) => &record.fields,
        _ => &[],
    };
    if let Some(lifetime) = container.generics.lifetimes().next() {
        let text = "parameters are kept after the handshake, and cannot borrow from it";
        return syn::Error::new(lifetime.span(), text).into_compile_error();
    }
    let read = fields.iter().filter(|field| !field.skip_reading);
    let names = read.flat_map(|field| std::iter::once(&field.name).chain(&field.aliases));
    let (generics, arguments, stated) = container.generics.split_for_impl();
    let ident = &container.ident;
    let stated = stated.map(|stated| &stated.predicates);
    let stated = stated.into_iter().flatten();
    quote! {
        #[automatically_derived]
        impl #generics __p::Parameters for #ident #arguments
        where
            Self: for<'de> __p::ReadJson<'de> + __p::WriteJson + __p::validation::Validate,
            #(#stated,)*
        {
            fn to_pairs(
                &self,
                kind: __p::ParameterKind,
            ) -> __p::Result<__p::Vec<(__p::String, __p::String)>, __p::AddressError> {
                kind.__check(self)?;
                kind.__write(self)
            }

            fn from_pairs(
                kind: __p::ParameterKind,
                pairs: __p::Vec<(__p::String, __p::String)>,
            ) -> __p::Result<Self, __p::AddressError> {
                kind.__read_checked(pairs, &[#(#names),*])
            }
        }
    }
}

/// The name of a channel whose marker has this name.
fn name_of(ident: &Ident) -> String {
    let name = value_name(&ident.unraw().to_string());
    name.trim_start_matches("r#").to_owned()
}
