//! The platforms' APIs, tested against servers that imitate them.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod broken;
mod shopify;
mod shopify_edits;
mod stripe;
mod woocommerce;

use domain::Timestamp;
use platform_apis::{ApiBody, Ask, Cursor, PlatformApi};

/// The time of the requests.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-04-02T00:00:00Z").unwrap()
}

/// The beginning of the requested changes.
pub(crate) fn since() -> Timestamp {
    Timestamp::parse_rfc3339("2026-03-01T00:00:00Z").unwrap()
}

/// Reads from a cursor to the last page. Returns the bodies and the new cursor. Between pages the cursor is kept as
/// text, as in a store.
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
