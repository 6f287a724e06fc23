//! Orders in the form that the cases use.

use domain::{
    Amount, Extra, OrderEvent, OrderLine, Orders, Price, Quantity, Rate, Shop, Standing, Timestamp,
    WholeAmounts,
};

use super::is_rich;

/// An order event that owns its parts.
#[derive(Clone, Debug)]
pub struct Event {
    /// The order's id.
    pub id: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// The higher one wins.
    pub version: i64,
    /// Whether it counts.
    pub standing: Standing,
    /// Whether it refunds another order.
    pub is_refund: bool,
    /// Where it was sold, as in a body.
    pub channel: Option<&'static str>,
    /// Where it goes, as in a body.
    pub country: Option<&'static str>,
    /// The amounts of the whole order.
    pub whole: WholeAmounts,
    /// Whether its source assigned its id.
    pub is_id_given: bool,
    /// The item lines.
    pub lines: Vec<Line>,
}

/// An item line that owns its parts.
#[derive(Clone, Debug)]
pub struct Line {
    /// The item.
    pub sku: String,
    /// Its name.
    pub name: Option<String>,
    /// The price of one piece.
    pub price: Price,
    /// The number of pieces; negative = returned.
    pub quantity: i64,
}

/// A placed order of version 0 without lines; the time is RFC 3339.
pub fn order(id: &str, placed_at: &str) -> Event {
    let (placed_at, lines) = (time(placed_at), Vec::new());
    let event = Event {
        id: id.to_owned(),
        placed_at,
        version: 0,
        standing: Standing::Counts,
        is_refund: false,
        channel: None,
        country: None,
        whole: WholeAmounts::NONE,
        is_id_given: false,
        lines,
    };
    match is_rich() {
        true => event.with_amounts("4.90", "0.50", "0.93"),
        false => event,
    }
}

impl Event {
    /// Adds a line.
    #[must_use]
    pub fn line(mut self, sku: &str, quantity: i64, price: &str) -> Event {
        let price = Price::parse(price).expect("the case writes prices right");
        self.lines.push(Line {
            sku: sku.to_owned(),
            name: None,
            price,
            quantity,
        });
        self
    }

    /// Names the item of the last line.
    #[must_use]
    pub fn named(mut self, name: &str) -> Event {
        let line = self
            .lines
            .last_mut()
            .expect("the line stands before its name");
        line.name = Some(name.to_owned());
        self
    }

    /// Sets the version.
    #[must_use]
    pub fn version(mut self, version: i64) -> Event {
        self.version = version;
        self
    }

    /// Marks its id as assigned by its source, because it has none of its own.
    #[must_use]
    pub fn given_id(mut self) -> Event {
        self.is_id_given = true;
        self
    }

    /// What a store holds of it in addition to its lines and its two amounts, computed by the domain.
    pub fn extra(&self, shop: &Shop) -> Option<Box<Extra>> {
        let orders = orders_of(shop, [self]);
        orders.get(0)?.extra().cloned().map(Box::new)
    }

    /// Makes it cancelled.
    #[must_use]
    pub fn cancelled(mut self) -> Event {
        self.standing = Standing::Cancelled;
        self
    }

    /// Sets where it was sold and where it goes.
    #[must_use]
    pub fn sold_in(mut self, channel: &'static str, country: &'static str) -> Event {
        let said = |word: &'static str| Some(word).filter(|word| !word.is_empty());
        (self.channel, self.country) = (said(channel), said(country));
        self
    }

    /// Makes it a refund of another order.
    #[must_use]
    pub fn refund(mut self) -> Event {
        self.is_refund = true;
        self
    }

    /// Removes all amounts except its lines, even if the suite's orders are rich.
    #[must_use]
    pub fn plain(mut self) -> Event {
        self.whole = WholeAmounts::NONE;
        self
    }

    /// Adds shipping, a discount and tax of the whole order.
    #[must_use]
    pub fn with_amounts(mut self, shipping: &str, discount: &str, tax: &str) -> Event {
        let amount = |text| Amount::parse(text).expect("the case writes amounts right");
        self.whole = WholeAmounts {
            shipping: amount(shipping),
            discount: amount(discount),
            tax: amount(tax),
            ..self.whole
        };
        self
    }
}

/// A moment from RFC 3339.
pub fn time(rfc3339: &str) -> Timestamp {
    Timestamp::parse_rfc3339(rfc3339).expect("the case writes times right")
}

/// The time at which the suite's orders arrive: later than all of them.
pub fn now() -> Timestamp {
    time("2099-01-01T00:00:00Z")
}

/// The events as a validated batch.
///
/// # Panics
/// When an event is rejected: the suite writes valid ones.
pub fn orders_of<'e>(shop: &Shop, events: impl IntoIterator<Item = &'e Event>) -> Orders {
    let mut orders = Orders::default();
    for (index, event) in events.into_iter().enumerate() {
        let lines: Vec<OrderLine<'_>> = event
            .lines
            .iter()
            .map(|line| {
                let quantity =
                    Quantity::whole(line.quantity).expect("the case writes quantities right");
                OrderLine::product(&line.sku, line.name.as_deref(), line.price, quantity)
            })
            .collect();
        let is_id_given = event.is_id_given;
        // A rich order is also in another currency, at a rate that leaves its amounts unchanged, because the feed shows
        // converted prices in whole cents.
        let mut prices = event.lines.iter().map(|line| line.price.micros());
        let is_in_cents = shop.currency.exponent() == 2 && prices.all(|it| it % 10_000 == 0);
        let is_foreign = is_rich() && !event.whole.is_none() && is_in_cents;
        let currency = match shop.currency.code() {
            "CHF" => "EUR",
            _ => "CHF",
        };
        let event = OrderEvent {
            currency: is_foreign.then_some(currency),
            rate: is_foreign.then_some(Rate::ONE),
            version: event.version,
            standing: event.standing,
            refund_of: event.is_refund.then_some("another order"),
            channel: event.channel,
            country: event.country,
            whole: event.whole,
            ..OrderEvent::of_lines(&event.id, event.placed_at, &lines)
        };
        orders
            .push(shop, now(), &event)
            .expect("the case writes valid orders");
        if is_id_given {
            orders.note_given_id(index);
        }
    }
    orders
}
