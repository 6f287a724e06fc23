//! The digests of all shops.

use std::collections::HashMap;

use anyhow::bail;
use server::digest::DigestSettings;

use super::alerts::{AlertArgs, MAIL_NEEDS};
use super::digest::{DigestPlanArgs, DigestSection};
use super::file::File;

/// The digests of all shops.
///
/// # Errors
/// Names the invalid setting.
pub(crate) fn digests(
    file: &File,
    args: &DigestPlanArgs,
    alerts: &AlertArgs,
) -> anyhow::Result<DigestSettings> {
    // Digests use the mail server of alerts, too.
    let of_alerts = DigestSection::mail(file.alerts.mail(alerts));
    let of_default = args.section().or(&file.shop.digest);
    let every_shop = of_default.or(&of_alerts);
    let named = || file.shops.values().map(|shop| &shop.digest);
    let is_mailed = every_shop.is_mailed() || named().any(DigestSection::is_mailed);
    if !is_mailed && file.alerts.is_mail_of_others(alerts) {
        bail!("alerts: {MAIL_NEEDS}, or digests that go out by mail");
    }
    if !is_mailed && (of_default.has_sender() || named().any(DigestSection::has_sender)) {
        bail!("shop.digest: mail has smtp or from, but nobody gets it: set to (--digest-to)");
    }
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

#[cfg(test)]
mod tests {
    use server::digest::DigestPlan;

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
    fn the_mail_server_of_alerts_serves_digests_alone_too() {
        let alerts = "[alerts]\nsmtp = 'smtp://127.0.0.1:25'\nfrom = 'till@example.com'\n";
        let of_shop =
            format!("{alerts}[shops.acme.digest]\nto = ['a@example.com', 'b@example.com']");
        let settings = resolve(&DigestPlanArgs::default(), &of_shop).unwrap();
        let acme = (vec!["daily"], 420, vec!["email 1", "email 2"]);
        assert_eq!(shown(&settings.of_shops["acme"]), acme);
        let file = File::parse(&of_shop).unwrap();
        let of_alerts = file.alerts.resolve(&AlertArgs::default()).unwrap();
        assert!(of_alerts.targets.is_empty());
        let unused = resolve(&DigestPlanArgs::default(), alerts).err().unwrap();
        assert!(
            unused.to_string().contains("mail needs all of smtp"),
            "{unused}"
        );
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
            ("[shop.digest]\nsmtp = 'smtp://h'", "nobody gets it: set to"),
            (
                "[shops.acme.digest]\nfrom = 'a@b.c'",
                "nobody gets it: set to",
            ),
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
