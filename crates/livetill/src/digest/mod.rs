//! Puts a digest into words and sends it: as text, as a mail, to Slack, as JSON.

mod email;
mod figures;
mod html;
mod numbers;
mod sheet;
mod text;
mod webhook;
mod words;

pub(crate) use email::Email;
pub(crate) use html::html;
pub(crate) use sheet::Sheet;
pub(crate) use text::text;
pub(crate) use webhook::{Slack, Webhook};
