//! Reads a viewer's frames: pings, pongs and a close. Viewers have nothing else to say.

use std::io::Cursor;

use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{CloseCode, Control, OpCode};

/// The longest payload of a control frame according to the protocol, in bytes.
const MAX_PAYLOAD: usize = 125;
/// The longest accepted frame, in bytes: header with mask, and payload of a control frame.
const MAX_FRAME: usize = 14 + MAX_PAYLOAD;

/// Bytes from a viewer that are not yet a whole frame.
#[derive(Debug)]
pub(super) struct Inbox {
    bytes: [u8; MAX_FRAME],
    len: usize,
}

/// A message from a viewer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// To be answered with a pong of the same payload.
    Ping(Vec<u8>),
    /// A sign of life.
    Something,
    /// The viewer closes.
    Close,
    /// The viewer broke the protocol, and is disconnected with this code.
    Wrong(CloseCode, &'static str),
}

impl Inbox {
    pub(super) fn new() -> Inbox {
        Inbox {
            bytes: [0; MAX_FRAME],
            len: 0,
        }
    }

    /// The buffer for the next bytes; never empty after [`next`](Inbox::next) returned `None`.
    pub(super) fn space(&mut self) -> &mut [u8] {
        &mut self.bytes[self.len..]
    }

    /// Notes how many bytes were put into the space.
    pub(super) fn filled(&mut self, count: usize) {
        self.len += count;
    }

    /// Takes out the next whole frame.
    pub(super) fn next(&mut self) -> Option<Said> {
        let mut cursor = Cursor::new(&self.bytes[..self.len]);
        let (header, length) = match FrameHeader::parse(&mut cursor) {
            Ok(Some(parsed)) => parsed,
            Ok(None) => return None,
            Err(_) => return Some(Said::Wrong(CloseCode::Protocol, "malformed frame")),
        };
        let Some(mask) = header.mask else {
            return Some(Said::Wrong(
                CloseCode::Protocol,
                "frames from a client must be masked",
            ));
        };
        let length = match usize::try_from(length) {
            Ok(length) if length <= MAX_PAYLOAD => length,
            _ => return Some(Said::Wrong(CloseCode::Size, "this channel only sends")),
        };
        let start = usize::try_from(cursor.position()).unwrap_or(MAX_FRAME);
        let end = start + length;
        if end > self.len {
            return None;
        }
        let unmasked = self.bytes[start..end].iter().zip(mask.iter().cycle());
        let payload = unmasked.map(|(byte, mask)| byte ^ mask).collect();
        self.bytes.copy_within(end..self.len, 0);
        self.len -= end;
        Some(match header.opcode {
            OpCode::Control(Control::Ping) => Said::Ping(payload),
            OpCode::Control(Control::Close) => Said::Close,
            // Other short messages are ignored: some clients send a greeting.
            _ => Said::Something,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [1, 2, 3, 4];
        let mut frame = vec![first, 0x80 | payload.len() as u8];
        frame.extend_from_slice(&mask);
        frame.extend(
            payload
                .iter()
                .zip(mask.iter().cycle())
                .map(|(byte, mask)| byte ^ mask),
        );
        frame
    }

    fn put(inbox: &mut Inbox, bytes: &[u8]) {
        inbox.space()[..bytes.len()].copy_from_slice(bytes);
        inbox.filled(bytes.len());
    }

    #[test]
    fn frames_are_found_however_the_bytes_arrive() {
        let mut inbox = Inbox::new();
        let bytes = [
            masked(0x89, b"hi"),
            masked(0x81, b"hello"),
            masked(0x88, &[]),
        ]
        .concat();
        let mut said = Vec::new();
        for byte in bytes {
            put(&mut inbox, &[byte]);
            said.extend(inbox.next());
        }
        assert_eq!(
            said,
            [Said::Ping(b"hi".to_vec()), Said::Something, Said::Close]
        );
    }

    #[test]
    fn several_frames_may_come_at_once() {
        let mut inbox = Inbox::new();
        put(
            &mut inbox,
            &[masked(0x8a, &[]), masked(0x89, &[7; 100])].concat(),
        );
        assert_eq!(inbox.next(), Some(Said::Something));
        assert_eq!(inbox.next(), Some(Said::Ping(vec![7; 100])));
        assert_eq!(inbox.next(), None);
        assert_eq!(inbox.space().len(), MAX_FRAME);
    }

    #[test]
    fn long_and_unmasked_frames_are_refused() {
        let mut inbox = Inbox::new();
        put(&mut inbox, &[0x81, 0x80 | 126, 1, 0, 1, 2, 3, 4]);
        assert!(matches!(
            inbox.next(),
            Some(Said::Wrong(CloseCode::Size, _))
        ));
        let mut inbox = Inbox::new();
        put(&mut inbox, &[0x81, 1, b'x']);
        assert!(matches!(
            inbox.next(),
            Some(Said::Wrong(CloseCode::Protocol, _))
        ));
    }
}
