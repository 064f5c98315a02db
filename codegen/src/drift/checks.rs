//! The checks that only the compiler can make, as constants. They stand in a block with the names
//! `__p`, the hidden module of the runtime, `DEFINITION`, what is in the type if that is known, and
//! `SHAPE`, what it is.

use super::{Property, Set, SetMessage, Subject, SubjectKind};
use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

impl Subject {
    /// All checks of a type, at one place. `owner` says which it is, where the place does not.
    pub fn checks(&self, owner: &str, span: Span) -> TokenStream {
        let whole = self.whole(owner, span);
        let inside = match &self.kind {
            SubjectKind::Object(properties) => {
                let all = properties
                    .iter()
                    .map(|property| property.check(owner, span));
                let others = no_others(properties, owner, &self.place, &quote!(DEFINITION), span);
                quote!(#(#all)* #others)
            }
            SubjectKind::Alternatives(set) => set.checks("the document has it", None, span),
            SubjectKind::Values(_) | SubjectKind::Other => TokenStream::new(),
        };
        quote!(#whole #inside)
    }

    /// The check of what a type is, without what is in it.
    pub fn whole(&self, owner: &str, span: Span) -> TokenStream {
        let (expected, place) = (&self.expected, &self.place);
        constant(
            span,
            &quote!(__p::drift::whole(#owner, DEFINITION, &SHAPE, &#expected, #place)),
        )
    }
}

impl Property {
    /// The check of a property of the type.
    pub fn check(&self, owner: &str, span: Span) -> TokenStream {
        let tokens = &self.tokens;
        constant(
            span,
            &quote!(__p::drift::property(#owner, DEFINITION, &#tokens)),
        )
    }

    /// The same, if the type has the property.
    pub fn check_if_there(&self, owner: &str, span: Span) -> TokenStream {
        let tokens = &self.tokens;
        constant(
            span,
            &quote!(__p::drift::property_if_there(#owner, DEFINITION, &#tokens)),
        )
    }
}

/// The check that an object has no properties but these.
pub fn no_others(
    properties: &[Property],
    owner: &str,
    place: &str,
    definition: &TokenStream,
    span: Span,
) -> TokenStream {
    let names = properties.iter().map(|property| &property.name);
    constant(
        span,
        &quote!(__p::drift::no_others(#owner, #definition, &[#(#names),*], #place)),
    )
}

impl Set {
    /// The checks of an enum whose definition is `DEFINITION`. `role` is what the document makes of
    /// the messages, such as "the server sends it". In a channel there is the set of the other
    /// direction too, with its own definition.
    pub fn checks(
        &self,
        role: &str,
        other: Option<(&Set, &TokenStream)>,
        span: Span,
    ) -> TokenStream {
        let outside = self.checks_outside(role, other, span);
        let Some(inner) = &self.inner else {
            return outside;
        };
        // Only one of the two has something to say.
        let messages = self.constants();
        let inside = inner.checks_outside(role, other, span);
        quote! {
            const WHOLE: __p::Option<&__p::describe::Definition> = DEFINITION;
            const IS_INSIDE: bool = __p::drift::is_inside(WHOLE, &#messages);
            const _: () = {
                const DEFINITION: __p::Option<&__p::describe::Definition> =
                    if IS_INSIDE { __p::None } else { WHOLE };
                #outside
            };
            const _: () = {
                const DEFINITION: __p::Option<&__p::describe::Definition> =
                    if IS_INSIDE { WHOLE } else { __p::None };
                #inside
            };
        }
    }

    fn checks_outside(
        &self,
        role: &str,
        other: Option<(&Set, &TokenStream)>,
        span: Span,
    ) -> TokenStream {
        let (path, place) = (&self.path, &self.place);
        let messages = self.constants();
        let (other_definition, others) = match other {
            Some((set, definition)) => (definition.clone(), set.constants()),
            None => (quote!(__p::None), quote!([])),
        };
        let all = self.messages.iter().enumerate().map(|(index, message)| {
            let index = Literal::usize_unsuffixed(index);
            // A message of both sides stands on neither by mistake.
            let is_of_both = other.is_some_and(|(set, _)| set.has(message));
            let other = match is_of_both {
                true => quote!(__p::None),
                false => other_definition.clone(),
            };
            constant(
                span,
                &quote!(__p::drift::message(DEFINITION, #other, &MESSAGES[#index], #role)),
            )
        });
        let tag = constant(
            span,
            &quote!(__p::drift::tag(DEFINITION, &[#(#path),*], #place)),
        );
        let no_others = constant(
            span,
            &quote!(__p::drift::no_other_messages(
                DEFINITION, MESSAGES, #other_definition, &#others, #place
            )),
        );
        quote! {
            const MESSAGES: &[__p::drift::Message] = &#messages;
            #tag
            #(#all)*
            #no_others
        }
    }

    fn has(&self, message: &SetMessage) -> bool {
        let mut messages = self.messages.iter();
        messages.any(|own| own.place == message.place && own.name == message.name)
    }

    fn constants(&self) -> TokenStream {
        let messages = self.messages.iter().map(|message| &message.tokens);
        quote!([#(#messages),*])
    }
}

/// A constant whose evaluation is the check. An error is shown at `span`.
pub fn constant(span: Span, check: &TokenStream) -> TokenStream {
    // The names are those of the block, whatever macro the place comes from.
    let span = span.resolved_at(Span::call_site());
    let check = at(check.clone(), span);
    // Sets may have hundreds of constants.
    quote_spanned!(span=> #[allow(long_running_const_eval)] const _: () = #check;)
}

/// Tokens as if they stood at a place.
fn at(tokens: TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let mut moved = Group::new(group.delimiter(), at(group.stream(), span));
            moved.set_span(span);
            return TokenTree::Group(moved);
        }
        token.set_span(span);
        token
    });
    tokens.collect()
}
