//! The orders of all sheets in order of time, as lines of JSON.

use super::super::chunk::{Chunk, Refused};
use super::super::countries::{self, Unknown};
use super::super::csv::ShopFacts;
use super::super::figures::figures;
use super::cells::OrderCells;
use super::sheet::{Order, Sheet};
use anyhow::Context;
use domain::{Orders, Reason, Rejection, Shop, Sums, Timestamp};
use presets::exports::{Cells, Column, Said};
use serde_json::{Map, Value, json};

/// Orders per chunk.
const CHUNK_ORDERS: usize = 5_000;

/// The orders of a command's exports, chunk by chunk.
pub(in super::super) struct Events {
    sheets: Vec<Sheet>,
    shop: ShopFacts,
    /// For each order: when it was placed, its sheet, and its index there.
    orders: Vec<(Option<i64>, u32, u32)>,
    next: usize,
}

impl Events {
    /// Adds a note for each assumption.
    pub(in super::super) fn of(
        sheets: Vec<Sheet>,
        shop: ShopFacts,
        notes: &mut Vec<String>,
    ) -> Events {
        let mut orders = Vec::new();
        for (index, sheet) in sheets.iter().enumerate() {
            sheet.notes(notes);
            let mut strange = std::collections::BTreeSet::new();
            let mut whole = Whole::new(&shop);
            let mut unknown = Unknown::default();
            for (place, order) in sheet.orders.iter().enumerate() {
                let cells = OrderCells {
                    sheet,
                    shop: &shop,
                    rows: sheet.rows_of(order),
                };
                let said = said(&cells, order).ok();
                let first = said.as_ref().and_then(|said| said.events.first());
                if let Some(country) = first.and_then(|event| event.country.as_deref()) {
                    unknown.observe(country);
                }
                let at = first.map(|event| event.at);
                if let (Some(said), Some(whole)) = (&said, &mut whole) {
                    whole.add(said);
                }
                strange.extend(said.and_then(|said| said.strange_status));
                orders.push((at, index as u32, place as u32));
            }
            unknown.notes(&sheet.name, notes);
            notes.extend(whole.map(|whole| whole.note(&sheet.name)));
            sheet.clocks.late_notes(&sheet.name, notes);
            if !strange.is_empty() {
                let words: Vec<String> = strange.iter().map(|word| format!("`{word}`")).collect();
                let (name, words) = (&sheet.name, words.join(", "));
                notes.push(format!(
                    "{name}: the status {words} is unknown; such orders were counted"
                ));
            }
        }
        orders.sort_unstable();
        Events {
            sheets,
            shop,
            orders,
            next: 0,
        }
    }

    fn chunk(&self, orders: &[(Option<i64>, u32, u32)]) -> anyhow::Result<Vec<Chunk>> {
        let (mut lines, mut refused) = (Vec::new(), Vec::new());
        for (_, sheet, place) in orders {
            let sheet = &self.sheets[*sheet as usize];
            let order = &sheet.orders[*place as usize];
            let cells = OrderCells {
                sheet,
                shop: &self.shop,
                rows: sheet.rows_of(order),
            };
            match said(&cells, order) {
                Ok(said) => {
                    for mut event in said.events {
                        let country = event.country.as_deref().and_then(countries::code);
                        event.country = country.map(Into::into);
                        let body = event.body().context("an order as JSON")?;
                        lines.extend_from_slice(body.as_bytes());
                        lines.push(b'\n');
                    }
                }
                Err(rejection) => refused.push(self.refused(&cells, order.line, &rejection)?),
            }
        }
        let chunks = [
            (!lines.is_empty()).then_some(Chunk::Exported(lines)),
            (!refused.is_empty()).then_some(Chunk::Refused(refused)),
        ];
        Ok(chunks.into_iter().flatten().collect())
    }

    /// A rejected order, with the cells that were read.
    fn refused(
        &self,
        cells: &OrderCells<'_>,
        line: u64,
        rejection: &Rejection,
    ) -> anyhow::Result<Refused> {
        let sheet = cells.sheet;
        let id = |column| {
            (0..cells.rows())
                .find_map(|row| cells.text(row, column))
                .map(str::to_owned)
        };
        let id = id(Column::Id).or_else(|| id(Column::Key));
        let rows = (0..cells.rows()).map(|row| {
            let columns = sheet.found.columns.iter().map(|(column, _)| *column);
            let said = columns.filter_map(|column| {
                Some((
                    column.name().to_owned(),
                    Value::from(cells.text(row, column)?),
                ))
            });
            Value::Object(said.collect::<Map<String, Value>>())
        });
        let rows: Vec<Value> = rows.collect();
        let body = json!({"id": id, "export": sheet.found.export.name, "rows": rows});
        let detail = format!("{} (row {line} of {})", rejection.detail, sheet.name);
        Ok(Refused {
            rejection: Rejection::new(rejection.reason, detail),
            id,
            body: serde_json::to_vec(&body).context("an order as JSON")?,
        })
    }
}

/// The sum of a file, for comparison with the platform's report.
struct Whole {
    shop: Shop,
    now: Timestamp,
    sums: Sums,
}

impl Whole {
    /// `None` without the shop's currency.
    fn new(facts: &ShopFacts) -> Option<Whole> {
        let currency = facts.currency.as_deref()?;
        Some(Whole {
            shop: Shop::new(domain::ShopId::DEFAULT, facts.clock.name(), currency).ok()?,
            now: Timestamp::from_millis(jiff::Timestamp::now().as_millisecond()),
            sums: Sums::ZERO,
        })
    }

    fn add(&mut self, said: &Said) {
        let mut orders = Orders::default();
        for event in &said.events {
            // Rejected orders are reported where they are rejected.
            let _ = event.push(&self.shop, self.now, &mut orders);
        }
        let counted = orders.iter().filter(|order| order.standing().counts());
        self.sums += counted.map(|order| order.sums()).sum();
    }

    fn note(&self, file: &str) -> String {
        let all = figures(&self.shop.currency, self.sums).map(|(name, value)| match value {
            Value::String(text) => format!("{name} {text}"),
            other => format!("{name} {other}"),
        });
        let all: Vec<String> = all.collect();
        format!("{file} adds up to: {}", all.join(", "))
    }
}

/// What an order's rows contain, if nothing is wrong with them.
fn said(cells: &OrderCells<'_>, order: &Order) -> Result<Said, Rejection> {
    let wrong = order.refused.as_deref().cloned();
    if let Some(wrong) = wrong.or_else(|| cells.sheet.cut(&cells.rows, order.line)) {
        return Err(wrong);
    }
    if cells.rows() > domain::MAX_LINES {
        let detail = format!(
            "{} rows of one order; an order has at most {}",
            cells.rows(),
            domain::MAX_LINES
        );
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    cells.sheet.found.export.read(cells)
}

impl Iterator for Events {
    type Item = anyhow::Result<Vec<Chunk>>;

    fn next(&mut self) -> Option<anyhow::Result<Vec<Chunk>>> {
        let left = &self.orders[self.next..];
        let orders = &left[..left.len().min(CHUNK_ORDERS)];
        if orders.is_empty() {
            return None;
        }
        let chunk = self.chunk(orders);
        self.next += orders.len();
        Some(chunk)
    }
}
