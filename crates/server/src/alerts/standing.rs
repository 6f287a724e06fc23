//! The alerts that stand, where everybody looks who shows or tells them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use api_types::Alert;
use bytes::Bytes;
use ports::Presence;
use tokio::sync::Notify;

use super::tell::AlertTarget;
use crate::Clock;
use crate::live::AlertTexts;

/// What the keeper and its rounds share.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Presence>,
    pub(super) texts: Arc<AlertTexts>,
    pub(super) clock: Clock,
    pub(super) targets: Vec<Arc<dyn AlertTarget>>,
    pub(super) alerts: Mutex<Vec<domain::alerts::Alert>>,
    pub(super) look: Notify,
}

impl Shared {
    pub(super) fn lock(&self) -> std::sync::MutexGuard<'_, Vec<domain::alerts::Alert>> {
        self.alerts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wire(&self, shop: Option<&str>) -> Vec<Alert> {
        let alerts = self.lock();
        let is_of = |alert: &&domain::alerts::Alert| match (shop, &alert.shop) {
            (Some(asked), Some(shop)) => asked == shop,
            _ => true,
        };
        alerts.iter().filter(is_of).map(Alert::new).collect()
    }

    /// Keeps the alerts that stand, and shows them on the boards.
    pub(super) fn keep(&self, alerts: Vec<domain::alerts::Alert>) {
        *self.lock() = alerts;
        self.show();
    }

    pub(super) fn show(&self) {
        let (all, of_shops): (Vec<Alert>, BTreeSet<String>) = {
            let alerts = self.lock();
            let all = alerts.iter().filter(|alert| alert.shop.is_none());
            let shops = alerts.iter().filter_map(|alert| alert.shop.clone());
            (all.map(Alert::new).collect(), shops.collect())
        };
        let own = of_shops.into_iter().map(|shop| {
            let text = text(&self.wire(Some(&shop)));
            (shop, text)
        });
        self.texts.show(own.collect(), text(&all));
    }
}

fn text(alerts: &[Alert]) -> Bytes {
    // Made of strings, which always have a JSON form.
    serde_json::to_vec(alerts).unwrap_or_default().into()
}
