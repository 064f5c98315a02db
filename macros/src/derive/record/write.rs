//! Objects → the code that writes them.

use super::super::ast::{Default, Field, Record};
use super::value::{call, call_path, write_value};
use super::{Access, written_name};
use proc_macro2::TokenStream;
use quote::quote;

/// Statements that write the object to `out`, a `&mut Writer`.
pub(crate) fn write(record: &Record, name: &str, access: Access<'_>) -> TokenStream {
    let mut object = Written::default();
    let flattens = record.fields.iter().any(|field| field.flatten);
    match record.own_tag() {
        Some((name, value)) => {
            object.constant(&format!("{}{}", written_name(name), value.to_json()));
        }
        // What is flattened is looked for in the whole of the object.
        None if flattens => {}
        // The set that it is a message of may have begun the object with the tag.
        None => {
            object.begun = Begun::Maybe;
            object.writes = quote!(let begun = out.has_tag(););
        }
    }
    for field in record.fields.iter().filter(|field| !field.skip_writing) {
        let value = access(&field.member);
        object.field(record, field, name, &value);
    }
    let writes = object.end();
    match flattens {
        true => quote! {{
            let start = out.written_bytes();
            out.whole_object();
            #writes
            out.names_are_unique(start, #name);
        }},
        false => quote!({ #writes }),
    }
}

/// Whether a property was written already.
#[derive(Clone, Copy, Default, PartialEq)]
enum Begun {
    #[default]
    No,
    /// The variable `begun` says it.
    Maybe,
    Yes,
}

/// An object that is being written.
#[derive(Default)]
struct Written {
    writes: TokenStream,
    begun: Begun,
    /// A text that is always the same, and is still to be written.
    fixed: String,
}

impl Written {
    /// Writes a part that is always there.
    fn constant(&mut self, part: &str) {
        match self.begun {
            Begun::No => self.fixed += &format!("{{{part}"),
            Begun::Yes => self.fixed += &format!(",{part}"),
            Begun::Maybe => {
                let (next, first) = (format!(",{part}"), format!("{{{part}"));
                self.writes
                    .extend(quote!(out.raw(if begun { #next } else { #first });));
            }
        }
        self.begun = Begun::Yes;
    }

    fn flush(&mut self) {
        let fixed = std::mem::take(&mut self.fixed);
        if !fixed.is_empty() {
            self.writes.extend(quote!(out.raw(#fixed);));
        }
    }

    /// An expression for whether a property was written already.
    fn begun(&self) -> TokenStream {
        match self.begun {
            Begun::No => quote!(false),
            Begun::Maybe => quote!(begun),
            Begun::Yes => quote!(true),
        }
    }

    fn field(&mut self, record: &Record, field: &Field, owner: &str, value: &TokenStream) {
        if let Some(constant) = &field.constant {
            let name = written_name(&field.name);
            return self.constant(&format!("{name}{}", constant.to_json()));
        }
        let is_always_there = is_always_there(record, field);
        if is_always_there && field.skip_writing_if.is_none() {
            self.constant(&written_name(&field.name));
            self.flush();
            self.writes.extend(write_value(field, value));
            return;
        }
        self.flush();
        let begun = self.begun();
        let name = written_name(&field.name);
        let (first, next) = (format!("{{{name}"), format!(",{name}"));
        let (write, is_known) = if field.flatten {
            let write = write_value(field, value);
            let place = format!("{owner}.{}", field.name);
            (
                quote! {{
                    let start = out.written_bytes();
                    #write
                    out.flatten(start, #begun, #place)
                }},
                false,
            )
        } else if is_always_there {
            let write = write_value(field, value);
            let name = match self.begun {
                Begun::Yes => quote!(#next),
                _ => quote!(if #begun { #next } else { #first }),
            };
            (quote!({ out.raw(#name); #write true }), false)
        } else {
            match self.begun {
                Begun::Yes => {
                    let write = call(field, &quote!(next), &quote!(#value, out, #next));
                    (quote!(#write;), true)
                }
                _ => {
                    let arguments = quote!(#value, out, #begun, #first, #next);
                    (call(field, &quote!(first), &arguments), false)
                }
            }
        };
        let condition = field
            .skip_writing_if
            .as_ref()
            .map(|path| call_path(path, value));
        self.writes.extend(match (condition, is_known) {
            (None, true) => write,
            (None, false) => quote!(let begun = #write;),
            (Some(skip), true) => quote!(if !#skip { #write }),
            (Some(skip), false) => quote!(let begun = if #skip { #begun } else { #write };),
        });
        if self.begun == Begun::No {
            self.begun = Begun::Maybe;
        }
    }

    fn end(mut self) -> TokenStream {
        match self.begun {
            Begun::No => self.writes.extend(quote!(out.raw("{}");)),
            Begun::Yes => {
                self.fixed.push('}');
                self.flush();
            }
            Begun::Maybe => self
                .writes
                .extend(quote!(out.raw(if begun { "}" } else { "{}" });)),
        }
        self.writes
    }
}

/// Whether the field is written whatever its value is. An absent one with a default is that default
/// when it is read, so that `None` must be written unless it is what the default is.
pub(crate) fn is_always_there(record: &Record, field: &Field) -> bool {
    let has_other_default =
        record.default.is_some() || matches!(field.default, Some(Default::Path(_)));
    !field.flatten && (field.required || field.write_with.is_some() || has_other_default)
}
