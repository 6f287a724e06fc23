//! The result of decoding a body: orders and rejects.

use std::num::NonZeroU32;

use domain::{
    MAX_KEY_BYTES, OrderEvent, Orders, PositionChange, Reject, RejectRoom, Rejection, Shop,
    Timestamp,
};

use crate::decode::Seen;
use crate::delivery::Delivered;
use crate::{RejectedEvent, reject_body};

/// The source of events, and when they arrived.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Names the source in rejects: `http`, `import`, `kinesis:orders`.
    pub source: &'a str,
    /// The moment of arrival, which limits how far in the future an order may be.
    pub now: Timestamp,
}

/// The decoded and checked events of one body, file part or poll.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    pub(crate) orders: Orders,
    /// For each order, the index of its event in the body.
    pub(crate) order_index: Vec<u32>,
    /// Refused events with their index in the body.
    pub(crate) rejects: Vec<(u32, Reject)>,
    /// The number of events.
    pub(crate) events: u32,
    /// The source named in rejects that the fold adds.
    pub(crate) source: String,
    pub(crate) now: Option<Timestamp>,
    /// Source positions that advance together with these events.
    pub(crate) positions: Vec<PositionChange>,
    /// The most rejects that are held; 0 = all.
    most_rejects: u32,
    /// The number of rejects beyond that.
    passed_over: u32,
    /// The number of rejects that are not kept separately, and the index up to which those were pushed out by newer
    /// ones.
    plain_rejects: (usize, usize),
    /// The rarely used fields in the valid orders.
    pub(crate) seen: Seen,
    /// Whether orders are compared with the known ones of the same version.
    is_compared: bool,
    /// Pieces of orders that a platform delivered.
    pub(crate) delivered: Option<Box<Delivered>>,
}

impl Decoded {
    /// An empty batch of this origin.
    pub fn new(origin: Origin<'_>) -> Decoded {
        Decoded::of_source(origin.source.to_owned(), origin.now)
    }

    pub(crate) fn of_source(source: String, now: Timestamp) -> Decoded {
        Decoded {
            source,
            now: Some(now),
            ..Decoded::default()
        }
    }

    /// Limits the held rejects. A caller that sets this must discard the whole batch if
    /// [`passed_over`](Decoded::passed_over) reports that there were more: memory stays bounded, and no reject is lost
    /// silently.
    #[must_use]
    pub fn holding_rejects(mut self, most: NonZeroU32) -> Decoded {
        self.most_rejects = most.get();
        self
    }

    /// Reserves memory for the orders in this many bytes of JSON.
    #[must_use]
    pub fn expecting(mut self, bytes: usize) -> Decoded {
        self.orders.reserve_for_json(bytes);
        self
    }

    /// Compares each order that is known with the same version, and refuses it if the content differs: if two files
    /// without versions contradict each other about an order, nobody knows which is newer.
    #[must_use]
    pub fn comparing(mut self) -> Decoded {
        self.is_compared = true;
        self
    }

    /// The number of rejects beyond the held ones.
    pub fn passed_over(&self) -> u32 {
        self.passed_over
    }

    /// The number of refused events that are held.
    pub fn reject_count(&self) -> usize {
        self.rejects.len()
    }

    /// Adds the next event. `is_id_given` marks an id that its source derived; `body` returns the body that a reject
    /// keeps.
    pub(crate) fn push(
        &mut self,
        shop: &Shop,
        event: &OrderEvent<'_>,
        is_id_given: bool,
        seen: &Seen,
        body: impl FnOnce() -> Vec<u8>,
    ) {
        let Err(rejection) = self.orders.push(shop, self.now(), event) else {
            if is_id_given {
                self.orders.note_given_id(self.orders.len() - 1);
            }
            if self.is_compared {
                self.orders.note_compared(self.orders.len() - 1);
            }
            self.order_index.push(self.events);
            self.events += 1;
            self.seen.add(seen);
            return;
        };
        self.reject(rejection, Some(event.id.to_owned()), body());
    }

    /// Refuses the next event.
    pub fn reject(&mut self, rejection: Rejection, id: Option<String>, mut body: Vec<u8>) {
        let is_full = self.rejects.len() >= self.most_rejects as usize;
        if is_full && self.most_rejects > 0 {
            self.passed_over += 1;
            self.events += 1;
            return;
        }
        body.truncate(Reject::MAX_BODY);
        let reject = Reject {
            rejection,
            id: id.map(cut_id),
            source: self.source.clone(),
            received_at: self.now(),
            body,
        };
        let is_apart = reject.is_apart();
        self.rejects.push((self.events, reject));
        self.events += 1;
        if !is_apart {
            self.push_out();
        }
    }

    /// Handles one more reject that is not kept separately. If there are too many, the commit would drop the oldest at
    /// once, so only the data for the answer are kept of it.
    fn push_out(&mut self) {
        let (count, next) = &mut self.plain_rejects;
        *count += 1;
        if *count <= Reject::KEPT {
            return;
        }
        while let Some((_, reject)) = self.rejects.get_mut(*next) {
            *next += 1;
            if !reject.is_apart() {
                (reject.body, reject.source) = (Vec::new(), String::new());
                return;
            }
        }
    }

    /// Refuses a platform's delivery. `body` is the part that may be kept, complete.
    pub(crate) fn reject_delivery(
        &mut self,
        rejection: Rejection,
        id: Option<String>,
        body: Vec<u8>,
    ) {
        let reject = Reject {
            rejection,
            id: id.map(cut_id),
            source: self.source.clone(),
            received_at: self.now(),
            body,
        };
        self.rejects.push((self.events, reject));
        self.events += 1;
    }

    /// Whether it holds pieces of orders, which become events when they are committed.
    pub fn has_pieces(&self) -> bool {
        self.delivered.is_some()
    }

    /// Refuses the valid orders as well, for this reason.
    pub(crate) fn refuse_all(mut self, rejection: &Rejection) -> Decoded {
        let orders = std::mem::take(&mut self.orders);
        for (order, index) in orders.iter().zip(std::mem::take(&mut self.order_index)) {
            let mut body = reject_body::of_order(&order);
            body.truncate(Reject::MAX_BODY);
            let reject = Reject {
                rejection: rejection.clone(),
                id: Some(order.id().to_owned()),
                source: self.source.clone(),
                received_at: self.now(),
                body,
            };
            self.rejects.push((index, reject));
        }
        self.rejects.sort_by_key(|(index, _)| *index);
        self
    }

    /// Advances a source's position together with these events.
    pub fn advance(&mut self, change: PositionChange) {
        self.positions.push(change);
    }

    /// The number of events, valid and refused.
    pub fn events(&self) -> usize {
        self.events as usize
    }

    /// The valid orders.
    pub fn orders(&self) -> &Orders {
        &self.orders
    }

    /// The number of valid orders.
    pub fn order_count(&self) -> usize {
        self.orders.len()
    }

    /// The number of item lines in the valid orders; an order without lines counts as one.
    pub fn line_count(&self) -> usize {
        let pieces = self.delivered.as_ref().map_or(0, |it| it.pieces.len());
        self.orders.line_count().max(self.orders.len()) + pieces
    }

    /// The refused events that the store would keep if there were no others, oldest first.
    pub(crate) fn kept_rejects(&self) -> Vec<&Reject> {
        RejectRoom::of(self.rejects.iter().map(|(_, reject)| reject))
    }

    /// Why events were refused, in the sequence of the body.
    pub fn rejections(&self) -> impl Iterator<Item = &Rejection> {
        self.rejects.iter().map(|(_, reject)| &reject.rejection)
    }

    /// Appends another batch.
    #[cfg(feature = "fuzzing")]
    pub(crate) fn append(&mut self, other: Decoded) {
        let before = self.events;
        self.orders.append(&other.orders);
        let index = other.order_index.into_iter();
        self.order_index.extend(index.map(|it| it + before));
        let rejects = other.rejects.into_iter();
        self.rejects
            .extend(rejects.map(|(index, reject)| (index + before, reject)));
        self.events += other.events;
        self.seen.add(&other.seen);
    }

    /// The refused events, in the sequence of the body.
    pub(crate) fn take_rejected(&mut self) -> Vec<RejectedEvent> {
        let rejects = std::mem::take(&mut self.rejects).into_iter();
        let rejected = rejects.map(|(index, reject)| RejectedEvent {
            index: index as usize,
            id: reject.id,
            rejection: reject.rejection,
        });
        rejected.collect()
    }

    /// The bytes of text in the valid orders.
    pub(crate) fn text_len(&self) -> usize {
        let delivered = self.delivered.as_ref();
        self.orders.text_len() + delivered.map_or(0, |it| it.delivery.body.len())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now.unwrap_or(Timestamp::from_millis(0))
    }
}

/// Cuts an id that was refused for its length to the longest allowed one.
fn cut_id(mut id: String) -> String {
    id.truncate(id.floor_char_boundary(MAX_KEY_BYTES));
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BodyFormat, decode_body};

    #[test]
    fn of_more_refused_events_than_are_kept_only_the_answer_tells() {
        let shop = Shop::new("default", "UTC", "JPY").unwrap();
        let lines: Vec<String> = (0..Reject::KEPT + 3).map(|it| it.to_string()).collect();
        let (now, body) = (Timestamp::from_millis(0), lines.join("\n"));
        let decoded = decode_body(
            &shop,
            now,
            "http",
            BodyFormat::Ndjson,
            None,
            body.as_bytes(),
        );
        assert_eq!(decoded.reject_count(), Reject::KEPT + 3);
        let without_body = decoded.rejects.iter().filter(|(_, it)| it.body.is_empty());
        assert_eq!(without_body.count(), 3);
        let kept = decoded.kept_rejects();
        assert_eq!((kept.len(), &*kept[0].body), (Reject::KEPT, &b"3"[..]));
        assert!(kept.iter().all(|it| it.source == "http"));
        let last = decoded.clone().take_rejected().pop().unwrap();
        assert_eq!(last.index, Reject::KEPT + 2);
    }
}
