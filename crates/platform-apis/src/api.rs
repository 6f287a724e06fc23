//! What can be asked.

use async_trait::async_trait;
use domain::{BusinessDay, ShopClock};

use crate::{About, ApiBody, ApiError, ApiSecret, Ask, Books, Page, Subscribed, Webhook};

/// One account at a platform. Every question may be asked again: none changes anything but [`subscribe`](PlatformApi::subscribe)
/// and [`unsubscribe`](PlatformApi::unsubscribe), and those come to the same however often they are called.
///
/// Whoever gives a question up half-way leaves nothing behind here. Limits of the platform are kept within: a question waits as long
/// as the platform wants, up to a minute, and is [`Limited`](ApiError::Limited) beyond.
#[async_trait]
pub trait PlatformApi: Send + Sync + 'static {
    /// Its platform's stable name, such as `woocommerce`.
    fn platform(&self) -> &'static str;

    /// What the shop is. Checks the credentials, and that they may do what a connection needs.
    ///
    /// # Errors
    /// [`ApiError`]; a right that is missing and not needed is a [concern](About::concerns).
    async fn about(&self) -> Result<About, ApiError>;

    /// The next page of what changed. From the last page on ([`Page::is_last`]) the cursor stands a little before what was seen last,
    /// because platforms tell late: what comes twice is a duplicate.
    ///
    /// # Errors
    /// [`ApiError`].
    async fn changes(&self, ask: Ask<'_>) -> Result<Page, ApiError>;

    /// Single orders as they are now, with their refunds, to mend what is missing. `ids` are the platform's own, `2003` and not
    /// `woo:2003`. Of an order that is gone the body says so, and counts it out. At most 100 at a time.
    ///
    /// # Errors
    /// [`ApiError`].
    async fn orders(&self, ids: &[String]) -> Result<Vec<ApiBody>, ApiError>;

    /// The webhooks that the account has, also those of others.
    ///
    /// # Errors
    /// [`ApiError`].
    async fn webhooks(&self) -> Result<Vec<Webhook>, ApiError>;

    /// Lets the platform post to this address what concerns sales: adds topics that are missing, and puts back what it switched off.
    /// `secret` is the one that the caller has for the address, if any; see [`Subscribed::secret`] for the one that signs from now on.
    /// Shopify signs with the app's client secret, whatever is given here.
    ///
    /// # Errors
    /// [`ApiError`]; some topics may be registered by then. Calling it again goes on.
    async fn subscribe(
        &self,
        url: &str,
        secret: Option<&ApiSecret>,
    ) -> Result<Subscribed, ApiError>;

    /// Takes away whatever posts to this address. How many webhooks there were.
    ///
    /// # Errors
    /// [`ApiError`]; some may be gone by then. Calling it again goes on.
    async fn unsubscribe(&self, url: &str) -> Result<usize, ApiError>;

    /// The platform's own figures of these days, the last one among them, by this clock.
    ///
    /// # Errors
    /// [`ApiError`]; [`Refused`](ApiError::Refused) where it would be more than [`Books::MAX_ENTRIES`].
    async fn books(
        &self,
        first: BusinessDay,
        last: BusinessDay,
        clock: &ShopClock,
    ) -> Result<Books, ApiError>;
}
