//! Restores a backup into an empty store.

use std::collections::BTreeSet;

use domain::{BoardQuery, BusinessDay, InvalidShop, LatestItem, LedgerEntry, Memo, Reject, Shop};
use ports::{CatalogueItem, Figures, Ledger, StoreError};

use super::figures::{FiguresLine, ranks};
use super::line::Line;
use super::read::{BackupReader, InvalidBackup};
use super::shop::ShopLine;
use super::value::{InvalidValue, parse_day};
use crate::target::{CopyError, MEMOS, REJECTS, Target, slices_on};

/// How many items or orders to collect before a commit.
const BATCH: usize = 5_000;

/// What was restored of a shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// The shop.
    pub shop: String,
    /// Orders of retained days.
    pub orders: u64,
    /// Items of the catalogue.
    pub items: u64,
    /// Retained days.
    pub days: u64,
    /// Kept rejects.
    pub rejects: u64,
    /// How many of the retained days were counted by the original design: as totals, without orders.
    pub original_days: u64,
}

/// A restore failed; what it wrote is incomplete.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup is at fault.
    #[error(transparent)]
    Backup(#[from] InvalidBackup),
    /// The backup's shop is invalid.
    #[error("shop `{0}` of the backup")]
    Shop(String, #[source] InvalidShop),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The store already has figures of the shop.
    #[error("shop `{0}` already has figures in this store: restore into an empty one")]
    NotEmpty(String),
    /// Another process wrote to it meanwhile.
    #[error("shop `{0}` was changed during the restore: empty the store and restore again")]
    Changed(String),
    /// The figures differ from those of the backup.
    #[error("shop `{shop}`: the restored {what} differs from the backup's")]
    Differs {
        /// The shop.
        shop: String,
        /// Which figures.
        what: String,
    },
}

/// Restores the next shop of a backup into a store without figures of it, and compares the result with the backup's
/// figures; `None` at the end of the file.
///
/// # Errors
/// [`RestoreError`]; the shop is then incomplete.
pub async fn restore<S>(
    backup: &mut BackupReader<'_>,
    to: &S,
) -> Result<Option<Restored>, RestoreError>
where
    S: Ledger + Figures + ?Sized,
{
    match backup.next()? {
        None => return Ok(None),
        Some(Line::Backup(_)) => {}
        Some(_) => return Err(InvalidBackup::Order(backup.number()).into()),
    }
    let Some(Line::Shop(line)) = backup.next()? else {
        return Err(InvalidBackup::Order(backup.number()).into());
    };
    let invalid = |error| RestoreError::Shop(line.id.clone(), error);
    let mut shop = Shop::new(&line.id, &line.timezone, &line.currency).map_err(invalid)?;
    let channels = line.own_channels();
    shop.channels = channels.map_err(|error| InvalidBackup::Value(backup.number(), error))?;
    to.open_shop(&shop).await?;
    let mut filling = Filling::begin(&shop, &line, backup.number(), to).await?;
    loop {
        let Some(next) = backup.next()? else {
            return Err(InvalidBackup::Unfinished(backup.number()).into());
        };
        let number = backup.number();
        if !filling.take(next, number).await? {
            break;
        }
    }
    let finished = filling.target.finish().await;
    finished.map_err(|error| of_shop(&shop, error))?;
    Ok(Some(filling.restored))
}

/// A shop that is being restored.
struct Filling<'s, S: ?Sized> {
    shop: &'s Shop,
    to: &'s S,
    target: Target<'s, S>,
    retained: BTreeSet<BusinessDay>,
    restored: Restored,
    items: Vec<CatalogueItem>,
    orders: Vec<(Box<str>, LedgerEntry)>,
    latest: Vec<LatestItem>,
    rejects: Vec<Reject>,
    memos: Vec<Memo>,
}

impl<'s, S: Ledger + Figures + ?Sized> Filling<'s, S> {
    async fn begin(
        shop: &'s Shop,
        line: &ShopLine,
        number: u64,
        to: &'s S,
    ) -> Result<Filling<'s, S>, RestoreError> {
        let retained = line.retained();
        let retained = retained.map_err(|error| InvalidBackup::Value(number, error))?;
        let of_shop = |error| of_shop(shop, error);
        let first_days = line.first_days(&retained);
        let first_days = first_days.map_err(|error| InvalidBackup::Value(number, error))?;
        let target = Target::empty(shop, to, &first_days).await;
        let mut target = target.map_err(of_shop)?;
        let restored = Restored {
            shop: shop.id.to_string(),
            days: retained.days.len() as u64,
            ..Restored::default()
        };
        let days = retained.days.clone();
        target.retain(retained).await.map_err(of_shop)?;
        Ok(Filling {
            shop,
            to,
            target,
            retained: days,
            restored,
            items: Vec::new(),
            orders: Vec::new(),
            latest: Vec::new(),
            rejects: Vec::new(),
            memos: Vec::new(),
        })
    }

    /// Takes a line. Returns whether there are more.
    async fn take(&mut self, line: Line, number: u64) -> Result<bool, RestoreError> {
        let bad = |error: InvalidValue| RestoreError::from(InvalidBackup::Value(number, error));
        match line {
            Line::Item(line) => self.items.push(line.item()),
            Line::Order(line) => self
                .orders
                .push(line.order(&self.shop.channels).map_err(bad)?),
            Line::Latest(line) => self.latest.push(line.item()),
            Line::Reject(line) => self.rejects.push(line.reject().map_err(bad)?),
            Line::Total(line) => {
                let total = line.record().map_err(bad)?;
                self.restored.original_days += u64::from(self.retained.contains(&total.day));
                let done = self.target.totals(&[total]).await;
                done.map_err(|error| of_shop(self.shop, error))?;
            }
            Line::Slices(line) => {
                let sliced = line.slices(&self.shop.channels).map_err(bad)?;
                let done = self.target.sliced(&[sliced]).await;
                done.map_err(|error| of_shop(self.shop, error))?;
            }
            Line::Left(line) => {
                let (day, items) = line.items().map_err(bad)?;
                let done = self.target.left(day, &items).await;
                done.map_err(|error| of_shop(self.shop, error))?;
            }
            Line::Position(line) => {
                let done = self.target.positions(vec![(line.source, line.position)]);
                let done = done.await;
                done.map_err(|error| of_shop(self.shop, error))?;
            }
            Line::Memo(line) => self.memos.push(line.memo().map_err(bad)?),
            Line::Figures(line) => {
                self.write(0).await?;
                let day = parse_day(&line.day).map_err(bad)?;
                self.compare(day, &line, number).await?;
            }
            Line::Popular(popular) => {
                self.write(0).await?;
                self.compare_popular(&popular).await?;
            }
            Line::End(_) => return self.write(0).await.map(|()| false),
            Line::Backup(_) | Line::Shop(_) => return Err(InvalidBackup::Order(number).into()),
        }
        self.write(BATCH).await?;
        Ok(true)
    }

    /// Commits what was collected if it is more than this.
    async fn write(&mut self, more_than: usize) -> Result<(), RestoreError> {
        let failed = |error| of_shop(self.shop, error);
        if self.items.len() > more_than {
            self.target.items(&self.items).await.map_err(failed)?;
            self.restored.items += self.items.len() as u64;
            self.items.clear();
        }
        if self.orders.len() > more_than {
            self.target.orders(&self.orders).await.map_err(failed)?;
            self.restored.orders += self.orders.len() as u64;
            self.orders.clear();
        }
        if more_than == 0 && !self.latest.is_empty() {
            let latest = std::mem::take(&mut self.latest);
            self.target.latest(&latest).await.map_err(failed)?;
        }
        if self.memos.len() > more_than.min(MEMOS) {
            let memos = std::mem::take(&mut self.memos);
            self.target.memos(memos).await.map_err(failed)?;
        }
        if self.rejects.len() > more_than.min(REJECTS) {
            let rejects = std::mem::take(&mut self.rejects);
            self.restored.rejects += rejects.len() as u64;
            self.target.rejects(rejects).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn compare(
        &self,
        day: BusinessDay,
        expected: &FiguresLine,
        number: u64,
    ) -> Result<(), RestoreError> {
        let data = self.to.board(self.shop, &BoardQuery::of(day)).await?;
        for record in self.to.days(self.shop, day, day).await? {
            let slices = slices_on(self.shop, self.to, day).await?;
            let found = FiguresLine::new(&record, &data)
                .and_then(|found| found.by(&slices, &self.shop.channels))
                .map_err(|error| InvalidBackup::Value(number, error))?;
            if found != *expected {
                return Err(self.differs(format!("day {day}")));
            }
        }
        Ok(())
    }

    async fn compare_popular(&self, expected: &[(String, i64)]) -> Result<(), RestoreError> {
        let page = self.to.popular(self.shop, None, 0, expected.len()).await?;
        match ranks(&page.items) == expected {
            true => Ok(()),
            false => Err(self.differs("all-time leaderboard".to_owned())),
        }
    }

    fn differs(&self, what: String) -> RestoreError {
        let shop = self.shop.id.to_string();
        RestoreError::Differs { shop, what }
    }
}

fn of_shop(shop: &Shop, error: CopyError) -> RestoreError {
    let id = shop.id.to_string();
    match error {
        CopyError::Store(error) => RestoreError::Store(error),
        CopyError::NotEmpty => RestoreError::NotEmpty(id),
        CopyError::Changed => RestoreError::Changed(id),
        CopyError::Differs(day) => RestoreError::Differs {
            shop: id,
            what: format!("day {day}"),
        },
    }
}
