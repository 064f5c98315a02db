//! Derived fields among names that mean something else, under strict lints.

#![deny(warnings, missing_docs, unsafe_code)]
#![no_implicit_prelude]

extern crate asyncapi_channels as renamed;
extern crate std as standard;

/// What derived code must not see.
pub mod shadowed {
    /// Not the trait.
    pub trait Default {}
    /// Not the type.
    pub struct Option;
    /// Not the type.
    pub struct Result;
    /// Not the variant.
    pub struct Some;
    /// Not the variant.
    pub struct None;
    /// Not the variant.
    pub struct Ok;
    /// Not the variant.
    pub struct Err;
    /// Not the type.
    pub struct String;
    /// Not the type.
    pub struct Vec;
    /// Not the type.
    pub struct Box;

    /// Not a trait of derived code.
    pub trait ReadBySerde {
        /// Not a method of derived code.
        fn read(&self) {}
        /// Not a method of derived code.
        fn write(&self) {}
        /// Not a method of derived code.
        fn validate(&self) {}
    }

    impl<T> ReadBySerde for T {}

    /// An object.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed, tag = "type")]
    pub struct Fields<'a, T, const N: ::standard::primitive::usize = 1>
    where
        T: ::standard::clone::Clone,
    {
        /// A text.
        #[message(min_length = 1, pattern = "a", alias = "words")]
        pub text: &'a ::standard::primitive::str,
        /// A default.
        #[message(default)]
        pub list: ::standard::vec::Vec<T>,
        /// Absent.
        #[message(min_items = 1, unique_items)]
        pub option: ::standard::option::Option<[T; N]>,
        /// Nested.
        pub nested: ::standard::option::Option<::standard::option::Option<::standard::string::String>>,
        /// A constant.
        #[message(const = 1)]
        pub version: (),
        /// Others.
        #[message(flatten)]
        pub others: ::standard::collections::BTreeMap<::standard::string::String, Level>,
        /// Left out.
        #[message(skip)]
        pub skipped: ::standard::option::Option<T>,
    }

    /// Constants.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed)]
    pub enum Level {
        /// Low.
        Low,
        /// High.
        #[message(rename = 2, alias = 3)]
        High,
    }

    /// Another name.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed)]
    pub struct Name(#[message(format = "email")] pub ::standard::string::String);

    /// Itself.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed, deny_unknown_fields)]
    pub struct Node {
        /// What comes next.
        pub next: ::standard::option::Option<::standard::boxed::Box<Self>>,
    }

    macro_rules! declared {
        ($name:ident $field:ident: $ty:ty) => {
            /// Declared by a macro.
            #[derive(::renamed::Message)]
            #[message(crate = ::renamed)]
            pub struct $name {
                /// Its field.
                #[message(min_length = 1)]
                pub $field: $ty,
                /// A field of its own.
                pub own: ::standard::option::Option<$ty>,
            }
        };
    }

    declared! { Declared text: ::standard::string::String }
}

fn main() {}
