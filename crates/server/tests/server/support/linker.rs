//! Secrets that are what they are called, and platforms that are asked nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::Shop;
use pipeline::{LinkText, PlatformLink, SecretPlace};
use platform_apis::PlatformApi;
use presets::Secret;
use server::{LinkedSource, Linker, SourceStanding};

/// Notes which shops' platforms are asked.
#[derive(Default)]
pub(crate) struct NamedLinker {
    asked: Arc<Mutex<Vec<String>>>,
}

impl NamedLinker {
    /// The shops whose platforms are asked now.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Linker for NamedLinker {
    fn check(&self, link: &PlatformLink) -> Result<(), String> {
        match link.files().next() {
            None => Ok(()),
            Some(_) => Err("no files here".to_owned()),
        }
    }

    fn secrets(&self, link: &PlatformLink) -> Result<Vec<Secret>, String> {
        let secrets = link.webhook_secrets.iter().map(|place| match place {
            SecretPlace::Variable(name) if name != "ABSENT" => link.platform.preset().secret(name),
            place => Err(format!("{place} is not there")),
        });
        secrets.collect()
    }

    fn api(&self, _: &PlatformLink) -> Result<Option<Box<dyn PlatformApi>>, String> {
        Ok(None)
    }

    async fn start(
        &self,
        shop: &Arc<Shop>,
        link: &PlatformLink,
    ) -> Result<Option<Box<dyn LinkedSource>>, String> {
        let shop = shop.id.to_string();
        if link.access.is_none() {
            return Ok(None);
        }
        let asked = Arc::clone(&self.asked);
        asked.lock().unwrap().push(shop.clone());
        Ok(Some(Box::new(Asked { shop, asked })))
    }
}

struct Asked {
    shop: String,
    asked: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl LinkedSource for Asked {
    fn standing(&self) -> SourceStanding {
        SourceStanding {
            filled: Some(0.5),
            ..SourceStanding::default()
        }
    }

    async fn stop(self: Box<Self>) {
        self.asked.lock().unwrap().retain(|shop| *shop != self.shop);
    }
}

/// One shop is connected by the settings.
pub(crate) fn of_settings() -> BTreeMap<String, PlatformLink> {
    let text = LinkText {
        platform: Some("standard".to_owned()),
        webhook_secrets: vec!["env:whsec_c2V0dGluZ3Mtb2YtdGhlLXNlcnZlci0x".to_owned()],
        ..LinkText::default()
    };
    let link = PlatformLink::of(&text).unwrap_or_else(|error| panic!("{error}"));
    BTreeMap::from([("acme".to_owned(), link)])
}
