//! Encodes the frames that the server sends.

use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress, Status};
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{CloseCode, Control, Data, OpCode};

/// The compression level: a message is deflated once for all viewers, ten times a second.
const LEVEL: u32 = 4;

/// A text message in one frame, and the length of the frame's header.
pub(crate) fn text(text: &[u8]) -> (Bytes, usize) {
    let frame = frame(OpCode::Data(Data::Text), false, text);
    let header = frame.len() - text.len();
    (frame, header)
}

/// The same text as a deflated message (RFC 7692, without context takeover): built once, it suits every viewer that
/// agreed to it. `None` if deflating gains nothing.
pub(crate) fn deflated_text(text: &[u8]) -> Option<Bytes> {
    /// The end of every flushed block; a message of the extension omits it.
    const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];
    let mut compress = Compress::new(Compression::new(LEVEL), false);
    // A result that needs more room is not a gain.
    let mut payload = Vec::with_capacity(text.len() + TAIL.len());
    let status = compress.compress_vec(text, &mut payload, FlushCompress::Sync);
    let is_done = matches!(status, Ok(Status::Ok)) && compress.total_in() == text.len() as u64;
    if !is_done || !payload.ends_with(&TAIL) {
        return None;
    }
    payload.truncate(payload.len() - TAIL.len());
    (payload.len() < text.len()).then(|| frame(OpCode::Data(Data::Text), true, &payload))
}

/// Asks whether the viewer is still there; browsers answer by themselves.
pub(crate) fn ping() -> Bytes {
    frame(OpCode::Control(Control::Ping), false, &[])
}

/// Answers a ping with the ping's own payload.
pub(crate) fn pong(payload: &[u8]) -> Bytes {
    frame(OpCode::Control(Control::Pong), false, payload)
}

/// Ends the connection with a reason.
pub(crate) fn close(code: CloseCode, reason: &str) -> Bytes {
    let mut payload = u16::from(code).to_be_bytes().to_vec();
    payload.extend_from_slice(reason.as_bytes());
    frame(OpCode::Control(Control::Close), false, &payload)
}

fn frame(opcode: OpCode, is_deflated: bool, payload: &[u8]) -> Bytes {
    let header = FrameHeader {
        opcode,
        rsv1: is_deflated,
        ..FrameHeader::default()
    };
    let length = payload.len() as u64;
    let mut frame = Vec::with_capacity(header.len(length) + payload.len());
    // Writing to memory does not fail.
    let _ = header.format(length, &mut frame);
    frame.extend_from_slice(payload);
    frame.into()
}

#[cfg(test)]
mod tests {
    use flate2::{Decompress, FlushDecompress};

    use super::*;

    #[test]
    fn a_deflated_message_is_the_text_again() {
        let text = br#"{"sku":"100","units":7},"#.repeat(400);
        let frame = deflated_text(&text).unwrap();
        assert_eq!(frame[0], 0xc1, "final, deflated, text");
        assert!(frame.len() < text.len() / 10);
        let payload = [
            &frame[2 + 2 * usize::from(frame[1] == 126)..],
            &[0, 0, 0xff, 0xff],
        ]
        .concat();
        let mut inflated = Vec::with_capacity(text.len() + 16);
        let mut decompress = Decompress::new(false);
        let done = decompress.decompress_vec(&payload, &mut inflated, FlushDecompress::Sync);
        done.unwrap();
        assert_eq!(inflated, text);
    }

    #[test]
    fn what_does_not_shrink_is_sent_as_it_is() {
        assert_eq!(deflated_text(b""), None);
        assert_eq!(deflated_text(b"7"), None);
        let mut state = 1_u64;
        let mut noise = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        };
        let noise: Vec<u8> = (0..2_000).map(|_| noise()).collect();
        assert_eq!(deflated_text(&noise), None);
    }
}
