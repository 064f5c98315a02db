//! The servers that are compared.

/// A server, by the library and by the loop that answers with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    Typed,
    Handled,
    ByHand,
    ByHandFed,
    Untyped,
    FastWebSockets,
    TokioWebSockets,
    Yawc,
    YawcFed,
    Node,
}

impl Contender {
    /// All of them; the first is what the others are compared with.
    pub(crate) const ALL: [Self; 10] = [
        Self::Typed,
        Self::Handled,
        Self::ByHand,
        Self::ByHandFed,
        Self::Untyped,
        Self::FastWebSockets,
        Self::TokioWebSockets,
        Self::Yawc,
        Self::YawcFed,
        Self::Node,
    ];

    /// Its name in the table, and on the command line of its process.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Typed => "asyncapi-channels: typed, `feed`",
            Self::Handled => "asyncapi-channels: `Handler` in a `Server`",
            Self::ByHand => "tokio-tungstenite: serde, `send`",
            Self::ByHandFed => "tokio-tungstenite, 16 KiB buffer: serde, `feed`",
            Self::Untyped => "tokio-tungstenite, 16 KiB buffer: untyped, `feed`",
            Self::FastWebSockets => "fastwebsockets: serde, `write_frame`",
            Self::TokioWebSockets => "tokio-websockets: serde, `send`",
            Self::Yawc => "yawc: serde, `send`",
            Self::YawcFed => "yawc: serde, `feed`",
            Self::Node => "Node.js `ws`: JSON.parse, ajv",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|contender| contender.name() == name)
    }

    /// Whether it answers with the very text that it received.
    pub(crate) fn is_untyped(self) -> bool {
        self == Self::Untyped
    }
}
