//! Attributes → what they say.
//!
//! `words` reads the `options` of one place, `parse` and `constraints` their values; `container`,
//! `variant` and `field` make of them what the derives work with. All go on after a mistake, so that
//! one build tells every mistake of a type.

mod constraints;
mod container;
mod field;
mod options;
mod parse;
mod rename;
mod serde;
mod variant;
mod words;

pub(crate) use container::{container, runtime};
pub(super) use parse::runtime_path;

use syn::{Attribute, Expr, Lit, Meta};

/// The lines of documentation.
fn docs(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        let Meta::NameValue(meta) = &attribute.meta else {
            continue;
        };
        let (true, Expr::Lit(value)) = (meta.path.is_ident("doc"), &meta.value) else {
            continue;
        };
        if let Lit::Str(text) = &value.lit {
            let text = text.value();
            let text = text
                .split('\n')
                .map(|line| line.strip_prefix(' ').unwrap_or(line));
            lines.extend(text.map(str::to_owned));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests;
