//! A platform's API in memory, which returns our own events in the form of Standard Webhooks.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use domain::{BusinessDay, ShopClock, Timestamp};
use platform_apis::{
    About, ApiBody, ApiError, ApiSecret, Ask, Books, Cursor, Page, PlatformApi, Subscribed, Webhook,
};
use ports::OrderSource;
use ports::suite::source::{Attached, SourceFactory};
use presets::Platform;
use sources::platform::{PlatformConnector, Polling};

ports::source_suite!(Account::default());

#[derive(Default)]
struct Content {
    bodies: Vec<Vec<u8>>,
    is_away: bool,
    /// Pages so far. Each fifth is sent again, as if its answer was lost.
    pages: usize,
}

#[derive(Clone, Default)]
struct Account(Arc<Mutex<Content>>);

impl Account {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap()
    }
}

fn away() -> ApiError {
    ApiError::Away {
        platform: "the platform",
        detail: "nobody answers".to_owned(),
    }
}

#[async_trait]
impl SourceFactory for Account {
    async fn create(&self) {}

    async fn put(&self, _: &str, body: &[u8]) {
        let event = serde_json::from_slice::<serde_json::Value>(body);
        let body = match event.ok().filter(serde_json::Value::is_object) {
            Some(event) => serde_json::json!({"type": "order", "data": event})
                .to_string()
                .into_bytes(),
            None => body.to_vec(),
        };
        self.content().bodies.push(body);
    }

    async fn worker(&self, attached: Attached) -> Box<dyn OrderSource> {
        let polling = Polling {
            account: "account".to_owned(),
            since: Timestamp::from_millis(0),
            every: Duration::from_millis(5),
        };
        let connector = PlatformConnector::new(
            &attached.shop.id,
            Platform::Standard,
            Arc::new(self.clone()),
            polling,
            Arc::clone(&attached.clock),
        );
        crate::driven(connector.leasing(SourceFactory::lease(self)), attached)
    }

    fn lease(&self) -> Duration {
        Duration::from_millis(300)
    }

    async fn set_away(&self, is_away: bool) {
        self.content().is_away = is_away;
    }
}

#[async_trait]
impl PlatformApi for Account {
    fn platform(&self) -> &'static str {
        "standard"
    }

    async fn changes(&self, ask: Ask<'_>) -> Result<Page, ApiError> {
        let mut content = self.content();
        if content.is_away {
            return Err(away());
        }
        content.pages += 1;
        let from: usize = ask
            .cursor
            .map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let bodies = content.bodies.iter().skip(from).take(10);
        let bodies: Vec<ApiBody> = bodies
            .map(|body| ApiBody {
                topic: "order".to_owned(),
                body: body.clone(),
            })
            .collect();
        let until = from + bodies.len();
        let is_last = until == content.bodies.len();
        let next = match content.pages % 5 {
            0 => from,
            _ => until,
        };
        Ok(Page {
            bodies,
            next: Cursor::new(next.to_string()),
            is_last: is_last && next == until,
            filled: None,
            pause: Duration::ZERO,
        })
    }

    async fn about(&self) -> Result<About, ApiError> {
        Err(away())
    }

    async fn orders(&self, _: &[String]) -> Result<Vec<ApiBody>, ApiError> {
        Err(away())
    }

    async fn webhooks(&self) -> Result<Vec<Webhook>, ApiError> {
        Err(away())
    }

    async fn subscribe(&self, _: &str, _: Option<&ApiSecret>) -> Result<Subscribed, ApiError> {
        Err(away())
    }

    async fn unsubscribe(&self, _: &str) -> Result<usize, ApiError> {
        Err(away())
    }

    async fn books(
        &self,
        _: BusinessDay,
        _: BusinessDay,
        _: &ShopClock,
    ) -> Result<Books, ApiError> {
        Err(away())
    }
}
