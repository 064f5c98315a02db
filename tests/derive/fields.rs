//! To come with the derive.
