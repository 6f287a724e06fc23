//! The answer to a fetch.
//!
//! It is read by hand up to its batches, as of one that is too large only the beginning is read from
//! the line: the broker sends a batch whole, however large it is, since nobody would ever come past it
//! otherwise.

use bytes::{Buf, Bytes};

use super::batch::Aborted;

/// A fetch's answer for the one partition that was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// 0 = no error.
    pub(super) error: i16,
    /// Behind the last record that there is.
    pub(super) end: i64,
    /// Behind the last record that can be read: what follows belongs to transactions that are open.
    pub(super) stable: i64,
    pub(super) aborted: Vec<Aborted>,
    /// As much of the batches as is there.
    pub(super) batches: Bytes,
}

impl Answer {
    /// Reads an answer of these versions, 4 to 11; `None` when it is none.
    pub(super) fn read(version: i16, mut data: Bytes) -> Option<Answer> {
        // How long we are asked to wait, which the broker does itself.
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
            // A broker without transactions says that it does not know.
            stable: if stable < 0 { end } else { stable },
            aborted,
            batches: data,
        })
    }
}
