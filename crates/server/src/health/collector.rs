//! The task that observes.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use api_types::{Health, HealthHistory, HealthShop};
use domain::Timestamp;
use ports::{Presence, SERVER_EXPIRES_SECONDS, ServerRecord, StoreFigures, lasting};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::fleet::{Fleet, Reported};
use super::gauges;
use super::history::{History, INTERVAL_SECONDS};
use super::host::Host;
use super::look::{Look, Window};
use super::measured::Measured;
use super::refusal::{self, Refusal};
use super::report::Report;
use super::worst::Worst;
use super::{LISTED, assemble, sources};
use crate::Clock;
use crate::connections::{ConnectionKeeper, SourceStanding};
use crate::shops::Shops;

/// The time between two looks.
const LOOK: Duration = Duration::from_secs(2);
/// Rates are computed over this many looks: ten seconds.
const LOOKS: usize = 5;
/// The number of looks per row of the history.
const LOOKS_PER_ROW: u32 = INTERVAL_SECONDS / LOOK.as_secs() as u32;
/// When an announcement expires, in milliseconds.
const EXPIRES_MILLIS: i64 = SERVER_EXPIRES_SECONDS as i64 * 1_000;
/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Looks at everything on a timer, and answers from the newest looks.
pub(crate) struct HealthKeeper {
    shared: Arc<Shared>,
    looking: tokio::task::JoinHandle<()>,
}

struct Shared {
    own: ServerRecord,
    newest: RwLock<Arc<Health>>,
    /// The first and the last look behind the newest figures.
    looks: RwLock<Option<(Arc<Look>, Arc<Look>)>>,
    losses: Mutex<Vec<String>>,
    is_unheard: AtomicBool,
    refusals: Mutex<Vec<Refusal>>,
    buffers: Mutex<Vec<Refusal>>,
    history: Mutex<History>,
    connections: OnceLock<Weak<ConnectionKeeper>>,
}

impl HealthKeeper {
    /// Starts looking, as a task of the current runtime.
    pub(crate) fn start(store: Arc<dyn Presence>, shops: Shops, clock: Clock) -> HealthKeeper {
        let started = clock();
        let own = ServerRecord {
            id: format!("{:016x}", ports::chance()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            host: Host::name(),
            started_millis: started.millis(),
            report: String::new(),
        };
        gauges::version(env!("CARGO_PKG_VERSION"));
        let shared = Arc::new(Shared {
            own,
            newest: RwLock::default(),
            looks: RwLock::default(),
            losses: Mutex::default(),
            is_unheard: AtomicBool::default(),
            refusals: Mutex::default(),
            buffers: Mutex::default(),
            history: Mutex::default(),
            connections: OnceLock::new(),
        });
        let of = Arc::clone(&shared);
        let collector = move || Collector {
            shared: Arc::clone(&of),
            store: Arc::clone(&store),
            shops: shops.clone(),
            clock: Arc::clone(&clock),
            looks: VecDeque::with_capacity(LOOKS + 1),
            worst: None,
            heeded: Vec::new(),
            fills: BTreeMap::new(),
            reported: Reported::now(&of.own, Report::default()),
        };
        let looking = lasting("looks at the health", move || collector().run());
        HealthKeeper {
            shared,
            looking: tokio::spawn(looking),
        }
    }

    /// Adds how this server reads platforms. Called once.
    pub(crate) fn watch(&self, connections: &Arc<ConnectionKeeper>) {
        let connections = Arc::downgrade(connections);
        self.shared.connections.get_or_init(|| connections);
    }

    /// The newest figures.
    pub(crate) fn newest(&self) -> Arc<Health> {
        let newest = self.shared.newest.read();
        Arc::clone(&newest.unwrap_or_else(PoisonError::into_inner))
    }

    /// The newest figures of a shop, which need not be in [`newest`](HealthKeeper::newest); `None` before the first
    /// look.
    pub(crate) fn of_shop(&self, shop: &str) -> Option<HealthShop> {
        let looks = self.shared.looks.read();
        let looks = looks.unwrap_or_else(PoisonError::into_inner).clone();
        let (first, last) = looks?;
        let (first, last) = (&*first, &*last);
        Some(assemble::of_shop(Window { first, last }, shop))
    }

    /// What the store lost without an error, as far as it reports it.
    pub(crate) fn losses(&self) -> Vec<String> {
        let losses = self.shared.losses.lock();
        losses.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the other servers cannot hear of this one: the store accepts their announcements, but not its own.
    pub(crate) fn is_unheard(&self) -> bool {
        self.shared.is_unheard.load(Ordering::Relaxed)
    }

    /// The shops whose orders the store refuses, on any server.
    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        let refusals = self.shared.refusals.lock();
        refusals.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The servers whose intake buffer takes no orders.
    pub(crate) fn buffers(&self) -> Vec<Refusal> {
        let buffers = self.shared.buffers.lock();
        buffers.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last hour.
    pub(crate) fn history(&self) -> HealthHistory {
        let history = self.shared.history.lock();
        history.unwrap_or_else(PoisonError::into_inner).wire()
    }

    /// Stops looking.
    pub(crate) fn stop(&self) {
        self.looking.abort();
    }
}

impl Drop for HealthKeeper {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Collector {
    shared: Arc<Shared>,
    store: Arc<dyn Presence>,
    shops: Shops,
    clock: Clock,
    looks: VecDeque<Arc<Look>>,
    /// The shops with the most trouble at the last look, if there are many.
    worst: Option<Worst>,
    /// The concerns about the store that were already logged.
    heeded: Vec<String>,
    /// The state of platforms whose past is being read here, by shop.
    fills: BTreeMap<String, SourceStanding>,
    reported: Reported,
}

impl Collector {
    async fn run(mut self) {
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut host = Host::new();
        let mut number = 0_u32;
        loop {
            ticks.tick().await;
            self.look(&mut host).await;
            if number.is_multiple_of(LOOKS_PER_ROW) {
                let newest = self
                    .shared
                    .newest
                    .read()
                    .unwrap_or_else(PoisonError::into_inner);
                let mut history = self
                    .shared
                    .history
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                history.push((self.clock)(), &newest);
            }
            number = number.wrapping_add(1);
        }
    }

    async fn look(&mut self, host: &mut Host) {
        let at = (self.clock)();
        let before = self.looks.back().map(|look| &look.measured);
        let measured = Measured::now(before);
        let connections = self.shared.connections.get().and_then(Weak::upgrade);
        if let Some(fills) = connections.and_then(|it| it.fills()) {
            self.fills = fills;
        }
        let buffer = refusal::of_buffer(&self.shops);
        let is_news = self.report(at, buffer.clone()).await;
        let own = &self.reported.own;
        let asked = async {
            let figures = self.store.health().await?;
            let announced = match is_news {
                true => Some(self.store.announce(own).await),
                false => None,
            };
            Ok::<_, ports::StoreError>((figures, announced))
        };
        let answer = timeout(PATIENCE, asked).await.ok().and_then(Result::ok);
        let before = self.looks.back();
        // If the store cannot be asked, the other servers' announcements are old, but this server's own is not.
        let known = || before.map_or_else(|| Fleet::of(vec![own.clone()]), |it| it.fleet.with(own));
        let (mut away_since, mut refuses, mut is_unheard) = (None, None, false);
        let (store, fleet) = match answer {
            Some((figures, None)) => {
                let fleet = before.map(|it| Arc::clone(&it.fleet));
                (figures, fleet.unwrap_or_default())
            }
            Some((figures, Some(Ok(servers)))) => (figures, Arc::new(Fleet::of(servers))),
            // The store refuses writes, for example because its memory is full, but can be read.
            Some((figures, Some(Err(error)))) if error.is_refused() => {
                let since = before.and_then(|it| Some(it.refuses.as_ref()?.0));
                let since = since.unwrap_or(at);
                refuses = Some((since, error.to_string()));
                let others = self.others(own).await;
                // The other servers' announcements are newer than the start of the refusal.
                let is_long = at.millis() - since.millis() > EXPIRES_MILLIS;
                is_unheard = is_long && !others.is_empty();
                let fleet = match others.is_empty() {
                    true => known(),
                    false => {
                        let mut servers = [others, vec![own.clone()]].concat();
                        ServerRecord::sort(&mut servers);
                        Fleet::of(servers)
                    }
                };
                (figures, Arc::new(fleet))
            }
            _ => {
                let since = before.and_then(|it| it.away_since);
                away_since = Some(since.unwrap_or(at));
                let store = before.map_or_else(StoreFigures::default, |it| it.store.clone());
                (store, Arc::new(known()))
            }
        };
        let look = Look {
            at,
            taken: Instant::now(),
            measured,
            host: host.look(folder(&store).as_deref()),
            store,
            away_since,
            refuses,
            buffer_refuses: buffer,
            fleet,
        };
        self.shared.is_unheard.store(is_unheard, Ordering::Relaxed);
        self.heed(&look.store);
        gauges::set(&look);
        if self.looks.len() > LOOKS {
            self.looks.pop_front();
        }
        self.looks.push_back(Arc::new(look));
        self.tell();
    }

    /// Looks at what this server has to report. Returns whether the last report will not do.
    async fn report(&mut self, at: Timestamp, buffer: Option<String>) -> bool {
        let own = &self.shared.own;
        let refusals = refusal::own(&self.shops, &own.host, PATIENCE).await;
        let before = self.looks.back();
        let is_well = before.is_some_and(|it| it.away_since.is_none() && it.refuses.is_none());
        if is_well && self.reported.will_do(&refusals, buffer.as_deref()) {
            return false;
        }
        let report = Report {
            sources: sources::own(at, &self.fills),
            refusals,
            buffer,
        };
        self.reported = Reported::now(own, report);
        true
    }

    /// The other servers at the store, if it can be read.
    async fn others(&self, own: &ServerRecord) -> Vec<ServerRecord> {
        let servers = timeout(PATIENCE, self.store.servers()).await;
        let servers = servers.ok().and_then(Result::ok).unwrap_or_default();
        servers.into_iter().filter(|it| it.id != own.id).collect()
    }

    /// Logs each reason for which the store may forget figures, when it first appears and when it changes.
    fn heed(&mut self, store: &StoreFigures) {
        for concern in &store.concerns {
            if !self.heeded.contains(&said(&concern.detail)) {
                tracing::warn!("{}", concern.detail);
            }
        }
        self.heeded = store.concerns.iter().map(|it| said(&it.detail)).collect();
        let losses = store.concerns.iter().filter(|it| it.is_loss);
        let losses = losses.map(|it| it.detail.clone()).collect();
        *self
            .shared
            .losses
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = losses;
    }

    fn tell(&mut self) {
        let (Some(first), Some(last)) = (self.looks.front(), self.looks.back()) else {
            return;
        };
        let window = Window { first, last };
        let fleet = &last.fleet;
        *self
            .shared
            .buffers
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = fleet.buffers.clone();
        (*self
            .shared
            .refusals
            .lock()
            .unwrap_or_else(PoisonError::into_inner))
        .clone_from(&fleet.refusals);
        *self
            .shared
            .looks
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(first), Arc::clone(last)));
        let count = self.shops.count();
        let names = match count {
            0..=LISTED => self.shops.names(),
            _ => {
                let (orders, rejects) = (&last.measured.orders, &last.measured.rejects);
                let worst = Worst::of(orders, rejects, fleet.refusals.clone(), self.worst.take());
                self.worst.insert(worst).shops.clone()
            }
        };
        let own = &self.shared.own;
        let health = assemble::health(window, own, (&names, count));
        gauges::set_rates(&health);
        let mut newest = self
            .shared
            .newest
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *newest = Arc::new(health);
    }
}

/// The sentence without its numbers: a rising count is not news.
fn said(detail: &str) -> String {
    detail.replace(|sign: char| sign.is_ascii_digit(), "")
}

/// The folder of the store, if it has one.
fn folder(store: &StoreFigures) -> Option<PathBuf> {
    let node = store.nodes.first().filter(|_| store.kind == "embedded")?;
    Some(PathBuf::from(&node.address))
}
