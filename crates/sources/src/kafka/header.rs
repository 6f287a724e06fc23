//! The header of a batch.

use bytes::Buf;

/// Length of a batch's header, in bytes.
pub(super) const HEADER: usize = 61;
/// Bytes before those that the batch's length counts.
const BEFORE_LENGTH: usize = 12;
/// Where the format version is.
const MAGIC: usize = 16;
/// Where the checksum is.
pub(super) const CHECKSUM: usize = MAGIC + 1;
/// Where what the checksum is made from begins.
pub(super) const SUMMED: usize = CHECKSUM + 4;

/// A batch's header.
pub(super) struct Header {
    pub(super) base: i64,
    /// The length of the whole batch.
    pub(super) length: usize,
    pub(super) magic: u8,
    pub(super) checksum: u32,
    pub(super) attributes: i16,
    pub(super) last_delta: i32,
    pub(super) put_at: i64,
    pub(super) producer: i64,
    pub(super) count: usize,
    /// Where the next batch begins, if it is there.
    pub(super) following: i64,
    /// The offset after the partition's last record.
    pub(super) end: i64,
}

impl Header {
    /// `None` if it is incomplete.
    pub(super) fn read(batch: &[u8], end: i64) -> Option<Header> {
        let mut old = batch.get(..=MAGIC)?;
        let base = old.get_i64();
        let length = BEFORE_LENGTH + usize::try_from(old.get_i32()).ok()?;
        let magic = batch[MAGIC];
        if magic < 2 {
            // One message, or several packed into one, which has the offset of the last.
            return Some(Header {
                base,
                length: length.max(MAGIC + 1),
                magic,
                checksum: 0,
                attributes: 0,
                last_delta: 0,
                put_at: 0,
                producer: -1,
                count: 1,
                following: i64::MAX,
                end,
            });
        }
        let mut header = batch.get(CHECKSUM..HEADER)?;
        let checksum = header.get_u32();
        let attributes = header.get_i16();
        let last_delta = header.get_i32();
        header.advance(8);
        let put_at = header.get_i64();
        let producer = header.get_i64();
        header.advance(6);
        let count = header.get_i32();
        Some(Header {
            base,
            length: length.max(HEADER),
            magic,
            checksum,
            attributes,
            last_delta,
            put_at,
            producer,
            count: usize::try_from(count).unwrap_or(usize::MAX),
            following: i64::MAX,
            end,
        })
    }

    /// The offset after its last record, which is not among later batches even if the header is damaged.
    pub(super) fn stop(&self) -> i64 {
        let last = self.base.saturating_add(i64::from(self.last_delta.max(0)));
        last.saturating_add(1).min(self.following)
    }

    /// The same, kept within the partition.
    pub(super) fn next(&self) -> i64 {
        self.stop().min(self.end.max(self.base.saturating_add(1)))
    }
}
