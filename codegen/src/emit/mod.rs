//! Model → tokens. Nothing here can fail: what could go wrong was found before.

mod channels;
mod checks;
mod clients;
mod credentials;
mod docs;
mod groups;
mod handlers;
mod messages;
mod positions;
mod records;
mod replaced;
mod replies;
mod rules;
mod select;
mod servers;
mod types;
mod views;

pub(crate) use replaced::replaced;

use crate::model::{Api, Type, TypeDef, TypeKind};
use crate::options::Options;
use crate::rules::RuleSetId;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use views::Form;

/// Emits the whole API.
pub(crate) fn emit(api: &Api, options: &Options) -> TokenStream {
    let emitter = Emitter::new(api, options);
    let types: TokenStream = api
        .types
        .iter()
        .filter(|def| !matches!(def.kind, TypeKind::Pending))
        .map(|def| emitter.type_def(def))
        .collect();
    let views = emitter.as_views().map(|views| views.view_types());
    let servers = emitter.servers();
    let channels = api.channels.iter().map(|channel| emitter.channel(channel));
    let channels: TokenStream = channels.collect();
    // Last, when it is known which are referred to.
    let rules = emitter.rule_functions();
    let runtime = &options.runtime;
    let private = &emitter.private;
    let allow = &emitter.allow;
    quote! {
        #[doc(hidden)]
        #allow
        use #runtime::__private as #private;
        #types
        #views
        #servers
        #channels
        #rules
    }
}

/// A short name for the hidden module of the runtime. Two documents in one module have two.
fn alias(api: &Api) -> TokenStream {
    let types = api.types.iter().map(|def| &def.name);
    let names = types.chain(api.channels.iter().map(|channel| &channel.module));
    // FNV-1a: the same in each build.
    let hash = names
        .flat_map(|name| name.bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
    format_ident!("__p{hash:08x}").into_token_stream()
}

#[derive(Clone)]
struct Emitter<'a> {
    /// What it emits.
    form: Form,
    api: &'a Api,
    options: &'a Options,
    /// The short name of the hidden module of the runtime.
    private: TokenStream,
    /// What every generated item allows: its names and shape follow the document.
    allow: TokenStream,
    /// Whether each type has anything to check.
    checked: Vec<bool>,
    /// The sets of rules that generated code refers to, in the order in which it did.
    referred: Rc<RefCell<Vec<RuleSetId>>>,
    /// The names of the types that have a view, with those of their views.
    views: Rc<BTreeMap<String, String>>,
}

/// Where an item stands: types are in the module that calls the macro, channels one below.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    Module,
    /// In the module of the functions that check rules.
    Rules,
}

impl<'a> Emitter<'a> {
    fn new(api: &'a Api, options: &'a Options) -> Self {
        Self {
            form: Form::Owned,
            views: Rc::new(views::names(api, options)),
            api,
            options,
            private: alias(api),
            checked: Self::checked_types(&api.types),
            referred: Rc::default(),
            allow: quote! {
                #[allow(
                    dead_code, deprecated, non_camel_case_types, non_snake_case,
                    non_upper_case_globals, uncommon_codepoints, unused_qualifications,
                    unreachable_pub, unused_imports, unused_variables, unused_mut, clippy::all, clippy::pedantic,
                    clippy::nursery, clippy::restriction
                )]
            },
        }
    }

    /// The Rust type.
    fn ty(&self, ty: &Type, place: Place) -> TokenStream {
        let p = &self.private;
        if let Some(view) = self.view_type(ty, place) {
            return view;
        }
        match ty {
            Type::Named(id) => {
                let name = ident(&self.api.types[id.0].name);
                match place {
                    Place::Top => name.into_token_stream(),
                    Place::Module | Place::Rules => quote!(super::#name),
                }
            }
            Type::Foreign(path) => path.clone(),
            Type::String => quote!(#p::String),
            Type::Formatted(format) => {
                let name = format_ident!("{}", format.name());
                quote!(#p::validation::formats::#name)
            }
            Type::Checked(inner, _) => self.ty(inner, place),
            Type::Bool => quote!(#p::bool),
            Type::Int(int) => {
                let name = format_ident!("{}", int.name());
                quote!(#p::#name)
            }
            Type::Float => quote!(#p::f64),
            Type::Any => quote!(#p::Value),
            Type::Null => quote!(()),
            Type::List(inner) => {
                let inner = self.ty(inner, place);
                quote!(#p::Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.ty(inner, place);
                quote!(#p::BTreeMap<#p::String, #inner>)
            }
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.ty(item, place));
                quote!((#(#items,)*))
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner, place);
                quote!(#p::Option<#inner>)
            }
            Type::Boxed(inner) => {
                let inner = self.ty(inner, place);
                quote!(#p::Box<#inner>)
            }
        }
    }

    /// serde's traits, for a type that is read and written as JSON.
    fn json_impls(&self, name: &Ident) -> TokenStream {
        let runtime = &self.options.runtime;
        let lifetime = self.lifetime();
        quote!(#runtime::__serde!(#name #lifetime);)
    }

    /// `ReadJson` and `WriteJson` by the given bodies, and serde's traits.
    fn json(&self, name: &Ident, read: &TokenStream, write: &TokenStream) -> TokenStream {
        let p = &self.private;
        let serde = self.json_impls(name);
        let lifetime = self.lifetime();
        quote! {
            #[automatically_derived]
            impl<'a> #p::ReadJson<'a> for #name #lifetime {
                fn read_json(json: &mut #p::Reader<'a>) -> #p::Result<Self, #p::ReadError> {
                    #read
                }
            }
            #[automatically_derived]
            impl #lifetime #p::WriteJson for #name #lifetime {
                fn write_json(&self, out: &mut #p::Writer) { #write }
            }
            #serde
        }
    }

    /// Whether a type holds one of the user's, other than in a type of its own. Only the compiler
    /// knows how that is read and written: by this crate's traits, or else by serde's.
    fn holds_foreign(&self, ty: &Type) -> bool {
        holds_foreign(&self.api.types, ty)
    }

    /// `name`, or for what holds a type of the user's, the function of that name which takes another
    /// one that reads or writes the type.
    fn by(&self, name: &str, ty: &Type) -> Ident {
        match self.holds_foreign(ty) {
            true => format_ident!("{name}_by"),
            false => format_ident!("{name}"),
        }
    }

    /// The function that reads what holds a type of the user's.
    fn reading(&self, ty: &Type, place: Place) -> std::option::IntoIter<TokenStream> {
        let read = self.holds_foreign(ty).then(|| {
            let read = self.foreign(ty, &quote!(read(json)), place);
            quote!(|json| #read)
        });
        read.into_iter()
    }

    /// The function that writes what holds a type of the user's.
    fn writing(&self, ty: &Type, place: Place) -> std::option::IntoIter<TokenStream> {
        let write = self.holds_foreign(ty).then(|| {
            let write = self.foreign(ty, &quote!(write(value, out)), place);
            quote!(|out, value| #write)
        });
        write.into_iter()
    }

    /// A call of a method of the runtime's `derived::Of`, which finds the way to do it.
    fn foreign(&self, ty: &Type, call: &TokenStream, place: Place) -> TokenStream {
        let p = &self.private;
        let ty = self.ty(ty, place);
        quote!({ use #p::derived::ways::*; (&#p::derived::of::<#ty>()).#call })
    }

    /// A statement that writes a reference to a value.
    fn write(&self, ty: &Type, value: &TokenStream, place: Place) -> TokenStream {
        match self.holds_foreign(ty) {
            true => {
                let write = self.foreign(ty, &quote!(write(#value, out)), place);
                quote!(#write;)
            }
            false => quote!(out.value(#value);),
        }
    }

    /// The implementations of a type, in a block of their own: they share what is allowed, and what
    /// they need besides is of no concern to the module.
    fn implementations(&self, place: Place, implementations: TokenStream) -> TokenStream {
        let allow = self.allow(place);
        quote!(#allow const _: () = { #implementations };)
    }

    /// What an item allows: in a channel's module, the module has said it already.
    fn allow(&self, place: Place) -> Option<&TokenStream> {
        (place == Place::Top).then_some(&self.allow)
    }

    /// The user's derives, without those that are there already.
    fn derives(&self, own: &[&str]) -> TokenStream {
        let p = &self.private;
        // What a view is made of may not implement them.
        let asked = (self.form == Form::Owned).then_some(&self.options.derives);
        let extra = asked.into_iter().flatten().filter(|path| {
            let text = path.to_string();
            let last = text
                .rsplit("::")
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            // serde's traits are implemented by hand.
            !own.contains(&last.as_str()) && !matches!(last.as_str(), "Serialize" | "Deserialize")
        });
        let own = own.iter().map(|name| {
            let name = format_ident!("{name}");
            quote!(#p::#name)
        });
        quote!(#[derive(#(#own,)* #(#extra,)*)])
    }
}

fn holds_foreign(types: &[TypeDef], ty: &Type) -> bool {
    match ty {
        Type::Foreign(_) => true,
        Type::Named(id) => match &types[id.0].kind {
            TypeKind::Alias(inner) => holds_foreign(types, inner),
            _ => false,
        },
        Type::List(inner)
        | Type::Map(inner)
        | Type::Nullable(inner)
        | Type::Boxed(inner)
        | Type::Checked(inner, _) => holds_foreign(types, inner),
        Type::Tuple(items) => items.iter().any(|item| holds_foreign(types, item)),
        _ => false,
    }
}

/// An identifier, raw where its text says so.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(bare) => Ident::new_raw(bare, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
