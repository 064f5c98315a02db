//! Calls the library and maps what it returns to tokens.

use crate::options::{Document, Input};
use asyncapi_channels_codegen as codegen;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use std::path::{Path, PathBuf};

pub(crate) fn expand(input: &Input) -> TokenStream {
    let span = input.document.span();
    let (base, expansion) = match &input.document {
        Document::Inline(literal) => {
            let base = manifest_dir();
            let text = literal.value();
            let expansion =
                codegen::expand(codegen::Document::Inline(&text), &base, &input.options);
            (base, expansion)
        }
        Document::File(literal) => {
            let path = PathBuf::from(literal.value());
            let base = match base_of(&path, span) {
                Ok(base) => base,
                Err(text) => return quote_spanned!(span=> ::core::compile_error!(#text);),
            };
            let expansion = codegen::expand(codegen::Document::File(&path), &base, &input.options);
            (base, expansion)
        }
    };
    let option_errors = expansion.option_errors.iter().map(|error| {
        let known = input
            .keys
            .iter()
            .find(|(option, key)| *option == error.option && key.value() == error.key);
        let span = known.map_or(span, |(_, key)| key.span());
        let text = &error.message;
        quote_spanned!(span=> ::core::compile_error!(#text);)
    });
    let errors = expansion
        .errors
        .iter()
        .map(|text| quote_spanned!(span=> ::core::compile_error!(#text);));
    let warnings = expansion.warnings.iter().map(|text| warning(text, span));
    let tracked = tracked(&base, &expansion.files);
    let tokens = &expansion.tokens;
    quote! {
        #tokens
        #(#errors)*
        #(#option_errors)*
        #(#warnings)*
        #tracked
    }
}

/// What makes the compiler look at files again when they change.
pub(crate) fn tracked(base: &Path, files: &[PathBuf]) -> TokenStream {
    let files = files
        .iter()
        .filter_map(|file| base.join(file).to_str().map(str::to_owned));
    files
        .map(|file| {
            quote!(
                const _: &[::core::primitive::u8] = ::core::include_bytes!(#file);
            )
        })
        .collect()
}

/// Stable Rust has no warning for macros, but a deprecated item that is used is one, with our
/// text, at our place.
fn warning(text: &str, span: Span) -> TokenStream {
    let text = format!("\n{text}");
    let used = quote_spanned!(span=> asyncapi_document);
    quote! {
        const _: () = {
            #[deprecated(note = #text)]
            #[allow(non_upper_case_globals, dead_code)]
            const asyncapi_document: () = ();
            #used
        };
    }
}

/// Paths start at the package's folder; where the file is not there, beside the calling file.
pub(crate) fn base_of(path: &Path, span: Span) -> Result<PathBuf, String> {
    let package = manifest_dir();
    if path.is_absolute() {
        return Ok(package);
    }
    let beside = span
        .unwrap()
        .local_file()
        .and_then(|file| file.parent().map(Path::to_path_buf))
        .map(|folder| std::env::current_dir().unwrap_or_default().join(folder));
    let bases = || std::iter::once(&package).chain(&beside);
    if let Some(base) = bases().find(|base| base.join(path).exists()) {
        return Ok(base.clone());
    }
    let mut text = format!(
        "cannot read `{}`: there is no such file in the package's folder, nor beside this source file",
        path.display()
    );
    if let Some(near) = bases().find_map(|base| near_name(base, path)) {
        text.push_str(&format!("\n  = help: did you mean `{}`?", near.display()));
    }
    Err(text)
}

/// A file beside the missing one whose name is almost the same.
fn near_name(base: &Path, path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let mut names: Vec<String> = std::fs::read_dir(base.join(path).parent()?)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            [".yaml", ".yml", ".json"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .collect();
    names.sort();
    let near = codegen::diagnostics::did_you_mean(name, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near))
}

fn manifest_dir() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default()
}
