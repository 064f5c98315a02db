//! The message enum of one direction.

use super::docs::{UNKNOWN, docs, notes_of, plain};
use super::records::written_name;
use super::views::Form;
use super::{Emitter, Place, ident};
use crate::model::{Channel, Direction, Docs, MessageSet, Payload, Type, json_string};
use crate::options::Envelope;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// `ClientMessage` or `ServerMessage`.
    pub(super) fn messages(&self, channel: &Channel, direction: Direction) -> TokenStream {
        let set = channel.messages(direction);
        let (name, way) = match direction {
            Direction::ToServer => ("ClientMessage", "client → server"),
            Direction::ToClient => ("ServerMessage", "server → client"),
        };
        let rust_name = self.set_name(name);
        let lifetime = self.set_lifetime(set);
        let text = self.type_docs(name, || {
            docs(
                &Docs {
                    notes: notes_of(set, self.options.envelope.as_ref()),
                    ..Docs::default()
                },
                &format!("The messages of this channel, {way}."),
            )
        });
        let derives = self.derives(&["Clone", "Debug", "PartialEq"]);
        let implementations = self.message_impls(name, set);
        let conversions =
            (self.form == Form::Owned).then(|| self.conversions(name, set, direction));
        let variants = set.variants.iter().enumerate().map(|(index, variant)| {
            let message = &self.api.messages[variant.message];
            let own = ident(&variant.ident);
            let ty = self.payload(&message.payload, Place::Module);
            let mut text = message.docs.clone();
            let tags = set.frames.json.as_ref();
            text.notes
                .extend(tags.and_then(|select| select.tags_of(index as u16)));
            if let Some(headers) = &message.headers {
                let name = self.ty(headers, Place::Top).to_string().replace(' ', "");
                let name = name.rsplit("::").next().unwrap_or_default().to_owned();
                let carried = match message.header_id {
                    Some(_) => "of them, only the correlation id travels.",
                    None => {
                        "a WebSocket frame carries none, so they travel only where you put them."
                    }
                };
                text.notes.push(format!("Headers: `{name}`; {carried}"));
            }
            if let Some(location) = &message.correlation_id {
                let location = location.replace('`', "'");
                text.notes.push(match &message.header_id {
                    Some(_) => format!("Correlation id: `{location}`, in the envelope."),
                    None => format!("Correlation id: `{location}`."),
                });
            }
            let text = docs(
                &text,
                &format!("Message `{}`.", message.name.replace('`', "'")),
            );
            quote!(#text #own(#ty),)
        });
        let unknown = set.unknown.as_ref().map(|name| {
            let p = &self.private;
            let text = plain(UNKNOWN);
            let name = ident(name);
            let frame = match self.form {
                Form::Owned => quote!(#p::Payload),
                Form::View => quote!(#p::Frame<'a>),
            };
            quote!(#text #name(#frame),)
        });
        quote! {
            #text
            #derives
            pub enum #rust_name #lifetime {
                #(#variants)*
                #unknown
            }
            #implementations
            #conversions
        }
    }

    fn message_impls(&self, name: &str, set: &MessageSet) -> TokenStream {
        let p = &self.private;
        let rust_name = self.set_name(name);
        let lifetime = self.set_lifetime(set);
        let mut names: Vec<&str> = set
            .variants
            .iter()
            .map(|variant| self.api.messages[variant.message].name.as_str())
            .collect();
        let envelope = self.options.envelope.as_ref();
        let mut json = Vec::new();
        let mut texts = Vec::new();
        let mut bytes = Vec::new();
        let mut writes = Vec::new();
        let mut numbers = Vec::new();
        let mut checks = Vec::new();
        for (index, variant) in set.variants.iter().enumerate() {
            let own = ident(&variant.ident);
            let number = Literal::usize_unsuffixed(index);
            numbers.push(quote!(Self::#own(..) => #number,));
            match &self.api.messages[variant.message].payload {
                Payload::Json(ty) => {
                    let check = self.checks(ty, Place::Module);
                    let write = self.write(ty, &quote!(value), Place::Module);
                    let Some(Envelope { tag, payload, .. }) = envelope else {
                        checks.extend(check.map(|check| match self.checks_itself(ty) {
                            true => quote! {
                                Self::#own(value) => #p::validation::Validate::validate(value),
                            },
                            false => quote!(Self::#own(value) => { #check #p::Ok(()) }),
                        }));
                        let read = self.read(ty, Place::Module);
                        json.push(quote!(#number => #read.map(Self::#own),));
                        writes.push(quote!(Self::#own(value) => { #write #p::None }));
                        continue;
                    };
                    checks.extend(check.map(|check| {
                        quote! {
                            Self::#own(value) => #p::validation::property(#payload, value, |value| {
                                #check
                                #p::Ok(())
                            }),
                        }
                    }));
                    let read = self.by("read_envelope", ty);
                    let reading = self.reading(ty, Place::Module);
                    let [tag, payload] = [tag, payload].map(|name| written_name(name));
                    let start = format!("{{{tag}{},{payload}", json_string(names[index]));
                    json.push(quote! {
                        #number => #p::#read(json, &[#tag, #payload] #(, #reading)*).map(Self::#own),
                    });
                    writes.push(quote! {
                        Self::#own(value) => {
                            out.raw(#start);
                            #write
                            out.raw("}");
                            #p::None
                        }
                    });
                }
                Payload::Nothing => {
                    let tag =
                        envelope.map_or_else(String::new, |envelope| written_name(&envelope.tag));
                    let whole = format!("{{{tag}{}}}", json_string(names[index]));
                    json.push(quote! {
                        #number => #p::read_empty_envelope(json, &[#tag]).map(Self::#own),
                    });
                    writes.push(quote!(Self::#own(()) => { out.raw(#whole); #p::None }));
                }
                Payload::Text(rules) => {
                    if let Some(check) = self.text_checks(*rules, Place::Module) {
                        checks.push(quote!(Self::#own(value) => { #check #p::Ok(()) }));
                    }
                    texts.push(quote!(#number => #p::Some(Self::#own(#p::From::from(text))),));
                    writes.push(quote! {
                        Self::#own(value) => #p::Some(#p::From::from(value.as_str())),
                    });
                }
                Payload::Binary => {
                    let read = match self.form {
                        Form::Owned => quote!(#p::Bytes::copy_from_slice(bytes)),
                        Form::View => quote!(bytes),
                    };
                    bytes.push(quote!(#number => #p::Some(Self::#own(#read)),));
                    writes.push(quote! {
                        Self::#own(value) => #p::Some(#p::Payload::Binary(#p::Clone::clone(value))),
                    });
                }
            }
        }
        let unknown = set.unknown.as_ref().map(|name| {
            let own = ident(name);
            let number = Literal::usize_unsuffixed(names.len());
            numbers.push(quote!(Self::#own(..) => #number,));
            writes.push(quote! {
                Self::#own(payload) => #p::Some(#p::Clone::clone(payload)),
            });
            names.push("unknown");
            let kept = match self.form {
                Form::Owned => quote!(#p::Clone::clone(copy)),
                Form::View => quote!(frame),
            };
            quote! {
                fn unknown(frame: #p::Frame<'a>, copy: &#p::Payload) -> #p::Option<Self> {
                    #p::Some(Self::#own(#kept))
                }
            }
        });
        let constants = match self.form {
            Form::Owned => {
                let frames = self.frames(set);
                quote! {
                    const VARIANTS: &'static [&'static #p::str] = &[#(#names),*];
                    const FRAMES: #p::FramePlan = #frames;
                }
            }
            Form::View => self.same_constants(
                &quote!(#p::MessageSet<'a>),
                name,
                &[
                    ("VARIANTS", quote!(&'static [&'static #p::str])),
                    ("FRAMES", quote!(#p::FramePlan)),
                ],
            ),
        };
        let validate = (!checks.is_empty()).then(|| {
            quote! {
                #[automatically_derived]
                impl #lifetime #p::validation::Validate for #rust_name #lifetime {
                    fn validate(&self) -> #p::validation::Checked {
                        match self { #(#checks)* _ => #p::Ok(()) }
                    }
                }
            }
        });
        let validate = validate.unwrap_or_else(|| {
            quote! {
                #[automatically_derived]
                impl #lifetime #p::validation::Validate for #rust_name #lifetime {}
            }
        });
        let (write, number) = if numbers.is_empty() {
            (quote!(match *self {}), quote!(match *self {}))
        } else {
            (
                quote!(match self { #(#writes)* }),
                quote!(match self { #(#numbers)* }),
            )
        };
        let message = match self.form {
            Form::Owned => self.message_impl(&rust_name, &write),
            Form::View => self.view_impl(&rust_name, lifetime.as_ref()),
        };
        quote! {
            #[automatically_derived]
            impl<'a> #p::MessageSet<'a> for #rust_name #lifetime {
                #constants
                fn read(
                    variant: #p::usize,
                    json: &mut #p::Reader<'a>,
                ) -> #p::Result<Self, #p::ReadError> {
                    match variant {
                        #(#json)*
                        _ => #p::Err(#p::no_such_variant(variant)),
                    }
                }
                fn read_text(variant: #p::usize, text: &'a #p::str) -> #p::Option<Self> {
                    match variant {
                        #(#texts)*
                        _ => #p::None,
                    }
                }
                fn read_binary(variant: #p::usize, bytes: &'a [#p::u8]) -> #p::Option<Self> {
                    match variant {
                        #(#bytes)*
                        _ => #p::None,
                    }
                }
                fn variant(&self) -> #p::usize {
                    #number
                }
                #unknown
            }
            #validate
            #message
        }
    }

    /// What a set that is sent too has beside the reading.
    fn message_impl(&self, rust_name: &Ident, write: &TokenStream) -> TokenStream {
        let p = &self.private;
        quote! {
            #[automatically_derived]
            impl #p::WriteMessage for #rust_name {
                fn write(&self, out: &mut #p::Writer) -> #p::Option<#p::Payload> {
                    #write
                }
            }
            #[automatically_derived]
            impl #p::Message for #rust_name {
                fn decode(frame: #p::Frame<'_>) -> #p::Result<Self, #p::DecodeError> {
                    #p::decode(frame)
                }
                fn decode_unchecked(
                    frame: #p::Frame<'_>,
                ) -> #p::Result<Self, #p::DecodeError> {
                    #p::decode_unchecked(frame)
                }
                fn encode(&self) -> #p::Result<#p::Payload, #p::EncodeError> {
                    #p::encode(self)
                }
                fn encode_unchecked(&self) -> #p::Result<#p::Payload, #p::EncodeError> {
                    #p::encode_unchecked(self)
                }
                fn name(&self) -> &'static #p::str {
                    #p::message_name(self)
                }
            }
        }
    }

    /// `From` each payload, and the right to be sent on this side.
    fn conversions(&self, name: &str, set: &MessageSet, direction: Direction) -> TokenStream {
        let p = &self.private;
        let rust_name = ident(name);
        let side = side(direction);
        let conversions = set
            .variants
            .iter()
            .filter(|variant| variant.unique)
            .map(|variant| {
                let own = ident(&variant.ident);
                let payload = &self.api.messages[variant.message].payload;
                let ty = self.payload(payload, Place::Module);
                quote! {
                    #[automatically_derived]
                    impl #p::From<#ty> for #rust_name {
                        fn from(value: #ty) -> Self {
                            Self::#own(value)
                        }
                    }
                    #[automatically_derived]
                    impl #p::Outgoing<Channel, #p::#side> for #ty {
                        fn into_message(self) -> #rust_name {
                            #rust_name::#own(self)
                        }
                    }
                }
            });
        quote! {
            #(#conversions)*
            #[automatically_derived]
            impl #p::Outgoing<Channel, #p::#side> for #rust_name {
                fn into_message(self) -> #rust_name {
                    self
                }
            }
        }
    }

    fn frames(&self, set: &MessageSet) -> TokenStream {
        let p = &self.private;
        let json = match &set.frames.json {
            Some(select) => {
                let select = self.select(select);
                quote!(#p::Some(&#select))
            }
            None => quote!(#p::None),
        };
        let text = match set.frames.text {
            Some(variant) => {
                let variant = Literal::u16_unsuffixed(variant);
                quote!(#p::Some(#variant))
            }
            None => quote!(#p::None),
        };
        let binary = set
            .frames
            .binary
            .iter()
            .map(|variant| Literal::u16_unsuffixed(*variant));
        quote! {
            #p::FramePlan { json: #json, text: #text, binary: &[#(#binary),*] }
        }
    }

    /// What a variant holds.
    pub(super) fn payload(&self, payload: &Payload, place: Place) -> TokenStream {
        let p = &self.private;
        match payload {
            Payload::Json(ty) => self.ty(ty, place),
            Payload::Text(_) if self.form == Form::View => quote!(&'a #p::str),
            Payload::Text(_) => self.ty(&Type::String, place),
            Payload::Binary if self.form == Form::View => quote!(&'a [#p::u8]),
            Payload::Binary => quote!(#p::Bytes),
            Payload::Nothing => quote!(()),
        }
    }
}

pub(super) fn side(direction: Direction) -> proc_macro2::Ident {
    match direction {
        Direction::ToServer => format_ident!("ClientSide"),
        Direction::ToClient => format_ident!("ServerSide"),
    }
}
