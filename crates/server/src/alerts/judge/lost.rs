//! Orders that are lost: a stream removed them before they were read, or the disk damaged the intake buffer.

use std::collections::BTreeSet;

use api_types::Health;
use domain::Timestamp;
use domain::alerts::{AlertBook, Finding, Rule, Verdict};
use ports::Loss;
use telemetry::catalogue::SOURCE_LOST;

use super::Judge;
use crate::health::sources::is_api;

impl Judge {
    /// The findings about orders that sources removed before they were read. The store keeps these losses, whichever
    /// server found them. A source with an active alert is included even if nobody reads it any more.
    pub(crate) async fn lost_data(
        &self,
        now: Timestamp,
        health: &Health,
        book: &AlertBook,
    ) -> Vec<Finding> {
        if self.settings.data.is_none() {
            return Vec::new();
        }
        // A platform's API removes nothing: what it no longer shows is found by comparing the books.
        let read = health.sources.iter().filter(|it| !is_api(&it.source));
        let mut sources: BTreeSet<(String, String)> = read
            .map(|it| (it.shop.clone(), it.source.clone()))
            .collect();
        sources.extend(self.losing_buffers());
        let standing = book.alerts().filter(|it| it.rule == Rule::DataLost);
        sources.extend(standing.filter_map(|it| Some((it.shop.clone()?, it.source.clone()?))));
        self.lost_of(sources, now).await
    }

    /// The findings about orders that this server's intake buffer lost, for a server that is not the first: the first one
    /// does not know this one's buffer.
    pub(crate) async fn own_lost_data(&self, now: Timestamp) -> Vec<Finding> {
        match self.settings.data {
            Some(_) => self.lost_of(self.losing_buffers(), now).await,
            None => Vec::new(),
        }
    }

    /// The shops whose intake buffer on this server lost orders, because its disk did, with its name.
    fn losing_buffers(&self) -> BTreeSet<(String, String)> {
        let lost = SOURCE_LOST.snapshot();
        let mut sources = lost.all().iter().map(|(of, _)| &of.source);
        // On nearly every server there is none, and no reason to look at all shops.
        if !sources.any(|source| source.starts_with(pipeline::Buffer::SOURCE)) {
            return BTreeSet::new();
        }
        let shops = self.shops.all();
        let of = shops.iter().filter_map(|shop| {
            let buffer = shop.intake.buffer().filter(|it| it.has_lost())?;
            Some((shop.shop().id.to_string(), buffer.source()))
        });
        of.collect()
    }

    async fn lost_of(&self, sources: BTreeSet<(String, String)>, now: Timestamp) -> Vec<Finding> {
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
}
