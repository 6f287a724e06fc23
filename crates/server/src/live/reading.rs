//! One reading of a shop's current figures, serialized.

use std::sync::OnceLock;

use bytes::Bytes;
use domain::{Board, LocalTime, Shop, Timestamp};
use tokio::time::Instant;

use super::section::{Section, Texts};
use super::whole::{Whole, push_member};

/// The state of the store when a reading began: equal versions mean equal figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// The store's news counter.
    pub(crate) news: u64,
    /// The number of this server's commits.
    pub(crate) writes: u64,
    /// How often the alerts on the board changed.
    pub(crate) alerts: u64,
}

impl Version {
    /// Whether the store has the same figures at both, whatever the alerts.
    pub(crate) fn has_figures_of(&self, other: &Version) -> bool {
        (self.news, self.writes) == (other.news, other.writes)
    }
}

/// One reading of a shop's current figures, serialized.
#[derive(Debug)]
pub(crate) struct Reading {
    /// Readings of a shop are numbered in the order in which they began.
    pub(crate) number: u64,
    pub(crate) version: Version,
    /// The shop's wall clock at that time: figures change with the minute even without orders.
    pub(crate) local: LocalTime,
    /// The `as_of` of its messages.
    pub(crate) as_of: String,
    /// When it was known to be current.
    pub(crate) taken: Instant,
    pub(crate) board: Board,
    pub(crate) texts: Texts,
    accepted_at: Option<Timestamp>,
    /// The members of the board that never change: shop, time zone, currency, headline.
    fixed: String,
    whole: OnceLock<Bytes>,
}

impl Reading {
    /// Serializes a board that was read at a version; `arrived` is when the newest commit of this version was heard of.
    pub(crate) fn new(
        number: u64,
        (version, arrived): (Version, Option<Timestamp>),
        shop: &Shop,
        board: Board,
        before: Option<&Reading>,
    ) -> serde_json::Result<Reading> {
        let local = shop.clock.local(board.as_of);
        let old = before.map(|reading| (&reading.board, &reading.texts));
        let mut texts = Texts::new(shop, &board, old)?;
        let accepted_at = match before {
            None => arrived,
            // The commit had only rejects, or orders of a past day: the board shows no news.
            Some(before) if !texts.show_news(&before.texts) => before.accepted_at,
            Some(before) if before.version != version => arrived.or(before.accepted_at),
            // Midnight changes the figures without an order.
            Some(before) if before.local.day != local.day => before.accepted_at,
            // The store's news got lost.
            Some(_) => Some(board.as_of),
        };
        texts.set_fresh(shop, accepted_at)?;
        Ok(Reading {
            number,
            version,
            local,
            as_of: shop.clock.rfc3339(board.as_of),
            taken: Instant::now(),
            texts,
            accepted_at,
            board,
            fixed: fixed_members(shop)?,
            whole: OnceLock::new(),
        })
    }

    /// When the newest orders that it shows were durable; `None` = before the server started.
    pub(crate) fn accepted_at(&self) -> Option<Timestamp> {
        self.accepted_at
    }
}

impl Whole for Reading {
    fn as_of(&self) -> &str {
        &self.as_of
    }

    /// Built at the first call.
    fn whole(&self) -> Bytes {
        let whole = || {
            let mut text = String::from("{");
            text.push_str(&self.fixed);
            let mut text = text.into_bytes();
            for section in Section::ALL {
                text.push(b',');
                push_member(&mut text, section.name(), self.texts.get(section));
                if section == Section::Date {
                    let as_of = format!(",\"as_of\":\"{}\"", self.as_of);
                    text.extend_from_slice(as_of.as_bytes());
                }
            }
            text.push(b'}');
            Bytes::from(text)
        };
        self.whole.get_or_init(whole).clone()
    }
}

fn fixed_members(shop: &Shop) -> serde_json::Result<String> {
    let shop_id = serde_json::to_string(shop.id.as_str())?;
    let timezone = serde_json::to_string(shop.clock.name())?;
    let currency = serde_json::to_string(shop.currency.code())?;
    let headline = shop.headline.figure();
    Ok(format!(
        "\"shop\":{shop_id},\"timezone\":{timezone},\"currency\":{currency},\"headline\":\"{headline}\""
    ))
}

#[cfg(test)]
mod tests {
    use domain::Measure::{Orders, Revenue};
    use domain::{
        BoardData, BoardQuery, DayRecord, LatestItem, Price, Pulse, RankedItem, Timestamp,
    };

    use super::*;

    fn shop() -> Shop {
        Shop::new("default", "America/New_York", "USD").unwrap()
    }

    fn board(orders: i64) -> Board {
        let shop = shop();
        let as_of = Timestamp::parse_rfc3339("2018-03-12T10:23:45.123-04:00").unwrap();
        let query = BoardQuery::of(shop.today(as_of));
        let minutes = |count| {
            let pulse = Pulse {
                orders: 1,
                revenue: 250,
            };
            (0..count).map(|minute| (minute, pulse)).collect::<Vec<_>>()
        };
        let mut week: Vec<DayRecord> = query.week().map(DayRecord::empty).collect();
        week[6].sums[Orders] = orders.into();
        week[6].sums[Revenue] = 123_456;
        let item = RankedItem {
            sku: "a\"b".into(),
            name: Some("Kéks".into()),
            units: 7,
        };
        let line = LatestItem {
            sku: "1".into(),
            name: None,
            quantity: domain::Quantity::whole(2),
            price: Some(Price::parse("1.99").unwrap()),
            sold_at: Some(as_of),
        };
        let data = BoardData {
            week,
            last_week: DayRecord::empty(query.last_week()),
            minutes: minutes(orders as u16),
            yesterday_minutes: minutes(3),
            last_week_minutes: minutes(5),
            popular: vec![item.clone()],
            popular_day: vec![item],
            latest: vec![line],
            known_items: 1,
        };
        Board::assemble(&shop, as_of, &query, data)
    }

    fn reading(board: &Board, before: Option<&Reading>) -> Reading {
        let version = Version {
            news: 1,
            writes: 1,
            alerts: 0,
        };
        Reading::new(1, (version, None), &shop(), board.clone(), before).unwrap()
    }

    #[test]
    fn the_whole_is_the_board_of_the_wire_types() {
        let board = board(9);
        let expected = serde_json::to_value(api_types::Board::new(&shop(), &board)).unwrap();
        let whole: serde_json::Value =
            serde_json::from_slice(&reading(&board, None).whole()).unwrap();
        assert_eq!(whole, expected);
    }

    #[test]
    fn what_is_not_known_of_last_week_is_null_and_has_a_reason() {
        let mut data = board(9).data;
        data.last_week.sums[Orders] = 3;
        data.last_week_minutes.clear();
        let (shop, as_of) = (shop(), board(9).as_of);
        let query = BoardQuery::of(shop.today(as_of));
        let unknown = Board::assemble(&shop, as_of, &query, data);
        let known = reading(&board(9), None);
        let whole = reading(&unknown, Some(&known)).whole();
        let whole: serde_json::Value = serde_json::from_slice(&whole).unwrap();
        assert_eq!(whole["pulse"]["baseline"], serde_json::Value::Null);
        assert_eq!(whole["pulse"]["minutes"].as_array().unwrap().len(), 9);
        let comparison = &whole["comparison"];
        assert_eq!(comparison["last_week"], serde_json::Value::Null);
        assert_eq!(comparison["last_week_unknown"], "original_design");
        assert_eq!(comparison["yesterday"]["orders"], 3);
        assert!(comparison.get("yesterday_unknown").is_none());
    }

    #[test]
    fn what_is_taken_over_from_before_is_what_would_be_written() {
        let first = reading(&board(9), None);
        let second = reading(&board(10), Some(&first));
        let alone = reading(&board(10), None);
        for section in Section::ALL.into_iter().filter(|it| *it != Section::Fresh) {
            assert_eq!(second.texts.get(section), alone.texts.get(section));
        }
        let is_shared =
            |section| first.texts.get(section).as_ptr() == second.texts.get(section).as_ptr();
        assert!(is_shared(Section::Popular) && is_shared(Section::Latest));
        assert!(!is_shared(Section::Pulse) && !is_shared(Section::Revenue));
    }

    #[test]
    fn the_newest_orders_that_are_shown_tell_how_fresh_it_is() {
        let at = |second: i64| Some(Timestamp::from_millis(1_520_864_600_000 + second * 1_000));
        let next = |news, arrived, board: Board, before: &Reading| {
            let version = Version {
                news,
                writes: 1,
                alerts: 0,
            };
            Reading::new(2, (version, arrived), &shop(), board, Some(before)).unwrap()
        };
        let start = reading(&board(9), None);
        assert_eq!(start.texts.get(Section::Fresh), "null");
        let first = next(2, at(1), board(10), &start);
        assert_eq!(first.accepted_at, at(1));
        let text = r#"{"accepted_at":"2018-03-12T10:23:21.000-04:00"}"#;
        assert_eq!(first.texts.get(Section::Fresh), text);
        let unseen = next(3, at(2), board(10), &first);
        assert_eq!(
            unseen.accepted_at,
            at(1),
            "a commit that the board does not show"
        );
        let silent = next(3, at(2), board(11), &unseen);
        assert_eq!(silent.accepted_at, Some(silent.board.as_of));
        let mut midnight = board(0);
        midnight.day = midnight.day + 1;
        midnight.as_of = Timestamp::from_millis(midnight.as_of.millis() + 86_400_000);
        let rolled = next(3, at(2), midnight, &first);
        assert_eq!(rolled.accepted_at, at(2), "a commit came as well");
        let rolled = next(3, at(2), board(0), &rolled);
        assert_eq!(rolled.accepted_at, at(2));
    }
}
