//! Compares random histories with the plain truth of [`Naive`].

use domain::{Amount, Price, Standing, Timestamp, WholeAmounts};

use super::{Dice, Event, Fixture, Line, Naive, StoreFactory, time};

const DAY: i64 = 86_400_000;

/// New orders, duplicates, corrections, moves, cancellations and returns over six days, in batches of all sizes: the
/// store shows the same as the model.
pub async fn random_batches_equal_the_model(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let mut dice = Dice::new(2_018);
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    for round in 0..12 {
        for _ in 0..5 {
            let size = if dice.once_in(3) {
                1
            } else {
                1 + dice.below(40)
            };
            let events: Vec<Event> = (0..size).map(|_| random_event(&mut dice, 0, 6)).collect();
            it.commit(&events).await;
            naive.take(&events);
        }
        if round % 3 == 2 {
            naive.assert_shown(&it).await;
        }
    }
}

/// The same, while the window of three days moves on, order by order.
pub async fn random_days_come_and_go_as_in_the_model(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 3;
    let mut dice = Dice::new(3_011);
    let mut naive = Naive::new(&it.shop, 3);
    for step in 0..240 {
        let event = random_event(&mut dice, step / 20, 4);
        it.commit([&event]).await;
        naive.take([&event]);
        if step % 60 == 59 {
            naive.assert_shown(&it).await;
        }
    }
}

/// An event on one of `days` days, the first of them `first_day` days after 2018-03-08.
pub(super) fn random_event(dice: &mut Dice, first_day: i64, days: usize) -> Event {
    let start = time("2018-03-08T00:00:00Z").millis();
    let day = first_day + dice.below(days) as i64;
    // Few minutes, ids and items, so that they coincide.
    let minute = dice.below(1_440) as i64 / 97 * 97;
    let placed_at = Timestamp::from_millis(start + day * DAY + minute * 60_000);
    let standing = match dice.below(16) {
        0 | 1 => Standing::Cancelled,
        2 => Standing::Pending,
        3 => Standing::Test,
        _ => Standing::Counts,
    };
    let lines = (0..1 + dice.below(4)).map(|_| random_line(dice)).collect();
    let version = dice.below(5) as i64 - 1;
    Event {
        id: format!("order-{}", dice.below(150)),
        placed_at,
        version,
        is_id_given: false,
        standing,
        is_refund: dice.once_in(9),
        channel: [None, None, Some("pos"), Some("online"), Some("pigeon")][dice.below(5)],
        country: [None, Some("DE"), Some("at"), Some("ZW"), Some("Atlantis")][dice.below(5)],
        whole: random_amounts(dice),
        lines,
    }
}

/// Every second order has at least one, some have several.
fn random_amounts(dice: &mut Dice) -> WholeAmounts {
    let mut amount = || {
        let micros = if dice.once_in(6) {
            dice.below(9_000_000)
        } else {
            0
        };
        Amount::from_micros(micros as i64).expect("it is small")
    };
    WholeAmounts {
        shipping: amount(),
        discount: amount(),
        tax: amount(),
        tip: amount(),
        fee: amount(),
    }
}

fn random_line(dice: &mut Dice) -> Line {
    let sku = format!("sku-{}", dice.below(40));
    let name = dice.once_in(2).then(|| format!("Name {}", dice.below(5)));
    let price = Price::from_micros(dice.below(30_000_000) as u64);
    let quantity = 1 + dice.below(5) as i64;
    let quantity = if dice.once_in(5) { -quantity } else { quantity };
    Line {
        sku,
        name,
        price,
        quantity,
    }
}
