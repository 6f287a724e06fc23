//! What the servers of a store share: active alerts and snoozes.

use std::collections::{BTreeMap, BTreeSet};

use domain::Timestamp;
use domain::alerts::{Alert, Rule};
use serde::{Deserialize, Serialize};

const ALERT: &str = "alert/";
const SNOOZE: &str = "snooze/";

/// An alert as stored. Fields may be added.
#[derive(Serialize, Deserialize)]
struct Kept {
    rule: String,
    shop: Option<String>,
    source: Option<String>,
    since: i64,
    raised_at: i64,
    detail: String,
    is_told: bool,
    #[serde(default)]
    told: BTreeSet<String>,
}

/// The name of the note of an alert.
pub(crate) fn alert_name(id: &str) -> String {
    format!("{ALERT}{id}")
}

/// The name of the note that holds the end of an alert's snooze. It is separate from the alert's own note because any
/// server may write it.
pub(crate) fn snooze_name(id: &str) -> String {
    format!("{SNOOZE}{id}")
}

/// An alert as a note.
pub(crate) fn write(alert: &Alert) -> String {
    let kept = Kept {
        rule: alert.rule.as_str().to_owned(),
        shop: alert.shop.clone(),
        source: alert.source.clone(),
        since: alert.since.millis(),
        raised_at: alert.raised_at.millis(),
        detail: alert.detail.clone(),
        is_told: alert.is_told,
        told: alert.told.clone(),
    };
    // Strings, numbers and booleans always have a JSON form.
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Who has the alert in a note: all targets, and which of them.
pub(crate) fn told(text: &str) -> Option<(bool, BTreeSet<String>)> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    Some((kept.is_told, kept.told))
}

/// The alerts in the notes, with their snoozes. Skips notes about other things and rules of newer versions.
pub(crate) fn read(notes: &[(String, String)]) -> Vec<Alert> {
    let snoozes: BTreeMap<&str, Timestamp> = notes
        .iter()
        .filter_map(|(name, text)| {
            let until = text.parse().ok().map(Timestamp::from_millis)?;
            Some((name.strip_prefix(SNOOZE)?, until))
        })
        .collect();
    let alerts = notes.iter().filter_map(|(name, text)| {
        let id = name.strip_prefix(ALERT)?;
        let kept: Kept = serde_json::from_str(text).ok()?;
        Some(Alert {
            id: id.to_owned(),
            rule: Rule::parse(&kept.rule)?,
            shop: kept.shop,
            source: kept.source,
            since: Timestamp::from_millis(kept.since),
            raised_at: Timestamp::from_millis(kept.raised_at),
            detail: kept.detail,
            snoozed_until: snoozes.get(id).copied(),
            is_told: kept.is_told,
            told: kept.told,
        })
    });
    alerts.collect()
}

/// Snoozes of alerts that are no longer active.
pub(crate) fn stale_snoozes(notes: &[(String, String)]) -> Vec<String> {
    let names = notes.iter().map(|(name, _)| name);
    let stale = names.filter(|name| {
        let id = name.strip_prefix(SNOOZE);
        id.is_some_and(|id| !notes.iter().any(|(other, _)| *other == alert_name(id)))
    });
    stale.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_comes_back_as_it_was_kept() {
        let alert = Alert {
            id: "data_stopped.default.k".to_owned(),
            rule: Rule::DataStopped,
            shop: Some("default".to_owned()),
            source: Some("k".to_owned()),
            since: Timestamp::from_millis(1_000),
            raised_at: Timestamp::from_millis(2_000),
            detail: "shard \"0\" is silent".to_owned(),
            snoozed_until: Some(Timestamp::from_millis(3_000)),
            is_told: false,
            told: BTreeSet::from(["email:12".to_owned()]),
        };
        let notes = [
            (alert_name(&alert.id), write(&alert)),
            (snooze_name(&alert.id), "3000".to_owned()),
            (snooze_name("gone"), "3000".to_owned()),
            ("other".to_owned(), "x".to_owned()),
            (
                alert_name("new"),
                r#"{"rule":"from_the_future"}"#.to_owned(),
            ),
        ];
        assert_eq!(read(&notes), [alert]);
        assert_eq!(stale_snoozes(&notes), ["snooze/gone"]);
    }
}
