//! The known platforms.

use crate::preset::Preset;
use crate::{json, shopify, standard, stripe, woocommerce};

/// A platform whose deliveries can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Shopify.
    Shopify,
    /// WooCommerce.
    WooCommerce,
    /// Stripe.
    Stripe,
    /// Any sender of Standard Webhooks with our own order events.
    Standard,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Platform; 4] = [
        Platform::Shopify,
        Platform::WooCommerce,
        Platform::Stripe,
        Platform::Standard,
    ];

    /// Its stable name in addresses, settings and rejects.
    pub const fn as_str(self) -> &'static str {
        match self {
            Platform::Shopify => "shopify",
            Platform::WooCommerce => "woocommerce",
            Platform::Stripe => "stripe",
            Platform::Standard => "standard",
        }
    }

    /// The platform with this name.
    pub fn from_name(name: &str) -> Option<Platform> {
        Platform::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// How its deliveries are read.
    pub fn preset(self) -> &'static dyn Preset {
        match self {
            Platform::Shopify => &shopify::Shopify,
            Platform::WooCommerce => &woocommerce::WooCommerce,
            Platform::Stripe => &stripe::Stripe,
            Platform::Standard => &standard::Standard,
        }
    }

    /// The parts of a rejected body that may be stored, so that it can be read again; `None` if it is not JSON, because
    /// then nothing is known to be harmless.
    pub fn kept_body(self, body: &[u8]) -> Option<Vec<u8>> {
        let room = json::room();
        let read = json::parse(&room, body, self.preset().kept()).ok()?;
        Some(json::written(&read))
    }
}
