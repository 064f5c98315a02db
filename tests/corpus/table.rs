//! The table that the corpus run prints.

use crate::Row;
use crate::generated::Results;

pub(crate) fn print(rows: &[Row], results: &Results) {
    println!(
        "| set | documents | expanded | compiled | with warnings | examples | decoded | same JSON | same but for defaults |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for set in ["ws", "other", "invalid"] {
        let of_set: Vec<&Row> = rows.iter().filter(|row| row.entry.set == set).collect();
        let expanded: Vec<&&Row> = of_set
            .iter()
            .filter(|row| row.accepted().is_some())
            .collect();
        let warned = expanded
            .iter()
            .filter(|row| row.accepted().is_some_and(|e| !e.warnings.is_empty()))
            .count();
        let examples = results.of_set(set);
        println!(
            "| {set} | {} | {} | {} | {warned} | {} | {} | {} | {} |",
            of_set.len(),
            expanded.len(),
            if results.compiled { expanded.len() } else { 0 },
            examples.total,
            examples.decoded,
            examples.same,
            examples.defaults,
        );
    }
    println!("\nrefused:");
    for row in rows {
        let Some(expansion) = &row.expansion else {
            println!("- {} {}: PANIC", row.entry.set, row.entry.file);
            continue;
        };
        if let Some(error) = expansion.errors.first() {
            println!(
                "- {} {} (reference: {})\n    {}",
                row.entry.set,
                row.entry.file,
                if row.entry.reference_valid {
                    "accepted"
                } else {
                    &row.entry.reference_error
                },
                error.lines().next().unwrap_or_default()
            );
        }
    }
    println!("\nexamples that did not decode, or came back as other JSON:");
    for note in &results.notes {
        println!("- {note}");
    }
}
