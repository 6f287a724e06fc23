//! The live board: one keeper a shop reads the store when something changed, writes each section
//! down once, and shares the messages with every viewer. No viewer causes a store read.
//!
//! The wire: the first message is the whole board with `seq`; each further one has the next `seq`,
//! `as_of`, and those top-level sections that changed, whole. A viewer's state is what it had with
//! the message laid over it. A viewer that falls behind gets a whole board again, never a queue.

mod arrivals;
mod channel;
mod events;
mod keeper;
mod message;
mod pacing;
mod places;
mod reader;
mod reading;
mod section;
mod websocket;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::Shop;
use ports::Figures;

pub(crate) use channel::Subscription;
pub(crate) use events::body as events_body;
pub(crate) use places::places_before;
pub(crate) use reader::ReadError;
pub(crate) use reading::Reading;
pub(crate) use websocket::{attend, handshake};

use self::channel::Channel;
use self::keeper::Keeper;
use self::reader::BoardReader;
use crate::Clock;

/// How long a new viewer waits for the first board after the server's start.
const FIRST_BOARD: Duration = Duration::from_secs(2);

/// A shop's board: kept fresh by a task of its own.
pub(crate) struct BoardKeeper {
    reader: Arc<BoardReader>,
    channel: Arc<Channel>,
}

impl BoardKeeper {
    /// Starts the keeper as a task of the current runtime; [`close`](BoardKeeper::close) ends it.
    pub(crate) fn start(shop: Arc<Shop>, store: Arc<dyn Figures>, clock: Clock) -> BoardKeeper {
        let reader = Arc::new(BoardReader::new(shop, store, clock));
        let channel = Arc::new(Channel::new(reader.shop()));
        let keeping = tokio::spawn(Keeper::new(Arc::clone(&reader), Arc::clone(&channel)).run());
        let kept = Arc::clone(&channel);
        tokio::spawn(async move {
            if keeping.await.is_err_and(|error| error.is_panic()) {
                // Viewers that see nothing move would believe it; those that are sent away ask.
                tracing::error!("a board keeper died; its shop has no live board until a restart");
                kept.close();
            }
        });
        BoardKeeper { reader, channel }
    }

    /// Today's board, with everything that was committed before this call.
    pub(crate) async fn current(&self) -> Result<Arc<Reading>, ReadError> {
        self.reader.current().await
    }

    /// Says that this server has just committed something. A store may tell its news only after
    /// the commit returned, but whoever posted an order and then reads must find it.
    pub(crate) fn note_write(&self) {
        self.reader.note_write();
    }

    /// Shows other alerts on the board from now on: a list as JSON.
    pub(crate) fn show_alerts(&self, text: Bytes) {
        self.reader.show_alerts(text);
    }

    /// Lets a viewer in; `None` when there is no board yet, or no more.
    pub(crate) async fn subscribe(&self) -> Option<Subscription> {
        let mut first = self.channel.has_board();
        // Without a first board in time `subscribe` says so.
        let _ = tokio::time::timeout(FIRST_BOARD, first.wait_for(|has_board| *has_board)).await;
        Channel::subscribe(&self.channel)
    }

    /// Ends the keeper and sends every viewer away.
    pub(crate) fn close(&self) {
        self.channel.close();
    }
}
