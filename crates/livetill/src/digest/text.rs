//! A digest as plain text, for a terminal and for people who read mail as text.

use std::fmt::Write as _;

use super::sheet::{ItemList, Sheet};

/// The longest name, in characters.
const NAME: usize = 34;

/// The digest.
pub(crate) fn text(sheet: &Sheet) -> String {
    let mut out = format!("{}\n{}\n\n", sheet.shop, sheet.period);
    for line in &sheet.lead {
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out);
    figures(&mut out, sheet);
    for note in &sheet.notes {
        let _ = writeln!(out, "{note}");
    }
    bars(&mut out, sheet);
    for list in &sheet.lists {
        items(&mut out, list);
    }
    let _ = writeln!(out, "\nWhat was silent");
    for line in &sheet.silent {
        let _ = writeln!(out, "  {line}");
    }
    let _ = writeln!(out, "\nAgainst the platform\n  {}", sheet.books);
    let _ = writeln!(out, "\n{}", sheet.footer);
    out
}

/// The figures as a table, as wide as its content.
pub(super) fn figures(out: &mut String, sheet: &Sheet) {
    let head = [sheet.currency.clone()].into_iter();
    let mut rows: Vec<Vec<String>> = vec![head.chain(columns(sheet)).collect()];
    for line in &sheet.figures {
        let before = line.before.iter();
        let before = before.flat_map(|(value, change)| [value.clone(), change.clone()]);
        let row = [line.name.to_owned(), line.value.clone()];
        rows.push(row.into_iter().chain(before).collect());
    }
    let count = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = match column {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The column heads of values and changes.
fn columns(sheet: &Sheet) -> impl Iterator<Item = String> {
    let changes = |(place, head): (usize, &String)| match place {
        0 => vec![head.clone()],
        _ => vec![head.clone(), String::new()],
    };
    sheet.columns.iter().enumerate().flat_map(changes)
}

/// The bars as a line of block characters.
pub(super) fn bars(out: &mut String, sheet: &Sheet) {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let block = |height: Option<u32>| match height {
        None => '·',
        Some(height) => BLOCKS[(height as usize * BLOCKS.len() / 1_001).min(BLOCKS.len() - 1)],
    };
    let steps = &sheet.bars.steps;
    if steps.iter().all(|bar| bar.height.unwrap_or(0) == 0) {
        return;
    }
    let line = |of: fn(&super::sheet::Bar) -> Option<u32>| -> String {
        steps.iter().map(|bar| block(of(bar))).collect()
    };
    let first = steps.first().map_or("", |bar| &bar.label);
    let last = steps.last().map_or("", |bar| &bar.label);
    let _ = writeln!(out, "\n{}, {first} to {last}", sheet.bars.caption);
    let _ = writeln!(out, "  {}", line(|bar| bar.height));
    if steps.iter().any(|bar| bar.before.is_some()) {
        let before = sheet.columns.get(1).map_or("", String::as_str);
        let _ = writeln!(out, "  {}  {before}", line(|bar| bar.before));
    }
}

/// A list of items.
pub(super) fn items(out: &mut String, list: &ItemList) {
    let _ = writeln!(out, "\n{}", list.title);
    if let (true, Some(none)) = (list.rows.is_empty(), &list.none) {
        let _ = writeln!(out, "  {none}");
    }
    let wide = |column: usize| {
        let cells = list.rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let (name_width, amount_width) = (wide(0).min(NAME), wide(1));
    for [name, amount, said] in &list.rows {
        let name: String = match name.chars().count() > NAME {
            true => name.chars().take(NAME - 1).chain(['…']).collect(),
            false => name.clone(),
        };
        let _ = writeln!(
            out,
            "  {name:<name_width$}  {amount:>amount_width$}  {said}"
        );
    }
}
