//! The platforms' APIs against servers that play them.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod shopify;
mod stripe;
mod woocommerce;

use domain::Timestamp;
use platform_apis::{ApiBody, Ask, Cursor, PlatformApi};

/// The time at which the tests ask.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-04-02T00:00:00Z").unwrap()
}

/// The beginning of what they ask for.
pub(crate) fn since() -> Timestamp {
    Timestamp::parse_rfc3339("2026-03-01T00:00:00Z").unwrap()
}

/// Reads on from a cursor to the last page: what came, and where it ends. Cursors are kept as text between pages, as a store
/// keeps them.
pub(crate) async fn read(api: &dyn PlatformApi, cursor: Option<Cursor>) -> (Vec<ApiBody>, Cursor) {
    let (mut cursor, mut bodies, mut filled) = (cursor, Vec::new(), 0.0);
    for _ in 0..200 {
        let ask = Ask {
            cursor: cursor.as_ref(),
            since: since(),
            now: now(),
        };
        let page = api.changes(ask).await.unwrap();
        bodies.extend(page.bodies);
        assert!(page.next.as_str().len() <= 1_024);
        let now_filled = page.filled.unwrap_or(filled);
        assert!(
            (filled..=1.0).contains(&now_filled),
            "{filled} {now_filled}"
        );
        filled = now_filled;
        let next = Cursor::new(page.next.as_str());
        if page.is_last {
            assert_eq!(filled, 1.0);
            return (bodies, next);
        }
        cursor = Some(next);
    }
    panic!("it never ends");
}
