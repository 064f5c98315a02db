//! Type parameters in derived types, among names that mean something else, under strict lints.

#![deny(warnings, missing_docs, unsafe_code)]
#![no_implicit_prelude]

extern crate asyncapi_channels as renamed;
extern crate std as standard;

/// What derived code must not see.
pub mod shadowed {
    /// Not the trait.
    pub trait Default {}
    /// Not the trait.
    pub trait ReadJson {}
    /// Not the trait.
    pub trait WriteJson {}
    /// Not the type.
    pub struct Option;
    /// Not the type.
    pub struct Result;
    /// Not the type.
    pub struct String;

    /// What is sent of.
    pub trait Entity {
        /// What it is known by.
        type Id: ::standard::cmp::Ord;
        /// What it is called.
        type Name<'n>;
    }

    /// On no wire.
    pub struct User;

    impl Entity for User {
        type Id = ::standard::primitive::u64;
        type Name<'n> = ::standard::string::String;
    }

    /// An object.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed)]
    pub struct Row<T, C = (), const N: ::standard::primitive::usize = 2>
    where
        T: Entity,
        C: ::standard::clone::Clone,
    {
        /// What the parameter names.
        #[message(default, unique_items)]
        pub ids: ::standard::vec::Vec<T::Id>,
        /// The same in other words.
        pub id: <T as Entity>::Id,
        /// With a lifetime.
        pub name: T::Name<'static>,
        /// Whose keys are any.
        #[message(max_properties = 3)]
        pub named: ::standard::collections::BTreeMap<T::Id, [C; N]>,
        /// On no wire.
        pub of: ::standard::marker::PhantomData<(T, C)>,
        /// Among the others.
        #[message(flatten)]
        pub rest: Rest<C>,
    }

    /// What is flattened.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed)]
    pub struct Rest<C> {
        /// What it holds.
        pub content: C,
        #[allow(missing_docs)]
        #[message(min_items = 1)]
        pub rests: ::standard::vec::Vec<Rest<C>>,
    }

    /// Messages.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed, tag = "type")]
    pub enum Change<T: Entity, P> {
        /// A payload.
        Added(P),
        /// An object.
        Removed {
            /// What the parameter names.
            id: T::Id,
            /// Another payload.
            #[message(flatten)]
            payload: P,
        },
    }

    /// Another name, with a bound of its own.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed, bound = "T: Entity,")]
    pub struct Named<T>(pub Name<T>);

    /// On no wire but for its name.
    #[derive(::renamed::Message)]
    #[message(crate = ::renamed)]
    pub struct Name<T> {
        /// The name.
        pub name: ::standard::string::String,
        /// Nothing.
        #[message(skip)]
        pub of: ::standard::marker::PhantomData<T>,
    }

    /// That all of it is a message.
    pub fn are_messages() {
        fn is_message<T: ::renamed::Message>() {}
        is_message::<Row<User>>();
        is_message::<Row<User, Level, 3>>();
        is_message::<Change<User, Rest<Level>>>();
        is_message::<Named<User>>();
    }

    /// Constants.
    #[derive(Clone, ::renamed::Message)]
    #[message(crate = ::renamed)]
    pub enum Level {
        /// Low.
        Low,
    }

    use ::standard::clone::Clone;
}

fn main() {
    shadowed::are_messages();
}
