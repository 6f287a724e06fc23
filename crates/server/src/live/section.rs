//! The sections of a board, each serialized once.

use api_types::{
    Comparison, DayFigures, Fresh, LatestItem, PopularItem, PulseMinute, RevenueDay, Unknown,
};
use bytes::Bytes;
use domain::Measure::Orders;
use domain::{Board, Shop, Timestamp};
use serde::Serialize;

/// The number of sections.
pub(crate) const COUNT: usize = 12;

/// A top-level part of the board, sent whenever it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Date,
    Today,
    Popular,
    PopularToday,
    Latest,
    Revenue,
    Pulse,
    Comparison,
    TodayUnknown,
    Fresh,
    Alerts,
    Past,
}

impl Section {
    /// Every section, in the order of the board.
    pub(crate) const ALL: [Section; COUNT] = [
        Section::Date,
        Section::Today,
        Section::Popular,
        Section::PopularToday,
        Section::Latest,
        Section::Revenue,
        Section::Pulse,
        Section::Comparison,
        Section::TodayUnknown,
        Section::Fresh,
        Section::Alerts,
        Section::Past,
    ];

    /// Whether only orders change it, and not the clock or alerts.
    pub(crate) const fn shows_orders(self) -> bool {
        !matches!(
            self,
            Section::Date | Section::Comparison | Section::Fresh | Section::Alerts | Section::Past
        )
    }

    /// Its name in the board.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Section::Date => "date",
            Section::Today => "today",
            Section::Popular => "popular",
            Section::PopularToday => "popular_today",
            Section::Latest => "latest",
            Section::Revenue => "revenue",
            Section::Pulse => "pulse",
            Section::Comparison => "comparison",
            Section::TodayUnknown => "today_unknown",
            Section::Fresh => "fresh",
            Section::Alerts => "alerts",
            Section::Past => "past",
        }
    }
}

/// The JSON text of each section, in the order of [`Section::ALL`].
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    sections: [Bytes; COUNT],
    /// Last week's minutes: the larger half of the pulse, which rarely changes.
    baseline: Bytes,
}

impl Texts {
    /// Serializes a board's sections, reusing unchanged ones of the previous board.
    pub(crate) fn new(
        shop: &Shop,
        board: &Board,
        before: Option<(&Board, &Texts)>,
    ) -> serde_json::Result<Texts> {
        let data = &board.data;
        let reuse = |section: Section, is_same: &dyn Fn(&Board) -> bool| {
            before
                .filter(|(old, _)| is_same(old))
                .map(|(_, texts)| texts.get(section).clone())
        };
        let mut sections = [const { Bytes::new() }; COUNT];
        for (section, text) in Section::ALL.into_iter().zip(&mut sections) {
            let same = match section {
                Section::Popular => reuse(section, &|old| old.data.popular == data.popular),
                Section::PopularToday => reuse(section, &|old| {
                    old.data.popular_day == data.popular_day
                        && old.places_before == board.places_before
                        && old.unknown() == board.unknown()
                }),
                Section::Latest => reuse(section, &|old| old.data.latest == data.latest),
                Section::Revenue => reuse(section, &|old| {
                    old.data.week == data.week && old.begins == board.begins
                }),
                Section::Date
                | Section::Today
                | Section::Pulse
                | Section::Comparison
                | Section::TodayUnknown
                | Section::Fresh
                | Section::Alerts
                | Section::Past => None,
            };
            *text = match (same, section) {
                (Some(same), _) => same,
                (None, Section::Date) => json(&board.day.to_string())?,
                (None, Section::Today) => json(&DayFigures::new(shop, &board.totals))?,
                (None, Section::Popular) => json(&PopularItem::list(&data.popular))?,
                (None, Section::PopularToday) => json(&PopularItem::list_of_day(board))?,
                (None, Section::Latest) => json(&LatestItem::list(shop, &data.latest))?,
                (None, Section::Revenue) => {
                    json(&RevenueDay::list(shop, &data.week, board.begins))?
                }
                // Set below, because it needs the baseline.
                (None, Section::Pulse) => Bytes::new(),
                (None, Section::Comparison) => json(&Comparison::new(shop, board))?,
                (None, Section::TodayUnknown) => json(&board.unknown().map(Unknown::from))?,
                // Set by the reader, because it depends on whether the others changed.
                (None, Section::Fresh) => Bytes::from_static(b"null"),
                // Set by the reader: alerts are not figures of the store.
                (None, Section::Alerts) => Bytes::from_static(b"[]"),
                // Set by the reader, which does not calculate it each time.
                (None, Section::Past) => Bytes::from_static(b"null"),
            };
        }
        let same_baseline = before.filter(|(old, _)| {
            old.has_last_week() == board.has_last_week()
                && old.data.last_week == data.last_week
                && old.data.last_week_minutes == data.last_week_minutes
        });
        let baseline = match same_baseline {
            Some((_, texts)) => texts.baseline.clone(),
            None => json(&PulseMinute::of_baseline(shop, board))?,
        };
        let is_same = |old: &Board| {
            old.data.minutes == data.minutes && old.totals.get(Orders) == board.totals.get(Orders)
        };
        sections[Section::Pulse as usize] = match same_baseline {
            Some((old, texts)) if is_same(old) => texts.get(Section::Pulse).clone(),
            _ => pulse(&json(&PulseMinute::of_day(shop, board))?, &baseline),
        };
        Ok(Texts { sections, baseline })
    }

    /// Whether these show other orders than the previous texts.
    pub(crate) fn show_news(&self, before: &Texts) -> bool {
        let mut sections = Section::ALL.into_iter().filter(|it| it.shows_orders());
        sections.any(|section| self.get(section) != before.get(section))
    }

    /// Sets when the newest orders were accepted.
    pub(crate) fn set_fresh(
        &mut self,
        shop: &Shop,
        accepted_at: Option<Timestamp>,
    ) -> serde_json::Result<()> {
        let fresh = accepted_at.map(|at| Fresh::new(shop, at));
        self.sections[Section::Fresh as usize] = json(&fresh)?;
        Ok(())
    }

    /// Sets the alerts that the board shows, as JSON.
    pub(crate) fn set_alerts(&mut self, alerts: Bytes) {
        self.sections[Section::Alerts as usize] = alerts;
    }

    /// Sets the mark of the past days, as JSON.
    pub(crate) fn set_past(&mut self, mark: Bytes) {
        self.sections[Section::Past as usize] = mark;
    }

    /// A section's text.
    pub(crate) fn get(&self, section: Section) -> &Bytes {
        &self.sections[section as usize]
    }
}

fn json(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Bytes> {
    serde_json::to_vec(value).map(Bytes::from)
}

/// The pulse, composed of the texts of its halves.
fn pulse(minutes: &[u8], baseline: &[u8]) -> Bytes {
    let parts = [b"{\"minutes\":", minutes, b",\"baseline\":", baseline, b"}"];
    parts.concat().into()
}
