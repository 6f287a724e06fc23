//! Orders with their sort keys.

use domain::{Reason, Rejection};

use super::super::super::chunk::{Chunk, Refused};

/// When an order was placed, and the place of its first row among all files. Orders without a readable time sort first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Key {
    pub(in super::super) at: Option<i64>,
    pub(in super::super) place: u64,
}

#[derive(Clone, Copy)]
struct Item {
    key: Key,
    start: usize,
    len: usize,
    is_refused: bool,
}

/// Orders as lines of NDJSON, and rejected orders.
#[derive(Default)]
pub(in super::super) struct Batch {
    bytes: Vec<u8>,
    items: Vec<Item>,
}

impl Batch {
    /// An empty batch in the memory of another one.
    pub(in super::super) fn within(mut memory: Vec<u8>) -> Batch {
        memory.clear();
        Batch {
            bytes: memory,
            items: Vec::new(),
        }
    }

    /// The memory, with any content.
    pub(super) fn into_memory(self) -> Vec<u8> {
        self.bytes
    }

    pub(in super::super) fn push(
        &mut self,
        key: Key,
        write: impl FnOnce(&mut Vec<u8>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let start = self.bytes.len();
        write(&mut self.bytes)?;
        self.items.push(Item {
            key,
            start,
            len: self.bytes.len() - start,
            is_refused: false,
        });
        Ok(())
    }

    pub(in super::super) fn refuse(&mut self, key: Key, order: &Refused) -> anyhow::Result<()> {
        self.push(key, |bytes| {
            let place = Reason::ALL
                .iter()
                .position(|it| *it == order.rejection.reason);
            bytes.push(place.unwrap_or_default() as u8);
            bytes.push(u8::from(order.id.is_some()));
            for text in [
                order.rejection.detail.as_str(),
                order.id.as_deref().unwrap_or_default(),
            ] {
                bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            bytes.extend_from_slice(&order.body);
            Ok(())
        })?;
        if let Some(item) = self.items.last_mut() {
            item.is_refused = true;
        }
        Ok(())
    }

    /// Removes the last order and returns its bytes.
    pub(in super::super) fn take_last(&mut self) -> Vec<u8> {
        let last = self.items.pop();
        last.map_or(Vec::new(), |item| self.bytes.split_off(item.start))
    }

    pub(super) fn append(&mut self, other: &Batch) {
        for item in &other.items {
            self.copy(*item, &other.bytes);
        }
    }

    fn copy(&mut self, item: Item, from: &[u8]) {
        let start = self.bytes.len();
        self.bytes
            .extend_from_slice(&from[item.start..item.start + item.len]);
        self.items.push(Item { start, ..item });
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len() + self.items.len() * size_of::<Item>()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn newest(&self) -> Option<Key> {
        self.items.iter().map(|item| item.key).max()
    }

    pub(super) fn sort(&mut self) {
        self.items.sort_unstable_by_key(|item| item.key);
    }

    /// Removes from a sorted batch the orders up to and including a key.
    pub(super) fn take_until(&mut self, due: Key) -> Batch {
        let end = self.items.partition_point(|item| item.key <= due);
        let mut parts = [Batch::default(), Batch::default()];
        for (index, item) in self.items.iter().enumerate() {
            parts[usize::from(index >= end)].copy(*item, &self.bytes);
        }
        let [due, rest] = parts;
        *self = rest;
        due
    }

    /// The batch as bytes, in pieces of about this size.
    pub(super) fn pieces(&self, size: usize) -> impl Iterator<Item = Vec<u8>> {
        let mut left = self.items.iter().peekable();
        std::iter::from_fn(move || {
            left.peek()?;
            let mut piece = Vec::new();
            while let Some(item) = left.next_if(|_| piece.len() < size) {
                let bytes = &self.bytes[item.start..item.start + item.len];
                let at = item.key.at.unwrap_or(i64::MIN);
                piece.extend_from_slice(&at.to_le_bytes());
                piece.extend_from_slice(&item.key.place.to_le_bytes());
                let len = (bytes.len() as u64) << 1 | u64::from(item.is_refused);
                piece.extend_from_slice(&len.to_le_bytes());
                piece.extend_from_slice(bytes);
            }
            Some(piece)
        })
    }

    /// Reads a piece. Stops at broken data.
    pub(super) fn of_piece(bytes: Vec<u8>) -> Batch {
        let mut items = Vec::new();
        let mut at = 0;
        while let Some(head) = bytes.get(at..).and_then(<[u8]>::first_chunk::<24>) {
            let number = |from: usize| {
                let bytes = head[from..].first_chunk::<8>();
                u64::from_le_bytes(*bytes.unwrap_or(&[0; 8]))
            };
            let placed_at = number(0).cast_signed();
            let len = (number(16) >> 1) as usize;
            let start = at + 24;
            if len > bytes.len() - start {
                break;
            }
            items.push(Item {
                key: Key {
                    at: (placed_at != i64::MIN).then_some(placed_at),
                    place: number(8),
                },
                start,
                len,
                is_refused: number(16) & 1 == 1,
            });
            at = start + len;
        }
        Batch { bytes, items }
    }

    pub(super) fn key(&self, place: usize) -> Option<Key> {
        self.items.get(place).map(|item| item.key)
    }

    /// Copies an order from another batch.
    pub(super) fn take(&mut self, other: &Batch, place: usize) {
        if let Some(item) = other.items.get(place) {
            self.copy(*item, &other.bytes);
        }
    }

    /// The orders as chunks, with the rejected ones after the others.
    pub(in super::super) fn into_chunks(self) -> Vec<Chunk> {
        let of_kind = |kind| {
            self.items
                .iter()
                .filter(move |item| item.is_refused == kind)
        };
        let refused: Vec<Refused> = of_kind(true)
            .filter_map(|item| refused_of(&self.bytes[item.start..item.start + item.len]))
            .collect();
        let mut end = 0;
        let is_whole = of_kind(false).all(|item| {
            let follows = item.start == end;
            end = item.start + item.len;
            follows
        });
        let lines = match is_whole && end == self.bytes.len() {
            true => self.bytes,
            false => {
                let mut lines = Vec::with_capacity(of_kind(false).map(|item| item.len).sum());
                for item in of_kind(false) {
                    lines.extend_from_slice(&self.bytes[item.start..item.start + item.len]);
                }
                lines
            }
        };
        let chunks = [
            (!lines.is_empty()).then_some(Chunk::Lines(lines)),
            (!refused.is_empty()).then_some(Chunk::Refused(refused)),
        ];
        chunks.into_iter().flatten().collect()
    }
}

fn refused_of(bytes: &[u8]) -> Option<Refused> {
    let ([reason, has_id], mut rest) = bytes.split_first_chunk::<2>()?;
    let mut text = || {
        let (len, text) = rest.split_first_chunk::<8>()?;
        let (text, after) = text.split_at_checked(u64::from_le_bytes(*len) as usize)?;
        rest = after;
        Some(String::from_utf8_lossy(text).into_owned())
    };
    let (detail, id) = (text()?, text()?);
    Some(Refused {
        rejection: Rejection::new(*Reason::ALL.get(usize::from(*reason))?, detail),
        id: (*has_id == 1).then_some(id),
        body: rest.to_vec(),
    })
}
