//! Rules → calls of the runtime's checks, and a function for each schema that another refers to.

use super::{Emitter, Place};
use crate::rules::{Format, JsonType, Limit, Rule, RuleSetId};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

/// How many characters of a schema are kept to be shown in an error.
const LONGEST_TEXT: usize = 200;

impl Emitter<'_> {
    /// A hidden module with a function for each set of rules that is referred to.
    pub(super) fn rule_functions(&self) -> TokenStream {
        let p = &self.private;
        let allow = &self.allow;
        let mut functions = TokenStream::new();
        let mut done = 0;
        // Each function may refer to others.
        loop {
            let next = self.referred.borrow().get(done).copied();
            let Some(id) = next else { break };
            done += 1;
            let name = function_name(id);
            let Some(set) = self.api.rules.get(id.0) else {
                continue;
            };
            let mut checks = TokenStream::new();
            for rule in &set.rules {
                checks.extend(self.rule(rule, Place::Rules));
            }
            let null = set
                .nullable
                .then(|| quote!(if value.is_null() { return #p::Ok(()); }));
            functions.extend(quote! {
                pub(super) fn #name(value: &#p::Value) -> #p::validation::Checked {
                    #null
                    #checks
                    #p::Ok(())
                }
            });
        }
        if functions.is_empty() {
            return functions;
        }
        quote! {
            #[doc(hidden)]
            #allow
            mod __rules { use super::#p; #functions }
        }
    }

    /// The function that checks a set of rules.
    fn function(&self, id: RuleSetId, place: Place) -> TokenStream {
        let mut referred = self.referred.borrow_mut();
        if !referred.contains(&id) {
            referred.push(id);
        }
        let name = function_name(id);
        match place {
            Place::Top => quote!(__rules::#name),
            Place::Module => quote!(super::__rules::#name),
            Place::Rules => quote!(#name),
        }
    }

    fn functions(&self, ids: &[RuleSetId], place: Place) -> TokenStream {
        let functions = ids.iter().map(|id| self.function(*id, place));
        quote!(&[#(#functions),*])
    }

    fn named_functions(&self, entries: &[(String, RuleSetId)], place: Place) -> TokenStream {
        let entries = entries.iter().map(|(name, id)| {
            let function = self.function(*id, place);
            quote!((#name, #function))
        });
        quote!(&[#(#entries),*])
    }

    /// A check of `value`, a reference to a JSON value.
    pub(super) fn rule(&self, rule: &Rule, place: Place) -> TokenStream {
        let p = &self.private;
        let one = |name: &str, id: RuleSetId| {
            let name = format_ident!("{name}");
            let function = self.function(id, place);
            quote!(#p::validation::#name(value, #function)?;)
        };
        let list = |name: &str, ids: &[RuleSetId]| {
            let name = format_ident!("{name}");
            let functions = self.functions(ids, place);
            quote!(#p::validation::#name(value, #functions)?;)
        };
        match rule {
            Rule::Never => quote!(#p::validation::never(value)?;),
            Rule::Types(types) => {
                let types = types.iter().map(|ty| {
                    let name = format_ident!("{}", json_type(*ty));
                    quote!(#p::validation::JsonType::#name)
                });
                quote!(#p::validation::types(value, &[#(#types),*])?;)
            }
            Rule::Enum(values) => {
                let values = values.iter().map(|value| self.constant(value));
                quote!(#p::validation::one_of_values(value, "enum", &[#(#values),*])?;)
            }
            Rule::Const(constant) => {
                let constant = self.constant(constant);
                quote!(#p::validation::one_of_values(value, "const", &[#constant])?;)
            }
            Rule::UniqueItems => quote!(#p::validation::unique_items(value)?;),
            Rule::Items(id) => one("items", *id),
            Rule::Tuple(ids) => list("tuple", ids),
            Rule::AdditionalItems { from, rules } => {
                let from = Literal::usize_unsuffixed(*from);
                let function = self.function(*rules, place);
                quote!(#p::validation::additional_items(value, #from, #function)?;)
            }
            Rule::Contains(id) => one("contains", *id),
            Rule::Required(names) => quote!(#p::validation::required(value, &[#(#names),*])?;),
            Rule::Properties(entries) => {
                let entries = self.named_functions(entries, place);
                quote!(#p::validation::properties(value, #entries)?;)
            }
            Rule::PatternProperties(entries) => {
                let patterns = entries.iter().map(|(pattern, _)| pattern);
                let (statics, names) = self.patterns(patterns);
                let functions = entries.iter().map(|(_, id)| self.function(*id, place));
                quote!({
                    #statics
                    #p::validation::pattern_properties(value, &[#((&#names, #functions)),*])?;
                })
            }
            Rule::AdditionalProperties {
                known,
                patterns,
                rules,
            } => {
                let (statics, names) = self.patterns(patterns.iter());
                let function = self.function(*rules, place);
                quote!({
                    #statics
                    #p::validation::additional_properties(
                        value, &[#(#known),*], &[#(&#names),*], #function,
                    )?;
                })
            }
            Rule::PropertyNames(id) => one("property_names", *id),
            Rule::DependentRequired(entries) => {
                let entries = entries
                    .iter()
                    .map(|(name, names)| quote!((#name, &[#(#names),*])));
                quote!(#p::validation::dependent_required(value, &[#(#entries),*])?;)
            }
            Rule::DependentSchemas(entries) => {
                let entries = self.named_functions(entries, place);
                quote!(#p::validation::dependent_schemas(value, #entries)?;)
            }
            Rule::AllOf(ids) => list("all_of", ids),
            Rule::AnyOf(ids) => list("any_of", ids),
            Rule::OneOf(ids) => list("one_of", ids),
            Rule::Not { rules, text } => {
                let function = self.function(*rules, place);
                // Errors show no more of it.
                let text: String = text.chars().take(LONGEST_TEXT).collect();
                quote!(#p::validation::not(value, #function, #text)?;)
            }
            Rule::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.function(*condition, place);
                let optional = |id: &Option<RuleSetId>| match id {
                    Some(id) => {
                        let function = self.function(*id, place);
                        quote!(#p::Some(#function))
                    }
                    None => quote!(#p::None),
                };
                let (then, otherwise) = (optional(then), optional(otherwise));
                quote!(#p::validation::if_then_else(value, #condition, #then, #otherwise)?;)
            }
            Rule::Schema(id) => {
                let function = self.function(*id, place);
                quote!(#function(value)?;)
            }
            _ => self.scalar_rule(rule, false),
        }
    }

    /// A rule whose check knows typed values as well as JSON. Where the value is an `f64`, limits
    /// are too, for those are compared at once.
    pub(super) fn scalar_rule(&self, rule: &Rule, float: bool) -> TokenStream {
        let p = &self.private;
        let count = |name: &str, limit: u64| {
            let name = format_ident!("{name}");
            let limit = Literal::u64_unsuffixed(limit);
            quote!(#p::validation::#name(value, #limit)?;)
        };
        let number = |name: &str, limit: Limit| {
            let name = format_ident!("{name}");
            let limit = self.limit(limit, float);
            quote!(#p::validation::#name(value, #limit)?;)
        };
        match rule {
            Rule::Minimum(limit) => number("minimum", *limit),
            Rule::Maximum(limit) => number("maximum", *limit),
            Rule::ExclusiveMinimum(limit) => number("exclusive_minimum", *limit),
            Rule::ExclusiveMaximum(limit) => number("exclusive_maximum", *limit),
            Rule::MultipleOf(divisor) => number("multiple_of", *divisor),
            Rule::MinLength(limit) => count("min_length", *limit),
            Rule::MaxLength(limit) => count("max_length", *limit),
            Rule::MinItems(limit) => count("min_items", *limit),
            Rule::MaxItems(limit) => count("max_items", *limit),
            Rule::MinProperties(limit) => count("min_properties", *limit),
            Rule::MaxProperties(limit) => count("max_properties", *limit),
            Rule::Pattern(pattern) => {
                let (statics, names) = self.patterns(std::iter::once(pattern));
                quote!({ #statics #p::validation::pattern(value, #(&#names)*)?; })
            }
            Rule::Format(Format::Int {
                name,
                minimum,
                maximum,
            }) => {
                let minimum = Literal::i128_unsuffixed(*minimum);
                let maximum = Literal::i128_unsuffixed(*maximum);
                quote!(#p::validation::integer(value, #name, #minimum, #maximum)?;)
            }
            Rule::Format(format) => {
                let name = format.name();
                let check = match format {
                    Format::Base64 => format_ident!("base64"),
                    _ => format_ident!("{}", name.replace('-', "_")),
                };
                quote!(#p::validation::format(value, #name, #p::validation::formats::#check)?;)
            }
            Rule::Content { base64, json } => {
                quote!(#p::validation::content(value, #base64, #json)?;)
            }
            _ => TokenStream::new(),
        }
    }

    fn limit(&self, limit: Limit, float: bool) -> TokenStream {
        /// Whole numbers up to this are an `f64` exactly.
        const EXACT: i128 = 1 << f64::MANTISSA_DIGITS;
        let p = &self.private;
        match limit {
            Limit::Int(value) if float && (-EXACT..=EXACT).contains(&value) => {
                self.limit(Limit::Float(value as f64), float)
            }
            Limit::Int(value) => {
                let value = Literal::i128_unsuffixed(value);
                quote!(#p::validation::Number::Int(#value))
            }
            Limit::Float(value) => {
                let value = Literal::f64_suffixed(value.clamp(f64::MIN, f64::MAX));
                quote!(#p::validation::Number::Float(#value))
            }
        }
    }

    /// Statics of expressions, which are compiled once, and their names.
    fn patterns<'s>(
        &self,
        patterns: impl Iterator<Item = &'s String>,
    ) -> (TokenStream, Vec<proc_macro2::Ident>) {
        let p = &self.private;
        let mut statics = TokenStream::new();
        let mut names = Vec::new();
        for (index, pattern) in patterns.enumerate() {
            let name = format_ident!("PATTERN_{index}");
            statics.extend(quote! {
                static #name: #p::validation::Pattern = #p::validation::Pattern::new(#pattern);
            });
            names.push(name);
        }
        (statics, names)
    }
}

fn function_name(id: RuleSetId) -> proc_macro2::Ident {
    format_ident!("rules_{}", id.0)
}

fn json_type(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Object => "Object",
        JsonType::Array => "Array",
        JsonType::String => "String",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::Boolean => "Boolean",
        JsonType::Null => "Null",
    }
}
