//! The answer to a fetch.
//!
//! It is decoded by hand up to its batches, because only the beginning of an oversized one is read from the line. The
//! broker sends a batch whole, however large it is; otherwise no reader could ever get past it.

use bytes::{Buf, Bytes};

use super::batch::Aborted;

/// A fetch's answer for the requested partition.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// 0 = no error.
    pub(super) error: i16,
    /// The offset after the last record.
    pub(super) end: i64,
    /// The offset after the last readable record: later ones belong to open transactions.
    pub(super) stable: i64,
    pub(super) aborted: Vec<Aborted>,
    /// The batches, as far as they were read.
    pub(super) batches: Bytes,
}

impl Answer {
    /// Decodes an answer of versions 4 to 11; `None` if it is invalid.
    pub(super) fn read(version: i16, mut data: Bytes) -> Option<Answer> {
        // The throttle time, which the broker enforces itself.
        data.try_get_i32().ok()?;
        let mut error = 0;
        if version >= 7 {
            error = data.try_get_i16().ok()?;
            data.try_get_i32().ok()?;
        }
        let topics = data.try_get_i32().ok()?;
        if topics == 0 && error != 0 {
            return Some(Answer {
                error,
                end: 0,
                stable: 0,
                aborted: Vec::new(),
                batches: Bytes::new(),
            });
        }
        let name = usize::try_from(data.try_get_i16().ok()?).ok()?;
        (name <= data.len()).then(|| data.advance(name))?;
        let partitions = data.try_get_i32().ok()?;
        if (topics, partitions) != (1, 1) {
            return None;
        }
        data.try_get_i32().ok()?;
        let of_partition = data.try_get_i16().ok()?;
        let (end, stable) = (data.try_get_i64().ok()?, data.try_get_i64().ok()?);
        if version >= 5 {
            data.try_get_i64().ok()?;
        }
        let count = data.try_get_i32().ok()?.max(0) as usize;
        let mut aborted = Vec::with_capacity(count.min(data.len() / 16));
        for _ in 0..count {
            let producer = data.try_get_i64().ok()?;
            let first = data.try_get_i64().ok()?;
            aborted.push(Aborted { producer, first });
        }
        if version >= 11 {
            data.try_get_i32().ok()?;
        }
        let length = data.try_get_i32().ok()?.max(0) as usize;
        data.truncate(length);
        Some(Answer {
            error: if error == 0 { of_partition } else { error },
            end,
            // A broker without transactions reports -1.
            stable: if stable < 0 { end } else { stable },
            aborted,
            batches: data,
        })
    }
}
