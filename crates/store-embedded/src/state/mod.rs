//! A shop's figures in memory. They only change through [`ShopState::apply`], whether a record was just folded or is
//! read back from the log: so recovery rebuilds exactly what was shown.

mod arena;
mod block_items;
mod by_time;
mod compare;
mod day;
mod day_items;
mod export;
mod items;
mod leaders;
mod ledger;
mod left;
mod misc;
mod order_key;
mod order_record;
mod order_scan;
mod read;
mod record;
mod search;
mod shard_copy;
mod sold_items;
mod sparse;
mod text_index;
mod texts;
mod ties;
mod totals;
mod version;

use std::collections::BTreeMap;

use crate::codec::{Malformed, Reader};
use day::Day;
use domain::{BusinessDay, Commit, Extra, FirstDays, LedgerEntry, RetainedDays, SoldUnits};
use items::{Items, PAGE_ITEMS};
use ledger::Ledger;
use misc::Misc;
use order_record::{OrderRecord, RecordLine};

pub(crate) use day_items::{Copied, Elsewhere};
pub(crate) use ledger::SHARDS;
pub(crate) use left::LeftItems;
pub(crate) use order_scan::OrderScan;
pub(crate) use search::{Marked, RankedPage, SoldItems, keep_best, keep_first};
pub(crate) use texts::{PART, TextFinder};
pub(crate) use ties::Ties;
pub(crate) use version::Version;

/// The number of a shop's commit; the first one is 1.
pub(crate) type Sequence = u64;

#[derive(Debug)]
pub(crate) struct ShopState {
    ledger: Ledger,
    items: Items,
    days: BTreeMap<BusinessDay, Day>,
    misc: Misc,
    first_days: FirstDays,
    /// The items of days dropped since the page of the small parts was last written.
    left: BTreeMap<BusinessDay, LeftItems>,
    applied: Sequence,
    /// For recovery, the last commit in each page: older records must not be applied to it again.
    written: BTreeMap<Page, Sequence>,
    scratch: Vec<u8>,
}

/// A separately written part of a shop's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Page {
    /// Retained days, totals, feed, positions. Written first in each round.
    Misc,
    /// A chunk of the catalogue.
    Items(u32),
    /// A retained day.
    Day(BusinessDay),
    /// A shard of the ledger.
    Ledger(u32),
}

impl ShopState {
    /// An empty shop; `seed` is the store's, for the ledger's hashes.
    pub(crate) fn new(seed: u64) -> ShopState {
        ShopState {
            ledger: Ledger::new(seed),
            items: Items::default(),
            days: BTreeMap::new(),
            misc: Misc::default(),
            first_days: FirstDays::of_new_shop(),
            left: BTreeMap::new(),
            applied: 0,
            written: BTreeMap::new(),
            scratch: Vec::new(),
        }
    }

    /// Sets the days from which on measures are complete.
    pub(crate) fn know(&mut self, first_days: FirstDays) {
        self.first_days = first_days;
    }

    /// The last commit in the figures.
    pub(crate) fn applied(&self) -> Sequence {
        self.applied
    }

    /// Writes the log record of a commit whose expectations are met to empty `record`.
    pub(crate) fn encode(&self, commit: &Commit<'_>, record: &mut Vec<u8>) {
        record::encode(commit, &self.items, record);
    }

    /// Applies the record of commit number `sequence`: the next one or, during recovery, one that some pages already
    /// contain.
    pub(crate) fn apply(&mut self, sequence: Sequence, record: &[u8]) -> Result<(), Malformed> {
        record::apply(self, sequence, record)?;
        self.applied = self.applied.max(sequence);
        Ok(())
    }

    /// The last commit that every page contains, once all are loaded: the log begins right after it or earlier. It is 0
    /// if a page is missing that every round writes.
    pub(crate) fn covered(&self) -> Sequence {
        let shards = (0..SHARDS as u32).map(Page::Ledger);
        let always = std::iter::once(Page::Misc).chain(shards);
        let all_there = always
            .into_iter()
            .all(|page| self.written.contains_key(&page));
        let oldest = self.written.values().copied().min();
        oldest.filter(|_| all_there).unwrap_or_default()
    }

    /// Whether a page does not contain this commit yet.
    fn is_news_to(&self, page: Page, sequence: Sequence) -> bool {
        self.written
            .get(&page)
            .is_none_or(|written| *written < sequence)
    }

    /// The page of the catalogue with an item.
    fn page_of_item(item: u32) -> Page {
        Page::Items(item / PAGE_ITEMS as u32)
    }

    /// The current pages, in the order in which a round writes them.
    pub(crate) fn pages(&self) -> Vec<Page> {
        let items = (0..self.items.pages() as u32).map(Page::Items);
        let days = self.days.keys().copied().map(Page::Day);
        let shards = (0..SHARDS as u32).map(Page::Ledger);
        std::iter::once(Page::Misc)
            .chain(items)
            .chain(days)
            .chain(shards)
            .collect()
    }

    /// A page's current content; `None` = the day was dropped in the meantime.
    pub(crate) fn page_bytes(&mut self, page: Page) -> Result<Option<Vec<u8>>, Malformed> {
        Ok(match page {
            Page::Misc => Some(self.misc.page_bytes()),
            Page::Items(page) => Some(self.items.page_bytes(page as usize)),
            Page::Day(day) => self.days.get(&day).map(Day::page_bytes),
            Page::Ledger(shard) => Some(self.ledger.shard_bytes(shard as usize)?),
        })
    }

    /// The items of dropped days that are yet to be written. They must be on disk before a page records that these days
    /// are dropped.
    pub(crate) fn left(&self) -> &BTreeMap<BusinessDay, LeftItems> {
        &self.left
    }

    /// Notes that the items of these days are on disk.
    pub(crate) fn forget_left(&mut self, written: &BTreeMap<BusinessDay, LeftItems>) {
        self.left.retain(|day, _| !written.contains_key(day));
    }

    /// Loads a page that contains the commits up to `sequence`. Pages come in the order of [`Page`], because days need
    /// the catalogue.
    pub(crate) fn load_page(
        &mut self,
        page: Page,
        version: Version,
        sequence: Sequence,
        bytes: &[u8],
    ) -> Result<(), Malformed> {
        match page {
            Page::Misc => {
                self.misc = Misc::load(bytes, version)?;
                self.ledger.expire(self.misc.expired_before())?;
            }
            Page::Items(page) => self.items.load_page(page as usize, bytes)?,
            Page::Day(day) => {
                let detail = Day::load(bytes, version, &self.items)?;
                self.days.insert(day, detail);
            }
            Page::Ledger(shard) => {
                let shard = shard as usize;
                if shard >= SHARDS {
                    return Err(Malformed::Damaged);
                }
                self.ledger.load_shard(shard, bytes)?;
            }
        }
        self.written.insert(page, sequence);
        self.applied = self.applied.max(sequence);
        Ok(())
    }

    /// Ends recovery: later records are newer than every page. Builds the leaderboards. Removes days that recovery may
    /// have rebuilt although the misc page already knew that they were dropped.
    ///
    /// # Errors
    /// [`Malformed`] if a page of the catalogue is missing, or an item of a day. A page of a day may be newer than those
    /// of the catalogue, and have items that only the log brings.
    pub(crate) fn recovered(&mut self) -> Result<(), Malformed> {
        let retained = self.misc.retained();
        self.days.retain(|day, _| retained.days.contains(day));
        self.written.clear();
        let known = self.items.len();
        if !self.items.is_complete() || !self.days.values().all(|day| day.knows_only(known)) {
            return Err(Malformed::Damaged);
        }
        // Done now, because scanning millions of items would delay the first reader.
        self.items.build_leaders();
        for day in self.days.values_mut() {
            day.build_leaders(&self.items);
        }
        Ok(())
    }

    /// The orders.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Changes the retained days; dropped days keep their totals. A day may be dropped by the same commit that brought
    /// it.
    fn retain(&mut self, sequence: Sequence, retained: RetainedDays) -> Result<(), Malformed> {
        let is_news = self.is_news_to(Page::Misc, sequence);
        let leaving: Vec<BusinessDay> = self
            .days
            .keys()
            .copied()
            .filter(|day| !retained.days.contains(day))
            .collect();
        if is_news {
            self.misc.retain(retained);
        }
        for day in leaving {
            // A newer page of the day is from after it came back. If the misc page is newer, it already has the totals,
            // but the rebuilt detail must go.
            if self.is_news_to(Page::Day(day), sequence)
                && let Some(detail) = self.days.remove(&day)
                && is_news
            {
                // If the day already has totals besides its orders, those have no items, so that not all items are
                // known.
                if self.misc.totals(day).is_none() {
                    let has_amounts = self.misc.retained().has_products(day);
                    let items = detail.copy_items(has_amounts).joined();
                    let left = LeftItems::of(has_amounts, items, |item| self.items.sku(*item));
                    self.left.insert(day, left);
                }
                self.misc.keep_slices(day, detail.slices());
                self.misc.keep_totals(day, &detail.totals());
            }
        }
        self.ledger.expire(self.misc.expired_before())
    }

    /// The newest dropped day after a change to these retained days, as far as the content shows.
    fn dropped_by(&self, retained: &RetainedDays) -> Option<BusinessDay> {
        let mut leaving = self.days.keys().filter(|day| !retained.days.contains(day));
        self.misc
            .retained()
            .dropped_until
            .max(leaving.next_back().copied())
    }

    /// Checks that a page or record ends here.
    fn finished(reader: &Reader<'_>) -> Result<(), Malformed> {
        if reader.is_empty() {
            Ok(())
        } else {
            Err(Malformed::Damaged)
        }
    }
}

/// An order in the domain's form, with items by their SKUs.
fn ledger_entry(record: &OrderRecord<'_>, items: &Items) -> Result<LedgerEntry, Malformed> {
    let named = |line: RecordLine| SoldUnits {
        sku: items.sku(line.item).into(),
        units: line.units,
        amount: line.amount,
    };
    Ok(LedgerEntry {
        version: record.version,
        standing: record.standing,
        at: record.at,
        revenue: record.revenue,
        returns: record.returns,
        sold: record.sold()?.into_iter().map(named).collect(),
        returned: record.returned()?.into_iter().map(named).collect(),
        extra: extra_of(record)?,
    })
}

/// A ledger page with an order that has all that a record can hold.
#[cfg(feature = "fuzzing")]
pub(crate) fn extended_order() -> Vec<u8> {
    let sums = domain::Measure::all().map(|measure| (measure, -1_i128 << measure.number()));
    let sums: domain::Sums = sums.collect();
    let market = domain::Market {
        channel: domain::Channel::of_number(9),
        country: domain::Country::from_code("DE"),
    };
    let original = domain::Original::parse("JPY -2290 0.0061");
    let (_, _, extra) = Extra::split(&sums, market, original);
    let order = order_record::NewOrder {
        id: "1",
        version: 1,
        standing: domain::Standing::Counts,
        at: domain::LocalTime {
            is_second_pass: true,
            ..domain::LocalTime::new(BusinessDay::from_epoch_days(20_000), 86_399)
        },
        revenue: 100,
        returns: 0,
        extra: extra.as_ref(),
    };
    let mut bytes = Vec::new();
    let line = RecordLine {
        item: 0,
        units: 1,
        amount: 99,
    };
    order_record::pack_order(&mut bytes, &order, [line].into_iter(), [line].into_iter());
    bytes
}

fn extra_of(record: &OrderRecord<'_>) -> Result<Option<Box<Extra>>, Malformed> {
    let sums = record.extra()?.unwrap_or_default();
    Ok(Extra::split(&sums, record.market, record.original)
        .2
        .map(Box::new))
}
