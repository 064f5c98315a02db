//! Takes an expression apart that starts with lookaheads, as `^(?!admin)(?=.*\d).{8,}$` does.
//!
//! Each of its parts is then an expression that looks around no more, so that texts of any length
//! are matched in linear time. Expressions of this form are by far the most that look around.

/// A part of an expression.
pub(super) struct Part {
    pub(super) source: String,
    /// Whether the part is to be found or not to be found.
    pub(super) is_wanted: bool,
}

/// The parts of an expression, each of which decides alone; one if it has no such form.
pub(super) fn parts(source: &str) -> Vec<Part> {
    let part = |source: String, is_wanted| Part { source, is_wanted };
    let mut parts = Vec::new();
    match source.strip_prefix('^') {
        Some(mut rest) if !has_alternatives(rest) && !refers_back(source) => {
            while let Some(lookahead) = leading_lookahead(rest) {
                let inside = format!("^(?:{})", lookahead.inside);
                parts.push(part(inside, lookahead.is_wanted));
                rest = lookahead.rest;
            }
            parts.push(part(format!("^{rest}"), true));
        }
        _ => parts.push(part(source.to_owned(), true)),
    }
    parts
}

struct Lookahead<'a> {
    inside: &'a str,
    is_wanted: bool,
    rest: &'a str,
}

fn leading_lookahead(source: &str) -> Option<Lookahead<'_>> {
    let is_wanted = source.starts_with("(?=");
    if !is_wanted && !source.starts_with("(?!") {
        return None;
    }
    let (end, ..) = syntax(source).find(|(_, it, depth)| (*it, *depth) == (')', 0))?;
    let (group, rest) = source.split_at_checked(end + 1)?;
    let inside = group.get(3..end)?;
    let is_repeated = rest.starts_with(['*', '+', '?', '{']);
    (!is_repeated).then_some(Lookahead {
        inside,
        is_wanted,
        rest,
    })
}

/// Whether an expression has a `|` that is in no group.
fn has_alternatives(source: &str) -> bool {
    syntax(source).any(|(_, it, depth)| (it, depth) == ('|', 0))
}

/// Whether an expression might refer to a group, which would then be in another part.
fn refers_back(source: &str) -> bool {
    source
        .split('\\')
        .skip(1)
        .any(|escape| escape.starts_with(|it| matches!(it, '1'..='9' | 'k')))
}

/// The parentheses and bars that have a meaning, with their index and how many groups are around
/// them.
fn syntax(source: &str) -> impl Iterator<Item = (usize, char, usize)> {
    let (mut depth, mut in_class, mut is_escaped) = (0_usize, false, false);
    source.char_indices().filter_map(move |(index, character)| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            _ if was_escaped => {}
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ if in_class => {}
            '(' => {
                depth += 1;
                return Some((index, character, depth - 1));
            }
            ')' => {
                depth = depth.saturating_sub(1);
                return Some((index, character, depth));
            }
            '|' => return Some((index, character, depth)),
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookaheads_at_the_start_are_parts() {
        let wanted = |source: &str| (source.to_owned(), true);
        let unwanted = |source: &str| (source.to_owned(), false);
        for (source, expected) in [
            (
                r"^(?!a|b)(?=.*[)\])].)c{2}$",
                vec![
                    unwanted("^(?:a|b)"),
                    wanted(r"^(?:.*[)\])].)"),
                    wanted("^c{2}$"),
                ],
            ),
            (
                r"^(?=(?:\(|(b)))",
                vec![wanted(r"^(?:(?:\(|(b)))"), wanted("^")],
            ),
            ("^a(?=b)", vec![wanted("^a(?=b)")]),
            ("^(?=a)b|c", vec![wanted("^(?=a)b|c")]),
            ("(?=a)b", vec![wanted("(?=a)b")]),
            ("^(?=a)*b", vec![wanted("^(?=a)*b")]),
            (r"^(?=(a))\1", vec![wanted(r"^(?=(a))\1")]),
            ("^(?=a", vec![wanted("^(?=a")]),
            ("^(?<=a)b", vec![wanted("^(?<=a)b")]),
            ("", vec![wanted("")]),
        ] {
            let found: Vec<(String, bool)> = parts(source)
                .into_iter()
                .map(|part| (part.source, part.is_wanted))
                .collect();
            assert_eq!(found, expected, "{source}");
        }
    }
}
