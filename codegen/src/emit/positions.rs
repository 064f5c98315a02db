//! Arrays whose first items have types of their own → tuple structs.

use super::docs::docs;
use super::views::Form;
use super::{Emitter, Place};
use crate::model::{Positions, Type, TypeDef};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// The tuple struct with all its implementations.
    pub(super) fn positions(&self, def: &TypeDef, of: &Positions) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let name = self.name(&def.name);
        let lifetime = self.lifetime();
        let text = self.type_docs(&def.name, || {
            docs(
                &def.docs,
                "An array whose first items have types of their own.",
            )
        });
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let mut fields = Vec::new();
        let mut reads = Vec::new();
        let mut writes = Vec::new();
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        let reading = |item: &Type| self.reading(item, Place::Top);
        let writing = |item: &Type| self.writing(item, Place::Top);
        for (index, item) in of.items.iter().enumerate() {
            let number = Literal::usize_unsuffixed(index);
            let ty = self.ty(item, Place::Top);
            let text = format!("Item {index}, counted from 0.");
            if index < of.required {
                let argument = format_ident!("item_{index}");
                fields.push(quote!(#[doc = #text] pub #ty,));
                let (read, reading) = (self.by("required_item", item), reading(item));
                let (write, writing) = (self.by("item", item), writing(item));
                reads.push(quote!(items.#read(#(#reading)*)?,));
                writes.push(quote!(items.#write(&self.#number #(, #writing)*);));
                arguments.push(quote!(#argument: #ty));
                values.push(quote!(#argument,));
            } else {
                let text = format!("{text} `None` where the array ends before it.");
                fields.push(quote!(#[doc = #text] pub #p::Option<#ty>,));
                let (read, reading) = (self.by("item", item), reading(item));
                let (write, writing) = (self.by("optional_item", item), writing(item));
                reads.push(quote!(items.#read(#(#reading)*)?,));
                writes.push(quote!(items.#write(&self.#number #(, #writing)*);));
                values.push(quote!(#p::None,));
            }
        }
        let count = Literal::usize_unsuffixed(of.items.len());
        let mut end = quote!(items.no_more()?;);
        if let Some(rest) = &of.rest {
            let ty = self.ty(rest, Place::Top);
            let by = self.by("rest", rest);
            let (reading, writing) = (reading(rest), writing(rest));
            fields.push(quote! {
                /// The items that follow.
                pub #p::Vec<#ty>,
            });
            reads.push(quote!(items.#by(#(#reading)*)?,));
            writes.push(quote!(items.#by(&self.#count #(, #writing)*);));
            values.push(quote!(#p::Vec::new(),));
            end = TokenStream::new();
        }
        let expected = format!("array `{}`", def.name);
        let json = self.json(
            &name,
            &quote! {
                let mut items = json.items(#expected)?;
                let read = Self(#(#reads)*);
                #end
                #p::Ok(read)
            },
            &quote! {
                let mut items = #p::ItemWriter::new(out);
                #(#writes)*
                items.end();
            },
        );
        let constructor = if self.form == Form::View {
            TokenStream::new()
        } else if arguments.is_empty() {
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
                #checks
                #json
            },
        );
        quote! {
            #text
            #derives
            #allow
            pub struct #name #lifetime(#(#fields)*);
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
