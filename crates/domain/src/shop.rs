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
    /// [`InvalidShop::Id`] for anything but 1–64 characters of `a–z`, `0–9`, `-` and `_`: the name
    /// becomes part of store keys and addresses.
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

    /// The name without a copy, for who keeps it.
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

/// A shop: whose orders, in which currency, by which clock, kept how long, of how many items.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Its name.
    pub id: ShopId,
    /// Its time zone, which decides the business day.
    pub clock: ShopClock,
    /// The currency of its figures.
    pub currency: Currency,
    /// How many business days with data are kept in detail.
    pub retention_days: usize,
    /// How far in the future an order may be placed, in milliseconds.
    pub max_future_millis: i64,
    /// The most distinct items that orders may bring; `None` = any number. They are kept for ever,
    /// so without a bound whoever may send orders makes a store grow for good.
    pub max_items: Option<u64>,
    /// The most orders a second that requests may bring, on average; `None` = any number.
    pub max_orders_per_second: Option<NonZeroU32>,
    /// Which figure of its sales its pages show first, unless a reader chooses another.
    pub headline: Headline,
    /// The first day of its weeks, in reports and goals.
    pub week_begins: Weekday,
    /// Its channels beside those that every shop has.
    pub channels: OwnChannels,
    /// What orders in another currency are converted with.
    pub rates: Rates,
    /// From which day on what its platform tells counts.
    pub counts_from: CountsFrom,
    /// Whether amounts by line are kept, see [`RetainedDays::with_products`](crate::RetainedDays::with_products); `None` = by
    /// shops that begin now, and by those that do already.
    pub products: Option<bool>,
}

/// A shop's settings do not make sense.
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
    /// Retained business days unless configured otherwise: a week and the same weekday before it.
    pub const DEFAULT_RETENTION_DAYS: usize = 8;
    /// How far in the future an order may be unless configured otherwise: 10 minutes.
    pub const DEFAULT_MAX_FUTURE_MILLIS: i64 = 10 * 60 * 1000;
    /// The most distinct items unless configured otherwise: more than nearly every shop has, and less
    /// than a gigabyte.
    pub const DEFAULT_MAX_ITEMS: u64 = 1_000_000;

    /// A shop with the default retention and clock tolerance.
    ///
    /// # Errors
    /// [`InvalidShop`] names the setting that does not make sense.
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
