//! The batches of a fetch: which of them count, their content, and where they end.
//!
//! They are decoded here and not by a library, because everything must be bounded: a batch states how many records it
//! has and how long they are, and may be wrong. The format is Kafka's record batch with magic 2, which every broker has
//! written since 0.11.

use bytes::{Buf, Bytes};
use domain::{Reason, Timestamp};

use super::header::{HEADER, Header, SUMMED};
use super::unpack::{Packed, unpack};

/// The most bytes of one record, as for a request's body.
pub(super) const MOST_BYTES: usize = 64 * 1024 * 1024;
/// The most records of a batch. Producers make batches of a megabyte.
const MOST_RECORDS: usize = 1_000_000;

const CONTROL: i16 = 1 << 5;
const TRANSACTIONAL: i16 = 1 << 4;
/// The type of the marker after an aborted transaction.
const ABORT: i16 = 0;

/// A record that the driver commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place in the partition.
    pub(super) offset: i64,
    /// The position after it, and after everything uncounted that follows it.
    pub(super) next: i64,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// What a producer sent.
    Event {
        value: Bytes,
        headers: Vec<(Bytes, Bytes)>,
    },
    /// Nothing that counts.
    Nothing,
    /// Bytes that cannot be read, with their beginning.
    Unreadable {
        reason: Reason,
        detail: String,
        beginning: Bytes,
    },
}

/// An aborted transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aborted {
    pub(super) producer: i64,
    pub(super) first: i64,
}

/// The batches of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batches<'a> {
    pub(super) data: &'a Bytes,
    /// The requested offset; the first batch may begin before it.
    pub(super) from: i64,
    /// The offset after the partition's last record.
    pub(super) end: i64,
    pub(super) aborted: &'a [Aborted],
    /// Whether the answer was longer than what was read of it.
    pub(super) is_cut: bool,
}

/// The result of a fetch.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    pub(super) records: Vec<Record>,
    /// The position after all of it.
    pub(super) next: i64,
    /// When the last of it entered the topic.
    pub(super) put_at: Option<Timestamp>,
}

impl Fetched {
    /// Decodes batches. They end where the broker cut its answer. Of a first batch that is larger than what was read,
    /// only the beginning is there.
    pub(super) fn read(batches: Batches<'_>) -> Fetched {
        let Batches { data, from, .. } = batches;
        let mut fetched = Fetched {
            next: from,
            ..Fetched::default()
        };
        let mut transactions = Transactions::new(batches.aborted);
        let (mut rest, mut unpacked) = (data.clone(), 0);
        while let Some(mut header) = Header::read(&rest, batches.end) {
            let is_whole = header.length <= rest.len();
            // The broker sends only the first batch completely, whatever its size.
            let is_beginning = rest.len() == data.len() && batches.is_cut;
            if !is_whole && !is_beginning {
                break;
            }
            let batch = rest.split_to(header.length.min(rest.len()));
            if let Some(following) = Header::read(&rest, batches.end) {
                header.following = following.base;
            }
            let counts = transactions.counts(&header, &batch);
            fetched.put_at = Some(Timestamp::from_millis(header.put_at));
            if !counts {
                fetched.pass(header.next());
            } else if !is_whole {
                fetched.unreadable(&header, Reason::TooLarge, "is too large to be read", batch);
            } else if let Some(bytes) = fetched.take(&header, &batch) {
                unpacked += bytes;
            }
            // Unpacked records are all in memory; the rest is requested again.
            if unpacked >= MOST_BYTES {
                break;
            }
        }
        fetched
    }

    /// Adds a batch's records. Returns how many bytes they have.
    fn take(&mut self, header: &Header, batch: &Bytes) -> Option<usize> {
        let broken = Reason::MalformedJson;
        if header.magic != 2 {
            let what = "is written in the format of Kafka before 0.11";
            return self.unreadable(header, broken, what, batch.clone());
        }
        if crc32c::crc32c(&batch[SUMMED..]) != header.checksum {
            let what = "is damaged: its checksum does not fit";
            return self.unreadable(header, broken, what, batch.clone());
        }
        let records = match unpack(header.attributes, &batch.slice(HEADER..), MOST_BYTES) {
            Ok(records) => records,
            Err(Packed::TooLarge) => {
                let what = "unpacks to more than may be read";
                return self.unreadable(header, Reason::TooLarge, what, batch.clone());
            }
            Err(Packed::Broken) => {
                let what = "cannot be unpacked";
                return self.unreadable(header, broken, what, batch.clone());
            }
        };
        if header.count > MOST_RECORDS {
            let what = "has more records than may be read";
            return self.unreadable(header, Reason::TooLarge, what, batch.clone());
        }
        let bytes = records.len();
        let Some(records) = records_of(&records, header) else {
            // It is unclear where a record ends or stands, so the whole batch is uncertain.
            let what = "cannot be taken apart";
            return self.unreadable(header, broken, what, batch.clone());
        };
        for record in records {
            match record.content {
                // Already committed.
                _ if record.offset < self.next => {}
                Content::Nothing => self.pass(record.next),
                _ => {
                    self.next = record.next;
                    self.records.push(record);
                }
            }
        }
        self.pass(header.next());
        Some(bytes)
    }

    /// Moves past records that do not count.
    fn pass(&mut self, next: i64) {
        self.next = self.next.max(next);
        match self.records.last_mut() {
            Some(last) => last.next = self.next,
            None => self.records.push(Record {
                offset: self.next.saturating_sub(1),
                next: self.next,
                content: Content::Nothing,
            }),
        }
    }

    fn unreadable(
        &mut self,
        header: &Header,
        reason: Reason,
        what: &str,
        batch: Bytes,
    ) -> Option<usize> {
        let (base, last) = (header.base, header.next().saturating_sub(1));
        let (count, length) = (header.count, header.length);
        self.next = self.next.max(header.next());
        self.records.push(Record {
            offset: base,
            next: self.next,
            content: Content::Unreadable {
                reason,
                detail: format!(
                    "the batch of {count} records at offsets {base} to {last} {what} ({length} bytes)"
                ),
                beginning: batch,
            },
        });
        None
    }
}

/// Which transactions were aborted, and where.
struct Transactions {
    /// Those that begin later, the next one last.
    coming: Vec<Aborted>,
    /// The producers whose records do not count here.
    aborted: Vec<i64>,
}

impl Transactions {
    fn new(aborted: &[Aborted]) -> Transactions {
        let mut coming = aborted.to_vec();
        coming.sort_unstable_by_key(|it| std::cmp::Reverse(it.first));
        Transactions {
            coming,
            aborted: Vec::new(),
        }
    }

    /// Whether a batch's records count: it is neither a marker nor part of an aborted transaction.
    fn counts(&mut self, header: &Header, batch: &Bytes) -> bool {
        if header.magic != 2 {
            return true;
        }
        let last = header.next().saturating_sub(1);
        while let Some(it) = self.coming.pop_if(|it| it.first <= last) {
            self.aborted.push(it.producer);
        }
        if header.attributes & CONTROL != 0 {
            if marker(batch) == Some(ABORT) {
                self.aborted.retain(|producer| *producer != header.producer);
            }
            return false;
        }
        let is_aborted = self.aborted.contains(&header.producer);
        header.attributes & TRANSACTIONAL == 0 || !is_aborted
    }
}

/// The type of a control batch: its only record's key holds a version and the type.
fn marker(batch: &Bytes) -> Option<i16> {
    let mut rest = batch.get(HEADER..)?;
    length(&mut rest)?;
    rest.try_get_u8().ok()?;
    number(&mut rest)?;
    number(&mut rest)?;
    let mut key = field(&mut rest)??;
    key.try_get_i16().ok()?;
    key.try_get_i16().ok()
}

/// The records of a batch; `None` if one is invalid, or not behind the one before it and within the batch.
fn records_of(batch: &Bytes, header: &Header) -> Option<Vec<Record>> {
    let (mut rest, mut offsets) = (&batch[..], header.base..header.stop());
    // The shortest record has seven bytes.
    let mut records = Vec::with_capacity(header.count.min(rest.len() / 7));
    for _ in 0..header.count {
        let record = record(&mut rest, batch, header.base);
        let record = record.filter(|it| offsets.contains(&it.offset))?;
        offsets.start = record.next;
        records.push(record);
    }
    Some(records)
}

/// Takes the next record of a batch; `None` if it is invalid. Only what is kept of it shares the batch's memory: to count
/// who does takes longer than to read a field.
fn record(rest: &mut &[u8], batch: &Bytes, base: i64) -> Option<Record> {
    let mut data = {
        let length = length(rest)?;
        rest.split_off(..length)?
    };
    data.try_get_u8().ok()?;
    number(&mut data)?;
    let offset = base.checked_add(number(&mut data)?)?;
    field(&mut data)?;
    let value = field(&mut data)?;
    let count = length(&mut data)?;
    // Each has at least two bytes.
    let mut headers = Vec::with_capacity(count.min(data.len() / 2));
    for _ in 0..count {
        let name = field(&mut data)??;
        let text = field(&mut data)?.unwrap_or_default();
        headers.push((batch.slice_ref(name), batch.slice_ref(text)));
    }
    let content = match value {
        None => Content::Nothing,
        Some(value) => Content::Event {
            value: batch.slice_ref(value),
            headers,
        },
    };
    Some(Record {
        offset,
        next: offset.checked_add(1)?,
        content,
    })
}

/// A number of variable length.
fn number(rest: &mut &[u8]) -> Option<i64> {
    let mut bits = 0_u64;
    for place in 0..10 {
        let byte = rest.try_get_u8().ok()?;
        bits |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((bits >> 1) as i64 ^ -((bits & 1) as i64));
        }
    }
    None
}

fn length(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(number(rest)?).ok()
}

/// A field preceded by its length; a length of -1 means no field.
#[expect(clippy::option_option, reason = "the outer one is what cannot be read")]
fn field<'b>(rest: &mut &'b [u8]) -> Option<Option<&'b [u8]>> {
    let length = match number(rest)? {
        -1 => return Some(None),
        length => usize::try_from(length).ok()?,
    };
    rest.split_off(..length).map(Some)
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
