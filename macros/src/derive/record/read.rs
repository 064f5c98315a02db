//! Objects → the code that reads them.

use super::super::ast::{Constant, Default, Field, Record};
use super::value::{call, call_path, field_span, own_type, read_value};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ExprPath;

/// An expression of type `Result<T, ReadError>` that reads an object from `json`, a
/// `&mut Reader<'de>`. `name` is for errors; `constructor` is what the fields' braces follow, such as
/// `Self` or `Self::Say`.
pub(crate) fn read(record: &Record, name: &str, constructor: &TokenStream) -> TokenStream {
    let names = record.names();
    let mut parts = Parts {
        next_alias: names.len() - aliases(record),
        ..Parts::default()
    };
    if let Some((_, value)) = record.own_tag() {
        let index = parts.next_index();
        let read = constant(value);
        parts.arms.extend(quote!(#index => #read,));
        parts.constants.push(index);
    }
    for (number, field) in record.fields.iter().enumerate() {
        parts.field(record, field, format_ident!("slot_{number}"));
    }
    let flattens = record.fields.iter().any(|field| field.flatten);
    let rest = flattens.then(|| quote!(let mut rest = __p::derived::Rest::new();));
    let unknown = match (flattens, record.closed) {
        (true, _) => quote!(rest.take(&mut fields)),
        (false, true) => quote!(fields.unknown()),
        (false, false) => quote!(fields.skip()),
    };
    let rest_check = flattens.then(|| quote!(rest.check(&mut fields);));
    let default = record.default.as_ref().map(|default| {
        let value = match default {
            Default::Trait => quote!(__p::Default::default()),
            Default::Path(path) => call_path(path, &TokenStream::new()),
        };
        quote!(let default: Self = #value;)
    });
    let Parts {
        slots,
        arms,
        constants,
        after,
        filled,
        built,
        ..
    } = parts;
    quote!({
        const NAMES: &[&__p::str] = &[#(#names),*];
        let mut fields = __p::Fields::new(json, #name, NAMES);
        #slots
        #rest
        loop {
            match fields.next() {
                #arms
                __p::END => break,
                _ => #unknown,
            }
        }
        #rest_check
        #after
        match (fields.is_complete(&[#(#constants),*]), #(#filled,)*) {
            (true, #(__p::Some(#filled),)*) => {
                #default
                __p::Ok(#constructor { #built })
            }
            _ => __p::Err(fields.incomplete(&[#(#constants),*])),
        }
    })
}

fn aliases(record: &Record) -> usize {
    let fields = record.fields.iter().filter(|field| field.is_property());
    fields.map(|field| field.aliases.len()).sum()
}

/// What an object is read by, as far as its fields are done.
#[derive(Default)]
struct Parts {
    /// The index of the next name among those that are read.
    next: usize,
    /// The same for further names.
    next_alias: usize,
    /// Variables for what is read.
    slots: TokenStream,
    arms: TokenStream,
    /// The constants that must be there.
    constants: Vec<Literal>,
    /// What is done after the last property.
    after: TokenStream,
    /// The variables that must have a value then.
    filled: Vec<Ident>,
    /// The fields of the value.
    built: TokenStream,
}

impl Parts {
    fn next_index(&mut self) -> Literal {
        self.next += 1;
        Literal::usize_unsuffixed(self.next - 1)
    }

    fn field(&mut self, record: &Record, field: &Field, slot: Ident) {
        let member = &field.member;
        let default = default(record, field);
        if field.skip_reading {
            let default = default.unwrap_or_else(|| quote!(__p::Default::default()));
            self.built.extend(quote!(#member: #default,));
            return;
        }
        if field.flatten {
            self.flattened(field, &slot);
            self.filled.push(slot.clone());
            self.built.extend(quote!(#member: #slot,));
            return;
        }
        let index = self.next_index();
        let indices = self.indices(&index, field);
        if let Some(value) = &field.constant
            && field.aliases.is_empty()
        {
            let read = constant(value);
            self.arms.extend(quote!(#indices => #read,));
            self.constants.push(index);
            self.built.extend(quote!(#member: (),));
            return;
        }
        let set = set(field, &slot);
        let set = match field.aliases.is_empty() {
            true => set,
            false => quote!(match #slot {
                __p::None => #set,
                __p::Some(_) => fields.duplicate(),
            }),
        };
        self.slots.extend(quote!(let mut #slot = __p::None;));
        self.arms.extend(quote!(#indices => #set,));
        if let Some(default) = default {
            self.built.extend(quote! {
                #member: match #slot { __p::Some(value) => value, __p::None => #default },
            });
            return;
        }
        let value = match must_be_there(field) {
            true => quote!(fields.needed(#index, #slot)),
            false => {
                let arguments = quote!(&mut fields, #index, #slot);
                call(field, &quote!(or_absent), &arguments)
            }
        };
        self.after.extend(quote!(let #slot = #value;));
        self.filled.push(slot.clone());
        self.built.extend(quote!(#member: #slot,));
    }

    /// The indices of all names of a field.
    fn indices(&mut self, index: &Literal, field: &Field) -> TokenStream {
        let first = self.next_alias;
        self.next_alias += field.aliases.len();
        let further = (first..self.next_alias).map(Literal::usize_unsuffixed);
        quote!(#index #(| #further)*)
    }

    fn flattened(&mut self, field: &Field, slot: &Ident) {
        let read = match &field.read_with {
            Some(path) => {
                let read = call_path(path, &quote!(rest));
                quote!(rest.read_by(&mut fields, |rest| #read))
            }
            None => call(field, &quote!(flattened), &quote!(&mut fields, &mut rest)),
        };
        self.after.extend(quote!(let #slot = #read;));
    }
}

/// Whether the field must be there, whatever its type is.
pub(crate) fn must_be_there(field: &Field) -> bool {
    field.required || field.read_with.is_some() || field.constant.is_some()
}

/// Takes the value of a property into its variable.
fn set(field: &Field, slot: &Ident) -> TokenStream {
    if let Some(value) = &field.constant {
        let read = constant(value);
        return quote!({ #read; #slot = __p::Some(()); });
    }
    if must_be_there(field) {
        let read = read_value(field);
        return quote!(fields.set_by(&mut #slot, |json| #read));
    }
    call(field, &quote!(set), &quote!(&mut fields, &mut #slot))
}

/// The value of a field that is absent, if it has one by an attribute.
fn default(record: &Record, field: &Field) -> Option<TokenStream> {
    match (&field.default, &record.default) {
        (Some(Default::Trait), _) => {
            let ty = own_type(field);
            let span = field_span(field);
            Some(quote_spanned!(span=> <#ty as __p::Default>::default()))
        }
        (Some(Default::Path(path)), _) => Some(default_by(field, path)),
        (None, Some(_)) if field.constant.is_none() && !field.required => {
            let member = &field.member;
            Some(quote!(default.#member))
        }
        (None, _) => None,
    }
}

/// The default value that a function gives, which may be for the compiler to choose by the type:
/// `Vec::new`.
pub(crate) fn default_by(field: &Field, path: &ExprPath) -> TokenStream {
    let (ty, value) = (own_type(field), call_path(path, &TokenStream::new()));
    quote_spanned!(field_span(field)=> { let value: #ty = #value; value })
}

/// Takes the value of a property that must be a constant.
fn constant(value: &Constant) -> TokenStream {
    let written = match value {
        // Digits may follow it.
        Constant::Integer(_) => String::new(),
        value => value.to_json(),
    };
    let constant = value.tokens();
    quote!(fields.constant(#written, &#constant))
}
