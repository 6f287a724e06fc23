//! The position in a shop's API, as the store keeps it.

use domain::Timestamp;
use platform_apis::Cursor;

/// A cursor, and since when changes were requested. A request for an earlier time starts over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    since: i64,
    cursor: Option<Cursor>,
}

impl Position {
    pub(super) fn new(since: Timestamp, cursor: Option<Cursor>) -> Position {
        Position {
            since: since.millis().div_euclid(1_000),
            cursor,
        }
    }

    /// The stored position, or the beginning if nothing is stored or the stored one begins after `since`.
    pub(super) fn read(stored: Option<&str>, since: Timestamp) -> Position {
        let stored = stored.and_then(Position::parse);
        let asked = Position::new(since, None);
        stored
            .filter(|stored| stored.since <= asked.since)
            .unwrap_or(asked)
    }

    fn parse(text: &str) -> Option<Position> {
        let (since, cursor) = text.strip_prefix("since=")?.split_once(' ')?;
        Some(Position {
            since: since.parse().ok()?,
            cursor: Some(cursor).filter(|it| !it.is_empty()).map(Cursor::new),
        })
    }

    /// Since when changes are requested.
    pub(super) fn since(&self) -> Timestamp {
        Timestamp::from_millis(self.since.saturating_mul(1_000))
    }

    pub(super) fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    pub(super) fn at(&self, cursor: Cursor) -> Position {
        Position {
            since: self.since,
            cursor: Some(cursor),
        }
    }

    pub(super) fn to_text(&self) -> String {
        let cursor = self.cursor.as_ref().map_or("", Cursor::as_str);
        format!("since={} {cursor}", self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_beginning_begins_anew() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let stored = Position::new(at(500), Some(Cursor::new("c 1"))).to_text();
        assert_eq!(stored, "since=500 c 1");
        let read = |since| Position::read(Some(&stored), at(since));
        assert_eq!(read(500).cursor(), Some(&Cursor::new("c 1")));
        assert_eq!(
            (read(900).to_text(), read(900).since()),
            (stored.clone(), at(500))
        );
        assert_eq!(read(499).to_text(), "since=499 ");
        for broken in [None, Some(""), Some("since=x c"), Some("7")] {
            assert_eq!(Position::read(broken, at(3)), Position::new(at(3), None));
        }
        let begun = Position::read(Some("since=3 "), at(3));
        assert_eq!(begun, Position::new(at(3), None));
    }
}
