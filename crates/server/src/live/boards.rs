//! The boards that are in memory, and when they leave it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ports::Figures;

use super::AlertTexts;
use crate::Clock;
use crate::looks::Looks;

/// How often is looked for boards that nobody looks at any more.
const LOOK: Duration = Duration::from_secs(15);

/// What the boards of all shops share.
pub(crate) struct Boards {
    pub(crate) store: Arc<dyn Figures>,
    pub(crate) clock: Clock,
    pub(super) alerts: Arc<AlertTexts>,
    places: Mutex<Places>,
}

/// Where the board of a shop may be, or the figures of all.
pub(crate) trait Place: Send + Sync {
    /// Lets the board go if nobody has asked for it for a while; says whether it is gone.
    fn let_go(&self) -> bool;

    /// Ends what keeps it fresh, and sends every viewer away.
    fn close(&self);
}

#[derive(Default)]
struct Places {
    /// Those with a board.
    taken: Vec<Weak<dyn Place>>,
    is_closed: bool,
}

impl Boards {
    /// Starts to let boards go, as a task of the current runtime that ends with the last board keeper.
    pub(crate) fn start(store: Arc<dyn Figures>, clock: Clock) -> Arc<Boards> {
        let boards = Arc::new(Boards {
            store,
            clock,
            alerts: Arc::default(),
            places: Mutex::default(),
        });
        let weak = Arc::downgrade(&boards);
        tokio::spawn(async move {
            let mut looks = Looks::every(LOOK, || weak.upgrade());
            while let Some(boards) = looks.next().await {
                boards.let_go();
            }
        });
        boards
    }

    /// What boards show of the alerts that stand.
    pub(crate) fn alerts(&self) -> &Arc<AlertTexts> {
        &self.alerts
    }

    /// Notes that a place has a board now; says whether all are closed.
    pub(crate) fn take(&self, place: Weak<dyn Place>) -> bool {
        let mut places = self.lock();
        places.taken.push(place);
        places.is_closed
    }

    /// Whether all are closed.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Ends every board, and makes no more of them live.
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
        // Nothing panics between a lock and its end.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
