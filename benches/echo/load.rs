//! What is asked: the messages, as the bytes of their frames, and what a right answer to each is.

use serde_json::Value;

use crate::Result;

/// How many different messages a connection sends in rotation.
const MESSAGES: usize = 64;
/// How many entries the large message has.
const ENTRIES: u64 = 56;
const TEXT: &str = "Shall we meet at seven? \"The Old Bridge\" is near – and it is open late. ";

/// So many connections, each with so many messages in flight, of such a size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) connections: usize,
    pub(crate) in_flight: usize,
    /// The bytes of each message.
    size: usize,
    large: bool,
}

/// What is measured.
pub(crate) const LOADS: [Load; 3] = [
    Load {
        connections: 1,
        in_flight: 64,
        size: 112,
        large: false,
    },
    Load {
        connections: 100,
        in_flight: 16,
        size: 112,
        large: false,
    },
    Load {
        connections: 1,
        in_flight: 64,
        size: 8192,
        large: true,
    },
];

impl std::fmt::Display for Load {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            connections,
            in_flight,
            size,
            ..
        } = self;
        write!(f, "{connections} × {in_flight}, {size} B")
    }
}

/// The messages of a load.
pub(crate) struct Messages {
    /// All frames, one after the other, and then all of them again, so that up to as many as there
    /// are stand in one piece wherever one begins.
    frames: Vec<u8>,
    /// The bytes of each frame: all are equally long.
    pub(crate) frame_size: usize,
    values: Vec<Value>,
}

impl Messages {
    pub(crate) fn new(load: Load) -> Result<Self> {
        let mut frames = Vec::new();
        let mut values = Vec::new();
        for index in 0..MESSAGES {
            let text = message(load, index);
            frames.extend(masked_frame(&text, index));
            values.push(serde_json::from_str(&text)?);
        }
        let frame_size = frames.len() / MESSAGES;
        frames.extend_from_within(..);
        Ok(Self {
            frames,
            frame_size,
            values,
        })
    }

    /// So many bytes of frames, from a position in the endless row of them.
    pub(crate) fn bytes(&self, position: usize, length: usize) -> &[u8] {
        let period = self.frames.len() / 2;
        let start = position % period;
        &self.frames[start..start + length.min(period)]
    }

    /// Whether this is a right answer to the message of this number.
    pub(crate) fn check(&self, number: usize, answer: &[u8], same: bool) -> Result<()> {
        let asked = &self.values[number % MESSAGES];
        let answer: Value = serde_json::from_slice(answer)?;
        let tag = match asked["type"].as_str() {
            Some(tag) if same => tag,
            Some("say") => "said",
            _ => "imported",
        };
        let right = answer["type"] == tag
            && ["id", "text", "entries"]
                .iter()
                .all(|key| answer.get(key) == asked.get(key));
        match right {
            true => Ok(()),
            false => Err(format!("{asked} was answered with {answer}").into()),
        }
    }
}

/// A message whose text fills it up to the size of the load.
fn message(load: Load, index: usize) -> String {
    let mut text = String::new();
    let mut characters = TEXT.chars().cycle().skip(index);
    loop {
        let message = written(load, index, &text);
        // What would be too long at the end gives way to what is short enough.
        match load.size.saturating_sub(message.len()) {
            0 => return message,
            1..4 => text.push('.'),
            _ => text.extend(characters.next()),
        }
    }
}

/// The message, written as clients do: the tag first.
fn written(load: Load, index: usize, text: &str) -> String {
    let id = 1_000_000 + index;
    let text = Value::from(text);
    match (load.large, index % 2) {
        (true, _) => {
            let entries = entries();
            format!(r#"{{"type":"import","id":{id},"text":{text},"entries":[{entries}]}}"#)
        }
        (false, 0) => format!(r#"{{"type":"say","id":{id},"room":"general","text":{text}}}"#),
        (false, _) => {
            let other = id - 1;
            format!(
                r#"{{"type":"say","id":{id},"room":"general","text":{text},"reply_to":{other}}}"#
            )
        }
    }
}

fn entries() -> String {
    let text = Value::from(TEXT);
    let entries: Vec<String> = (0..ENTRIES)
        .map(|index| {
            let id = 500_000 + index;
            let at = 1_767_225_600.25 + index as f64 * 12.5;
            let likes = match index % 3 {
                0 => format!(r#","likes":{index}"#),
                _ => String::new(),
            };
            format!(r#"{{"id":{id},"author":"Ada","text":{text},"at":{at}{likes}}}"#)
        })
        .collect();
    entries.join(",")
}

/// The text as a client's frame (RFC 6455 section 5.2), with a mask of its own.
fn masked_frame(text: &str, index: usize) -> Vec<u8> {
    let mask = (0x9E37_79B9_u32.wrapping_mul(index as u32 + 1)).to_be_bytes();
    let mut frame = vec![0x81];
    match text.len() {
        length @ ..126 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(
        text.bytes()
            .zip(mask.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    frame
}
