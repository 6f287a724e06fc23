//! Stripe: payments, checkout sessions, refunds, and the feed of events.

mod about;
mod books;
mod changes;
mod cursor;
mod list;
mod objects;
mod webhooks;

use async_trait::async_trait;
use domain::{BusinessDay, ShopClock};
use http_client::http::{HeaderName, Method, StatusCode, header};

use crate::server::{Address, Answer, Question, Server};
use crate::{
    About, ApiBody, ApiError, ApiSecret, Ask, Books, Page, PlatformApi, Subscribed, Webhook,
};

const PLATFORM: &str = "Stripe";
/// The API version that is requested, whatever the account's own is.
const VERSION: &str = "2024-06-20";
/// The rights that a connection needs.
const RIGHTS: &str = "create a restricted key under Developers, API keys, with Read for Charges and Refunds, \
                      PaymentIntents, Checkout Sessions and Events, and Write for Webhook Endpoints";

/// An account with a key.
pub struct Stripe {
    server: Server,
    /// The header that authenticates us.
    bearer: String,
    /// Whether the key belongs to test mode.
    is_test: bool,
}

impl Stripe {
    /// The address of Stripe's API.
    pub const ADDRESS: &'static str = "https://api.stripe.com";

    /// The account of this key, at [`Stripe::ADDRESS`] or at a server on this machine that imitates it.
    ///
    /// # Errors
    /// [`ApiError::Misconfigured`] says what is wrong with them, without showing them.
    pub fn new(address: &str, key: &ApiSecret) -> Result<Stripe, ApiError> {
        let is_key = ["sk_", "rk_"]
            .iter()
            .any(|kind| key.expose().starts_with(kind));
        if !is_key {
            return Err(ApiError::Misconfigured(
                "a Stripe API key begins with rk_ or sk_; pk_ is the publishable key, and whsec_ a webhook's secret".to_owned(),
            ));
        }
        Ok(Stripe {
            server: Server::new(PLATFORM, Address::parse(address)?)?,
            bearer: format!("Bearer {}", key.expose()),
            is_test: key.expose()[3..].starts_with("test_"),
        })
    }

    fn key(&self) -> (HeaderName, &str) {
        (header::AUTHORIZATION, &self.bearer)
    }

    async fn get(&self, path: &str) -> Result<Answer, ApiError> {
        self.good(path, Question::get(path, self.key())).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<Answer, ApiError> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let question = Question::of(method, path, self.key());
        let question = question.with("application/x-www-form-urlencoded", body);
        self.good(path, question).await
    }

    async fn good(&self, path: &str, question: Question<'_>) -> Result<Answer, ApiError> {
        let question = question.and(HeaderName::from_static("stripe-version"), VERSION);
        let answer = self.server.ask(question).await?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            StatusCode::UNAUTHORIZED => Err(ApiError::Unauthorized {
                platform: PLATFORM,
                to_do: RIGHTS.to_owned(),
            }),
            StatusCode::FORBIDDEN => Err(missing(path)),
            status => {
                let word = answer.word(&["error", "code"]).unwrap_or_default();
                let detail = format!("it answers {} {word}", status.as_u16());
                Err(ApiError::Refused {
                    platform: PLATFORM,
                    detail: detail.trim_end().to_owned(),
                })
            }
        }
    }
}

/// The error for a right that the key lacks, by the path of the request.
fn missing(path: &str) -> ApiError {
    let (what, scope) = match path.split(['/', '?']).nth(2).unwrap_or_default() {
        "webhook_endpoints" => ("register webhooks", "Webhook Endpoints: Write"),
        "payment_intents" => ("read payments", "PaymentIntents: Read"),
        "checkout" => ("read checkout sessions", "Checkout Sessions: Read"),
        "events" => ("read events", "Events: Read"),
        _ => ("read charges and refunds", "Charges and Refunds: Read"),
    };
    ApiError::MissingScope {
        platform: PLATFORM,
        what,
        scope: scope.to_owned(),
        to_do: RIGHTS.to_owned(),
    }
}

/// Whether the object does not exist.
fn is_missing(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused { detail, .. } if detail.ends_with("resource_missing"))
}

#[async_trait]
impl PlatformApi for Stripe {
    fn platform(&self) -> &'static str {
        "stripe"
    }

    async fn about(&self) -> Result<About, ApiError> {
        about::about(self).await
    }

    async fn changes(&self, ask: Ask<'_>) -> Result<Page, ApiError> {
        changes::changes(self, ask).await
    }

    async fn orders(&self, ids: &[String]) -> Result<Vec<ApiBody>, ApiError> {
        objects::orders(self, ids).await
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
