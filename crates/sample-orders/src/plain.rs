//! The fastest writer of many distinct orders, for measurements.

use crate::catalogue::Catalogue;
use crate::dice::Dice;
use crate::{SettingsError, json};
use std::io;

/// Bytes of an order of four lines with the longest prefix and all rich data, rounded up.
const LONGEST: usize = 768;
/// Bytes to collect before passing them on.
const CHUNK: usize = 1 << 20;

/// Settings of a measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainSettings {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Products, 1 to [`Catalogue::MAX`].
    pub skus: u32,
    /// The number of orders.
    pub orders: u64,
    /// Time of the first order, in milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// The last order is before this; times advance evenly.
    pub end_ms: i64,
    /// Whether each order has shipping, a channel and a country, and each line has tax and usually a discount.
    pub is_rich: bool,
    /// Ids are this followed by at least ten digits. At most 40 bytes, no control characters.
    pub id_prefix: String,
}

/// Exact sums of the orders written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlainTotals {
    /// Orders written, each with its own id.
    pub orders: u64,
    /// Their lines.
    pub lines: u64,
    /// Units of all lines.
    pub units: u64,
    /// Revenue in hundredths of the currency's unit.
    pub revenue_cents: u64,
}

/// Writes orders of one to four lines as NDJSON: no names, no changes, no refunds; products are drawn from the
/// catalogue as everywhere else, with quantities from 1 to 3.
///
/// ```
/// use sample_orders::{Plain, PlainSettings};
///
/// let mut plain = Plain::new(PlainSettings {
///     seed: 1,
///     skus: 100_000,
///     orders: 1_000,
///     start_ms: 1_784_000_000_000,
///     end_ms: 1_784_086_400_000,
///     is_rich: false,
///     id_prefix: String::new(),
/// })?;
/// let mut lines = Vec::new();
/// assert_eq!(plain.write(600, &mut lines), 600);
/// assert_eq!(plain.write(600, &mut lines), 400);
/// assert_eq!(plain.totals().orders, 1_000);
/// # Ok::<(), sample_orders::SettingsError>(())
/// ```
#[derive(Debug)]
pub struct Plain {
    settings: PlainSettings,
    catalogue: Catalogue,
    prices: Prices,
    dice: Dice,
    /// Everything before an order's number.
    head: Vec<u8>,
    totals: PlainTotals,
}

impl Plain {
    /// A writer before its first order.
    ///
    /// # Errors
    /// [`SettingsError::Skus`] or [`SettingsError::IdPrefix`].
    pub fn new(settings: PlainSettings) -> Result<Self, SettingsError> {
        if settings.id_prefix.len() > 40 || settings.id_prefix.chars().any(char::is_control) {
            return Err(SettingsError::IdPrefix);
        }
        let mut head = b"{\"id\":".to_vec();
        json::string(&mut head, &settings.id_prefix);
        head.pop();
        Ok(Self {
            catalogue: Catalogue::new(settings.skus)?,
            prices: Prices::new(settings.skus),
            dice: Dice::new(settings.seed, 5),
            head,
            totals: PlainTotals::default(),
            settings,
        })
    }

    /// Appends up to `count` lines. Returns how many, which is fewer at the end of the orders.
    pub fn write(&mut self, count: u64, out: &mut Vec<u8>) -> u64 {
        let count = count.min(self.settings.orders - self.totals.orders);
        for _ in 0..count {
            out.reserve(LONGEST);
            self.order(out);
        }
        count
    }

    /// Writes all remaining orders.
    ///
    /// # Errors
    /// The writer's error.
    pub fn write_all(&mut self, to: &mut impl io::Write) -> io::Result<()> {
        let mut chunk = Vec::with_capacity(CHUNK + LONGEST);
        loop {
            while chunk.len() < CHUNK && self.write(1, &mut chunk) > 0 {}
            if chunk.is_empty() {
                return to.flush();
            }
            to.write_all(&chunk)?;
            chunk.clear();
        }
    }

    /// Exact sums of the orders written so far.
    #[must_use]
    pub fn totals(&self) -> PlainTotals {
        self.totals
    }

    fn order(&mut self, out: &mut Vec<u8>) {
        let number = self.totals.orders;
        out.extend_from_slice(&self.head);
        ten_digits(out, number);
        out.extend_from_slice(b"\",\"timestamp\":");
        json::integer(out, self.time_of(number));
        // Two bits choose the number of lines, and one byte each quantity: a single draw is enough.
        let mut bits = self.dice.bits();
        // Rich data comes from the top bits: it takes no extra draw, so that rich orders have the same lines.
        let rich = self.settings.is_rich.then_some(bits >> 56);
        if let Some(rich) = rich {
            service(out, rich as usize);
        }
        out.extend_from_slice(b",\"items\":[");
        let lines = 1 + (bits & 3);
        for line in 0..lines {
            bits >>= 8;
            let quantity = 1 + (bits & 0xff) * 3 / 256;
            let rank = self.catalogue.draw(&mut self.dice);
            let cents = self.prices.of(rank);
            out.extend_from_slice(if line == 0 {
                b"{\"sku\":\""
            } else {
                b",{\"sku\":\""
            });
            nine_digits(out, Catalogue::sku_number(rank));
            out.extend_from_slice(b"\",\"price\":\"");
            json::decimal(out, u64::from(cents), 2);
            out.extend_from_slice(b"\",\"quantity\":");
            out.push(b'0' + quantity as u8);
            if let Some(rich) = rich {
                taxed(
                    out,
                    quantity * u64::from(cents),
                    DISCOUNTS[(rich + line) as usize & 3],
                );
            }
            out.push(b'}');
            self.totals.units += quantity;
            self.totals.revenue_cents += quantity * u64::from(cents);
        }
        out.extend_from_slice(b"]}\n");
        self.totals.lines += lines;
        self.totals.orders += 1;
    }

    fn time_of(&self, number: u64) -> i64 {
        let span = self
            .settings
            .end_ms
            .saturating_sub(self.settings.start_ms)
            .max(0);
        let passed =
            i128::from(span) * i128::from(number) / i128::from(self.settings.orders.max(1));
        self.settings.start_ms + passed as i64
    }
}

/// In percent.
const DISCOUNTS: [u64; 4] = [0, 10, 15, 25];
const TAX: u64 = 19;

/// The data of the whole order: shipping, where it was sold and where it goes.
fn service(out: &mut Vec<u8>, chosen: usize) {
    const CHANNELS: [&str; 4] = ["online", "app", "pos", "marketplace"];
    const COUNTRIES: [&str; 8] = ["DE", "AT", "CH", "FR", "NL", "IT", "GB", "US"];
    out.extend_from_slice(b",\"shipping\":\"4.90\",\"channel\":\"");
    out.extend_from_slice(CHANNELS[chosen & 3].as_bytes());
    out.extend_from_slice(b"\",\"country\":\"");
    out.extend_from_slice(COUNTRIES[chosen >> 2 & 7].as_bytes());
    out.push(b'"');
}

/// A line's discount, and the tax on the rest.
fn taxed(out: &mut Vec<u8>, cents: u64, per_cent: u64) {
    let discount = cents * per_cent / 100;
    if discount > 0 {
        out.extend_from_slice(b",\"discount\":\"");
        json::decimal(out, discount, 2);
        out.push(b'"');
    }
    out.extend_from_slice(b",\"tax\":\"");
    json::decimal(out, (cents - discount) * TAX / 100, 2);
    out.push(b'"');
}

/// Prices by rank, cached if they fit into a processor's cache and are worth it.
#[derive(Debug)]
struct Prices {
    kept: Vec<u32>,
}

impl Prices {
    const KEPT: u32 = 65_536;

    fn new(skus: u32) -> Self {
        Self {
            kept: (0..skus.min(Self::KEPT))
                .map(Catalogue::price_cents)
                .collect(),
        }
    }

    fn of(&self, rank: u32) -> u32 {
        self.kept
            .get(rank as usize)
            .copied()
            .unwrap_or_else(|| Catalogue::price_cents(rank))
    }
}

/// Pairs of digits halve the number of divisions.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut value = 0;
    while value < 100 {
        pairs[value] = [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8];
        value += 1;
    }
    pairs
};

fn nine_digits(out: &mut Vec<u8>, mut value: u32) {
    let mut digits = [b'0'; 9];
    for place in [7, 5, 3, 1] {
        digits[place..place + 2].copy_from_slice(&PAIRS[(value % 100) as usize]);
        value /= 100;
    }
    digits[0] = b'0' + (value % 10) as u8;
    out.extend_from_slice(&digits);
}

fn ten_digits(out: &mut Vec<u8>, value: u64) {
    if value >= 10_000_000_000 {
        return json::unsigned(out, value);
    }
    out.push(b'0' + (value / 1_000_000_000) as u8);
    nine_digits(out, (value % 1_000_000_000) as u32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn settings() -> PlainSettings {
        PlainSettings {
            seed: 4,
            skus: 100_000,
            orders: 3_000,
            start_ms: 1_784_000_000_000,
            end_ms: 1_784_000_300_000,
            is_rich: false,
            id_prefix: "B".into(),
        }
    }

    #[test]
    fn lines_are_orders_and_the_totals_are_theirs() {
        let mut plain = Plain::new(settings()).unwrap();
        let mut out = Vec::new();
        plain.write_all(&mut out).unwrap();
        let mut totals = PlainTotals::default();
        let mut ids = HashSet::new();
        for line in out
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            let order: serde_json::Value = serde_json::from_slice(line).unwrap();
            assert!(ids.insert(order["id"].as_str().unwrap().to_owned()));
            let time = order["timestamp"].as_i64().unwrap();
            assert!((settings().start_ms..settings().end_ms).contains(&time));
            let items = order["items"].as_array().unwrap();
            assert!((1..=4).contains(&items.len()));
            totals.orders += 1;
            totals.lines += items.len() as u64;
            for item in items {
                let quantity = item["quantity"].as_u64().unwrap();
                assert!((1..=3).contains(&quantity));
                let cents: u64 = item["price"]
                    .as_str()
                    .unwrap()
                    .replace('.', "")
                    .parse()
                    .unwrap();
                assert_eq!(item["sku"].as_str().unwrap().len(), 9);
                totals.units += quantity;
                totals.revenue_cents += quantity * cents;
            }
        }
        assert_eq!(totals.orders, 3_000);
        assert_eq!(plain.totals(), totals);
    }

    #[test]
    fn rich_orders_have_the_same_lines_and_say_more() {
        let lines = |is_rich| {
            let mut plain = Plain::new(PlainSettings {
                is_rich,
                ..settings()
            })
            .unwrap();
            let mut out = Vec::new();
            plain.write_all(&mut out).unwrap();
            (String::from_utf8(out).unwrap(), plain.totals())
        };
        let ((plain, totals), (rich, same)) = (lines(false), lines(true));
        assert_eq!(totals, same);
        for (plain, rich) in plain.lines().zip(rich.lines()) {
            assert!(rich.len() < LONGEST);
            let plain: serde_json::Value = serde_json::from_str(plain).unwrap();
            let mut rich: serde_json::Value = serde_json::from_str(rich).unwrap();
            for name in ["shipping", "channel", "country"] {
                assert!(
                    rich.as_object_mut()
                        .unwrap()
                        .remove(name)
                        .unwrap()
                        .is_string()
                );
            }
            for item in rich["items"].as_array_mut().unwrap() {
                let item = item.as_object_mut().unwrap();
                item.remove("discount");
                assert!(item.remove("tax").unwrap().is_string());
            }
            assert_eq!(rich, plain);
        }
    }

    #[test]
    fn pieces_make_the_same_bytes_as_a_whole() {
        let mut whole = Vec::new();
        Plain::new(settings())
            .unwrap()
            .write_all(&mut whole)
            .unwrap();
        let mut pieces = Vec::new();
        let mut plain = Plain::new(settings()).unwrap();
        while plain.write(7, &mut pieces) > 0 {}
        assert_eq!(whole, pieces);
    }

    #[test]
    fn digits() {
        let text = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            write(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(&|out| nine_digits(out, 100_000_007)), "100000007");
        assert_eq!(text(&|out| ten_digits(out, 42)), "0000000042");
        assert_eq!(text(&|out| ten_digits(out, 12_345_678_901)), "12345678901");
    }
}
