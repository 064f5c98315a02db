//! What the macro says of mistakes, and that what it generates compiles in unkind surroundings.
//!
//! `TRYBUILD=overwrite cargo test -p tests --test ui` writes the expected texts anew.

#[test]
fn mistakes_are_compile_errors_that_say_where_and_why() {
    let cases = trybuild::TestCases::new();
    for area in [
        "direction",
        "usage",
        "options",
        "document",
        "reference",
        "asyncapi",
        "schema",
        "security",
        "warning",
        "server",
        "client",
    ] {
        cases.compile_fail(format!("ui/{area}/*.rs"));
    }
}

#[test]
fn mistakes_in_hand_written_types_are_compile_errors_too() {
    let cases = trybuild::TestCases::new();
    for area in ["derive", "derive_channel"] {
        cases.compile_fail(format!("ui/{area}/*.rs"));
    }
}

#[test]
fn types_that_drift_from_the_document() {
    trybuild::TestCases::new().compile_fail("ui/drift/*.rs");
}

#[test]
fn types_say_what_their_fields_can_do() {
    trybuild::TestCases::new().compile_fail("ui/derive_types/*.rs");
}

#[test]
fn generated_code_compiles_wherever_it_stands() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
