//! Secrets that equal their references, and platforms without traffic.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{BusinessDay, Shop, ShopClock};
use pipeline::{LinkText, PlatformLink, SecretPlace};
use platform_apis::{
    About, Amounts, ApiBody, ApiError, ApiSecret, Ask, BookDay, Books, Page, PlatformApi,
    Subscribed, Webhook,
};
use presets::Secret;
use server::{LinkedSource, Linker, SourceStanding, Stamp};

/// Records which shops' platforms are read.
#[derive(Default)]
pub(crate) struct NamedLinker {
    asked: Arc<Mutex<Vec<String>>>,
    books: Arc<AtomicUsize>,
    is_filled: Arc<AtomicBool>,
}

impl NamedLinker {
    /// From now on the past of the shops is read; before, half of it is.
    pub(crate) fn fill(&self) {
        self.is_filled.store(true, Ordering::SeqCst);
    }

    /// How often books were requested.
    pub(crate) fn books(&self) -> usize {
        self.books.load(Ordering::SeqCst)
    }

    /// The shops whose platforms are read now.
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

    fn stamps(&self, _: &PlatformLink) -> Vec<Stamp> {
        Vec::new()
    }

    fn api(&self, link: &PlatformLink) -> Result<Option<Box<dyn PlatformApi>>, String> {
        let empty = || -> Box<dyn PlatformApi> { Box::new(EmptyShop(Arc::clone(&self.books))) };
        Ok(link.access.as_ref().map(|_| empty()))
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
        let is_filled = Arc::clone(&self.is_filled);
        Ok(Some(Box::new(Asked {
            shop,
            asked,
            is_filled,
        })))
    }
}

struct Asked {
    shop: String,
    asked: Arc<Mutex<Vec<String>>>,
    is_filled: Arc<AtomicBool>,
}

#[async_trait]
impl LinkedSource for Asked {
    fn standing(&self) -> SourceStanding {
        SourceStanding {
            filled: Some(match self.is_filled.load(Ordering::SeqCst) {
                true => 1.0,
                false => 0.5,
            }),
            ..SourceStanding::default()
        }
    }

    fn is_current(&self) -> bool {
        true
    }

    async fn stop(self: Box<Self>) {
        self.asked.lock().unwrap().retain(|shop| *shop != self.shop);
    }
}

/// The connection of one shop in the settings.
pub(crate) fn of_settings() -> BTreeMap<String, PlatformLink> {
    let text = LinkText {
        platform: Some("standard".to_owned()),
        webhook_secrets: vec!["env:whsec_c2V0dGluZ3Mtb2YtdGhlLXNlcnZlci0x".to_owned()],
        ..LinkText::default()
    };
    let link = PlatformLink::of(&text).unwrap_or_else(|error| panic!("{error}"));
    BTreeMap::from([("acme".to_owned(), link)])
}

/// A platform on which nothing was ever sold; it supports no other request.
struct EmptyShop(Arc<AtomicUsize>);

fn untold<T>() -> Result<T, ApiError> {
    Err(ApiError::Misconfigured(
        "nothing of that is told here".to_owned(),
    ))
}

#[async_trait]
impl PlatformApi for EmptyShop {
    fn platform(&self) -> &'static str {
        "woocommerce"
    }

    async fn about(&self) -> Result<About, ApiError> {
        untold()
    }

    async fn changes(&self, _: Ask<'_>) -> Result<Page, ApiError> {
        untold()
    }

    async fn orders(&self, _: &[String]) -> Result<Vec<ApiBody>, ApiError> {
        untold()
    }

    async fn webhooks(&self) -> Result<Vec<Webhook>, ApiError> {
        untold()
    }

    async fn subscribe(&self, _: &str, _: Option<&ApiSecret>) -> Result<Subscribed, ApiError> {
        untold()
    }

    async fn unsubscribe(&self, _: &str) -> Result<usize, ApiError> {
        untold()
    }

    async fn books(
        &self,
        first: BusinessDay,
        last: BusinessDay,
        _: &ShopClock,
    ) -> Result<Books, ApiError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let days = first.epoch_days()..=last.epoch_days();
        let day = |day| BookDay {
            day: BusinessDay::from_epoch_days(day),
            orders: 0,
            amounts: Amounts::default(),
            reported: None,
        };
        Ok(Books {
            currency: "USD".to_owned(),
            days: days.map(day).collect(),
            entries: Vec::new(),
        })
    }
}
