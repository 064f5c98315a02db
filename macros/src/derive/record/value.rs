//! Values of one field: by what their type can do, or by functions that the field names.

use super::super::ast::Field;
use super::super::constraints;
use super::must_be_there;
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ExprPath, Lifetime};

/// The field's type as an expression names it, where its lifetimes are for the compiler to find: what
/// is read borrows from the text, which may live longer than the type says.
pub(crate) fn own_type(field: &Field) -> TokenStream {
    let tokens = field.ty.to_token_stream();
    let is_bound = |token: TokenTree| matches!(&token, TokenTree::Ident(it) if it == "for");
    match tokens.clone().into_iter().any(is_bound) {
        // Lifetimes of its own keep their names.
        true => tokens,
        false => elided(tokens),
    }
}

fn elided(tokens: TokenStream) -> TokenStream {
    let mut elided_tokens = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (&token, tokens.peek()) {
            (TokenTree::Punct(quote), Some(TokenTree::Ident(name)))
                if quote.as_char() == '\'' && name != "static" =>
            {
                Lifetime::new("'_", name.span()).to_tokens(&mut elided_tokens);
                tokens.next();
            }
            (TokenTree::Group(group), _) => {
                let mut inner = Group::new(group.delimiter(), elided(group.stream()));
                inner.set_span(group.span());
                elided_tokens.extend([TokenTree::Group(inner)]);
            }
            _ => elided_tokens.extend([token]),
        }
    }
    elided_tokens
}

/// Calls what the field's type can do, at the place of the type, where mistakes are shown.
pub(super) fn call(field: &Field, method: &TokenStream, arguments: &TokenStream) -> TokenStream {
    let ty = own_type(field);
    let span = field_span(field);
    let method = respanned(method, span);
    quote_spanned!(span=> (&__p::derived::of::<#ty>()).#method(#arguments))
}

/// The place of something that the user wrote, for derived code: its names are those of derived code,
/// and mistakes are shown there.
pub(crate) fn place(of: &impl Spanned) -> Span {
    of.span().resolved_at(Span::call_site())
}

/// The place of the field's type.
pub(super) fn field_span(field: &Field) -> Span {
    place(&field.ty)
}

/// Calls a function that an attribute names, at its place. It may be called like a variable of
/// derived code, which a name of mixed hygiene does not see.
pub(crate) fn call_path(path: &ExprPath, arguments: &TokenStream) -> TokenStream {
    let mut function = path.clone();
    if let (None, Some(name)) = (&path.qself, path.path.get_ident()) {
        let span = Span::mixed_site().located_at(name.span());
        let mut name = name.clone();
        name.set_span(span);
        function.path = name.into();
    }
    quote_spanned!(place(path)=> #function(#arguments))
}

fn respanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.clone().into_iter();
    tokens
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}

/// An expression that reads the type of a field from `json`, a `&mut Reader<'de>`: by `ReadJson`
/// where the type has it, else by serde, or by the function that the field names.
pub(crate) fn read_value(field: &Field) -> TokenStream {
    match &field.read_with {
        Some(path) => {
            let read = call_path(path, &quote!(json));
            quote!(__p::read_with(json, |json| #read, |json| #read))
        }
        None => call(field, &quote!(read), &quote!(json)),
    }
}

/// Two functions for a property that is no field of a struct: one takes its value, one gives the
/// value when it is not there.
pub(crate) fn take_value(field: &Field) -> TokenStream {
    if must_be_there(field) {
        let read = read_value(field);
        return quote! {
            |fields, payload| fields.set_by(payload, |json| #read),
            |fields, payload| fields.needed(1, payload),
        };
    }
    let set = call(field, &quote!(set), &quote!(fields, payload));
    let or_absent = call(field, &quote!(or_absent), &quote!(fields, 1, payload));
    quote!(|fields, payload| #set, |fields, payload| #or_absent,)
}

/// Statements that write `start` and `value`, an expression of type `&T`, to `out`; only `bare` where
/// the value is absent.
pub(crate) fn write_after(
    field: &Field,
    value: &TokenStream,
    start: &str,
    bare: &str,
) -> TokenStream {
    if must_be_there(field) || field.write_with.is_some() {
        let write = write_value(field, value);
        return quote!(out.raw(#start); #write);
    }
    let is_there = call(
        field,
        &quote!(first),
        &quote!(#value, out, false, #start, ""),
    );
    quote!(if !#is_there { out.raw(#bare); })
}

/// A statement that writes `value`, an expression of type `&T`, to `out`.
pub(crate) fn write_value(field: &Field, value: &TokenStream) -> TokenStream {
    match &field.write_with {
        Some(path) => {
            let write = call_path(path, &quote!(#value, json));
            quote!(out.foreign_by(|json| #write);)
        }
        None => {
            let write = call(field, &quote!(write), &quote!(#value, out));
            quote!(#write;)
        }
    }
}

/// Statements that check `value`, an expression of type `&T`, with `?`.
pub(crate) fn check_value(field: &Field, value: &TokenStream) -> TokenStream {
    if field.constant.is_some() {
        return TokenStream::new();
    }
    let is_read = !field.skip_reading && field.read_with.is_none();
    let is_written = !field.skip_writing && field.write_with.is_none();
    let needs = match (is_read, is_written) {
        (true, true) => Some(quote!(Both)),
        (true, false) => Some(quote!(Reading)),
        (false, true) => Some(quote!(Writing)),
        (false, false) => None,
    };
    let own = needs.map(|needs| {
        let method = quote!(validate::<__p::derived::#needs>);
        // Mistakes are shown at the argument, too.
        let value = respanned(&quote!(value), field_span(field));
        let check = call(field, &method, &value);
        quote!(#check?;)
    });
    let constraints = constraints::checks(field);
    match own.is_none() && constraints.is_empty() {
        true => TokenStream::new(),
        false => quote!({ let value = #value; #own #constraints }),
    }
}
