//! Sums of money are exact.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::Outcome;

use super::{Fixture, StoreFactory, order};

/// Amounts that binary fractions cannot hold add up as on paper, over many commits.
pub async fn revenue_is_exact_to_the_cent(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let at = "2018-03-11T10:00:00Z";
    for (id, price) in [("a", "0.1"), ("b", "0.2"), ("c", "5200"), ("d", "10.43")] {
        it.commit(&[order(id, at).line("A", 1, price)]).await;
    }
    assert_eq!(it.day("2018-03-11").await.sums[Revenue], 521_073);
    for id in 0..50 {
        it.commit(&[order(&format!("cent-{id}"), at).line("A", 1, "0.01")])
            .await;
    }
    let day = it.day("2018-03-11").await;
    assert_eq!(day.sums[Revenue], 521_123);
    assert_eq!(day.hours[10][Revenue], 521_123);
}

/// Sums beyond 2^53 minor units keep their last digit, upwards and downwards.
pub async fn sums_are_exact_beyond_doubles(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    // The limit of an item's sum would be reached first.
    it.shop.products = Some(false);
    let at = "2018-03-11T10:00:00Z";
    let huge = |id: usize| {
        order(&id.to_string(), at)
            .line("A", 10, "999999999999.999")
            .line("R", -10, "999999999999.997")
    };
    // Ten of them are 10^16 − 10 minor units, a range in which doubles hold only even numbers.
    let events: Vec<_> = (0..30).map(huge_or_small(huge)).collect();
    for pair in events.chunks(2) {
        it.commit(pair).await;
    }
    let day = it.day("2018-03-11").await;
    assert_eq!(day.sums[Revenue], 29 * 999_999_999_999_999 + 1);
    assert_eq!(day.sums[Returns], 29 * 999_999_999_999_997);
    let board = it.board("2018-03-11").await;
    assert_eq!(board.minutes[0].1.revenue, day.sums[Revenue]);
    assert_eq!(board.week[6].hours[10][Returns], day.sums[Returns]);
    it.commit(&[huge(7).version(1).cancelled()]).await;
    let day = it.day("2018-03-11").await;
    assert_eq!(day.sums[Revenue], 28 * 999_999_999_999_999 + 1);
}

/// Sums stop where 64 bits could not hold them: an order that is too much is refused alone and changes nothing. Orders
/// that subtract are still accepted, and so are all orders of other days.
pub async fn a_day_ends_before_its_sums_overflow(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    // The limit of an item's sum would be reached first.
    it.shop.products = Some(false);
    let at = "2018-03-11T10:00:00Z";
    // A thousand times the highest price, 10^15 minor units, is the highest amount of an order.
    let huge = |id: usize| {
        let order = order(&id.to_string(), at);
        order.line("A", 10, "1000000000000").plain()
    };
    const HUGE: i128 = 1_000_000_000_000_000;
    let outcomes = it.commit(&(0..8_001).map(huge).collect::<Vec<_>>()).await;
    assert!(outcomes[..8_000].iter().all(|it| *it == Outcome::Accepted));
    assert_eq!(outcomes[8_000], Outcome::DayFull);
    assert_eq!(it.day("2018-03-11").await.sums[Revenue], 8_000 * HUGE);

    // Small, but more than the error allowed to a store that compares in doubles.
    let small = order("small", at).line("A", 1, "1000.00");
    let back = order("back", at).line("A", -1, "1000.00");
    let elsewhere = order("elsewhere", "2018-03-12T10:00:00Z").line("A", 1, "1.00");
    let batch = [
        small.clone(),
        back,
        huge(3).version(1).cancelled(),
        elsewhere,
    ];
    let outcomes = it.commit(&batch).await;
    let refused = Outcome::DayFull;
    assert_eq!(
        outcomes,
        [refused, refused, Outcome::Updated, Outcome::Accepted]
    );
    let day = it.day("2018-03-11").await;
    assert_eq!(
        (day.sums[Orders], day.sums[Revenue], day.sums[Returns]),
        (7_999, 7_999 * HUGE, 0)
    );
    assert_eq!(it.day("2018-03-12").await.sums[Revenue], 100);
    // There is room again.
    let outcomes = it.commit(&[small, huge(8_000), huge(8_001)]).await;
    assert_eq!(outcomes, [Outcome::Accepted, refused, refused]);
    assert_eq!(
        it.day("2018-03-11").await.sums[Revenue],
        7_999 * HUGE + 100_000
    );
}

/// The event with this number: huge, except for the last, which is one cent.
fn huge_or_small(huge: impl Fn(usize) -> super::Event) -> impl Fn(usize) -> super::Event {
    move |id| match id {
        29 => order("cent", "2018-03-11T10:00:00Z").line("A", 1, "0.01"),
        _ => huge(id),
    }
}

/// Items given away count as orders, units and leaders, but bring no money.
pub async fn zero_priced_lines_count_but_bring_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", "2018-03-11T10:00:00Z")
        .line("gift", 3, "0")
        .line("R", -1, "0.00")])
        .await;
    let board = it.board("2018-03-11").await;
    let day = &board.week[6];
    assert_eq!(
        (day.sums[Orders], day.sums[Units], day.unique_items),
        (1, 3, 1)
    );
    assert_eq!((day.sums[Revenue], day.sums[Returns]), (0, 0));
    assert_eq!(board.popular[0].units, 3);
    assert_eq!(
        board.minutes[0].1.orders, 1,
        "the minute has an order, if no money"
    );
}

/// A day whose orders were all cancelled shows zeros, like a day without orders.
pub async fn corrections_may_leave_a_day_at_zero(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sold = order("1", "2018-03-11T10:00:00Z")
        .line("A", 3, "7.77")
        .line("R", -2, "0.07");
    it.commit([&sold]).await;
    it.commit(&[sold.version(1).cancelled()]).await;
    let board = it.board("2018-03-11").await;
    assert_eq!(board.week[6], domain::DayRecord::empty(board.week[6].day));
    assert!(board.minutes.is_empty() && board.popular.is_empty() && board.popular_day.is_empty());
}
