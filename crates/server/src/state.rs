//! What every handler can reach.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use api_types::Health;
use domain::{Shop, ShopId, Timestamp};
use pipeline::{Intake, Trouble};
use ports::{Export, Figures, Ledger, Presence, Records, Store};
use tokio_util::task::TaskTracker;

use crate::alerts::{AlertKeeper, AlertSettings};
use crate::auth::Access;
use crate::connections::Connections;
use crate::health::HealthKeeper;
use crate::live::BoardKeeper;
use crate::original_days::OriginalDays;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::room::Room;

/// Tells the time. Everything in the server that depends on the time of day asks it, so that a test
/// can move midnight.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of the machine.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    })
}

/// The server's state: its shops with their intakes and boards, and the store. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    shops: Shops,
    store: Arc<dyn Store>,
    clock: Clock,
    access: Access,
    room: Room,
    connections: Connections,
    health: Arc<HealthKeeper>,
    alerts: OnceLock<AlertKeeper>,
    viewers: TaskTracker,
}

/// The server's shops. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Shops(Arc<HashMap<Box<str>, ShopState>>);

impl Shops {
    pub(crate) fn get(&self, id: &str) -> Option<&ShopState> {
        self.0.get(id)
    }

    /// Their names, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.keys().map(ToString::to_string).collect();
        names.sort_unstable();
        names
    }
}

/// A shop with its way in and its board.
pub(crate) struct ShopState {
    pub(crate) intake: Intake,
    pub(crate) board: BoardKeeper,
    pub(crate) original_days: OriginalDays,
}

impl ShopState {
    pub(crate) fn shop(&self) -> &Arc<Shop> {
        self.intake.shop()
    }
}

impl AppState {
    /// Starts a board keeper for the shop of each intake, as tasks of the current runtime. The
    /// shops must be open in the store. `access` says who may come in.
    pub fn start(
        store: Arc<dyn Store>,
        intakes: impl IntoIterator<Item = Intake>,
        clock: Clock,
        access: Access,
    ) -> AppState {
        let viewers = TaskTracker::new();
        let shops = intakes.into_iter().map(|intake| {
            let shop = Arc::clone(intake.shop());
            let id = shop.id.as_str().into();
            let board = BoardKeeper::start(shop, store.clone(), Arc::clone(&clock));
            let state = ShopState {
                intake,
                board,
                original_days: OriginalDays::default(),
            };
            (id, state)
        });
        let shops = Shops(Arc::new(shops.collect()));
        let health = HealthKeeper::start(store.clone(), shops.clone(), Arc::clone(&clock));
        AppState(Arc::new(Inner {
            shops,
            store,
            clock,
            access,
            room: Room::new(),
            connections: Connections::default(),
            health: Arc::new(health),
            alerts: OnceLock::new(),
            viewers,
        }))
    }

    /// Starts to look for what is wrong and to tell it, as a task of the current runtime. Once.
    pub fn start_alerts(&self, settings: AlertSettings) {
        self.0.alerts.get_or_init(|| {
            AlertKeeper::start(
                &self.0.store,
                self.0.shops.clone(),
                Arc::clone(&self.0.health),
                Arc::clone(&self.0.clock),
                settings,
            )
        });
    }

    /// How the server, its store and its machine were at the last look, a moment ago.
    pub fn newest_health(&self) -> Arc<Health> {
        self.0.health.newest()
    }

    /// Ends every live connection and lets no new one in. Orders are still taken.
    pub fn close_live(&self) {
        for shop in self.0.shops.0.values() {
            shop.board.close();
        }
        self.0.health.stop();
        if let Some(alerts) = self.0.alerts.get() {
            alerts.stop();
        }
        self.0.viewers.close();
    }

    /// Waits until every viewer that [`close_live`](AppState::close_live) sent away is gone.
    pub(crate) async fn viewers_gone(&self) {
        self.0.viewers.wait().await;
    }

    pub(crate) fn viewers(&self) -> &TaskTracker {
        &self.0.viewers
    }

    pub(crate) fn ledger(&self) -> &dyn Ledger {
        &*self.0.store
    }

    pub(crate) fn figures(&self) -> &dyn Figures {
        &*self.0.store
    }

    pub(crate) fn records(&self) -> &dyn Records {
        &*self.0.store
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

    /// The shop of this name, if there is one.
    pub(crate) fn shop_named(&self, id: &str) -> Option<&ShopState> {
        self.0.shops.get(id)
    }

    /// The room for bodies that are being sent.
    pub(crate) fn room(&self) -> &Room {
        &self.0.room
    }

    pub(crate) fn access(&self) -> &Access {
        &self.0.access
    }

    /// Absent where nobody is told: a server for a command of the terminal.
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
        let mut shops = self.0.shops.0.values();
        shops.all(|shop| {
            let buffer = shop.intake.buffer();
            buffer.is_some_and(|buffer| {
                buffer.status().takes_orders && buffer.standing_trouble().is_none()
            })
        })
    }

    /// Why orders of a shop are refused until somebody mends the store, of one of the shops.
    pub(crate) async fn standing_trouble(&self) -> Option<Trouble> {
        for shop in self.0.shops.0.values() {
            let trouble = shop.intake.standing_trouble().await;
            if trouble.is_some() {
                return trouble;
            }
        }
        None
    }

    /// Whether the server is on its way out.
    pub(crate) fn is_closing(&self) -> bool {
        self.0.viewers.is_closed()
    }

    /// The shop that a request means: `?shop=`, or the default one.
    pub(crate) fn shop(&self, params: &Params) -> Result<&ShopState, ApiError> {
        let id = params.text("shop").unwrap_or(ShopId::DEFAULT);
        self.0
            .shops
            .get(id)
            .ok_or_else(|| ApiError::unknown_shop(id))
    }
}
