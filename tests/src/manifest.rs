//! The documents to test against, as `manifest.tsv` lists them.

use std::path::{Path, PathBuf};

/// A row of the manifest.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The document, below the corpus' folder.
    pub file: String,
    /// Which set it belongs to: `ws`, `other` or `invalid`.
    pub set: String,
    /// Its AsyncAPI version.
    pub version: String,
    /// Whether the reference parser accepts it.
    pub reference_valid: bool,
    /// What the reference parser says first.
    pub reference_error: String,
}

/// The folder that `ASYNCAPI_CORPUS` names. Says so where it is not set.
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("ASYNCAPI_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: ASYNCAPI_CORPUS is not set");
    }
    folder
}

/// The rows of `manifest.tsv`, whose first five columns are those of [`Entry`].
///
/// # Errors
///
/// When the file cannot be read.
pub fn entries(folder: &Path) -> std::io::Result<Vec<Entry>> {
    let text = std::fs::read_to_string(folder.join("manifest.tsv"))?;
    let entry = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        let mut next = || columns.next().unwrap_or_default();
        Entry {
            file: next(),
            set: next(),
            version: next(),
            reference_valid: next() == "true",
            reference_error: next(),
        }
    };
    Ok(text.lines().skip(1).map(entry).collect())
}
