//! How far the sources have been read. One server reads a shard, and every server reports its own shards to the others,
//! so that all of them know about all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// Whether a source is the API of a platform.
pub(crate) fn is_api(source: &str) -> bool {
    source.starts_with(API)
}

/// The source that is the API of a shop's platform.
pub(crate) fn api_of<'s>(
    sources: &'s [HealthSource],
    shop: &str,
    platform: &str,
) -> Option<&'s HealthSource> {
    let is_api = |name: &str| name.strip_prefix(API) == Some(platform);
    of_shop(sources, shop).find(|it| is_api(&it.source))
}

/// The sources of a shop, among all as [`all`] sorts them.
pub(crate) fn of_shop<'s>(
    sources: &'s [HealthSource],
    shop: &str,
) -> impl Iterator<Item = &'s HealthSource> + use<'s> {
    let first = sources.partition_point(|it| &*it.shop < shop);
    let sources = &sources[first..];
    let many = sources.partition_point(|it| it.shop == shop);
    sources[..many].iter()
}

/// Of many sources those that are worst off, as sorted as before: first those that do not answer, then those whose past
/// is being read, then by how late they are.
pub(crate) fn worst(sources: &[HealthSource], most: usize) -> Vec<HealthSource> {
    let mut ranked: Vec<usize> = (0..sources.len()).collect();
    let load = |at: &usize| {
        let it = &sources[*at];
        let is_away = it.refused.is_some() || it.trouble.is_some();
        let is_filling = it.filled.is_some_and(|filled| filled < 1.0);
        let late = it.lag_seconds.unwrap_or_default();
        (
            is_away,
            is_filling,
            late.max(it.silent_seconds.unwrap_or_default()),
        )
    };
    ranked.sort_by(|one, other| {
        let ((away, filling, late), (other_away, other_filling, other_late)) =
            (load(one), load(other));
        let by_trouble = (other_away, other_filling).cmp(&(away, filling));
        by_trouble.then(other_late.total_cmp(&late))
    });
    ranked.truncate(most);
    ranked.sort_unstable();
    ranked.into_iter().map(|at| sources[at].clone()).collect()
}

/// The sources of a shop that are not a platform's API, sorted.
pub(crate) fn streams_of(sources: &[HealthSource], shop: &str) -> Vec<String> {
    let names = of_shop(sources, shop).map(|it| &it.source);
    let names: BTreeSet<&String> = names.filter(|name| !is_api(name)).collect();
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
    let filled = filled.all().iter();
    let filled: HashMap<_, _> = filled
        .map(|(of, ratio)| ((of.shop.as_str(), &*of.source), *ratio))
        .collect();
    let refused = refused.all().iter().filter(|(_, value)| *value > 0.0);
    let refused: HashMap<_, _> = refused
        .map(|(of, _)| ((of.shop.as_str(), &*of.source), of.kind))
        .collect();
    for source in &mut sources {
        let of = (&*source.shop, &*source.source);
        let kind = refused.get(&of).map(|kind| kind.text().to_owned());
        source.filled = filled.get(&of).copied().filter(|it| it.is_finite());
        source.refused = kind;
        let fill = fills.get(&source.shop);
        if let Some(fill) = fill.filter(|_| is_api(&source.source)) {
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

    #[test]
    fn of_many_sources_the_worst_are_told() {
        let source = |shop: &str| HealthSource {
            shop: shop.to_owned(),
            source: "api:shopify".to_owned(),
            lag_seconds: Some(0.0),
            ..HealthSource::default()
        };
        let mut told: Vec<_> = ["d", "b", "e", "c", "a"].map(source).into();
        told[0].trouble = Some("the shop does not answer".to_owned());
        told[1].filled = Some(0.5);
        told[2].silent_seconds = Some(90.0);
        told[3].lag_seconds = Some(7.0);
        let all = all(told.into_iter());
        let shops = |sources: &[HealthSource]| -> Vec<String> {
            sources.iter().map(|it| it.shop.clone()).collect()
        };
        assert_eq!(shops(&worst(&all, 1)), ["d"]);
        assert_eq!(shops(&worst(&all, 2)), ["b", "d"]);
        assert_eq!(shops(&worst(&all, 4)), ["b", "c", "d", "e"]);
        assert_eq!(worst(&all, 9), all);
        for shop in ["a", "c", "e"] {
            let found: Vec<_> = of_shop(&all, shop).collect();
            assert_eq!((found.len(), &*found[0].shop), (1, shop));
        }
        assert_eq!(of_shop(&all, "bb").count() + of_shop(&all, "f").count(), 0);
    }
}
