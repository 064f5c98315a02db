//! The documents that types are held against. A crate may have hundreds of types and one document:
//! it is read for the first of them, and kept for as long as its files stay the same.

use super::super::errors::Errors;
use crate::expand;
use asyncapi_channels_codegen::drift::Contract;
use asyncapi_channels_codegen::{Describes, Document, Options};
use proc_macro2::{Span, TokenStream};
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

thread_local! {
    static READ: RefCell<Vec<Read>> = const { RefCell::new(Vec::new()) };
}

/// A document that was read. It outlives the expansion, so nothing in it may be a token.
struct Read {
    path: PathBuf,
    describes: Option<Describes>,
    contract: Contract,
    mistakes: Vec<String>,
    /// Whether one type told of the mistakes already.
    is_told: bool,
    /// Every file of the document.
    files: Vec<(PathBuf, Stamp)>,
}

/// By what one sees that a file was written again.
type Stamp = Option<(Option<SystemTime>, u64)>;

/// What `find` has for a name in a document, and what makes the compiler look at the document again
/// when it changes. Mistakes of the document are told once, where it is read, at its path; a name that it does not
/// have is told at the name.
pub(super) fn find<T>(
    file: &(String, Span),
    describes: Option<Describes>,
    (name, span): &(String, Span),
    errors: &mut Errors,
    find: impl FnOnce(&mut Contract, &str) -> Result<T, String>,
) -> (Option<T>, TokenStream) {
    let base = match expand::base_of(Path::new(&file.0), file.1) {
        Ok(base) => base,
        Err(text) => {
            errors.at(file.1, text);
            return (None, TokenStream::new());
        }
    };
    READ.with_borrow_mut(|all| {
        let path = base.join(&file.0);
        let is_it = |read: &Read| read.path == path && read.describes == describes;
        let known = all.iter().position(is_it);
        let (mut read, tracked) = match known.map(|index| all.swap_remove(index)) {
            // The type for which it was read made the compiler look at it.
            Some(read) if read.is_fresh() => (read, TokenStream::new()),
            _ => {
                let read = Read::new(path, Path::new(&file.0), &base, describes);
                let files: Vec<PathBuf> = read.files.iter().map(|(file, _)| file.clone()).collect();
                (read, expand::tracked(&base, &files))
            }
        };
        let found = match read.mistake() {
            None => find(&mut read.contract, name)
                .map_err(|text| errors.at(*span, format!("{}: {text}", file.0)))
                .ok(),
            Some(text) => {
                // For all other types it is the same mistake.
                if !std::mem::replace(&mut read.is_told, true) {
                    errors.at(file.1, text);
                }
                None
            }
        };
        all.push(read);
        (found, tracked)
    })
}

impl Read {
    fn new(path: PathBuf, stated: &Path, base: &Path, describes: Option<Describes>) -> Self {
        let options = Options {
            describes,
            ..Options::default()
        };
        let contract = Contract::load(Document::File(stated), base, &options);
        let files = contract.files().into_iter();
        Self {
            path,
            describes,
            mistakes: contract.errors(),
            is_told: false,
            files: files.map(|file| (file.clone(), stamp(&file))).collect(),
            contract,
        }
    }

    fn is_fresh(&self) -> bool {
        self.files.iter().all(|(file, known)| stamp(file) == *known)
    }

    fn mistake(&self) -> Option<String> {
        let first = self.mistakes.first()?;
        Some(match self.mistakes.len() {
            1 => first.clone(),
            2 => format!("{first}and one more mistake in the document"),
            more => format!("{first}and {} more mistakes in the document", more - 1),
        })
    }
}

fn stamp(file: &Path) -> Stamp {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok(), metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::{Errors, find};
    use proc_macro2::Span;

    const HEAD: &str = "{asyncapi: 3.0.0, info: {title: T, version: '1'}, components: {schemas: {";

    #[test]
    fn a_document_is_read_again_only_when_it_changes() {
        let name = format!("asyncapi-channels-{}.yaml", std::process::id());
        let path = std::env::temp_dir().join(name);
        let file = (path.display().to_string(), Span::call_site());
        let look_up = |name: &str| {
            let mut errors = Errors::default();
            let name = (name.to_owned(), Span::call_site());
            let (found, tracked) = find(&file, None, &name, &mut errors, |contract, name| {
                contract.schema(name)
            });
            (found.is_some(), !tracked.is_empty(), errors.texts())
        };

        std::fs::write(&path, format!("{HEAD}One: {{type: object}}}}}}}}")).unwrap();
        assert_eq!(look_up("One"), (true, true, vec![]));
        assert_eq!(look_up("One"), (true, false, vec![]));
        let (found, tracked, errors) = look_up("Another");
        assert!(!found && !tracked);
        assert!(
            errors[0].contains("no schema or message `Another`"),
            "{errors:?}"
        );

        std::fs::write(&path, format!("{HEAD}Another: {{type: object}}}}}}}}")).unwrap();
        assert_eq!(look_up("Another"), (true, true, vec![]));

        std::fs::write(&path, "asyncapi: [").unwrap();
        let (found, tracked, errors) = look_up("Another");
        assert!(!found && tracked);
        assert!(errors[0].contains(":1:"), "{errors:?}");
        assert_eq!(look_up("Another"), (false, false, vec![]));
        std::fs::remove_file(&path).unwrap();
    }
}
