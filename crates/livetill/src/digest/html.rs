//! A digest as the HTML of a mail. It uses tables and colours that every mail program shows and loads nothing, so
//! nothing reveals who read it. The bars are table cells, not images, which mail programs block until the reader
//! agrees.

use maud::{DOCTYPE, Markup, html as markup};

use super::figures::FigureLine;
use super::sheet::{Bar, Bars, ItemList, Sheet};

/// The height of the highest bar, in pixels.
const HEIGHT: u32 = 72;
const INK: &str = "color:#1f2937";
const QUIET: &str = "color:#6b7280";
const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45";
const NOW: &str = "#2563eb";
const BEFORE: &str = "#cbd5e1";
const HEAD: &str = "margin:28px 0 6px;font-size:15px;font-weight:600";
const CELL: &str = "padding:5px 0 5px 14px;border-top:1px solid #e5e7eb;white-space:nowrap";

/// The digest as a document.
pub(crate) fn html(sheet: &Sheet) -> String {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light";
                title { (sheet.subject) }
            }
            body style={ "margin:0;padding:0;background:#ffffff;" (INK) ";" (FONT) } {
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" {
                    tr {
                        td align="center" style="padding:24px 12px" {
                            table role="presentation" width="600" cellpadding="0" cellspacing="0" style={ "max-width:600px;width:100%;text-align:left;" (FONT) } {
                                tr { td { (content(sheet)) } }
                            }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn content(sheet: &Sheet) -> Markup {
    markup! {
        p style={ "margin:0;" (QUIET) } { (sheet.shop) }
        h1 style="margin:0 0 12px;font-size:22px;font-weight:600" { (sheet.period) }
        @for (place, line) in sheet.lead.iter().enumerate() {
            p style={ "margin:0;" @if place == 0 { "font-size:18px" } } { (line) }
        }
        (bars(&sheet.bars, sheet.columns.get(1)))
        (figures(sheet))
        @for note in &sheet.notes {
            p style={ "margin:6px 0 0;font-size:13px;" (QUIET) } { (note) }
        }
        @for list in &sheet.lists { (items(list)) }
        h2 style=(HEAD) { "What was silent" }
        @for line in &sheet.silent { p style="margin:0 0 4px" { (line) } }
        h2 style=(HEAD) { "Against the platform" }
        p style="margin:0" { (sheet.books) }
        p style={ "margin:32px 0 0;font-size:12px;" (QUIET) } { (sheet.footer) }
    }
}

fn figures(sheet: &Sheet) -> Markup {
    let head = format!("padding:0 0 5px 14px;font-size:12px;font-weight:400;{QUIET}");
    markup! {
        table role="table" width="100%" cellpadding="0" cellspacing="0" style={ "margin-top:20px;" (FONT) } {
            tr {
                th align="left" style={ (head) ";padding-left:0" } { (sheet.currency) }
                @for (place, column) in sheet.columns.iter().enumerate() {
                    th align="right" colspan=(if place == 0 { 1 } else { 2 }) style=(head) { (column) }
                }
            }
            @for line in &sheet.figures { (figure(line)) }
        }
    }
}

fn figure(line: &FigureLine) -> Markup {
    markup! {
        tr {
            td style={ (CELL) ";padding-left:0" } { (line.name) }
            td align="right" style={ (CELL) ";font-weight:600" } { (line.value) }
            @for (value, change) in &line.before {
                td align="right" style={ (CELL) ";" (QUIET) } { (value) }
                td align="right" style={ (CELL) ";padding-left:8px" } { (change) }
            }
        }
    }
}

fn items(list: &ItemList) -> Markup {
    markup! {
        h2 style=(HEAD) { (list.title) }
        @if list.rows.is_empty() {
            @if let Some(none) = &list.none { p style="margin:0" { (none) } }
        } @else {
            table role="table" width="100%" cellpadding="0" cellspacing="0" style=(FONT) {
                @for [name, amount, said] in &list.rows {
                    tr {
                        td style="padding:5px 0;border-top:1px solid #e5e7eb" { (name) }
                        td align="right" style={ (CELL) ";font-weight:600" } { (amount) }
                        td align="right" style={ (CELL) ";" (QUIET) } { (said) }
                    }
                }
            }
        }
    }
}

/// Two bars per step, with the earlier days in grey. Nothing if nothing was sold.
fn bars(bars: &Bars, before: Option<&String>) -> Markup {
    if bars.steps.iter().all(|bar| bar.height.unwrap_or(0) == 0) {
        return Markup::default();
    }
    let is_compared = bars.steps.iter().any(|bar| bar.before.is_some());
    // So that the chart of a month is as wide as that of a day.
    let width = (600 / bars.steps.len().max(1) as u32 / 2).clamp(5, 24) - 1;
    let every = if bars.steps.len() > 12 { 6 } else { 1 };
    markup! {
        p style={ "margin:20px 0 6px;font-size:12px;" (QUIET) } {
            (bars.caption)
            @if let (true, Some(before)) = (is_compared, before) {
                ", and in grey " (before)
            }
        }
        table role="presentation" cellpadding="0" cellspacing="0" {
            tr {
                @for step in &bars.steps {
                    @if is_compared { (bar(step.before, width, BEFORE, 2)) }
                    (bar(step.height, width, NOW, if is_compared { 0 } else { 2 }))
                }
            }
            tr { (labels(&bars.steps, every, if is_compared { 2 } else { 1 })) }
        }
    }
}

fn bar(height: Option<u32>, width: u32, colour: &str, gap: u32) -> Markup {
    // A zero is drawn as a line, an unknown value not at all.
    let height = height.map(|height| (height * HEIGHT / 1_000).max(1));
    markup! {
        td valign="bottom" style={ "vertical-align:bottom;padding-left:" (gap) "px" } {
            @if let Some(height) = height {
                table role="presentation" cellpadding="0" cellspacing="0" {
                    tr {
                        td width=(width) height=(height) bgcolor=(colour) style={ "width:" (width) "px;height:" (height) "px;background:" (colour) ";font-size:0;line-height:0" } { "\u{a0}" }
                    }
                }
            }
        }
    }
}

fn labels(steps: &[Bar], every: usize, cells: usize) -> Markup {
    markup! {
        @for steps in steps.chunks(every) {
            td colspan=(steps.len() * cells) align="left" style={ "padding-left:2px;font-size:11px;" (QUIET) } {
                @if let Some(first) = steps.first() { (first.label) }
            }
        }
    }
}
