//! The files that were read: every byte of the input has a file, a line and a column.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// The most that is read of one file.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// Names a file of a [`Sources`].
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug)]
pub struct FileId(u32);

/// A range of bytes in a file.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Debug)]
pub struct Span {
    /// The file that the range is in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of a file.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The first byte of a file, as an empty range: the place of what concerns the whole file.
    pub fn start_of(file: FileId) -> Self {
        Self::new(file, 0, 0)
    }

    /// Whether `other` lies within this range.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

#[derive(Debug)]
struct Source {
    /// Absolute; `None` for text that is not from a file.
    path: Option<PathBuf>,
    directory: PathBuf,
    display: String,
    text: String,
    line_starts: Vec<usize>,
    /// Whether this only stands for a file that could not be read.
    unread: bool,
}

/// All files that were read, each once.
#[derive(Debug)]
pub struct Sources {
    base: PathBuf,
    files: Vec<Source>,
    by_path: HashMap<PathBuf, FileId>,
}

impl Sources {
    /// No files yet; relative paths will be taken relative to `base`.
    pub fn new(base: PathBuf) -> Self {
        let base = std::path::absolute(&base).unwrap_or(base);
        Self {
            base,
            files: Vec::new(),
            by_path: HashMap::new(),
        }
    }

    /// The directory that relative paths are taken relative to.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Reads a file, unless it was read before.
    ///
    /// # Errors
    /// Why the file cannot be used, in words that name its path.
    pub fn load(&mut self, path: &Path) -> Result<FileId, String> {
        let joined = self.base.join(path);
        let display = self.display_name(path);
        let fail = |why: String| format!("cannot read `{display}`: {why}");

        let canonical =
            fs::canonicalize(&joined).map_err(|error| fail(io_reason(&error, &joined)))?;
        if let Some(&id) = self.by_path.get(&canonical) {
            return Ok(id);
        }
        let metadata =
            fs::metadata(&canonical).map_err(|error| fail(io_reason(&error, &joined)))?;
        if !metadata.is_file() {
            let what = if metadata.is_dir() {
                "a directory"
            } else {
                "not a regular file"
            };
            return Err(fail(format!("it is {what}")));
        }
        let mut bytes = Vec::new();
        fs::File::open(&canonical)
            .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| fail(io_reason(&error, &joined)))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(fail(format!(
                "it is larger than {} MiB",
                MAX_FILE_BYTES >> 20
            )));
        }
        let text = decode(bytes).map_err(fail)?;

        // `a/../b` is shown and tracked as `b` unless a symbolic link makes these differ.
        let tidy = normalize(&joined);
        let path = match fs::canonicalize(&tidy) {
            Ok(other) if other == canonical => tidy,
            _ => joined,
        };
        let directory = path.parent().unwrap_or(&self.base).to_path_buf();
        let id = self.push(Some(path), directory, display, text);
        self.by_path.insert(canonical, id);
        Ok(id)
    }

    /// Adds text that is not from a file; its references are relative to the base directory.
    pub fn inline(&mut self, name: &str, text: &str) -> FileId {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        self.push(None, self.base.clone(), name.to_owned(), text.to_owned())
    }

    /// Stands for a file that could not be read, in what is said of it.
    pub fn unread(&mut self, path: &Path) -> FileId {
        let name = self.display_name(path);
        let id = self.push(None, self.base.clone(), name, String::new());
        if let Some(source) = self.files.last_mut() {
            source.unread = true;
        }
        id
    }

    /// Whether the file could not be read, so that it has no lines to tell.
    pub fn is_unread(&self, id: FileId) -> bool {
        self.file(id).is_some_and(|file| file.unread)
    }

    /// The text of a file, without a byte-order mark.
    pub fn text(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| &file.text)
    }

    /// The name of a file as messages show it: relative to the base directory where it is under it.
    pub fn display(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| &file.display)
    }

    /// The directory that the references of a file are relative to.
    pub fn directory(&self, id: FileId) -> &Path {
        self.file(id).map_or(&self.base, |file| &file.directory)
    }

    /// The absolute path of a file; `None` for text that is not from a file.
    pub fn path(&self, id: FileId) -> Option<&Path> {
        self.file(id).and_then(|file| file.path.as_deref())
    }

    /// The absolute paths of the files that were read.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    /// The line and the column, in characters, that a range begins at; both count from 1.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let Some(file) = self.file(span.file) else {
            return (1, 1);
        };
        let start = floor_boundary(&file.text, span.start as usize);
        let (line, line_start) = file.line_of(start);
        let column = file
            .text
            .get(line_start..start)
            .map_or(0, |before| before.chars().count());
        (line + 1, column + 1)
    }

    /// The line that a range begins on, without its line break.
    pub fn line_text(&self, span: Span) -> &str {
        let Some(file) = self.file(span.file) else {
            return "";
        };
        let start = floor_boundary(&file.text, span.start as usize);
        let (_, line_start) = file.line_of(start);
        let rest = file.text.get(line_start..).unwrap_or("");
        rest.split(['\n', '\r']).next().unwrap_or("")
    }

    /// The text that a range covers.
    pub fn slice(&self, span: Span) -> &str {
        let text = self.text(span.file);
        let start = floor_boundary(text, span.start as usize);
        let end = floor_boundary(text, span.end as usize);
        text.get(start..end).unwrap_or("")
    }

    fn file(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    fn push(
        &mut self,
        path: Option<PathBuf>,
        directory: PathBuf,
        display: String,
        text: String,
    ) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let line_starts = line_starts(&text);
        self.files.push(Source {
            path,
            directory,
            display,
            text,
            line_starts,
            unread: false,
        });
        id
    }

    /// How messages name a path.
    pub fn display_name(&self, path: &Path) -> String {
        let tidy = normalize(&self.base.join(path));
        let base = normalize(&self.base);
        if let Ok(relative) = tidy.strip_prefix(&base)
            && relative.components().next().is_some()
        {
            return slashes(relative);
        }
        if path.is_relative() {
            slashes(path)
        } else {
            slashes(&tidy)
        }
    }
}

impl Source {
    /// The line that a byte is on, from 0, and where that line starts.
    fn line_of(&self, offset: usize) -> (usize, usize) {
        let after = self.line_starts.partition_point(|&start| start <= offset);
        let line = after.saturating_sub(1);
        (line, self.line_starts.get(line).copied().unwrap_or(0))
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(at + 1);
        }
    }
    starts
}

/// The last character boundary at or before `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn decode(mut bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("it is encoded as UTF-16; save it as UTF-8".to_owned());
    }
    let marked = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    if marked {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..offset).unwrap_or_default();
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        let line_start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let column = 1 + String::from_utf8_lossy(&before[line_start..])
            .chars()
            .count();
        let byte = error.as_bytes().get(offset).copied().unwrap_or_default();
        let offset = offset + if marked { 3 } else { 0 };
        format!("it is not UTF-8: byte 0x{byte:02X} at {line}:{column} (offset {offset})")
    })
}

fn io_reason(error: &std::io::Error, path: &Path) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            format!("no such file (looked at {})", normalize(path).display())
        }
        _ => error.to_string(),
    }
}

/// Resolves `.` and `..` by the letters of the path alone.
fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !matches!(out.components().next_back(), Some(Component::Normal(_))) {
                    out.push("..");
                } else {
                    out.pop();
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// A path with `/` on every system, so that messages are the same everywhere.
fn slashes(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text
    }
}
