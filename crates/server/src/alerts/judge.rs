//! Gathers what the alert rules need to know, and asks them.

mod lost;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api_types::Health;
use domain::alerts::{
    AlertBook, Finding, Rule, SourceState, Verdict, judge_items, judge_rejects, judge_source,
    judge_store, judge_writes, may_refuse_items,
};
use domain::{Reason, Reject, Timestamp};
use ports::{Figures, Ledger, Records, Store};
use tokio::time::Instant;

use super::AlertSettings;
use super::due::Due;
use super::sales::{self, Moment, Sales};
use crate::health::refusal::{self, Refusal};
use crate::item_level::ItemLevel;
use crate::shops::Shops;
use crate::{archive, reconcile};

/// The shop and the source that a finding is about.
type About = (Option<String>, Option<String>);

/// Gathers what the rules need, and asks them.
pub(crate) struct Judge {
    shops: Shops,
    ledger: Arc<dyn Ledger>,
    figures: Arc<dyn Figures>,
    records: Arc<dyn Records>,
    settings: AlertSettings,
    due: Due,
    /// The change of the list of shops up to which the shops are known.
    seen: Option<u64>,
    sales: Sales,
}

impl Judge {
    pub(crate) fn new(shops: Shops, store: &Arc<dyn Store>, settings: AlertSettings) -> Judge {
        Judge {
            shops,
            ledger: store.clone(),
            figures: store.clone(),
            records: store.clone(),
            settings,
            due: Due::new(),
            seen: None,
            sales: Sales::new(store.clone(), store.clone()),
        }
    }

    /// The finding about the store.
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

    /// The finding about the store's writes.
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

    /// The finding about writes that the store refuses to this server alone, so that no other server learns of it.
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
            Verdict::Bad(why) => Verdict::Bad(format!("only on the server of {host}: {why}")),
            verdict => verdict,
        };
        Some(Finding { verdict, ..finding })
    }

    /// The findings about the shops whose orders the store refuses until somebody fixes something, on any server. A
    /// shop with an active alert is included even if no server reports it any more.
    pub(crate) fn refusals(
        &self,
        refusals: &[Refusal],
        servers: usize,
        book: &AlertBook,
    ) -> Vec<Finding> {
        if self.settings.data.is_none() {
            return Vec::new();
        }
        // There is nothing to report about other shops.
        let refused = refusals.iter().map(|refusal| refusal.shop.clone());
        let mut shops: BTreeSet<String> = refused.collect();
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

    /// The finding about the servers whose intake buffer takes no orders.
    pub(crate) fn buffers(&self, refusing: &[Refusal], servers: usize) -> Option<Finding> {
        self.settings.data.as_ref()?;
        Some(Finding {
            rule: Rule::BufferRefuses,
            shop: None,
            source: None,
            verdict: refusal::judge(refusing.iter(), servers),
            since: None,
        })
    }

    /// The same about this server alone. While the store is away, no other server learns of it.
    pub(crate) fn own_buffer(&self, refusing: &[Refusal], health: &Health) -> Option<Finding> {
        let own: Vec<Refusal> = refusing
            .iter()
            .filter(|it| it.host == health.server.host)
            .cloned()
            .collect();
        let mut finding = self.buffers(&own, health.servers.len())?;
        if health.store.available && finding.verdict != Verdict::Good {
            finding.verdict = Verdict::Unknown;
        }
        Some(finding)
    }

    /// The finding about figures that the store lost, from its own sentences about it.
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

    /// The findings about all sources.
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
                refused: source.refused.clone(),
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

    /// The findings about shops whose figures differ from their platforms', read from the store, whichever server
    /// compared them.
    pub(crate) fn books(notes: &[(String, String)], book: &AlertBook) -> Vec<Finding> {
        let differing = reconcile::differing(notes).map(|(shop, why)| {
            let about = (Some(shop.to_owned()), None);
            (about, (why.to_owned(), None))
        });
        Judge::noted(Rule::BooksDiffer, differing.collect(), book)
    }

    /// The findings about places to which archives cannot be written, also from the store. Each place is one alert,
    /// however many shops wait for it.
    pub(crate) fn archives(
        failing: &BTreeMap<String, archive::Failing>,
        book: &AlertBook,
    ) -> Vec<Finding> {
        let failing = failing.iter().map(|(place, failing)| {
            let about = (None, Some(place.clone()));
            (about, (failing.detail.clone(), Some(failing.since)))
        });
        Judge::noted(Rule::ArchiveFailed, failing.collect(), book)
    }

    /// The findings about the subjects of notes, and of active alerts of this kind.
    fn noted(
        rule: Rule,
        mut bad: BTreeMap<About, (String, Option<Timestamp>)>,
        book: &AlertBook,
    ) -> Vec<Finding> {
        let standing = book.alerts().filter(|it| it.rule == rule);
        let standing = standing.map(|it| (it.shop.clone(), it.source.clone()));
        let all: BTreeSet<_> = standing.chain(bad.keys().cloned()).collect();
        let finding = |about: About| {
            let (verdict, since) = match bad.remove(&about) {
                Some((why, since)) => (Verdict::Bad(why), since),
                None => (Verdict::Good, None),
            };
            let (shop, source) = about;
            Finding {
                rule,
                shop,
                source,
                verdict,
                since,
            }
        };
        all.into_iter().map(finding).collect()
    }

    /// The shops to judge now, one by one.
    pub(crate) fn due(&mut self, book: &AlertBook) -> Vec<String> {
        let (now, changes) = (Instant::now(), self.shops.changes());
        if self.seen != Some(changes) {
            self.seen = Some(changes);
            let (shops, figures) = (&self.shops, &self.figures);
            let news = |name: &str| Some(figures.slow_news(shops.get(name)?.shop()));
            self.due.keep(&shops.names(), news, now);
            self.sales.forget_others(|name| shops.get(name).is_some());
        }
        let one_by_one = [Rule::SalesStopped, Rule::ItemsFull, Rule::RejectsFull];
        let standing = book.alerts().filter(|it| one_by_one.contains(&it.rule));
        let standing: BTreeSet<String> = standing.filter_map(|it| it.shop.clone()).collect();
        self.due.now(standing.iter().map(String::as_str), now)
    }

    /// The findings about these shops' numbers of items.
    pub(crate) async fn items(&self, names: &[String]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for name in names {
            findings.push(Finding {
                rule: Rule::ItemsFull,
                verdict: self.room(name).await.unwrap_or(Verdict::Unknown),
                shop: Some(name.clone()),
                source: None,
                since: None,
            });
        }
        findings
    }

    /// The findings about these shops' room for rejects. Also deletes rejects that are too old, because nothing else
    /// looks at a shop without new orders.
    pub(crate) async fn rejects(&self, names: &[String], now: Timestamp) -> Vec<Finding> {
        let before = Timestamp::from_millis(now.millis() - Reject::DELIVERIES_FOR);
        let mut findings = Vec::new();
        for name in names {
            let Some(shop) = self.shops.get(name) else {
                continue;
            };
            let taken = self.records.expire_rejects(shop.shop(), before).await;
            findings.push(Finding {
                rule: Rule::RejectsFull,
                verdict: taken.map_or(Verdict::Unknown, judge_rejects),
                shop: Some(name.clone()),
                source: None,
                since: None,
            });
        }
        findings
    }

    async fn room(&self, name: &str) -> Option<Verdict> {
        let keeper = self.shops.get(name)?;
        let shop = keeper.shop();
        let known = self.figures.known_items(shop).await.ok()?;
        ItemLevel::of(shop).set(known);
        let may_refuse = |most: u64| may_refuse_items(known, most);
        let mut kept = 0;
        if shop.max_items.is_some_and(may_refuse) {
            // The store keeps the count, so it does not matter which server refused them.
            let counts = self.records.reject_counts(shop).await.ok()?;
            let found = counts.iter().find(|it| it.reason == Reason::TooManyItems);
            kept = found.map_or(0, |it| it.count);
        }
        Some(judge_items(known, shop.max_items, kept))
    }

    /// The findings about these shops' sales. `sources` are the current findings about sources: sales of a shop whose
    /// data do not arrive cannot be judged.
    pub(crate) async fn sales(
        &mut self,
        names: &[String],
        now: Timestamp,
        health: &Health,
        sources: &[Finding],
        book: &AlertBook,
    ) -> Vec<Finding> {
        let bad = sources
            .iter()
            .filter(|it| matches!(it.verdict, Verdict::Bad(_)));
        let silent: BTreeSet<&str> = bad.filter_map(|it| it.shop.as_deref()).collect();
        let mut findings = Vec::new();
        for name in names {
            let Some(shop) = self.shops.get(name) else {
                continue;
            };
            let has_data = !silent.contains(&**name);
            let settings = &self.settings;
            let settled = sales::settled(name, settings.settle_minutes, now, &health.sources);
            let moment = Moment {
                now,
                settled,
                has_data,
            };
            let judged = self.sales.judge(&shop, moment, settings, book).await;
            let (finding, wait) = judged;
            self.due.judged(name, Instant::now(), wait);
            findings.extend(finding);
        }
        findings
    }
}
