//! WooCommerce: the REST API of a site, `wc/v3`, and its analytics.

mod about;
mod books;
mod changes;
mod cursor;
mod orders;
mod walk;
mod webhooks;

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{BusinessDay, ShopClock};
use http_client::http::{HeaderName, Method, StatusCode, header};

use crate::server::{Address, Answer, Question, Server};
use crate::{
    About, ApiBody, ApiError, ApiSecret, Ask, Books, Page, PlatformApi, Subscribed, Webhook,
};

const PLATFORM: &str = "WooCommerce";
/// The longest page of a list.
const PER_PAGE: usize = 100;
/// The error code of a route that does not exist.
const NO_ROUTE: &str = "rest_no_route";

/// A site with WooCommerce, and a key for its REST API.
pub struct WooCommerce {
    server: Server,
    /// The header that authenticates us.
    basic: String,
    /// Versions before 9.0 have no list of all refunds.
    lists_refunds: AtomicBool,
}

impl WooCommerce {
    /// The site at this address, such as `https://harbor.example.com`. The key is the consumer key and its secret,
    /// joined by a colon.
    ///
    /// # Errors
    /// [`ApiError::Misconfigured`] says what is wrong with them, without showing them.
    pub fn new(site: &str, key: &ApiSecret) -> Result<WooCommerce, ApiError> {
        let has_both = |(key, secret): (&str, &str)| !key.is_empty() && !secret.is_empty();
        if !key.expose().split_once(':').is_some_and(has_both) {
            return Err(ApiError::Misconfigured(
                "WooCommerce's API key has two parts with a colon between them, ck_…:cs_…"
                    .to_owned(),
            ));
        }
        Ok(WooCommerce {
            server: Server::new(PLATFORM, Address::parse(of_site(site))?)?,
            basic: format!("Basic {}", STANDARD.encode(key.expose())),
            lists_refunds: AtomicBool::new(true),
        })
    }

    fn key(&self) -> (HeaderName, &str) {
        (header::AUTHORIZATION, &self.basic)
    }

    /// Requests a path below `/wp-json`.
    async fn get(&self, path: &str) -> Result<Answer, ApiError> {
        let path = format!("/wp-json{path}");
        self.good(Question::get(path, self.key())).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<Answer, ApiError> {
        let path = format!("/wp-json/wc/v3{path}");
        let question = Question::of(method, path, self.key());
        self.good(question.with("application/json", body.to_string()))
            .await
    }

    async fn good(&self, question: Question<'_>) -> Result<Answer, ApiError> {
        let reads = question.is_reading();
        let answer = self.server.ask(question).await?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            status => Err(refusal(status, answer.word(&["code"]), reads)),
        }
    }
}

/// The site's own address, if somebody gives that of its API or of its administration.
fn of_site(address: &str) -> &str {
    let inner = ["/wp-json", "/wp-admin", "/wp-login.php"];
    let begin = inner
        .into_iter()
        .filter_map(|path| address.find(path))
        .min();
    &address[..begin.unwrap_or(address.len())]
}

/// Why the site refuses, by status and error code.
fn refusal(status: StatusCode, code: Option<String>, reads: bool) -> ApiError {
    const KEYS: &str = "create a key with the permission Read/Write under WooCommerce, Settings, Advanced, REST API, \
                        for a user who is a shop manager or an administrator";
    let code = code.unwrap_or_default();
    match status {
        StatusCode::UNAUTHORIZED if !reads => ApiError::MissingScope {
            platform: PLATFORM,
            what: "register webhooks",
            scope: "write".to_owned(),
            to_do: KEYS.to_owned(),
        },
        StatusCode::UNAUTHORIZED => ApiError::Unauthorized {
            platform: PLATFORM,
            to_do: format!(
                "{KEYS}; if the key is right, the web server may not pass the Authorization header on to WordPress"
            ),
        },
        StatusCode::FORBIDDEN => ApiError::MissingScope {
            platform: PLATFORM,
            what: "read orders",
            scope: "read".to_owned(),
            to_do: format!("{KEYS}, and check that no security plug-in blocks the REST API"),
        },
        StatusCode::NOT_FOUND if code == NO_ROUTE => ApiError::Refused {
            platform: PLATFORM,
            detail: format!("WooCommerce is not active on this site, or is too old: it answers 404 {NO_ROUTE}"),
        },
        StatusCode::NOT_FOUND => ApiError::Refused {
            platform: PLATFORM,
            detail: "there is no REST API at this address (404): give the address of the shop itself, and choose Post name \
                     under Settings, Permalinks"
                .to_owned(),
        },
        status => ApiError::Refused {
            platform: PLATFORM,
            detail: format!("it answers {} {code}", status.as_u16()).trim_end().to_owned(),
        },
    }
}

/// Whether a list is missing that newer versions have.
fn is_no_route(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused { detail, .. } if detail.ends_with(NO_ROUTE))
}

#[async_trait]
impl PlatformApi for WooCommerce {
    fn platform(&self) -> &'static str {
        "woocommerce"
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

    async fn subscribe(
        &self,
        url: &str,
        secret: Option<&ApiSecret>,
    ) -> Result<Subscribed, ApiError> {
        webhooks::subscribe(self, url, secret).await
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

impl WooCommerce {
    fn lists_refunds(&self) -> bool {
        self.lists_refunds.load(Ordering::Relaxed)
    }

    fn has_no_list_of_refunds(&self) {
        self.lists_refunds.store(false, Ordering::Relaxed);
    }
}
