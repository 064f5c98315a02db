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
            let base = base_of(&path, span);
            let expansion = codegen::expand(codegen::Document::File(&path), &base, &input.options);
            (base, expansion)
        }
    };
    let errors = expansion
        .errors
        .iter()
        .map(|text| quote_spanned!(span=> ::core::compile_error!(#text);));
    let warnings = expansion.warnings.iter().map(|text| warning(text, span));
    let tracked = expansion
        .files
        .iter()
        .filter_map(|file| base.join(file).to_str().map(str::to_owned))
        .map(|file| {
            quote!(
                const _: &[::core::primitive::u8] = ::core::include_bytes!(#file);
            )
        });
    let tokens = &expansion.tokens;
    quote! {
        #tokens
        #(#errors)*
        #(#warnings)*
        #(#tracked)*
    }
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
fn base_of(path: &Path, span: Span) -> PathBuf {
    let package = manifest_dir();
    if path.is_absolute() || package.join(path).exists() {
        return package;
    }
    let beside = span
        .unwrap()
        .local_file()
        .and_then(|file| file.parent().map(Path::to_path_buf))
        .map(|folder| {
            if folder.is_absolute() {
                folder
            } else {
                std::env::current_dir().unwrap_or_default().join(folder)
            }
        });
    match beside {
        Some(folder) if folder.join(path).exists() => folder,
        _ => package,
    }
}

fn manifest_dir() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default()
}
