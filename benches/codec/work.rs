//! What is measured: each way to read and to write the messages of a sample.

use crate::by_hand::ByHand;
use crate::samples::{Sample, samples};
use asyncapi_channels::{Frame, Message, MessageView};
use benches::Contender;
use serde_json::Value;
use std::hint::black_box;

#[allow(missing_docs)]
mod api {
    asyncapi_channels::asyncapi!("api/codec.yaml", views = true);
}

use api::floor::{ServerMessage, ServerMessageView};

/// A row of a table: messages, and where their tag is.
struct Row {
    name: String,
    sample: Sample,
}

/// One of the two tables.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Direction {
    /// From a text to a message.
    Decode,
    /// From a message to a text.
    Encode,
}

impl Direction {
    /// Both tables, in their order.
    pub(crate) const ALL: [Self; 2] = [Self::Decode, Self::Encode];

    /// The rows of the table. Where the tag comes from matters to reading only.
    fn rows(self) -> Vec<Row> {
        let row = |name: String, sample| Row { name, sample };
        samples()
            .into_iter()
            .flat_map(|sample| match self {
                Self::Decode => {
                    let last = sample.tag_last();
                    vec![
                        row(format!("{}, tag first", sample.name), sample),
                        row(format!("{}, tag last", last.name), last),
                    ]
                }
                Self::Encode => vec![row(sample.name.to_owned(), sample)],
            })
            .collect()
    }

    /// The contenders of a row. The first is what the others are compared with; each runs through
    /// all messages of the row once.
    fn contenders(self, row: &Row) -> Vec<Contender<'_>> {
        let texts = &row.sample.texts;
        match self {
            Self::Decode => vec![
                each("by hand", texts, |text| by_hand(text)),
                each("decode", texts, |text| decoded(text)),
                each("decode_unchecked", texts, |text| {
                    ServerMessage::decode_unchecked(Frame::Text(text)).expect("a message")
                }),
                each("derived", texts, |text| derived(text)),
                // What borrows from a text cannot leave the function that has it.
                each("view", texts, |text| {
                    black_box(view(text));
                }),
            ],
            Self::Encode => vec![
                each(
                    "by hand",
                    texts.iter().map(|text| by_hand(text)).collect::<Vec<_>>(),
                    |message| serde_json::to_string(message).expect("JSON"),
                ),
                each("encode", messages(texts), |message| {
                    message.encode().expect("valid")
                }),
                each("encode_unchecked", messages(texts), |message| {
                    message.encode_unchecked().expect("JSON")
                }),
                each(
                    "derived",
                    texts.iter().map(|text| derived(text)).collect::<Vec<_>>(),
                    |message| message.encode().expect("valid"),
                ),
            ],
        }
    }
}

/// Prints a table with a row for each sample and a column for each contender. `cells` makes the
/// cells of a row from its contenders and from how many messages each run of them is about.
pub(crate) fn print_table(
    direction: Direction,
    what: &str,
    cells: impl Fn(&mut [Contender<'_>], usize) -> Vec<String>,
) {
    for (index, row) in direction.rows().iter().enumerate() {
        assert_equal(&row.sample.texts);
        let mut contenders = direction.contenders(row);
        if index == 0 {
            let names: Vec<&str> = contenders.iter().map(|it| it.name).collect();
            println!(
                "\n| {direction:?}: {what} | bytes | {} |",
                names.join(" | ")
            );
            println!("|---|---:|{}", "---:|".repeat(names.len()));
        }
        let cells = cells(&mut contenders, row.sample.texts.len());
        let bytes = row.sample.bytes();
        println!("| {} | {bytes} | {} |", row.name, cells.join(" | "));
    }
}

/// A contender that does the same with each item.
fn each<'a, T: 'a, R>(
    name: &'a str,
    items: impl AsRef<[T]> + 'a,
    work: impl Fn(&T) -> R + 'a,
) -> Contender<'a> {
    Contender::new(name, move || {
        for item in items.as_ref() {
            black_box(work(black_box(item)));
        }
    })
}

fn messages(texts: &[String]) -> Vec<ServerMessage> {
    texts.iter().map(|text| decoded(text)).collect()
}

fn by_hand(text: &str) -> ByHand {
    serde_json::from_str(text).expect("a message")
}

fn decoded(text: &str) -> ServerMessage {
    ServerMessage::decode(Frame::Text(text)).expect("a valid message")
}

fn derived(text: &str) -> ByHand {
    ByHand::decode(Frame::Text(text)).expect("a valid message")
}

fn view(text: &str) -> ServerMessageView<'_> {
    ServerMessageView::decode(Frame::Text(text)).expect("a valid message")
}

/// Panics unless all contenders read and write the same.
fn assert_equal(texts: &[String]) {
    for text in texts {
        let expected: Value = serde_json::from_str(text).expect("JSON");
        let same = |written: &[u8]| {
            let written: Value = serde_json::from_slice(written).expect("JSON");
            assert_eq!(written, expected);
        };
        let message = decoded(text);
        let unchecked = ServerMessage::decode_unchecked(Frame::Text(text)).expect("a message");
        assert_eq!(message, unchecked);
        assert_eq!(view(text).name(), message.name());
        same(
            serde_json::to_string(&by_hand(text))
                .expect("JSON")
                .as_bytes(),
        );
        same(derived(text).encode().expect("valid").as_bytes());
        same(message.encode().expect("valid").as_bytes());
        same(message.encode_unchecked().expect("JSON").as_bytes());
    }
}
