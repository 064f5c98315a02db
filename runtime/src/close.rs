//! Close frames (RFC 6455 section 5.5.1).

use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// How long the reason of a close frame may be: a control frame has 125 bytes at most, and two of
/// them are the code (RFC 6455 section 5.5).
const REASON: usize = 123;

/// A frame with as much of the reason as it has room for, and a code that may be sent.
pub(crate) fn close_frame(code: CloseCode, reason: &str) -> CloseFrame {
    let mut end = reason.len().min(REASON);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    CloseFrame {
        code: if code.is_allowed() {
            code
        } else {
            CloseCode::Normal
        },
        reason: reason[..end].into(),
    }
}
