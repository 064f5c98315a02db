//! Regular expressions as ECMA-262 has them, which is what `pattern` and `patternProperties` ask
//! for (JSON Schema Validation, draft 7, section 4.3).

mod parts;
mod row;
mod translate;

use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder};

use parts::{Part, parts};
use row::Row;
use translate::{Translation, translate};

/// The size that a compiled expression may have. A count such as `.{0,10000}` needs some of it.
const SIZE_LIMIT: usize = 32 << 20;

/// How often a match may go back, and how many bytes of text it may read, when an expression looks
/// around or refers back. Only these are not matched in linear time: at worst, each step reads the
/// whole text again, so that it takes both limits to bound the time, to less than a second.
const BACKTRACK_LIMIT: usize = 20_000;
const TEXT_LIMIT: usize = 8 << 10;

/// A regular expression of the document, compiled when it is first used.
///
/// Most expressions are matched in linear time. A match that needs more than its share of time is
/// given up, so that no text can make a reader hang.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Result<Vec<Compiled>, String>>,
}

/// A part of an expression; all parts must agree.
#[derive(Debug)]
struct Compiled {
    regex: Regex,
    /// A short way, where there is one.
    row: Option<Row>,
    is_linear: bool,
    is_wanted: bool,
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
        let compile_all = || parts(self.source).into_iter().map(compile).collect();
        let compiled = self.compiled.get_or_init(compile_all);
        for part in compiled.as_ref().map_err(String::as_str)? {
            if !part.agrees(text)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Compiled {
    fn agrees(&self, text: &str) -> Result<bool, &'static str> {
        if !self.is_linear && text.len() > TEXT_LIMIT {
            return Err("the text is too long for it");
        }
        let row = self.row.as_ref();
        if let Some(is_found) = row.and_then(|row| row.is_match(text)) {
            return Ok(is_found == self.is_wanted);
        }
        match self.regex.is_match(text) {
            Ok(is_found) => Ok(is_found == self.is_wanted),
            Err(_) => Err("it takes too long"),
        }
    }
}

fn compile(part: Part) -> Result<Compiled, String> {
    let Translation { text, is_linear } = translate(&part.source)?;
    let regex = RegexBuilder::new(&text)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(SIZE_LIMIT)
        .build()
        .map_err(|_| "it cannot be compiled")?;
    let row = is_linear.then(|| Row::of(&text)).flatten();
    Ok(Compiled {
        regex,
        row,
        is_linear,
        is_wanted: part.is_wanted,
    })
}

#[cfg(test)]
mod tests;
