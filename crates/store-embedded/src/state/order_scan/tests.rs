use domain::LocalTime;
use ports::suite::Dice;

use super::*;
use crate::state::SHARDS;
use crate::state::ledger::Run;
use crate::state::order_record::{NewOrder, RecordLine, pack_order};

const DAY: BusinessDay = BusinessDay::from_epoch_days(17_601);
const REPEATED: Range<u32> = 3_600..7_200;

fn everything() -> (OrderFilter, Option<u32>) {
    (OrderFilter::default(), None)
}

fn shard(state: &ShopState, id: &str) -> usize {
    let mut key = Vec::new();
    order_key::pack(id, &mut key);
    state.ledger.hash(&key).shard()
}

/// Orders of two days, mixed or one after the other, with newer versions, and the list of those of `DAY`, newest first.
fn filled(
    dice: &mut Dice,
    repeated: Option<&Range<u32>>,
    are_mixed: bool,
) -> (ShopState, Vec<(u32, String)>) {
    let mut state = ShopState::new(7);
    let mut newest = std::collections::BTreeMap::new();
    // All in two shards, so that each has many blocks.
    let ids = (0..).map(|number: u32| number.to_string());
    let ids: Vec<String> = ids.filter(|id| shard(&state, id) < 2).take(2_000).collect();
    for round in 0..3_000 {
        let id = &ids[dice.below(ids.len())];
        let at = LocalTime {
            is_second_pass: false,
            day: DAY
                + i32::from(if are_mixed {
                    dice.once_in(3)
                } else {
                    round >= 2_000
                }),
            // Orders arrive about in the sequence of their times.
            second: (round / 11 + dice.below(20)) as u32 * 287,
        };
        let at = LocalTime {
            is_second_pass: repeated.is_some_and(|it| it.contains(&at.second)) && dice.once_in(2),
            ..at
        };
        let mut bytes = Vec::new();
        let item = dice.below(4) as u32;
        let order = NewOrder {
            id,
            version: 0,
            standing: domain::Standing::Counts,
            at,
            revenue: 1,
            returns: 0,
            extra: None,
        };
        let line = |item| RecordLine {
            item,
            units: 1,
            amount: 0,
        };
        let lines = (0..40).map(|_| line(item));
        pack_order(&mut bytes, &order, lines, [].into_iter());
        let order = read_order(&mut Reader::new(&bytes)).unwrap();
        let hash = state.ledger.hash(order.key);
        state.ledger.put(hash, &Run::of(&order)).unwrap();
        newest.insert(id.clone(), at);
    }
    let of_day = newest.into_iter().filter(|(_, at)| at.day == DAY);
    let passed = of_day.map(|(id, at)| (at.elapsed(repeated), id));
    let mut of_day: Vec<(u32, String)> = passed.collect();
    of_day.sort_unstable_by(|a, b| b.cmp(a));
    (state, of_day)
}

/// The newest from `skip` on, and how many there are.
fn look(state: &ShopState, mut scan: OrderScan, skip: usize) -> (Vec<(u32, String)>, usize) {
    let known = state.known_total(&scan);
    let repeated = scan.repeated.clone();
    for shard in 0..SHARDS {
        state.copy_shard(shard, &mut scan).unwrap();
        scan.look().unwrap();
    }
    let total = known.unwrap_or_else(|| scan.total());
    let orders = state.found_orders(scan, skip).unwrap().into_iter();
    let passed = orders.map(|it| (it.at.elapsed(repeated.as_ref()), it.id));
    (passed.collect(), total)
}

#[test]
fn one_scan_and_two_find_the_same_pages() {
    let mut dice = Dice::new(11);
    for repeated in [Some(REPEATED), None] {
        let (state, of_day) = filled(&mut dice, repeated.as_ref(), repeated.is_some());
        for round in 0..100 {
            let offset = dice.below(of_day.len() + 20);
            let limit = [0, 1, 7, 100, usize::MAX][round % 5];
            let end = offset.saturating_add(limit);
            let page: Vec<(u32, String)> =
                of_day.iter().skip(offset).take(limit).cloned().collect();
            let scan = || OrderScan::new((DAY, repeated.clone()), everything(), end);
            let found = look(&state, scan(), offset);
            assert_eq!(found, (page.clone(), of_day.len()), "{offset} {limit}");

            let mut scan = scan();
            let mut seconds = scan.no_seconds();
            for shard in 0..SHARDS {
                state.copy_shard(shard, &mut scan).unwrap();
                scan.count(&mut seconds).unwrap();
            }
            let skip = scan.narrow(&seconds, offset, limit);
            let found = look(&state, scan, skip);
            assert_eq!(found, (page, of_day.len()), "deep: {offset} {limit}");
        }
    }
}

#[test]
fn a_page_of_the_newest_leaves_most_orders_unread() {
    let (state, of_day) = filled(&mut Dice::new(13), None, false);
    let mut scan = OrderScan::new((DAY, None), everything(), 10);
    for shard in 0..SHARDS {
        state.copy_shard(shard, &mut scan).unwrap();
        scan.look().unwrap();
    }
    assert!(scan.total() < of_day.len() * 2 / 3, "{}", scan.total());
}

#[test]
fn orders_that_leave_or_come_back_are_counted() {
    let (mut state, of_day) = filled(&mut Dice::new(14), None, true);
    assert_eq!(state.ledger.orders_on(DAY), of_day.len());
    let next = state.ledger.orders_on(DAY + 1);
    state.ledger.expire(DAY + 1).unwrap();
    assert_eq!(state.ledger.orders_on(DAY), 0);
    state.ledger.expire(DAY).unwrap();
    assert_eq!(state.ledger.orders_on(DAY), 0, "they are gone");
    assert_eq!(state.ledger.orders_on(DAY + 1), next);
    let mut read = ShopState::new(7);
    for shard in 0..SHARDS {
        let bytes = state.ledger.shard_bytes(shard).unwrap();
        read.ledger.load_shard(shard, &bytes).unwrap();
    }
    assert_eq!(read.ledger.orders_on(DAY + 1), next);
}

#[test]
fn what_is_held_does_not_grow_with_the_day() {
    let (state, _) = filled(&mut Dice::new(12), Some(&REPEATED), true);
    let mut scan = OrderScan::new((DAY, Some(REPEATED)), everything(), 10);
    for shard in 0..SHARDS {
        state.copy_shard(shard, &mut scan).unwrap();
        scan.look().unwrap();
        assert!(scan.found.len() <= 20);
    }
}

/// After newer versions, compactions and days that left, whether full blocks know what their orders sold or not.
#[test]
fn the_orders_of_an_item_are_those_that_sold_it() {
    let mut dice = Dice::new(15);
    let mut state = ShopState::new(7);
    let ids = (0..).map(|number: u32| format!("order-{number}"));
    let ids: Vec<String> = ids.filter(|id| shard(&state, id) < 2).take(4_000).collect();
    let items = [0, 1, 2, 300, 70_000, 1 << 18, (1 << 19) + 1];
    let mut newest = std::collections::BTreeMap::new();
    let mut partly = 0;
    for item in items {
        state.shelve(item, &item.to_string());
    }
    for round in 0..40 {
        for _ in 0..200 {
            let id = &ids[dice.below((round + 1) * 100)];
            let day = DAY + dice.below(2) as i32;
            let at = LocalTime::new(day, (round * 2_000 + dice.below(3_000)) as u32);
            let sold: Vec<u32> = (0..dice.below(9))
                .map(|_| items[dice.below(items.len())])
                .collect();
            let mut bytes = Vec::new();
            let order = NewOrder {
                id,
                version: round as i64,
                standing: domain::Standing::Counts,
                at,
                revenue: 1,
                returns: 0,
                extra: None,
            };
            let amount = u64::from(dice.once_in(3));
            let line = |item: &u32| RecordLine {
                item: *item,
                units: 1,
                amount,
            };
            // What came back is not sold.
            let back = items[dice.below(2)];
            let returned = (amount > 0).then(|| line(&back));
            pack_order(
                &mut bytes,
                &order,
                sold.iter().map(line),
                returned.into_iter(),
            );
            let order = read_order(&mut Reader::new(&bytes)).unwrap();
            let hash = state.ledger.hash(order.key);
            state.ledger.put(hash, &Run::of(&order)).unwrap();
            newest.insert(id.clone(), (at, sold));
        }
        match round {
            20 => drop(state.ledger.shard_bytes(0).unwrap()),
            30 => state.ledger.expire(DAY + 1).unwrap(),
            _ => {}
        }
        let is_there = |day| round < 30 || day > DAY;
        for item in items {
            let day = DAY + dice.below(2) as i32;
            let of_item = newest
                .iter()
                .filter(|(_, (at, sold))| at.day == day && is_there(day) && sold.contains(&item));
            let mut of_item: Vec<(u32, String)> = of_item
                .map(|(id, (at, _))| (at.second, id.clone()))
                .collect();
            of_item.sort_unstable_by(|a, b| b.cmp(a));
            let total = of_item.len();
            let offset = dice.below(3) * dice.below(total + 2);
            let page = of_item.into_iter().skip(offset).take(10).collect();
            let filter = || OrderFilter::of_item(Some("its number is known"));
            let scan = || OrderScan::new((day, None), (filter(), Some(item)), offset + 10);
            if is_there(day) {
                assert_eq!(
                    look(&state, scan(), offset),
                    (page, total),
                    "{round} {item}"
                );
            }
            let copied = |mut scan: OrderScan| {
                state.copy_shard(1, &mut scan).unwrap();
                scan.shard.len()
            };
            let all = copied(OrderScan::new((day, None), everything(), 10));
            partly += usize::from(copied(scan()) < all / 2);
        }
    }
    assert!(partly > 100, "{partly}");
}
