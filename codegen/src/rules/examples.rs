//! Values that a document states beside a schema: each should match it.

/// The keywords that state a value.
pub(super) const ANNOTATIONS: [&str; 3] = ["default", "example", "examples"];
