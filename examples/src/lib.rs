//! Runnable programs live beside this file as examples; this library holds the code of the README and of
//! the guide, so that it is compiled.

/// The README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The guide to types that are written by hand.
#[cfg(doctest)]
#[doc = include_str!("../../docs/your-own-types.md")]
pub struct YourOwnTypes;
