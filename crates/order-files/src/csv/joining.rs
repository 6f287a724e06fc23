//! All files of a command are one input. This joins what several files contain of the same version of an order.

use std::collections::HashMap;

use domain::{Price, Quantity, Reason, Rejection};

use super::super::fields::{OF_LINES, OF_ORDERS, may_contradict};
use super::table::{Cells, NONE, Part, Table, meaning};

/// How the parts of orders found in several files belong together.
#[derive(Default)]
pub(super) struct Joined {
    /// Further parts of an order, keyed by its first part.
    pub(super) further: HashMap<u32, Vec<u32>>,
    /// Parts that are not orders of their own, sorted.
    pub(super) within: Vec<u32>,
}

impl Joined {
    /// Compares the files. Equal parts remain separate orders and become duplicates. Parts without a common item form
    /// one order. Anything else is a conflict: we cannot tell what was ordered.
    pub(super) fn of(table: &mut Table<'_>) -> Joined {
        let mut joined = Joined::default();
        let by_key = table.by_key.as_ref().filter(|_| table.files.len() > 1);
        let newest: Vec<u32> = by_key
            .into_iter()
            .flat_map(HashMap::values)
            .copied()
            .collect();
        for part in newest {
            let earlier = |part: &u32| {
                let before = table.parts[*part as usize].before;
                (before != NONE).then_some(before)
            };
            let mut chain: Vec<u32> = std::iter::successors(Some(part), earlier).collect();
            if chain.len() > 1 {
                chain.reverse();
                joined.settle(table, &chain);
            }
        }
        joined.within.sort_unstable();
        joined
    }

    fn settle(&mut self, table: &mut Table<'_>, chain: &[u32]) {
        let (mut whole, mut wrong) = (vec![chain[0]], None);
        for &part in &chain[1..] {
            match compare(table, &whole, part) {
                Ok(Relation::Same) => {}
                Ok(Relation::Further) => whole.push(part),
                Err(conflict) => {
                    wrong = Some(conflict);
                    break;
                }
            }
        }
        let refused = |part: &u32| table.parts[*part as usize].refused.clone();
        if let Some(wrong) = wrong.or_else(|| chain.iter().find_map(refused).map(|known| *known)) {
            table.parts[chain[0] as usize].refuse(wrong);
            whole = chain.to_vec();
        }
        self.within.extend(&whole[1..]);
        if whole.len() > 1 {
            self.further.insert(whole[0], whole[1..].to_vec());
        }
    }
}

enum Relation {
    Same,
    Further,
}

/// SKU, name, price and quantity, independent of how files write them, and the cells that few files have.
type Line<'t> = (
    &'t str,
    &'t str,
    Result<Price, &'t str>,
    Result<Quantity, &'t str>,
    [&'t str; OF_LINES.len()],
);

fn compare(table: &Table<'_>, whole: &[u32], part: u32) -> Result<Relation, Rejection> {
    let get = |part: u32| &table.parts[part as usize];
    let new = get(part);
    let conflict = |known: &Part<'_>, how: &str| {
        let (one, other) = (&table.file(known).name, &table.file(new).name);
        let (first, second) = (known.line, new.line);
        let detail = format!(
            "{one} (row {first}) and {other} (row {second}) {how}: the files of one import are one input, and an order \
             that changed needs a version"
        );
        Rejection::new(Reason::ConflictingRows, detail)
    };
    let known: Vec<&Part<'_>> = whole.iter().map(|part| get(*part)).collect();
    for old in &known {
        let currency = (old.currency, new.currency);
        if matches!(currency, (Some(one), Some(other)) if !one.eq_ignore_ascii_case(other)) {
            return Err(conflict(old, "differ in the order's currency"));
        }
        if meaning(old.status) != meaning(new.status) {
            return Err(conflict(old, "differ in the order's status"));
        }
        let both = old
            .rare()
            .into_iter()
            .flatten()
            .zip(new.rare().into_iter().flatten());
        let mut both = OF_ORDERS.into_iter().zip(both);
        let differ = both.any(|(field, (one, other))| {
            may_contradict(field) && one.is_some() && other.is_some() && one != other
        });
        if differ {
            return Err(conflict(
                old,
                "differ in the amounts or fields of the whole order",
            ));
        }
    }
    let ours = sorted(table, &[new]);
    let same = known
        .iter()
        .find(|old| sorted(table, &[old]) == ours)
        .copied();
    let same = same.or_else(|| (sorted(table, &known) == ours).then_some(known[0]));
    if let Some(same) = same {
        return if same.time == new.time {
            Ok(Relation::Same)
        } else {
            Err(conflict(same, "differ in the order's time"))
        };
    }
    for old in known {
        // The same item in both parts usually means that the order changed, rarely that a file was cut between two
        // lines of the same item.
        let theirs = sorted(table, &[old]);
        let stands_here =
            |line: &Line<'_>| ours.binary_search_by(|other| other.0.cmp(line.0)).is_ok();
        if theirs.iter().any(stands_here) {
            return Err(conflict(
                old,
                "share some items of the order, but not all rows",
            ));
        }
        let follows = is_cut(table, old, new) && old.other_time == Some(new.time);
        if old.time != new.time && !follows {
            return Err(conflict(old, "differ in the order's time"));
        }
    }
    Ok(Relation::Further)
}

fn sorted<'t>(table: &Table<'t>, parts: &[&Part<'_>]) -> Vec<Line<'t>> {
    let mut lines: Vec<Line<'t>> = Vec::new();
    for part in parts {
        let amounts = &table.file(part).amounts;
        let plain = |text: &'t str| amounts.plain(text).map_err(|_| text);
        let line = |cells: Cells<'t>| {
            let price = amounts.plain_price(cells.price).map_err(|_| cells.price);
            let price = price.and_then(|text| Price::parse(&text).map_err(|_| cells.price));
            let quantity = plain(cells.quantity);
            let quantity =
                quantity.and_then(|text| Quantity::parse(&text).map_err(|_| cells.quantity));
            (cells.sku, cells.name, price, quantity, cells.rare)
        };
        lines.extend(table.cells(part).map(line));
    }
    lines.sort_unstable();
    lines
}

/// Whether a file was cut in two within this order: one part ends its file, the other begins its own, and one of them
/// is among other orders. The second half may then begin with a later time of the order.
fn is_cut(table: &Table<'_>, one: &Part<'_>, other: &Part<'_>) -> bool {
    let whole = |part: &Part<'_>| part.span.1 - part.span.0 + 1 == part.count;
    let ends = |part: &Part<'_>| part.span.1 + 1 == table.file(part).rows;
    let begins = |part: &Part<'_>| part.span.0 == 0;
    let among = |part: &Part<'_>| table.file(part).rows > part.count;
    whole(one)
        && whole(other)
        && (among(one) || among(other))
        && ((ends(one) && begins(other)) || (ends(other) && begins(one)))
}
