//! Compares what a shop shows with the truth.

use domain::{BoardQuery, BusinessDay, DayRecord, DaySlices, LatestItem, Pulse, RankedItem};
use ports::suite::Fixture;

use super::work::{self, Work};

/// Every figure of a shop.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shown {
    days: Vec<DayRecord>,
    slices: Vec<DaySlices>,
    minutes: Vec<Vec<(u16, Pulse)>>,
    popular_days: Vec<Vec<RankedItem>>,
    popular: Vec<RankedItem>,
    latest: Vec<LatestItem>,
    /// Bodies of the rejects, newest first.
    rejects: Vec<Vec<u8>>,
}

impl Shown {
    /// What the store shows.
    pub(crate) async fn of(it: &Fixture, work: &Work) -> Shown {
        let mut shown = Shown::default();
        for day in days(work) {
            let query = BoardQuery {
                popular: 5_000,
                ..BoardQuery::of(day)
            };
            let board = it
                .store
                .board(&it.shop, &query)
                .await
                .expect("a board is read");
            shown.days.extend(board.week.last().cloned());
            let slices = it.store.slices(&it.shop, day, day).await;
            shown.slices.extend(slices.expect("slices are read"));
            shown.minutes.push(board.minutes);
            shown.popular_days.push(board.popular_day);
            shown.popular = board.popular;
            shown.latest = board.latest;
        }
        let rejects = it
            .store
            .rejects(&it.shop, 0, 1_000_000)
            .await
            .expect("rejects are read");
        assert_eq!(rejects.total, rejects.items.len());
        shown.rejects = rejects
            .items
            .into_iter()
            .map(|stored| stored.reject.body)
            .collect();
        shown
    }

    /// Asserts that it is the truth about the finished batches.
    pub(crate) fn assert_true(&self, work: &Work) {
        let naive = work
            .naive
            .as_ref()
            .expect("the truth is there after the first look");
        let days = days(work);
        let rejects = (1..=work.done).rev().filter_map(work::reject);
        let truth = Shown {
            days: days.iter().map(|day| naive.day(*day)).collect(),
            slices: days.iter().map(|day| naive.slices(*day)).collect(),
            minutes: days.iter().map(|day| naive.minutes(*day)).collect(),
            popular_days: days.iter().map(|day| naive.popular(Some(*day))).collect(),
            popular: if days.is_empty() {
                Vec::new()
            } else {
                naive.popular(None)
            },
            latest: naive.latest(),
            rejects: rejects.map(|reject| reject.body).collect(),
        };
        let done = work.done;
        assert_eq!(self.days, truth.days, "after {done} batches");
        assert!(
            *self == truth,
            "after {done} batches: {self:#?}\nis not\n{truth:#?}"
        );
    }
}

/// The retained days, and the last dropped ones.
fn days(work: &Work) -> Vec<BusinessDay> {
    let mut days = work
        .naive
        .as_ref()
        .map(ports::suite::Naive::all_days)
        .unwrap_or_default();
    days.sort();
    days.split_off(days.len().saturating_sub(work::MAX_DAYS + 2))
}
