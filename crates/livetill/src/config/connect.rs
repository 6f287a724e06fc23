//! The platforms that shops are connected with.

use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::Args;
use domain::ShopId;
use pipeline::{LinkText, PlatformLink};
use serde::Deserialize;

/// Where secrets of connections are that the command makes.
#[derive(Debug, Default, Args)]
pub(crate) struct SecretArgs {
    #[arg(long)]
    pub(crate) secrets_folder: Option<PathBuf>,
}

/// `[shop.connect]`, also in each table of `[shops]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConnectSection {
    platform: Option<String>,
    store: Option<String>,
    webhook_secrets: Option<Vec<String>>,
    client_id: Option<String>,
    client_secret: Option<String>,
    api_token: Option<String>,
    from_day: Option<String>,
}

impl ConnectSection {
    /// The connection of a shop, if it has one.
    ///
    /// # Errors
    /// Names the invalid setting.
    pub(super) fn resolve(&self, shop: &ShopId) -> anyhow::Result<Option<PlatformLink>> {
        let named = match shop.as_str() {
            ShopId::DEFAULT => "shop.connect".to_owned(),
            id => format!("shops.{id}.connect"),
        };
        let text = LinkText {
            platform: self.platform.clone(),
            store: self.store.clone(),
            webhook_secrets: self.webhook_secrets.clone().unwrap_or_default(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            api_token: self.api_token.clone(),
            from_day: self.from_day.clone(),
            ..LinkText::default()
        };
        match &self.platform {
            None if text == LinkText::default() => Ok(None),
            None => bail!("{named}.platform is missing"),
            Some(_) => {
                let link = PlatformLink::of(&text);
                link.map(Some).map_err(|error| anyhow!("{named}.{error}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str) -> anyhow::Result<Option<PlatformLink>> {
        let section: ConnectSection = toml::from_str(text).unwrap();
        section.resolve(&ShopId::new("acme").unwrap())
    }

    #[test]
    fn what_is_impossible_is_named() {
        assert!(resolve("").unwrap().is_none());
        for (text, said) in [
            ("webhook_secrets = ['env:A']", "shops.acme.connect.platform"),
            (
                "platform = 'ebay'",
                "shops.acme.connect.platform: there is no `ebay`",
            ),
            ("platform = 'shopify'", "connect.webhook_secrets: 0"),
            (
                "platform = 'shopify'\nwebhook_secrets = ['hush']",
                "env:VARIABLE or file:PATH",
            ),
            (
                "platform = 'shopify'\napi_token = 'env:A'",
                "connect.store is missing",
            ),
            (
                "platform = 'stripe'\napi_token = 'env:A'\nfrom_day = '1 April'",
                "shops.acme.connect.from_day: `1 April` is no day",
            ),
        ] {
            let error = resolve(text).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_day_from_which_the_platform_counts() {
        let text = "platform = 'stripe'\napi_token = 'env:A'\nfrom_day = '2026-04-01'";
        let link = resolve(text).unwrap().unwrap();
        assert_eq!(link.from_day, domain::BusinessDay::parse("2026-04-01"));
    }
}
