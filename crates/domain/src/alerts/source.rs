//! Detects that data have stopped.

use super::Verdict;

/// The state of one shard of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceState {
    /// The shard, or the key of a stream.
    pub shard: String,
    /// How far the reader is behind its end, in seconds; `None` if unknown.
    pub lag_seconds: Option<f64>,
    /// Seconds since the last successful read, or since reading began; `None` if it is no longer read.
    pub silent_seconds: Option<f64>,
    /// The stable name of the reason why it cannot be read until somebody changes something; `None` = it can.
    pub refused: Option<String>,
}

/// The limits beyond which data count as stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SourceLimits {
    /// How many seconds a shard may be behind.
    pub lag_seconds: f64,
    /// How many seconds may pass without a successful read of a shard, or without an answer of the store.
    pub silent_seconds: f64,
}

impl Default for SourceLimits {
    /// Five minutes behind, two minutes of silence.
    fn default() -> SourceLimits {
        SourceLimits {
            lag_seconds: 300.0,
            silent_seconds: 120.0,
        }
    }
}

/// Judges a source by its shards: the worst one decides.
pub fn judge_source(shards: &[SourceState], limits: &SourceLimits) -> Verdict {
    let silent = |shard: &SourceState| shard.silent_seconds.unwrap_or(0.0);
    let lag = |shard: &SourceState| shard.lag_seconds.unwrap_or(0.0);
    let worst = |of: fn(&SourceState) -> f64| {
        shards
            .iter()
            .max_by(|one, other| of(one).total_cmp(&of(other)))
    };
    let silent_shard = worst(|it| it.silent_seconds.unwrap_or(0.0));
    let lagging_shard = worst(|it| it.lag_seconds.unwrap_or(0.0));
    if let Some(why) = shards.iter().find_map(|shard| shard.refused.as_deref()) {
        return Verdict::Bad(refusal(why).to_owned());
    }
    match (silent_shard, lagging_shard) {
        (Some(shard), _) if silent(shard) > limits.silent_seconds => Verdict::Bad(format!(
            "{} could not be read for {}",
            name(shard),
            duration(silent(shard))
        )),
        (_, Some(shard)) if lag(shard) > limits.lag_seconds => Verdict::Bad(format!(
            "{} is {} behind",
            name(shard),
            duration(lag(shard))
        )),
        _ => Verdict::Good,
    }
}

/// The meaning of a refusal, and what to do.
fn refusal(why: &str) -> &'static str {
    match why {
        "unauthorized" => {
            "the platform refuses the credentials: they are wrong, expired or revoked. Connect the shop again with new ones \
             (livetill connect)"
        }
        "missing_scope" => {
            "the credentials may not read orders: allow it at the platform (docs/platforms.md says what is needed), or \
             connect the shop again with others"
        }
        _ => {
            "the platform refuses the request; livetill connect with --check says why and what to do"
        }
    }
}

/// A source that is a single stream has unnamed shards.
fn name(shard: &SourceState) -> String {
    match shard.shard.as_str() {
        "" => "it".to_owned(),
        shard => format!("shard {shard}"),
    }
}

/// Judges a store that has not answered for this many seconds; `None` = it answers.
pub fn judge_store(away_seconds: Option<f64>, limits: &SourceLimits) -> Verdict {
    match away_seconds {
        Some(seconds) if seconds > limits.silent_seconds => Verdict::Bad(format!(
            "the store has not answered for {}",
            duration(seconds)
        )),
        // Perhaps it is only a failover.
        Some(_) => Verdict::Unknown,
        None => Verdict::Good,
    }
}

/// Judges a store that answers but has refused writes for this many seconds (`None` = it accepts them), for the reason
/// `why`.
pub fn judge_writes(refusing_seconds: Option<f64>, why: &str, limits: &SourceLimits) -> Verdict {
    match refusing_seconds {
        Some(seconds) if seconds > limits.silent_seconds => Verdict::Bad(format!(
            "it has taken no writes for {} ({why}); figures can still be read",
            duration(seconds)
        )),
        Some(_) => Verdict::Unknown,
        None => Verdict::Good,
    }
}

/// A duration for people.
fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).floor() as u64;
    match minutes {
        0..=1 => format!("{} s", seconds.floor() as u64),
        2..=119 => format!("{minutes} min"),
        _ => format!("{} h", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(name: &str, lag: Option<f64>, silent: Option<f64>) -> SourceState {
        SourceState {
            shard: name.to_owned(),
            lag_seconds: lag,
            silent_seconds: silent,
            refused: None,
        }
    }

    #[test]
    fn what_a_source_refuses_says_what_to_do_at_once() {
        let refused = |why: &str| SourceState {
            refused: Some(why.to_owned()),
            ..shard("", None, Some(1.0))
        };
        for (why, said) in [
            ("unauthorized", "expired or revoked"),
            ("missing_scope", "may not read orders"),
            ("of a later version", "--check"),
        ] {
            match judge_source(&[refused(why)], &SourceLimits::default()) {
                Verdict::Bad(text) => assert!(text.contains(said), "{text}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn the_worst_shard_decides() {
        let judge = |shards: &[SourceState]| judge_source(shards, &SourceLimits::default());
        assert_eq!(judge(&[]), Verdict::Good);
        assert_eq!(
            judge(&[shard("a", Some(1.0), Some(1.0)), shard("b", None, None)]),
            Verdict::Good
        );
        let behind = judge(&[
            shard("a", Some(1.0), Some(1.0)),
            shard("b", Some(400.0), Some(1.0)),
        ]);
        assert_eq!(behind, Verdict::Bad("shard b is 6 min behind".to_owned()));
        let silent = judge(&[shard("a", Some(9e9), Some(130.0))]);
        assert_eq!(
            silent,
            Verdict::Bad("shard a could not be read for 2 min".to_owned())
        );
    }

    #[test]
    fn a_short_absence_of_the_store_says_nothing() {
        let judge = |seconds| judge_store(seconds, &SourceLimits::default());
        assert_eq!(judge(None), Verdict::Good);
        assert_eq!(judge(Some(20.0)), Verdict::Unknown);
        let away = "the store has not answered for 3 h".to_owned();
        assert_eq!(judge(Some(10_900.0)), Verdict::Bad(away));
        let judge = |seconds| judge_writes(seconds, "OOM", &SourceLimits::default());
        assert_eq!(judge(None), Verdict::Good);
        assert_eq!(judge(Some(20.0)), Verdict::Unknown);
        let full = "it has taken no writes for 2 min (OOM); figures can still be read".to_owned();
        assert_eq!(judge(Some(125.0)), Verdict::Bad(full));
    }
}
