//! Regular expressions as ECMA-262 has them, which is what `pattern` and `patternProperties` ask
//! for (JSON Schema Validation, draft 7, section 4.3).

mod translate;

use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder};

use translate::{Translation, translate};

/// The size that a compiled expression may have. A count such as `.{0,10000}` needs some of it.
const SIZE_LIMIT: usize = 64 << 20;

/// How often a match may go back, and how long a text may be, when an expression looks around or
/// refers back. Only these are not matched in linear time: at worst, each step back reads the whole
/// text again, so that both limits together bound the time.
const BACKTRACK_LIMIT: usize = 50_000;
const TEXT_LIMIT: usize = 16 << 10;

/// A regular expression of the document, compiled when it is first used.
///
/// Most expressions are matched in linear time. A match that needs more than its share of time is
/// given up, so that no text can make a reader hang.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Result<Compiled, String>>,
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    is_linear: bool,
}

impl Pattern {
    /// A regular expression, by its source.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// The expression as it is in the document.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the expression is found anywhere in a text. The error says why that cannot be told.
    pub fn is_match(&self, text: &str) -> Result<bool, &str> {
        let compiled = self.compiled.get_or_init(|| compile(self.source));
        let Compiled { regex, is_linear } = compiled.as_ref().map_err(String::as_str)?;
        if !is_linear && text.len() > TEXT_LIMIT {
            return Err("the text is too long for it");
        }
        regex
            .is_match(text)
            .map_err(|_| "gave up: it takes too long")
    }
}

fn compile(source: &str) -> Result<Compiled, String> {
    let Translation { text, is_linear } = translate(source)?;
    let regex = RegexBuilder::new(&text)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(SIZE_LIMIT)
        .build()
        .map_err(|_| "cannot be compiled")?;
    Ok(Compiled { regex, is_linear })
}

#[cfg(test)]
mod tests;
