//! What the test targets share: the manifest of the corpus, and crates that a test writes, builds
//! and runs.

pub mod generated_crate;
pub mod manifest;
