//! Compares the fold with a simple model: the figures do not depend on the sequence of events, the sizes of batches and
//! the number of replays.

#![allow(clippy::unwrap_used, reason = "what cannot go on fails the test")]

mod event;
mod plain_store;
mod truth;

use domain::{BusinessDay, Outcome, Retention, Shop};
use proptest::collection::vec;
use proptest::prelude::*;

use event::{Event, events, random_walk};
use plain_store::PlainStore;

/// The days between 1970 and 1995, the first year in which orders can be placed.
const DAYS_TO_1995: i32 = 9_131;
/// Never reached, so that no day is dropped.
const ALL_DAYS: Retention = Retention {
    max_days: 10_000,
    hold: None,
};

fn shop() -> impl Strategy<Value = Shop> {
    let zones = [
        "UTC",
        "America/New_York",
        "Europe/London",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
    ];
    let currencies = ["USD", "JPY", "KWD"];
    (
        prop::sample::select(zones.to_vec()),
        prop::sample::select(currencies.to_vec()),
        prop::sample::select(vec![None, Some(false)]),
    )
        .prop_map(|(zone, currency, products)| {
            let mut shop = Shop::new("shop", zone, currency).unwrap();
            shop.products = products;
            shop
        })
}

/// Feeds events in batches of these sizes, repeated cyclically.
fn feed(shop: &Shop, keep: Retention, store: &mut PlainStore, events: &[Event], sizes: &[usize]) {
    let mut rest = events;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (batch, after) = rest.split_at((*size).min(rest.len()));
        store.take(shop, &keep, batch);
        rest = after;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_order_any_batches_any_replays(
        shop in shop(),
        (sorted, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        sizes in vec(1_usize..12, 1..5),
        replay in any::<prop::sample::Index>(),
    ) {
        let truth = truth::figures(&shop, &sorted);
        let mut store = PlainStore::default();
        feed(&shop, ALL_DAYS, &mut store, &shuffled, &sizes);
        prop_assert_eq!(&store.figures(), &truth);
        // After a crash, the source starts again from an earlier point, then once more from the beginning.
        let feed_before_replays = store.latest.clone();
        feed(&shop, ALL_DAYS, &mut store, &shuffled[replay.index(shuffled.len())..], &[7]);
        feed(&shop, ALL_DAYS, &mut store, &sorted, &sizes);
        prop_assert_eq!(&store.figures(), &truth);
        prop_assert_eq!(store.latest, feed_before_replays);
    }

    #[test]
    fn two_batches_change_what_one_does(
        shop in shop(),
        events in random_walk(),
        max_days in 1_usize..5,
        sizes in vec(1_usize..20, 1..5),
    ) {
        let keep = Retention { max_days, hold: None };
        let (mut single, mut batched, mut whole) = Default::default();
        feed(&shop, keep, &mut single, &events, &[1]);
        feed(&shop, keep, &mut batched, &events, &sizes);
        feed(&shop, keep, &mut whole, &events, &[events.len()]);
        prop_assert_eq!(single.all(), batched.all());
        prop_assert_eq!(single.all(), whole.all());
    }

    #[test]
    fn a_held_import_takes_days_in_any_order(
        shop in shop(),
        (sorted, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        max_days in 1_usize..4,
        sizes in vec(1_usize..12, 1..5),
    ) {
        let held = Retention { max_days, hold: Some(None) };
        let released = Retention { max_days, hold: None };
        let import = |events: &[Event]| {
            let mut store = PlainStore::default();
            feed(&shop, held, &mut store, events, &sizes);
            let held = store.figures();
            store.take(&shop, &released, &[]);
            (held, store)
        };
        let ((held_a, a), (held_b, b)) = (import(&sorted), import(&shuffled));
        prop_assert_eq!(&held_a, &truth::figures(&shop, &sorted));
        prop_assert_eq!(held_a, held_b);
        prop_assert!(a.retained.days.len() <= max_days);
        // When versions move an order between days, one arrival order may see a day that another never does, and such
        // an empty day takes a place in the window.
        if a.retained.days == b.retained.days {
            prop_assert_eq!(a.figures(), b.figures());
        }
    }
}

#[test]
fn a_held_import_ends_with_the_newest_days_whatever_their_order() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let import = |days: [i64; 5]| {
        let events = days.map(|day| Event::on_day(day).sells("A", day));
        let mut store = PlainStore::default();
        feed(
            &shop,
            Retention {
                max_days: 2,
                hold: Some(None),
            },
            &mut store,
            &events,
            &[2],
        );
        store.take(
            &shop,
            &Retention {
                max_days: 2,
                hold: None,
            },
            &[],
        );
        (
            store.figures(),
            format!("{:?}", store.totals),
            store.retained.days,
        )
    };
    let sorted = import([10, 11, 12, 13, 14]);
    assert_eq!(import([14, 10, 13, 11, 12]), sorted);
    assert_eq!(sorted.2.len(), 2);
    assert_eq!(sorted.0.1["A"], 60, "the all-time units know every day");
}

#[test]
fn the_floor_of_a_held_import_stays_where_it_was() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let day = |day: i64| Event::on_day(day).sells("A", 1);
    let mut store = PlainStore::default();
    let keep = Retention {
        max_days: 2,
        hold: None,
    };
    store.take(&shop, &keep, &[day(10), day(11)]);
    let floor = store.retained.floor(2);
    assert_eq!(floor, Some(BusinessDay::from_epoch_days(DAYS_TO_1995 + 10)));
    let held = Retention {
        max_days: 2,
        hold: Some(floor),
    };
    let outcomes = store.take(&shop, &held, &[day(14), day(10), day(9), day(13)]);
    use Outcome::{Accepted, Duplicate, TooLate};
    assert_eq!(outcomes, [Accepted, Duplicate, TooLate, Accepted]);
    store.take(&shop, &keep, &[]);
    let days: Vec<i32> = store
        .retained
        .days
        .iter()
        .map(|day| day.epoch_days() - DAYS_TO_1995)
        .collect();
    assert_eq!(days, [13, 14]);
}

#[test]
fn a_day_that_leaves_within_a_batch_forgets_its_orders() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let keep = Retention {
        max_days: 1,
        hold: None,
    };
    let old = Event::on_day(10).sells("A", 5);
    let again = Event {
        version: 1,
        ..Event::on_day(11).sells("A", 3)
    }
    .with_id(&old.id);
    let batch = [old, Event::on_day(11).sells("B", 1), again];
    let (mut together, mut apart) = (PlainStore::default(), PlainStore::default());
    let outcomes = together.take(&shop, &keep, &batch);
    assert_eq!(
        outcomes,
        [Outcome::Accepted; 3],
        "the old one was forgotten with its day"
    );
    feed(&shop, keep, &mut apart, &batch, &[1]);
    assert_eq!(together.all(), apart.all());
    assert_eq!(together.units["A"], 8);
}
