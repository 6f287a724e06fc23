//! The active alerts, shared by everything that shows or sends them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api_types::Alert;
use bytes::Bytes;
use domain::alerts::Rule;
use ports::Presence;
use tokio::sync::Notify;

use super::tell::AlertTarget;
use crate::Clock;
use crate::archive::Failing;
use crate::live::AlertTexts;

/// State shared by the keeper and its rounds.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Presence>,
    pub(super) texts: Arc<AlertTexts>,
    pub(super) clock: Clock,
    pub(super) targets: Vec<Arc<dyn AlertTarget>>,
    pub(super) alerts: Mutex<Vec<domain::alerts::Alert>>,
    /// The places to which archives cannot be written.
    failing: Mutex<BTreeMap<String, Failing>>,
    pub(super) look: Notify,
}

impl Shared {
    pub(super) fn new(
        store: Arc<dyn Presence>,
        texts: Arc<AlertTexts>,
        clock: Clock,
        targets: Vec<Arc<dyn AlertTarget>>,
    ) -> Shared {
        Shared {
            store,
            texts,
            clock,
            targets,
            alerts: Mutex::default(),
            failing: Mutex::default(),
            look: Notify::new(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Vec<domain::alerts::Alert>> {
        self.alerts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The active alerts of one shop and those of all shops together, or every one.
    pub(super) fn wire(&self, shop: Option<&str>) -> Vec<Alert> {
        let (alerts, failing) = (self.lock(), self.lock_failing());
        match shop {
            Some(shop) => alerts
                .iter()
                .filter_map(|alert| of_shop(alert, shop, &failing))
                .collect(),
            None => alerts.iter().map(Alert::new).collect(),
        }
    }

    /// Replaces the active alerts, and shows them on the boards. `failing` are the places that cannot be written to.
    pub(super) fn keep(
        &self,
        alerts: Vec<domain::alerts::Alert>,
        failing: &BTreeMap<String, Failing>,
    ) {
        *self.lock() = alerts;
        self.lock_failing().clone_from(failing);
        self.show();
    }

    pub(super) fn show(&self) {
        let (all, of_shops): (Vec<Alert>, BTreeSet<String>) = {
            let (alerts, failing) = (self.lock(), self.lock_failing());
            let is_of_all = |alert: &&domain::alerts::Alert| {
                alert.shop.is_none() && alert.rule != Rule::ArchiveFailed
            };
            let all = alerts.iter().filter(is_of_all);
            let shops = alerts.iter().filter_map(|alert| alert.shop.as_ref());
            let waiting = failing.values().flat_map(|failing| failing.shops.keys());
            let shops = shops.chain(waiting).cloned();
            (all.map(Alert::new).collect(), shops.collect())
        };
        let own = of_shops.into_iter().map(|shop| {
            let text = text(&self.wire(Some(&shop)));
            (shop, text)
        });
        self.texts.show(own.collect(), text(&all));
    }

    fn lock_failing(&self) -> MutexGuard<'_, BTreeMap<String, Failing>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An alert as a shop sees it. If an archive's place cannot be written to, the shop sees only its own problem, because
/// the alert names other shops.
fn of_shop(
    alert: &domain::alerts::Alert,
    shop: &str,
    failing: &BTreeMap<String, Failing>,
) -> Option<Alert> {
    match (&alert.shop, &alert.source, alert.rule) {
        (None, Some(place), Rule::ArchiveFailed) => {
            let detail = failing.get(place)?.shops.get(shop)?;
            Some(Alert {
                shop: Some(shop.to_owned()),
                source: None,
                detail: detail.clone(),
                ..Alert::new(alert)
            })
        }
        (Some(of), _, _) if of != shop => None,
        _ => Some(Alert::new(alert)),
    }
}

fn text(alerts: &[Alert]) -> Bytes {
    // Made of strings, which always have a JSON form.
    serde_json::to_vec(alerts).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn a_shop_sees_of_a_place_what_is_wrong_with_its_own_archive() {
        let alert = domain::alerts::Alert {
            id: "archive_failed.s3---till".to_owned(),
            rule: Rule::ArchiveFailed,
            shop: None,
            source: Some("s3://till".to_owned()),
            since: Timestamp::from_millis(0),
            raised_at: Timestamp::from_millis(0),
            detail: "the archives of 2 shops".to_owned(),
            snoozed_until: None,
            is_told: true,
            told: BTreeSet::new(),
        };
        let waiting = BTreeMap::from([("acme".to_owned(), "it is full".to_owned())]);
        let failing = Failing {
            detail: alert.detail.clone(),
            since: alert.since,
            shops: waiting,
        };
        let failing = BTreeMap::from([("s3://till".to_owned(), failing)]);
        let seen = of_shop(&alert, "acme", &failing).unwrap();
        assert_eq!(
            (seen.id, seen.shop.as_deref(), seen.source, &*seen.detail),
            (alert.id.clone(), Some("acme"), None, "it is full")
        );
        assert_eq!(of_shop(&alert, "beta", &failing), None);
        assert_eq!(of_shop(&alert, "acme", &BTreeMap::new()), None);
        let of_all = domain::alerts::Alert {
            rule: Rule::StoreAway,
            source: None,
            ..alert
        };
        assert!(of_shop(&of_all, "beta", &failing).is_some());
    }
}
