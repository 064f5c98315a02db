//! Enums of variants without data: sets of constants.

use super::ast::{Container, Value};
use super::record::Implementations;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// `ReadJson`, `WriteJson` and `Validate`.
pub(crate) fn implementations(container: &Container, values: &[Value]) -> TokenStream {
    let parts = Implementations {
        read: quote!(__p::derived::read_values(json)),
        write: quote!(__p::derived::write_values(self, out);),
        checks: TokenStream::new(),
    };
    let implementations = parts.into_tokens(container);
    let header = container.header(&[]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let name = &container.name;
    let constants = values.iter().map(|value| value.value.tokens());
    let numbers = || (0..values.len()).map(Literal::usize_unsuffixed);
    let aliases = values.iter().zip(numbers()).flat_map(|(value, number)| {
        let aliases = value.aliases.iter().map(|alias| alias.tokens());
        aliases.map(move |alias| quote!((#alias, #number)))
    });
    let idents: Vec<_> = values.iter().map(|value| &value.ident).collect();
    let (to_variant, to_index) = (numbers(), numbers());
    // An enum without variants has no value.
    let value = match values.is_empty() {
        true => quote!(*self),
        false => quote!(self),
    };
    quote! {
        #implementations
        #[automatically_derived]
        impl #generics __p::derived::Values for #ty #bounds {
            const NAME: &'static __p::str = #name;
            const VALUES: &'static [__p::Constant] = &[#(#constants),*];
            const ALIASES: &'static [(__p::Constant, __p::usize)] = &[#(#aliases),*];
            fn variant(index: __p::usize) -> __p::Option<Self> {
                match index {
                    #(#to_variant => __p::Some(Self::#idents),)*
                    _ => __p::None,
                }
            }
            fn index(&self) -> __p::usize {
                match #value { #(Self::#idents => #to_index,)* }
            }
        }
    }
}
