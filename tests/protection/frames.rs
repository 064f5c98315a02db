//! Frames that RFC 6455 forbids.

use crate::Attacked;
use crate::client::{
    BINARY, CLOSE, CONTINUE, LAST, PING, PONG, TEXT, close_payload, frame_head, masked, said,
};
use asyncapi_channels::CloseCode;
use asyncapi_channels::server::ConnectionConfig;

/// Sends each, alone and behind a message, and sees the connection closed with the code.
async fn are_refused(attacks: &[Vec<u8>], code: CloseCode) {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    for attack in attacks {
        for is_first in [true, false] {
            let mut client = server.client().await;
            if !is_first {
                client.says("before").await;
                client.hears("before").await;
            }
            client.writes(attack).await;
            client.is_closed(code, "").await;
            drop(client);
            let gone = server.gone().await;
            assert_eq!(gone.code, code, "{attack:x?}: {gone:?}");
            server.honest.is_served().await;
        }
    }
    server.survived().await;
}

fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = frame_head(first, false, payload.len() as u64);
    frame.extend(payload);
    frame
}

/// Section 5.1.
#[tokio::test]
async fn unmasked_frames() {
    let text = said("bare");
    let attacks = [
        unmasked(LAST | TEXT, text.as_bytes()),
        unmasked(LAST | BINARY, b""),
        unmasked(LAST | PING, b"x"),
        unmasked(LAST | CLOSE, &close_payload(1000, "")),
    ];
    are_refused(&attacks, CloseCode::Protocol).await;
}

/// Section 5.2: no extension was agreed on that would give them a meaning.
#[tokio::test]
async fn reserved_bits_and_opcodes() {
    let bits = [0x40, 0x20, 0x10, 0x70].map(|bits| masked(LAST | TEXT | bits, b"{}"));
    let opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(|code| masked(LAST | code, b"x"));
    let control = [masked(LAST | PING | 0x40, b"")];
    let attacks: Vec<_> = bits.into_iter().chain(opcodes).chain(control).collect();
    are_refused(&attacks, CloseCode::Protocol).await;
}

/// Section 5.5: control frames are short and whole.
#[tokio::test]
async fn control_frames_that_are_long_or_fragmented() {
    let long = [b'x'; 126];
    let attacks = [
        masked(PING, b"x"),
        masked(PONG, b""),
        masked(CLOSE, &close_payload(1000, "")),
        masked(LAST | PING, &long),
        masked(LAST | PONG, &long),
        masked(LAST | CLOSE, &close_payload(1000, &"x".repeat(124))),
    ];
    are_refused(&attacks, CloseCode::Protocol).await;
}

/// Section 5.4: a message's fragments follow each other.
#[tokio::test]
async fn fragments_out_of_order() {
    let mut two_beginnings = masked(TEXT, b"x");
    two_beginnings.extend(masked(TEXT, b"y"));
    let mut another = masked(TEXT, b"x");
    another.extend(masked(LAST | BINARY, b"y"));
    let attacks = [
        masked(LAST | CONTINUE, b"x"),
        masked(CONTINUE, b""),
        two_beginnings,
        another,
    ];
    are_refused(&attacks, CloseCode::Protocol).await;
}

/// Section 7.4: what these codes say is not to be said in a close frame.
#[tokio::test]
async fn closing_with_a_forbidden_code() {
    let codes = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];
    let mut attacks: Vec<_> = codes
        .into_iter()
        .map(|code| masked(LAST | CLOSE, &close_payload(code, "")))
        .collect();
    // Half a code.
    attacks.push(masked(LAST | CLOSE, &[3]));
    are_refused(&attacks, CloseCode::Protocol).await;
}

/// Section 8.1.
#[tokio::test]
async fn texts_that_are_not_utf_8() {
    let mut across = masked(TEXT, b"\xc3");
    across.extend(masked(LAST | CONTINUE, b"("));
    let mut cut = masked(TEXT, b"x");
    cut.extend(masked(LAST | CONTINUE, b"\xe2\x82"));
    let attacks = [
        masked(LAST | TEXT, b"\xff"),
        masked(LAST | TEXT, b"{\"text\":\"\xc0\x80\"}"),
        // A surrogate, and more than Unicode has.
        masked(LAST | TEXT, b"\xed\xa0\x80"),
        masked(LAST | TEXT, b"\xf4\x90\x80\x80"),
        across,
        cut,
        masked(LAST | CLOSE, b"\x03\xe8\xff"),
    ];
    are_refused(&attacks, CloseCode::Invalid).await;
}

/// A character that is cut by fragments, with a ping within, is whole in the end.
#[tokio::test]
async fn a_character_may_be_cut() {
    let mut server = Attacked::with_config(ConnectionConfig::new()).await;
    let mut client = server.client().await;
    for byte in said("\u{1f980}").as_bytes().chunks(1).enumerate() {
        let (index, byte) = byte;
        let opcode = if index == 0 { TEXT } else { CONTINUE };
        client.writes(&masked(opcode, byte)).await;
        client.writes(&masked(LAST | PING, b"")).await;
    }
    client.writes(&masked(LAST | CONTINUE, b"")).await;
    client.hears("\u{1f980}").await;
    drop(client);
    server.survived().await;
}
