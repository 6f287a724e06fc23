//! The operations of a platform's API.

use async_trait::async_trait;
use domain::{BusinessDay, ShopClock};

use crate::{About, ApiBody, ApiError, ApiSecret, Ask, Books, Page, Subscribed, Webhook};

/// One account at a platform. Every request may be repeated: only [`subscribe`](PlatformApi::subscribe) and
/// [`unsubscribe`](PlatformApi::unsubscribe) change anything, and calling them again has the same result.
///
/// A request can be dropped half-way without leaving anything behind. Requests respect the platform's limits: they wait
/// up to a minute if the platform asks for it, and are [`Limited`](ApiError::Limited) beyond that.
#[async_trait]
pub trait PlatformApi: Send + Sync + 'static {
    /// The platform's stable name, such as `woocommerce`.
    fn platform(&self) -> &'static str;

    /// Basic facts about the shop. Checks the credentials, and that they allow what a connection needs.
    ///
    /// # Errors
    /// [`ApiError`]; a missing right that is not required is a [concern](About::concerns).
    async fn about(&self) -> Result<About, ApiError>;

    /// The next page of changes. After the last page ([`Page::is_last`]), the cursor is a little before the newest
    /// change seen, because platforms publish changes late. Repeated bodies are duplicates.
    ///
    /// # Errors
    /// [`ApiError`].
    async fn changes(&self, ask: Ask<'_>) -> Result<Page, ApiError>;

    /// The current state of single orders, with their refunds, to fill in what is missing. `ids` are the platform's
    /// own: `2003`, not `woo:2003`. The body of a deleted order marks it as deleted, so that it no longer counts. At
    /// most 100 at a time.
    ///
    /// # Errors
    /// [`ApiError`].
    async fn orders(&self, ids: &[String]) -> Result<Vec<ApiBody>, ApiError>;

    /// All webhooks of the account, including those of others.
    ///
    /// # Errors
    /// [`ApiError`].
    async fn webhooks(&self) -> Result<Vec<Webhook>, ApiError>;

    /// Subscribes this address to the events about sales: adds missing topics, and reactivates those that the platform
    /// switched off. `secret` is the caller's secret for the address, if any; [`Subscribed::secret`] has the one that
    /// signs from now on. Shopify always signs with the app's client secret.
    ///
    /// # Errors
    /// [`ApiError`]; some topics may already be registered by then. Calling it again continues.
    async fn subscribe(
        &self,
        url: &str,
        secret: Option<&ApiSecret>,
    ) -> Result<Subscribed, ApiError>;

    /// Removes all webhooks that post to this address. Returns how many there were.
    ///
    /// # Errors
    /// [`ApiError`]; some may already be removed by then. Calling it again continues.
    async fn unsubscribe(&self, url: &str) -> Result<usize, ApiError>;

    /// The platform's own figures for these days, including the last one, by this clock.
    ///
    /// # Errors
    /// [`ApiError`]; [`Refused`](ApiError::Refused) if there are more than [`Books::MAX_ENTRIES`].
    async fn books(
        &self,
        first: BusinessDay,
        last: BusinessDay,
        clock: &ShopClock,
    ) -> Result<Books, ApiError>;
}
