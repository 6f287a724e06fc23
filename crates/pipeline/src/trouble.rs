//! Problems between a shop's orders and the store that somebody has to fix.
//!
//! A store that is away comes back, so waiting helps. A store that has another format, has a key of another type or
//! refuses writes does not change by itself: orders buffered for it would wait forever, unnoticed. So such a trouble is
//! remembered from the first refused order until one is accepted again, or the store reports that it is fixed. Each
//! route of orders (requests, the line of the buffer, a source) has its own, because one may be refused while another
//! is not.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::ShopId;
use ports::{ErrorKind, StoreError};
use telemetry::catalogue::STORE_REFUSES;
use telemetry::labels::{OfWay, Way};

/// How long after the last refusal a trouble that seems to be over is still reported: if only some orders are refused,
/// others succeed in between.
const QUIET: Duration = Duration::from_secs(30);

/// Why a shop's orders are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The kind of error, which decides what helps.
    pub kind: ErrorKind,
    /// The store's message.
    pub message: String,
    /// The source of the orders; `None` for those of requests, including buffered ones.
    pub source: Option<String>,
    /// Whether an order has been accepted since, or the store reports that it would be.
    pub is_over: bool,
    last: Instant,
}

/// The trouble of one route of a shop's orders. Shared by those who meet it and those who report it.
#[derive(Debug)]
pub struct Troubles {
    shop: ShopId,
    way: Way,
    trouble: Mutex<Option<Trouble>>,
}

impl Troubles {
    /// The troubles of requests.
    pub(crate) fn of_requests(shop: &ShopId) -> Troubles {
        Troubles::of(shop, Way::Http)
    }

    /// The troubles of the buffer's line.
    pub(crate) fn of_buffer(shop: &ShopId) -> Troubles {
        Troubles::of(shop, Way::Buffer)
    }

    /// The troubles of a source, such as `kinesis:orders`.
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

    /// Notes an error of a call. A temporary error only shows that the previous trouble is over.
    pub fn failed(&self, error: &StoreError) {
        // The sender of a too large request gets the error. A source, however, would read it again and again.
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

    /// Notes that orders are accepted.
    pub fn over(&self) {
        let mut trouble = self.lock();
        if let Some(trouble) = trouble.as_mut().filter(|it| !it.is_over) {
            trouble.is_over = true;
            self.show(false);
        }
    }

    /// The newest trouble, unless it has been over for long.
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

    /// The current trouble.
    pub fn standing(&self) -> Option<Trouble> {
        self.lock().clone().filter(|it| !it.is_over)
    }

    fn show(&self, refuses: bool) {
        let way = OfWay::new(self.shop.shared(), self.way.clone());
        STORE_REFUSES.series(way).set(f64::from(u8::from(refuses)));
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        // The value is only ever replaced, so a poisoned lock is harmless.
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
