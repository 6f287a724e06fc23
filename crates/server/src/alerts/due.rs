//! Decides which shops to judge in a round.
//!
//! The expected sales of a shop change by the minute, and the actual ones with each order. But for a shop without new
//! orders it is known how long nothing can be wrong. So if there are many shops, each waits until then, or until it has
//! news: a round looks at the shops that are due, not at all of them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::shops::is_same_shop;

/// Up to this many shops are all judged in every round.
const FEW: usize = 20;
/// With more shops than that, a round judges at most this many; the others wait for the next.
const MOST: usize = 200;
/// With many shops, their first turns are this far apart.
const APART: Duration = Duration::from_millis(500);
/// How often each shop is checked for news,
const NEWS: Duration = Duration::from_secs(60);
/// in this many rounds, each of which checks a part of the shops.
const PARTS: usize = 30;

/// When shops are judged.
pub(super) struct Due {
    shops: HashMap<Box<str>, Shop>,
    /// May hold outdated times, from before a shop's turn was moved up.
    queue: BinaryHeap<Reverse<(Instant, Box<str>)>>,
    /// The order in which shops are checked for news, and where the next round begins.
    order: (Vec<Box<str>>, usize),
    is_few: bool,
}

struct Shop {
    due: Instant,
    judged: Option<Instant>,
    news: watch::Receiver<u64>,
}

impl Due {
    pub(super) fn new() -> Due {
        Due {
            shops: HashMap::new(),
            queue: BinaryHeap::new(),
            order: (Vec::new(), 0),
            is_few: true,
        }
    }

    /// Takes over the list of shops.
    pub(super) fn keep(
        &mut self,
        names: &[String],
        news: impl Fn(&str) -> Option<watch::Receiver<u64>>,
        now: Instant,
    ) {
        let mut before = std::mem::take(&mut self.shops);
        self.queue.clear();
        self.is_few = names.len() <= FEW;
        for (place, name) in names.iter().enumerate() {
            let known = before.remove(&**name);
            let known = known.filter(|it| is_same_shop(&it.news));
            let added = || {
                let place = u32::try_from(place).unwrap_or(u32::MAX);
                Some(Shop {
                    due: now + APART.saturating_mul(place),
                    judged: None,
                    news: news(name)?,
                })
            };
            if let Some(shop) = known.or_else(added) {
                self.queue.push(Reverse((shop.due, name.as_str().into())));
                self.shops.insert(name.as_str().into(), shop);
            }
        }
        let names = names.iter().map(|name| name.as_str().into());
        self.order = (names.collect(), 0);
    }

    /// The shops to judge now, sorted by name. `standing` are those with an active alert: every round checks whether it
    /// is over.
    pub(super) fn now<'s>(
        &mut self,
        standing: impl Iterator<Item = &'s str>,
        now: Instant,
    ) -> Vec<String> {
        if self.is_few {
            let mut all: Vec<String> = self.shops.keys().map(ToString::to_string).collect();
            all.sort_unstable();
            return all;
        }
        self.look_for_news(now);
        let mut due: Vec<String> = standing
            .filter(|name| self.shops.contains_key(*name))
            .map(str::to_owned)
            .collect();
        while due.len() < MOST
            && let Some(Reverse((at, _))) = self.queue.peek()
            && *at <= now
        {
            let Some(Reverse((at, name))) = self.queue.pop() else {
                break;
            };
            // A shop whose time was replaced is in the queue a second time.
            if self.shops.get(&name).is_some_and(|shop| shop.due == at) {
                due.push(name.into());
            }
        }
        due.sort_unstable();
        due.dedup();
        due
    }

    /// Notes that a shop was judged, and how long nothing can be wrong unless there is news.
    pub(super) fn judged(&mut self, name: &str, now: Instant, wait: Duration) {
        if let Some(shop) = self.shops.get_mut(name) {
            shop.judged = Some(now);
            shop.due = now + wait;
            self.queue.push(Reverse((shop.due, name.into())));
        }
    }

    fn look_for_news(&mut self, now: Instant) {
        let (names, next) = &mut self.order;
        let part = names.len().div_ceil(PARTS);
        for name in names.iter().cycle().skip(*next).take(part) {
            let Some(shop) = self.shops.get_mut(name) else {
                continue;
            };
            // A closed store has no more news.
            if !shop.news.has_changed().unwrap_or(false) {
                continue;
            }
            shop.news.mark_unchanged();
            let due = shop.judged.map_or(now, |judged| now.max(judged + NEWS));
            if due < shop.due {
                shop.due = due;
                self.queue.push(Reverse((due, name.clone())));
            }
        }
        *next = (*next + part) % names.len().max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    fn names(count: usize) -> Vec<String> {
        (0..count)
            .map(|number| format!("shop-{number:04}"))
            .collect()
    }

    fn due(names: &[String], now: Instant) -> (Due, HashMap<String, watch::Sender<u64>>) {
        let news = names
            .iter()
            .map(|name| (name.clone(), watch::Sender::new(0)));
        let news: HashMap<String, watch::Sender<u64>> = news.collect();
        let mut due = Due::new();
        due.keep(names, |name| Some(news.get(name)?.subscribe()), now);
        (due, news)
    }

    #[tokio::test]
    async fn few_shops_are_judged_in_every_round() {
        let (names, now) = (names(FEW), Instant::now());
        let (mut due, _news) = due(&names, now);
        for _ in 0..2 {
            assert_eq!(due.now(std::iter::empty(), now), names);
            names.iter().for_each(|name| due.judged(name, now, LONG));
        }
    }

    #[tokio::test]
    async fn of_many_each_waits_for_its_time_its_news_or_its_alert() {
        let (names, start) = (names(1_000), Instant::now());
        let (mut due, news) = due(&names, start);
        let mut times = 0;
        for second in 0..=500 {
            let now = start + Duration::from_secs(second);
            let judged = due.now(std::iter::empty(), now);
            assert!(
                judged.len() <= 2,
                "they come one after the other: {judged:?}"
            );
            times += judged.len();
            judged.iter().for_each(|name| due.judged(name, now, LONG));
        }
        assert_eq!(times, 1_000);
        let now = start + Duration::from_secs(501);
        assert_eq!(due.now([&*names[3], "gone"].into_iter(), now), [&*names[3]]);
        news[&names[7]].send_modify(|news| *news += 1);
        let heard = (0..PARTS as u64).map(|round| now + Duration::from_secs(2 * round));
        let heard: Vec<String> = heard
            .flat_map(|now| due.now(std::iter::empty(), now))
            .collect();
        assert_eq!(heard, [&*names[7]]);
        due.judged(&names[7], now, LONG);
        let mut all = 0;
        let later = now + 2 * LONG;
        loop {
            let judged = due.now(std::iter::empty(), later);
            if judged.is_empty() {
                break;
            }
            assert!(judged.len() <= MOST);
            all += judged.len();
            judged.iter().for_each(|name| due.judged(name, later, LONG));
        }
        assert_eq!(all, 1_000);
    }

    #[tokio::test]
    async fn a_shop_that_came_is_judged_and_one_that_went_is_not() {
        let (names, now) = (names(100), Instant::now());
        let (mut due, news) = due(&names, now);
        names.iter().for_each(|name| due.judged(name, now, LONG));
        let others = [&names[1..], &["new".to_owned()]].concat();
        let (sender, receiver) = watch::channel(0);
        let of = |name: &str| match news.get(name) {
            Some(news) => Some(news.subscribe()),
            None => Some(receiver.clone()),
        };
        due.keep(&others, of, now);
        let soon = now + LONG / 2;
        assert_eq!(due.now(std::iter::empty(), soon), ["new"]);
        assert_eq!(due.now(std::iter::empty(), soon), [""; 0]);
        assert_eq!(due.now(std::iter::empty(), now + LONG).len(), 99);
        drop(sender);
    }

    #[tokio::test]
    async fn a_shop_that_was_removed_and_added_again_has_news() {
        let (names, start) = (names(FEW + 1), Instant::now());
        let (mut due, before) = due(&names, start);
        names.iter().for_each(|name| due.judged(name, start, LONG));
        drop(before);
        let news = watch::Sender::new(0);
        due.keep(&names, |_| Some(news.subscribe()), start);
        let now = start + Duration::from_secs(60);
        assert_eq!(due.now(std::iter::empty(), now), names, "all are new");
        names.iter().for_each(|name| due.judged(name, now, LONG));
        news.send_modify(|news| *news += 1);
        let later = now + NEWS;
        let heard = (0..PARTS).flat_map(|_| due.now(std::iter::empty(), later).into_iter());
        assert_eq!(heard.count(), names.len());
    }
}
