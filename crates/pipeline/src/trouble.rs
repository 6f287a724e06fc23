//! What stands between a shop's orders and the store until somebody mends it.
//!
//! A store that is away comes back, and waiting helps. One that is of another format, has a key of
//! another type or takes no writes does not: orders that are taken in meanwhile would wait for ever,
//! and nobody would know. So that is remembered from the first order that it met until one is
//! taken again, or the store says that it is mended. Each way that orders take (requests, the line of the
//! buffer, a source) remembers its own: one may be refused where another is not.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::ShopId;
use ports::{ErrorKind, StoreError};
use telemetry::catalogue::STORE_REFUSES;
use telemetry::labels::{OfWay, Way};

/// For how long after the last refusal a trouble that seems to be over is still spoken of: where
/// only some orders meet it, others succeed in between.
const QUIET: Duration = Duration::from_secs(30);

/// Why a shop's orders are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What helps.
    pub kind: ErrorKind,
    /// What the store said.
    pub message: String,
    /// The source that brings the orders; `None` for those of requests, also in the buffer.
    pub source: Option<String>,
    /// Whether an order was taken since, or the store says that it would be.
    pub is_over: bool,
    last: Instant,
}

/// What is known of the trouble of one way that a shop's orders take. Shared by those who meet it and
/// those who ask.
#[derive(Debug)]
pub struct Troubles {
    shop: ShopId,
    way: Way,
    trouble: Mutex<Option<Trouble>>,
}

impl Troubles {
    /// Of the requests.
    pub(crate) fn of_requests(shop: &ShopId) -> Troubles {
        Troubles::of(shop, Way::Http)
    }

    /// Of the line of those that wait.
    pub(crate) fn of_buffer(shop: &ShopId) -> Troubles {
        Troubles::of(shop, Way::Buffer)
    }

    /// Of a source, such as `kinesis:orders`.
    pub fn of_source(shop: &ShopId, source: &str) -> Troubles {
        Troubles::of(shop, Way::Source(source.into()))
    }

    fn of(shop: &ShopId, way: Way) -> Troubles {
        Troubles {
            shop: shop.clone(),
            way,
            trouble: Mutex::default(),
        }
    }

    /// The shop whose orders they are.
    pub fn shop(&self) -> &ShopId {
        &self.shop
    }

    /// Notes how a call ended. An error that passes by itself says nothing but that it is another
    /// one now.
    pub fn failed(&self, error: &StoreError) {
        // Of a request that is too large its sender is told. A source would read it for ever.
        let source = match &self.way {
            Way::Source(source) => Some(source.to_string()),
            Way::Http | Way::Buffer => None,
        };
        let is_own = error.kind() == ErrorKind::TooLarge && source.is_none();
        if error.is_retryable() || is_own {
            return self.over();
        }
        self.show(true);
        *self.lock() = Some(Trouble {
            kind: error.kind(),
            message: error.to_string(),
            source,
            is_over: false,
            last: Instant::now(),
        });
    }

    /// Notes that orders are taken.
    pub fn over(&self) {
        let mut trouble = self.lock();
        if let Some(trouble) = trouble.as_mut().filter(|it| !it.is_over) {
            trouble.is_over = true;
            self.show(false);
        }
    }

    /// The newest trouble, if there is one that is not long over.
    pub fn newest(&self) -> Option<Trouble> {
        let mut trouble = self.lock();
        if trouble
            .as_ref()
            .is_some_and(|it| it.is_over && it.last.elapsed() > QUIET)
        {
            *trouble = None;
        }
        trouble.clone()
    }

    /// The trouble there is now.
    pub fn standing(&self) -> Option<Trouble> {
        self.lock().clone().filter(|it| !it.is_over)
    }

    fn show(&self, refuses: bool) {
        let way = OfWay::new(self.shop.shared(), self.way.clone());
        STORE_REFUSES.series(way).set(f64::from(u8::from(refuses)));
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        // It is only ever replaced.
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_stands_until_orders_are_taken_and_is_spoken_of_a_while_longer() {
        let troubles = Troubles::of_requests(&ShopId::new("default").unwrap());
        assert_eq!(troubles.newest(), None);
        troubles.failed(&StoreError::new(
            ErrorKind::WrongType,
            "wrong type of latest",
        ));
        assert_eq!(troubles.standing().unwrap().kind, ErrorKind::WrongType);
        troubles.over();
        assert_eq!(troubles.standing(), None);
        assert!(troubles.newest().unwrap().is_over);
        troubles.failed(&StoreError::new(ErrorKind::Format, "format 9"));
        assert_eq!(troubles.standing().unwrap().message, "format 9");
        troubles.failed(&StoreError::new(ErrorKind::Unavailable, "away"));
        assert_eq!(troubles.standing(), None, "it is away, which passes");
        let large = StoreError::new(ErrorKind::TooLarge, "too large");
        troubles.failed(&large);
        assert_eq!(troubles.standing(), None, "the others are taken");
        let source = Troubles::of_source(troubles.shop(), "kinesis:orders");
        source.failed(&large);
        let standing = source.standing().unwrap();
        assert_eq!(standing.source.as_deref(), Some("kinesis:orders"));
    }
}
