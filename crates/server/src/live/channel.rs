//! Passes the keeper's messages on to the viewers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Shop;
use telemetry::catalogue::{LIVE_MESSAGES, LIVE_SKIPS, VIEWERS};
use telemetry::labels::OfShop;
use telemetry::{Count, Level};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::message::Message;
use super::whole::{Member, Whole};

/// How many messages a viewer may fall behind before it skips to the newest state. Messages are held, once for all
/// viewers, until this many newer ones exist.
const BACKLOG: usize = 16;

/// The message stream for viewers of the same figures. New viewers, and those that fell too far behind, begin with the
/// whole state at a sequence number that the next messages continue without a gap.
pub(crate) struct Channel {
    state: Mutex<State>,
    has_board: watch::Sender<bool>,
    viewers: Arc<Level>,
    messages: Arc<Count>,
    skips: Arc<Count>,
}

struct State {
    seq: u64,
    newest: Option<Arc<dyn Whole>>,
    is_stale: bool,
    /// The whole as of `seq`, built on demand.
    whole: Option<Message>,
    /// `None` once closed.
    sender: Option<broadcast::Sender<Message>>,
}

/// A viewer's place in the stream of messages.
pub(crate) struct Subscription {
    channel: Arc<Channel>,
    receiver: broadcast::Receiver<Message>,
    whole: Option<Message>,
}

impl Channel {
    /// The channel of a shop's board.
    pub(crate) fn of_shop(shop: &Shop) -> Channel {
        let shop = OfShop::new(shop.id.shared());
        let messages = LIVE_MESSAGES.series(shop.clone());
        let skips = LIVE_SKIPS.series(shop.clone());
        Channel::new(VIEWERS.series(shop), messages, skips)
    }

    /// A channel that keeps these counts: the current viewers, the messages, and how often a slow viewer skipped some.
    pub(crate) fn new(viewers: Arc<Level>, messages: Arc<Count>, skips: Arc<Count>) -> Channel {
        let sender = Some(broadcast::channel(BACKLOG).0);
        Channel {
            state: Mutex::new(State {
                seq: 0,
                newest: None,
                is_stale: false,
                whole: None,
                sender,
            }),
            has_board: watch::Sender::new(false),
            viewers,
            messages,
            skips,
        }
    }

    /// Becomes true with the first board, and when the channel closes.
    pub(crate) fn has_board(&self) -> watch::Receiver<bool> {
        self.has_board.subscribe()
    }

    /// Admits a viewer; `None` before the first board and after the end.
    pub(crate) fn subscribe(channel: &Arc<Channel>) -> Option<Subscription> {
        let (whole, receiver) = channel.join()?;
        channel.viewers.add(1.0);
        Some(Subscription {
            channel: Arc::clone(channel),
            receiver,
            whole: Some(whole),
        })
    }

    /// The number of viewers; `None` once closed.
    pub(crate) fn viewers(&self) -> Option<usize> {
        self.lock()
            .sender
            .as_ref()
            .map(broadcast::Sender::receiver_count)
    }

    /// Whether somebody views it, or waits for its first board.
    pub(crate) fn is_watched(&self) -> bool {
        self.has_board.receiver_count() > 0 || self.viewers() > Some(0)
    }

    /// Sends a message with the changes since the last one; `newest` is the whole from now on.
    pub(crate) fn publish(&self, newest: Arc<dyn Whole>, changed: &[Member], is_stale: bool) {
        let mut state = self.lock();
        let stale = (is_stale || state.is_stale).then_some(is_stale);
        state.seq += 1;
        state.is_stale = is_stale;
        state.whole = None;
        if let Some(sender) = &state.sender {
            self.messages.add(1);
            // An error means that there are no viewers.
            let _ = sender.send(Message::update(state.seq, newest.as_of(), changed, stale));
        }
        state.newest = Some(newest);
        drop(state);
        self.has_board
            .send_if_modified(|has_board| !std::mem::replace(has_board, true));
    }

    /// Pauses the channel without viewers: nothing is kept fresh, and the next viewer waits for a new board.
    pub(crate) fn rest(&self) {
        let mut state = self.lock();
        state.newest = None;
        state.whole = None;
        state.is_stale = false;
        self.has_board.send_replace(state.sender.is_none());
    }

    /// Ends every viewer's stream.
    pub(crate) fn close(&self) {
        self.lock().sender = None;
        self.has_board.send_replace(true);
    }

    /// The whole board and the messages after it.
    fn join(&self) -> Option<(Message, broadcast::Receiver<Message>)> {
        let mut state = self.lock();
        let receiver = state.sender.as_ref()?.subscribe();
        let newest = Arc::clone(state.newest.as_ref()?);
        let (seq, is_stale) = (state.seq, state.is_stale);
        let whole = state
            .whole
            .get_or_insert_with(|| Message::whole(seq, &newest.whole(), is_stale));
        Some((whole.clone(), receiver))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscription {
    /// The next message, the whole board first; `None` at the end. A viewer that was too slow gets the whole board
    /// again. Dropping this future before it is ready loses nothing.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        if let Some(whole) = self.whole.take() {
            return Some(whole);
        }
        match self.receiver.recv().await {
            Ok(message) => Some(message),
            Err(RecvError::Closed) => None,
            Err(RecvError::Lagged(_)) => {
                let (whole, receiver) = self.channel.join()?;
                self.channel.skips.add(1);
                self.receiver = receiver;
                Some(whole)
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.channel.viewers.add(-1.0);
    }
}
