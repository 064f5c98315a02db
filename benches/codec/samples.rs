//! The messages that are read and written.

/// Messages that are measured together, as JSON texts.
pub(crate) struct Sample {
    /// What they are called in the tables.
    pub(crate) name: &'static str,
    /// Their texts.
    pub(crate) texts: Vec<String>,
}

impl Sample {
    /// The average length of a text, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.iter().map(String::len).sum::<usize>() / self.texts.len()
    }

    /// The same messages with the tag as the last property instead of the first.
    pub(crate) fn tag_last(&self) -> Self {
        let texts = self.texts.iter().map(|text| tag_last(text)).collect();
        Self {
            name: self.name,
            texts,
        }
    }
}

/// One of each message: what follows the tag, as peers write it, without spaces.
const MIX: [(&str, &str); 12] = [
    ("ping", PING),
    ("chat", CHAT),
    (
        "history",
        r#""room":"lobby","lines":[{"id":41,"author":"ada","text":"anyone?","at":"2026-03-01T12:29:07Z","likes":0},{"id":42,"author":"grace","text":"here","at":"2026-03-01T12:29:31Z","likes":2,"score":0.75}],"more":false"#,
    ),
    (
        "joined",
        r#""room":"lobby","user":{"id":7001,"name":"ada","bot":false}"#,
    ),
    ("left", r#""room":"lobby","user":7001,"reason":"timeout""#),
    ("typing", r#""user":7001,"active":true"#),
    ("reaction", r#""message":42,"user":7001,"emoji":"👍""#),
    (
        "trade",
        r#""symbol":"BTC-EUR","side":"buy","price":61234.5,"quantity":0.025,"at":1772368245123"#,
    ),
    (
        "quote",
        r#""symbol":"BTC-EUR","bid":61234.25,"ask":61235.75"#,
    ),
    (
        "book",
        r#""symbol":"BTC-EUR","sequence":90210,"bids":[{"price":61234.25,"quantity":0.5}],"asks":[{"price":61235.75,"quantity":1.25}]"#,
    ),
    (
        "balance",
        r#""currency":"EUR","available":1520.55,"held":61.25"#,
    ),
    (
        "failure",
        r#""code":429,"reason":"too many messages","retry_after":1.5"#,
    ),
];
const PING: &str = r#""sequence":123456"#;
const CHAT: &str = r#""id":1048577,"author":"ada","text":"Is anyone here? It is \"late\" now.","at":"2026-03-01T12:30:45Z""#;

/// All samples, with the tag first, the smallest ones first.
pub(crate) fn samples() -> Vec<Sample> {
    let single = |name, tag, rest: &str| Sample {
        name,
        texts: vec![text(tag, rest)],
    };
    vec![
        single("a ping", "ping", PING),
        single("a chat line", "chat", CHAT),
        Sample {
            name: "all 12 in turn",
            texts: MIX.iter().map(|(tag, rest)| text(tag, rest)).collect(),
        },
        single("a history", "history", &history()),
    ]
}

fn text(tag: &str, rest: &str) -> String {
    format!(r#"{{"type":"{tag}",{rest}}}"#)
}

fn tag_last(text: &str) -> String {
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    let braces = text.len() - text.trim_end_matches('}').len();
    let (tag, rest) = inner.split_once(',').expect("a tag and more");
    format!("{{{rest}{},{tag}}}", "}".repeat(braces - 1))
}

/// The lines of a room: texts of several lengths, a few with an escape or beyond ASCII.
fn history() -> String {
    const TEXTS: [&str; 5] = [
        "Good morning.",
        r"Has anyone seen the figures of last week? They were to be here by Monday.",
        r#"She said \"not before noon\", and that was that."#,
        "Über die Größe müssen wir noch sprechen.",
        r"1. open the door\n2. look around\n3. tell us, what you have seen there, in full; there is no hurry at all, but a picture would be nice to have",
    ];
    const AUTHORS: [&str; 3] = ["ada", "grace", "konrad"];
    let lines: Vec<String> = (0..50)
        .map(|index| {
            let author = AUTHORS[index % AUTHORS.len()];
            let text = TEXTS[index % TEXTS.len()];
            let optional = match index % 4 {
                0 => format!(r#","score":0.{}5"#, index + 1),
                1 => r#","pinned":true"#.to_owned(),
                _ => String::new(),
            };
            format!(
                r#"{{"id":{},"author":"{author}","text":"{text}","at":"2026-03-01T12:{:02}:07.250Z","likes":{}{optional}}}"#,
                1_048_577 + index,
                index % 60,
                index * 7 % 40,
            )
        })
        .collect();
    format!(
        r#""room":"lobby","lines":[{}],"more":true"#,
        lines.join(",")
    )
}
