//! The API, twice: as the macro makes it, and as one writes it by hand for serde; and what a server
//! answers, in each.

use serde::{Deserialize, Serialize};

/// As the macro makes it.
#[allow(missing_docs, unreachable_pub)]
pub(crate) mod generated {
    asyncapi_channels::asyncapi!("api/echo.yaml");
}

use generated::echo::{ClientMessage, ServerMessage};
use generated::{Failed, Imported, Said};

/// The typed answer: another message of the API, with the same id and text.
pub(crate) fn answer(message: ClientMessage) -> ServerMessage {
    match message {
        ClientMessage::Say(say) => Said::new(say.id, say.text).into(),
        ClientMessage::Import(import) => {
            Imported::new(import.id, import.text, import.entries).into()
        }
        _ => Failed::new("not expected").into(),
    }
}

/// What a client says, by hand.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[allow(dead_code)]
pub(crate) enum Question {
    Say {
        id: u64,
        room: String,
        text: String,
        reply_to: Option<u64>,
    },
    Import {
        id: u64,
        text: String,
        entries: Vec<Entry>,
    },
    Join {
        room: String,
        name: String,
    },
    Leave {
        room: String,
    },
    Typing {
        room: String,
        on: bool,
    },
    Edit {
        id: u64,
        text: String,
    },
    Remove {
        id: u64,
    },
    React {
        id: u64,
        emoji: String,
    },
    Seen {
        room: String,
        id: u64,
    },
    Search {
        words: Vec<String>,
        limit: Option<u64>,
    },
    Mute {
        name: String,
        minutes: Option<u64>,
    },
    Rename {
        room: String,
        name: String,
    },
}

/// What a server says, by hand.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Answer {
    Said {
        id: u64,
        text: String,
    },
    Imported {
        id: u64,
        text: String,
        entries: Vec<Entry>,
    },
    Failed {
        text: String,
    },
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Entry {
    id: u64,
    author: String,
    text: String,
    at: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    likes: Option<u64>,
}

impl From<Question> for Answer {
    fn from(question: Question) -> Self {
        match question {
            Question::Say { id, text, .. } => Answer::Said { id, text },
            Question::Import { id, text, entries } => Answer::Imported { id, text, entries },
            _ => Answer::Failed {
                text: "not expected".to_owned(),
            },
        }
    }
}
