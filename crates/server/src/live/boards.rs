//! The boards in memory, and when they are dropped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ports::Store;

use super::AlertTexts;
use crate::Clock;
use crate::looks::keep_looking;

/// How often to look for boards without viewers.
const LOOK: Duration = Duration::from_secs(15);

/// State that the boards of all shops share.
pub(crate) struct Boards {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(super) alerts: Arc<AlertTexts>,
    places: Mutex<Places>,
}

/// The place of one shop's board, or of the figures of all shops.
pub(crate) trait Place: Send + Sync {
    /// Drops the board if nobody has asked for it for a while; returns whether it is gone.
    fn let_go(&self) -> bool;

    /// Stops keeping it fresh, and disconnects every viewer.
    fn close(&self);
}

#[derive(Default)]
struct Places {
    /// The places with a board.
    taken: Vec<Weak<dyn Place>>,
    is_closed: bool,
}

impl Boards {
    /// Starts a task that drops unused boards; it ends with the last board keeper.
    pub(crate) fn start(store: Arc<dyn Store>, clock: Clock) -> Arc<Boards> {
        let boards = Arc::new(Boards {
            store,
            clock,
            alerts: Arc::default(),
            places: Mutex::default(),
        });
        let looked_at = Arc::downgrade(&boards);
        let look = |boards: Arc<Boards>| async move { boards.let_go() };
        tokio::spawn(keep_looking("drops unused boards", LOOK, looked_at, look));
        boards
    }

    /// The alerts shown on boards.
    pub(crate) fn alerts(&self) -> &Arc<AlertTexts> {
        &self.alerts
    }

    /// Notes that a place now has a board; returns whether all boards are closed.
    pub(crate) fn take(&self, place: Weak<dyn Place>) -> bool {
        let mut places = self.lock();
        places.taken.push(place);
        places.is_closed
    }

    /// Whether all are closed.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Closes every board, and lets no more of them become live.
    pub(crate) fn close(&self) {
        let taken = {
            let mut places = self.lock();
            places.is_closed = true;
            std::mem::take(&mut places.taken)
        };
        let taken = taken.iter().filter_map(Weak::upgrade);
        taken.for_each(|place| place.close());
    }

    fn let_go(&self) {
        let is_used = |place: &Weak<dyn Place>| place.upgrade().is_some_and(|it| !it.let_go());
        self.lock().taken.retain(is_used);
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        // Nothing panics while the lock is held.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
