//! Every example program runs and says what it should.

use std::process::Command;

/// The lines that an example prints.
fn lines(example: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["run", "-q", "-p", "examples", "--example", example])
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example} failed:\n{errors}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(str::to_owned).collect()
}

/// The lines of one side, in their order: the two sides print as they come.
fn said_by<'a>(lines: &'a [String], side: &str) -> Vec<&'a str> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(side)?.strip_prefix(": "))
        .collect()
}

#[test]
fn chat() {
    let lines = lines("chat");
    assert_eq!(
        said_by(&lines, "server"),
        [
            r#"a client joined channel "123""#,
            r#"heard "Hello, world!""#,
            r#"heard "Bye, world!""#,
        ]
    );
    assert_eq!(
        said_by(&lines, "client"),
        [
            r#"heard "you said: Hello, world!""#,
            r#"heard "you said: Bye, world!""#,
        ]
    );
    assert_eq!(lines.len(), 5, "{lines:?}");
}

#[test]
fn user_events() {
    let lines = lines("user_events");
    assert_eq!(
        said_by(&lines, "server"),
        [
            r#"refused a client: the path "/nowhere" does not match the address "user/events/{userId}""#,
            "user user 123/45 connected",
            "user 123/45 signed up",
        ]
    );
    assert_eq!(
        said_by(&lines, "client"),
        [
            "HTTP error: 404 Not Found",
            "user 123/45 now has updated@example.com",
        ]
    );
    assert_eq!(lines.len(), 5, "{lines:?}");
}

#[test]
fn market_data() {
    let lines = lines("market_data");
    assert_eq!(
        lines.first().map(String::as_str),
        Some("the real thing is at wss://eu.market.example.com/stream")
    );
    let client = said_by(&lines, "client");
    let target = "/v1/market-data/spot?depth=2";
    assert!(
        client[0].starts_with("connecting to ws://127.0.0.1:") && client[0].ends_with(target),
        "{client:?}"
    );
    assert_eq!(
        client[1..],
        [
            "BTC-EUR at 61234.5",
            "BTC-EUR bids [(61234.0, 0.5), (61233.0, 0.5)]",
            "BTC-EUR asks [(61236.0, 0.5), (61237.0, 0.5)]",
            "refused: unknown symbol",
        ]
    );
    assert_eq!(said_by(&lines, "server"), ["BTC-EUR is no longer wanted"]);
    assert_eq!(lines.len(), 7, "{lines:?}");
}

#[test]
fn there_are_no_others() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the examples")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(names, ["chat", "market_data", "user_events"]);
}
