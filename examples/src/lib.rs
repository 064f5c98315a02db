//! Runnable programs live beside this file as examples; this library holds the README's code, so
//! that it is compiled.

/// The README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
