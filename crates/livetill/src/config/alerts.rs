//! What raises alerts, and whom they are told.

use anyhow::{Context, bail};
use domain::BusinessDay;
use domain::alerts::{SalesLimits, SourceLimits};
use serde::Deserialize;
use server::alerts::AlertSettings;

use super::file::File;
use super::required;
use crate::alerts::{Email, Webhook, WebhookFormat};
use crate::cli::{AlertArgs, CommonArgs};

/// `[alerts]` of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AlertSection {
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

/// Resolves the alerts of a server.
///
/// # Errors
/// Names the setting that is impossible.
pub(crate) fn resolve_alerts(
    args: &AlertArgs,
    common: &CommonArgs,
) -> anyhow::Result<AlertSettings> {
    let file = match &common.config {
        Some(path) => File::read(path)?.alerts,
        None => AlertSection::default(),
    };
    of_section(args, &file)
}

/// Resolves what the command line and the file's section say.
pub(super) fn of_section(args: &AlertArgs, file: &AlertSection) -> anyhow::Result<AlertSettings> {
    let defaults = File::defaults()?.alerts;
    let is_on = |name, of: fn(&AlertSection) -> Option<bool>| {
        required(name, of(file).or_else(|| of(&defaults)))
    };
    let number = |name: &str, of: fn(&AlertSection) -> Option<f64>, most: f64| {
        let number = required(name, of(file).or_else(|| of(&defaults)))?;
        if !(number > 0.0 && number <= most) {
            bail!("{name}: {number} is impossible; it must be above 0 and at most {most}");
        }
        Ok(number)
    };
    let sales = SalesLimits {
        chance: number("alerts.chance", |it| it.chance, 0.1)?,
        share: number("alerts.share", |it| it.share, 0.9)?,
    };
    let data = SourceLimits {
        lag_seconds: number("alerts.lag_seconds", |it| it.lag_seconds, 604_800.0)?,
        silent_seconds: number("alerts.silent_seconds", |it| it.silent_seconds, 604_800.0)?,
    };
    let settle = file.settle_minutes.or(defaults.settle_minutes);
    let settle_minutes = required("alerts.settle_minutes", settle)?;
    if settle_minutes > 1_440 {
        bail!("alerts.settle_minutes: {settle_minutes} is impossible; at most a day, 1440");
    }
    let closed_days = file.closed_days.clone().or(defaults.closed_days.clone());
    let closed_days = closed_days.unwrap_or_default().into_iter().map(|day| {
        BusinessDay::parse(&day)
            .with_context(|| format!("alerts.closed_days: `{day}` is no date such as 2018-12-25"))
    });
    let mut settings = AlertSettings {
        sales: is_on("alerts.sales_stopped", |it| it.sales_stopped)?.then_some(sales),
        data: is_on("alerts.data_stopped", |it| it.data_stopped)?.then_some(data),
        settle_minutes,
        closed_days: closed_days.collect::<anyhow::Result<_>>()?,
        targets: Vec::new(),
    };
    if let Some(url) = args.alert_webhook.as_ref().or(file.webhook.as_ref()) {
        let target = Webhook::new(url, WebhookFormat::Json).context("alerts.webhook")?;
        settings.targets.push(std::sync::Arc::new(target));
    }
    if let Some(url) = args.alert_slack.as_ref().or(file.slack.as_ref()) {
        let target = Webhook::new(url, WebhookFormat::Slack).context("alerts.slack")?;
        settings.targets.push(std::sync::Arc::new(target));
    }
    let smtp = args.alert_smtp.as_ref().or(file.smtp.as_ref());
    let from = args.alert_from.as_ref().or(file.from.as_ref());
    let to = args.alert_to.as_ref().or(file.to.as_ref());
    match (smtp, from, to) {
        (None, None, None) => {}
        (Some(smtp), Some(from), Some(to)) if !to.is_empty() => {
            let target = Email::new(smtp, from, to).context("alerts")?;
            settings.targets.push(std::sync::Arc::new(target));
        }
        _ => bail!("alerts: mail needs all of smtp, from and to"),
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(args: &AlertArgs, file: &str) -> anyhow::Result<AlertSettings> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("livetill.toml");
        std::fs::write(&path, file)?;
        let common = CommonArgs {
            config: Some(path),
            ..CommonArgs::default()
        };
        resolve_alerts(args, &common)
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
        assert!(error("from = \"a@example.com\"").contains("mail needs all of"));
        let secret = error("smtp = \"nonsense:secret\"\nfrom = \"a@b.c\"\nto = [\"a@b.c\"]");
        assert!(
            secret.contains("smtp") && !secret.contains("secret"),
            "{secret}"
        );
    }
}
