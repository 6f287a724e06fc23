//! Optional data of orders, in the proportions of a real shop.

use crate::Settings;
use crate::dice::Dice;
use crate::order::{Extras, Item, Kind, Order, Price, Quantity, Status};

const CHANNELS: [&str; 6] = ["online", "online", "online", "pos", "app", "marketplace"];
const COUNTRIES: [&str; 8] = ["DE", "DE", "DE", "AT", "CH", "FR", "NL", "US"];
/// Discounts in percent, given now and then.
const DISCOUNTS: [u64; 4] = [10, 15, 20, 50];
const TAX_PER_CENT: u64 = 19;

/// Adds discounts, tax, shipping and the like to orders.
#[derive(Debug, Clone)]
pub(crate) struct Rich {
    dice: Dice,
    minor_digits: u8,
}

impl Rich {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            dice: Dice::new(settings.seed, 6),
            minor_digits: settings.minor_digits,
        }
    }

    /// Gives an order all the data that it may have. Some become tests, or wait for payment.
    pub(crate) fn enrich(&mut self, order: &mut Order) {
        let tax_included = self.dice.chance(0.5);
        for item in &mut order.items {
            self.measure_out(item);
            self.tax(item, tax_included);
        }
        if self.dice.chance(0.03) {
            order
                .items
                .push(self.other(Kind::GiftCard, "GIFT-CARD", 2_500));
        }
        if self.dice.chance(0.05) {
            order
                .items
                .push(self.other(Kind::Fee, "GIFT-WRAPPING", 300));
        }
        if self.dice.chance(0.04) {
            order.status = Status::Pending;
        }
        order.extras = Some(Box::new(Extras {
            refund_of: None,
            tax_included,
            is_test: self.dice.chance(0.01),
            shipping: self.sometimes(0.7, 490),
            discount: self.sometimes(0.04, 500),
            tax: self.sometimes(0.5, 93),
            tip: self.sometimes(0.05, 200),
            fee: self.sometimes(0.03, 150),
            channel: self.one_of(&CHANNELS),
            country: self.one_of(&COUNTRIES),
        }));
    }

    /// Goods by weight, and "three for ten", which no price per piece can express.
    fn measure_out(&mut self, item: &mut Item) {
        if self.dice.chance(0.06) {
            item.quantity = Quantity {
                thousandths: self.dice.between(120, 2_400) as i32,
            };
        } else if self.dice.chance(0.05) {
            item.price = self.minor(self.worth(item) * 9 / 10);
            item.is_of_line = true;
        }
    }

    fn tax(&mut self, item: &mut Item, tax_included: bool) {
        let worth = self.worth(item);
        let mut discount = 0;
        if self.dice.chance(0.15) {
            let per_cent = self.dice.pick(&DISCOUNTS).copied().unwrap_or_default();
            discount = worth * per_cent / 100;
            item.discount = Some(self.minor(discount));
        }
        let per_cent = if tax_included {
            100 + TAX_PER_CENT
        } else {
            100
        };
        item.tax = Some(self.minor((worth - discount) * TAX_PER_CENT / per_cent));
    }

    /// The value of a line in minor units, rounded down.
    fn worth(&self, item: &Item) -> u64 {
        let scale = 10u64.pow(u32::from(
            item.price.decimals.saturating_sub(self.minor_digits),
        ));
        let price = item.price.units;
        let pieces = u64::from(item.quantity.thousandths.unsigned_abs());
        match item.is_of_line {
            true => price / scale,
            false => price * pieces / 1000 / scale,
        }
    }

    fn other(&mut self, kind: Kind, sku: &str, cents: u64) -> Item {
        Item {
            kind,
            sku: sku.into(),
            name: None,
            price: self.cents(cents),
            is_of_line: false,
            quantity: Quantity::pieces(1),
            discount: None,
            tax: None,
        }
    }

    fn sometimes(&mut self, probability: f64, cents: u64) -> Option<Price> {
        self.dice.chance(probability).then(|| self.cents(cents))
    }

    /// One of the choices in nine cases out of ten.
    fn one_of(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        let chosen = self.dice.pick(choices).copied();
        chosen.filter(|_| self.dice.chance(0.9))
    }

    /// A number of hundredths of the currency's unit; of whole units if the currency has no hundredths.
    fn cents(&self, cents: u64) -> Price {
        let more = u32::from(self.minor_digits.saturating_sub(2));
        self.minor(cents * 10u64.pow(more))
    }

    fn minor(&self, units: u64) -> Price {
        Price {
            units,
            decimals: self.minor_digits,
        }
    }
}
