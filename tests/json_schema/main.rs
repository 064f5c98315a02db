//! The official test suite of JSON Schema draft-07, through the macro: what `Message::decode`
//! accepts is what the suite calls valid.
//!
//! Reads the suite from the folder `JSON_SCHEMA_TEST_SUITE`, and is skipped when that is unset.
//! Writes `docs/conformance.md`, which says what is compared and how.

mod explicit;
mod generated;
mod judge;
mod oracle;
mod report;
mod round_trip;
mod suite;

use generated::{MODES, Mode};
use judge::{Judged, Judgement};
use report::Counts;
use std::path::Path;

#[test]
fn generated_validation_agrees_with_the_official_suite() {
    let Some(folder) = suite::folder() else {
        return;
    };
    let groups = suite::groups(&folder);
    let outcomes = generated::run(&groups);
    let judged: Vec<Judged<'_>> = groups
        .iter()
        .zip(&outcomes)
        .map(|(group, outcomes)| judge::judge(group, outcomes))
        .collect();
    write_page(&report::page(&judged));
    let mut failures = Vec::new();
    let (required, optional): (Vec<_>, Vec<_>) =
        judged.into_iter().partition(|one| one.group.is_required());
    for mode in MODES {
        for case in report::cases(&required, mode, report::disagreement) {
            failures.push(format!("{}: {case}", mode.name()));
        }
    }
    // What the suite requires, the independent validator must say too: else it proves nothing.
    for one in &required {
        for &case in &one.oracle_disagrees {
            if !matches!(one.judgements(Mode::Strict)[case], Judgement::Remote) {
                let (group, case) = (one.group, &one.group.cases[case].description);
                failures.push(format!(
                    "oracle: {}: {}: {case}",
                    group.file, group.description
                ));
            }
        }
    }
    let formats = Counts::of(optional.iter().filter(|one| one.group.is_format()));
    for mode in MODES {
        let agree = formats.explained(mode);
        println!("formats, {}: {agree} of {}", mode.name(), formats.tests);
        if agree * 10 < formats.tests * 9 {
            failures.push(format!("formats, {}: less than 90 %", mode.name()));
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn write_page(page: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    std::fs::create_dir_all(&folder).expect("the folder of the documentation");
    std::fs::write(folder.join("conformance.md"), page).expect("the page can be written");
}
