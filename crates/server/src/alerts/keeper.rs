//! The task that looks for problems, and the queries it answers.

use std::sync::Arc;
use std::time::Duration;

use api_types::{Alert, AlertTargetTest, AlertTest};
use domain::Timestamp;
use ports::{Store, StoreError, lasting};
use tokio::time::{MissedTickBehavior, interval};

use super::book::Round;
use super::judge::Judge;
use super::standing::Shared;
use super::tell::{AlertMessage, Occasion, test};
use super::{AlertSettings, notes};
use crate::Clock;
use crate::health::HealthKeeper;
use crate::live::AlertTexts;
use crate::shops::Shops;

/// How often everything is judged.
const ROUND: Duration = Duration::from_secs(2);

/// Looks for problems as long as it lives.
pub(crate) struct AlertKeeper {
    shared: Arc<Shared>,
    looking: tokio::task::JoinHandle<()>,
}

impl AlertKeeper {
    /// Starts looking, as a task of the current runtime.
    pub(crate) fn start(
        store: &Arc<dyn Store>,
        (shops, texts): (Shops, Arc<AlertTexts>),
        health: Arc<HealthKeeper>,
        clock: Clock,
        settings: AlertSettings,
    ) -> AlertKeeper {
        let targets = settings.targets.clone();
        let shared = Arc::new(Shared::new(store.clone(), texts, clock, targets));
        let (of, store) = (Arc::clone(&shared), Arc::clone(store));
        let looking = lasting("looks for problems", move || {
            let judge = Judge::new(shops.clone(), &store, settings.clone());
            keep_looking(Arc::clone(&of), Arc::clone(&health), judge)
        });
        AlertKeeper {
            shared,
            looking: tokio::spawn(looking),
        }
    }

    /// The active alerts of one shop and those of all shops together, or every one.
    pub(crate) fn alerts(&self, shop: Option<&str>) -> Vec<Alert> {
        self.shared.wire(shop)
    }

    /// The same for a viewer with access to every shop: alerts about several shops are shown in full.
    pub(crate) fn alerts_for_all(&self, shop: &str) -> Vec<Alert> {
        let all = self.shared.wire(None).into_iter();
        let is_shown = |alert: &Alert| alert.shop.as_ref().is_none_or(|of| of == shop);
        all.filter(is_shown).collect()
    }

    /// The names of the targets.
    pub(crate) fn targets(&self) -> Vec<String> {
        let names = self
            .shared
            .targets
            .iter()
            .map(|target| target.name().to_owned());
        names.collect()
    }

    /// An active alert.
    pub(crate) fn alert(&self, id: &str) -> Option<Alert> {
        let alerts = self.shared.lock();
        let alert = alerts.iter().find(|alert| alert.id == id);
        alert.map(Alert::new)
    }

    /// Snoozes an alert for some minutes; 0 ends the snooze. Returns the alert, or `None` if it is not active.
    ///
    /// # Errors
    /// If the store cannot keep that.
    pub(crate) async fn snooze(&self, id: &str, minutes: u32) -> Result<Option<Alert>, StoreError> {
        let now = (self.shared.clock)();
        let until = (minutes > 0)
            .then(|| Timestamp::from_millis(now.millis() + i64::from(minutes) * 60_000));
        if !self.shared.lock().iter().any(|alert| alert.id == id) {
            return Ok(None);
        }
        let text = until.map(|until| until.millis().to_string());
        let name = notes::snooze_name(id);
        self.shared.store.set_note(&name, text.as_deref()).await?;
        let mut alerts = self.shared.lock();
        let alert = alerts.iter_mut().find(|alert| alert.id == id);
        let snoozed = alert.map(|alert| {
            alert.snoozed_until = until;
            Alert::new(alert)
        });
        drop(alerts);
        self.shared.show();
        self.shared.look.notify_one();
        Ok(snoozed)
    }

    /// Sends a test message to every target.
    pub(crate) async fn test(&self) -> AlertTest {
        let now = (self.shared.clock)().rfc3339_utc();
        let alert = Alert {
            id: "test".to_owned(),
            rule: "test".to_owned(),
            shop: None,
            source: None,
            since: now.clone(),
            raised_at: now,
            detail: "a test message: nothing is wrong".to_owned(),
            said: None,
            snoozed_until: None,
        };
        let message = AlertMessage {
            occasion: Occasion::Test,
            alert,
        };
        let results = test(&self.shared.targets, &message).await;
        let targets = results.into_iter().map(|(target, result)| AlertTargetTest {
            target,
            delivered: result.is_ok(),
            error: result.err(),
        });
        AlertTest {
            targets: targets.collect(),
        }
    }

    /// Stops looking.
    pub(crate) fn stop(&self) {
        self.looking.abort();
    }
}

async fn keep_looking(shared: Arc<Shared>, health: Arc<HealthKeeper>, judge: Judge) {
    let mut round = Round::new(Arc::clone(&shared), health, judge);
    let mut ticks = interval(ROUND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = shared.look.notified() => {}
        }
        round.run().await;
    }
}

impl Drop for AlertKeeper {
    fn drop(&mut self) {
        self.stop();
    }
}
