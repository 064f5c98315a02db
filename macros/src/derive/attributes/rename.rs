//! serde's rules for names, as `rename_all` states them.

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rename {
    /// The name as it is.
    None,
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// The rules, as they are written.
const RULES: [(&str, Rename); 8] = [
    ("lowercase", Rename::Lower),
    ("UPPERCASE", Rename::Upper),
    ("PascalCase", Rename::Pascal),
    ("camelCase", Rename::Camel),
    ("snake_case", Rename::Snake),
    ("SCREAMING_SNAKE_CASE", Rename::ScreamingSnake),
    ("kebab-case", Rename::Kebab),
    ("SCREAMING-KEBAB-CASE", Rename::ScreamingKebab),
];

impl Rename {
    /// The rule of a name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let found = RULES.iter().find(|(known, _)| *known == name);
        found.map(|(_, rule)| *rule)
    }

    /// How the rules are written.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|(name, _)| *name)
    }

    /// The name of a field, which Rust writes in `snake_case`.
    pub(super) fn field(self, name: &str) -> String {
        match self {
            Self::None | Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => pascal(name),
            Self::Camel => first_lower(&pascal(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The name of a variant, which Rust writes in `PascalCase`.
    pub(super) fn variant(self, name: &str) -> String {
        match self {
            Self::None | Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => first_lower(name),
            Self::Snake => snake(name),
            Self::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Self::Kebab => snake(name).replace('_', "-"),
            Self::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(snake: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    snake.split('_').map(word).collect()
}

fn first_lower(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn snake(pascal: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in pascal.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of serde's own tests.
    #[test]
    fn names_are_those_of_serde() {
        use Rename::*;
        let rules = [
            None,
            Lower,
            Upper,
            Pascal,
            Camel,
            Snake,
            ScreamingSnake,
            Kebab,
            ScreamingKebab,
        ];
        let variants = [
            [
                "Outcome", "outcome", "OUTCOME", "Outcome", "outcome", "outcome", "OUTCOME",
                "outcome", "OUTCOME",
            ],
            [
                "VeryTasty",
                "verytasty",
                "VERYTASTY",
                "VeryTasty",
                "veryTasty",
                "very_tasty",
                "VERY_TASTY",
                "very-tasty",
                "VERY-TASTY",
            ],
            ["A", "a", "A", "A", "a", "a", "A", "a", "A"],
            [
                "Z42", "z42", "Z42", "Z42", "z42", "z42", "Z42", "z42", "Z42",
            ],
        ];
        for expected in variants {
            let names = rules.map(|rule| rule.variant(expected[0]));
            assert_eq!(names, expected);
        }
        let fields = [
            [
                "outcome", "outcome", "OUTCOME", "Outcome", "outcome", "outcome", "OUTCOME",
                "outcome", "OUTCOME",
            ],
            [
                "very_tasty",
                "very_tasty",
                "VERY_TASTY",
                "VeryTasty",
                "veryTasty",
                "very_tasty",
                "VERY_TASTY",
                "very-tasty",
                "VERY-TASTY",
            ],
            ["a", "a", "A", "A", "a", "a", "A", "a", "A"],
            [
                "z42", "z42", "Z42", "Z42", "z42", "z42", "Z42", "z42", "Z42",
            ],
        ];
        for expected in fields {
            let names = rules.map(|rule| rule.field(expected[0]));
            assert_eq!(names, expected);
        }
    }

    #[test]
    fn unusual_names_have_a_name_too() {
        assert_eq!(Rename::Camel.field("_"), "");
        assert_eq!(Rename::Camel.field("__a__b"), "aB");
        assert_eq!(Rename::Camel.variant("Äpfel"), "Äpfel");
        assert_eq!(Rename::Snake.variant("ÄpfelÖl"), "Äpfel_Öl");
    }

    #[test]
    fn each_rule_is_found_by_its_name() {
        for name in Rename::names() {
            assert!(Rename::parse(name).is_some());
        }
        assert_eq!(Rename::parse("CamelCase"), None);
    }
}
