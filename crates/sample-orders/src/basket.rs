//! The content of one customer's order.

use crate::catalogue::Catalogue;
use crate::dice::{Dice, scramble};
use crate::order::{Item, Kind, Order, Price, Quantity, Status};
use crate::rich::Rich;
use crate::{Settings, SettingsError};

const DAY_MS: i64 = 86_400_000;
/// Products on offer each day.
const OFFERS: u64 = 4;

/// Makes new orders, with ids that count up from 1.
#[derive(Debug, Clone)]
pub(crate) struct Baskets {
    catalogue: Catalogue,
    dice: Dice,
    settings: Settings,
    rich: Option<Rich>,
    made: u64,
}

impl Baskets {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        Ok(Self {
            catalogue: Catalogue::new(settings.skus)?,
            dice: Dice::new(settings.seed, 1),
            settings: settings.clone(),
            rich: settings.is_rich.then(|| Rich::new(settings)),
            made: 0,
        })
    }

    pub(crate) fn order(&mut self, timestamp_ms: i64) -> Order {
        self.made += 1;
        let lines = match self.dice.below(100) {
            0..=41 => 1,
            42..=70 => 2,
            71..=86 => 3,
            87..=95 => 4,
            _ => 5 + self.dice.below(4),
        };
        let mut order = Order {
            id: format!("{}{:06}", self.settings.id_prefix, self.made),
            timestamp_ms,
            currency: self.settings.currency.clone(),
            version: 0,
            status: Status::Placed,
            extras: None,
            items: (0..lines).map(|_| self.item(timestamp_ms)).collect(),
        };
        if let Some(rich) = &mut self.rich {
            rich.enrich(&mut order);
        }
        order
    }

    /// Another line for a customer who buys at this moment.
    pub(crate) fn item(&mut self, timestamp_ms: i64) -> Item {
        let rank = self.rank(timestamp_ms);
        let product = self.catalogue.product(rank);
        Item {
            kind: Kind::Product,
            sku: product.sku,
            name: Some(product.name),
            price: self.price(product.price_cents),
            is_of_line: false,
            quantity: self.quantity(),
            discount: None,
            tax: None,
        }
    }

    /// One line in twelve is a product on offer, so that a day's best-sellers differ from the year's.
    fn rank(&mut self, timestamp_ms: i64) -> u32 {
        if self.dice.below(12) > 0 {
            return self.catalogue.draw(&mut self.dice);
        }
        let day = timestamp_ms.div_euclid(DAY_MS) as u64;
        let offer = scramble(scramble(day) ^ self.dice.below(OFFERS));
        (offer % u64::from(self.catalogue.skus())) as u32
    }

    fn quantity(&mut self) -> Quantity {
        let quantity = match self.dice.below(1000) {
            0..=699 => 1,
            700..=879 => 2,
            880..=949 => 3,
            950..=984 => 4 + self.dice.below(4),
            985..=997 => 10 + self.dice.below(15),
            // Orders for a hotel or a wedding.
            _ => 48 + 12 * self.dice.below(9),
        };
        Quantity::pieces(quantity as i32)
    }

    fn price(&mut self, cents: u32) -> Price {
        let cents = u64::from(cents);
        let digits = self.settings.minor_digits;
        if self.settings.mix.fine_prices > 0.0 && self.dice.chance(self.settings.mix.fine_prices) {
            return Price {
                units: cents * 100 + self.dice.below(100),
                decimals: 4,
            };
        }
        match digits {
            // A currency without a minor unit has larger figures: 199 yen, not 2.
            0 | 1 => Price {
                units: cents,
                decimals: digits,
            },
            _ => Price {
                units: cents * 10u64.pow(u32::from(digits) - 2),
                decimals: digits,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn baskets_look_like_a_shop() {
        let mut baskets = Baskets::new(&Settings::new(3, TimeZone::UTC)).unwrap();
        let orders: Vec<Order> = (0..5_000).map(|n| baskets.order(n * 1000)).collect();
        let items: Vec<&Item> = orders.iter().flat_map(|order| &order.items).collect();
        let share = |count: usize, of: usize| count as f64 / of as f64;
        let small = orders.iter().filter(|order| order.items.len() <= 4).count();
        assert!(share(small, orders.len()) > 0.93);
        assert!(
            share(
                items
                    .iter()
                    .filter(|item| item.quantity <= Quantity::pieces(3))
                    .count(),
                items.len()
            ) > 0.93
        );
        assert!(
            items
                .iter()
                .any(|item| item.quantity >= Quantity::pieces(10))
        );
        assert!(
            items
                .iter()
                .all(|item| !item.quantity.is_return() && item.price.units > 0)
        );
        assert_eq!(orders[0].id, "S3-000001");
        assert_eq!(orders[4_999].id, "S3-005000");
    }

    #[test]
    fn prices_fit_the_currency() {
        let price = |digits, fine| {
            let mut settings = Settings::new(3, TimeZone::UTC);
            settings.skus = 1;
            settings.minor_digits = digits;
            settings.mix.fine_prices = fine;
            Baskets::new(&settings).unwrap().item(0).price.to_string()
        };
        assert_eq!(price(2, 0.0), "1.99");
        assert_eq!(price(0, 0.0), "199");
        assert_eq!(price(3, 0.0), "1.990");
        assert!(price(2, 1.0).starts_with("1.99") && price(2, 1.0).len() == 6);
    }

    #[test]
    fn impossible_settings_are_named() {
        let mut settings = Settings::new(3, TimeZone::UTC);
        settings.minor_digits = 7;
        assert_eq!(
            Baskets::new(&settings).err(),
            Some(SettingsError::MinorDigits(7))
        );
        settings.minor_digits = 2;
        settings.id_prefix = "x".repeat(41);
        assert_eq!(Baskets::new(&settings).err(), Some(SettingsError::IdPrefix));
    }
}
