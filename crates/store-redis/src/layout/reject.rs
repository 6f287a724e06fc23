//! The format of a reject: reason, detail, id, source and time, then the original body.

use domain::{Reason, Reject, Rejection, Timestamp};

use crate::layout::bytes::{Reader, put_text};

/// Writes a reject.
pub(crate) fn write(reject: &Reject) -> Vec<u8> {
    let mut out = Vec::with_capacity(reject.body.len() + 128);
    put_text(&mut out, reject.rejection.reason.as_str());
    put_text(&mut out, &reject.rejection.detail);
    out.push(u8::from(reject.id.is_some()));
    put_text(&mut out, reject.id.as_deref().unwrap_or_default());
    put_text(&mut out, &reject.source);
    out.extend_from_slice(&reject.received_at.millis().to_be_bytes());
    out.extend_from_slice(&reject.body);
    out
}

/// Reads what [`write`] wrote.
pub(crate) fn read(bytes: &[u8]) -> Option<Reject> {
    let mut reader = Reader::new(bytes);
    let reason = Reason::from_name(reader.text()?)?;
    let detail = reader.text()?.to_owned();
    let has_id = reader.number(1)? == 1;
    let id = reader.text()?.to_owned();
    let source = reader.text()?.to_owned();
    let received_at = Timestamp::from_millis(reader.number(8)? as i64);
    Some(Reject {
        rejection: Rejection { reason, detail },
        id: has_id.then_some(id),
        source,
        received_at,
        body: reader.rest().to_vec(),
    })
}
