//! Random events: few ids, items and minutes, so that they collide.

use domain::{Amount, Price, Standing, Timestamp, WholeAmounts};
use proptest::collection::vec;
use proptest::prelude::*;

const DAY: i64 = 86_400_000;
/// The first moment at which an order can be placed.
const FIRST: i64 = Timestamp::EARLIEST.millis();

/// An order event that owns its parts.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) placed_at: Timestamp,
    pub(crate) version: i64,
    pub(crate) standing: Standing,
    pub(crate) is_refund: bool,
    pub(crate) whole: WholeAmounts,
    /// The SKU, name, price in millionths, and quantity.
    pub(crate) lines: Vec<(String, Option<String>, u64, i64)>,
}

impl Event {
    /// An order at noon of a day counted from 1995, without lines yet; one id per day.
    pub(crate) fn on_day(day: i64) -> Event {
        let placed_at = Timestamp::from_millis(FIRST + day * DAY + DAY / 2);
        Event {
            id: day.to_string(),
            placed_at,
            version: 0,
            standing: Standing::Counts,
            is_refund: false,
            whole: WholeAmounts::NONE,
            lines: vec![],
        }
    }

    pub(crate) fn sells(mut self, sku: &str, quantity: i64) -> Event {
        self.lines.push((
            sku.to_owned(),
            None,
            Price::from_micros(1_990_000).micros(),
            quantity,
        ));
        self
    }

    pub(crate) fn with_id(mut self, id: &str) -> Event {
        id.clone_into(&mut self.id);
        self
    }
}

/// Events of about ten days around one of the two clock changes of 2018, in random sequence. An id and a version
/// determine the event: two different ones with the same version would contradict each other, and the first to arrive
/// would win.
pub(crate) fn events() -> impl Strategy<Value = Vec<Event>> {
    let changes = [
        "2018-03-11T07:00:00Z",
        "2018-10-28T01:00:00Z",
        "2018-04-01T15:00:00Z",
    ];
    let start = prop::sample::select(changes.to_vec())
        .prop_map(|change| Timestamp::parse_rfc3339(change).unwrap().millis() - 5 * DAY);
    let places = vec((0..10 * DAY, 0..25_u8), 1..120);
    (start, places, vec(content(), 120)).prop_map(|(start, places, contents)| {
        let mut events: Vec<Event> = places
            .into_iter()
            .zip(contents)
            .map(|((at, id), event)| {
                // Half of them are close to the change.
                let at = if at % 2 == 0 {
                    at
                } else {
                    5 * DAY + at % (DAY / 8) - DAY / 16
                };
                Event {
                    placed_at: Timestamp::from_millis(start + at),
                    ..event
                }
                .with_id(&format!("order-{id}"))
            })
            .collect();
        events.sort_by(|a, b| (&a.id, a.version).cmp(&(&b.id, b.version)));
        events.dedup_by(|a, b| (&a.id, a.version) == (&b.id, b.version));
        events
    })
}

/// Events in arrival order over the days, some of them late, some of them repeated.
pub(crate) fn random_walk() -> impl Strategy<Value = Vec<Event>> {
    vec((content(), 0..25_u8, 0..3 * DAY), 1..100).prop_map(|steps| {
        let place = |(step, (event, id, at)): (usize, (Event, u8, i64))| {
            let at = step as i64 * DAY / 9 + at;
            Event {
                placed_at: Timestamp::from_millis(FIRST + at),
                ..event
            }
            .with_id(&format!("order-{id}"))
        };
        steps.into_iter().enumerate().map(place).collect()
    })
}

fn content() -> impl Strategy<Value = Event> {
    let quantity = prop_oneof![4 => 1..6_i64, 1 => -5..0_i64];
    let name = prop::option::of(prop::sample::select(vec!["Kéks", "Torte"]));
    let line =
        (0..8_u8, name, 0..20_000_000_u64, quantity).prop_map(|(sku, name, price, quantity)| {
            (
                format!("sku-{sku}"),
                name.map(str::to_owned),
                price,
                quantity,
            )
        });
    use Standing::{Cancelled, Counts, Pending, Test};
    let standing =
        prop_oneof![8 => Just(Counts), 1 => prop::sample::select(vec![Cancelled, Pending, Test])];
    let amount = prop_oneof![3 => Just(0), 2 => 0..20_000_000_i64];
    let amount = amount.prop_map(|micros| Amount::from_micros(micros).unwrap());
    let whole = (amount.clone(), amount.clone(), amount.clone(), amount).prop_map(
        |(shipping, discount, tax, tip)| WholeAmounts {
            shipping,
            discount,
            tax,
            tip,
            fee: Amount::ZERO,
        },
    );
    let whole = prop_oneof![1 => Just(WholeAmounts::NONE), 1 => whole];
    let is_refund = prop::bool::weighted(0.2);
    let parts = (vec(line, 1..5), -1..4_i64, standing, is_refund, whole);
    parts.prop_map(|(lines, version, standing, is_refund, whole)| Event {
        id: String::new(),
        placed_at: Timestamp::from_millis(0),
        version,
        standing,
        is_refund,
        whole,
        lines,
    })
}
