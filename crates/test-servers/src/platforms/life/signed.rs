//! Headers of platforms' posts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Hook;

/// How a platform signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Like Shopify.
    Shopify,
    /// Like WooCommerce.
    WooCommerce,
    /// Like Stripe, at this second.
    Stripe(i64),
}

/// The headers of a delivery, signed with a secret.
pub fn signed(platform: Signed, secret: &str, hook: &Hook) -> Vec<(&'static str, String)> {
    let code = |parts: &[&[u8]]| {
        let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        parts.iter().for_each(|part| code.update(part));
        code.finalize().into_bytes()
    };
    let kind = ("content-type", "application/json".to_owned());
    let own = match platform {
        Signed::Shopify => vec![
            ("x-shopify-topic", hook.topic.clone()),
            (
                "x-shopify-hmac-sha256",
                STANDARD.encode(code(&[&hook.body])),
            ),
        ],
        Signed::WooCommerce => vec![
            ("x-wc-webhook-topic", hook.topic.clone()),
            (
                "x-wc-webhook-signature",
                STANDARD.encode(code(&[&hook.body])),
            ),
        ],
        Signed::Stripe(second) => {
            let stamp = second.to_string();
            let code = code(&[stamp.as_bytes(), b".", &hook.body]);
            let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
            vec![("stripe-signature", format!("t={stamp},v1={hex}"))]
        }
    };
    [vec![kind], own].concat()
}
