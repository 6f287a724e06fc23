//! `docs/measures.md` is generated from the list.

use domain::{DERIVED, DerivedDef, Grain, MEASURES, Measure, Totals, Unit};

const INTRO: &str = "\
# Figures

This page is made from the list in `crates/domain/src/measure.rs`; a test keeps it the same.

Every figure has one name, wherever it is written out: in the API, in backups, in the oracles of the tests. `null`, and a dash on
the screen, is a figure that nobody knows; 0 is one that is known to be 0. The dashboard explains each in more words.
";

const STORED: &str = "
## Sums

What is added up order by order and kept. The numbers stand in the records of stores, and never change. *Kept by* is the finest
stretch of time; coarser ones are there too. A sum that older bodies could have fed is whole from the day after the one on which a
server that knows it first opened the shop: before, it is not known. Of a day that has left the kept days the sums of the day remain
for ever, and the orders and revenue of its hours. Earlier versions kept them for 400 days: of what they forgot every figure is `null`.

| number | name | unit | kept by | known of | |
|---|---|---|---|---|---|
";

const DISTINCT: &str = "
## Counted by the store

Cannot be added up over days.

| name | unit | |
|---|---|---|
";

const MADE: &str = "
## Made when shown

Never stored. A figure is not known where one of its parts is not.

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
    assert_eq!(
        kept, page,
        "docs/measures.md: `make generate` writes it anew"
    );
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
