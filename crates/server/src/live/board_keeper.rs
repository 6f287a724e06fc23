//! A shop's board, in memory while somebody looks at it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use domain::{Shop, Timestamp};
use ports::caught;
use tokio::time::Instant;

use super::boards::{Boards, Place};
use super::channel::{Channel, Subscription};
use super::keeper::Keeper;
use super::reader::{BoardReader, ReadError};
use super::reading::Reading;

/// How long a new viewer waits for the first board.
const FIRST_BOARD: Duration = Duration::from_secs(2);
/// How long a board is kept after the last request for it.
const KEPT_FOR: Duration = Duration::from_secs(60);
/// How long it is kept fresh without a viewer, so that one who soon comes back finds it so.
const FRESH_FOR: Duration = Duration::from_secs(10);
/// This server has not committed anything yet.
const NEVER: i64 = i64::MIN;

/// Access to a shop's board. Costs next to nothing until somebody looks.
pub(crate) struct BoardKeeper(Arc<Own>);

/// The place of a shop's board.
struct Own {
    shop: Arc<Shop>,
    boards: Arc<Boards>,
    /// When this server last committed something, in milliseconds since 1970.
    written: AtomicI64,
    /// How often it committed something.
    writes: AtomicU64,
    board: Mutex<Option<Arc<Kept>>>,
}

/// A board in memory.
struct Kept {
    reader: Arc<BoardReader>,
    channel: Arc<Channel>,
    use_of: Mutex<Use>,
}

struct Use {
    asked: Instant,
    /// Whether a task keeps it fresh.
    is_live: bool,
}

impl BoardKeeper {
    pub(crate) fn new(shop: Arc<Shop>, boards: Arc<Boards>) -> BoardKeeper {
        BoardKeeper(Arc::new(Own {
            shop,
            boards,
            written: AtomicI64::new(NEVER),
            writes: AtomicU64::new(0),
            board: Mutex::default(),
        }))
    }

    /// Today's board, with everything that was committed before this call.
    pub(crate) async fn current(&self) -> Result<Arc<Reading>, ReadError> {
        self.0.kept().reader.current().await
    }

    /// Closes the board: the shop is gone.
    pub(crate) fn close(&self) {
        self.0.close();
    }

    /// Notes that this server has just committed something. A store may publish its news only after the commit has
    /// returned, but a client that posts an order and then reads must see it.
    pub(crate) fn note_write(&self) {
        let now = (self.0.boards.clock)();
        self.0.written.store(now.millis(), Ordering::Release);
        self.0.writes.fetch_add(1, Ordering::AcqRel);
        let kept = self.0.lock().clone();
        if let Some(kept) = kept {
            kept.reader.note_write(now);
        }
    }

    /// How often this server has committed something.
    pub(crate) fn writes(&self) -> u64 {
        self.0.writes.load(Ordering::Acquire)
    }

    /// Subscribes a viewer; `None` if there is no board yet, or the board is closed.
    pub(crate) async fn subscribe(&self) -> Option<Subscription> {
        let kept = self.0.kept();
        kept.keep_fresh();
        let mut first = kept.channel.has_board();
        // If there is no board in time, `subscribe` returns `None`.
        let _ = tokio::time::timeout(FIRST_BOARD, first.wait_for(|has_board| *has_board)).await;
        Channel::subscribe(&kept.channel)
    }
}

impl Own {
    /// The board, marked as used.
    fn kept(self: &Arc<Own>) -> Arc<Kept> {
        let mut board = self.lock();
        // A board whose keeper died is unusable.
        let is_usable = |it: &&Arc<Kept>| it.channel.viewers().is_some();
        if let Some(kept) = board.as_ref().filter(is_usable) {
            kept.lock().asked = Instant::now();
            return Arc::clone(kept);
        }
        let written = self.written.load(Ordering::Acquire);
        let written = (written != NEVER).then(|| Timestamp::from_millis(written));
        let store = &self.boards.store;
        let news = store.news(&self.shop);
        let reader = BoardReader::new(Arc::clone(&self.shop), &self.boards, news, written);
        let is_new = board.is_none();
        let kept = Arc::new(Kept {
            channel: Arc::new(Channel::of_shop(&self.shop)),
            reader: Arc::new(reader),
            use_of: Mutex::new(Use {
                asked: Instant::now(),
                is_live: false,
            }),
        });
        *board = Some(Arc::clone(&kept));
        drop(board);
        // If it already had a board, this place is already registered.
        let place: Weak<Own> = Arc::downgrade(self);
        let is_closed = match is_new {
            true => self.boards.take(place),
            false => self.boards.is_closed(),
        };
        if is_closed {
            kept.channel.close();
        }
        kept
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Kept>>> {
        // Nothing panics while the lock is held.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place for Own {
    fn let_go(&self) -> bool {
        let mut board = self.lock();
        let is_used = |kept: &Arc<Kept>| {
            let used = kept.lock();
            used.is_live || used.asked.elapsed() < KEPT_FOR
        };
        *board = board.take().filter(is_used);
        board.is_none()
    }

    fn close(&self) {
        if let Some(kept) = &*self.lock() {
            kept.channel.close();
        }
    }
}

impl Kept {
    /// Starts a task that keeps the board fresh, unless one is running.
    fn keep_fresh(self: &Arc<Kept>) {
        if std::mem::replace(&mut self.lock().is_live, true) {
            return;
        }
        let keeper = Keeper::new(Arc::clone(&self.reader), Arc::clone(&self.channel));
        let kept = Arc::clone(self);
        tokio::spawn(async move {
            if caught(keeper.run(|| kept.is_over())).await.is_err() {
                // Viewers would believe a board that no longer moves; once disconnected, they ask again.
                tracing::error!("a board keeper died; its viewers are disconnected");
                kept.channel.close();
                kept.lock().is_live = false;
            }
        });
    }

    /// Whether nobody has looked for a while, so that the keeper ends.
    fn is_over(&self) -> bool {
        let mut used = self.lock();
        let now = Instant::now();
        if self.channel.viewers() != Some(0) {
            used.asked = now;
        }
        let is_over = now - used.asked >= FRESH_FOR;
        if is_over {
            // This comes before the next viewer, who starts another keeper.
            self.channel.rest();
            used.is_live = false;
        }
        is_over
    }

    fn lock(&self) -> MutexGuard<'_, Use> {
        // Nothing panics while the lock is held.
        self.use_of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use ports::Ledger as _;
    use store_embedded::EmbeddedStore;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_board_is_fresh_while_it_is_watched_and_in_memory_a_minute_longer() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(EmbeddedStore::open(folder.path()).unwrap());
        let shop = Arc::new(Shop::new("watched", "UTC", "USD").unwrap());
        store.open_shop(&shop).await.unwrap();
        let clock: crate::Clock = Arc::new(|| Timestamp::from_millis(1_520_000_000_000));
        let keeper = BoardKeeper::new(shop, Boards::start(store, clock));
        let is_live = || keeper.0.lock().as_ref().map(|kept| kept.lock().is_live);
        keeper.note_write();
        assert_eq!(is_live(), None, "who writes does not look");
        keeper.current().await.unwrap();
        assert_eq!(is_live(), Some(false));
        for _ in 0..2 {
            let mut viewer = keeper.subscribe().await.unwrap();
            viewer.next().await.unwrap();
            tokio::time::sleep(KEPT_FOR * 2).await;
            assert_eq!(is_live(), Some(true), "somebody looks");
            viewer.next().await.unwrap();
            drop(viewer);
            tokio::time::sleep(FRESH_FOR / 2).await;
            assert_eq!(is_live(), Some(true), "who comes back soon finds it fresh");
            tokio::time::sleep(FRESH_FOR).await;
            assert_ne!(is_live(), Some(true));
            tokio::time::sleep(KEPT_FOR * 2).await;
            assert_eq!(is_live(), None);
        }
        keeper.0.boards.close();
        assert!(
            keeper.subscribe().await.is_none(),
            "the server is shutting down"
        );
    }
}
