//! What a shop is told of the day, week or month that has ended: made from the figures, and sent in the morning.
//!
//! Each server looks every few seconds whose morning it is. Who sends is settled in the store (`sent.rs`): one server claims a digest for a
//! while, notes there which targets have it, and what failed is tried again by whichever server looks next, until the shop's day
//! ends. So a server that was down at the hour, or that died on the way, costs an hour and not the digest. Between a target's yes
//! and the note of it lies the one moment in which a crash sends twice; a mail's identity is the same both times.

mod keeper;
mod make;
mod sent;
mod silent;

use std::collections::HashMap;
use std::sync::Arc;

use api_types::Digest;
use async_trait::async_trait;
use domain::Rhythm;

pub(crate) use keeper::keep;
pub(crate) use make::make;
pub(crate) use sent::forget;

/// When digests go out, and to whom.
#[derive(Clone, Default)]
pub struct DigestSettings {
    /// Of shops that have none of their own.
    pub every_shop: DigestPlan,
    /// Of some shops, by name.
    pub of_shops: HashMap<String, DigestPlan>,
}

/// When a shop's digests go out, and to whom.
#[derive(Clone, Default)]
pub struct DigestPlan {
    /// How often; none = never.
    pub rhythms: Vec<Rhythm>,
    /// From which minute of the shop's day on.
    pub minute: u32,
    /// Who is told; nobody = never.
    pub targets: Vec<Arc<dyn DigestTarget>>,
}

/// A digest on its way.
#[derive(Clone, Debug)]
pub struct DigestMessage {
    /// The same for the same shop, rhythm and days, however often it is sent.
    pub id: String,
    /// What it says.
    pub digest: Arc<Digest>,
}

/// Somebody who gets digests.
#[async_trait]
pub trait DigestTarget: Send + Sync {
    /// Its name in the configuration.
    fn name(&self) -> &str;

    /// Sends a digest.
    ///
    /// # Errors
    /// Why it was not taken, for people and without secrets.
    async fn send(&self, message: &DigestMessage) -> Result<(), String>;
}

impl DigestSettings {
    /// The plan of a shop.
    fn of(&self, shop: &str) -> &DigestPlan {
        self.of_shops.get(shop).unwrap_or(&self.every_shop)
    }

    /// Whether any digest ever goes out.
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
