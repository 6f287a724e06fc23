//! Asks the rules: gathers what they need to know.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use api_types::{Health, HealthSource};
use domain::alerts::{
    AlertBook, Finding, Rule, SalesVerdict, SourceState, Timeline, Usual, Verdict, judge_items,
    judge_sales, judge_source, judge_store, judge_writes, may_refuse_items,
};
use domain::{BusinessDay, Reason, Shop, Timestamp};
use ports::{Figures, Ledger, Loss, Records, Store};

use super::AlertSettings;
use crate::health::refusal::{self, Refusal};
use crate::state::Shops;

/// How long what is usual is taken to be so, in milliseconds.
const LEARNED_FOR: i64 = 10 * 60 * 1_000;
/// How many days before today it is learned from at most: a quarter of a year.
const LEARNED_DAYS: i32 = 91;

/// Gathers what the rules need, and asks them.
pub(crate) struct Judge {
    shops: Shops,
    ledger: Arc<dyn Ledger>,
    figures: Arc<dyn Figures>,
    records: Arc<dyn Records>,
    settings: AlertSettings,
    usual: HashMap<String, Learned>,
    /// By shop, when its sales came back last.
    recovered: HashMap<String, Timestamp>,
}

struct Learned {
    at: Timestamp,
    today: BusinessDay,
    usual: Option<Usual>,
}

impl Judge {
    pub(crate) fn new(shops: Shops, store: &Arc<dyn Store>, settings: AlertSettings) -> Judge {
        Judge {
            shops,
            ledger: store.clone(),
            figures: store.clone(),
            records: store.clone(),
            settings,
            usual: HashMap::new(),
            recovered: HashMap::new(),
        }
    }

    /// What is found of the store.
    pub(crate) fn store(&self, now: Timestamp, health: &Health) -> Option<Finding> {
        let limits = self.settings.data.as_ref()?;
        let since = health.store.away_since.as_deref();
        let since = since.and_then(|since| Timestamp::parse_rfc3339(since).ok());
        let seconds = since.map(|since| (now.millis() - since.millis()) as f64 / 1_000.0);
        Some(Finding {
            rule: Rule::StoreAway,
            shop: None,
            source: None,
            verdict: judge_store(seconds, limits),
            since,
        })
    }

    /// What is found of the store's writes.
    pub(crate) fn writes(&self, now: Timestamp, health: &Health) -> Option<Finding> {
        let limits = self.settings.data.as_ref()?;
        let store = &health.store;
        let since = store.refuses_since.as_deref();
        let since = since.and_then(|since| Timestamp::parse_rfc3339(since).ok());
        let seconds = since.map(|since| (now.millis() - since.millis()) as f64 / 1_000.0);
        let why = store.refuses.as_deref().unwrap_or_default();
        Some(Finding {
            rule: Rule::StoreRefuses,
            shop: None,
            source: None,
            verdict: match store.available {
                true => judge_writes(seconds, why, limits),
                false => Verdict::Unknown,
            },
            since,
        })
    }

    /// What is found of writes that the store refuses to this server alone, so that no other hears of it.
    pub(crate) fn own_writes(
        &self,
        now: Timestamp,
        health: &Health,
        is_unheard: bool,
    ) -> Option<Finding> {
        let finding = self.writes(now, health)?;
        let host = &health.server.host;
        let verdict = match finding.verdict {
            Verdict::Bad(_) if !is_unheard => Verdict::Unknown,
            Verdict::Bad(why) => Verdict::Bad(format!("at the server of {host} alone: {why}")),
            verdict => verdict,
        };
        Some(Finding { verdict, ..finding })
    }

    /// What is found of the store by the shops whose orders it takes, or refuses until somebody
    /// mends it, at whichever server. An alert that stands is of a shop as well that no server speaks of
    /// any more.
    pub(crate) fn refusals(
        &self,
        refusals: &[Refusal],
        servers: usize,
        book: &AlertBook,
    ) -> Vec<Finding> {
        if self.settings.data.is_none() {
            return Vec::new();
        }
        let mut shops: BTreeSet<String> = self.shops.names().into_iter().collect();
        shops.extend(refusals.iter().map(|refusal| refusal.shop.clone()));
        let standing = book.alerts().filter(|it| it.rule == Rule::StoreRefuses);
        shops.extend(standing.filter_map(|alert| alert.shop.clone()));
        let finding = |shop: String| Finding {
            rule: Rule::StoreRefuses,
            verdict: refusal::judge(refusals.iter().filter(|it| it.shop == shop), servers),
            shop: Some(shop),
            source: None,
            since: None,
        };
        shops.into_iter().map(finding).collect()
    }

    /// What is found of figures that the store lost, by what it says of itself: each a sentence.
    pub(crate) fn losses(losses: &[String]) -> Finding {
        Finding {
            rule: Rule::StoreLost,
            shop: None,
            source: None,
            verdict: match losses {
                [] => Verdict::Good,
                losses => Verdict::Bad(losses.join("; ")),
            },
            since: None,
        }
    }

    /// What is found of every source.
    pub(crate) fn sources(&self, health: &Health) -> Vec<Finding> {
        let Some(limits) = &self.settings.data else {
            return Vec::new();
        };
        let mut sources: BTreeMap<(&str, &str), Vec<SourceState>> = BTreeMap::new();
        for source in &health.sources {
            let shards = sources.entry((&source.shop, &source.source)).or_default();
            shards.push(SourceState {
                shard: source.shard.clone(),
                lag_seconds: source.lag_seconds,
                silent_seconds: source.silent_seconds,
            });
        }
        let findings = sources.into_iter().map(|((shop, source), shards)| Finding {
            rule: Rule::DataStopped,
            shop: Some(shop.to_owned()),
            source: Some(source.to_owned()),
            verdict: judge_source(&shards, limits),
            since: None,
        });
        findings.collect()
    }

    /// What is found of orders that sources removed before they were read: it stands in the store,
    /// whichever server found it. An alert that stands is of a source as well that nobody reads any
    /// more.
    pub(crate) async fn lost_data(
        &self,
        now: Timestamp,
        health: &Health,
        book: &AlertBook,
    ) -> Vec<Finding> {
        if self.settings.data.is_none() {
            return Vec::new();
        }
        let read = health.sources.iter();
        let mut sources: BTreeSet<(String, String)> = read
            .map(|it| (it.shop.clone(), it.source.clone()))
            .collect();
        let standing = book.alerts().filter(|it| it.rule == Rule::DataLost);
        sources.extend(standing.filter_map(|it| Some((it.shop.clone()?, it.source.clone()?))));
        let mut findings = Vec::new();
        for (shop, source) in sources {
            let verdict = self.loss(&shop, &source, now).await;
            findings.push(Finding {
                rule: Rule::DataLost,
                verdict: verdict.unwrap_or(Verdict::Unknown),
                shop: Some(shop),
                source: Some(source),
                since: None,
            });
        }
        findings
    }

    async fn loss(&self, shop: &str, source: &str, now: Timestamp) -> Option<Verdict> {
        let keeper = self.shops.get(shop)?;
        let name = Loss::position_name(source);
        let stored = self.ledger.position(keeper.shop(), &name).await.ok()?;
        let loss = stored.as_deref().and_then(Loss::parse);
        Some(match loss.filter(|loss| loss.is_told(now)) {
            Some(loss) => Verdict::Bad(loss.detail),
            None => Verdict::Good,
        })
    }

    /// What is found of the number of items of every shop.
    pub(crate) async fn items(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for name in self.shops.names() {
            findings.push(Finding {
                rule: Rule::ItemsFull,
                verdict: self.room(&name).await.unwrap_or(Verdict::Unknown),
                shop: Some(name),
                source: None,
                since: None,
            });
        }
        findings
    }

    async fn room(&self, name: &str) -> Option<Verdict> {
        let keeper = self.shops.get(name)?;
        let (shop, reading) = (keeper.shop(), keeper.board.current().await.ok()?);
        let known = reading.board.data.known_items;
        let may_refuse = |most: u64| may_refuse_items(known, most);
        let mut kept = 0;
        if shop.max_items.is_some_and(may_refuse) {
            // Kept by the store, so that it does not matter which server refused them.
            let counts = self.records.reject_counts(shop).await.ok()?;
            let found = counts.iter().find(|it| it.reason == Reason::TooManyItems);
            kept = found.map_or(0, |it| it.count);
        }
        Some(judge_items(known, shop.max_items, kept))
    }

    /// What is found of the sales of every shop. `sources` are the findings of this moment: sales
    /// of a shop whose data do not come cannot be judged.
    pub(crate) async fn sales(
        &mut self,
        now: Timestamp,
        health: &Health,
        sources: &[Finding],
        book: &AlertBook,
    ) -> Vec<Finding> {
        let Some(limits) = self.settings.sales else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        for shop in self.shops.names() {
            let mut finding = Finding {
                rule: Rule::SalesStopped,
                shop: Some(shop.clone()),
                source: None,
                verdict: Verdict::Unknown,
                since: None,
            };
            let has_data = !sources.iter().any(|source| {
                source.shop.as_deref() == Some(&shop) && matches!(source.verdict, Verdict::Bad(_))
            });
            let stands = book.get(&finding.id()).is_some();
            let until = self.settled(&shop, now, &health.sources);
            if has_data && let Some(timeline) = self.timeline(&shop, now, until).await {
                let recovered = self.recovered.get(&shop).map(|at| {
                    let minutes = (timeline.until().millis() - at.millis()) / 60_000;
                    usize::try_from(minutes).unwrap_or(0)
                });
                let mut judged = (
                    judge_sales(&timeline, &limits, stands, recovered),
                    timeline.until(),
                );
                // Late orders may still come, but none that is here goes away: sales that are back
                // are seen at once, and the alert does not contradict the board for minutes.
                if stands
                    && matches!(judged.0, SalesVerdict::Stopped(_))
                    && let Some(newest) = self.timeline(&shop, now, now).await
                    && judge_sales(&newest, &limits, true, None) == SalesVerdict::Usual
                {
                    judged = (SalesVerdict::Usual, now);
                }
                match judged.0 {
                    SalesVerdict::Usual => {
                        if stands {
                            self.recovered.insert(shop.clone(), judged.1);
                        }
                        finding.verdict = Verdict::Good;
                    }
                    SalesVerdict::Stopped(shortfall) => {
                        let millis = shortfall.minutes as i64 * 60_000;
                        let since = timeline.until().millis() - millis;
                        finding.since = Some(Timestamp::from_millis(since));
                        finding.verdict = Verdict::Bad(detail(&shortfall));
                    }
                }
            }
            findings.push(finding);
        }
        findings
    }

    /// Up to when everything that was placed in a shop should be here.
    fn settled(&self, name: &str, now: Timestamp, sources: &[HealthSource]) -> Timestamp {
        let lags = sources.iter().filter(|source| source.shop == name);
        let lag = lags
            .filter_map(|source| source.lag_seconds)
            .fold(0.0, f64::max);
        let settle = i64::from(self.settings.settle_minutes) * 60_000 + (lag * 1_000.0) as i64;
        Timestamp::from_millis(now.millis() - settle)
    }

    /// The last two days of a shop, up to a moment.
    async fn timeline(&mut self, name: &str, now: Timestamp, until: Timestamp) -> Option<Timeline> {
        let shops = self.shops.clone();
        let keeper = shops.get(name)?;
        let shop = keeper.shop();
        // Soon after midnight the days of `until` and of the board differ: a few minutes later
        // they do not.
        let [today, _] = Timeline::days(&shop.clock, until);
        if self.settings.closed_days.contains(&today) {
            return None;
        }
        let usual = self.usual(shop, now, today).await?;
        let reading = keeper.board.current().await.ok()?;
        if reading.board.day != today {
            return None;
        }
        let data = &reading.board.data;
        let (minutes, yesterday) = (&data.minutes, &data.yesterday_minutes);
        Some(Timeline::new(
            &shop.clock,
            &usual,
            until,
            minutes,
            yesterday,
        ))
    }

    /// What is usual, learned from the retained days before today and kept for a while.
    async fn usual(&mut self, shop: &Shop, now: Timestamp, today: BusinessDay) -> Option<Usual> {
        let name = shop.id.as_str();
        let is_known = self.usual.get(name).is_some_and(|learned| {
            learned.today == today && (now.millis() - learned.at.millis()).abs() < LEARNED_FOR
        });
        if !is_known {
            let retained = self.ledger.retained(shop).await.ok()?;
            let oldest = retained
                .days
                .first()
                .copied()
                .filter(|oldest| *oldest < today);
            let usual = match oldest {
                Some(oldest) => {
                    let first = oldest.max(today - LEARNED_DAYS);
                    let days = self.figures.days(shop, first, today - 1).await.ok()?;
                    Usual::learn(&days)
                }
                None => None,
            };
            let learned = Learned {
                at: now,
                today,
                usual,
            };
            self.usual.insert(name.to_owned(), learned);
        }
        self.usual.get(name)?.usual.clone()
    }
}

fn detail(shortfall: &domain::alerts::Shortfall) -> String {
    let orders = match shortfall.came {
        0 => "no order".to_owned(),
        1 => "1 order".to_owned(),
        orders => format!("{orders} orders"),
    };
    let (minutes, expected) = (shortfall.minutes, shortfall.expected);
    format!("{orders} in {minutes} min, {expected:.1} were to be expected")
}
