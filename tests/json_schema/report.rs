//! The page on what agrees and what does not.

use crate::generated::{MODES, Mode};
use crate::judge::{Judged, Judgement};
use crate::round_trip::RoundTrip;
use std::fmt::Write;

/// Tests of some groups, counted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) tests: usize,
    /// Per mode.
    agree: [usize; 2],
    inferred: usize,
    remote: usize,
}

impl Counts {
    pub(crate) fn of<'a>(judged: impl IntoIterator<Item = &'a Judged<'a>>) -> Self {
        let mut counts = Self::default();
        for judged in judged {
            counts.tests += judged.group.cases.len();
            for mode in MODES {
                for judgement in judged.judgements(mode) {
                    match judgement {
                        Judgement::Agrees => counts.agree[mode as usize] += 1,
                        Judgement::Inferred => counts.inferred += 1,
                        Judgement::Remote if mode == Mode::Strict => counts.remote += 1,
                        Judgement::Remote | Judgement::Disagrees(_) => {}
                    }
                }
            }
        }
        counts
    }

    /// The tests that agree, or differ by an inferred type only.
    pub(crate) fn explained(&self, mode: Mode) -> usize {
        match mode {
            Mode::Strict => self.agree[mode as usize],
            Mode::Default => self.agree[mode as usize] + self.inferred,
        }
    }

    fn row(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} | {} | {} | {} |\n",
            self.tests,
            self.agree[Mode::Strict as usize],
            self.agree[Mode::Default as usize],
            self.inferred,
            self.remote
        )
    }
}

/// The columns of [`Counts::row`].
fn head(first: &str) -> String {
    format!(
        "| {first} | tests | agree, strict | agree, default | differ by an inferred type | need the network |\n\
         |---|---:|---:|---:|---:|---:|\n"
    )
}

pub(crate) fn page(all: &[Judged<'_>]) -> String {
    let mut page = String::from(INTRODUCTION);
    page.push_str(&totals(all));
    page.push_str(&files(all));
    page.push_str(&formats(all));
    page.push_str(&disagreements(all));
    page.push_str(&round_trips(all));
    page
}

fn totals(all: &[Judged<'_>]) -> String {
    let of = |wanted: fn(&Judged<'_>) -> bool| Counts::of(all.iter().filter(|one| wanted(one)));
    let mut text = format!("\n## Totals\n\n{}", head("part"));
    text += &of(|one| one.group.is_required()).row("required");
    text += &of(|one| one.group.is_format()).row("optional: `format`");
    text += &of(|one| !one.group.is_required() && !one.group.is_format()).row("optional: others");
    text
}

fn files(all: &[Judged<'_>]) -> String {
    let mut text = format!("\n## Files\n\n{}", head("file"));
    for of_file in by_file(all) {
        text += &Counts::of(of_file).row(&format!("`{}`", of_file[0].group.file));
    }
    text
}

fn formats(all: &[Judged<'_>]) -> String {
    let mut text = String::from(
        "\n## Formats\n\nFormats are checked, not only noted; unknown ones ask nothing. The default mode's share \
         counts tests that\ndiffer by an inferred type as agreeing.\n\n\
         | format | tests | agree, strict | agree, default |\n|---|---:|---:|---:|\n",
    );
    let mut row = |name: &str, counts: Counts| {
        let [strict, default] = MODES.map(|mode| {
            let agree = counts.explained(mode);
            format!("{agree} ({} %)", agree * 100 / counts.tests.max(1))
        });
        let _ = writeln!(text, "| {name} | {} | {strict} | {default} |", counts.tests);
    };
    for of_file in by_file(all) {
        if let Some(name) = of_file[0].group.file.strip_prefix("optional/format/") {
            row(&format!("`{name}`"), Counts::of(of_file));
        }
    }
    row(
        "all",
        Counts::of(all.iter().filter(|one| one.group.is_format())),
    );
    text
}

fn by_file<'a, 'b>(all: &'a [Judged<'b>]) -> impl Iterator<Item = &'a [Judged<'b>]> {
    all.chunk_by(|one, next| one.group.file == next.group.file)
}

fn disagreements(all: &[Judged<'_>]) -> String {
    let strict = cases(all, Mode::Strict, disagreement);
    let default = cases(all, Mode::Default, disagreement);
    let inferred = cases(all, Mode::Default, |judgement| match judgement {
        Judgement::Inferred => Some(String::new()),
        _ => None,
    });
    let remote = cases(all, Mode::Strict, |judgement| match judgement {
        Judgement::Remote => Some(String::new()),
        _ => None,
    });
    let mut text = String::from("\n## Disagreements\n");
    text += &section("By the letter (`schemas = strict`)", &strict);
    text += &section("In the default mode", &default);
    text += &section(
        "In the default mode, because of an inferred type",
        &inferred,
    );
    text += &section("Not tried, since the schema needs the network", &remote);
    text
}

/// What was said instead of the suite's verdict, where no other reason is known.
pub(crate) fn disagreement(judgement: &Judgement) -> Option<String> {
    match judgement {
        Judgement::Disagrees(text) => Some(text.clone()),
        _ => None,
    }
}

/// The tests that `wanted` has something to say of, as lines.
pub(crate) fn cases(
    all: &[Judged<'_>],
    mode: Mode,
    wanted: impl Fn(&Judgement) -> Option<String>,
) -> Vec<String> {
    let mut lines = Vec::new();
    for judged in all {
        for (case, judgement) in judged.group.cases.iter().zip(judged.judgements(mode)) {
            if let Some(said) = wanted(judgement) {
                let verdict = if case.valid { "valid" } else { "invalid" };
                let line = format!("{} ({verdict})", place(judged, &case.description));
                lines.push(match said.as_str() {
                    "" => line,
                    said => format!("{line}: {}", code(said)),
                });
            }
        }
    }
    lines
}

fn round_trips(all: &[Judged<'_>]) -> String {
    let mut text = String::from(
        "\n## Round trip\n\nEvery accepted instance, encoded again. Properties may appear that \
         the schema gives a default or a\nsingle value; numbers are compared by value.\n\n\
         | mode | accepted | the same JSON | the same but for such properties | others |\n\
         |---|---:|---:|---:|---:|\n",
    );
    let mut others = String::new();
    for mode in MODES {
        let [mut accepted, mut same, mut added, mut other] = [0; 4];
        let mut lines = Vec::new();
        for judged in all {
            let trips = judged.round_trips(mode).iter();
            for (case, trip) in judged.group.cases.iter().zip(trips) {
                let Some(trip) = trip else { continue };
                accepted += 1;
                match trip {
                    RoundTrip::Same => same += 1,
                    RoundTrip::Added => added += 1,
                    RoundTrip::Other(back) => {
                        other += 1;
                        let (place, given) = (place(judged, &case.description), &case.data);
                        lines.push(format!("{place}: {} became {}", code(given), code(back)));
                    }
                }
            }
        }
        let name = mode.name();
        let _ = writeln!(text, "| {name} | {accepted} | {same} | {added} | {other} |");
        others += &section(&format!("Other values, {name}"), &lines);
    }
    text + &others
}

/// The names of a test.
fn place(judged: &Judged<'_>, case: &str) -> String {
    let group = judged.group;
    let (description, case) = (escaped(&group.description), escaped(case));
    format!("`{}`: {description}: {case}", group.file)
}

fn section(title: &str, lines: &[String]) -> String {
    let mut text = format!("\n### {title}\n\n{} in all.\n", lines.len());
    if !lines.is_empty() {
        text.push('\n');
    }
    for line in lines {
        let _ = writeln!(text, "- {line}");
    }
    text
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if "\\`*_[]<>|$#".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(if letter.is_control() { ' ' } else { letter });
    }
    escaped
}

/// A piece of code on one line, shortened.
fn code(text: &str) -> String {
    const LONGEST: usize = 120;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let shown: String = line
        .chars()
        .take(LONGEST)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let rest = if line.chars().count() > LONGEST {
        "…"
    } else {
        ""
    };
    format!("`` {shown}{rest} ``")
}

const INTRODUCTION: &str = "# JSON Schema conformance

This page is generated. With the official
[JSON Schema Test Suite](https://github.com/json-schema-org/JSON-Schema-Test-Suite) in a folder,

```sh
JSON_SCHEMA_TEST_SUITE=<folder> cargo test -p tests --test json_schema
```

puts every test of draft-07 through the macro and writes the page anew. Each group of tests becomes an
AsyncAPI document whose only message has the group's schema. The document is expanded by the letter
(`schemas = strict`) and in the default mode, compiled, and each instance of the group is given to
`Message::decode`. A test agrees if exactly the instances are accepted that the suite calls valid.

The default mode infers a type where a schema has none but has keywords of one: `minLength` then means
a string, where the letter lets every number through. Such a test counts as *differing by an inferred
type* only if an independent validator, given the schema with that type written down, says what the
macro says.

A schema that refers to a document on the network is a compile error, for nothing is fetched at build
time. One that no value can match is a compile error too: it agrees if the suite calls all instances
of the group invalid.
";
