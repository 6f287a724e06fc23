//! Adds up the contents of files: as a preview before anything is written, and during an import for comparison.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use domain::{BusinessDay, LineKind, LineValue, OrderRef, Orders, Shop, Sums, Totals};
use order_files::{Chunk, TOO_LONG, figures};
use pipeline::{Decoded, Origin, decode_lines};
use serde_json::{Map, Value, json};
use server::system_clock;

/// How many orders are shown.
const SHOWN: usize = 5;
/// How many lines of each order are shown.
const SHOWN_LINES: usize = 10;
/// Figures that are always shown. Others are shown only if they are not 0.
const ALWAYS: [&str; 3] = ["orders", "units", "revenue"];
/// The orders of files, counted as a new store would count them.
pub(super) struct Tally {
    shop: Shop,
    days: BTreeMap<BusinessDay, Sums>,
    /// For each order, its version, its day, and the sums that count.
    known: HashMap<Box<str>, (i64, BusinessDay, Sums)>,
    first: Vec<String>,
    refused: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn new(shop: Shop) -> Tally {
        Tally {
            shop,
            days: BTreeMap::new(),
            known: HashMap::new(),
            first: Vec::new(),
            refused: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, chunk: &Chunk) {
        match chunk {
            Chunk::Lines(lines) | Chunk::Exported(lines) => {
                let mut decoded = Decoded::new(Origin {
                    source: "import",
                    now: system_clock()(),
                });
                decode_lines(&self.shop, None, lines, &mut decoded);
                for rejection in decoded.rejections() {
                    self.refuse(rejection.reason.as_str());
                }
                self.count(decoded.orders());
            }
            Chunk::TooLong(_) => self.refuse(TOO_LONG),
            Chunk::Refused(orders) => {
                for order in orders {
                    self.refuse(order.rejection.reason.as_str());
                }
            }
        }
    }

    fn refuse(&mut self, reason: &str) {
        *self.refused.entry(reason.to_owned()).or_default() += 1;
    }

    fn count(&mut self, orders: &Orders) {
        for order in orders.iter() {
            let day = self.shop.clock.local(order.placed_at()).day;
            let sums = match order.standing().counts() {
                true => order.sums(),
                false => Sums::ZERO,
            };
            let known = self.known.get(order.id()).copied();
            if known.is_some_and(|(version, ..)| version >= order.version()) {
                continue;
            }
            if let Some((_, day, before)) = known {
                *self.days.entry(day).or_default() -= before;
            }
            *self.days.entry(day).or_default() += sums;
            let now = (order.version(), day, sums);
            self.known.insert(order.id().into(), now);
            if self.first.len() < SHOWN {
                self.first.push(self.shown(&order));
            }
        }
    }

    /// Describes an order in a few lines, as the import understood it.
    fn shown(&self, order: &OrderRef<'_>) -> String {
        let at = self.shop.clock.rfc3339(order.placed_at());
        let mut text = format!("{}  {at}", order.id());
        if let Some(of) = order.refund_of() {
            let _ = write!(text, "  refunds {of}");
        }
        if !order.standing().counts() {
            let _ = write!(text, "  {}: counts nothing", order.standing().as_str());
        }
        for line in order.lines().take(SHOWN_LINES) {
            let (pieces, amount) = match line.value {
                LineValue::Priced { price, quantity } => (
                    format!("{} × ", quantity.format()),
                    price.format(self.shop.currency.exponent()),
                ),
                LineValue::Total { amount, quantity } => {
                    (format!("{} for ", quantity.format()), amount.format())
                }
                LineValue::Lump(amount) => (String::new(), amount.format()),
            };
            let what = match line.kind {
                LineKind::Product => line.sku,
                kind => kind.as_str(),
            };
            let _ = write!(text, "\n    {what}: {pieces}{amount}");
            for (name, amount) in [("discount", line.discount), ("tax", line.tax)] {
                if !amount.is_zero() {
                    let _ = write!(text, ", {name} {}", amount.format());
                }
            }
        }
        text
    }

    pub(super) fn refused(&self) -> u64 {
        self.refused.values().sum()
    }

    pub(super) fn json(&self, notes: &[String]) -> String {
        let days = self.days.iter().map(|(day, sums)| {
            let mut figures: Map<String, Value> = figures(&self.shop.currency, *sums)
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            figures.insert("date".to_owned(), day.to_string().into());
            Value::Object(figures)
        });
        let whole: Sums = self.days.values().copied().sum();
        let total: Map<String, Value> = figures(&self.shop.currency, whole)
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        json!({
            "dry_run": true,
            "first": self.first,
            "days": days.collect::<Vec<Value>>(),
            "total": total,
            "rejected": self.refused,
            "notes": notes,
        })
        .to_string()
    }

    pub(super) fn text(&self, notes: &[String]) -> String {
        let mut text = String::new();
        for order in &self.first {
            let _ = writeln!(text, "{order}");
        }
        let whole: Sums = self.days.values().copied().sum();
        let shown = |name: &str| {
            let is_used = || {
                let of = |sums: &Sums| Totals::new(*sums, None).named(name);
                self.days
                    .values()
                    .any(|sums| of(sums).unwrap_or_default() != 0)
            };
            ALWAYS.contains(&name) || is_used()
        };
        let of = |sums: Sums| {
            let all = figures(&self.shop.currency, sums).filter(|(name, _)| shown(name));
            all.map(|(_, value)| match value {
                Value::String(text) => text,
                other => other.to_string(),
            })
        };
        let names = figures(&self.shop.currency, Sums::ZERO).filter(|(name, _)| shown(name));
        let head: Vec<String> = [String::new()]
            .into_iter()
            .chain(names.map(|(name, _)| name.to_owned()))
            .collect();
        let days = self
            .days
            .iter()
            .map(|(day, sums)| [day.to_string()].into_iter().chain(of(*sums)).collect());
        let total = ["total".to_owned()].into_iter().chain(of(whole)).collect();
        let rows: Vec<Vec<String>> = [head].into_iter().chain(days).chain([total]).collect();
        text.push('\n');
        for row in &rows {
            for (column, cell) in row.iter().enumerate() {
                let width = rows
                    .iter()
                    .map(|row| row[column].len())
                    .max()
                    .unwrap_or_default();
                let _ = match column {
                    0 => write!(text, "{cell:<width$}"),
                    _ => write!(text, "  {cell:>width$}"),
                };
            }
            text.push('\n');
        }
        for (reason, count) in &self.refused {
            let _ = writeln!(text, "rejected  {reason:<20} {count}");
        }
        for note in notes {
            let _ = writeln!(text, "note: {note}");
        }
        text.push_str("nothing was written");
        text
    }
}
