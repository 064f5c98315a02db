//! What a type is on the wire, as constants of the runtime's `Describe` and `Define`.

use super::ast::{
    Constant, Container, Data, Default, Field, Messages, Payload, Record, Tagging, Value, Variant,
};
use super::generics::Ability;
use super::record::{call_path, default_by, is_always_there, must_be_there, own_type, write_value};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// `Describe` and `Define`.
pub(crate) fn implementations(container: &Container) -> TokenStream {
    let header = container.header(&[Ability::Describe]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let (name, docs) = (&container.name, &container.docs);
    let shapes = shapes(container);
    let kind = match &container.data {
        Data::Record(record) => {
            let object = object(container, record);
            quote!(Object(#object))
        }
        Data::Transparent(field) => {
            let (shape, rules) = (wire_shape(field), rules(field));
            quote!(Same(#shape, #rules))
        }
        Data::Values(values) => {
            let values = values.iter().flat_map(constants);
            quote!(Values(&[#(#values),*]))
        }
        Data::Messages(messages) => {
            let messages = self::messages(container, messages);
            quote!(Messages(#messages))
        }
    };
    let bare = match &container.data {
        Data::Transparent(field) => {
            let ty = field.wire_type.as_ref().unwrap_or(&field.ty);
            Some(quote! {
                const BARE: &'static __p::describe::Definition =
                    match __p::derived::Probe::<#ty>::BARE {
                        __p::Some(bare) => bare,
                        __p::None => &Self::DEFINITION,
                    };
            })
        }
        _ => None,
    };
    quote! {
        #[automatically_derived]
        impl #generics __p::describe::Describe for #ty #bounds {
            #shapes
        }
        #[automatically_derived]
        impl #generics __p::describe::Define for #ty #bounds {
            const DEFINITION: __p::describe::Definition = __p::describe::Definition {
                name: #name,
                docs: #docs,
                kind: __p::describe::DefinitionKind::#kind,
            };
            #bare
        }
    }
}

/// What the type is, without what is in it.
fn shapes(container: &Container) -> TokenStream {
    let name = container.ident.to_string();
    // A function, since types may hold themselves.
    let definition = quote!(|| &<Self as __p::describe::Define>::DEFINITION);
    let schema = match &container.spec {
        Some(spec) => {
            let schema = &spec.schema.0;
            quote!(__p::Some(#schema))
        }
        None => quote!(__p::None),
    };
    let is_object = match &container.data {
        Data::Values(values) => {
            let aliases = values.iter().flat_map(|value| &value.aliases);
            let aliases = aliases.map(Constant::to_json);
            let values = values.iter().flat_map(Value::all).map(Constant::to_json);
            return quote! {
                const SHAPE: __p::describe::Shape = __p::describe::Shape::Values {
                    name: #name,
                    schema: #schema,
                    values: &[#(#values),*],
                    aliases: &[#(#aliases),*],
                    definition: #definition,
                };
            };
        }
        Data::Transparent(field) => {
            let [inner, innermost] = ["INNER", "INNERMOST"].map(|depth| {
                let shape = shape_at(field, depth);
                quote!(__p::describe::Shape::Same { shape: &#shape, definition: #definition })
            });
            return quote! {
                const SHAPE: __p::describe::Shape = #inner;
                const INNER: __p::describe::Shape = #innermost;
                const INNERMOST: __p::describe::Shape = __p::describe::Shape::Any;
            };
        }
        Data::Record(_) => true,
        Data::Messages(_) => false,
    };
    quote! {
        const SHAPE: __p::describe::Shape = __p::describe::Shape::Defined {
            name: #name,
            schema: #schema,
            is_object: #is_object,
            definition: #definition,
        };
    }
}

/// What a field's value is on the wire.
fn wire_shape(field: &Field) -> TokenStream {
    shape_at(field, "SHAPE")
}

/// The same at a depth, which is a constant of the runtime's `Describe`.
fn shape_at(field: &Field, depth: &str) -> TokenStream {
    let depth = format_ident!("{depth}");
    match &field.wire_type {
        Some(ty) => quote!(__p::derived::Probe::<#ty>::#depth),
        // Only the functions know what they read and write.
        None if field.read_with.is_some() || field.write_with.is_some() => {
            quote!(__p::describe::Shape::Opaque)
        }
        None => {
            let ty = &field.ty;
            quote!(__p::derived::Probe::<#ty>::#depth)
        }
    }
}

fn object(container: &Container, record: &Record) -> TokenStream {
    let tag = match &record.tag {
        // That of a variant is told by its enum.
        Some((names, value)) if matches!(container.data, Data::Record(_)) => match &names[..] {
            [name] => Some(tag(name, value)),
            _ => None,
        },
        _ => None,
    };
    let fields = record.fields.iter();
    let fields = fields.filter(|field| !(field.skip_reading && field.skip_writing));
    let fields = fields.map(|field| self::field(container, record, field));
    let closed = record.closed;
    quote! {
        __p::describe::Object { fields: &[#tag #(#fields),*], closed: #closed }
    }
}

/// The property with the tag.
fn tag(name: &str, value: &Constant) -> TokenStream {
    let value = value.to_json();
    quote! {
        __p::describe::Field {
            name: #name,
            aliases: &[],
            shape: __p::describe::Shape::Any,
            required: true,
            may_be_left_out: false,
            flatten: false,
            constant: __p::Some(#value),
            default: __p::None,
            rules: &[],
            docs: "",
        },
    }
}

fn field(container: &Container, record: &Record, field: &Field) -> TokenStream {
    let ty = &field.ty;
    let optional = quote!(__p::derived::Probe::<#ty>::OPTIONAL);
    let has_default = field.default.is_some() || record.default.is_some();
    let required = match () {
        () if field.constant.is_some() => quote!(true),
        () if has_default || field.skip_reading => quote!(false),
        () if must_be_there(field) => quote!(true),
        () => quote!(!#optional),
    };
    let may_be_left_out = match () {
        () if field.constant.is_some() => quote!(false),
        () if field.skip_writing || field.skip_writing_if.is_some() => quote!(true),
        () if is_always_there(record, field) => quote!(false),
        () => optional.clone(),
    };
    let shape = match (&field.constant, is_always_there(record, field)) {
        (Some(_), _) => quote!(__p::describe::Shape::Any),
        (None, true) => wire_shape(field),
        (None, false) => {
            let shape = wire_shape(field);
            quote!(#shape.without_absence(#optional))
        }
    };
    let constant = match &field.constant {
        Some(value) => {
            let value = value.to_json();
            quote!(__p::Some(#value))
        }
        None => quote!(__p::None),
    };
    let default = match default(container, record, field) {
        Some(value) => {
            // What is wrong with it is the same error here and where it is read, which is told once.
            let write = match &field.write_with {
                Some(_) => write_value(field, &quote!(&value)),
                None => quote!((&__p::derived::of_value(&value)).write(&value, out);),
            };
            quote!(__p::Some(|| __p::derived::default_json(|out| { let value = #value; #write })))
        }
        None => quote!(__p::None),
    };
    let name = match field.flatten {
        true => "",
        false => &field.name,
    };
    let (flatten, docs, rules) = (field.flatten, &field.docs, rules(field));
    let aliases = &field.aliases;
    quote! {
        __p::describe::Field {
            name: #name,
            aliases: &[#(#aliases),*],
            shape: #shape,
            required: #required,
            may_be_left_out: #may_be_left_out,
            flatten: #flatten,
            constant: #constant,
            default: #default,
            rules: #rules,
            docs: #docs,
        }
    }
}

/// The value of a field that is absent, where it is known without its type's parameters.
fn default(container: &Container, record: &Record, field: &Field) -> Option<TokenStream> {
    if container.generics.type_params().next().is_some() || field.skip_reading || field.flatten {
        return None;
    }
    let value = match (&field.default, &record.default) {
        (Some(Default::Path(path)), _) => default_by(field, path),
        (Some(Default::Trait), _) => {
            let ty = own_type(field);
            quote!(<#ty as __p::Default>::default())
        }
        (None, Some(default)) if field.constant.is_none() && !field.required => {
            let member = &field.member;
            match default {
                Default::Path(path) => {
                    let value = call_path(path, &TokenStream::new());
                    quote!({ let default: Self = #value; default.#member })
                }
                Default::Trait => quote!(<Self as __p::Default>::default().#member),
            }
        }
        _ => return None,
    };
    Some(value)
}

fn rules(field: &Field) -> TokenStream {
    let rules = field.constraints.iter().map(|constraint| {
        let (keyword, value) = constraint.keyword.rule();
        quote!((#keyword, #value))
    });
    quote!(&[#(#rules),*])
}

/// A constant, and what else is read as it.
fn constants(value: &Value) -> impl Iterator<Item = TokenStream> {
    let docs = &value.docs;
    value.all().map(move |value| {
        let json = value.to_json();
        quote!(__p::describe::Value { value: #json, docs: #docs })
    })
}

fn messages(container: &Container, messages: &Messages) -> TokenStream {
    let tagging = match &messages.tagging {
        Tagging::None => quote!(None),
        Tagging::Tag(names) => quote!(Tag(&[#(#names),*])),
        Tagging::Envelope {
            tag,
            payload,
            closed,
        } => quote!(Envelope { tag: #tag, payload: #payload, closed: #closed }),
    };
    let variants = messages.variants.iter();
    let variants = variants.map(|variant| self::variant(container, variant, &messages.tagging));
    quote! {
        __p::describe::Messages {
            tagging: __p::describe::Tagging::#tagging,
            variants: &[#(#variants),*],
        }
    }
}

fn variant(container: &Container, variant: &Variant, tagging: &Tagging) -> TokenStream {
    let payload = match &variant.payload {
        Payload::Json(field) => {
            let shape = wire_shape(field);
            let ty = field.wire_type.as_ref().unwrap_or(&field.ty);
            quote!(Json(#shape, __p::derived::Probe::<#ty>::DEFINITION))
        }
        Payload::Record(record) => {
            let object = object(container, record);
            quote!(Object(#object))
        }
        Payload::Nothing => quote!(Nothing),
        Payload::Text(_) => quote!(Text),
        Payload::Binary(_) => quote!(Binary),
        Payload::Unknown(_) => quote!(Unknown),
    };
    let is_json = !matches!(
        variant.payload,
        Payload::Text(_) | Payload::Binary(_) | Payload::Unknown(_)
    );
    let is_tagged = is_json && !matches!(tagging, Tagging::None);
    let values = variant.values.iter().filter(|_| is_tagged);
    let values = values.map(Constant::to_json);
    let optional = match (tagging, &variant.payload) {
        (Tagging::Envelope { .. }, Payload::Json(field)) if !must_be_there(field) => {
            let ty = &field.ty;
            quote!(__p::derived::Probe::<#ty>::OPTIONAL)
        }
        _ => quote!(false),
    };
    let rules = match &variant.payload {
        Payload::Json(field) => rules(field),
        _ => quote!(&[]),
    };
    let (name, docs) = (&variant.name, &variant.docs);
    quote! {
        __p::describe::Variant {
            name: #name,
            optional: #optional,
            values: &[#(#values),*],
            rules: #rules,
            payload: __p::describe::VariantPayload::#payload,
            docs: #docs,
        }
    }
}
