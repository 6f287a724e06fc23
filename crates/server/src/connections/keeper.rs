//! Keeps the server's connections in line with the settings and the store.
//!
//! Connections in the settings take precedence. Those in the store were made while servers ran; each server checks
//! every two seconds whether they changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Shop, ShopId};
use pipeline::{LinkText, PlatformLink, connections_mark, load_connections, replace_connection};
use ports::{Ledger, Records, Store, StoreError, caught};
use tokio::time::Instant;

use super::left_out::LeftOut;
use super::open::Open;
use super::running::Running;
use super::{Connection, Connections, Linker, SourceStanding, ids};
use crate::looks::keep_looking;
use crate::shops::Shops;

/// How often a server checks for changes.
const LOOK: Duration = Duration::from_secs(2);
/// How often to look whether files with secrets changed, and to retry what failed.
const AGAIN: Duration = Duration::from_secs(5);
/// At how many connections to look then; with more, the others have to wait for their turn.
const AT_ONCE: usize = 2_500;

/// Keeps the server's connections.
pub(crate) struct ConnectionKeeper {
    store: Arc<dyn Store>,
    shops: Shops,
    connections: Connections,
    linker: Arc<dyn Linker>,
    of_settings: BTreeMap<String, PlatformLink>,
    known: Mutex<Known>,
    left_out: LeftOut,
    /// Locked to change what is running.
    running: tokio::sync::Mutex<Running>,
}

/// What is known about the connections in the store.
#[derive(Default)]
struct Known {
    /// The change up to which they were read.
    mark: Option<Option<String>>,
    /// Whether they were read since they were last applied.
    is_news: bool,
    stored: BTreeMap<String, LinkText>,
    /// Problems with connections at this server, by shop.
    problems: BTreeMap<String, String>,
}

/// What is known about a shop's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    /// Its description.
    pub(crate) text: LinkText,
    /// Whether it is in this server's settings.
    pub(crate) is_of_settings: bool,
    /// Its problem at this server.
    pub(crate) problem: Option<String>,
}

impl ConnectionKeeper {
    /// Applies the connections, and starts a task of the current runtime that looks for changes and ends with the
    /// keeper.
    ///
    /// # Errors
    /// Names the shop in the settings whose secret cannot be read.
    pub(crate) async fn start(
        store: Arc<dyn Store>,
        shops: Shops,
        connections: Connections,
        linker: Arc<dyn Linker>,
        of_settings: BTreeMap<String, PlatformLink>,
    ) -> Result<Arc<ConnectionKeeper>, String> {
        for (shop, link) in &of_settings {
            let secrets = linker.secrets(link);
            secrets.map_err(|error| format!("connect: shop `{shop}`: {error}"))?;
        }
        let keeper = Arc::new(ConnectionKeeper {
            store,
            shops,
            connections,
            linker,
            of_settings,
            known: Mutex::default(),
            left_out: LeftOut::default(),
            running: tokio::sync::Mutex::default(),
        });
        keeper.look().await;
        let looked_at = Arc::downgrade(&keeper);
        let look = |keeper: Arc<ConnectionKeeper>| async move { keeper.look().await };
        tokio::spawn(keep_looking(
            "follows the connections",
            LOOK,
            looked_at,
            look,
        ));
        Ok(keeper)
    }

    /// What is known about a shop's connection.
    pub(crate) fn of(&self, shop: &str) -> Option<Linked> {
        let known = self.known();
        let problem = known.problems.get(shop).cloned();
        let (text, is_of_settings) = match self.of_settings.get(shop) {
            Some(link) => (LinkText::of(link), true),
            None => (known.stored.get(shop)?.clone(), false),
        };
        Some(Linked {
            text,
            is_of_settings,
            problem,
        })
    }

    /// The progress of reading a shop's platform here; `None` = it is not read here.
    pub(crate) async fn standing(&self, shop: &str) -> Option<SourceStanding> {
        let running = self.running.lock().await;
        let source = running.links.get(shop)?.source.as_ref()?;
        Some(source.standing())
    }

    /// The progress of the shops whose past is being read here, by name; `None` while something is being started or
    /// stopped.
    pub(crate) fn fills(&self) -> Option<BTreeMap<String, SourceStanding>> {
        let running = self.running.try_lock().ok()?;
        let fills = running.links.iter().filter_map(|(shop, open)| {
            let standing = open.source.as_ref()?.standing();
            let is_over = standing.filled.is_some_and(|filled| filled >= 1.0);
            (!is_over).then(|| (shop.clone(), standing))
        });
        Some(fills.collect())
    }

    /// The shops whose platforms can be polled, sorted.
    pub(crate) fn asked(&self) -> BTreeSet<String> {
        let known = self.known();
        let stored = known.stored.iter().filter(|(_, text)| is_asked(text));
        let own = self
            .of_settings
            .iter()
            .filter(|(_, link)| link.access.is_some());
        let names = stored
            .map(|(name, _)| name)
            .filter(|name| !self.of_settings.contains_key(*name));
        names.chain(own.map(|(name, _)| name)).cloned().collect()
    }

    /// Whether a shop's platform can be polled.
    pub(crate) fn is_asked(&self, shop: &str) -> bool {
        self.of(shop).is_some_and(|linked| is_asked(&linked.text))
    }

    /// The orders of which webhooks left something out.
    pub(crate) fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// Reads secrets and polls platforms.
    pub(crate) fn linker(&self) -> &Arc<dyn Linker> {
        &self.linker
    }

    /// Connects a shop or removes its connection; returns the previous one. This takes effect here before it returns,
    /// and within seconds on every server.
    ///
    /// # Errors
    /// Any of the store.
    pub(crate) async fn set(
        &self,
        shop: &ShopId,
        link: Option<&LinkText>,
    ) -> Result<Option<LinkText>, StoreError> {
        let before = replace_connection(&*self.store, shop, link).await?;
        self.take_over().await?;
        Ok(before)
    }

    /// Stops everything that runs, and starts nothing more.
    pub(crate) async fn stop(&self) {
        let mut running = self.running.lock().await;
        running.is_over = true;
        for open in std::mem::take(&mut running.links).into_values() {
            open.end().await;
        }
    }

    async fn look(&self) {
        let looked = async {
            let mark = connections_mark(&*self.store).await?;
            let is_known = self.known().mark.as_ref() == Some(&mark);
            match is_known {
                true => Ok(()),
                false => self.read(mark).await,
            }
        };
        if let Err(error) = looked.await {
            // The store is away, which is reported elsewhere; the next try is in a moment.
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, "the connections are unknown");
        }
        self.settle().await;
    }

    async fn take_over(&self) -> Result<(), StoreError> {
        // The mark comes first: a change during the read is then seen the next time.
        let mark = connections_mark(&*self.store).await?;
        self.read(mark).await?;
        self.settle().await;
        Ok(())
    }

    async fn read(&self, mark: Option<String>) -> Result<(), StoreError> {
        let stored = load_connections(&*self.store).await?;
        let mut known = self.known();
        known.stored = stored;
        known.mark = Some(mark);
        known.is_news = true;
        Ok(())
    }

    /// Starts and stops what is needed, if anything may have changed.
    async fn settle(&self) {
        let mut running = self.running.lock().await;
        let shops = self.shops.changes();
        let is_due = running.tried.is_none_or(|tried| tried.elapsed() >= AGAIN);
        let is_news = std::mem::take(&mut self.known().is_news) || running.shops != Some(shops);
        if running.is_over || !(is_news || is_due) {
            return;
        }
        running.tried = Some(Instant::now());
        if is_news {
            // Until it is done, it is to be done.
            running.shops = None;
            self.take_up(&mut running).await;
            running.last = None;
            running.shops = Some(shops);
        }
        for (shop, open) in running.turn(if is_news { usize::MAX } else { AT_ONCE }) {
            if !open.is_due(&*self.linker) {
                continue;
            }
            let problem = caught(self.open(shop, open)).await;
            let problem = problem.unwrap_or_else(|panicked| {
                tracing::error!(shop, %panicked, "the connection has a problem");
                Some("a fault in the server, which its log describes".to_owned())
            });
            let mut known = self.known();
            match problem {
                Some(problem) => known.problems.insert(shop.clone(), problem),
                None => known.problems.remove(shop),
            };
        }
    }

    /// Ends the connections that are no longer wanted, and adds the others.
    async fn take_up(&self, running: &mut Running) {
        let wanted = self.wanted();
        let is_over = |(shop, open): (&String, &Open)| {
            let stays = wanted.get(shop).is_some_and(|link| *link == open.link);
            (!stays).then(|| shop.clone())
        };
        let over: Vec<String> = running.links.iter().filter_map(is_over).collect();
        for shop in over {
            if !wanted.contains_key(&shop) {
                self.connections.remove(&shop);
            }
            if let Some(open) = running.links.remove(&shop) {
                open.end().await;
                tracing::info!(shop, "no longer connected");
            }
        }
        for (shop, link) in wanted {
            let added = || Open::new(link);
            running.links.entry(shop).or_insert_with(added);
        }
    }

    /// The connections of this server's shops. Notes those that cannot be understood.
    fn wanted(&self) -> BTreeMap<String, PlatformLink> {
        let mut wanted = self.of_settings.clone();
        let mut known = self.known();
        let Known {
            stored, problems, ..
        } = &mut *known;
        problems.retain(|shop, _| stored.contains_key(shop) || wanted.contains_key(shop));
        for (shop, text) in &*stored {
            // The settings take precedence.
            if self.of_settings.contains_key(shop) {
                continue;
            }
            match PlatformLink::of(text) {
                Ok(link) => drop(wanted.insert(shop.clone(), link)),
                Err(error) => drop(problems.insert(shop.clone(), error)),
            }
        }
        drop(known);
        wanted.retain(|shop, _| self.shops.get(shop).is_some());
        wanted
    }

    /// Opens a connection. Returns its problem, if any.
    async fn open(&self, shop: &str, open: &mut Open) -> Option<String> {
        let state = self.shops.get(shop)?;
        let is_new = std::mem::take(&mut open.is_new);
        // Until it works again, which a panic may leave open.
        let was_whole = std::mem::take(&mut open.is_whole);
        let id = &state.shop().id;
        // This precedes the first delivery and the first page.
        state.shop().counts_from.set(open.link.from_day);
        let mut problem = self.others(state.shop(), open).await;
        if problem.is_some() {
            // It is in effect already if the store did not answer until now.
            self.connections.remove(shop);
            if let Some(source) = open.source.take() {
                source.stop().await;
            }
        } else {
            // While a secret cannot be read, the previous ones stay in effect.
            match self.linker.secrets(&open.link) {
                Ok(secrets) => {
                    let platform = open.link.platform;
                    self.connections.set(id, Connection { platform, secrets });
                }
                Err(error) => problem = Some(error),
            }
            // The platform refuses a replaced secret sooner or later.
            if let Some(old) = open.source.take_if(|source| !source.is_current()) {
                old.stop().await;
                tracing::info!(shop, "its credentials were replaced");
            }
            if open.source.is_none() {
                match self.linker.start(state.shop(), &open.link).await {
                    Ok(source) => open.source = source,
                    Err(error) => problem = Some(error),
                }
            }
        }
        let is_whole = problem.is_none();
        if let Some(error) = problem.as_ref().filter(|_| was_whole || is_new) {
            tracing::warn!(shop, error, "the connection has a problem");
        } else if is_new {
            let platform = open.link.platform.as_str();
            tracing::info!(shop, platform, "connected");
        }
        open.is_whole = is_whole;
        problem
    }

    /// The objection to a connection in the settings whose platform counts only from some day on. For connections made
    /// over HTTP, the request is checked in the same way. A platform that has delivered before continues.
    async fn others(&self, shop: &Shop, open: &mut Open) -> Option<String> {
        let is_asked = self.of_settings.contains_key(shop.id.as_str());
        if open.is_checked || !is_asked || open.link.from_day.is_none() {
            open.is_checked = true;
            return None;
        }
        let store = (&*self.store as &dyn Ledger, &*self.store as &dyn Records);
        let found = ids::others(store, shop, &open.link, ids::Before::TheFirst).await;
        open.is_checked = matches!(found, Ok(None));
        // If the store does not answer, that is no objection, and deliveries need not wait. It is checked again later.
        found.unwrap_or_default()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // The value is only ever replaced, so a poisoned lock is harmless.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_asked(text: &LinkText) -> bool {
    text.api_token.is_some() || text.client_id.is_some()
}
