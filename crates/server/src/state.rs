//! The state that every handler can reach.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use api_types::Health;
use domain::{Baseline, BusinessDay, Range, Rates, Shop, ShopId, Timestamp};
use pipeline::{Buffer, Intake, PlatformLink, Trouble};
use ports::{Export, Figures, Ledger, Presence, Records, Store, StoreError};
use tokio_util::task::TaskTracker;

use crate::alerts::{AlertKeeper, AlertSettings};
use crate::archive::{self, Archive};
use crate::auth::Access;
use crate::clock::Clock;
use crate::connections::{ConnectionKeeper, Connections, Linker};
use crate::digest::{self, DigestSettings};
use crate::early;
use crate::health::HealthKeeper;
use crate::history::{DailyTotals, Histories};
use crate::item_sums::{self, ItemOfDay, KeptItemSums};
use crate::live::Boards;
use crate::overview::{Overview, Views};
use crate::problem::ApiError;
use crate::query::Params;
use crate::rates;
use crate::reconcile::nightly;
use crate::roster::{RosterKeeper, ShopOpener};
use crate::routes::orders::room::{OF_ORDERS, OF_WEBHOOKS, Room};
use crate::shops::{ShopState, Shops};

/// The server's state: its shops with their intakes and boards, and the store. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    shops: Shops,
    store: Arc<dyn Store>,
    clock: Clock,
    access: Access,
    room: Room,
    webhook_room: Room,
    connections: Connections,
    connecting: OnceLock<Arc<ConnectionKeeper>>,
    health: Arc<HealthKeeper>,
    alerts: OnceLock<AlertKeeper>,
    boards: Arc<Boards>,
    views: Arc<Views>,
    roster: OnceLock<Arc<RosterKeeper>>,
    viewers: TaskTracker,
    rates: Rates,
    item_sums: KeptItemSums,
    histories: Arc<Histories>,
    archive: OnceLock<Archive>,
}

impl AppState {
    /// Starts the server's tasks on the current runtime, for the shop of each intake. The shops must be open in the
    /// store. `access` decides who gets access.
    pub fn start(
        store: Arc<dyn Store>,
        intakes: impl IntoIterator<Item = Intake>,
        clock: Clock,
        access: Access,
    ) -> AppState {
        let boards = Boards::start(store.clone(), Arc::clone(&clock));
        let intakes: Vec<Intake> = intakes.into_iter().collect();
        // All shops of a server share the same rates.
        let rates = intakes.first().map(|intake| intake.shop().rates.clone());
        let rates = rates.unwrap_or_default();
        tokio::spawn(rates::keep(rates.clone(), Arc::downgrade(&store)));
        let shops = intakes.into_iter();
        let shops = Shops::new(shops.map(|intake| ShopState::new(intake, &boards)));
        let overview = Overview::new(shops.clone(), Arc::clone(&boards), rates.clone());
        let health = HealthKeeper::start(store.clone(), shops.clone(), Arc::clone(&clock));
        let histories = Histories::new(Arc::clone(&store), &boards);
        AppState(Arc::new(Inner {
            shops,
            store,
            clock,
            access,
            room: Room::new(OF_ORDERS),
            webhook_room: Room::new(OF_WEBHOOKS),
            connections: Connections::default(),
            connecting: OnceLock::new(),
            health: Arc::new(health),
            alerts: OnceLock::new(),
            views: Views::new(overview),
            boards,
            roster: OnceLock::new(),
            viewers: TaskTracker::new(),
            rates,
            item_sums: KeptItemSums::default(),
            histories,
            archive: OnceLock::new(),
        }))
    }

    /// Starts a task of the current runtime that looks for problems and sends alerts. Called once.
    pub fn start_alerts(&self, settings: AlertSettings) {
        self.0.alerts.get_or_init(|| {
            AlertKeeper::start(
                &self.0.store,
                (self.0.shops.clone(), Arc::clone(self.0.boards.alerts())),
                Arc::clone(&self.0.health),
                Arc::clone(&self.0.clock),
                settings,
            )
        });
    }

    /// Starts a task of the current runtime that sends digests in the morning. Called once.
    pub fn start_digests(&self, settings: DigestSettings) {
        tokio::spawn(digest::keep(self.while_open(), settings));
    }

    /// Starts a task of the current runtime that takes in orders that came before their time. Called once.
    pub fn take_in_early_orders(&self) {
        tokio::spawn(early::keep(self.while_open()));
    }

    /// Reads orders of days that are no longer retained from an archive. If `is_written`, also starts a task of the
    /// current runtime that writes it. Called once.
    pub fn follow_archive(&self, archive: Archive, is_written: bool) {
        self.0.archive.get_or_init(|| archive.clone());
        if is_written {
            tokio::spawn(archive::keep(self.while_open(), archive));
        }
    }

    /// Opens the shops that were added while servers ran, and follows further changes. Existing shops are those of the
    /// settings. Called once.
    pub async fn follow_roster(&self, opener: Arc<dyn ShopOpener>) {
        let (store, shops) = (Arc::clone(&self.0.store), self.0.shops.clone());
        let keeper = RosterKeeper::start(store, shops, Arc::clone(&self.0.boards), opener).await;
        self.0.roster.get_or_init(|| keeper);
    }

    /// Connects shops with their platforms according to the settings and the store, and follows changes. Called once,
    /// after [`follow_roster`](AppState::follow_roster).
    ///
    /// # Errors
    /// Names the shop in the settings whose secret cannot be read.
    pub async fn follow_connections(
        &self,
        linker: Arc<dyn Linker>,
        of_settings: BTreeMap<String, PlatformLink>,
    ) -> Result<(), String> {
        let (store, shops) = (Arc::clone(&self.0.store), self.0.shops.clone());
        let connections = self.0.connections.clone();
        let keeper = ConnectionKeeper::start(store, shops, connections, linker, of_settings);
        let keeper = keeper.await?;
        self.0.health.watch(&keeper);
        self.0.connecting.get_or_init(|| keeper);
        tokio::spawn(nightly::keep(self.while_open()));
        Ok(())
    }

    /// Stops reading platforms. Commits already begun are finished when this returns.
    pub async fn stop_connections(&self) {
        if let Some(keeper) = self.0.connecting.get() {
            keeper.stop().await;
        }
    }

    /// Finishes the commits of every shop, and accepts no more orders.
    pub async fn finish_orders(&self) {
        for shop in self.0.shops.all() {
            shop.intake.shutdown().await;
        }
    }

    /// The health of the server, its store and its machine at the last look, a moment ago.
    pub fn newest_health(&self) -> Arc<Health> {
        self.0.health.newest()
    }

    /// Ends every live connection and admits no new one. Orders are still accepted.
    pub fn close_live(&self) {
        self.0.boards.close();
        self.0.views.close();
        self.0.health.stop();
        if let Some(alerts) = self.0.alerts.get() {
            alerts.stop();
        }
        self.0.viewers.close();
    }

    /// Waits until every viewer disconnected by [`close_live`](AppState::close_live) is gone.
    pub(crate) async fn viewers_gone(&self) {
        self.0.viewers.wait().await;
    }

    pub(crate) fn viewers(&self) -> &TaskTracker {
        &self.0.viewers
    }

    /// The overview of all shops.
    pub(crate) fn overview(&self) -> &Arc<Views> {
        &self.0.views
    }

    pub(crate) fn ledger(&self) -> &dyn Ledger {
        &*self.0.store
    }

    pub(crate) fn figures(&self) -> &dyn Figures {
        &*self.0.store
    }

    /// A shop's daily totals.
    pub(crate) async fn daily_totals(
        &self,
        keeper: &ShopState,
        last: BusinessDay,
    ) -> Result<Arc<DailyTotals>, ApiError> {
        let totals = self.0.histories.of(keeper, last).await;
        totals.map_err(|error| ApiError::reading(&error))
    }

    /// The shop's first day with any data.
    pub(crate) async fn first_day(
        &self,
        shop: &Arc<Shop>,
    ) -> Result<Option<BusinessDay>, StoreError> {
        self.0.histories.first_day(shop).await
    }

    /// The sums of one of these days by each minute.
    pub(crate) async fn baseline(
        &self,
        shop: &Shop,
        totals: &DailyTotals,
        day: BusinessDay,
    ) -> Result<Arc<Baseline>, ApiError> {
        let baseline = self.0.histories.baseline(shop, totals, day).await;
        baseline.map_err(|error| ApiError::reading(&error))
    }

    /// The sums of the items over some days.
    pub(crate) async fn item_sums(
        &self,
        shop: &Arc<Shop>,
        days: Range,
    ) -> Result<item_sums::Found, StoreError> {
        self.0.item_sums.of(&self.0.store, shop, days).await
    }

    /// The sales and returns of one item on each of some days.
    pub(crate) async fn item_of_days(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
        days: Range,
    ) -> Result<Vec<ItemOfDay>, StoreError> {
        item_sums::of_item(&self.0.store, shop, sku, days).await
    }

    /// The archive with orders of days that are no longer retained, if there is one.
    pub(crate) fn archive(&self) -> Option<&Archive> {
        self.0.archive.get()
    }

    pub(crate) fn records(&self) -> &dyn Records {
        &*self.0.store
    }

    /// The rates that convert orders in other currencies.
    pub(crate) fn rates(&self) -> &Rates {
        &self.0.rates
    }

    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    pub(crate) fn presence(&self) -> &dyn Presence {
        &*self.0.store
    }

    pub(crate) fn export(&self) -> &dyn Export {
        &*self.0.store
    }

    /// The platforms that shops are connected with: none at the start.
    pub fn connections(&self) -> &Connections {
        &self.0.connections
    }

    /// The keeper of connections, if there is one.
    pub(crate) fn connecting(&self) -> Option<&Arc<ConnectionKeeper>> {
        self.0.connecting.get()
    }

    /// The shop of this name, if there is one.
    pub(crate) fn shop_named(&self, id: &str) -> Option<Arc<ShopState>> {
        self.0.shops.get(id)
    }

    /// The keeper of the list of shops, if there is one.
    pub(crate) fn roster(&self) -> Option<&Arc<RosterKeeper>> {
        self.0.roster.get()
    }

    /// The names of the shops, sorted.
    pub(crate) fn shop_names(&self) -> Vec<String> {
        self.0.shops.names()
    }

    /// A number that changes whenever a shop is added or removed.
    pub(crate) fn shop_changes(&self) -> u64 {
        self.0.shops.changes()
    }

    /// The number of shops.
    pub(crate) fn shop_count(&self) -> usize {
        self.0.shops.count()
    }

    /// The room for incoming order bodies.
    pub(crate) fn room(&self) -> &Room {
        &self.0.room
    }

    /// The room for webhooks.
    pub(crate) fn webhook_room(&self) -> &Room {
        &self.0.webhook_room
    }

    pub(crate) fn access(&self) -> &Access {
        &self.0.access
    }

    /// The alert keeper; `None` on a server that only serves a command of the terminal.
    pub(crate) fn alerts(&self) -> Option<&AlertKeeper> {
        self.0.alerts.get()
    }

    pub(crate) fn health(&self) -> &HealthKeeper {
        &self.0.health
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// Whether every shop has an intake buffer that can take orders now.
    pub(crate) fn can_buffer(&self) -> bool {
        self.0.shops.all().iter().all(|shop| {
            let buffer = shop.intake.buffer();
            buffer.is_some_and(|buffer| {
                buffer.refusal().is_none() && buffer.standing_trouble().is_none()
            })
        })
    }

    /// Whether the intake buffer of one of the shops takes nothing, and whether orders need it nevertheless.
    pub(crate) fn buffer_refuses(&self) -> (bool, bool) {
        let shops = self.0.shops.all();
        let buffers = shops.iter().filter_map(|shop| shop.intake.buffer());
        let refusing: Vec<&Buffer> = buffers.filter(|it| it.refusal().is_some()).collect();
        let is_needed = refusing.iter().any(|buffer| buffer.is_in_use());
        (!refusing.is_empty(), is_needed)
    }

    /// The reason why the store refuses one of the shops' orders until somebody fixes something.
    pub(crate) async fn standing_trouble(&self) -> Option<Trouble> {
        for shop in self.0.shops.troubled() {
            let trouble = shop.intake.standing_trouble().await;
            if trouble.is_some() {
                return trouble;
            }
        }
        None
    }

    /// Returns this state as long as the server exists and is not shutting down, without keeping it alive.
    pub(crate) fn while_open(&self) -> impl Fn() -> Option<AppState> + use<> {
        let state = Arc::downgrade(&self.0);
        move || {
            let state = state.upgrade().map(AppState);
            state.filter(|state| !state.is_closing())
        }
    }

    /// Whether the server is shutting down.
    pub(crate) fn is_closing(&self) -> bool {
        self.0.viewers.is_closed()
    }

    /// The shop of a request: `?shop=`, or the default one.
    pub(crate) fn shop(&self, params: &Params) -> Result<Arc<ShopState>, ApiError> {
        let id = params.text("shop").unwrap_or(ShopId::DEFAULT);
        self.0
            .shops
            .get(id)
            .ok_or_else(|| ApiError::unknown_shop(id))
    }
}
