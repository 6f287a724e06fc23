//! `docs/measures.md` is generated from the list.

use domain::{DERIVED, DerivedDef, Grain, MEASURES, Measure, Totals, Unit};

const INTRO: &str = "\
# Figures

This page is generated from the list in `crates/domain/src/measure.rs`; a test keeps the two in step.

Every figure has one name everywhere: in the API, in backups, and in the oracles of the tests. `null`, and a dash on the screen,
means that a figure is unknown; 0 means that it is known to be 0. The dashboard explains each figure in more detail.
";

const STORED: &str = "
## Sums

These are added up order by order and kept. Stores use the numbers in their records, so they never change. *Kept by* is the finest
period for which a sum is kept; coarser ones are kept too. If earlier orders could have contained a sum, it is complete from the day
after a server that knows it first opened the shop, and unknown before that. When a day leaves the kept days, its sums remain forever,
and so do the orders and revenue of its hours. Earlier versions kept them for 400 days: every figure that they forgot is `null`.

| number | name | unit | kept by | known of | |
|---|---|---|---|---|---|
";

const DISTINCT: &str = "
## Counted by the store

These cannot be added up over days.

| name | unit | |
|---|---|---|
";

const MADE: &str = "
## Made when shown

These are never stored. A figure is unknown if one of its parts is unknown.

| name | is | |
|---|---|---|
";

#[test]
fn the_documentation_has_the_list() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/measures.md");
    let page = page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, page).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert_eq!(kept, page, "docs/measures.md: `make generate` rewrites it");
}

fn page() -> String {
    let mut page = INTRO.to_owned() + STORED;
    for def in &MEASURES {
        let (number, name, meaning) = (def.measure.number(), def.name, def.meaning);
        let (unit, grain) = (unit(def.unit), grain(def.grain));
        let known = known(def.measure);
        page += &format!("| {number} | `{name}` | {unit} | {grain} | {known} | {meaning} |\n");
    }
    page += DISTINCT;
    let defs = Totals::defs().filter(|def| def.name == Totals::UNIQUE_ITEMS);
    for def in defs {
        let (name, unit, meaning) = (def.name, unit(def.unit), def.meaning);
        page += &format!("| `{name}` | {unit} | {meaning} |\n");
    }
    page += MADE;
    for def in DERIVED {
        let (name, meaning) = (def.name, def.meaning);
        page += &format!("| `{name}` | {} | {meaning} |\n", formula(def));
    }
    page
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "count",
        Unit::Money => "money",
    }
}

fn grain(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Hour => "hour",
        Grain::Minute => "minute",
    }
}

fn known(measure: Measure) -> &'static str {
    match measure {
        Measure::Units => "every day but those that the original design counted",
        _ if measure.def().is_partial_at_first => "the first whole day on",
        _ => "every day",
    }
}

fn formula(def: &DerivedDef) -> String {
    let mut text = String::new();
    for (place, (measure, sign)) in def.of.iter().enumerate() {
        text += match (place, sign) {
            (0, 1) => "",
            (0, _) => "−",
            (_, 1) => " + ",
            _ => " − ",
        };
        text += measure.def().name;
    }
    match def.per {
        Some(per) if def.of.len() > 1 => format!("({text}) / {}", per.def().name),
        Some(per) => format!("{text} / {}", per.def().name),
        None => text,
    }
}
