//! Payloads that only one message of a set has: they are that message.

use super::super::ast::{Container, Messages, Payload, Variant};
use super::super::generics::mentions;
use super::place;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Type;

/// `From` each of these payloads, and their right to be sent.
pub(crate) fn implementations(container: &Container, messages: &Messages) -> TokenStream {
    let payloads: Vec<(&Variant, &Type, String)> = messages
        .variants
        .iter()
        .filter_map(|variant| {
            let ty = payload(variant)?;
            Some((variant, ty, ty.to_token_stream().to_string()))
        })
        .collect();
    let parameters: Vec<&Ident> = container
        .generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    let is_only = |text: &str| {
        payloads
            .iter()
            .filter(|(_, _, other)| other == text)
            .count()
            == 1
    };
    payloads
        .iter()
        // What stands for any type may stand for one of the others, too.
        .filter(|(_, ty, text)| is_only(text) && !mentions(ty, &parameters))
        .map(|(variant, ty, _)| part(container, variant, ty))
        .collect()
}

fn part(container: &Container, variant: &Variant, payload: &Type) -> TokenStream {
    let header = container.header(&[]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let ident = &variant.ident;
    let span = place(payload);
    // That of a set which borrows is not sent.
    let part = (!container.borrows()).then(|| {
        quote_spanned! {span=>
            #[automatically_derived]
            impl #generics __p::derived::PartOf<#ty> for #payload #bounds {
                fn into_set(self) -> #ty {
                    <#ty>::#ident(self)
                }
            }
        }
    });
    quote_spanned! {span=>
        #[automatically_derived]
        impl #generics __p::From<#payload> for #ty #bounds {
            fn from(payload: #payload) -> Self {
                Self::#ident(payload)
            }
        }
        #part
    }
}

/// The type of what a message holds, if it has a payload of its own.
fn payload(variant: &Variant) -> Option<&Type> {
    match &variant.payload {
        Payload::Json(field) => Some(&field.ty),
        Payload::Text(ty) | Payload::Binary(ty) => Some(ty),
        Payload::Record(_) | Payload::Nothing | Payload::Unknown(_) => None,
    }
}
