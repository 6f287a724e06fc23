//! The live channels of the overview.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ports::{StoreError, caught};
use telemetry::Level;
use telemetry::catalogue::OVERVIEW_VIEWERS;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::keeper::{Overview, Rows};
use super::sheet::Sheet;
use super::view::View;
use crate::live::{Channel, Subscription, between_messages};

/// The shortest time between two looks of a live view.
const PAUSE: Duration = Duration::from_millis(500);
/// A reading no older than this, made for another view, is used as it is.
const RECENT: Duration = Duration::from_millis(400);
/// Looking takes at most this fraction (1/4) of the time.
const RESTS: u32 = 4;
/// How often a message is sent without any change.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long a new viewer waits for the first sheet: if nobody looked before, ten thousand shops may have to be read.
const FIRST_SHEET: Duration = Duration::from_secs(15);
/// The most different views that are live at a time.
const MOST: usize = 64;

/// The views of the overview, live and not.
pub(crate) struct Views {
    overview: Arc<Overview>,
    viewers: Arc<Level>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    views: HashMap<View, Arc<Channel>>,
    is_closed: bool,
}

impl Open {
    /// Closes a view: whoever asks for it next gets it anew.
    fn end(&mut self, view: &View) {
        if let Some(channel) = self.views.remove(view) {
            channel.close();
        }
    }
}

/// Becomes true with the first sheet.
type First = watch::Receiver<bool>;

/// Why a view is not shown live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoView {
    /// Too many other views are live.
    TooMany,
    /// The store could not be read, or the server is shutting down.
    NotYet,
}

impl Views {
    pub(crate) fn new(overview: Arc<Overview>) -> Arc<Views> {
        Arc::new(Views {
            overview,
            viewers: OVERVIEW_VIEWERS.series(()),
            open: Mutex::default(),
        })
    }

    /// The current state of a view, with everything committed before this call.
    pub(crate) async fn current(&self, view: &View) -> Result<Sheet, Arc<StoreError>> {
        let rows = self.overview.rows(Duration::ZERO).await?;
        Ok(Sheet::new(view, &rows, &self.overview.rates.table()))
    }

    /// Subscribes a viewer.
    pub(crate) async fn subscribe(self: &Arc<Views>, view: View) -> Result<Subscription, NoView> {
        let (channel, mut first) = self.come(&view)?;
        // If there is no sheet in time, `subscribe` returns `None`.
        let waited = first.wait_for(|has_sheet| *has_sheet);
        let _ = tokio::time::timeout(FIRST_SHEET, waited).await;
        Channel::subscribe(&channel).ok_or(NoView::NotYet)
    }

    /// Ends every live view, and admits no new one.
    pub(crate) fn close(&self) {
        let mut open = self.open();
        open.is_closed = true;
        open.views.drain().for_each(|(_, channel)| channel.close());
    }

    /// The channel of a view. It is kept as long as the caller waits for the first sheet.
    fn come(self: &Arc<Views>, view: &View) -> Result<(Arc<Channel>, First), NoView> {
        let mut open = self.open();
        if open.is_closed {
            return Err(NoView::NotYet);
        }
        let is_full = open.views.len() >= MOST;
        let channel = match open.views.entry(view.clone()) {
            Entry::Occupied(channel) => channel.into_mut(),
            Entry::Vacant(_) if is_full => return Err(NoView::TooMany),
            Entry::Vacant(place) => {
                let viewers = Arc::clone(&self.viewers);
                let channel = Channel::new(viewers, Arc::default(), Arc::default());
                let channel = Arc::new(channel);
                let keeping = Keeping::new(view.clone(), Arc::clone(&channel));
                let (views, view) = (Arc::clone(self), view.clone());
                tokio::spawn(async move {
                    if caught(keeping.run(&views)).await.is_err() {
                        // Viewers would believe a view that no longer changes; once disconnected, they ask again.
                        tracing::error!("the keeper of a view died; its viewers are disconnected");
                        views.open().end(&view);
                    }
                });
                place.insert(channel)
            }
        };
        Ok((Arc::clone(channel), channel.has_board()))
    }

    /// Whether the view has no viewers any more, or the server is shutting down. If so, it is closed.
    fn is_over(&self, view: &View) -> bool {
        let mut open = self.open();
        if open.views.get(view).is_some_and(|it| it.is_watched()) {
            return false;
        }
        open.end(view);
        true
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // Nothing panics while the lock is held.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps a view live.
struct Keeping {
    view: View,
    channel: Arc<Channel>,
    newest: Option<Arc<Sheet>>,
    /// When the last message was sent.
    told: Option<Instant>,
    is_stale: bool,
}

impl Keeping {
    fn new(view: View, channel: Arc<Channel>) -> Keeping {
        Keeping {
            view,
            channel,
            newest: None,
            told: None,
            is_stale: false,
        }
    }

    async fn run(mut self, views: &Views) {
        while !views.is_over(&self.view) {
            let began = Instant::now();
            match views.overview.rows(RECENT).await {
                Ok(rows) => self.tell(&rows, views),
                Err(error) => self.tell_stale(&error),
            }
            let viewers = self.channel.viewers().unwrap_or_default();
            let pause = PAUSE
                .max(between_messages(viewers))
                .max(began.elapsed() * RESTS);
            sleep_until(began + pause).await;
        }
    }

    fn tell(&mut self, rows: &Rows, views: &Views) {
        let sheet = Arc::new(Sheet::new(&self.view, rows, &views.overview.rates.table()));
        let changes = match &self.newest {
            Some(before) => sheet.changes(before),
            None => Vec::new(),
        };
        let is_due = self.told.is_none_or(|told| told.elapsed() >= HEARTBEAT);
        if is_due || self.is_stale || !changes.is_empty() {
            let newest: Arc<Sheet> = Arc::clone(&sheet);
            self.channel.publish(newest, &changes, false);
            self.told = Some(Instant::now());
            self.is_stale = false;
        }
        self.newest = Some(sheet);
    }

    /// Viewers keep the last sheet, and learn that it is old.
    fn tell_stale(&mut self, error: &StoreError) {
        let is_due = self.told.is_none_or(|told| told.elapsed() >= HEARTBEAT);
        if !self.is_stale {
            let error = error as &dyn std::error::Error;
            tracing::warn!(error, "the overview cannot be read; viewers keep the last");
        }
        if let Some(newest) = &self.newest
            && (is_due || !self.is_stale)
        {
            let newest: Arc<Sheet> = Arc::clone(newest);
            self.channel.publish(newest, &[], true);
            self.told = Some(Instant::now());
        }
        self.is_stale = true;
    }
}

#[cfg(test)]
mod tests {
    use domain::{Rates, Timestamp};
    use futures_util::poll;
    use store_embedded::EmbeddedStore;

    use super::*;
    use crate::auth::Identity;
    use crate::live::Boards;
    use crate::shops::Shops;

    #[tokio::test(start_paused = true)]
    async fn a_view_that_nobody_waits_for_any_more_ends() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(EmbeddedStore::open(folder.path()).unwrap());
        let clock: crate::Clock = Arc::new(|| Timestamp::from_millis(1_520_000_000_000));
        let boards = Boards::start(store, clock);
        let shops = Shops::new(std::iter::empty());
        let views = Views::new(Overview::new(shops, boards, Rates::default()));
        let view = View::parse(&"/".parse().unwrap(), &Identity::Anybody).unwrap();
        let mut asking = Box::pin(views.subscribe(view.clone()));
        assert!(poll!(&mut asking).is_pending(), "there is no sheet yet");
        drop(asking);
        tokio::time::sleep(PAUSE * 3).await;
        assert!(views.open().views.is_empty());
        let viewer = views.subscribe(view).await.unwrap();
        tokio::time::sleep(PAUSE * 3).await;
        assert_eq!(views.open().views.len(), 1);
        drop(viewer);
        tokio::time::sleep(PAUSE * 3).await;
        assert!(views.open().views.is_empty());
    }
}
