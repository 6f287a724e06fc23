//! A shop and its settings.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::{
    BusinessDay, CountsFrom, Currency, Headline, InvalidChannels, OwnChannels, Rates, ShopClock,
    Timestamp, UnknownCurrency, Weekday,
};

/// A shop's name: 1–64 characters of `a–z`, `0–9`, `-` and `_`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShopId(Arc<str>);

impl ShopId {
    /// The name of the default shop.
    pub const DEFAULT: &str = "default";

    /// Checks a name.
    ///
    /// # Errors
    /// [`InvalidShop::Id`] for anything but 1–64 characters of `a–z`, `0–9`, `-` and `_`: the name becomes part of
    /// store keys and addresses.
    pub fn new(name: &str) -> Result<ShopId, InvalidShop> {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        if name.is_empty() || name.len() > 64 || !name.bytes().all(allowed) {
            return Err(InvalidShop::Id(name.to_owned()));
        }
        Ok(ShopId(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a shared reference, without a copy.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl fmt::Display for ShopId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ShopId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A shop: its currency and clock, how long its orders are retained, and its limits.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Its name.
    pub id: ShopId,
    /// Its time zone, which decides the business day.
    pub clock: ShopClock,
    /// The currency of its figures.
    pub currency: Currency,
    /// How many business days with data are retained in detail.
    pub retention_days: usize,
    /// How far in the future an order may be placed, in milliseconds.
    pub max_future_millis: i64,
    /// The most distinct items that orders may bring; `None` = any number. Items are kept forever, so without a limit
    /// anybody who may send orders could make a store grow without end.
    pub max_items: Option<u64>,
    /// The most orders per second that requests may bring, on average; `None` = any number.
    pub max_orders_per_second: Option<NonZeroU32>,
    /// The sales figure that its pages show first, unless a reader chooses another one.
    pub headline: Headline,
    /// The first day of its weeks, in reports and goals.
    pub week_begins: Weekday,
    /// Its channels besides those common to all shops.
    pub channels: OwnChannels,
    /// The rates that convert orders in other currencies.
    pub rates: Rates,
    /// The day from which on its platform's data count.
    pub counts_from: CountsFrom,
    /// Whether amounts by line are kept, see [`RetainedDays::with_products`](crate::RetainedDays::with_products);
    /// `None` = by new shops, and by those that already do.
    pub products: Option<bool>,
}

/// A setting of a shop is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidShop {
    /// The name.
    #[error("shop `{0}`: a shop's name is 1-64 characters of a-z, 0-9, - and _")]
    Id(String),
    /// The time zone.
    #[error("timezone `{0}` is not an IANA time zone such as Europe/London")]
    TimeZone(String),
    /// The currency.
    #[error("currency {0}")]
    Currency(#[from] UnknownCurrency),
    /// The channels.
    #[error(transparent)]
    Channels(#[from] InvalidChannels),
}

impl Shop {
    /// Retained business days by default: a week and the same weekday before it.
    pub const DEFAULT_RETENTION_DAYS: usize = 8;
    /// How far in the future an order may be placed by default: 10 minutes.
    pub const DEFAULT_MAX_FUTURE_MILLIS: i64 = 10 * 60 * 1000;
    /// The most distinct items by default: more than nearly every shop has, and less than a gigabyte.
    pub const DEFAULT_MAX_ITEMS: u64 = 1_000_000;

    /// A shop with the default retention and clock tolerance.
    ///
    /// # Errors
    /// [`InvalidShop`] with the invalid setting.
    pub fn new(id: &str, timezone: &str, currency: &str) -> Result<Shop, InvalidShop> {
        Ok(Shop {
            id: ShopId::new(id)?,
            clock: ShopClock::new(timezone)?,
            currency: Currency::from_code(currency)?,
            retention_days: Shop::DEFAULT_RETENTION_DAYS,
            max_future_millis: Shop::DEFAULT_MAX_FUTURE_MILLIS,
            max_items: Some(Shop::DEFAULT_MAX_ITEMS),
            max_orders_per_second: None,
            headline: Headline::default(),
            week_begins: Weekday::Monday,
            channels: OwnChannels::default(),
            rates: Rates::default(),
            counts_from: CountsFrom::default(),
            products: None,
        })
    }

    /// The business day at a moment.
    pub fn today(&self, now: Timestamp) -> BusinessDay {
        self.clock.local(now).day
    }
}
