//! Shopify: the GraphQL Admin API of a shop.

mod about;
mod ask;
mod books;
mod bulk;
mod bulk_file;
mod changes;
mod cursor;
mod order;
mod orders;
mod queries;
mod token;
mod webhooks;

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use domain::{BusinessDay, ShopClock};
use tokio::sync::Mutex;

use self::token::Held;
use crate::server::{Address, Server};
use crate::{
    About, ApiBody, ApiError, ApiSecret, Ask, Books, Page, PlatformApi, Subscribed, Webhook,
};

const PLATFORM: &str = "Shopify";
/// The API version. Shopify supports each one for a year.
const VERSION: &str = "2026-07";
/// The rights that an app needs.
const RIGHTS: &str = "give the app the scopes read_orders and read_all_orders in the Dev Dashboard, release that version, and let the shop \
                      approve it";

/// A shop, and an app that may read its orders.
pub struct Shopify {
    server: Server,
    login: ShopifyLogin,
    /// The app's token, while it is valid.
    held: Mutex<Option<Held>>,
    /// Whether the app may read the country of an order.
    may_read_country: AtomicBool,
}

impl Shopify {
    fn may_read_country(&self) -> bool {
        self.may_read_country.load(Ordering::Relaxed)
    }
}

/// The credentials of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShopifyLogin {
    /// An app of the Dev Dashboard. Its tokens are valid for a day and are renewed.
    App {
        /// The client id.
        id: String,
        /// The client secret, which also signs the app's webhooks.
        secret: ApiSecret,
    },
    /// The token of an older app, valid until it is revoked.
    Token(ApiSecret),
}

impl Shopify {
    /// The shop at this address, such as `acme.myshopify.com`, or a server on this machine that imitates it.
    ///
    /// # Errors
    /// [`ApiError::Misconfigured`] says what is wrong with it.
    pub fn new(store: &str, login: ShopifyLogin) -> Result<Shopify, ApiError> {
        let store = match store.contains(['.', ':']) {
            true => store.to_owned(),
            false => format!("{store}.myshopify.com"),
        };
        let address = Address::parse(&store)?;
        let is_shop = address.as_str().ends_with(".myshopify.com");
        if !is_shop && address.is_over_tls() {
            return Err(ApiError::Misconfigured(
                "name a Shopify shop by its address that ends in .myshopify.com, even if it has a domain of its own: \
                 see Settings, Domains"
                    .to_owned(),
            ));
        }
        Ok(Shopify {
            server: Server::new(PLATFORM, address)?,
            login,
            held: Mutex::default(),
            may_read_country: AtomicBool::new(true),
        })
    }
}

/// The number at the end of a global id, such as `gid://shopify/Order/1001`.
fn number(gid: Option<&str>) -> Option<u64> {
    // Some ids end with a query.
    let last = gid?.rsplit('/').next()?;
    last.split('?').next()?.parse().ok()
}

fn strange(what: &str) -> ApiError {
    ApiError::Impossible {
        platform: PLATFORM,
        detail: what.to_owned(),
    }
}

#[async_trait]
impl PlatformApi for Shopify {
    fn platform(&self) -> &'static str {
        "shopify"
    }

    async fn about(&self) -> Result<About, ApiError> {
        about::about(self).await
    }

    async fn changes(&self, ask: Ask<'_>) -> Result<Page, ApiError> {
        changes::changes(self, ask).await
    }

    async fn orders(&self, ids: &[String]) -> Result<Vec<ApiBody>, ApiError> {
        orders::orders(self, ids).await
    }

    async fn webhooks(&self) -> Result<Vec<Webhook>, ApiError> {
        webhooks::webhooks(self).await
    }

    async fn subscribe(&self, url: &str, _: Option<&ApiSecret>) -> Result<Subscribed, ApiError> {
        webhooks::subscribe(self, url).await
    }

    async fn unsubscribe(&self, url: &str) -> Result<usize, ApiError> {
        webhooks::unsubscribe(self, url).await
    }

    async fn books(
        &self,
        first: BusinessDay,
        last: BusinessDay,
        clock: &ShopClock,
    ) -> Result<Books, ApiError> {
        books::books(self, first, last, clock).await
    }
}
