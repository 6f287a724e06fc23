//! What decoding makes of a body: orders, and rejects beside them.

use std::num::NonZeroU32;

use domain::{
    MAX_KEY_BYTES, OrderEvent, Orders, PositionChange, Reject, RejectRoom, Rejection, Shop,
    Timestamp,
};

use crate::decode::Seen;
use crate::delivery::Delivered;
use crate::{RejectedEvent, reject_body};

/// Where events come from and when.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Names the source in rejects: `http`, `import`, `kinesis:orders`.
    pub source: &'a str,
    /// The moment of arrival; an order may be only so far ahead of it.
    pub now: Timestamp,
}

/// Decoded and checked events of one body, file part or poll.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    pub(crate) orders: Orders,
    /// The event's place in the body, for each order.
    pub(crate) order_index: Vec<u32>,
    /// Refused events with their place.
    pub(crate) rejects: Vec<(u32, Reject)>,
    /// How many events there were.
    pub(crate) events: u32,
    /// Names the source in rejects that the fold adds.
    pub(crate) source: String,
    pub(crate) now: Option<Timestamp>,
    /// Source positions that move with these events.
    pub(crate) positions: Vec<PositionChange>,
    /// The most rejects that are held; 0: as many as there are.
    most_rejects: u32,
    /// Rejects beyond that.
    passed_over: u32,
    /// How many rejects are not kept apart, and up to where those of them stand that newer ones push out.
    plain_rejects: (usize, usize),
    /// What the orders that passed the checks say that few orders say.
    pub(crate) seen: Seen,
    /// Whether orders that are known at the same version are compared with what is known.
    is_compared: bool,
    /// What a platform told in pieces.
    pub(crate) delivered: Option<Box<Delivered>>,
}

impl Decoded {
    /// An empty batch of this origin.
    pub fn new(origin: Origin<'_>) -> Decoded {
        Decoded {
            source: origin.source.to_owned(),
            now: Some(origin.now),
            ..Decoded::default()
        }
    }

    /// Holds only so many rejects. A caller that sets this gives the batch up as a whole when
    /// [`passed_over`](Decoded::passed_over) says that there were more: memory stays bounded and no
    /// reject is lost in silence.
    #[must_use]
    pub fn holding_rejects(mut self, most: NonZeroU32) -> Decoded {
        self.most_rejects = most.get();
        self
    }

    /// Makes room for the orders of this many bytes of JSON.
    #[must_use]
    pub fn expecting(mut self, bytes: usize) -> Decoded {
        self.orders.reserve_for_json(bytes);
        self
    }

    /// Compares each order that is known at its version with what is known, and refuses it where it says something else: of two
    /// files that tell of one order, and of no version, nobody knows which is the newer one.
    #[must_use]
    pub fn comparing(mut self) -> Decoded {
        self.is_compared = true;
        self
    }

    /// How many rejects there were beyond those that are held.
    pub fn passed_over(&self) -> u32 {
        self.passed_over
    }

    /// How many events were refused, and are held.
    pub fn reject_count(&self) -> usize {
        self.rejects.len()
    }

    /// Takes in the next event. `is_id_given` says that its source gave it its id; `body` gives what a
    /// reject keeps of it.
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

    /// Another one came that is not kept apart. One too many pushes the oldest out of the kept rejects in the commit that would put
    /// it there: only what the answer says of it is needed.
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

    /// Refuses what a platform delivered. `body` is what may be kept of it, whole.
    pub(crate) fn reject_delivery(
        &mut self,
        rejection: Rejection,
        id: Option<String>,
        body: Vec<u8>,
    ) {
        let reject = Reject {
            rejection,
            id,
            source: self.source.clone(),
            received_at: self.now(),
            body,
        };
        self.rejects.push((self.events, reject));
        self.events += 1;
    }

    /// Whether it holds pieces of orders, whose events are made when they are committed.
    pub fn has_pieces(&self) -> bool {
        self.delivered.is_some()
    }

    /// Refuses the orders that passed the checks as well, for this reason.
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

    /// Lets a source's position move in the same step as these events.
    pub fn advance(&mut self, change: PositionChange) {
        self.positions.push(change);
    }

    /// How many events there were, good and bad.
    pub fn events(&self) -> usize {
        self.events as usize
    }

    /// The orders that passed the checks.
    pub fn orders(&self) -> &Orders {
        &self.orders
    }

    /// How many orders passed the checks.
    pub fn order_count(&self) -> usize {
        self.orders.len()
    }

    /// Item lines of the orders that passed the checks; an order without lines counts as one.
    pub fn line_count(&self) -> usize {
        let pieces = self.delivered.as_ref().map_or(0, |it| it.pieces.len());
        self.orders.line_count().max(self.orders.len()) + pieces
    }

    /// The refused events that the store would keep if it got no others, oldest first.
    pub(crate) fn kept_rejects(&self) -> Vec<&Reject> {
        RejectRoom::of(self.rejects.iter().map(|(_, reject)| reject))
    }

    /// Why events were refused, in the order of the body.
    pub fn rejections(&self) -> impl Iterator<Item = &Rejection> {
        self.rejects.iter().map(|(_, reject)| &reject.rejection)
    }

    /// Puts another batch behind this one.
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

    /// The refused events, in the order of the body.
    pub(crate) fn take_rejected(&mut self) -> Vec<RejectedEvent> {
        let rejects = std::mem::take(&mut self.rejects).into_iter();
        let rejected = rejects.map(|(index, reject)| RejectedEvent {
            index: index as usize,
            id: reject.id,
            rejection: reject.rejection,
        });
        rejected.collect()
    }

    /// Bytes of text in the orders that passed the checks.
    pub(crate) fn text_len(&self) -> usize {
        let delivered = self.delivered.as_ref();
        self.orders.text_len() + delivered.map_or(0, |it| it.delivery.body.len())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now.unwrap_or(Timestamp::from_millis(0))
    }
}

/// An id that was refused for its length is kept as far as an id may be long.
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
