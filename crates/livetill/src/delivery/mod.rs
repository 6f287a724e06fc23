//! What leaves the house: mail and requests. What they say, `alerts` and `digest` know.

mod hook;
mod mail;

pub(crate) use hook::{Hook, slack_text};
pub(crate) use mail::Mailer;
