//! Views: types that borrow their texts from the frame that they are read from.
//!
//! A view is emitted by what emits the type itself, which differs only in what the parts are made
//! of. Only types that hold a text somewhere have one; the others are their own views.

use super::checks::spread;
use super::docs::plain;
use super::{Emitter, Place, holds_foreign, ident};
use crate::model::{Api, Channel, Direction, MessageSet, Payload, Type, TypeDef, TypeKind};
use crate::name::{Scope, bare};
use crate::options::Options;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// Whether types own what they hold.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// They do.
    Owned,
    /// Texts are borrowed.
    View,
}

/// The names of the types that have a view, with those of their views.
pub(super) fn names(api: &Api, options: &Options) -> BTreeMap<String, String> {
    if !options.views {
        return BTreeMap::new();
    }
    let mut scope = Scope::default();
    let is_there = |def: &&TypeDef| !matches!(def.kind, TypeKind::Pending);
    let types = api.types.iter().filter(is_there).map(|def| &def.name);
    for name in types.chain(api.channels.iter().map(|channel| &channel.module)) {
        scope.claim(name);
    }
    let is_open = |def: &TypeDef| matches!(&def.kind, TypeKind::Struct(record) if record.additional.is_some());
    let borrowing = spread(&api.types, is_open, |ty, used| {
        borrows(&api.types, ty, used)
    });
    let of_its_own = |def: &TypeDef| {
        !matches!(
            def.kind,
            TypeKind::Alias(_) | TypeKind::Enumeration(_) | TypeKind::Pending
        )
    };
    let named = api.types.iter().zip(borrowing);
    named
        .filter(|(def, borrows)| *borrows && of_its_own(def))
        .map(|(def, _)| {
            (
                def.name.clone(),
                scope.unique(format!("{}View", bare(&def.name))),
            )
        })
        .collect()
}

/// Whether the view of a type borrows something of its own; gives the definitions that it uses to
/// `used`. What serde reads is owned.
fn borrows(types: &[TypeDef], ty: &Type, used: &mut dyn FnMut(usize)) -> bool {
    if holds_foreign(types, ty) {
        return false;
    }
    match ty {
        Type::String | Type::Formatted(_) | Type::Any | Type::Map(_) => true,
        Type::Named(id) => {
            used(id.0);
            false
        }
        Type::List(inner)
        | Type::Nullable(inner)
        | Type::Boxed(inner)
        | Type::Checked(inner, _) => borrows(types, inner, used),
        Type::Tuple(items) => items.iter().fold(false, |borrowing, item| {
            borrows(types, item, used) | borrowing
        }),
        _ => false,
    }
}

impl Emitter<'_> {
    /// The emitter of views, if there are to be any.
    pub(super) fn as_views(&self) -> Option<Self> {
        self.options.views.then(|| self.with_form(Form::View))
    }

    fn with_form(&self, form: Form) -> Self {
        let mut other = self.clone();
        other.form = form;
        other
    }

    /// The views of all types.
    pub(super) fn view_types(&self) -> TokenStream {
        let types = self.api.types.iter();
        types
            .filter(|def| self.views.contains_key(&def.name))
            .map(|def| self.type_def(def))
            .collect()
    }

    /// The views of a channel's messages.
    pub(super) fn view_messages(&self, channel: &Channel) -> TokenStream {
        let sets = [Direction::ToServer, Direction::ToClient];
        sets.map(|direction| self.messages(channel, direction))
            .into_iter()
            .collect()
    }

    /// The name of a generated type, or that of its view.
    pub(super) fn name(&self, owned: &str) -> Ident {
        match (self.form, self.views.get(owned)) {
            (Form::View, Some(view)) => ident(view),
            _ => ident(owned),
        }
    }

    /// The name of a message enum, or that of its view.
    pub(super) fn set_name(&self, owned: &str) -> Ident {
        match self.form {
            Form::Owned => ident(owned),
            Form::View => format_ident!("{owned}View"),
        }
    }

    /// The lifetime of what a view borrows.
    pub(super) fn lifetime(&self) -> Option<TokenStream> {
        (self.form == Form::View).then(|| quote!(<'a>))
    }

    /// The same for a message enum, which has a view whether that borrows anything or not.
    pub(super) fn set_lifetime(&self, set: &MessageSet) -> Option<TokenStream> {
        let borrows = set.unknown.is_some()
            || set.variants.iter().any(|variant| {
                match &self.api.messages[variant.message].payload {
                    Payload::Json(ty) => self.borrows(ty),
                    Payload::Text(_) | Payload::Binary => true,
                    Payload::Nothing => false,
                }
            });
        self.lifetime().filter(|_| borrows)
    }

    fn borrows(&self, ty: &Type) -> bool {
        let mut named = false;
        let own = borrows(&self.api.types, ty, &mut |id| {
            let def = &self.api.types[id];
            named |= match &def.kind {
                TypeKind::Alias(inner) => self.borrows(inner),
                _ => self.views.contains_key(&def.name),
            };
        });
        own || named
    }

    /// The documentation of a type; a view refers to that.
    pub(super) fn type_docs(&self, name: &str, docs: impl FnOnce() -> TokenStream) -> TokenStream {
        match self.form {
            Form::Owned => docs(),
            Form::View => plain(&format!(
                "A view of [`{0}`]({0}), which borrows its texts from what it is read from.",
                bare(name)
            )),
        }
    }

    /// The type in a view, where it is another.
    pub(super) fn view_type(&self, ty: &Type, place: Place) -> Option<TokenStream> {
        let p = &self.private;
        match ty {
            _ if self.form == Form::Owned => None,
            ty if self.holds_foreign(ty) => Some(self.with_form(Form::Owned).ty(ty, place)),
            Type::String | Type::Formatted(_) => Some(quote!(#p::Cow<'a, #p::str>)),
            Type::Any => Some(quote!(#p::RawJson<'a>)),
            Type::Map(inner) => Some(self.map_type(inner, place)),
            Type::Named(id) => {
                let def = &self.api.types[id.0];
                if let TypeKind::Alias(inner) = &def.kind {
                    return Some(self.ty(inner, place));
                }
                let name = ident(self.views.get(&def.name)?);
                Some(match place {
                    Place::Top => quote!(#name<'a>),
                    Place::Module | Place::Rules => quote!(super::#name<'a>),
                })
            }
            _ => None,
        }
    }

    /// A map with values of the type.
    pub(super) fn map_type(&self, values: &Type, place: Place) -> TokenStream {
        let p = &self.private;
        let values = self.ty(values, place);
        match self.form {
            Form::Owned => quote!(#p::BTreeMap<#p::String, #values>),
            Form::View => quote!(#p::BTreeMap<#p::Cow<'a, #p::str>, #values>),
        }
    }

    /// Constants of a trait that are those of the type that a view is of.
    pub(super) fn same_constants(
        &self,
        of: &TokenStream,
        owned: &str,
        constants: &[(&str, TokenStream)],
    ) -> TokenStream {
        let owned = ident(owned);
        let constants = constants.iter().map(|(name, ty)| {
            let name = format_ident!("{name}");
            quote!(const #name: #ty = <#owned as #of>::#name;)
        });
        quote!(#(#constants)*)
    }

    /// What a view of a set has beside the reading.
    pub(super) fn view_impl(&self, name: &Ident, lifetime: Option<&TokenStream>) -> TokenStream {
        let p = &self.private;
        quote! {
            #[automatically_derived]
            impl<'a> #p::MessageView<'a> for #name #lifetime {
                fn decode(frame: #p::Frame<'a>) -> #p::Result<Self, #p::DecodeError> {
                    #p::decode(frame)
                }
                fn decode_unchecked(
                    frame: #p::Frame<'a>,
                ) -> #p::Result<Self, #p::DecodeError> {
                    #p::decode_unchecked(frame)
                }
                fn name(&self) -> &'static #p::str {
                    #p::message_name(self)
                }
            }
        }
    }
}
