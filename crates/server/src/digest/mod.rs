//! Reports the day, week or month that has ended to the people of a shop: composed from the figures, and sent in the
//! morning.
//!
//! Each server checks every few seconds for which shops it is morning. The store decides who sends (`sent.rs`): one
//! server claims a digest for a while and notes there which targets have it. Whatever failed is tried again by the next
//! server that looks, until the shop's day ends. So a server that was down at the hour, or died halfway, delays the
//! digest but does not lose it: the claim of a server that is gone from the list of servers is free. Only a crash between a target's acceptance and the note of it sends twice;
//! both mails then have the same identity.

mod keeper;
mod make;
mod sent;
mod silent;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use api_types::Digest;
use async_trait::async_trait;
use domain::Rhythm;

pub(crate) use keeper::keep;
pub(crate) use make::make;
pub(crate) use sent::forget;

/// When digests go out, and to whom.
#[derive(Clone, Default)]
pub struct DigestSettings {
    /// For shops without a plan of their own.
    pub every_shop: DigestPlan,
    /// For some shops, by name.
    pub of_shops: HashMap<String, DigestPlan>,
}

/// When a shop's digests go out, and to whom.
#[derive(Clone, Default)]
pub struct DigestPlan {
    /// How often; empty = never.
    pub rhythms: Vec<Rhythm>,
    /// The minute of the shop's day from which on digests are sent.
    pub minute: u32,
    /// The receivers; empty = never.
    pub targets: Vec<Arc<dyn DigestTarget>>,
}

/// A digest on its way.
#[derive(Clone, Debug)]
pub struct DigestMessage {
    /// The same for the same shop, rhythm and days, however often it is sent.
    pub id: String,
    /// The content.
    pub digest: Arc<Digest>,
}

/// A receiver of digests.
#[async_trait]
pub trait DigestTarget: Send + Sync {
    /// Its name in the configuration, for people.
    fn name(&self) -> &str;

    /// What identifies it in the store's notes: its kind, then perhaps `:` and which one of that kind it is.
    fn key(&self) -> String {
        self.name().to_owned()
    }

    /// How long it may take.
    fn patience(&self) -> Duration {
        Duration::from_secs(30)
    }

    /// Sends a digest.
    ///
    /// # Errors
    /// Why the digest was not accepted, for people and without secrets.
    async fn send(&self, message: &DigestMessage) -> Result<(), String>;
}

impl DigestSettings {
    /// The plan of a shop.
    fn of(&self, shop: &str) -> &DigestPlan {
        self.of_shops.get(shop).unwrap_or(&self.every_shop)
    }

    /// Whether any digest is ever sent.
    pub fn is_any(&self) -> bool {
        let mut all = self.of_shops.values().chain([&self.every_shop]);
        all.any(DigestPlan::is_any)
    }
}

impl DigestPlan {
    fn is_any(&self) -> bool {
        !self.rhythms.is_empty() && !self.targets.is_empty()
    }
}
