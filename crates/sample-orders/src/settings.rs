//! The caller's settings.

use jiff::tz::TimeZone;
use std::fmt;

/// The generated shop.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The same seed gives the same orders.
    pub seed: u64,
    /// Products in the catalogue, 1 to [`Catalogue::MAX`](crate::Catalogue::MAX).
    pub skus: u32,
    /// The shop's time zone, which decides when lunch is.
    pub timezone: TimeZone,
    /// Decimals of the currency's minor unit (USD 2, JPY 0, KWD 3), at most 6.
    pub minor_digits: u8,
    /// Written into each event if set; the shop's own currency need not be written.
    pub currency: Option<String>,
    /// The prefix of order ids. Two runs whose orders must not be confused need different prefixes.
    pub id_prefix: String,
    /// Whether orders have all optional data: discounts, tax, shipping, tips, fees, gift cards, goods by weight, where
    /// they were sold and where they go; some are tests, or paid later.
    pub is_rich: bool,
    /// How many orders are changed later, and how.
    pub mix: Mix,
}

impl Settings {
    /// 500 products, two decimals, the usual mix, and ids that begin with the seed.
    #[must_use]
    pub fn new(seed: u64, timezone: TimeZone) -> Self {
        Self {
            seed,
            skus: 500,
            timezone,
            minor_digits: 2,
            currency: None,
            id_prefix: format!("S{seed}-"),
            is_rich: false,
            mix: Mix::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if self.minor_digits > 6 {
            return Err(SettingsError::MinorDigits(self.minor_digits));
        }
        // 40 bytes leave room for the number and a refund's suffix within the 128 bytes of an id.
        if self.id_prefix.len() > 40 || self.id_prefix.chars().any(char::is_control) {
            return Err(SettingsError::IdPrefix);
        }
        Ok(())
    }
}

/// Shares of the orders that change later, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    /// Orders followed by a refund: a separate event with only return lines.
    pub refunds: f64,
    /// Orders sent again, changed, with a higher version.
    pub corrections: f64,
    /// Orders cancelled later, with a higher version.
    pub cancellations: f64,
    /// Lines whose price has four decimals, like goods by weight: they show whether revenue is rounded per order or per
    /// line.
    pub fine_prices: f64,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            refunds: 0.03,
            corrections: 0.01,
            cancellations: 0.01,
            fine_prices: 0.0,
        }
    }
}

/// Invalid settings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsError {
    /// The catalogue's size is out of range.
    Skus(u32),
    /// The currency has more decimals than a price may have.
    MinorDigits(u8),
    /// The id prefix is longer than 40 bytes or contains control characters.
    IdPrefix,
    /// The number of days is out of range.
    Days(u32),
    /// The present moment is outside the calendar.
    Now(i64),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skus(given) => write!(
                f,
                "skus must be 1 to {}, not {given}",
                crate::Catalogue::MAX
            ),
            Self::MinorDigits(given) => write!(f, "a price has at most 6 decimals, not {given}"),
            Self::IdPrefix => write!(
                f,
                "the id prefix must be at most 40 bytes without control characters"
            ),
            Self::Days(given) => write!(
                f,
                "days must be 1 to {}, not {given}",
                crate::Period::MAX_DAYS
            ),
            Self::Now(given) => write!(f, "now is not a valid time: {given} ms"),
        }
    }
}

impl std::error::Error for SettingsError {}
