//! What raises alerts, and where they are sent.

use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use domain::BusinessDay;
use domain::alerts::{SalesLimits, SourceLimits};
use serde::Deserialize;
use server::alerts::{AlertSettings, AlertTarget};

use super::required::required;
use crate::alerts::{Email, Webhook, WebhookFormat};
use crate::delivery::Mailer;

const WEEK_SECONDS: f64 = 604_800.0;

#[derive(Debug, Default, Args)]
pub(crate) struct AlertArgs {
    #[arg(long)]
    alert_sales_stopped: Option<bool>,
    #[arg(long)]
    alert_data_stopped: Option<bool>,
    #[arg(long)]
    alert_chance: Option<f64>,
    #[arg(long)]
    alert_share: Option<f64>,
    #[arg(long)]
    alert_settle_minutes: Option<u32>,
    #[arg(long)]
    alert_lag_seconds: Option<f64>,
    #[arg(long)]
    alert_silent_seconds: Option<f64>,
    #[arg(long, value_delimiter = ',')]
    alert_closed_days: Option<Vec<String>>,
    #[arg(long)]
    alert_webhook: Option<String>,
    #[arg(long)]
    alert_slack: Option<String>,
    #[arg(long)]
    alert_smtp: Option<String>,
    #[arg(long)]
    alert_from: Option<String>,
    #[arg(long, value_delimiter = ',')]
    pub(super) alert_to: Option<Vec<String>>,
}

/// `[alerts]` in the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AlertSection {
    sales_stopped: Option<bool>,
    data_stopped: Option<bool>,
    chance: Option<f64>,
    share: Option<f64>,
    settle_minutes: Option<u32>,
    lag_seconds: Option<f64>,
    silent_seconds: Option<f64>,
    closed_days: Option<Vec<String>>,
    webhook: Option<String>,
    slack: Option<String>,
    smtp: Option<String>,
    from: Option<String>,
    to: Option<Vec<String>>,
}

impl AlertSection {
    /// The alert settings of a server.
    ///
    /// # Errors
    /// Names the invalid setting.
    pub(crate) fn resolve(&self, args: &AlertArgs) -> anyhow::Result<AlertSettings> {
        let sales = SalesLimits {
            chance: number("alerts.chance", args.alert_chance.or(self.chance), 0.1)?,
            share: number("alerts.share", args.alert_share.or(self.share), 0.9)?,
        };
        let lag = args.alert_lag_seconds.or(self.lag_seconds);
        let silent = args.alert_silent_seconds.or(self.silent_seconds);
        let data = SourceLimits {
            lag_seconds: number("alerts.lag_seconds", lag, WEEK_SECONDS)?,
            silent_seconds: number("alerts.silent_seconds", silent, WEEK_SECONDS)?,
        };
        let settle = args.alert_settle_minutes.or(self.settle_minutes);
        let settle_minutes = required("alerts.settle_minutes", settle)?;
        if settle_minutes > 1_440 {
            bail!(
                "alerts.settle_minutes: {settle_minutes} is impossible; use at most 1440, which is a day"
            );
        }
        let closed_days = args
            .alert_closed_days
            .as_ref()
            .or(self.closed_days.as_ref());
        let closed_days = closed_days.into_iter().flatten().map(|day| {
            BusinessDay::parse(day).with_context(|| {
                format!("alerts.closed_days: `{day}` is not a date such as 2018-12-25")
            })
        });
        let tells_sales = args.alert_sales_stopped.or(self.sales_stopped);
        let tells_data = args.alert_data_stopped.or(self.data_stopped);
        Ok(AlertSettings {
            sales: required("alerts.sales_stopped", tells_sales)?.then_some(sales),
            data: required("alerts.data_stopped", tells_data)?.then_some(data),
            settle_minutes,
            closed_days: closed_days.collect::<anyhow::Result<_>>()?,
            targets: self.targets(args)?,
        })
    }

    /// The mail server and the sender, for other mail.
    pub(super) fn mail(&self, args: &AlertArgs) -> (Option<String>, Option<String>) {
        let smtp = args.alert_smtp.as_ref().or(self.smtp.as_ref());
        let from = args.alert_from.as_ref().or(self.from.as_ref());
        (smtp.cloned(), from.cloned())
    }

    /// Where alerts are sent.
    fn targets(&self, args: &AlertArgs) -> anyhow::Result<Vec<Arc<dyn AlertTarget>>> {
        let mut targets: Vec<Arc<dyn AlertTarget>> = Vec::new();
        if let Some(url) = args.alert_webhook.as_ref().or(self.webhook.as_ref()) {
            let target = Webhook::new(url, WebhookFormat::Json).context("alerts.webhook")?;
            targets.push(Arc::new(target));
        }
        if let Some(url) = args.alert_slack.as_ref().or(self.slack.as_ref()) {
            let target = Webhook::new(url, WebhookFormat::Slack).context("alerts.slack")?;
            targets.push(Arc::new(target));
        }
        let smtp = args.alert_smtp.as_ref().or(self.smtp.as_ref());
        let from = args.alert_from.as_ref().or(self.from.as_ref());
        let to = args.alert_to.as_ref().or(self.to.as_ref());
        let to = to.map_or(&[][..], Vec::as_slice);
        match (smtp, from) {
            // Alone, they are for digests, which `config::digests` checks.
            _ if to.is_empty() => {}
            (Some(smtp), Some(from)) => {
                for mailer in Mailer::each(smtp, from, to).context("alerts")? {
                    targets.push(Arc::new(Email(mailer)));
                }
            }
            _ => bail!("alerts: {MAIL_NEEDS}"),
        }
        Ok(targets)
    }

    /// Whether it has settings for mail that only digests can use.
    pub(super) fn is_mail_of_others(&self, args: &AlertArgs) -> bool {
        let to = args.alert_to.as_ref().or(self.to.as_ref());
        let (smtp, from) = self.mail(args);
        to.is_none() && (smtp.is_some() || from.is_some())
    }
}

/// What is wrong with settings for mail that nothing can use.
pub(super) const MAIL_NEEDS: &str = "mail needs all of smtp, from and to";

fn number(name: &str, value: Option<f64>, most: f64) -> anyhow::Result<f64> {
    let number = required(name, value)?;
    if !(number > 0.0 && number <= most) {
        bail!("{name}: {number} is impossible; it must be above 0 and at most {most}");
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::File;

    fn resolve(args: &AlertArgs, file: &str) -> anyhow::Result<AlertSettings> {
        File::parse(file)?.alerts.resolve(args)
    }

    #[test]
    fn the_defaults_are_those_of_the_rules() {
        let settings = resolve(&AlertArgs::default(), "").unwrap();
        assert_eq!(settings.sales, Some(SalesLimits::default()));
        assert_eq!(settings.data, Some(SourceLimits::default()));
        assert!(settings.targets.is_empty());
    }

    #[test]
    fn targets_come_from_flags_and_file() {
        let args = AlertArgs {
            alert_webhook: Some("http://127.0.0.1:1/a".to_owned()),
            ..AlertArgs::default()
        };
        let file = "[alerts]\nwebhook = \"http://127.0.0.1:2/b\"\nslack = \"https://chat.example.com/c\"\n\
            smtp = \"smtp://127.0.0.1:25\"\nfrom = \"till@example.com\"\nto = [\"a@example.com\"]\n\
            closed_days = [\"2018-12-25\"]\nsales_stopped = false";
        let settings = resolve(&args, file).unwrap();
        let names: Vec<&str> = settings
            .targets
            .iter()
            .map(|target| target.name())
            .collect();
        assert_eq!(names, ["webhook", "slack", "email"]);
        assert_eq!(settings.sales, None);
        assert_eq!(settings.closed_days.len(), 1);
    }

    #[test]
    fn what_is_impossible_is_named() {
        let error = |file: &str| {
            let result = resolve(&AlertArgs::default(), &format!("[alerts]\n{file}"));
            format!("{:#}", result.err().unwrap())
        };
        assert!(error("chance = 0.5").contains("alerts.chance: 0.5"));
        assert!(error("chanse = 0.5").contains("chanse"));
        assert!(error("closed_days = [\"25.12.\"]").contains("alerts.closed_days: `25.12.`"));
        assert!(error("slack = \"ftp://x\"").contains("alerts.slack"));
        assert!(error("to = [\"a@example.com\"]").contains("mail needs all of"));
        let secret = error("smtp = \"nonsense:secret\"\nfrom = \"a@b.c\"\nto = [\"a@b.c\"]");
        assert!(
            secret.contains("smtp") && !secret.contains("secret"),
            "{secret}"
        );
    }
}
