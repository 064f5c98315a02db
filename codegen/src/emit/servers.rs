//! The `servers` module: a constant for each fixed URL, a builder for each with variables.

use super::docs::docs;
use super::{Emitter, ident};
use crate::model::{Constant, Docs, EnumValue, Server, ServerVariable};
use crate::name::{Scope, type_name, value_name, variant_name};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn servers(&self) -> TokenStream {
        if self.api.servers.is_empty() {
            return TokenStream::new();
        }
        let allow = &self.allow;
        let p = &self.private;
        let mut names = Scope::default();
        let servers = self
            .api
            .servers
            .iter()
            .map(|server| self.server(server, &mut names))
            .collect::<TokenStream>();
        quote! {
            /// The document's servers.
            #allow
            pub mod servers {
                use super::#p;
                #servers
            }
        }
    }

    fn server(&self, server: &Server, names: &mut Scope) -> TokenStream {
        let p = &self.private;
        let fallback = format!("Server `{}`.", server.key.replace('`', "'"));
        let mut text = server.docs.clone();
        text.notes
            .push(format!("URL: `{}`.", server.url.replace('`', "'")));
        let text = docs(&text, &fallback);
        if server.variables.is_empty() {
            let name = value_name(&server.key)
                .trim_start_matches("r#")
                .to_uppercase();
            let name = ident(&names.unique(name));
            let url = &server.url;
            return quote!(#text pub const #name: &#p::str = #url;);
        }
        let type_text = names.unique(type_name(&server.key));
        let name = ident(&type_text);
        let mut scope = Scope::with_reserved(&["url"]);
        let mut items = TokenStream::new();
        let mut fields = Vec::new();
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        let mut parts = Vec::new();
        let mut rest = server.url.as_str();
        for variable in &server.variables {
            let own = ident(&scope.unique(value_name(&variable.name)));
            let field_text = docs(
                &variable.docs,
                &format!("Variable `{}`.", variable.name.replace('`', "'")),
            );
            let (ty, values_of) = self.variable_type(variable, &type_text, names, &mut items);
            fields.push(quote!(#field_text pub #own: #ty,));
            match default_of(variable, &ty, &values_of, p) {
                Some(default) => values.push(quote!(#own: #default,)),
                None if variable.values.is_empty() => {
                    arguments.push(quote!(#own: impl #p::Into<#p::String>));
                    values.push(quote!(#own: #p::Into::into(#own),));
                }
                None => {
                    arguments.push(quote!(#own: #ty));
                    values.push(quote!(#own,));
                }
            }
            parts.push((format!("{{{}}}", variable.name), own));
        }
        let mut pushes = Vec::new();
        while !rest.is_empty() {
            let next = parts
                .iter()
                .filter_map(|(mark, own)| Some((rest.find(mark.as_str())?, mark, own)))
                .min_by_key(|(at, _, _)| *at);
            match next {
                Some((at, mark, own)) => {
                    let literal = &rest[..at];
                    if !literal.is_empty() {
                        pushes.push(quote!(url.push_str(#literal);));
                    }
                    pushes.push(quote!(url.push_str(#p::AsRef::<#p::str>::as_ref(&self.#own));));
                    rest = &rest[at + mark.len()..];
                }
                None => {
                    pushes.push(quote!(url.push_str(#rest);));
                    rest = "";
                }
            }
        }
        let constructor = if arguments.is_empty() {
            quote! {
                #[automatically_derived]
                impl #p::Default for #name {
                    fn default() -> Self {
                        Self { #(#values)* }
                    }
                }
            }
        } else {
            quote! {
                impl #name {
                    /// The server, with the variables that have no default.
                    pub fn new(#(#arguments),*) -> Self {
                        Self { #(#values)* }
                    }
                }
            }
        };
        quote! {
            #items
            #text
            #[derive(#p::Clone, #p::Debug, #p::PartialEq, #p::Eq)]
            pub struct #name {
                #(#fields)*
            }
            #constructor
            impl #name {
                /// The URL with the variables put in.
                pub fn url(&self) -> #p::String {
                    let mut url = #p::String::new();
                    #(#pushes)*
                    url
                }
            }
            #[automatically_derived]
            impl #p::Display for #name {
                fn fmt(&self, formatter: &mut #p::Formatter<'_>) -> #p::FmtResult {
                    formatter.write_str(&self.url())
                }
            }
        }
    }

    /// The type of a variable, and the values it has if they are fixed.
    fn variable_type(
        &self,
        variable: &ServerVariable,
        owner: &str,
        names: &mut Scope,
        items: &mut TokenStream,
    ) -> (TokenStream, Vec<EnumValue>) {
        let p = &self.private;
        if variable.values.is_empty() {
            return (quote!(#p::String), Vec::new());
        }
        let name = names.unique(format!("{owner}{}", type_name(&variable.name)));
        let mut scope = Scope::default();
        let values: Vec<EnumValue> = variable
            .values
            .iter()
            .map(|value| EnumValue {
                ident: scope.unique(variant_name(value)),
                value: Constant::Str(value.clone()),
                docs: Docs {
                    notes: vec![format!("In the URL: `{}`.", value.replace('`', "'"))],
                    ..Docs::default()
                },
                place: None,
            })
            .collect();
        items.extend(self.enumeration(
            &name,
            &variable.docs,
            "The allowed values.",
            &values,
            TokenStream::new(),
        ));
        let name = ident(&name);
        items.extend(quote! {
            #[automatically_derived]
            impl #p::AsRef<#p::str> for #name {
                fn as_ref(&self) -> &#p::str {
                    self.as_str()
                }
            }
        });
        (quote!(#name), values)
    }
}

fn default_of(
    variable: &ServerVariable,
    ty: &TokenStream,
    values: &[EnumValue],
    p: &TokenStream,
) -> Option<TokenStream> {
    let default = variable.default.as_ref()?;
    if values.is_empty() {
        return Some(quote!(<#p::String as #p::From<&#p::str>>::from(#default)));
    }
    let value = values
        .iter()
        .find(|value| value.value == Constant::Str(default.clone()))?;
    let variant = ident(&value.ident);
    Some(quote!(#ty::#variant))
}
