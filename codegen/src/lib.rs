//! Turns an AsyncAPI document into Rust tokens: the library behind the `asyncapi!` macro.
//!
//! The way of the data, one module a stage: [`source`] reads files, [`document`] parses them into
//! trees that know their places and follows references, `asyncapi` reads the AsyncAPI versions
//! and `schema` the schemas into one [`model`], [`rules`] what those ask of values, [`plan`] decides
//! how messages are told apart, and `emit` writes tokens. Mistakes accumulate in [`diagnostics`]; no
//! stage stops at the first one.
//!
//! ```
//! use asyncapi_channels_codegen::{Document, Options, expand};
//!
//! let text = "
//! asyncapi: 3.0.0
//! info: {title: Echo, version: 1.0.0}
//! channels:
//!   echo:
//!     address: /echo
//!     messages:
//!       said: {payload: {type: object, properties: {text: {type: string}}}}
//! operations:
//!   say:
//!     action: send
//!     channel: {$ref: '#/channels/echo'}
//! ";
//! let expansion = expand(Document::Inline(text), std::path::Path::new("."), &Options::default());
//! assert!(expansion.errors.is_empty());
//! assert!(expansion.tokens.to_string().contains("pub mod echo"));
//! ```

mod asyncapi;
pub mod diagnostics;
pub mod document;
pub mod drift;
mod emit;
pub mod model;
pub mod name;
mod options;
pub mod plan;
pub mod rules;
mod schema;
mod session;
pub mod source;

pub use options::{Describes, Envelope, OptionError, Options};

use crate::diagnostics::{Diagnostics, Severity, render};
use crate::document::{Documents, Node};
use crate::model::Api;
use crate::schema::Lowering;
use crate::session::Session;
use crate::source::Sources;
use proc_macro2::TokenStream;
use std::path::{Path, PathBuf};

/// What to expand.
#[derive(Clone, Copy, Debug)]
pub enum Document<'a> {
    /// A YAML or JSON file.
    File(&'a Path),
    /// The text itself.
    Inline(&'a str),
}

/// What came of a document.
#[derive(Debug)]
pub struct Expansion {
    /// Everything that could be generated, also when there are errors.
    pub tokens: TokenStream,
    /// Mistakes, rendered: each begins with `file:line:column`, if it has a place.
    pub errors: Vec<String>,
    /// Mistakes in the options rather than in the document.
    pub option_errors: Vec<OptionError>,
    /// What was understood but is not right, rendered the same way.
    pub warnings: Vec<String>,
    /// Every file that was read, also when there are errors.
    pub files: Vec<PathBuf>,
    /// The model behind the tokens.
    pub api: Api,
}

/// Expands a document. Relative paths, of `document` and in what it refers to, start at `base`
/// or at the file that holds them.
///
/// Never panics, whatever the input; mistakes are in [`Expansion::errors`].
pub fn expand(document: Document<'_>, base: &Path, options: &Options) -> Expansion {
    let known = Known::read(document, base, options);
    let (errors, warnings) = known.texts();
    let mut tokens = emit::emit(&known.api, options);
    if errors.is_empty() && !options.replace.is_empty() {
        // Without replacements, the document says itself what they stand for.
        let own = Options {
            replace: Vec::new(),
            ..options.clone()
        };
        let contract = drift::Contract::new(Known::read(document, base, &own));
        tokens.extend(emit::replaced(&contract, options));
    }
    Expansion {
        tokens,
        errors,
        option_errors: known.option_errors,
        warnings,
        files: known
            .session
            .sources
            .paths()
            .map(Path::to_path_buf)
            .collect(),
        api: known.api,
    }
}

/// All that is known of a document.
#[derive(Debug)]
struct Known {
    session: Session,
    /// The document itself, if it could be read.
    root: Option<Node>,
    api: Api,
    /// What became of each schema.
    lowering: Lowering,
    option_errors: Vec<OptionError>,
}

impl Known {
    fn read(document: Document<'_>, base: &Path, options: &Options) -> Self {
        let mut session = Session {
            sources: Sources::new(base.to_path_buf()),
            documents: Documents::new(),
            diagnostics: Diagnostics::new(),
        };
        let root = match document {
            Document::File(path) => {
                session
                    .documents
                    .load_root(&mut session.sources, path, &mut session.diagnostics)
            }
            Document::Inline(text) => {
                let file = session.sources.inline("inline", text);
                session
                    .documents
                    .load(file, &session.sources, &mut session.diagnostics)
            }
        };
        let (api, lowering, option_errors) = match &root {
            Some(root) => {
                let read = asyncapi::read(&mut session, root, options);
                (read.api, read.lowering, read.option_errors)
            }
            None => (Api::default(), Lowering::new(), Vec::new()),
        };
        Self {
            session,
            root,
            api,
            lowering,
            option_errors,
        }
    }

    /// Errors and warnings as texts, in the order of the document.
    fn texts(&self) -> (Vec<String>, Vec<String>) {
        let mut errors = Vec::new();
        let mut warnings = Vec::new();
        let mut diagnostics: Vec<_> = self.session.diagnostics.iter().collect();
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.file, diagnostic.span.start));
        for diagnostic in diagnostics {
            let text = render(diagnostic, &self.session.sources, &self.session.documents);
            match diagnostic.severity {
                Severity::Error => errors.push(text),
                Severity::Warning => warnings.push(text),
            }
        }
        (errors, warnings)
    }
}
