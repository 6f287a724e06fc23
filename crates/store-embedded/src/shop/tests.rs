//! Recovery from handmade pages and logs of every age.

use std::path::Path;

use domain::Measure::{Orders as OrderCount, Units};
use domain::{
    BoardQuery, Commit, Known, OrderEvent, OrderLine, Orders, Price, Quantity, Retention, Shop,
    Timestamp, fold,
};

use super::*;
use crate::disk::{numbered_key, page_key};
use crate::state::{Page, Version};

/// Day 0 of these tests, in 1997, because orders of 1970 are refused.
const FIRST: i64 = 10_000;

/// A shop on a folder, without the store's threads and locks.
struct Bench {
    disk: Arc<Disk>,
    poison: Poison,
    figures: ShopFigures,
    shop: Shop,
}

impl Bench {
    fn open(folder: &Path) -> Result<Bench, StoreError> {
        let shop = Shop::new("shop", "UTC", "USD").expect("the shop is valid");
        Bench::of(folder, shop)
    }

    fn of(folder: &Path, shop: Shop) -> Result<Bench, StoreError> {
        let disk = Arc::new(Disk::open(folder)?);
        let stored = match disk.shop(shop.id.as_str())? {
            Some(stored) => stored,
            None => disk.add_shop(&shop)?,
        };
        let figures = ShopFigures::recover(&disk, &shop, stored)?;
        Ok(Bench {
            disk,
            poison: Poison::of("bench"),
            figures,
            shop,
        })
    }

    fn look<T>(&self, look: impl FnOnce(&mut ShopState) -> T) -> T {
        let looked = self.figures.look(&self.poison, look);
        looked.expect("nothing failed")
    }

    /// Commits one order of a day, its id also being its only item; `max_days` are retained.
    fn sell(&self, day: i64, id: &str, max_days: usize) {
        let mut orders = Orders::default();
        let one = Quantity::whole(1).expect("one is a quantity");
        let lines = [OrderLine::product(
            id,
            None,
            Price::from_micros(1_000_000),
            one,
        )];
        let placed_at = Timestamp::from_millis((FIRST + day) * 86_400_000);
        let event = OrderEvent::of_lines(id, placed_at, &lines);
        let now = Timestamp::from_millis((FIRST + 1_000) * 86_400_000);
        orders
            .push(&self.shop, now, &event)
            .expect("the order is valid");
        let known = Known {
            retained: self.look(|state| state.retained().clone()),
            ..Known::default()
        };
        let retention = Retention {
            max_days,
            hold: None,
        };
        let commit: Commit<'_> = fold(&self.shop, &retention, &known, &orders).commit;
        let (sequence, record) = self.look(|state| {
            assert_eq!(state.compare(&commit), Ok(None));
            let (sequence, mut record) = (state.applied() + 1, Vec::new());
            state.encode(&commit, &mut record);
            state.apply(sequence, &record).expect("the record is whole");
            (sequence, record)
        });
        let key = numbered_key(self.figures.number, sequence);
        self.disk
            .log
            .insert(key, record)
            .expect("the log is written");
    }

    fn write_page(&self, page: Page) {
        let (applied, bytes) = self.look(|state| (state.applied(), state.page_bytes(page)));
        let bytes = bytes.expect("it is whole").expect("it is there");
        let mark = Version::mark(applied);
        let value = [&mark.to_le_bytes()[..], &bytes].concat();
        let key = page_key(self.figures.number, page);
        self.disk
            .pages
            .insert(key, value)
            .expect("the page is written");
    }

    fn write_all_pages(&self) {
        let pages = self.look(|state| state.pages());
        pages.into_iter().for_each(|page| self.write_page(page));
    }

    fn forget_log(&self, sequence: u64) {
        let key = numbered_key(self.figures.number, sequence);
        self.disk.log.remove(key).expect("the log is written");
    }

    /// The number of orders and units of a day.
    fn shown(&self, day: i64) -> (i128, i128) {
        let day = i32::try_from(FIRST + day).expect("a day");
        let day = BusinessDay::from_epoch_days(day);
        let record = self.look(|state| state.day(day));
        (record.sums[OrderCount], record.sums[Units])
    }
}

fn refusal(folder: &Path) -> String {
    match Bench::open(folder) {
        Ok(_) => panic!("a gap must be told"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_gap_in_the_log_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench::open(folder.path()).expect("a new folder opens");
    (1..=3).for_each(|id| bench.sell(10, &id.to_string(), 8));
    bench.forget_log(2);
    drop(bench);
    assert_eq!(
        refusal(folder.path()),
        "the log without record 2 on disk cannot be understood"
    );
}

#[test]
fn a_log_that_begins_behind_the_pages_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench::open(folder.path()).expect("a new folder opens");
    bench.sell(10, "1", 8);
    bench.write_all_pages();
    (2..=4).for_each(|id| bench.sell(10, &id.to_string(), 8));
    bench.forget_log(1);
    drop(bench);
    let bench = Bench::open(folder.path()).expect("the log begins where the pages end");
    assert_eq!(bench.shown(10), (4, 4));
    bench.forget_log(2);
    drop(bench);
    assert!(refusal(folder.path()).contains("record 2"));
}

#[test]
fn pages_that_are_newer_than_the_log_are_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench::open(folder.path()).expect("a new folder opens");
    bench.sell(10, "1", 8);
    bench.write_all_pages();
    bench.sell(10, "2", 8);
    bench.write_page(Page::Misc);
    [1, 2]
        .into_iter()
        .for_each(|record| bench.forget_log(record));
    drop(bench);
    assert!(refusal(folder.path()).contains("record 2"));
}

#[test]
fn a_page_of_a_day_may_have_items_that_only_the_log_brings() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut shop = Shop::new("shop", "UTC", "USD").expect("the shop is valid");
    shop.products = Some(true);
    let bench = Bench::of(folder.path(), shop.clone()).expect("a new folder opens");
    bench.sell(10, "a", 8);
    bench.write_all_pages();
    // In the same round, a commit brings an item after the page of the catalogue was written.
    bench.sell(10, "b", 8);
    let day = BusinessDay::from_epoch_days(i32::try_from(FIRST + 10).expect("a day"));
    bench.write_page(Page::Day(day));
    let item = |bench: &Bench| bench.look(|state| state.item_on(state.item("b"), day).ok());
    let before = item(&bench);
    assert!(before.is_some_and(|it| it.has_amounts && it.item.amount == 100));
    drop(bench);
    let bench = Bench::of(folder.path(), shop).expect("the folder opens");
    assert_eq!((bench.shown(10), item(&bench)), ((2, 2), before));
}

#[test]
fn a_day_that_came_back_is_not_added_to_its_old_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench::open(folder.path()).expect("a new folder opens");
    bench.sell(10, "a", 2);
    bench.sell(11, "b", 2);
    bench.write_all_pages();
    // Day 10 is dropped, and comes back when more days are retained. Then a crash happens between the new misc page and
    // the new page of the day.
    bench.sell(12, "c", 2);
    bench.sell(10, "a", 8);
    bench.write_page(Page::Misc);
    let before = bench.shown(10);
    drop(bench);
    let bench = Bench::open(folder.path()).expect("the folder opens");
    assert_eq!(bench.shown(10), before);
}

#[test]
fn orders_that_left_stay_forgotten_when_more_days_are_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench::open(folder.path()).expect("a new folder opens");
    bench.sell(10, "a", 1);
    bench.write_all_pages();
    bench.sell(11, "b", 1);
    bench.write_page(Page::Misc);
    drop(bench);
    // The ledger's page still has the order of day 10.
    let bench = Bench::open(folder.path()).expect("the folder opens");
    bench.sell(10, "c", 8);
    // Not a conflict: the order is unknown.
    bench.sell(10, "a", 8);
}

/// The first round of pages by this version may be interrupted anywhere: pages of the first format and of this one, and
/// a log of both, make up one shop.
#[test]
fn pages_of_two_formats_are_one_shop() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed: &[u8] = include_bytes!("../../tests/format/format-1-last.tar.zst");
    let packed = zstd::Decoder::new(packed).expect("it is packed with zstd");
    let unpacked = tar::Archive::new(packed).unpack(folder.path());
    unpacked.expect("it unpacks");
    let shop = Shop::new("default", "America/New_York", "USD").expect("the shop is valid");
    let bench = Bench::of(folder.path(), shop).expect("the folder opens");
    let shown = |state: &mut ShopState| {
        let days = state.retained().days.clone();
        let oldest = *days.first().expect("there are days");
        let boards = days.iter().map(|day| state.board(&BoardQuery::of(*day)));
        let boards: Vec<domain::BoardData> = boards.collect();
        let left = state.day(oldest - 1);
        (boards, left, state.all_orders(), state.applied())
    };
    let before = bench.look(shown);
    assert!(before.1.sums[Units] > 0, "a day has left");
    for page in bench.look(|state| state.pages()) {
        bench.write_page(page);
        bench
            .figures
            .rest(&bench.poison, Duration::ZERO)
            .expect("nothing failed");
        assert!(bench.figures.has_left());
        assert!(bench.look(shown) == before, "{page:?}");
    }
}

#[test]
fn what_was_not_summed_before_a_day_is_unknown_before_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench::open(folder.path()).expect("a new folder opens");
    let stored = |bench: &Bench| bench.disk.shop("shop").expect("it is read");
    let mut shop = stored(&bench).expect("it is stored");
    assert_eq!(shop.first_days, FirstDays::of_new_shop());
    (10..=12).for_each(|day| bench.sell(day, &day.to_string(), 8));
    let day = |day: i64| BusinessDay::from_epoch_days((FIRST + day) as i32);
    shop.first_days =
        FirstDays::kept(shop.first_days.known(), [(Units, day(11))]).with_sliced(Some(day(12)));
    let kept = bench.disk.keep_shop("shop", &shop);
    kept.expect("it is written");
    drop(bench);
    let bench = Bench::open(folder.path()).expect("the folder opens");
    for _ in 0..2 {
        let units = |it| bench.look(|state| state.day(day(it)).totals().get(Units));
        assert_eq!([9, 10, 11, 12].map(units), [None, None, Some(1), Some(1)]);
        let unsliced = |it| bench.look(|state| state.slices(day(it)).unknown);
        let not = Some(domain::Unsliced::NotRecorded);
        assert_eq!([10, 11, 12].map(unsliced), [not, not, None]);
        let rested = bench.figures.rest(&bench.poison, Duration::ZERO);
        rested.expect("nothing failed");
    }
    let kept = stored(&bench).expect("it is stored");
    assert_eq!(kept.first_days, shop.first_days, "it is settled");
}
