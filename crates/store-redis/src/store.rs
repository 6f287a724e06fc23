//! The store: its shops, and the traits it implements.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    BoardData, BoardQuery, BusinessDay, Commit, DayItems, DayRecord, DaySlices, FirstDays,
    FoundItem, ItemDay, ItemDays, LatestItem, LedgerOrder, OrderFilter, Pulse, RankedItem,
    RetainedDays, SearchText, Shop, ShopId, Timestamp,
};
use ports::{
    Committed, ErrorKind, Figures, Ledger, Page, Presence, Receipt, Records, RejectCount, Store,
    StoreError, StoredReject, settle_products,
};
use tokio::sync::watch;

use crate::core::{Core, MeasuresInUse, Replicas, Strangers, Sweeps, Unidentified};
use crate::layout::dictionary::Dictionaries;
use crate::servers::missing::MissingKeys;
use crate::servers::notices::Notices;
use crate::wire::dial::Dialer;
use crate::wire::link::Link;
use crate::wire::login::Passwords;
use crate::wire::url::StoreUrl;
use crate::wire::value::Answer as _;

/// How many order lines one commit should hold at most, so that its script blocks the server for no more than about 50
/// ms; this crate's README has the measurements.
const MAX_LINES_PER_COMMIT: usize = 64_000;

/// A store on Redis or Valkey.
pub struct RedisStore {
    pub(crate) core: Arc<Core>,
    pub(crate) notices: Notices,
}

impl RedisStore {
    /// Connects to the servers of a store URL; the crate's documentation describes its form.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for an invalid URL or a refused login, [`ErrorKind::Unavailable`] if no server answers.
    /// A server that answers but refuses writes for now is not an error.
    pub async fn connect(url: &str) -> Result<RedisStore, StoreError> {
        RedisStore::connect_with(StoreUrl::parse(url)?, None).await
    }

    /// The same, with a source of passwords for a login by IAM, if the URL asks for one.
    ///
    /// # Errors
    /// As [`connect`](RedisStore::connect).
    pub async fn connect_with(
        url: StoreUrl,
        passwords: Option<Arc<dyn Passwords>>,
    ) -> Result<RedisStore, StoreError> {
        let store = RedisStore::lazy(url, passwords)?;
        match store.ready().await {
            // It answers, but is full, for example: stored data can be read, and commits fail by themselves. A missing
            // server also counts as a refusal.
            Err(error) if error.is_retryable() && error.is_refused() => {
                let answers = store.core.answers().await;
                answers.map_err(|_| error).map(|()| store)
            }
            ready => ready.map(|()| store),
        }
    }

    /// A store that connects when it is first used, for a server that should start even while Redis is away. `passwords`
    /// are for a login by IAM, if the URL asks for one. Must be called in a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] when a certificate cannot be read.
    pub fn lazy(
        url: StoreUrl,
        passwords: Option<Arc<dyn Passwords>>,
    ) -> Result<RedisStore, StoreError> {
        let dialer = Dialer::with(&url, passwords)?;
        Ok(RedisStore::with_notices(url, dialer, Notices::start))
    }

    /// Like [`lazy`](RedisStore::lazy), for a process that only writes: it does not learn of other processes' commits,
    /// and is silent between calls.
    ///
    /// # Errors
    /// As for [`lazy`](RedisStore::lazy).
    pub fn for_writing(url: StoreUrl) -> Result<RedisStore, StoreError> {
        let dialer = Dialer::new(&url)?;
        Ok(RedisStore::with_notices(url, dialer, |_, _| {
            Notices::of_this_process()
        }))
    }

    fn with_notices(
        url: StoreUrl,
        dialer: Dialer,
        notices: impl FnOnce(Dialer, &Arc<Core>) -> Notices,
    ) -> RedisStore {
        let (writer, reader) = Link::twins(&dialer);
        let core = Arc::new(Core {
            url,
            writer,
            reader,
            sweeps: Sweeps::default(),
            dictionaries: Dictionaries::default(),
            strangers: Strangers::default(),
            unidentified: Unidentified::default(),
            replicas: Replicas::default(),
            measures: MeasuresInUse::default(),
        });
        let notices = notices(dialer, &core);
        RedisStore { core, notices }
    }
}

impl RedisStore {
    /// Applies the shop's setting on keeping amounts by line. While Redis refuses writes, a shop continues as it is.
    async fn settle_products(&self, shop: &Shop) -> Result<(), StoreError> {
        match settle_products(self, shop).await {
            Err(error) if error.kind() == ErrorKind::Unavailable && error.is_refused() => {
                tracing::warn!(shop = %shop.id, %error, "the store takes no writes: the setting `products` takes effect \
                    at the next start");
                Ok(())
            }
            settled => settled,
        }
    }
}

#[async_trait]
impl Ledger for RedisStore {
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let name = shop.id.as_str();
        if name != ShopId::DEFAULT && self.core.url.default_prefix() == Some(name) {
            let message = format!("shop `{name}` has the name that is the default shop's prefix");
            return Err(StoreError::new(ErrorKind::Settings, message));
        }
        let keys = self.core.keys(shop);
        self.core.upgrade(shop, &keys).await?;
        self.core.identify_first(shop, &keys).await?;
        self.core.learn_first_days(shop, &keys).await?;
        self.notices.watch_shop(shop, &keys);
        match self.core.missing(shop, &keys).await {
            Ok(missing) => {
                let concern = missing.as_ref().map(MissingKeys::concern);
                self.notices.note_missing(shop, concern);
            }
            // Reading the figures will fail in the same way.
            Err(error) => tracing::debug!(shop = %shop.id, %error, "what is missing is unknown"),
        }
        self.core.remember_later(&keys);
        match self.core.days_to_pack(&keys).await {
            Ok(days) if !days.is_empty() => self.core.sweep_later(&keys),
            Ok(_) => {}
            // The next drop packs them.
            Err(error) => {
                tracing::debug!(shop = %shop.id, %error, "the days to pack are unknown");
            }
        }
        self.settle_products(shop).await
    }

    async fn raise_first_days(&self, shop: &Shop, others: &FirstDays) -> Result<(), StoreError> {
        let keys = self.core.keys(shop);
        self.core.raise_first_days(shop, &keys, others).await
    }

    async fn check_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let keys = self.core.keys(shop);
        self.core.identify(shop, &keys).await?;
        self.core.check_stranger(&keys).await
    }

    /// One connection carries the commits in their order. An answered commit is on as many replicas as required, even
    /// if the caller would be content with less: `WAIT` covers the writes of one connection, so a later call might not
    /// cover what was written before a reconnection.
    async fn submit<'c>(
        &'c self,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError> {
        if commit.is_empty() {
            return Ok(Receipt::compared(Committed::Applied, async { Ok(()) }));
        }
        self.core.identify_late(shop).await?;
        let answer = self.core.submit(shop, commit).await?;
        Ok(Receipt::under_way(async move {
            let committed = answer.await?;
            if committed == Committed::Applied {
                self.notices.tell(shop);
            }
            Ok(committed)
        }))
    }

    async fn retained(&self, shop: &Shop) -> Result<RetainedDays, StoreError> {
        self.core.retained(&self.core.keys(shop)).await
    }

    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError> {
        let mut command = redis::cmd("HGET");
        command
            .arg(self.core.keys(shop).own("positions"))
            .arg(source);
        let answer = self
            .core
            .reader
            .command("read a position from redis", &command)
            .await?;
        Ok(answer.text().map(str::to_owned))
    }

    fn max_lines_per_commit(&self) -> usize {
        MAX_LINES_PER_COMMIT
    }
}

#[async_trait]
impl Figures for RedisStore {
    async fn board(&self, shop: &Shop, query: &BoardQuery) -> Result<BoardData, StoreError> {
        self.core.board(shop, query).await
    }

    async fn minutes(
        &self,
        shop: &Shop,
        day: BusinessDay,
    ) -> Result<Vec<(u16, Pulse)>, StoreError> {
        self.core.minutes(&self.core.keys(shop), day).await
    }

    async fn known_items(&self, shop: &Shop) -> Result<u64, StoreError> {
        self.core.known_items(&self.core.keys(shop)).await
    }

    async fn popular(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<RankedItem>, StoreError> {
        self.core
            .popular(&self.core.keys(shop), day, offset, limit)
            .await
    }

    async fn search(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        text: &SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError> {
        let keys = self.core.keys(shop);
        self.core.search(&keys, day, text, offset, limit).await
    }

    async fn item_days(&self, shop: &Shop, sku: &str) -> Result<Option<ItemDays>, StoreError> {
        self.core.item_days(&self.core.keys(shop), sku).await
    }

    async fn latest(&self, shop: &Shop) -> Result<Vec<LatestItem>, StoreError> {
        self.core.latest(&self.core.keys(shop)).await
    }

    async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError> {
        self.core.days(shop, first, last).await
    }

    async fn items_of_days(
        &self,
        shop: &Shop,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<DayItems>>, StoreError> {
        self.core.items_of_days(shop, days).await
    }

    async fn amounts_of(
        &self,
        shop: &Shop,
        day: BusinessDay,
        skus: &[&str],
    ) -> Result<Option<Vec<ItemDay>>, StoreError> {
        let keys = self.core.keys(shop);
        self.core.amounts_of(&keys, day, skus).await
    }

    async fn names(&self, shop: &Shop, skus: &[&str]) -> Result<Vec<Option<String>>, StoreError> {
        let keys = self.core.keys(shop);
        self.core.names(&keys, skus.iter().copied()).await
    }

    async fn first_day(&self, shop: &Shop) -> Result<Option<BusinessDay>, StoreError> {
        self.core.first_day(&self.core.keys(shop)).await
    }

    async fn slices(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DaySlices>, StoreError> {
        self.core.slices(shop, first, last).await
    }

    fn news(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.notices.receiver(shop)
    }

    async fn listening(&self, shops: &[&Shop]) {
        self.notices.listening(shops).await;
    }

    fn slow_news(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.notices.slow_receiver(shop)
    }
}

#[async_trait]
impl Records for RedisStore {
    async fn orders(
        &self,
        shop: &Shop,
        day: BusinessDay,
        filter: &OrderFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError> {
        let keys = self.core.keys(shop);
        let day = (day, shop.clock.repeated(day));
        self.core.orders(&keys, day, filter, offset, limit).await
    }

    async fn rejects(
        &self,
        shop: &Shop,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        self.core
            .rejects(&self.core.keys(shop), offset, limit)
            .await
    }

    async fn reject_counts(&self, shop: &Shop) -> Result<Vec<RejectCount>, StoreError> {
        self.core.reject_counts(&self.core.keys(shop)).await
    }

    async fn drop_rejects(&self, shop: &Shop, numbers: &[u64]) -> Result<usize, StoreError> {
        self.core.drop_rejects(&self.core.keys(shop), numbers).await
    }

    async fn expire_rejects(&self, shop: &Shop, before: Timestamp) -> Result<u64, StoreError> {
        let keys = self.core.keys(shop);
        self.core.expire_rejects(&keys, before).await
    }
}

#[async_trait]
impl Store for RedisStore {
    async fn close(&self) -> Result<(), StoreError> {
        self.notices.stop();
        Ok(())
    }
}
