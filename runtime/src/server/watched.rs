//! A connection's bytes, with an eye on the frames that arrive.
//!
//! The WebSocket library hands over whole messages and tells nothing of what is on the way. A client
//! that sends endless fragments, or begins a message and never ends it, is only seen here.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream that counts.
pub(crate) struct Watched<I> {
    io: I,
    max_fragments: usize,
    frames: Frames,
    /// Bytes that were written.
    written: u64,
    /// Whether a message had too many fragments: nothing more is read then.
    flooded: bool,
}

impl<I> Watched<I> {
    pub(crate) fn new(io: I, max_fragments: usize) -> Self {
        Self {
            io,
            // One that is not fragmented is made of one.
            max_fragments: max_fragments.max(1),
            frames: Frames::default(),
            written: 0,
            flooded: false,
        }
    }

    /// The stream itself, whose bytes are not watched.
    pub(crate) fn io(&mut self) -> &mut I {
        &mut self.io
    }

    /// Whether a message or a frame has begun to arrive and not ended.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.frames.fragments > 0 || self.frames.at != At::Start
    }

    /// Whether a message was made of too many fragments.
    pub(crate) fn is_flooded(&self) -> bool {
        self.flooded
    }

    /// How many bytes the connection has taken so far.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Watched<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if !this.flooded {
            let before = buffer.filled().len();
            ready!(Pin::new(&mut this.io).poll_read(cx, buffer))?;
            let arrived = buffer.filled().get(before..).unwrap_or_default();
            this.flooded = this.frames.read(arrived) > this.max_fragments;
        }
        Poll::Ready(match this.flooded {
            true => Err(io::Error::other("a message has too many fragments")),
            false => Ok(()),
        })
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Watched<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.io).poll_write(cx, bytes))?;
        self.written += written as u64;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// Where the next byte belongs, in a frame of RFC 6455 section 5.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// The first byte: the end of a message or not, and the opcode.
    #[default]
    Start,
    /// The second byte: the mask bit and the length.
    Length,
    /// So many bytes of a longer length are still to come.
    MoreLength(u8),
    /// So many bytes of the mask and of the payload.
    Content,
}

/// Follows the frames of a client, without looking at what they say.
#[derive(Debug, Default)]
struct Frames {
    at: At,
    first: u8,
    masked: bool,
    /// The length, as far as it was read; then the bytes that are still to come.
    left: u64,
    /// Frames of the message that has not ended, with the one that arrives.
    fragments: usize,
}

impl Frames {
    /// The greatest number of fragments that any message had so far, in these bytes.
    fn read(&mut self, mut bytes: &[u8]) -> usize {
        let mut most = self.fragments;
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.at {
                At::Start => {
                    self.first = byte;
                    self.at = At::Length;
                    self.fragments += usize::from(!self.is_control());
                }
                At::Length => {
                    self.masked = byte & 0x80 != 0;
                    self.left = 0;
                    match byte & 0x7f {
                        126 => self.at = At::MoreLength(2),
                        127 => self.at = At::MoreLength(8),
                        length => {
                            self.left = u64::from(length);
                            self.content();
                        }
                    }
                }
                At::MoreLength(count) => {
                    self.left = self.left << 8 | u64::from(byte);
                    self.at = At::MoreLength(count - 1);
                    if count == 1 {
                        self.content();
                    }
                }
                At::Content => {
                    let length = self.left.min(bytes.len() as u64);
                    self.left -= length;
                    // No more than there are bytes, so it fits.
                    bytes = bytes.get(length as usize..).unwrap_or_default();
                    if self.left == 0 {
                        self.end();
                    }
                    most = most.max(self.fragments);
                    continue;
                }
            }
            most = most.max(self.fragments);
            bytes = rest;
        }
        most
    }

    fn content(&mut self) {
        self.left = self.left.saturating_add(if self.masked { 4 } else { 0 });
        self.at = At::Content;
        if self.left == 0 {
            self.end();
        }
    }

    /// A frame has ended.
    fn end(&mut self) {
        self.at = At::Start;
        let is_last = self.first & 0x80 != 0;
        if is_last && !self.is_control() {
            self.fragments = 0;
        }
    }

    /// Control frames (opcode 8 and above) may come between fragments.
    fn is_control(&self) -> bool {
        self.first & 0x08 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![first];
        match length {
            0..126 => frame.push(0x80 | length as u8),
            126..0x1_0000 => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(std::iter::repeat_n(b'x', length));
        frame
    }

    /// However the bytes are cut, the count is the same.
    #[test]
    fn fragments_are_counted_over_any_cuts() {
        let mut bytes = Vec::new();
        for length in [0, 5, 125, 126, 300, 70_000] {
            bytes.extend(frame(0x01, length));
            bytes.extend(frame(0x00, length));
            bytes.extend(frame(0x89, 4));
            bytes.extend(frame(0x80, length));
            bytes.extend(frame(0x82, length));
        }
        bytes.extend(frame(0x01, 1));
        for step in [1, 2, 3, 7, 64, 1_000, bytes.len()] {
            let mut frames = Frames::default();
            let mut most = 0;
            for chunk in bytes.chunks(step) {
                most = most.max(frames.read(chunk));
            }
            assert_eq!(
                (most, frames.fragments, frames.at),
                (3, 1, At::Start),
                "{step}"
            );
        }
    }

    #[test]
    fn a_frame_without_content_ends_at_once() {
        let mut frames = Frames::default();
        assert_eq!(frames.read(&[0x01, 0x00]), 1);
        assert_eq!(frames.read(&frame(0x00, 0)), 2);
        assert_eq!(frames.at, At::Start);
    }
}
