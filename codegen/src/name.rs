//! Rust identifiers from the names of a document.
//!
//! Document names are free text: `user-id`, `1m`, `type`, ``, `Größe`, `+1`. Every function here
//! returns an identifier that compiles, and [`Scope`] keeps two names of one scope apart.

use std::collections::HashSet;

/// Splits free text into words: at separators, and where `camelCase` or `HTTPServer` has a seam.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = text.chars().collect();
    for (index, &character) in characters.iter().enumerate() {
        if !is_word(character) {
            flush(&mut words, &mut word);
            continue;
        }
        if character.is_uppercase() && !word.is_empty() {
            let previous = characters[index - 1];
            let next_is_lower = characters
                .get(index + 1)
                .is_some_and(|next| next.is_lowercase());
            let seam = previous.is_lowercase() || previous.is_numeric();
            if seam || (previous.is_uppercase() && next_is_lower) {
                flush(&mut words, &mut word);
            }
        }
        word.push(character);
    }
    flush(&mut words, &mut word);
    words
}

fn flush(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// What Rust takes inside an identifier, but for `_`, which separates words.
fn is_word(character: char) -> bool {
    character != '_' && unicode_ident::is_xid_continue(character)
}

/// Puts `_` before what cannot begin an identifier.
fn lead(mut name: String) -> String {
    if !name.starts_with(|first| first == '_' || unicode_ident::is_xid_start(first)) {
        name.insert(0, '_');
    }
    name
}

/// What a name of nothing but symbols is called, so that `+` and `-` stay apart.
fn symbol_words(text: &str) -> Vec<String> {
    text.chars()
        .map(|character| match character {
            '+' => "plus".to_owned(),
            '-' => "minus".to_owned(),
            '*' => "star".to_owned(),
            '/' => "slash".to_owned(),
            '.' => "dot".to_owned(),
            ',' => "comma".to_owned(),
            ':' => "colon".to_owned(),
            '=' => "equal".to_owned(),
            '<' => "less".to_owned(),
            '>' => "greater".to_owned(),
            '!' => "not".to_owned(),
            '?' => "question".to_owned(),
            '%' => "percent".to_owned(),
            '&' => "and".to_owned(),
            '|' => "or".to_owned(),
            '#' => "hash".to_owned(),
            '@' => "at".to_owned(),
            '$' => "dollar".to_owned(),
            '~' => "tilde".to_owned(),
            '^' => "caret".to_owned(),
            '_' => "underscore".to_owned(),
            ' ' => "space".to_owned(),
            other => format!("u{:x}", other as u32),
        })
        .collect()
}

fn words_of(text: &str) -> Vec<String> {
    let found = words(text);
    if found.is_empty() && !text.is_empty() {
        return symbol_words(text);
    }
    found
}

/// A type or variant name: `user-signed_up` is `UserSignedUp`, `1m` is `_1m`, an empty name is
/// `Empty`.
pub fn type_name(text: &str) -> String {
    let mut name = String::new();
    for word in words_of(text) {
        let mut characters = word.chars();
        if let Some(first) = characters.next() {
            // Two digits that meet would read as one number: `1_0` is not `10`.
            if first.is_numeric() && name.chars().next_back().is_some_and(char::is_numeric) {
                name.push('_');
            }
            name.extend(first.to_uppercase());
            let rest = characters.as_str();
            if rest.chars().any(char::is_lowercase) {
                name.push_str(rest);
            } else {
                name.push_str(&rest.to_lowercase());
            }
        }
    }
    if name.is_empty() {
        name.push_str("Empty");
    }
    let mut name = lead(name);
    if name == "Self" {
        name.push('_');
    }
    name
}

/// The variant name of a constant: negative numbers begin with `Minus`.
pub fn variant_name(text: &str) -> String {
    let negative = text
        .strip_prefix('-')
        .filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    match negative {
        Some(rest) => format!("Minus{}", type_name(rest).trim_start_matches('_')),
        None => type_name(text),
    }
}

/// A field, method or module name: `userId` is `user_id`, `type` is `r#type`, `self` is `self_`.
pub fn value_name(text: &str) -> String {
    let mut name = words_of(text)
        .iter()
        .map(|word| word.to_lowercase())
        .collect::<Vec<_>>()
        .join("_");
    if name.is_empty() {
        name.push_str("empty");
    }
    escape_keyword(lead(name))
}

/// The name of a channel's module: `/` is `root`.
pub fn module_name(key: &str) -> String {
    if key.chars().any(is_word) {
        value_name(key)
    } else {
        "root".to_owned()
    }
}

fn escape_keyword(name: String) -> String {
    // These four cannot be raw identifiers.
    if matches!(name.as_str(), "self" | "super" | "crate" | "_") {
        return format!("{name}_");
    }
    if KEYWORDS.contains(&name.as_str()) {
        return format!("r#{name}");
    }
    name
}

const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The names already taken in one scope.
#[derive(Debug, Default, Clone)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which `reserved` names are taken from the start.
    pub fn with_reserved(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Takes `name` if it is free.
    pub fn claim(&mut self, name: &str) -> bool {
        self.taken.insert(bare(name).to_owned())
    }

    /// Whether `name` is taken.
    pub fn contains(&self, name: &str) -> bool {
        self.taken.contains(bare(name))
    }

    /// The name of an operation's method: what is called like something else has `_message` behind
    /// it.
    pub fn method(&mut self, name: String) -> String {
        if self.contains(&name) {
            return self.unique(format!("{}_message", bare(&name)));
        }
        self.unique(name)
    }

    /// `name`, or `name` with the lowest number from 2 on that is free.
    pub fn unique(&mut self, name: String) -> String {
        if self.claim(&name) {
            return name;
        }
        let stem = bare(&name);
        // A digit at the end would run into the number.
        let separator = if stem.ends_with(|last: char| last.is_ascii_digit())
            || stem.starts_with(|first: char| first.is_lowercase())
        {
            "_"
        } else {
            ""
        };
        let mut number = 2_usize;
        loop {
            let candidate = format!("{stem}{separator}{number}");
            if self.claim(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }
}

/// A name without the mark of a raw identifier.
pub(crate) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_pascal_case() {
        for (text, expected) in [
            ("user-signed_up", "UserSignedUp"),
            ("userID", "UserId"),
            ("HTTPServer", "HttpServer"),
            ("1m", "_1m"),
            ("", "Empty"),
            ("self", "Self_"),
            ("+", "Plus"),
            ("-", "Minus"),
            ("Größe", "Größe"),
            ("v1.agent.v1-server-0-AgentV1", "V1AgentV1Server0AgentV1"),
            ("XBT/USD", "XbtUsd"),
            ("🚀", "U1f680"),
        ] {
            assert_eq!(type_name(text), expected, "{text:?}");
        }
    }

    #[test]
    fn values_are_snake_case_and_never_keywords() {
        for (text, expected) in [
            ("userId", "user_id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("2fa", "_2fa"),
            ("X-API-Key", "x_api_key"),
            ("", "empty"),
            ("gen", "r#gen"),
        ] {
            assert_eq!(value_name(text), expected, "{text:?}");
        }
    }

    #[test]
    fn every_character_makes_an_identifier() {
        for character in '\0'..=char::MAX {
            for text in [character.to_string(), format!("a{character}b")] {
                for name in [type_name(&text), value_name(&text), variant_name(&text)] {
                    let bare = name.strip_prefix("r#").unwrap_or(&name);
                    let mut characters = bare.chars();
                    let first = characters.next().expect("a name is never empty");
                    assert!(
                        first == '_' || unicode_ident::is_xid_start(first),
                        "{text:?} gives {name:?}"
                    );
                    assert!(
                        characters.all(unicode_ident::is_xid_continue) && bare != "_",
                        "{text:?} gives {name:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_scope_numbers_what_collides() {
        let mut scope = Scope::default();
        assert_eq!(scope.unique("Chat".into()), "Chat");
        assert_eq!(scope.unique("Chat".into()), "Chat2");
        assert_eq!(scope.unique("V2".into()), "V2");
        assert_eq!(scope.unique("V2".into()), "V2_2");
        assert_eq!(scope.unique("r#type".into()), "r#type");
        assert_eq!(scope.unique("r#type".into()), "type_2");
    }
}
