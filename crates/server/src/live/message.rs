//! A live message, serialized once for all viewers.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::websocket::frame;
use super::whole::{Member, push_member};

/// A live message: a text frame of the WebSocket protocol and, within it, the JSON text for Server-Sent Events. Cheap
/// to clone.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) seq: u64,
    frame: Bytes,
    header: usize,
    /// The deflated frame, built when the first viewer asks for it.
    deflated: Arc<OnceLock<Bytes>>,
}

/// The shortest text worth deflating, in bytes: shorter messages fit into a packet as they are.
const WORTH_DEFLATING: usize = 512;

impl Message {
    /// The whole state, from a JSON object.
    pub(crate) fn whole(seq: u64, whole: &[u8], is_stale: bool) -> Message {
        let mut text = Vec::with_capacity(whole.len() + 48);
        // `stale` is always included: a viewer that reconnects may remember the other value.
        text.extend_from_slice(format!("{{\"seq\":{seq},\"stale\":{is_stale},").as_bytes());
        text.extend_from_slice(&whole[1..]);
        Message::new(seq, &text)
    }

    /// The changed members; none for a heartbeat. `stale` is included when it changes, and in each message while it is
    /// true.
    pub(crate) fn update(
        seq: u64,
        as_of: &str,
        changed: &[Member],
        stale: Option<bool>,
    ) -> Message {
        let mut text = format!("{{\"seq\":{seq},\"as_of\":\"{as_of}\"").into_bytes();
        if let Some(is_stale) = stale {
            text.extend_from_slice(format!(",\"stale\":{is_stale}").as_bytes());
        }
        for (name, value) in changed {
            text.push(b',');
            push_member(&mut text, name, value);
        }
        text.push(b'}');
        Message::new(seq, &text)
    }

    fn new(seq: u64, text: &[u8]) -> Message {
        let (frame, header) = frame::text(text);
        Message {
            seq,
            frame,
            header,
            deflated: Arc::default(),
        }
    }

    /// The message as a WebSocket frame, deflated if the viewer agreed to it.
    pub(crate) fn frame(&self, may_deflate: bool) -> &Bytes {
        if !may_deflate || self.frame.len() < WORTH_DEFLATING {
            return &self.frame;
        }
        let deflate = || frame::deflated_text(&self.text()).unwrap_or_else(|| self.frame.clone());
        self.deflated.get_or_init(deflate)
    }

    /// The message's JSON, on one line.
    pub(crate) fn text(&self) -> Bytes {
        self.frame.slice(self.header..)
    }
}
