//! The commits of a child: batch number `n` of a shop is always the same.

use std::ops::RangeInclusive;

use domain::{
    Commit, Known, Outcome, PositionChange, Price, Reason, Reject, Rejection, Standing, Timestamp,
    WholeAmounts, fold,
};
use ports::Committed;
use ports::suite::{Dice, Event, Fixture, Line, Naive, commit_all, learn, now, orders_of};

/// The number of shops that are written at once.
pub(crate) const SHOPS: usize = 8;
/// The number of retained days.
pub(crate) const MAX_DAYS: usize = 3;
/// The number of batches per day.
const BATCHES_A_DAY: u64 = 40;
const DAY: i64 = 86_400_000;
const SOURCE: &str = "torture";

/// A shop's batches, and the truth about the finished ones.
pub(crate) struct Work {
    pub(crate) seed: u64,
    pub(crate) done: u64,
    pub(crate) naive: Option<Naive>,
}

impl Work {
    pub(crate) fn new(seed: u64) -> Work {
        Work {
            seed,
            done: 0,
            naive: None,
        }
    }

    /// Adds the batches up to this one to the truth.
    pub(crate) fn catch_up(&mut self, done: u64) {
        let shop = domain::Shop::new("truth", "UTC", "USD").expect("the shop is valid");
        let naive = self
            .naive
            .get_or_insert_with(|| Naive::new(&shop, MAX_DAYS));
        for number in self.done + 1..=done {
            naive.take(&batch(self.seed, number));
        }
        self.done = self.done.max(done);
    }

    /// Commits batches again: all of it is known or too late.
    pub(crate) async fn replay(&self, it: &Fixture, batches: RangeInclusive<u64>) {
        let events: Vec<Event> = batches
            .filter(|number| *number > 0)
            .flat_map(|number| batch(self.seed, number))
            .collect();
        for some in events.chunks(500) {
            let outcomes = commit_all(&*it.store, &it.shop, &it.retention, some).await;
            let known =
                |outcome: &Outcome| matches!(outcome, Outcome::Duplicate | Outcome::TooLate);
            assert!(outcomes.iter().all(known), "a replay changes nothing");
        }
    }
}

/// The number of the last batch in the store.
pub(crate) async fn done(it: &Fixture) -> u64 {
    let position = it
        .store
        .position(&it.shop, SOURCE)
        .await
        .expect("a position is read");
    position.map_or(0, |position| {
        position.parse().expect("positions are numbers")
    })
}

/// Commits the batch with its position and rejects; durable when this returns, unless deferred.
pub(crate) async fn commit(it: &Fixture, seed: u64, number: u64, deferred: bool) {
    let events = batch(seed, number);
    let orders = orders_of(&it.shop, &events);
    let retained = it
        .store
        .retained(&it.shop)
        .await
        .expect("the retained days are read");
    let mut known = Known {
        retained,
        ..Known::default()
    };
    loop {
        let mut commit = fold(&it.shop, &it.retention, &known, &orders).commit;
        commit.positions.push(PositionChange {
            source: SOURCE.to_owned(),
            expected: (number > 1).then(|| (number - 1).to_string()),
            position: number.to_string(),
        });
        commit.rejects.extend(reject(number));
        let answer = write(it, &commit, deferred).await;
        drop(commit);
        match answer {
            Committed::Applied => return,
            Committed::Conflict(conflict) => learn(&mut known, conflict),
        }
    }
}

async fn write(it: &Fixture, commit: &Commit<'_>, deferred: bool) -> Committed {
    let receipt = it.store.submit(&it.shop, commit).await;
    let receipt = receipt.expect("the store takes commits");
    let answer = match deferred {
        true => receipt.applied().await,
        false => receipt.durable().await,
    };
    answer.expect("the store takes commits")
}

/// The reject that some batches have.
pub(crate) fn reject(number: u64) -> Option<Reject> {
    number.is_multiple_of(7).then(|| Reject {
        rejection: Rejection::new(Reason::InvalidPrice, "items[0].price is below zero"),
        id: None,
        source: SOURCE.to_owned(),
        received_at: now(),
        body: number.to_string().into_bytes(),
    })
}

/// New orders, later versions, cancellations, returns and known orders of the current, the previous and the next day.
fn batch(seed: u64, number: u64) -> Vec<Event> {
    let mut dice = Dice::new(seed.wrapping_add(number.wrapping_mul(0x9e37_79b9)));
    let today = number / BATCHES_A_DAY;
    let size = if dice.once_in(10) {
        200
    } else {
        1 + dice.below(12)
    };
    (0..size).map(|_| event(&mut dice, today)).collect()
}

fn event(dice: &mut Dice, today: u64) -> Event {
    let first_day = today.saturating_sub(dice.below(3) as u64);
    let version = dice.below(5) as i64;
    // Later versions may move an order to the next day, but never back: an order moved out of the window is forgotten,
    // so an old version would be new again.
    let day = first_day as i64 + version / 3;
    let at = day * DAY + dice.below(288) as i64 * 300_000;
    Event {
        id: format!("order-{first_day}-{}", dice.below(400)),
        placed_at: Timestamp::from_millis(1_520_000_000_000 / DAY * DAY + at),
        version,
        is_id_given: false,
        is_refund: false,
        channel: [None, Some("pos"), Some("online")][dice.below(3)],
        country: [None, Some("DE")][dice.below(2)],
        whole: WholeAmounts::NONE,
        standing: if dice.once_in(8) {
            Standing::Cancelled
        } else {
            Standing::Counts
        },
        lines: (0..1 + dice.below(4)).map(|_| line(dice, today)).collect(),
    }
}

fn line(dice: &mut Dice, today: u64) -> Line {
    // The catalogue grows.
    let sku = format!("sku-{}", dice.below(40 + 20 * today as usize));
    let quantity = 1 + dice.below(5) as i64;
    Line {
        sku,
        name: dice.once_in(3).then(|| format!("Kéks {}", dice.below(9))),
        price: Price::from_micros(dice.below(30_000_000) as u64),
        quantity: if dice.once_in(6) { -quantity } else { quantity },
    }
}
