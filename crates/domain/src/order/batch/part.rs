//! A contiguous part of a batch.

use super::super::check::{
    MAX_KEY_BYTES, check_adjusted, check_event, check_sums, clip_name, exchange_of, foreign_of,
};
use super::super::effect::sums_of;
use super::super::event::OrderEvent;
use super::super::extra::{self, Extra, ExtraSlot, push_rare};
use super::super::line::{LineKind, OrderLine};
use super::super::original::Original;
use super::rows::{
    LineDetails, LineForm, LineRow, NONE, OrderDetails, OrderRow, RareDetails, Span,
};
use crate::{Exchange, Market, Rejection, Shop, Timestamp};

/// Text is in one buffer and lines in one list, so that a part of any size costs only a handful of allocations.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// The number of orders of the batch before it.
    pub(super) first: usize,
    pub(super) text: String,
    pub(super) orders: Vec<OrderRow>,
    pub(super) lines: Vec<LineRow>,
    /// Rarely needed data of orders, see [`Extra`].
    pub(super) extras: Vec<Extra>,
    /// Rarely needed contents of orders,
    pub(super) order_details: Vec<OrderDetails>,
    /// those that are rarer still,
    pub(super) rare_details: Vec<RareDetails>,
    /// and those of lines.
    pub(super) line_details: Vec<LineDetails>,
}

/// A channel or a country, shortened to what is kept: no known one is longer.
fn clipped(text: Option<&str>) -> &str {
    let text = text.unwrap_or_default();
    &text[..text.floor_char_boundary(MAX_KEY_BYTES)]
}

/// The prefix of the key of a product without a SKU.
const NAME_PREFIX: &str = "name:";

impl Part {
    /// See [`Orders::push`](super::Orders::push).
    pub(super) fn push(
        &mut self,
        shop: &Shop,
        now: Timestamp,
        event: &OrderEvent<'_>,
    ) -> Result<(), Rejection> {
        check_event(shop, now, event)?;
        let converted = exchange_of(shop, event)?;
        let exchange = converted.map(|(_, exchange)| exchange);
        let sums = sums_of(&shop.currency, exchange, event);
        check_sums(&shop.currency, &sums)?;
        check_adjusted(&shop.currency, exchange, event)?;
        let first = self.lines.len() as u32;
        let id = self.keep(event.id);
        for line in event.lines {
            self.push_line(line);
        }
        let market = Market::said(event.channel, event.country, &shop.channels);
        let original = converted.map(|(currency, _)| Original::of(currency, event));
        let (revenue, returns, extra) = Extra::split(&extra::beside_lines(sums), market, original);
        let row = OrderRow {
            id,
            placed_at: event.placed_at,
            version: event.version,
            standing: event.standing,
            is_id_given: false,
            is_compared: false,
            // No amount that passed the checks is larger.
            revenue: revenue as i64,
            returns: returns as i64,
            lines: (first, self.lines.len() as u32),
            extra: ExtraSlot::push(&mut self.extras, extra, self.orders.capacity()),
            details: self.push_details(event, foreign_of(shop, event), exchange),
        };
        self.orders.push(row);
        Ok(())
    }

    fn push_line(&mut self, line: &OrderLine<'_>) {
        let name = line.name.and_then(clip_name).unwrap_or_default();
        let sku = match line.kind {
            LineKind::Product if line.sku.is_empty() => self.keep_named(name),
            _ => self.keep(line.sku),
        };
        let name = self.keep(name);
        let (form, micros, quantity) = LineForm::split(line.value);
        let details = LineDetails {
            kind: line.kind,
            form,
            discount: line.discount,
            tax: line.tax,
        };
        let details = match details == LineDetails::NONE {
            true => NONE,
            false => push_rare(&mut self.line_details, details, self.lines.capacity()),
        };
        self.lines.push(LineRow {
            sku,
            name,
            micros,
            quantity,
            details,
        });
    }

    fn push_details(
        &mut self,
        event: &OrderEvent<'_>,
        foreign: Option<&str>,
        exchange: Option<Exchange>,
    ) -> u32 {
        let has_rare = event.refund_of.is_some() || foreign.is_some();
        let has_market = event.channel.is_some() || event.country.is_some();
        if !has_rare && !has_market && !event.tax_included && event.whole.is_none() {
            return NONE;
        }
        let details = OrderDetails {
            tax_included: event.tax_included,
            channel: self.keep(clipped(event.channel)),
            country: self.keep(clipped(event.country)),
            whole: event.whole,
            rare: match has_rare {
                true => self.push_rare_details(event, foreign, exchange),
                false => NONE,
            },
        };
        push_rare(&mut self.order_details, details, self.orders.capacity())
    }

    fn push_rare_details(
        &mut self,
        event: &OrderEvent<'_>,
        foreign: Option<&str>,
        exchange: Option<Exchange>,
    ) -> u32 {
        let details = RareDetails {
            refund_of: self.keep(event.refund_of.unwrap_or_default()),
            currency: self.keep(foreign.unwrap_or_default()),
            rate: event.rate.filter(|_| exchange.is_some()),
            exchange,
            ..RareDetails::NONE
        };
        self.rare_details.push(details);
        self.rare_details.len() as u32 - 1
    }

    /// See [`Orders::note_joined`](super::Orders::note_joined).
    pub(super) fn note_joined(&mut self, place: usize, earlier: Option<Timestamp>) {
        let Some(order) = self.orders.get_mut(place) else {
            return;
        };
        if order.details == NONE {
            order.details = self.order_details.len() as u32;
            self.order_details.push(OrderDetails::NONE);
        }
        let Some(details) = self.order_details.get_mut(order.details as usize) else {
            return;
        };
        if details.rare == NONE {
            details.rare = self.rare_details.len() as u32;
            self.rare_details.push(RareDetails::NONE);
        }
        if let Some(details) = self.rare_details.get_mut(details.rare as usize) {
            (details.is_joined, details.earlier) = (true, earlier);
        }
    }

    /// See [`Orders::reserve_for_json`](super::Orders::reserve_for_json).
    pub(super) fn reserve_for_json(&mut self, bytes: usize) {
        self.text.reserve(bytes / 2);
        self.orders.reserve(bytes / 160);
        self.lines.reserve(bytes / 64);
    }

    /// Appends another part.
    pub(super) fn append(&mut self, other: &Part) {
        let (text, line) = (self.text.len() as u32, self.lines.len() as u32);
        let extras = self.extras.len();
        let behind = |slot: u32, others: usize| match slot {
            NONE => NONE,
            slot => slot + others as u32,
        };
        let (of_orders, of_lines) = (self.order_details.len(), self.line_details.len());
        let rare = self.rare_details.len();
        self.text.push_str(&other.text);
        self.orders
            .extend(other.orders.iter().map(|order| OrderRow {
                id: order.id.shifted(text),
                lines: (order.lines.0 + line, order.lines.1 + line),
                extra: order.extra.behind(extras),
                details: behind(order.details, of_orders),
                ..*order
            }));
        self.lines.extend(other.lines.iter().map(|row| LineRow {
            sku: row.sku.shifted(text),
            name: row.name.shifted(text),
            details: behind(row.details, of_lines),
            ..*row
        }));
        self.extras.extend_from_slice(&other.extras);
        self.order_details
            .extend(other.order_details.iter().map(|details| OrderDetails {
                channel: details.channel.shifted(text),
                country: details.country.shifted(text),
                rare: behind(details.rare, rare),
                ..*details
            }));
        self.rare_details
            .extend(other.rare_details.iter().map(|details| RareDetails {
                refund_of: details.refund_of.shifted(text),
                currency: details.currency.shifted(text),
                ..*details
            }));
        self.line_details.extend_from_slice(&other.line_details);
    }

    /// Removes the orders but keeps the memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.orders.clear();
        self.lines.clear();
        self.extras.clear();
        self.order_details.clear();
        self.rare_details.clear();
        self.line_details.clear();
    }

    pub(super) fn line(&self, row: &LineRow) -> OrderLine<'_> {
        let name = Some(row.name.of(&self.text)).filter(|name| !name.is_empty());
        let sku = row.sku.of(&self.text);
        let details = self.line_details.get(row.details as usize);
        let details = details.unwrap_or(&LineDetails::NONE);
        OrderLine {
            kind: details.kind,
            sku,
            name,
            value: details.form.joined(row.micros, row.quantity),
            discount: details.discount,
            tax: details.tax,
        }
    }

    fn keep(&mut self, text: &str) -> Span {
        // Most texts that may be absent are.
        if text.is_empty() {
            return Span::EMPTY;
        }
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Span {
            start,
            len: text.len() as u32,
        }
    }

    /// The key of a product without a SKU: its name, with a prefix that distinguishes it from an equal SKU.
    fn keep_named(&mut self, name: &str) -> Span {
        let room = MAX_KEY_BYTES - NAME_PREFIX.len();
        let name = &name[..name.floor_char_boundary(room)];
        let prefix = self.keep(NAME_PREFIX);
        Span {
            len: prefix.len + self.keep(name).len,
            ..prefix
        }
    }
}
