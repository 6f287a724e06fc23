//! When a shop's digests go out, and to whom.

use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use domain::Rhythm;
use serde::Deserialize;
use server::digest::{DigestPlan, DigestTarget};

use super::required::required;
use crate::delivery::{Hook, Mailer};
use crate::digest::{Email, Slack, Webhook};

/// Those of the default shop.
#[derive(Debug, Default, Args)]
pub(crate) struct DigestPlanArgs {
    #[arg(long, value_delimiter = ',')]
    pub(super) digest_every: Option<Vec<String>>,
    #[arg(long)]
    pub(super) digest_at: Option<String>,
    #[arg(long)]
    pub(super) digest_webhook: Option<String>,
    #[arg(long)]
    pub(super) digest_slack: Option<String>,
    #[arg(long)]
    pub(super) digest_smtp: Option<String>,
    #[arg(long)]
    pub(super) digest_from: Option<String>,
    #[arg(long, value_delimiter = ',')]
    pub(super) digest_to: Option<Vec<String>>,
}

/// `[shop.digest]` in the file, also in each table of `[shops]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DigestSection {
    every: Option<Vec<String>>,
    at: Option<String>,
    webhook: Option<String>,
    slack: Option<String>,
    smtp: Option<String>,
    from: Option<String>,
    to: Option<Vec<String>>,
}

impl DigestPlanArgs {
    pub(super) fn section(&self) -> DigestSection {
        DigestSection {
            every: self.digest_every.clone(),
            at: self.digest_at.clone(),
            webhook: self.digest_webhook.clone(),
            slack: self.digest_slack.clone(),
            smtp: self.digest_smtp.clone(),
            from: self.digest_from.clone(),
            to: self.digest_to.clone(),
        }
    }
}

impl DigestSection {
    /// Only the settings for sending mail.
    pub(super) fn mail((smtp, from): (Option<String>, Option<String>)) -> DigestSection {
        DigestSection {
            smtp,
            from,
            ..DigestSection::default()
        }
    }

    pub(super) fn or(&self, other: &DigestSection) -> DigestSection {
        DigestSection {
            every: self.every.clone().or_else(|| other.every.clone()),
            at: self.at.clone().or_else(|| other.at.clone()),
            webhook: self.webhook.clone().or_else(|| other.webhook.clone()),
            slack: self.slack.clone().or_else(|| other.slack.clone()),
            smtp: self.smtp.clone().or_else(|| other.smtp.clone()),
            from: self.from.clone().or_else(|| other.from.clone()),
            to: self.to.clone().or_else(|| other.to.clone()),
        }
    }

    /// Whether it says from where mail goes out.
    pub(super) fn has_sender(&self) -> bool {
        self.smtp.is_some() || self.from.is_some()
    }

    /// Whether it names receivers of mail.
    pub(super) fn is_mailed(&self) -> bool {
        self.to.as_ref().is_some_and(|to| !to.is_empty())
    }

    pub(super) fn plan(&self, named: &str) -> anyhow::Result<DigestPlan> {
        let every = required(named, self.every.as_ref())?;
        let rhythms = every.iter().map(|name| {
            Rhythm::from_name(name).with_context(|| {
                format!("{named}.every: there is no `{name}`; there are daily, weekly and monthly")
            })
        });
        let mut rhythms: Vec<Rhythm> = rhythms.collect::<anyhow::Result<_>>()?;
        rhythms.sort_unstable();
        rhythms.dedup();
        let at = required(named, self.at.as_deref())?;
        let minute = minute(at).with_context(|| {
            format!("{named}.at: `{at}` is no time of day such as 07:00, at most 22:00")
        })?;
        Ok(DigestPlan {
            rhythms,
            minute,
            targets: self.targets(named)?,
        })
    }

    fn targets(&self, named: &str) -> anyhow::Result<Vec<Arc<dyn DigestTarget>>> {
        let mut targets: Vec<Arc<dyn DigestTarget>> = Vec::new();
        // An empty address removes the one inherited from the default shop.
        let address = |url: &Option<String>| url.clone().filter(|url| !url.is_empty());
        if let Some(url) = address(&self.webhook) {
            let hook = Hook::new(&url).with_context(|| format!("{named}.webhook"))?;
            targets.push(Arc::new(Webhook(hook)));
        }
        if let Some(url) = address(&self.slack) {
            let hook = Hook::new(&url).with_context(|| format!("{named}.slack"))?;
            targets.push(Arc::new(Slack(hook)));
        }
        let to = self.to.as_deref().unwrap_or_default();
        match (&self.smtp, &self.from) {
            _ if to.is_empty() => {}
            (Some(smtp), Some(from)) => {
                let mailers = Mailer::each(smtp, from, to).with_context(|| named.to_owned())?;
                for mailer in mailers {
                    targets.push(Arc::new(Email(mailer)));
                }
            }
            _ => bail!("{named}.to: mail needs smtp and from besides, there or in [alerts]"),
        }
        Ok(targets)
    }
}

/// A time of day, in minutes. It leaves two hours for retries on the same day.
fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        let is_number = text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_number)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= 22 * 60).then_some(of_day)
}
