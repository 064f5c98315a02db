use std::path::Path;

use asyncapi_channels_codegen::source::{Sources, Span};

use crate::{Directory, Read};

#[test]
fn a_file_is_read_once() {
    let directory = Directory::new(&[("api/a.yaml", b"a: 1"), ("b.yaml", b"b: 1")]);
    let mut sources = Sources::new(directory.0.clone());
    let a = sources.load(Path::new("api/a.yaml")).expect("a file");
    assert_eq!(sources.load(Path::new("./api/../api/a.yaml")), Ok(a));
    assert_eq!(sources.load(&directory.0.join("api/a.yaml")), Ok(a));
    let b = sources.load(Path::new("api/../b.yaml")).expect("a file");
    assert_ne!(a, b);
    let inline = sources.inline("inline", "c: 1");
    assert_eq!(sources.display(a), "api/a.yaml");
    assert_eq!(sources.display(b), "b.yaml");
    assert_eq!(sources.display(inline), "inline");
    assert_eq!(sources.text(a), "a: 1");
    assert_eq!(sources.directory(a), directory.0.join("api"));
    assert_eq!(sources.directory(inline), directory.0);
    let paths: Vec<&Path> = sources.paths().collect();
    assert_eq!(
        paths,
        [directory.0.join("api/a.yaml"), directory.0.join("b.yaml")]
    );
}

#[test]
fn files_that_cannot_be_read() {
    let directory = Directory::new(&[
        ("latin.yaml", b"a: b\nc: \xE4\n"),
        ("bom.yaml", b"\xEF\xBB\xBFa: \xE4"),
        ("wide.yaml", b"\xFF\xFEa\0"),
        ("wide2.yaml", b"\xFE\xFF\0a"),
        ("dir/x.yaml", b"a"),
    ]);
    let mut sources = Sources::new(directory.0.clone());
    let mut why = |path: &str| sources.load(Path::new(path)).expect_err("an error");
    assert_eq!(
        why("latin.yaml"),
        "cannot read `latin.yaml`: it is not UTF-8: byte 0xE4 at 2:4 (offset 8)"
    );
    assert_eq!(
        why("bom.yaml"),
        "cannot read `bom.yaml`: it is not UTF-8: byte 0xE4 at 1:4 (offset 6)"
    );
    let utf16 = "it is encoded as UTF-16; save it as UTF-8";
    assert_eq!(
        why("wide.yaml"),
        format!("cannot read `wide.yaml`: {utf16}")
    );
    assert_eq!(
        why("wide2.yaml"),
        format!("cannot read `wide2.yaml`: {utf16}")
    );
    assert_eq!(why("dir"), "cannot read `dir`: it is a directory");
    let looked = directory.0.join("other/none.yaml");
    assert_eq!(
        why("dir/../other/none.yaml"),
        format!(
            "cannot read `other/none.yaml`: no such file (looked at {})",
            looked.display()
        )
    );

    let read = Read::file(&directory.0, "none.yaml");
    assert!(read.root.is_none());
    assert!(
        read.report()
            .starts_with("cannot read `none.yaml`: no such file")
    );
    assert_eq!(read.report().lines().count(), 1);
}

#[test]
fn lines_and_columns() {
    let mut sources = Sources::new("/base".into());
    let file = sources.inline("x", "\u{FEFF}ab\r\nä€x\rlast");
    let at = |start: u32| sources.line_column(Span::new(file, start, start));
    assert_eq!(at(0), (1, 1));
    assert_eq!(at(1), (1, 2));
    assert_eq!(at(4), (2, 1));
    assert_eq!(at(6), (2, 2));
    assert_eq!(at(7), (2, 2));
    assert_eq!(at(9), (2, 3));
    assert_eq!(at(11), (3, 1));
    assert_eq!(at(15), (3, 5));
    assert_eq!(at(u32::MAX), (3, 5));
    assert_eq!(sources.line_text(Span::new(file, 6, 6)), "ä€x");
    assert_eq!(sources.line_text(Span::new(file, 99, 99)), "last");
    assert_eq!(sources.line_text(Span::new(file, 0, 1)), "ab");
}
