//! Types of the model → what the runtime expects of a hand-written type in their place.

use super::Contract;
use crate::model::{Constant, Int, Payload, Type, TypeId, TypeKind, unaliased};
use crate::name::type_name;
use crate::rules::{Limit, Rule, RuleSetId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::HashMap;

/// Deeper than this, anything goes: a schema may be an array of itself.
const MAX_DEPTH: usize = 8;

impl Contract {
    /// The runtime's `Expected` for a type. `name` is what its schema is called there, if that is
    /// known.
    pub(super) fn expected(&self, ty: &Type, name: Option<&str>) -> TokenStream {
        self.at_depth(ty, name, &[], 0)
    }

    /// `rules` are those that the values must obey besides.
    fn at_depth(
        &self,
        ty: &Type,
        name: Option<&str>,
        rules: &[RuleSetId],
        depth: usize,
    ) -> TokenStream {
        let below = |ty: &Type| self.at_depth(ty, None, &[], depth + 1);
        let expected = match ty {
            _ if depth > MAX_DEPTH => quote!(Any),
            Type::Checked(inner, id) => {
                let rules = [rules, &[*id]].concat();
                return self.at_depth(inner, name, &rules, depth);
            }
            Type::Boxed(inner) => return self.at_depth(inner, name, rules, depth),
            Type::Named(id) => return self.at_definition(*id, name, rules, depth),
            Type::Any | Type::Foreign(_) => quote!(Any),
            Type::Null => quote!(Null),
            Type::Bool => quote!(Boolean),
            Type::Float => quote!(Number),
            Type::Int(int) => self.integer(*int, rules),
            Type::String | Type::Formatted(_) => self.string(ty, rules),
            Type::List(item) => {
                let item = below(item);
                quote!(Array(&#item))
            }
            Type::Map(value) => {
                let value = below(value);
                quote!(Map(&#value))
            }
            Type::Nullable(inner) => {
                let inner = below(inner);
                quote!(Nullable(&#inner))
            }
            Type::Tuple(items) => {
                let items = items.iter().map(below);
                quote!(Tuple(&[#(#items),*]))
            }
        };
        quote!(__p::drift::Expected::#expected)
    }

    fn at_definition(
        &self,
        id: TypeId,
        name: Option<&str>,
        rules: &[RuleSetId],
        depth: usize,
    ) -> TokenStream {
        let names = self.names_or_pointers(id);
        let names = self.in_order(id, &names, name);
        let kind = self.known.api.types.get(id.0).map(|def| &def.kind);
        let expected = match kind {
            Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => {
                return self.at_depth(inner, name, rules, depth + 1);
            }
            Some(TypeKind::Struct(_)) => quote!(Object(&[#(#names),*])),
            Some(TypeKind::Union(_)) => quote!(Alternatives(&[#(#names),*])),
            Some(TypeKind::Enumeration(values)) => {
                let values = values.iter().map(|value| value.value.to_json());
                quote!(Values(&[#(#values),*], &[#(#names),*]))
            }
            Some(TypeKind::Positions(_) | TypeKind::Pending) | None => quote!(Any),
        };
        quote!(__p::drift::Expected::#expected)
    }

    /// The names by which a hand-written type may say that it stands for a schema.
    pub(super) fn names_of(&self, id: TypeId) -> &[String] {
        let names = self.names.get_or_init(|| self.find_names());
        names.get(&id.0).map_or(&[], Vec::as_slice)
    }

    fn find_names(&self) -> HashMap<usize, Vec<String>> {
        let api = &self.known.api;
        let schemas = api.schemas.iter();
        let schemas = schemas.map(|(name, schema)| (vec![name], &schema.ty));
        let messages = api.messages.iter();
        let messages = messages.filter_map(|message| match &message.payload {
            Payload::Json(ty) => Some((vec![&message.key, &message.name], ty)),
            _ => None,
        });
        let mut names: HashMap<usize, Vec<String>> = HashMap::new();
        for (own, ty) in schemas.chain(messages) {
            if let Some(id) = self.definition_of(ty) {
                let own = own.into_iter().cloned();
                names.entry(id.0).or_default().extend(own);
            }
        }
        names
    }

    /// Names of a schema, of which the first is shown: that by which it is called at a place, or else
    /// the one that it was made by.
    pub(super) fn in_order<'n>(
        &self,
        id: TypeId,
        names: &'n [String],
        name: Option<&str>,
    ) -> Vec<&'n str> {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        let called = names.iter().position(|other| Some(*other) == name);
        let first = called.or_else(|| {
            let own = self.known.api.types.get(id.0)?;
            names.iter().position(|other| type_name(other) == own.name)
        });
        if let Some(first) = first {
            names[..=first].rotate_right(1);
        }
        names
    }

    /// The definition of a type that is one, or may be `null` besides.
    pub(super) fn definition_of(&self, ty: &Type) -> Option<TypeId> {
        let types = &self.known.api.types;
        let ty = match unaliased(types, ty) {
            Type::Nullable(inner) => unaliased(types, inner),
            ty => ty,
        };
        match ty {
            Type::Named(id) => Some(*id),
            _ => None,
        }
    }

    /// The rules that are said of a place.
    fn rules<'c>(&'c self, ids: &'c [RuleSetId]) -> impl Iterator<Item = &'c Rule> {
        let sets = ids.iter().filter_map(|id| self.known.api.rules.get(id.0));
        sets.flat_map(|set| &set.rules)
    }

    /// What the document allows: a bound that it does not state is open.
    fn integer(&self, int: Int, rules: &[RuleSetId]) -> TokenStream {
        let (smallest, largest) = int.range();
        let (mut minimum, mut maximum) = match int {
            Int::Open => (None, None),
            Int::U64 => (Some(smallest), None),
            _ => (Some(smallest), Some(largest)),
        };
        for rule in self.rules(rules) {
            let (lower, upper) = match rule {
                Rule::Minimum(Limit::Int(limit)) => (Some(*limit), None),
                Rule::ExclusiveMinimum(Limit::Int(limit)) => (limit.checked_add(1), None),
                Rule::Maximum(Limit::Int(limit)) => (None, Some(*limit)),
                Rule::ExclusiveMaximum(Limit::Int(limit)) => (None, limit.checked_sub(1)),
                _ => (None, None),
            };
            minimum = minimum.max(lower);
            maximum = match (maximum, upper) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        let [minimum, maximum] = [minimum, maximum].map(|bound| match bound {
            Some(bound) => {
                let bound = Literal::i128_unsuffixed(bound);
                quote!(__p::Some(#bound))
            }
            None => quote!(__p::None),
        });
        quote!(Integer { minimum: #minimum, maximum: #maximum })
    }

    fn string(&self, ty: &Type, rules: &[RuleSetId]) -> TokenStream {
        let by_type = match ty {
            Type::Formatted(format) => Some(format.keyword()),
            _ => None,
        };
        let by_rule = self.rules(rules).find_map(|rule| match rule {
            Rule::Format(format) => Some(format.name()),
            _ => None,
        });
        let format = match by_type.or(by_rule) {
            Some(format) => quote!(__p::Some(#format)),
            None => quote!(__p::None),
        };
        quote!(String { format: #format })
    }
}

/// Constants as JSON texts.
pub(super) fn json(constants: &[Constant]) -> Vec<String> {
    constants.iter().map(Constant::to_json).collect()
}
