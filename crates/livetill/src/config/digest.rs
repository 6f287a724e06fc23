//! When digests go out, and to whom.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use domain::Rhythm;
use serde::Deserialize;
use server::digest::{DigestPlan, DigestSettings, DigestTarget};

use super::alerts::AlertArgs;
use super::file::File;
use super::required::required;
use crate::delivery::{Hook, Mailer};
use crate::digest::{Email, Slack, Webhook};

/// Those of the default shop.
#[derive(Debug, Default, Args)]
pub(crate) struct DigestPlanArgs {
    #[arg(long, value_delimiter = ',')]
    digest_every: Option<Vec<String>>,
    #[arg(long)]
    digest_at: Option<String>,
    #[arg(long)]
    digest_webhook: Option<String>,
    #[arg(long)]
    digest_slack: Option<String>,
    #[arg(long)]
    digest_smtp: Option<String>,
    #[arg(long)]
    digest_from: Option<String>,
    #[arg(long, value_delimiter = ',')]
    digest_to: Option<Vec<String>>,
}

/// `[shop.digest]` of the file, and that of each of `[shops]`.
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

/// The digests of all shops.
///
/// # Errors
/// Names the setting that is impossible.
pub(crate) fn digests(
    file: &File,
    args: &DigestPlanArgs,
    alerts: &AlertArgs,
) -> anyhow::Result<DigestSettings> {
    let said = DigestSection {
        every: args.digest_every.clone(),
        at: args.digest_at.clone(),
        webhook: args.digest_webhook.clone(),
        slack: args.digest_slack.clone(),
        smtp: args.digest_smtp.clone(),
        from: args.digest_from.clone(),
        to: args.digest_to.clone(),
    };
    let (smtp, from) = file.alerts.mail(alerts);
    // The mail server of alerts does for digests, too.
    let of_alerts = DigestSection {
        smtp,
        from,
        ..DigestSection::default()
    };
    let every_shop = said.or(&file.shop.digest).or(&of_alerts);
    let mut of_shops = HashMap::new();
    for (id, section) in &file.shops {
        if section.digest != DigestSection::default() {
            let named = format!("shops.{id}.digest");
            let plan = section.digest.or(&every_shop).plan(&named)?;
            of_shops.insert(id.clone(), plan);
        }
    }
    Ok(DigestSettings {
        every_shop: every_shop.plan("shop.digest")?,
        of_shops,
    })
}

impl DigestSection {
    fn or(&self, other: &DigestSection) -> DigestSection {
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

    fn plan(&self, named: &str) -> anyhow::Result<DigestPlan> {
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
        // An empty address takes away what another shop has.
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
                let mailer = Mailer::new(smtp, from, to).with_context(|| named.to_owned())?;
                targets.push(Arc::new(Email(mailer)));
            }
            _ => bail!("{named}.to: mail needs smtp and from besides, there or in [alerts]"),
        }
        Ok(targets)
    }
}

/// A time of day that leaves two hours to try again on the same day.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(args: &DigestPlanArgs, file: &str) -> anyhow::Result<DigestSettings> {
        digests(&File::parse(file)?, args, &AlertArgs::default())
    }

    fn shown(plan: &DigestPlan) -> (Vec<&str>, u32, Vec<&str>) {
        let rhythms = plan.rhythms.iter().map(|it| it.name());
        let targets = plan.targets.iter().map(|it| it.name());
        (rhythms.collect(), plan.minute, targets.collect())
    }

    #[test]
    fn nobody_gets_any_until_somebody_is_named() {
        let settings = resolve(&DigestPlanArgs::default(), "").unwrap();
        assert_eq!(shown(&settings.every_shop), (vec!["daily"], 420, vec![]));
        assert!(!settings.is_any());
    }

    #[test]
    fn a_shop_has_its_own_and_otherwise_that_of_the_default_shop() {
        let file = "[alerts]\nsmtp = 'smtp://127.0.0.1:25'\nfrom = 'till@example.com'\n\
            [shop.digest]\nto = ['boss@example.com']\nevery = ['monthly', 'daily']\n\
            [shops.acme.digest]\nto = ['acme@example.com']\nslack = 'https://chat.example.com/c'\nat = '06:30'\n\
            [shops.quiet.digest]\nevery = []\n[shops.plain]";
        let settings = resolve(&DigestPlanArgs::default(), file).unwrap();
        let every = (vec!["daily", "monthly"], 420, vec!["email"]);
        assert_eq!(shown(&settings.every_shop), every);
        let acme = (vec!["daily", "monthly"], 390, vec!["slack", "email"]);
        assert_eq!(shown(&settings.of_shops["acme"]), acme);
        assert!(shown(&settings.of_shops["quiet"]).0.is_empty());
        assert!(!settings.of_shops.contains_key("plain") && settings.is_any());
        let args = DigestPlanArgs {
            digest_every: Some(vec!["weekly".to_owned()]),
            ..DigestPlanArgs::default()
        };
        let settings = resolve(&args, file).unwrap();
        assert_eq!(shown(&settings.every_shop).0, ["weekly"]);
    }

    #[test]
    fn what_is_impossible_is_named() {
        let error = |file: &str| {
            let result = resolve(&DigestPlanArgs::default(), file);
            format!("{:#}", result.err().unwrap())
        };
        for (file, said) in [
            (
                "[shop.digest]\nevery = ['hourly']",
                "shop.digest.every: there is no `hourly`",
            ),
            ("[shop.digest]\nat = '7:00'", "shop.digest.at: `7:00`"),
            ("[shop.digest]\nat = '23:00'", "at most 22:00"),
            (
                "[shop.digest]\nto = ['a@b.c']",
                "shop.digest.to: mail needs smtp and from",
            ),
            (
                "[shops.acme.digest]\nslack = 'hush'",
                "shops.acme.digest.slack",
            ),
            ("[shops.acme.digest]\nsmpt = 'hush'", "smpt"),
        ] {
            let error = error(file);
            assert!(error.contains(said), "{error}");
        }
        assert!(!error("[shop.digest]\nslack = 'hush'").contains("hush"));
    }
}
