//! Arrays whose first items have types of their own → tuple structs.

use super::docs::docs;
use super::{Emitter, Place, ident};
use crate::model::{Positions, TypeDef};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// The tuple struct with all its implementations.
    pub(super) fn positions(&self, def: &TypeDef, of: &Positions) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let name = ident(&def.name);
        let text = docs(
            &def.docs,
            "An array whose first items have types of their own.",
        );
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let mut fields = Vec::new();
        let mut reads = Vec::new();
        let mut writes = Vec::new();
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        for (index, item) in of.items.iter().enumerate() {
            let number = Literal::usize_unsuffixed(index);
            let ty = self.ty(item, Place::Top);
            let read = self.reader("item", item);
            let text = format!("Item {index}, counted from 0.");
            if index < of.required {
                let argument = format_ident!("item_{index}");
                fields.push(quote!(#[doc = #text] pub #ty,));
                reads.push(quote!(#p::required_item(#p::#read(&mut items, #number)?, #number)?,));
                writes.push(quote!(out.item(&self.#number)?;));
                arguments.push(quote!(#argument: #ty));
                values.push(quote!(#argument,));
            } else {
                let text = format!("{text} `None` where the array ends before it.");
                fields.push(quote!(#[doc = #text] pub #p::Option<#ty>,));
                reads.push(quote!(#p::#read(&mut items, #number)?,));
                writes.push(quote!(out.optional_item(&self.#number)?;));
                values.push(quote!(#p::None,));
            }
        }
        let count = Literal::usize_unsuffixed(of.items.len());
        let mut end = quote!(#p::no_more_items(&mut items, #count)?;);
        if let Some(rest) = &of.rest {
            let ty = self.ty(rest, Place::Top);
            let read = self.reader("rest_of_items", rest);
            fields.push(quote! {
                /// The items that follow.
                pub #p::Vec<#ty>,
            });
            reads.push(quote!(#p::#read(&mut items, #count)?,));
            writes.push(quote!(out.rest(&self.#count)?;));
            values.push(quote!(#p::Vec::new(),));
            end = TokenStream::new();
        }
        let text_name = &def.name;
        let serde = self.serde(
            &name,
            &quote!(#p::write_positions(self, serializer)),
            &quote!(#p::read_positions(deserializer)),
        );
        let constructor = if arguments.is_empty() {
            quote! {
                #[automatically_derived]
                impl #p::Default for #name {
                    fn default() -> Self {
                        Self(#(#values)*)
                    }
                }
            }
        } else {
            quote! {
                impl #name {
                    /// An array with the items that it must have.
                    pub fn new(#(#arguments),*) -> Self {
                        Self(#(#values)*)
                    }
                }
            }
        };
        let checks = self.checked_positions(def, of);
        let implementations = self.implementations(
            Place::Top,
            quote! {
                #constructor
                #[automatically_derived]
                impl #p::Positions for #name {
                    const NAME: &'static #p::str = #text_name;
                    fn read<'de, __A: #p::SeqAccess<'de>>(
                        mut items: __A,
                    ) -> #p::Result<Self, __A::Error> {
                        let read = Self(#(#reads)*);
                        #end
                        #p::Ok(read)
                    }
                    fn write<__Q: #p::SerializeSeq>(
                        &self,
                        out: &mut #p::Items<__Q>,
                    ) -> #p::Result<(), __Q::Error> {
                        #(#writes)*
                        #p::Ok(())
                    }
                }
                #checks
                #serde
            },
        );
        quote! {
            #text
            #derives
            #allow
            pub struct #name(#(#fields)*);
            #implementations
        }
    }

    fn checked_positions(&self, def: &TypeDef, of: &Positions) -> TokenStream {
        let p = &self.private;
        let mut body = self
            .item_checks(&of.items, of.required, &quote!(self), Place::Top)
            .unwrap_or_default();
        if let Some(rest) = &of.rest
            && let Some(checks) = self.checks(rest, Place::Top)
        {
            let count = Literal::usize_unsuffixed(of.items.len());
            body.extend(quote! {
                #p::validation::each_item_from(#count, &self.#count, |value| {
                    #checks
                    #p::Ok(())
                })?;
            });
        }
        body.extend(self.whole_checks(def.rules, Place::Top));
        self.validate_impl(&def.name, (!body.is_empty()).then_some(body))
    }
}
