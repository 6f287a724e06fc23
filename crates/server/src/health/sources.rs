//! How far the sources have been read. One server reads a shard, and every server reports its own shards to the others,
//! so that all of them know about all.

use std::collections::{BTreeMap, BTreeSet};

use api_types::{HealthSource, Said};
use domain::Timestamp;
use telemetry::LabelValue as _;
use telemetry::catalogue::{SOURCE_FILLED, SOURCE_LAG, SOURCE_READ, SOURCE_REFUSED};
use telemetry::labels::OfShopSource;

use crate::connections::SourceStanding;

/// The reports of all servers; for a shard that moved between servers, the fresher one.
pub(crate) fn all(told: impl Iterator<Item = HealthSource>) -> Vec<HealthSource> {
    let mut all: BTreeMap<[String; 3], HealthSource> = BTreeMap::new();
    for source in told {
        let of = [&source.shop, &source.source, &source.shard].map(Clone::clone);
        let silence = |source: &HealthSource| source.silent_seconds.unwrap_or(f64::INFINITY);
        let is_fresher = all
            .get(&of)
            .is_none_or(|known| silence(&source) < silence(known));
        if is_fresher {
            all.insert(of, source);
        }
    }
    all.into_values().collect()
}

/// The prefix in the name of a source that is a platform's API.
const API: &str = "api:";

/// The source that is the API of a shop's platform.
pub(crate) fn api_of<'s>(
    sources: &'s [HealthSource],
    shop: &str,
    platform: &str,
) -> Option<&'s HealthSource> {
    let is_api = |name: &str| name.strip_prefix(API) == Some(platform);
    let mut sources = sources.iter();
    sources.find(|it| it.shop == shop && is_api(&it.source))
}

/// The sources of a shop that are not a platform's API, sorted.
pub(crate) fn streams_of(sources: &[HealthSource], shop: &str) -> Vec<String> {
    let of_shop = sources.iter().filter(|it| it.shop == shop);
    let names = of_shop.map(|it| &it.source);
    let names: BTreeSet<&String> = names.filter(|name| !name.starts_with(API)).collect();
    names.into_iter().cloned().collect()
}

/// The shards that this server reads. `fills` is the state of platforms whose past is being read, by shop.
pub(crate) fn own(now: Timestamp, fills: &BTreeMap<String, SourceStanding>) -> Vec<HealthSource> {
    let mut sources = measured(
        SOURCE_LAG.snapshot().all(),
        SOURCE_READ.snapshot().all(),
        now,
    );
    let (filled, refused) = (SOURCE_FILLED.snapshot(), SOURCE_REFUSED.snapshot());
    for source in &mut sources {
        let is_of =
            |of: &OfShopSource| of.shop.as_str() == source.shop && *of.source == *source.source;
        let filled = filled.all().iter().find(|(of, _)| is_of(of));
        source.filled = filled.map(|(_, ratio)| *ratio).filter(|it| it.is_finite());
        let refused = refused.all().iter().find(|(of, value)| {
            let of_source = OfShopSource {
                shop: of.shop.clone(),
                source: of.source.clone(),
            };
            *value > 0.0 && is_of(&of_source)
        });
        source.refused = refused.map(|(of, _)| of.kind.text().to_owned());
        let fill = fills.get(&source.shop);
        if let Some(fill) = fill.filter(|_| source.source.starts_with(API)) {
            source.read = Some(fill.read);
            source.trouble.clone_from(&fill.trouble);
            source.trouble_said = source.trouble.as_deref().and_then(Said::read);
        }
    }
    sources
}

fn measured(
    lags: &[(OfShopSource, f64)],
    reads: &[(OfShopSource, f64)],
    now: Timestamp,
) -> Vec<HealthSource> {
    let mut sources: BTreeMap<&OfShopSource, HealthSource> = BTreeMap::new();
    for (of, lag) in lags {
        // A source that does not know its lag reports NaN.
        let lag = Some(*lag).filter(|lag| lag.is_finite() && *lag >= 0.0);
        sources.entry(of).or_insert_with(|| entry(of)).lag_seconds = lag;
    }
    let now = now.millis() as f64 / 1_000.0;
    for (of, read) in reads {
        let source = sources.entry(of).or_insert_with(|| entry(of));
        source.silent_seconds = (*read > 0.0).then(|| (now - read).max(0.0));
    }
    sources.into_values().collect()
}

/// The prefixes of sources whose partitions are measured separately.
const DIVIDED: [&str; 2] = ["kafka:", "kinesis:"];

/// A source by its labels. The name of a stream with many shards ends with the shard, as in
/// `kinesis:orders:shardId-000000000000`.
fn entry(of: &OfShopSource) -> HealthSource {
    let name = &*of.source;
    let is_divided = DIVIDED.iter().any(|scheme| name.starts_with(scheme));
    let (source, shard) = match name.rsplit_once(':') {
        Some((stream, shard)) if is_divided && stream.contains(':') => (stream, shard),
        _ => (name, ""),
    };
    HealthSource {
        shop: of.shop.as_str().to_owned(),
        source: source.to_owned(),
        shard: shard.to_owned(),
        ..HealthSource::default()
    }
}

#[cfg(test)]
mod tests {
    use ports::ServerRecord;

    use super::*;
    use crate::health::report::Report;

    fn server(report: String) -> ServerRecord {
        ServerRecord {
            id: String::new(),
            version: String::new(),
            host: String::new(),
            started_millis: 0,
            report,
        }
    }

    #[test]
    fn every_server_knows_of_the_shards_of_all() {
        let now = Timestamp::from_millis(1_000_000);
        let [zero, one] = ["kinesis:k:0", "kinesis:k:1"].map(|it| OfShopSource::new("a", it));
        let first = measured(&[(zero.clone(), 5.0)], &[(zero.clone(), 400.0)], now);
        let sources = measured(&[(one, f64::NAN)], &[(zero, 990.0)], now);
        let refusals = Vec::new();
        let servers = [
            // The form that version 0.1 reported.
            server(serde_json::to_string(&first).unwrap()),
            server({
                let report = Report {
                    sources,
                    refusals,
                    ..Report::default()
                };
                report.to_text()
            }),
            server("from the future".to_owned()),
        ];
        let all = all(servers.iter().flat_map(|it| Report::of(it).sources));
        let figures: Vec<_> = all
            .iter()
            .map(|it| (&*it.shard, it.lag_seconds, it.silent_seconds))
            .collect();
        assert_eq!(figures, [("0", None, Some(10.0)), ("1", None, None)]);
        assert_eq!(streams_of(&all, "a"), ["kinesis:k"]);
        assert!(streams_of(&all, "b").is_empty());
    }
}
