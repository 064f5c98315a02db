//! Type definitions other than structs, and the choice between them.

use super::docs::docs;
use super::views::Form;
use super::{Emitter, Place, ident};
use crate::model::{Docs, EnumValue, Type, TypeDef, TypeKind, Union};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn type_def(&self, def: &TypeDef) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let name = self.name(&def.name);
        let lifetime = self.lifetime();
        match &def.kind {
            TypeKind::Pending => TokenStream::new(),
            TypeKind::Struct(record) => self.record(
                &def.name,
                &def.docs,
                "An object of the document.",
                record,
                def.rules,
                Place::Top,
            ),
            TypeKind::Enumeration(values) => {
                let checks = self.whole_checks(def.rules, Place::Top);
                let checks = self.validate_impl(&def.name, checks);
                self.enumeration(
                    &def.name,
                    &def.docs,
                    "A fixed set of values.",
                    values,
                    checks,
                )
            }
            TypeKind::Positions(of) => self.positions(def, of),
            TypeKind::Union(union) => self.union(def, union),
            // The user's own type of that name, beside the macro.
            TypeKind::Alias(Type::Foreign(path)) if path.to_string() == def.name => {
                TokenStream::new()
            }
            TypeKind::Alias(ty) => {
                let text = docs(&def.docs, "A named schema of the document.");
                let ty = self.ty(ty, Place::Top);
                quote!(#text #allow pub type #name = #ty;)
            }
            TypeKind::Newtype(ty) => {
                let text = self.type_docs(&def.name, || {
                    docs(&def.docs, "A recursive schema of the document.")
                });
                let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
                let rust = self.ty(ty, Place::Top);
                let checks = self
                    .checks(ty, Place::Top)
                    .map(|checks| quote!({ let value = &self.0; #checks }));
                let checks = self.validate_impl(&def.name, checks);
                let read = self.read(ty, Place::Top);
                let json = self.json(
                    &name,
                    &quote!(#p::Ok(Self(#read?))),
                    &self.write(ty, &quote!(&self.0), Place::Top),
                );
                let implementations = self.implementations(Place::Top, quote!(#checks #json));
                quote! {
                    #text
                    #derives
                    #allow
                    pub struct #name #lifetime(
                        /// The value.
                        pub #rust,
                    );
                    #implementations
                }
            }
        }
    }

    /// A fieldless enum over a table of constants.
    pub(super) fn enumeration(
        &self,
        name: &str,
        text: &Docs,
        fallback: &str,
        values: &[EnumValue],
        checks: TokenStream,
    ) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let text = docs(text, fallback);
        let derives = self.derives(&[
            "Clone",
            "Copy",
            "Debug",
            "PartialEq",
            "Eq",
            "PartialOrd",
            "Ord",
            "Hash",
        ]);
        let rust_name = ident(name);
        let variants = values.iter().map(|value| {
            let variant = ident(&value.ident);
            let text = docs(&value.docs, "A value.");
            quote!(#text #variant,)
        });
        let constants = values.iter().map(|value| self.constant(&value.value));
        let idents = values.iter().map(|value| ident(&value.ident));
        let json = self.json(
            &rust_name,
            &quote!(#p::read_enumeration(json)),
            &quote!(#p::write_enumeration(*self, out);),
        );
        let implementations = self.implementations(
            Place::Top,
            quote! {
                #[automatically_derived]
                impl #p::Enumeration for #rust_name {
                    const NAME: &'static #p::str = #name;
                    const VALUES: &'static [#p::Constant] = &[#(#constants),*];
                    const VARIANTS: &'static [Self] = &[#(Self::#idents),*];
                    fn index(self) -> #p::usize {
                        self as #p::usize
                    }
                }
                impl #rust_name {
                    /// The value on the wire, as text.
                    pub fn as_str(self) -> &'static #p::str {
                        #p::enumeration_text(self)
                    }
                }
                #[automatically_derived]
                impl #p::Display for #rust_name {
                    fn fmt(&self, formatter: &mut #p::Formatter<'_>) -> #p::FmtResult {
                        formatter.write_str(#p::enumeration_text(*self))
                    }
                }
                #[automatically_derived]
                impl #p::FromStr for #rust_name {
                    type Err = #p::UnknownValue;
                    fn from_str(text: &#p::str) -> #p::Result<Self, #p::UnknownValue> {
                        #p::parse_enumeration(text)
                    }
                }
                #checks
                #json
            },
        );
        quote! {
            #text
            #derives
            #allow
            pub enum #rust_name {
                #(#variants)*
            }
            #implementations
        }
    }

    fn union(&self, def: &TypeDef, union: &Union) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let name = self.name(&def.name);
        let lifetime = self.lifetime();
        let name_text = &def.name;
        let names: Vec<&str> = union
            .variants
            .iter()
            .map(|variant| variant.ident.as_str())
            .collect();
        let text = self.type_docs(name_text, || {
            let mut text = def.docs.clone();
            text.notes.extend(union.select.describe(&names));
            docs(&text, "One of several alternatives.")
        });
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let mut variants = Vec::new();
        let mut reads = Vec::new();
        let mut writes = Vec::new();
        let mut froms = Vec::new();
        let mut numbers = Vec::new();
        for (index, variant) in union.variants.iter().enumerate() {
            let own = ident(&variant.ident);
            let ty = self.ty(&variant.ty, Place::Top);
            let fallback = format!("`{}`.", variant.ident);
            let mut text = variant.docs.clone();
            text.notes.extend(union.select.tags_of(index as u16));
            let text = docs(&text, &fallback);
            let number = proc_macro2::Literal::usize_unsuffixed(index);
            variants.push(quote!(#text #own(#ty),));
            let read = self.read(&variant.ty, Place::Top);
            let write = self.write(&variant.ty, &quote!(value), Place::Top);
            reads.push(quote!(#number => #read.map(Self::#own),));
            writes.push(quote!(Self::#own(value) => { #write }));
            let own_type = self.unaliased(&variant.ty);
            let unique = union.variants.iter().enumerate().all(|(other, entry)| {
                other == index || !self.unaliased(&entry.ty).same_in_rust(own_type)
            });
            numbers.push(quote!(Self::#own(_) => #number,));
            if unique && !self.is_foreign(&variant.ty) && self.form == Form::Owned {
                froms.push(quote! {
                    #[automatically_derived]
                    impl #p::From<#ty> for #name {
                        fn from(value: #ty) -> Self {
                            Self::#own(value)
                        }
                    }
                });
            }
        }
        let check = self.variant_checks(union, Place::Top).map(|body| {
            quote! {
                fn check(&self) -> #p::validation::Checked {
                    #body
                }
            }
        });
        let mut whole = TokenStream::new();
        if check.is_some() {
            whole.extend(quote!(#p::Union::check(self)?;));
        }
        if union.exclusive && !union.select.is_decided() {
            let owned = ident(name_text);
            whole.extend(quote!(#p::exclusive::<#owned>(#p::Union::variant(self), self)?;));
        }
        whole.extend(self.whole_checks(def.rules, Place::Top));
        let whole = (!whole.is_empty()).then_some(whole);
        let checks = self.validate_impl(&def.name, whole);
        let exclusive = union
            .exclusive
            .then(|| quote!(const EXCLUSIVE: #p::bool = true;));
        let constants = match self.form {
            Form::Owned => {
                let select = self.select(&union.select);
                quote! {
                    const NAME: &'static #p::str = #name_text;
                    const VARIANTS: &'static [&'static #p::str] = &[#(#names),*];
                    const SELECT: &'static #p::Select = &#select;
                    #exclusive
                }
            }
            Form::View => self.same_constants(
                &quote!(#p::Union<'a>),
                name_text,
                &[
                    ("NAME", quote!(&'static #p::str)),
                    ("VARIANTS", quote!(&'static [&'static #p::str])),
                    ("SELECT", quote!(&'static #p::Select)),
                    ("EXCLUSIVE", quote!(#p::bool)),
                ],
            ),
        };
        let json = self.json(
            &name,
            &quote!(#p::read_union(json)),
            &quote!(match self { #(#writes)* }),
        );
        let implementations = self.implementations(
            Place::Top,
            quote! {
                #(#froms)*
                #[automatically_derived]
                impl<'a> #p::Union<'a> for #name #lifetime {
                    #constants
                    fn read(
                        variant: #p::usize,
                        json: &mut #p::Reader<'a>,
                    ) -> #p::Result<Self, #p::ReadError> {
                        match variant {
                            #(#reads)*
                            _ => #p::Err(#p::no_such_variant(variant)),
                        }
                    }
                    fn variant(&self) -> #p::usize {
                        match self { #(#numbers)* }
                    }
                    #check
                }
                #checks
                #json
            },
        );
        quote! {
            #text
            #derives
            #allow
            pub enum #name #lifetime {
                #(#variants)*
            }
            #implementations
        }
    }

    /// Reads a value of the type.
    pub(super) fn read(&self, ty: &Type, place: Place) -> TokenStream {
        let p = &self.private;
        match self.holds_foreign(ty) {
            true => self.foreign(ty, &quote!(read(json)), place),
            false => quote!(#p::ReadJson::read_json(json)),
        }
    }

    /// Whether a type is the user's: two such may be the same type, so they get no `From`.
    pub(super) fn is_foreign(&self, ty: &Type) -> bool {
        matches!(self.unaliased(ty), Type::Foreign(_))
    }
}
