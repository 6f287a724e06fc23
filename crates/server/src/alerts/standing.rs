//! The alerts that stand, where everybody looks who shows or tells them.

use std::sync::{Arc, Mutex, PoisonError};

use api_types::Alert;
use ports::Presence;
use tokio::sync::Notify;

use super::tell::AlertTarget;
use crate::Clock;
use crate::state::Shops;

/// What the keeper and its rounds share.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Presence>,
    pub(super) shops: Shops,
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
        for name in self.shops.names() {
            let (Some(shop), text) = (self.shops.get(&name), self.wire(Some(&name))) else {
                continue;
            };
            // Made of strings, which always have a JSON form.
            let text = serde_json::to_vec(&text).unwrap_or_default();
            shop.board.show_alerts(text.into());
        }
    }
}
