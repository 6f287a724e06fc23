//! The embedded store as an implementation of the port.

mod export;
mod reads;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Commit, FirstDays, OwnChannels, RetainedDays, Shop, ShopId};
use ports::{
    Committed, Conflict, ErrorKind, Ledger, Receipt, ServerRecord, Store, StoreError,
    settle_products,
};

use crate::checkpoint::Checkpointer;
use crate::disk::{Disk, corrupt, numbered_key};
use crate::leases::Leases;
use crate::lock::FolderLock;
use crate::marks::Marks;
use crate::memos::Memos;
use crate::poison::{Poison, closed};
use crate::shop::ShopFigures;
use crate::spare::SpareRecord;
use crate::state::ShopState;
use crate::syncer::{FOR_OTHERS, Syncer, Ticket};
use crate::unchosen::stored_or_added;

/// Options of the store; the defaults are right except in tests.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Pages are written when the log has grown by this many bytes, and by as many as the pages have.
    pub checkpoint_bytes: u64,
    /// The figures of a small shop are dropped from memory when unused for this long, and read from disk at the next
    /// use.
    pub quiet: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            checkpoint_bytes: 64 * 1024 * 1024,
            quiet: Duration::from_secs(5 * 60),
        }
    }
}

/// The size of a shop's ledger in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerSize {
    /// The number of orders.
    pub orders: usize,
    /// The bytes of memory held for them.
    pub bytes: usize,
}

/// A store in a folder of this machine.
pub struct EmbeddedStore {
    folder: PathBuf,
    options: Options,
    pub(crate) shops: RwLock<HashMap<ShopId, Arc<ShopFigures>>>,
    pub(crate) poison: Arc<Poison>,
    open: Mutex<Option<Arc<OpenFolder>>>,
    /// The number of orders of all open shops.
    pub(crate) orders: Arc<AtomicU64>,
    pub(crate) leases: Mutex<Leases>,
    /// How often the list of shops was changed.
    pub(crate) roster_changes: AtomicU64,
    pub(crate) roster_turn: tokio::sync::Mutex<()>,
}

/// Everything that is released at `close`, in this order.
pub(crate) struct OpenFolder {
    pub(crate) checkpointer: Checkpointer,
    syncer: Syncer,
    pub(crate) disk: Arc<Disk>,
    marks: Arc<Marks>,
    /// The servers that announced themselves: only this process.
    pub(crate) servers: Mutex<Vec<ServerRecord>>,
    spare: SpareRecord,
    _lock: FolderLock,
}

impl EmbeddedStore {
    /// Opens the store in a folder, or creates one.
    ///
    /// # Errors
    /// If another process has it open (naming the process), if it has another format, or if it cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<EmbeddedStore, StoreError> {
        EmbeddedStore::open_with(folder, Options::default())
    }

    /// Opens the store with other options.
    ///
    /// # Errors
    /// As [`open`](EmbeddedStore::open).
    pub fn open_with(
        folder: impl AsRef<Path>,
        options: Options,
    ) -> Result<EmbeddedStore, StoreError> {
        let folder = folder.as_ref().to_owned();
        let lock = FolderLock::acquire(&folder, "store")?;
        let disk = Arc::new(Disk::open(&folder)?);
        let marks = Arc::new(Marks::open(&folder)?);
        let poison = Arc::new(Poison::of("embedded store"));
        let no_thread = |error: std::io::Error| {
            StoreError::new(ErrorKind::Unavailable, "cannot start a thread").because(error)
        };
        let start = (Arc::clone(&disk), Arc::clone(&poison));
        let checkpointer =
            Checkpointer::start(start.0, start.1, options.quiet).map_err(no_thread)?;
        let synced = (Arc::clone(&disk), Arc::clone(&marks), Arc::clone(&poison));
        let syncer = Syncer::start(synced.0, synced.1, synced.2, FOR_OTHERS).map_err(no_thread)?;
        let open = Arc::new(OpenFolder {
            checkpointer,
            syncer,
            disk,
            marks,
            servers: Mutex::default(),
            spare: SpareRecord::default(),
            _lock: lock,
        });
        Ok(EmbeddedStore {
            folder,
            options,
            shops: RwLock::default(),
            poison,
            open: Mutex::new(Some(open)),
            orders: Arc::default(),
            leases: Mutex::default(),
            roster_changes: AtomicU64::default(),
            roster_turn: tokio::sync::Mutex::default(),
        })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a shop is stored here. Unlike opening it, asking does not create it.
    ///
    /// # Errors
    /// If the store is closed, poisoned or cannot be read.
    pub fn knows(&self, shop: &Shop) -> Result<bool, StoreError> {
        Ok(self.opened()?.disk.shop(shop.id.as_str())?.is_some())
    }

    /// The size of a shop's ledger.
    ///
    /// # Errors
    /// If the shop is not open, or the store is poisoned.
    pub fn ledger_size(&self, shop: &Shop) -> Result<LedgerSize, StoreError> {
        self.read(shop, |state| LedgerSize {
            orders: state.ledger().len(),
            bytes: state.ledger().memory(),
        })
    }

    pub(crate) fn opened(&self) -> Result<Arc<OpenFolder>, StoreError> {
        self.poison.lock(&self.open)?.clone().ok_or_else(closed)
    }

    /// Reads a shop back, or creates it.
    fn make_known(&self, shop: &Shop) -> Result<(), StoreError> {
        let open = self.opened()?;
        let mut shops = self.shops.write().unwrap_or_else(PoisonError::into_inner);
        if !shops.contains_key(&shop.id) {
            let stored = stored_or_added(&open.disk, shop, &self.poison)?;
            check_settings(shop, &stored.timezone, &stored.currency)?;
            check_channels(
                shop,
                &stored.channels,
                shop.channels.extend(&stored.channels),
            )?;
            let figures = ShopFigures::recover(&open.disk, shop, stored)?;
            let newest = figures.newest.load(Ordering::Acquire);
            open.marks.check(shop.id.as_str(), figures.number, newest)?;
            let figures = Arc::new(figures.counted(&self.orders));
            open.checkpointer.watch(&figures);
            shops.insert(shop.id.clone(), figures);
        }
        match shops.get(&shop.id) {
            Some(figures) => {
                check_settings(shop, &figures.timezone, &figures.currency)?;
                check_channels(shop, &figures.channels, shop.channels == figures.channels)
            }
            None => Ok(()),
        }
    }

    fn figures(&self, shop: &Shop) -> Result<Arc<ShopFigures>, StoreError> {
        let shops = self.shops.read().unwrap_or_else(PoisonError::into_inner);
        let figures = shops.get(&shop.id).cloned();
        figures.ok_or_else(|| not_open(&shop.id))
    }

    fn shops_with_long_logs(&self) -> Vec<Arc<ShopFigures>> {
        let shops = self.shops.read().unwrap_or_else(PoisonError::into_inner);
        let shops = shops.values().filter(|shop| shop.has_long_log());
        shops.cloned().collect()
    }

    fn read<T>(
        &self,
        shop: &Shop,
        look: impl FnOnce(&mut ShopState) -> T,
    ) -> Result<T, StoreError> {
        self.figures(shop)?.look(&self.poison, look)
    }

    /// Compares, applies and logs a commit under one lock, so that readers see exactly what the log has. It is applied
    /// first, so that no record enters the log that a start could not apply; if the log cannot be written, nobody sees
    /// the figures any more. The commit is durable once its ticket is.
    fn apply(
        &self,
        open: &OpenFolder,
        figures: &Arc<ShopFigures>,
        commit: &Commit<'_>,
    ) -> Result<(Committed, Ticket), StoreError> {
        let change = |state: &mut ShopState| self.change(state, open, figures, commit);
        figures.look(&self.poison, change)?
    }

    fn change(
        &self,
        state: &mut ShopState,
        open: &OpenFolder,
        figures: &Arc<ShopFigures>,
        commit: &Commit<'_>,
    ) -> Result<(Committed, Ticket), StoreError> {
        let compared = state.compare(commit);
        let compared = compared.map_err(|error| corrupt("the ledger in memory").because(error))?;
        let memos = self.poison.lock(&figures.memos)?;
        let stored = memos.stored(&open.disk, figures.number, commit)?;
        drop(memos);
        let others = Memos::others(commit, &stored);
        if compared.is_some() || !others.is_empty() {
            let conflict = Conflict {
                memos: others,
                ..compared.unwrap_or_default()
            };
            return Ok((Committed::Conflict(conflict), open.syncer.newest()));
        }
        let mut record = open.spare.take();
        state.encode(commit, &mut record);
        let sequence = state.applied() + 1;
        let mut batch = open.disk.batch();
        let mut rejects = self.poison.lock(&figures.rejects)?;
        let dropped = commit.retained.as_ref().and_then(|it| it.dropped_until);
        let mut memos = self.poison.lock(&figures.memos)?;
        // First, because it reads the disk: if that fails, the commit has changed nothing.
        memos.stage(
            &open.disk,
            (figures.number, sequence),
            commit,
            &stored,
            dropped,
            &mut batch,
        )?;
        rejects.stage(&open.disk, figures.number, &commit.rejects, &mut batch);
        let record_bytes = record.len();
        let applied = state.apply(sequence, &record);
        applied.map_err(|error| self.poison.poison(&error))?;
        batch.insert(
            &open.disk.log,
            numbered_key(figures.number, sequence),
            record.as_slice(),
        );
        open.spare.give(record);
        batch.commit().map_err(|error| self.poison.poison(&error))?;
        figures.newest.store(sequence, Ordering::Release);
        open.marks.logged(figures.number, sequence);
        // Held until here, so that no reader looks for a reject that is not on disk yet.
        drop(rejects);
        drop(memos);
        let ticket = open.syncer.written();
        if figures.logged(record_bytes, self.options.checkpoint_bytes) {
            open.checkpointer.request(figures);
        }
        Ok((Committed::Applied, ticket))
    }
}

/// Signals news when it is dropped: after the commit is durable, or at once if its caller does not wait for that. So
/// viewers learn of an order together with its sender, even if the sender disconnected.
struct News(Arc<ShopFigures>);

impl Drop for News {
    fn drop(&mut self) {
        self.0.news.send_modify(|commits| *commits += 1);
    }
}

fn not_open(shop: &ShopId) -> StoreError {
    StoreError::new(ErrorKind::Settings, format!("shop `{shop}` is not open")).refused()
}

#[async_trait]
impl Ledger for EmbeddedStore {
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        self.make_known(shop)?;
        settle_products(self, shop).await?;
        self.figures(shop)?.rest_if_little(&self.poison)
    }

    async fn raise_first_days(&self, shop: &Shop, others: &FirstDays) -> Result<(), StoreError> {
        let (open, figures) = (self.opened()?, self.figures(shop)?);
        figures.raise_first_days(&open.disk, &self.poison, shop.id.as_str(), others)
    }

    /// One process has the folder, so a shop opened in it cannot change.
    async fn check_shop(&self, _: &Shop) -> Result<(), StoreError> {
        self.opened().map(drop)
    }

    /// The commit is compared and applied when this returns; only the sync of the log remains.
    async fn submit<'c>(
        &'c self,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError> {
        let (open, figures) = (self.opened()?, self.figures(shop)?);
        let (committed, ticket) = match commit.is_empty() {
            true => (Committed::Applied, open.syncer.newest()),
            false => {
                let _turn = open.syncer.turn().await;
                self.apply(&open, &figures, commit)?
            }
        };
        let is_news = committed == Committed::Applied && !commit.is_empty();
        let news = is_news.then(|| News(figures));
        Ok(Receipt::compared(committed, async move {
            let _news = news;
            open.syncer.wait(ticket, &self.poison).await
        }))
    }

    async fn retained(&self, shop: &Shop) -> Result<RetainedDays, StoreError> {
        self.read(shop, |state| state.retained().clone())
    }

    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError> {
        self.read(shop, |state| state.position(source).map(str::to_owned))
    }
}

#[async_trait]
impl Store for EmbeddedStore {
    async fn close(&self) -> Result<(), StoreError> {
        let Some(open) = self.poison.lock(&self.open)?.take() else {
            return Ok(());
        };
        open.syncer.wait(open.syncer.newest(), &self.poison).await?;
        let shops = self.shops_with_long_logs();
        // A last round, so that the next start has little to read. Both the round and ending the threads block.
        let finish = move || shops.iter().for_each(|shop| open.checkpointer.finish(shop));
        let finished = tokio::task::spawn_blocking(finish).await;
        finished.map_err(|error| self.poison.poison(&error))?;
        self.poison.check()
    }
}

/// Figures belong to a time zone and a currency.
fn check_settings(shop: &Shop, timezone: &str, currency: &str) -> Result<(), StoreError> {
    let differs = |setting, stored, configured| {
        Err(StoreError::other_setting(shop, setting, stored, configured))
    };
    if !shop.clock.is_named(timezone) {
        return differs("timezone", timezone, shop.clock.name());
    }
    if currency != shop.currency.code() {
        return differs("currency", currency, shop.currency.code());
    }
    Ok(())
}

/// Orders refer to the shop's own channels by index.
fn check_channels(shop: &Shop, stored: &OwnChannels, is_right: bool) -> Result<(), StoreError> {
    match is_right {
        true => Ok(()),
        false => Err(StoreError::other_channels(shop, stored)),
    }
}

#[cfg(test)]
mod tests;
