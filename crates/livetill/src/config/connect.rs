//! The platforms that shops are connected with.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use domain::ShopId;
use presets::Platform;
use serde::Deserialize;
use server::{Connection, Connections};

/// How often secrets in files are read again.
const LOOK: Duration = Duration::from_secs(5);
/// One, and the one that takes its place.
const MAX_SECRETS: usize = 2;

/// `[shop.connect]`, and that of each of `[shops]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConnectSection {
    platform: Option<String>,
    webhook_secrets: Option<Vec<String>>,
}

/// A shop with the platform that posts for it, and where the secrets are.
#[derive(Clone, Debug)]
pub(crate) struct ConnectSetting {
    shop: ShopId,
    platform: Platform,
    secrets: Vec<Place>,
}

/// Where a secret is. Settings never hold one: files are copied and shown.
#[derive(Clone, Debug)]
enum Place {
    Variable(String),
    File(PathBuf),
}

impl ConnectSection {
    /// The connection of a shop, if it has one.
    ///
    /// # Errors
    /// Names the setting that is impossible.
    pub(super) fn resolve(&self, shop: &ShopId) -> anyhow::Result<Option<ConnectSetting>> {
        let named = match shop.as_str() {
            ShopId::DEFAULT => "shop.connect".to_owned(),
            id => format!("shops.{id}.connect"),
        };
        let Some(platform) = &self.platform else {
            return match self.webhook_secrets {
                None => Ok(None),
                Some(_) => bail!("{named}.platform is missing"),
            };
        };
        let found = Platform::from_name(platform).ok_or_else(|| {
            let known = Platform::ALL.map(Platform::as_str).join(", ");
            anyhow!("{named}.platform: there is no `{platform}`; known are {known}")
        })?;
        let places = self.webhook_secrets.as_deref().unwrap_or_default();
        if !(1..=MAX_SECRETS).contains(&places.len()) {
            bail!(
                "{named}.webhook_secrets: {} are named; name one, or two while one is being replaced",
                places.len()
            );
        }
        let places = places.iter().map(|place| {
            Place::of(place).ok_or_else(|| {
                anyhow!(
                    "{named}.webhook_secrets: name env:VARIABLE or file:PATH; a secret itself does not stand here"
                )
            })
        });
        Ok(Some(ConnectSetting {
            shop: shop.clone(),
            platform: found,
            secrets: places.collect::<anyhow::Result<_>>()?,
        }))
    }
}

impl Place {
    fn of(text: &str) -> Option<Place> {
        match text.split_once(':')? {
            ("env", name) if !name.is_empty() => Some(Place::Variable(name.to_owned())),
            ("file", path) if !path.is_empty() => Some(Place::File(path.into())),
            _ => None,
        }
    }

    /// What stands there, without the line's end.
    fn read(&self) -> anyhow::Result<String> {
        let text = match self {
            Place::Variable(name) => std::env::var(name)
                .map_err(|_| anyhow!("the variable {name} is not set, or no text"))?,
            Place::File(path) => std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?,
        };
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }
}

impl ConnectSetting {
    fn read(&self) -> anyhow::Result<Connection> {
        let preset = self.platform.preset();
        let secrets = self.secrets.iter().map(|place| {
            let secret = place.read().and_then(|text| {
                let secret = preset.secret(&text);
                secret.map_err(|what| anyhow!("the secret {what}"))
            });
            secret.with_context(|| format!("connect: shop `{}`: webhook_secrets", self.shop))
        });
        Ok(Connection {
            platform: self.platform,
            secrets: secrets.collect::<anyhow::Result<_>>()?,
        })
    }

    fn has_file(&self) -> bool {
        self.secrets.iter().any(|it| matches!(it, Place::File(_)))
    }
}

/// Connects the shops.
///
/// # Errors
/// Names the shop whose secret cannot be read.
pub(crate) fn connect(settings: &[ConnectSetting], to: &Connections) -> anyhow::Result<()> {
    for setting in settings {
        to.set(&setting.shop, setting.read()?);
        tracing::info!(shop = %setting.shop, platform = setting.platform.as_str(), "connected");
    }
    Ok(())
}

/// Reads secrets in files again, for ever. While one cannot be read, the ones before hold.
pub(crate) async fn watch_secrets(settings: Vec<ConnectSetting>, connections: Connections) {
    let settings: Vec<_> = settings
        .into_iter()
        .filter(ConnectSetting::has_file)
        .collect();
    if settings.is_empty() {
        return std::future::pending().await;
    }
    loop {
        tokio::time::sleep(LOOK).await;
        for setting in &settings {
            match setting.read() {
                Ok(connection) => connections.set(&setting.shop, connection),
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "the secrets before hold");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str) -> anyhow::Result<Option<ConnectSetting>> {
        let section: ConnectSection = toml::from_str(text).unwrap();
        section.resolve(&ShopId::new("acme").unwrap())
    }

    #[test]
    fn what_is_impossible_is_named() {
        assert!(resolve("").unwrap().is_none());
        for (text, said) in [
            ("webhook_secrets = ['env:A']", "shops.acme.connect.platform"),
            ("platform = 'ebay'", "there is no `ebay`"),
            ("platform = 'shopify'", "webhook_secrets: 0"),
            (
                "platform = 'shopify'\nwebhook_secrets = ['env:A','env:B','env:C']",
                "webhook_secrets: 3",
            ),
            (
                "platform = 'shopify'\nwebhook_secrets = ['hush']",
                "env:VARIABLE or file:PATH",
            ),
        ] {
            let error = resolve(text).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_secret_is_read_from_its_file_without_the_end_of_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "hush \r\n").unwrap();
        let text = format!(
            "platform = 'stripe'\nwebhook_secrets = ['file:{}']",
            path.display()
        );
        let connection = resolve(&text).unwrap().unwrap().read().unwrap();
        let preset = Platform::Stripe.preset();
        assert_eq!(connection.secrets, [preset.secret("hush ").unwrap()]);
        std::fs::write(&path, "").unwrap();
        let error = resolve(&text).unwrap().unwrap().read().unwrap_err();
        assert!(format!("{error:#}").contains("shop `acme`"), "{error:#}");
    }
}
