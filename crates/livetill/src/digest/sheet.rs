//! A digest in words, the same for a terminal, a mail and a chat.

use api_types::{BreakdownUnknown, Digest, DigestSilence, DigestSilenceKind, ItemsReportRow};
use domain::Rhythm;

use super::figures::{self, FigureLine};
use super::numbers::{NOT_KNOWN, change, grouped, minor, percent};
use super::words::{self, Days};
use crate::terminal::clean;

/// A digest in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// A summary in one line.
    pub(crate) subject: String,
    pub(super) shop: String,
    pub(super) period: String,
    pub(super) currency: String,
    /// The headline, and how it compares.
    pub(super) lead: Vec<String>,
    /// Column heads of the figures: the days, then the comparisons.
    pub(super) columns: Vec<String>,
    pub(super) figures: Vec<FigureLine>,
    /// The reasons for dashes.
    pub(super) notes: Vec<String>,
    pub(super) bars: Bars,
    pub(super) lists: Vec<ItemList>,
    pub(super) silent: Vec<String>,
    pub(super) books: String,
    pub(super) footer: &'static str,
}

/// The headline by hour or by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bars {
    pub(super) caption: String,
    pub(super) steps: Vec<Bar>,
}

/// An hour or a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// `09`, or the day of the month.
    pub(super) label: String,
    /// In thousandths of the highest one; `None` = not known.
    pub(super) height: Option<u32>,
    pub(super) before: Option<u32>,
}

/// Some items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemList {
    pub(super) title: String,
    /// Name, amount, and a remark.
    pub(super) rows: Vec<[String; 3]>,
    /// The text shown if there are no rows.
    pub(super) none: Option<String>,
}

const FOOTER: &str =
    "Livetill sends this because its setting shop.digest says so. Days are the shop's own.";

impl Sheet {
    /// Puts a digest into words.
    pub(crate) fn of(digest: &Digest) -> Sheet {
        let days = Days::of(digest, &digest.first, &digest.last);
        let said = |say: fn(&Days) -> String| days.as_ref().map(say).unwrap_or_default();
        let shop = clean(digest.display_name.as_deref().unwrap_or(&digest.shop));
        let headline = figures::value(&digest.total, &digest.headline);
        let shown = figures::shown(headline);
        let columns = digest.compared.iter().map(|it| {
            let days = Days::of(digest, &it.first, &it.last);
            days.map(|days| days.column()).unwrap_or_default()
        });
        let change = changed(digest);
        let subject = format!("{shop}: {shown} {} {}", digest.currency, said(Days::within));
        Sheet {
            subject: match &change {
                None => subject,
                Some(change) => format!("{subject} ({change})"),
            },
            period: said(Days::heading),
            currency: digest.currency.clone(),
            lead: lead(digest, &shown, change),
            columns: [said(Days::column)].into_iter().chain(columns).collect(),
            figures: figures::lines(digest),
            notes: notes(digest),
            bars: bars(digest),
            lists: lists(digest),
            silent: silent(digest),
            books: books(digest),
            footer: FOOTER,
            shop,
        }
    }
}

fn rhythm(digest: &Digest) -> Option<Rhythm> {
    Rhythm::from_name(&digest.every)
}

/// Text such as `+12% on a week before`.
fn changed(digest: &Digest) -> Option<String> {
    let before = digest.compared.first()?.total.as_ref()?;
    let whole = |figures| figures::value(figures, &digest.headline).and_then(figures::whole);
    let change = change(whole(&digest.total), whole(before));
    (change != NOT_KNOWN).then(|| format!("{change} on {}", words::before(rhythm(digest))))
}

fn lead(digest: &Digest, shown: &str, change: Option<String>) -> Vec<String> {
    let name = figures::label(&digest.headline);
    let change = change.map(|change| format!(", {change}"));
    let headline = format!(
        "{name} {shown} {}{}.",
        digest.currency,
        change.unwrap_or_default()
    );
    let goal = digest.goal.as_ref().map(|goal| {
        let reached = goal.reached.as_deref().and_then(minor);
        let part = reached
            .zip(minor(&goal.goal))
            .and_then(|(it, goal)| percent(it, goal));
        let part = part.unwrap_or_else(|| NOT_KNOWN.to_owned());
        format!("{part} of the goal of {}.", grouped(&goal.goal))
    });
    [headline].into_iter().chain(goal).collect()
}

fn notes(digest: &Digest) -> Vec<String> {
    let mut notes = Vec::new();
    let own = (&digest.first, &digest.last, digest.unknown);
    let compared = digest.compared.iter();
    let compared = compared.map(|it| (&it.first, &it.last, it.unknown));
    for (first, last, unknown) in [own].into_iter().chain(compared) {
        let days = Days::of(digest, first, last);
        if let (Some(why), Some(days)) = (unknown, days) {
            notes.push(format!(
                "{}: {NOT_KNOWN}, {}.",
                days.column(),
                words::unknown(why)
            ));
        }
    }
    let is_lacking = figures::lines(digest)
        .iter()
        .any(|it| it.value == NOT_KNOWN);
    if is_lacking && digest.unknown.is_none() {
        notes.push(format!(
            "{NOT_KNOWN} is a figure that is not known of all of these days."
        ));
    }
    notes
}

fn bars(digest: &Digest) -> Bars {
    let amount = |it: &Option<String>| it.as_deref().and_then(minor);
    let all = digest.steps.iter().flat_map(|it| [&it.value, &it.before]);
    let most = all.filter_map(amount).max().unwrap_or_default().max(1);
    let height = |it: &Option<String>| {
        let share = amount(it)?.max(0) * 1_000 / most;
        u32::try_from(share).ok()
    };
    let unit = match rhythm(digest) {
        Some(Rhythm::Daily) => "hour",
        _ => "day",
    };
    let steps = digest.steps.iter().map(|step| Bar {
        label: match unit {
            "hour" => step.at.get(..2).unwrap_or_default().to_owned(),
            _ => step.at.get(8..).unwrap_or_default().to_owned(),
        },
        height: height(&step.value),
        before: height(&step.before),
    });
    Bars {
        caption: format!("{} by {unit}", figures::label(&digest.headline)),
        steps: steps.collect(),
    }
}

fn lists(digest: &Digest) -> Vec<ItemList> {
    let items = &digest.items;
    let why = match (digest.unknown, items.unknown) {
        (Some(why), _) => words::unknown(why),
        (None, Some(BreakdownUnknown::NotKept)) => {
            "a day is so long ago that its items are not kept"
        }
        (None, Some(BreakdownUnknown::BeforeFirst)) => "the shop's figures begin later",
        (None, _) => "the items of a day were not recorded",
    };
    let mut lists = vec![ItemList {
        title: "Best sellers".to_owned(),
        none: match &items.best {
            None => Some(format!("{NOT_KNOWN}, {why}.")),
            Some(_) => Some("Nothing was sold.".to_owned()),
        },
        rows: items.best.iter().flatten().map(best).collect(),
    }];
    let before = words::before(rhythm(digest));
    if items.best.is_some() {
        lists.push(ItemList {
            title: format!("Fell most against {before}"),
            none: Some(match &items.fell {
                None => format!("{NOT_KNOWN}, the items of {before} are not known."),
                Some(_) => "Nothing fell.".to_owned(),
            }),
            rows: items.fell.iter().flatten().map(fallen).collect(),
        });
    }
    let returned = items.returned.iter().flatten().map(|row| {
        let count = row.figures.returned.unwrap_or_default();
        let pieces = if count == 1 { "piece" } else { "pieces" };
        let worth = amount(row.figures.returned_amount.as_ref());
        [
            name(row),
            worth,
            format!("{} {pieces}", grouped(&count.to_string())),
        ]
    });
    let rows: Vec<_> = returned.collect();
    if !rows.is_empty() {
        lists.push(ItemList {
            title: "Came back".to_owned(),
            rows,
            none: None,
        });
    }
    lists
}

fn name(row: &ItemsReportRow) -> String {
    clean(row.name.as_deref().unwrap_or(&row.sku))
}

fn amount(amount: Option<&String>) -> String {
    amount.map_or_else(|| NOT_KNOWN.to_owned(), |amount| grouped(amount))
}

/// Now and before: the amounts if both are known, otherwise the units.
fn sides(row: &ItemsReportRow) -> Option<[i128; 2]> {
    let before = row.before.as_ref()?;
    let money = |amount: &Option<String>| amount.as_deref().and_then(minor);
    let amounts = money(&row.figures.amount).zip(money(&before.amount));
    let units = (row.figures.units.into(), before.units.into());
    let (now, before) = amounts.unwrap_or(units);
    Some([now, before])
}

fn best(row: &ItemsReportRow) -> [String; 3] {
    let change = sides(row).map(|[now, before]| change(Some(now), Some(before)));
    let change = change.filter(|change| change != NOT_KNOWN);
    let change = change
        .map(|change| format!(", {change}"))
        .unwrap_or_default();
    let sold = grouped(&row.figures.units.to_string());
    [
        name(row),
        amount(row.figures.amount.as_ref()),
        format!("{sold} sold{change}"),
    ]
}

fn fallen(row: &ItemsReportRow) -> [String; 3] {
    let change = sides(row).map(|[now, before]| change(Some(now), Some(before)));
    let before = row.before.as_ref();
    let was = match before.and_then(|before| before.amount.as_ref()) {
        Some(amount) => grouped(amount),
        None => format!("{} sold", before.map_or(0, |before| before.units)),
    };
    let said = match row.figures.units {
        0 => format!("nothing sold, before {was}"),
        _ => format!("{}, before {was}", change.unwrap_or_default()),
    };
    [name(row), amount(row.figures.amount.as_ref()), said]
}

fn silent(digest: &Digest) -> Vec<String> {
    let mut said: Vec<String> = digest
        .silent
        .iter()
        .map(|it| silence(it, rhythm(digest)))
        .collect();
    if let Some(why) = digest.silent_unknown {
        said.push(format!(
            "{NOT_KNOWN} for hours and days without orders: {}.",
            words::unknown(why)
        ));
    } else if said.is_empty() {
        said.push("Nothing that usually sells was silent.".to_owned());
    }
    said
}

fn silence(silence: &DigestSilence, rhythm: Option<Rhythm>) -> String {
    let what = clean(&silence.what);
    let usual = silence.usual.unwrap_or_default().round();
    match silence.kind {
        DigestSilenceKind::Hours => match what.split_once('–') {
            Some((from, until)) => {
                format!("No orders from {from} to {until}, when {usual} are usual.")
            }
            None => format!("No orders at {what}, when {usual} are usual."),
        },
        DigestSilenceKind::Days => match what.split_once('–') {
            Some((first, last)) => format!(
                "No orders from {} to {}, when {usual} are usual.",
                words::day(first),
                words::day(last)
            ),
            None => format!(
                "No orders on {}, when {usual} are usual.",
                words::day(&what)
            ),
        },
        DigestSilenceKind::Channel => format!(
            "Nothing through {what}, which had {usual} orders {}.",
            words::before(rhythm)
        ),
        DigestSilenceKind::Alert => format!("Right now: {what}."),
    }
}

fn books(digest: &Digest) -> String {
    let books = &digest.books;
    let Some(platform) = &books.platform else {
        return format!("{NOT_KNOWN}, the shop is not connected with a platform to compare with.");
    };
    let platform = match &**platform {
        "shopify" => "Shopify",
        "woocommerce" => "WooCommerce",
        "stripe" => "Stripe",
        other => other,
    };
    let problem = books.problem.as_ref();
    let problem = problem.map(|it| format!(" The last attempt failed: {}.", clean(it)));
    let problem = problem.unwrap_or_default();
    let days = figures_of(&digest.first, &digest.last);
    let which = match (books.compared, days) {
        (0, _) => return format!("{NOT_KNOWN}, not compared with {platform} yet.{problem}"),
        (1, 1) => "The day".to_owned(),
        (compared, days) if compared == days => format!("All {days} days"),
        (compared, days) => format!("{compared} of {days} days were compared, and they"),
    };
    match &books.differing[..] {
        [] if books.compared == 1 && days == 1 => {
            format!("{which} equals {platform}'s own figures to the cent.{problem}")
        }
        [] => format!("{which} equal {platform}'s own figures to the cent.{problem}"),
        differing => {
            let named: Vec<String> = differing.iter().map(|it| words::day(it)).collect();
            format!(
                "{} of {} compared with {platform} differ: {}. `livetill reconcile --shop {}` names the orders.{problem}",
                differing.len(),
                books.compared,
                named.join(", "),
                digest.shop
            )
        }
    }
}

/// The number of days from one to another.
fn figures_of(first: &str, last: &str) -> usize {
    let parse = |text: &str| domain::BusinessDay::parse(text);
    let count = parse(first).zip(parse(last)).map(|(first, last)| {
        let days = domain::Range { first, last };
        usize::try_from(days.count()).unwrap_or_default()
    });
    count.unwrap_or_default()
}
