//! Rules → the statements that check them.
//!
//! What can be decided on a typed value is: a limit on a field is one comparison. Rules about any
//! kind of value, and those about the whole of a struct or an enum, look at the value as JSON.

use super::views::Form;
use super::{Emitter, Place, ident};
use crate::model::{FieldKind, Presence, Struct, TextFormat, Type, TypeDef, TypeKind, Union};
use crate::rules::{Format, Rule, RuleSetId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What a rule can be checked on without a look at the JSON.
#[derive(Clone, Copy, PartialEq)]
enum Subject {
    Text,
    Formatted(TextFormat),
    Integer,
    Float,
    List,
    Map,
    Json,
    Other,
}

impl Emitter<'_> {
    /// `Validate` of a type, and whether it checks anything is for [`checked_types`] to say.
    pub(super) fn validate_impl(&self, name: &str, body: Option<TokenStream>) -> TokenStream {
        let p = &self.private;
        let name = self.name(name);
        let lifetime = self.lifetime();
        let method = body.map(|body| {
            quote! {
                fn validate(&self) -> #p::validation::Checked {
                    #body
                    #p::Ok(())
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl #lifetime #p::validation::Validate for #name #lifetime {
                #method
            }
        }
    }

    /// What a struct checks: its fields, then what concerns it as a whole.
    pub(super) fn record_checks(
        &self,
        record: &Struct,
        rules: Option<RuleSetId>,
        place: Place,
    ) -> Option<TokenStream> {
        let p = &self.private;
        let mut body = TokenStream::new();
        for field in &record.fields {
            let FieldKind::Value { ty, presence } = &field.kind else {
                continue;
            };
            let own = ident(&field.ident);
            let key = &field.name;
            if self.checks_itself(ty) {
                body.extend(quote!(#p::validation::valid_property(#key, &self.#own)?;));
                continue;
            }
            let Some(checks) = self.checks(ty, place) else {
                continue;
            };
            let walk = match presence {
                Presence::Optional => quote!(optional),
                Presence::Required | Presence::Default(_) => quote!(property),
            };
            body.extend(quote! {
                #p::validation::#walk(#key, &self.#own, |value| { #checks #p::Ok(()) })?;
            });
        }
        if let Some(additional) = &record.additional
            && let Some(checks) = self.checks(&additional.ty, place)
        {
            let own = ident(&additional.ident);
            body.extend(quote! {
                #p::validation::each_property(&self.#own, |value| { #checks #p::Ok(()) })?;
            });
        }
        body.extend(self.whole_checks(rules, place));
        (!body.is_empty()).then_some(body)
    }

    /// What an enum of alternatives checks: the one that it holds.
    pub(super) fn variant_checks(&self, union: &Union, place: Place) -> Option<TokenStream> {
        let p = &self.private;
        let checks: Vec<Option<TokenStream>> = union
            .variants
            .iter()
            .map(|variant| self.checks(&variant.ty, place))
            .collect();
        if checks.iter().all(Option::is_none) {
            return None;
        }
        let arms = union.variants.iter().zip(checks).map(|(variant, checks)| {
            let own = ident(&variant.ident);
            match checks {
                Some(checks) => quote!(Self::#own(value) => { #checks }),
                None => quote!(Self::#own(_) => {}),
            }
        });
        Some(quote!(match self { #(#arms)* } #p::Ok(())))
    }

    /// Rules that concern a definition as a whole.
    pub(super) fn whole_checks(
        &self,
        rules: Option<RuleSetId>,
        place: Place,
    ) -> Option<TokenStream> {
        let checks = self.rule_checks(Subject::Other, None, rules?, place)?;
        Some(quote!({ let value = self; #checks }))
    }

    /// What the text of a frame must obey.
    pub(super) fn text_checks(
        &self,
        rules: Option<RuleSetId>,
        place: Place,
    ) -> Option<TokenStream> {
        self.rule_checks(Subject::Text, None, rules?, place)
    }

    /// Statements that check `value`, a reference to a value of the type.
    pub(super) fn checks(&self, ty: &Type, place: Place) -> Option<TokenStream> {
        let p = &self.private;
        match ty {
            Type::Checked(inner, rules) => {
                let mut checks = self.checks(inner, place).unwrap_or_default();
                checks.extend(self.rule_checks(self.subject(inner), Some(inner), *rules, place));
                (!checks.is_empty()).then_some(checks)
            }
            Type::Nullable(inner) => {
                let checks = self.checks(inner, place)?;
                Some(quote!(if let #p::Some(value) = value { #checks }))
            }
            Type::Boxed(inner) => {
                let checks = self.checks(inner, place)?;
                Some(quote!({ let value = &**value; #checks }))
            }
            Type::List(inner) => {
                let checks = self.checks(inner, place)?;
                Some(quote! {
                    #p::validation::each_item(value, |value| { #checks #p::Ok(()) })?;
                })
            }
            Type::Map(inner) => {
                let checks = self.checks(inner, place)?;
                Some(quote! {
                    #p::validation::each_property(value, |value| { #checks #p::Ok(()) })?;
                })
            }
            Type::Tuple(items) => self.item_checks(items, items.len(), &quote!(value), place),
            Type::Named(id) => match &self.api.types[id.0].kind {
                // By its name, which stands where the path of the user's type may mean nothing.
                TypeKind::Alias(Type::Foreign(_)) => {
                    let validate = quote!(validate::<#p::derived::Both>(value)?);
                    let validate = self.foreign(ty, &validate, place);
                    Some(quote!(#validate;))
                }
                TypeKind::Alias(inner) => self.checks(inner, place),
                _ if self.checked[id.0] => {
                    Some(quote!(#p::validation::Validate::validate(value)?;))
                }
                _ => None,
            },
            Type::Float => Some(quote!(#p::validation::Validate::validate(value)?;)),
            _ => None,
        }
    }

    /// Whether `Validate` of the type, and of an option of it, is all that there is to check: a call
    /// compiles faster than a closure.
    pub(super) fn checks_itself(&self, ty: &Type) -> bool {
        match ty {
            Type::Float => true,
            Type::Named(id) => match &self.api.types[id.0].kind {
                TypeKind::Alias(inner) => self.checks_itself(inner),
                _ => self.checked[id.0],
            },
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                self.checks_itself(inner)
            }
            _ => false,
        }
    }

    /// The same for the items of a tuple, of which those from `required` on are options.
    pub(super) fn item_checks(
        &self,
        items: &[Type],
        required: usize,
        tuple: &TokenStream,
        place: Place,
    ) -> Option<TokenStream> {
        let p = &self.private;
        let mut all = TokenStream::new();
        for (index, item) in items.iter().enumerate() {
            let Some(checks) = self.checks(item, place) else {
                continue;
            };
            let number = Literal::usize_unsuffixed(index);
            let walk = match index < required {
                true => quote!(item),
                false => quote!(optional_item),
            };
            all.extend(quote! {
                #p::validation::#walk(#number, &#tuple.#number, |value| { #checks #p::Ok(()) })?;
            });
        }
        (!all.is_empty()).then_some(all)
    }

    /// What the rules of a type can be checked on.
    fn subject(&self, ty: &Type) -> Subject {
        match self.unaliased(ty) {
            Type::Nullable(inner) | Type::Boxed(inner) => match self.subject(inner) {
                // An absent value has no JSON to look at.
                Subject::Json | Subject::Formatted(_) => Subject::Other,
                subject => subject,
            },
            Type::String => Subject::Text,
            Type::Formatted(format) => Subject::Formatted(*format),
            Type::Int(_) => Subject::Integer,
            Type::Float => Subject::Float,
            Type::List(_) => Subject::List,
            Type::Map(_) => Subject::Map,
            Type::Any if self.form == Form::Owned => Subject::Json,
            _ => Subject::Other,
        }
    }

    /// `ty` is the type of the value, unless that is a generated one or a text.
    fn rule_checks(
        &self,
        subject: Subject,
        ty: Option<&Type>,
        rules: RuleSetId,
        place: Place,
    ) -> Option<TokenStream> {
        let p = &self.private;
        let set = self.api.rules.get(rules.0)?;
        let mut typed = TokenStream::new();
        let mut general = TokenStream::new();
        for rule in &set.rules {
            match self.typed_check(subject, rule) {
                Some(check) => typed.extend(check),
                None => general.extend(self.rule(rule, place)),
            }
        }
        if general.is_empty() {
            return Some(typed);
        }
        if set.nullable {
            general = quote!(if !value.is_null() { #general });
        }
        if subject != Subject::Json {
            let json = match ty {
                // Types of the user's may have no trait of serde's.
                Some(ty) if self.holds_foreign(ty) => {
                    let write = self.write(ty, &quote!(value), place);
                    quote!(#p::derived::to_json(|out| { #write }))
                }
                _ => quote!(#p::validation::to_value(value)),
            };
            general = quote!({
                let value = &#json?;
                #general
            });
        }
        typed.extend(general);
        Some(typed)
    }

    /// A check on the typed value; `None` where the rule must see JSON.
    fn typed_check(&self, subject: Subject, rule: &Rule) -> Option<TokenStream> {
        let p = &self.private;
        match (subject, rule) {
            (Subject::Formatted(format), Rule::Format(stated)) => {
                let check = match (format, stated) {
                    (TextFormat::DateTime, Format::DateTime) => quote!(check_date_time),
                    (TextFormat::Date, Format::Date) => quote!(check_date),
                    (TextFormat::Uuid, Format::Uuid) => quote!(check_uuid),
                    (TextFormat::Url, Format::Uri) => quote!(check_url),
                    _ => return None,
                };
                Some(match self.form {
                    Form::Owned => quote!(#p::validation::formats::#check(value)?;),
                    // The text is a text, whatever type the format has otherwise.
                    Form::View => self.scalar_rule(rule, false),
                })
            }
            (
                Subject::Text,
                Rule::MinLength(_)
                | Rule::MaxLength(_)
                | Rule::Pattern(_)
                | Rule::Format(_)
                | Rule::Content { .. },
            )
            | (
                Subject::Integer | Subject::Float,
                Rule::Minimum(_)
                | Rule::Maximum(_)
                | Rule::ExclusiveMinimum(_)
                | Rule::ExclusiveMaximum(_)
                | Rule::MultipleOf(_)
                | Rule::Format(_),
            )
            | (Subject::List, Rule::MinItems(_) | Rule::MaxItems(_))
            | (Subject::Map, Rule::MinProperties(_) | Rule::MaxProperties(_)) => {
                let float = subject == Subject::Float;
                Some(self.scalar_rule(rule, float))
            }
            _ => None,
        }
    }

    /// Whether each type has anything to check, itself or inside.
    pub(super) fn checked_types(types: &[TypeDef]) -> Vec<bool> {
        let is_checked = |def: &TypeDef| {
            let tried = matches!(
                &def.kind,
                TypeKind::Union(union) if union.exclusive && !union.select.is_decided()
            );
            tried || def.rules.is_some()
        };
        spread(types, is_checked, visit)
    }
}

/// What holds of types themselves, or of what they are made of. `visit` says whether it holds of a
/// type in itself, and gives the definitions that this uses to a function.
pub(super) fn spread(
    types: &[TypeDef],
    is_own: impl Fn(&TypeDef) -> bool,
    visit: impl Fn(&Type, &mut dyn FnMut(usize)) -> bool,
) -> Vec<bool> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut holds = vec![false; types.len()];
    let mut open = Vec::new();
    for (index, def) in types.iter().enumerate() {
        let mut own = is_own(def);
        let mut visit = |ty: &Type| own |= visit(ty, &mut |used| users[used].push(index));
        match &def.kind {
            TypeKind::Struct(record) => {
                for field in &record.fields {
                    if let FieldKind::Value { ty, .. } = &field.kind {
                        visit(ty);
                    }
                }
                if let Some(additional) = &record.additional {
                    visit(&additional.ty);
                }
            }
            TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
            TypeKind::Positions(of) => of.items.iter().chain(&of.rest).for_each(&mut visit),
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => visit(ty),
            TypeKind::Enumeration(_) | TypeKind::Pending => {}
        }
        if own {
            holds[index] = true;
            open.push(index);
        }
    }
    while let Some(index) = open.pop() {
        for &user in &users[index] {
            if !std::mem::replace(&mut holds[user], true) {
                open.push(user);
            }
        }
    }
    holds
}

/// Whether a type has checks of its own; gives the definitions that it uses to `used`.
fn visit(ty: &Type, used: &mut dyn FnMut(usize)) -> bool {
    match ty {
        Type::Named(id) => {
            used(id.0);
            false
        }
        Type::Checked(inner, _) => {
            visit(inner, used);
            true
        }
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            visit(inner, used)
        }
        Type::Tuple(items) => items
            .iter()
            .fold(false, |checks, item| visit(item, used) | checks),
        Type::Float | Type::Foreign(_) => true,
        _ => false,
    }
}
