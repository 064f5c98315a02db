use super::*;
use crate::validation;

/// Whether an expression is found in a text.
fn is_match(source: &'static str, text: &str) -> bool {
    match Pattern::new(source).is_match(text) {
        Ok(is_match) => is_match,
        Err(reason) => panic!("{source}: {reason}"),
    }
}

#[test]
fn a_pattern_is_searched_for_and_compiled_once() {
    static PATTERN: Pattern = Pattern::new("b+");
    for _ in 0..2 {
        assert_eq!(PATTERN.is_match("abc"), Ok(true));
        assert_eq!(PATTERN.is_match("ac"), Ok(false));
    }
    assert_eq!(PATTERN.source(), "b+");
}

#[test]
fn the_syntax_is_that_of_ecma_262() {
    for (source, matching, others) in [
        ("^abc$", &["abc"][..], &["abc\n", "\nabc", "aabc"][..]),
        (r"^\d$", &["0"], &["٣", "߀"]),
        (r"^\D$", &["٣"], &["0"]),
        (r"^[\d]$", &["0"], &["٣"]),
        (r"^[^\d]$", &["٣"], &["0"]),
        (r"^[\D]$", &["٣"], &["0"]),
        (r"^[^\D\s]$", &["0"], &["٣", " "]),
        (r"^\w$", &["a", "_"], &["é"]),
        (r"^\W$", &["é"], &["a"]),
        (
            r"^\s$",
            &[" ", "\u{b}", "\u{feff}", "\u{2029}", "\u{3000}"],
            &["\u{85}", "\u{200b}"],
        ),
        (
            "^.$",
            &["a", "\u{85}", "😀"],
            &["\n", "\r", "\u{2028}", "\u{2029}", ""],
        ),
        (r"^[.]$", &["."], &["a"]),
        (r"\bé", &["aé"], &["é"]),
        (r"\Bé", &["é"], &["aé"]),
        (r"^[\b]$", &["\u{8}"], &["b"]),
        (r"^\cA\x41\u0041\u{1F600}\0$", &["\u{1}AA😀\0"], &["cAx"]),
        (r"^\ud83d\ude00$", &["😀"], &["x"]),
        (r"^[\ud83d\ude00-\ud83d\ude02]$", &["😁"], &["😃"]),
        (r"^\/\-\#\ \&\~$", &["/-# &~"], &["/-#&~"]),
        (r"^\a\e\z\A\h\Q\K\G\<\>$", &["aezAhQKG<>"], &["aez"]),
        (r"^\c\x\u\p$", &["\\cxup"], &["cxup"]),
        ("^[[a&&b]+$", &["[a&b", "&&"], &["]"]),
        ("^[+--z]+$", &["+", ",", "-", "z"], &["a", "."]),
        ("^[a-]+$", &["a-"], &["b"]),
        ("^[-a]+$", &["a-"], &["b"]),
        (r"^[\w-.]+$", &["a-."], &["/"]),
        (r"^[a-\d]+$", &["a-1"], &["b"]),
        (r"^[^-]$", &["a", "\n"], &["-"]),
        ("[]", &[], &["", "a"]),
        ("^[^]$", &["a", "\n"], &["", "aa"]),
        ("^a{2}{x}$", &["aa{x}"], &["aa"]),
        ("^{a}]$", &["{a}]"], &["a"]),
        ("^a{,2}$", &["a{,2}"], &["aa"]),
        ("^a{1,}b{2,3}c{0}$", &["aabbb"], &["bb", "ab"]),
        ("^a# b$", &["a# b"], &["a"]),
        ("^(?:a|(?<name>b))+$", &["abab"], &["c"]),
        (r"^(?<n>a+)-\k<n>$", &["aa-aa"], &["aa-a"]),
        (r"^(a+)-\1$", &["aa-aa"], &["aa-a"]),
        (r"^(a)\1{2}$", &["aaa"], &["aa"]),
        ("^(?=.*[A-Z])(?!.*x).{3,}$", &["aBc"], &["abc", "aBx", "aB"]),
        ("a(?=b)", &["ab"], &["ac"]),
        ("(?<=a+)b", &["aab"], &["b"]),
        ("(?<!a)b", &["cb"], &["ab"]),
        (
            r"^\p{Lu}\p{Script=Greek}\P{L}[\p{Ll}\P{N}]$",
            &["Éα1a"],
            &["éα1a"],
        ),
        ("(?i)^abc$", &["ABC"], &["AB"]),
        ("(?i:a)b", &["Ab"], &["AB"]),
        ("", &["", "a"], &[]),
    ] {
        for text in matching {
            assert!(is_match(source, text), "{source} {text:?}");
        }
        for text in others {
            assert!(!is_match(source, text), "{source} {text:?}");
        }
    }
}

#[test]
fn what_cannot_be_compiled_is_a_violation_that_says_so() {
    for (source, reason) in [
        ("^(abc]", "it cannot be compiled"),
        ("a)", "it cannot be compiled"),
        ("*a", "it cannot be compiled"),
        ("a{3,1}", "it repeats from 3 to 1 times"),
        (r"\p{Nothing}", "it cannot be compiled"),
        (r"(a)\k<b>", "it cannot be compiled"),
        ("[z-a]", "it has a range from `z` down to `a`"),
        ("[a", "it has a `[` without its `]`"),
        ("a\\", "it ends with a backslash"),
        (r"\ud83d", "it has half a character, `\\ud83d`"),
        (r"\ude00\ud83d", "it has half a character, `\\ude00`"),
        (r"\ud83d\u0041", "it has half a character, `\\ud83d`"),
        (r"\p{a b}", "it has a `\\p` without the name of a property"),
        ("(?#a)", "it has a group of an unknown kind, `(?#a)`"),
        ("(?P=a)", "it has a group of an unknown kind, `(?P=a)`"),
        ("(?>a)", "it has a group of an unknown kind, `(?>`"),
        ("(?", "it has a group of an unknown kind, `(?`"),
    ] {
        let pattern: &Pattern = Box::leak(Box::new(Pattern::new(source)));
        assert_eq!(pattern.is_match("a"), Err(reason), "{source}");
        let violation = validation::pattern("a", pattern).unwrap_err();
        assert_eq!(violation.keyword(), "pattern");
        assert!(
            violation.limit().ends_with(&format!("({reason})")),
            "{violation}"
        );
        assert_eq!(
            validation::Violation::parse(&violation.to_string()),
            Some(*violation)
        );
        let _ = validation::pattern_properties(
            &serde_json::json!({"a": 1}),
            &[(pattern, validation::never)],
        )
        .unwrap_err();
    }
}

#[test]
fn a_class_whose_every_expression_is_strange_does_no_harm() {
    // Each prefix and suffix of some expressions, most of which are none.
    for source in [
        r"^(?<n>[\w--z\cA]{2,}\k<n>|(?!\ud83d\ude00)\p{L}+?)*$",
        r"(?<=a[^]{,3})[[\b]](?i:\1\x4\u{41})\",
    ] {
        for (index, _) in source.char_indices() {
            let (start, end) = source.split_at(index);
            let _ = Pattern::new(start).is_match("ab");
            let _ = Pattern::new(end).is_match("ab");
        }
    }
}

#[test]
fn hostile_texts_end_soon() {
    let text = "a".repeat(100_000) + "!";
    // Linear, so that the length does not matter.
    for source in [
        "(a+)+$",
        "^(?=(a+)+$)b",
        "^(?!(a|aa)+$)(?=.*(a*)*!)a.*b",
        "^(a|a?)+$",
        "(.*)*x",
    ] {
        assert!(!is_match(source, &text), "{source}");
    }
    // What is not linear is given up.
    for source in [
        "(?=(a+)+$)b",
        r"(a*)*\1b",
        "(?:a|aa)+(?!a)b",
        "^(?:(?=a*!)a)*b",
        "(?<=(a*)*)b",
        r"(\ba*)*b",
    ] {
        let pattern = Pattern::new(source);
        assert_eq!(
            pattern.is_match(&text),
            Err("the text is too long for it"),
            "{source}"
        );
        let short = text.split_at(text.len() - TEXT_LIMIT / 4).1;
        let result = pattern.is_match(short);
        assert!(
            matches!(result, Ok(false) | Err("it takes too long")),
            "{source}: {result:?}"
        );
    }
    let pattern = Pattern::new("(?:a|aa)+(?!a)b");
    assert_eq!(
        pattern.is_match(&"a".repeat(1000)),
        Err("it takes too long")
    );
}

#[test]
fn large_expressions_have_a_limit() {
    assert!(is_match("^.{0,10000}$", "a"));
    let pattern = Pattern::new("((.{1000}){1000}){1000}");
    assert_eq!(pattern.is_match("a"), Err("it cannot be compiled"));
    for (open, close) in [("(", ")"), ("(?:", ")*"), ("(?=", ")")] {
        let source = open.repeat(10_000) + "a" + &close.repeat(10_000);
        let pattern = Pattern::new(source.leak());
        assert_eq!(pattern.is_match("a"), Err("it cannot be compiled"));
    }
}
