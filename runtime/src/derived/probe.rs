//! What a type can do, asked by its name.
//!
//! A derive knows the name of a field's type and nothing else. Which of several traits the type has
//! is for the compiler to say: an inherent constant of [`Probe`] is there only for types that have the
//! trait, and goes before the constant of the trait [`Unknown`], which all have.

use std::marker::PhantomData;

use crate::describe::{Define, Definition, Describe, Shape};

/// Asks what is known of `T`: `Probe::<T>::SHAPE` and `Probe::<T>::DEFINITION`, with [`Unknown`] in
/// scope.
pub struct Probe<T: ?Sized>(PhantomData<fn() -> *const T>);

impl<T: Describe + ?Sized> Probe<T> {
    /// What the type is.
    pub const SHAPE: Shape = T::SHAPE;
    /// The same in another name for it.
    pub const INNER: Shape = T::INNER;
    /// The same in two of them.
    pub const INNERMOST: Shape = T::INNERMOST;
}

impl<T: Define + ?Sized> Probe<T> {
    /// What is in the type.
    pub const DEFINITION: Option<&'static Definition> = Some(&T::DEFINITION);
    /// The same past types that are another name for what they hold.
    pub const BARE: Option<&'static Definition> = Some(T::BARE);
}

impl<T> Probe<Option<T>> {
    /// Whether a property of the type may be absent.
    pub const OPTIONAL: bool = true;
}

/// The answers for a type of which nothing is known.
pub trait Unknown {
    /// Whether a property of the type may be absent.
    const OPTIONAL: bool = false;
    /// What the type is.
    const SHAPE: Shape = Shape::Opaque;
    /// The same in another name for it.
    const INNER: Shape = Shape::Opaque;
    /// The same in two of them.
    const INNERMOST: Shape = Shape::Opaque;
    /// What is in the type.
    const DEFINITION: Option<&'static Definition> = None;
    /// The same past types that are another name for what they hold.
    const BARE: Option<&'static Definition> = None;
}

impl<T: ?Sized> Unknown for Probe<T> {}
