//! Objects → structs, each with the code that reads and writes its properties.

use super::docs::docs;
use super::views::Form;
use super::{Emitter, Place, ident};
use crate::model::{
    Constant, Docs, Field, FieldKind, Literal, Presence, Struct, Type, TypeKind, json_string,
    unaliased,
};
use crate::rules::RuleSetId;
use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// A struct with all its implementations.
    pub(super) fn record(
        &self,
        name: &str,
        text: &Docs,
        fallback: &str,
        record: &Struct,
        rules: Option<RuleSetId>,
        place: Place,
    ) -> TokenStream {
        let allow = self.allow(place);
        let text = self.type_docs(name, || docs(text, fallback));
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let name_ident = self.name(name);
        let lifetime = self.lifetime();
        let fields = record
            .fields
            .iter()
            .filter_map(|field| self.field(field, place));
        let additional = record.additional.as_ref().map(|additional| {
            let field = ident(&additional.ident);
            let ty = self.map_type(&additional.ty, place);
            quote! {
                /// Properties that the document does not list, kept as they are.
                pub #field: #ty,
            }
        });
        let implementation = self.record_impl(&name_ident, name, record, place);
        let constructors =
            (self.form == Form::Owned).then(|| self.constructors(&name_ident, record, place));
        let checks = self.validate_impl(name, self.record_checks(record, rules, place));
        let json = self.json_impls(&name_ident);
        let implementations =
            self.implementations(place, quote!(#constructors #implementation #checks #json));
        quote! {
            #text
            #derives
            #allow
            pub struct #name_ident #lifetime {
                #(#fields)*
                #additional
            }
            #implementations
        }
    }

    fn field(&self, field: &Field, place: Place) -> Option<TokenStream> {
        let ty = self.field_type(field, place)?;
        let name = ident(&field.ident);
        let fallback = format!("`{}`.", field.name.replace(['`', '\n', '\r'], " "));
        let text = match &field.kind {
            FieldKind::Constant { value, .. } => {
                let mut text = field.docs.clone();
                text.notes.push(format!(
                    "Whether it is there, always as `{}`.",
                    value.display()
                ));
                docs(&text, &fallback)
            }
            FieldKind::Value { .. } => docs(&field.docs, &fallback),
        };
        Some(quote!(#text pub #name: #ty,))
    }

    /// The type of the Rust field; `None` where the property carries no data.
    fn field_type(&self, field: &Field, place: Place) -> Option<TokenStream> {
        let p = &self.private;
        match &field.kind {
            FieldKind::Constant { .. } => is_flag(field).then(|| quote!(#p::bool)),
            FieldKind::Value { ty, presence } => {
                let ty = self.ty(ty, place);
                Some(match presence {
                    Presence::Optional => quote!(#p::Option<#ty>),
                    Presence::Required | Presence::Default(_) => ty,
                })
            }
        }
    }

    fn record_impl(&self, name: &Ident, text: &str, record: &Struct, place: Place) -> TokenStream {
        let p = &self.private;
        let names = record.fields.iter().map(|field| written_name(&field.name));
        let mut slots = Vec::new();
        let mut arms = Vec::new();
        let mut constants = Vec::new();
        let mut required = Vec::new();
        let mut filled = Vec::new();
        let mut built = Vec::new();
        for (index, field) in record.fields.iter().enumerate() {
            let slot = format_ident!("slot_{index}");
            let number = Token::usize_unsuffixed(index);
            match &field.kind {
                FieldKind::Constant {
                    value,
                    required: is_required,
                    ..
                } => {
                    let constant = self.constant(value);
                    let written = match value.is_number() {
                        true => String::new(),
                        false => value.to_json(),
                    };
                    arms.push(quote!(#number => fields.constant(#written, &#constant),));
                    if *is_required {
                        constants.push(number.clone());
                    }
                    if is_flag(field) {
                        let own = ident(&field.ident);
                        built.push(quote!(#own: fields.has(#number),));
                    }
                }
                FieldKind::Value { ty, presence } => {
                    let own = ident(&field.ident);
                    let (set, reading) = (self.by("set", ty), self.reading(ty, place));
                    slots.push(quote!(let mut #slot = #p::None;));
                    arms.push(quote!(#number => fields.#set(&mut #slot #(, #reading)*),));
                    let value = match presence {
                        Presence::Required => {
                            required.push(number);
                            filled.push(slot.clone());
                            quote!(#slot)
                        }
                        Presence::Optional => quote!(#slot),
                        Presence::Default(literal) => {
                            let default = self.literal(literal, ty, place);
                            quote!(match #slot { #p::Some(value) => value, #p::None => #default })
                        }
                    };
                    built.push(quote!(#own: #value,));
                }
            }
        }
        let unknown = match &record.additional {
            Some(additional) => {
                let own = ident(&additional.ident);
                slots.push(quote!(let mut additional = #p::BTreeMap::new();));
                built.push(quote!(#own: additional,));
                let read = self.by("additional", &additional.ty);
                let reading = self.reading(&additional.ty, place);
                quote!(_ => fields.#read(&mut additional #(, #reading)*),)
            }
            None if record.closed => quote!(_ => fields.unknown(),),
            None => quote!(_ => fields.skip(),),
        };
        let write = self.record_write(text, record, place);
        let lifetime = self.lifetime();
        quote! {
            const NAMES: &[&#p::str] = &[#(#names),*];
            #[automatically_derived]
            impl<'a> #p::ReadJson<'a> for #name #lifetime {
                fn read_json(json: &mut #p::Reader<'a>) -> #p::Result<Self, #p::ReadError> {
                    let mut fields = #p::Fields::new(json, #text, NAMES);
                    #(#slots)*
                    loop {
                        match fields.next() {
                            #(#arms)*
                            #p::END => break,
                            #unknown
                        }
                    }
                    let (true, #(#p::Some(#filled),)*) =
                        (fields.is_complete(&[#(#constants),*]), #(#filled,)*)
                    else {
                        return #p::Err(fields.incomplete(&[#(#constants,)* #(#required),*]));
                    };
                    #p::Ok(Self { #(#built)* })
                }
            }
            #[automatically_derived]
            impl #lifetime #p::WriteJson for #name #lifetime {
                fn write_json(&self, out: &mut #p::Writer) { #write }
            }
        }
    }

    /// Writes all properties. What is always the same is one text between two values, up to the
    /// comma after the last.
    fn record_write(&self, text: &str, record: &Struct, place: Place) -> TokenStream {
        let mut writes = TokenStream::new();
        let mut fixed = String::from("{");
        let flush = |fixed: &mut String, writes: &mut TokenStream| {
            if !fixed.is_empty() {
                writes.extend(quote!(out.raw(#fixed);));
                fixed.clear();
            }
        };
        for field in &record.fields {
            let name = written_name(&field.name);
            match &field.kind {
                FieldKind::Constant { value, .. } => {
                    let entry = format!("{name}{},", value.to_json());
                    if is_flag(field) {
                        let own = ident(&field.ident);
                        flush(&mut fixed, &mut writes);
                        writes.extend(quote!(if self.#own { out.raw(#entry); }));
                    } else {
                        fixed += &entry;
                    }
                }
                FieldKind::Value { ty, presence } => {
                    let own = ident(&field.ident);
                    if let Presence::Optional = presence {
                        let (write, writing) = (self.by("optional", ty), self.writing(ty, place));
                        flush(&mut fixed, &mut writes);
                        writes.extend(quote!(out.#write(#name, &self.#own #(, #writing)*);));
                    } else {
                        // The quotes of a text are the same each time too.
                        let (write, quote) = match self.unaliased(ty).unchecked() {
                            Type::String => (quote!(out.content(&self.#own);), "\""),
                            _ => (self.write(ty, &quote!(&self.#own), place), ""),
                        };
                        fixed.extend([&name, quote]);
                        flush(&mut fixed, &mut writes);
                        writes.extend(write);
                        fixed.extend([quote, ","]);
                    }
                }
            }
        }
        if let Some(additional) = &record.additional {
            let own = ident(&additional.ident);
            let write = self.by("additional", &additional.ty);
            let writing = self.writing(&additional.ty, place);
            flush(&mut fixed, &mut writes);
            writes.extend(quote!(out.#write(#text, NAMES, &self.#own #(, #writing)*);));
        }
        if fixed.is_empty() {
            // Whether a comma was written last is only known then.
            writes.extend(quote!(out.end("}");));
        } else {
            if fixed.ends_with(',') {
                fixed.pop();
            }
            fixed.push('}');
            writes.extend(quote!(out.raw(#fixed);));
        }
        writes
    }

    /// `Default` where every property may be absent, else `new` with those that may not.
    fn constructors(&self, name: &Ident, record: &Struct, place: Place) -> TokenStream {
        let p = &self.private;
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        let mut required = Vec::new();
        for field in &record.fields {
            let own = ident(&field.ident);
            match &field.kind {
                FieldKind::Constant { .. } => {
                    if is_flag(field) {
                        values.push(quote!(#own: false,));
                    }
                }
                FieldKind::Value { ty, presence } => match presence {
                    Presence::Required => {
                        required.push(field.name.clone());
                        match self.unaliased(ty) {
                            Type::String | Type::Formatted(_) => {
                                let rust = self.ty(ty, place);
                                arguments.push(quote!(#own: impl #p::Into<#rust>));
                                values.push(quote!(#own: #p::Into::into(#own),));
                            }
                            _ => {
                                let rust = self.ty(ty, place);
                                arguments.push(quote!(#own: #rust));
                                values.push(quote!(#own,));
                            }
                        }
                    }
                    Presence::Optional => values.push(quote!(#own: #p::None,)),
                    Presence::Default(literal) => {
                        let default = self.literal(literal, ty, place);
                        values.push(quote!(#own: #default,));
                    }
                },
            }
        }
        if let Some(additional) = &record.additional {
            let own = ident(&additional.ident);
            values.push(quote!(#own: #p::BTreeMap::new(),));
        }
        if arguments.is_empty() {
            return quote! {
                #[automatically_derived]
                impl #p::Default for #name {
                    fn default() -> Self {
                        Self { #(#values)* }
                    }
                }
            };
        }
        let text = super::docs::plain(
            "A value with its required properties; the others are absent or have their default.",
        );
        quote! {
            impl #name {
                #text
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values)* }
                }
            }
        }
    }

    /// The type behind aliases.
    pub(super) fn unaliased<'t>(&'t self, ty: &'t Type) -> &'t Type {
        unaliased(&self.api.types, ty)
    }

    pub(super) fn constant(&self, constant: &Constant) -> TokenStream {
        let p = &self.private;
        match constant {
            Constant::Str(text) => quote!(#p::Constant::Str(#text)),
            Constant::Json(text) => quote!(#p::Constant::Json(#text)),
        }
    }

    /// A default as an expression.
    fn literal(&self, literal: &Literal, ty: &Type, place: Place) -> TokenStream {
        let p = &self.private;
        match literal {
            Literal::Null => quote!(#p::None),
            Literal::Bool(value) => quote!(#value),
            Literal::Int(value) => match self.unaliased(ty) {
                Type::Float => {
                    let value = Token::f64_suffixed(*value as f64);
                    quote!(#value)
                }
                _ => {
                    let value = Token::i128_unsuffixed(*value);
                    quote!(#value)
                }
            },
            Literal::Float(text) => {
                // `1e400` has no `f64`; infinity is what a JSON parser would refuse, so the
                // largest number stands for it.
                let value: f64 = text.parse().unwrap_or_default();
                let value = Token::f64_suffixed(value.clamp(f64::MIN, f64::MAX));
                quote!(#value)
            }
            Literal::Str(text) if self.form == Form::View => quote!(#p::Cow::Borrowed(#text)),
            Literal::Str(text) => quote!(<#p::String as #p::From<&#p::str>>::from(#text)),
            Literal::Variant(id, index) => {
                let name = self.ty(&Type::Named(*id), place);
                match &self.api.types[id.0].kind {
                    TypeKind::Enumeration(values) => {
                        let variant = ident(&values[*index].ident);
                        quote!(#name::#variant)
                    }
                    _ => quote!(#p::Default::default()),
                }
            }
            Literal::List(items) => {
                let inner = match self.unaliased(ty) {
                    Type::List(inner) => (**inner).clone(),
                    other => other.clone(),
                };
                let items = items.iter().map(|item| self.literal(item, &inner, place));
                quote!(#p::From::from([#(#items),*]))
            }
            Literal::Some(inner) => {
                let inner_type = match self.unaliased(ty) {
                    Type::Nullable(inner) => (**inner).clone(),
                    other => other.clone(),
                };
                let value = self.literal(inner, &inner_type, place);
                quote!(#p::Some(#value))
            }
        }
    }
}

/// The name of a property as JSON, with the colon that follows it.
pub(super) fn written_name(name: &str) -> String {
    json_string(name) + ":"
}

/// An optional constant that is not a tag says something by being there.
fn is_flag(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::Constant {
            required: false,
            tag: false,
            ..
        }
    )
}
