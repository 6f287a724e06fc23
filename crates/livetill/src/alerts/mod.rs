//! Where alerts are sent.

mod email;
mod webhook;

pub(crate) use email::Email;
pub(crate) use webhook::{Webhook, WebhookFormat};
