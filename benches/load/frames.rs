//! What travels, as bytes: every message of a kind is equally long, so that they can be counted
//! without being looked at.

/// What fills a message.
pub(crate) const TEXT: &str = "Shall we meet at seven? The Old Bridge is open late tonight.";

/// The frame of a client's message, with a mask of zeros (RFC 6455 section 5.2).
pub(crate) fn ask(id: usize) -> Vec<u8> {
    let text = format!(r#"{{"type":"ask","id":"{id:010}","text":"{TEXT}"}}"#);
    let mut frame = vec![0x81, 0x80 | text.len() as u8, 0, 0, 0, 0];
    frame.extend(text.bytes());
    frame
}

/// The length of the frame of a server's message.
pub(crate) fn length(kind: &str) -> usize {
    let text = format!(r#"{{"type":"{kind}","id":"{:010}","text":"{TEXT}"}}"#, 0);
    assert!(text.len() < 126);
    2 + text.len()
}
