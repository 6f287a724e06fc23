//! Checks that a store's figures are the sums of its ledger.

use std::collections::{BTreeSet, HashMap};

use domain::Measure::{Orders, ReturnedUnits, Revenue, Units};
use domain::{
    BoardQuery, BusinessDay, DayItems, DayRecord, Grain, ItemDay, Measure, Minor, Pulse, SLICED,
    Shop, Slice, Slices, Sums, Unit,
};
use ports::{CatalogueItem, Export, Pieces, PublishedDay, StoreError};

use crate::ledger_sums::{DaySums, LedgerSums};
use crate::target::{each_left, slices_on, totals_of};

/// How many differences to name; the others are only counted.
const NAMED: usize = 1_000;
/// How often to look at a store that others write to meanwhile, to tell errors from orders under way.
const LOOKS: usize = 3;

/// How many places of the all-time leaderboard to compare: those that are guaranteed to be right.
const RANKS: usize = 1_000;

/// A figure that differs from the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The business day; `None` for the all-time leaderboard.
    pub day: Option<BusinessDay>,
    /// Which figure, such as `revenue of hour 7` or `units of item 100`.
    pub figure: String,
    /// What the store shows: a count, or an amount in the currency's minor unit.
    pub stored: Minor,
    /// The ledger's sum.
    pub recomputed: Minor,
    /// Whether it is an amount of money.
    pub is_money: bool,
}

/// The result of checking a shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Retained days.
    pub days: u64,
    /// Orders of the ledger.
    pub orders: u64,
    /// Items of the catalogue.
    pub items: u64,
    /// The differences, by day; the first thousand.
    pub differences: Vec<Difference>,
    /// How many differences there are.
    pub total: u64,
}

/// Recomputes every figure of the retained days from the ledger and compares it with what the store shows: orders,
/// units, revenue, returns and unique items of each day, its hours and minutes, its figures by channel and country,
/// what each item sold and got back, what the store publishes for others, and, as far as the ledger reaches back, the
/// all-time leaderboard. The kept items of dropped days are compared with the sums of those days.
///
/// A store that can be frozen is read as it is now. Any other store is read again if somebody wrote to it meanwhile,
/// and only figures that keep differing by the same amount are reported.
///
/// # Errors
/// When the store fails.
pub async fn verify(shop: &Shop, store: &dyn Export) -> Result<Verified, StoreError> {
    if let Some(frozen) = store.freeze(shop).await? {
        return look(shop, frozen.as_ref()).await.map(Looked::verified);
    }
    let mut news = store.news(shop);
    store.listening(&[shop]).await;
    news.mark_unchanged();
    let mut looked = look(shop, store).await?;
    for _ in 1..LOOKS {
        let moved = changed(&mut news).await;
        if looked.differences.is_empty() || !moved {
            break;
        }
        let before = looked;
        looked = look(shop, store).await?;
        looked.keep_those_of(&before);
    }
    Ok(looked.verified())
}

/// Whether somebody committed since the news were marked.
async fn changed(news: &mut tokio::sync::watch::Receiver<u64>) -> bool {
    /// A server's notices travel a little longer than its answers.
    const ON_THE_WAY: std::time::Duration = std::time::Duration::from_millis(250);
    tokio::time::timeout(ON_THE_WAY, news.changed())
        .await
        .is_ok_and(|changed| changed.is_ok())
}

/// Every difference found in one look, in order.
#[derive(Default)]
struct Looked {
    days: u64,
    orders: u64,
    items: u64,
    differences: Vec<Difference>,
}

impl Looked {
    fn note(&mut self, day: Option<BusinessDay>, figure: impl FnOnce() -> String, pair: Pair) {
        if pair.stored != pair.recomputed {
            self.differences.push(Difference {
                day,
                figure: figure(),
                stored: pair.stored,
                recomputed: pair.recomputed,
                is_money: pair.is_money,
            });
        }
    }

    /// An order on its way changes both sides; an error stays the same amount.
    fn keep_those_of(&mut self, before: &Looked) {
        let key = |it: &Difference| (it.day, it.figure.clone(), it.stored - it.recomputed);
        let known: std::collections::HashSet<_> = before.differences.iter().map(key).collect();
        self.differences.retain(|it| known.contains(&key(it)));
    }

    fn verified(mut self) -> Verified {
        let total = self.differences.len() as u64;
        self.differences.truncate(NAMED);
        Verified {
            days: self.days,
            orders: self.orders,
            items: self.items,
            differences: self.differences,
            total,
        }
    }
}

#[derive(Clone, Copy)]
struct Pair {
    stored: Minor,
    recomputed: Minor,
    is_money: bool,
}

fn count(stored: impl Into<Minor>, recomputed: impl Into<Minor>) -> Pair {
    Pair {
        stored: stored.into(),
        recomputed: recomputed.into(),
        is_money: false,
    }
}

fn money(stored: Minor, recomputed: Minor) -> Pair {
    Pair {
        stored,
        recomputed,
        is_money: true,
    }
}

fn pair(measure: Measure, stored: &Sums, recomputed: &Sums) -> Pair {
    Pair {
        stored: stored[measure],
        recomputed: recomputed[measure],
        is_money: measure.def().unit == Unit::Money,
    }
}

async fn look(shop: &Shop, store: &dyn Export) -> Result<Looked, StoreError> {
    let retained = store.retained(shop).await?;
    let mut looked = Looked {
        days: retained.days.len() as u64,
        ..Looked::default()
    };
    let (sums, catalogue) = add_up(shop, store).await?;
    looked.orders = sums.orders;
    looked.items = catalogue.len() as u64;
    // Every figure belongs to a retained day, and so does every order.
    for (day, day_sums) in &sums.days {
        if !retained.days.contains(day) {
            let orders = day_sums.sums()[Orders];
            looked.note(
                Some(*day),
                || "orders of a day that is not kept".into(),
                count(0, orders),
            );
        }
    }
    for day in &retained.days {
        let empty = DaySums::default();
        let day_sums = sums.days.get(day).unwrap_or(&empty);
        let data = store.board(shop, &BoardQuery::of(*day)).await?;
        for record in store.days(shop, *day, *day).await? {
            compare_day(&record, day_sums, &mut looked);
        }
        if let Some(published) = store.published(shop, *day).await? {
            compare_published(*day, &published, day_sums, &mut looked);
        }
        let slices = slices_on(shop, store, *day).await?;
        compare_slices((shop, *day), &slices, &day_sums.slices, &mut looked);
        let items = store.items_of_days(shop, &[*day]).await?;
        for items in items.into_iter().flatten().filter(|it| it.has_amounts) {
            compare_items(*day, &items, (day_sums, &sums.skus), &mut looked);
        }
        let mut stored = vec![Pulse::default(); day_sums.minutes.len()];
        for (minute, pulse) in &data.minutes {
            if let Some(place) = stored.get_mut(usize::from(*minute)) {
                *place = *pulse;
            }
        }
        for ((minute, recomputed), stored) in (0..).zip(&day_sums.minutes).zip(stored) {
            let (stored, recomputed) = (stored.sums(), recomputed.sums());
            for measure in Measure::kept_by(Grain::Minute) {
                let what = measure.def().name;
                let figure = || format!("{what} of {:02}:{:02}", minute / 60, minute % 60);
                looked.note(Some(*day), figure, pair(measure, &stored, &recomputed));
            }
        }
    }
    // Only a store that never dropped a day has all orders ever made.
    let is_whole = retained.dropped_until.is_none();
    for (number, item) in (0..).zip(&catalogue) {
        let days = store.item_days(shop, &item.sku).await?;
        let days = days.map(|days| days.days).unwrap_or_default();
        let mut of_ledger = 0;
        for (day, stored) in days {
            let recomputed = sums.days.get(&day).and_then(|day| day.items.get(&number));
            let recomputed = recomputed.map_or(0, |item| item.units);
            of_ledger += recomputed;
            let figure = || format!("units of item {}", item.sku);
            looked.note(Some(day), figure, count(stored, recomputed));
        }
        if is_whole || item.units < of_ledger {
            let figure = || format!("all-time units of item {}", item.sku);
            looked.note(None, figure, count(item.units, of_ledger));
        }
    }
    let ranks = store.popular(shop, None, 0, RANKS).await?.items;
    let units: HashMap<&str, i64> = catalogue.iter().map(|it| (&*it.sku, it.units)).collect();
    for rank in &ranks {
        let of_catalogue = units.get(&*rank.sku).copied().unwrap_or_default();
        let figure = || format!("all-time leaderboard: units of item {}", rank.sku);
        looked.note(None, figure, count(rank.units, of_catalogue));
    }
    let totals = totals_of(shop, store, &retained.days).await?;
    each_left::<StoreError>(shop, store, &totals, async |day, items| {
        if let Some(total) = totals.iter().find(|total| total.day == day) {
            compare_left(total, &items, &mut looked);
        }
        Ok(())
    })
    .await?;
    looked.differences.sort_by_key(|it| it.day);
    Ok(looked)
}

/// The sums of the ledger, and the catalogue by the items' numbers in them.
async fn add_up(
    shop: &Shop,
    store: &dyn Export,
) -> Result<(LedgerSums, Vec<CatalogueItem>), StoreError> {
    let (mut sums, mut known) = (LedgerSums::default(), HashMap::new());
    let mut pieces = Pieces::of(shop, store);
    while let Some(piece) = pieces.next().await? {
        for item in piece.items {
            known.insert(sums.number(&item.sku), item);
        }
        sums.add(&piece.orders);
    }
    // An order's item that is missing in the catalogue: it has no units there.
    let unknown = |sku: &str| CatalogueItem {
        sku: sku.into(),
        name: None,
        units: 0,
    };
    let numbered = (0..).zip(&sums.skus);
    let catalogue =
        numbered.map(|(number, sku)| known.remove(&number).unwrap_or_else(|| unknown(sku)));
    let catalogue = catalogue.collect();
    Ok((sums, catalogue))
}

/// Also compares what others read of a day with the ledger.
fn compare_published(
    day: BusinessDay,
    published: &PublishedDay,
    sums: &DaySums,
    looked: &mut Looked,
) {
    let day = Some(day);
    let orders = sums.sums()[Orders];
    looked.note(
        day,
        || "published orders".into(),
        count(published.orders, orders),
    );
    let unique = sums.unique_items();
    let stored = published.unique_items;
    looked.note(
        day,
        || "published unique items".into(),
        count(stored, unique),
    );
    for (hour, (stored, recomputed)) in published.revenue.iter().zip(sums.hours.iter()).enumerate()
    {
        let figure = || format!("published revenue of hour {hour}");
        looked.note(day, figure, money(*stored, recomputed[Revenue]));
    }
}

/// Compares what items sold for and what was returned; their units are compared elsewhere.
fn compare_items(
    day: BusinessDay,
    stored: &DayItems,
    (sums, skus): (&DaySums, &[Box<str>]),
    looked: &mut Looked,
) {
    let sku_of = |number: u32| skus.get(number as usize).map(|sku| &**sku);
    let recomputed = sums.items.iter();
    let recomputed: HashMap<&str, ItemDay> = recomputed
        .filter_map(|(number, item)| Some((sku_of(*number)?, *item)))
        .collect();
    let stored: HashMap<&str, ItemDay> = stored
        .items
        .iter()
        .map(|(sku, item)| (&**sku, *item))
        .collect();
    let either: BTreeSet<&str> = stored.keys().chain(recomputed.keys()).copied().collect();
    let of = |items: &HashMap<&str, ItemDay>, sku| items.get(sku).copied().unwrap_or_default();
    for sku in either {
        let (stored, recomputed) = (of(&stored, sku), of(&recomputed, sku));
        let amounts = money(stored.amount, recomputed.amount);
        looked.note(Some(day), || format!("amount of item {sku}"), amounts);
        let back = count(stored.returned_units, recomputed.returned_units);
        looked.note(Some(day), || format!("returned units of item {sku}"), back);
        let worth = money(stored.returned, recomputed.returned);
        looked.note(Some(day), || format!("returns of item {sku}"), worth);
    }
}

/// Checks that the items of a dropped day add up to what the day sold and got back.
fn compare_left(total: &DayRecord, items: &DayItems, looked: &mut Looked) {
    let (day, sum) = (Some(total.day), items.sum());
    let figure = || "units of all items of a day that has left".to_owned();
    looked.note(day, figure, count(sum.units, total.sums[Units]));
    if items.has_amounts && !total.unknown.has(ReturnedUnits) {
        let figure = || "returned units of all items of a day that has left".to_owned();
        let back = count(sum.returned_units, total.sums[ReturnedUnits]);
        looked.note(day, figure, back);
    }
}

fn compare_slices(
    (shop, day): (&Shop, BusinessDay),
    stored: &Slices,
    recomputed: &Slices,
    looked: &mut Looked,
) {
    let either = stored.each().chain(recomputed.each());
    let either: BTreeSet<Slice> = either.map(|(slice, _)| slice).collect();
    for slice in either {
        let (stored, recomputed) = (stored.get(slice), recomputed.get(slice));
        for ((measure, stored), recomputed) in SLICED.into_iter().zip(stored.0).zip(recomputed.0) {
            let pair = Pair {
                stored,
                recomputed,
                is_money: measure.def().unit == Unit::Money,
            };
            let (what, of) = (measure.def().name, slice.dimension().as_str());
            let figure = || format!("{what} of {of} {}", slice.name(&shop.channels));
            looked.note(Some(day), figure, pair);
        }
    }
}

fn compare_day(record: &DayRecord, sums: &DaySums, looked: &mut Looked) {
    let day = Some(record.day);
    for (number, (stored, recomputed)) in record.hours.iter().zip(sums.hours.iter()).enumerate() {
        for measure in Measure::kept_by(Grain::Hour) {
            let figure = || format!("{} of hour {number}", measure.def().name);
            looked.note(day, figure, pair(measure, stored, recomputed));
        }
    }
    let of_day = sums.sums();
    for measure in Measure::all() {
        let figure = || measure.def().name.to_owned();
        looked.note(day, figure, pair(measure, &record.sums, &of_day));
    }
    looked.note(
        day,
        || "unique items".into(),
        count(record.unique_items, sums.unique_items()),
    );
}
