//! Outgoing mail and requests. `alerts` and `digest` decide what they say.

mod hook;
mod mail;

pub(crate) use hook::{Hook, slack_text};
pub(crate) use mail::{Mailer, PATIENCE as MAIL_PATIENCE};
