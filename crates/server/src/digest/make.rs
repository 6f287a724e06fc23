//! Composes a digest from a shop's figures.

use std::sync::Arc;

use api_types::{
    Digest, DigestBooks, DigestCompared, DigestGoal, DigestItems, DigestSilence, DigestSilenceKind,
    DigestStep, DigestUnknown, ItemFigures, ItemsReportRow, NotCompared,
};
use domain::{
    Breakdown, DayRecord, ItemDay, ItemSums, ItemsBy, ItemsReport, Measure, MeasureSet, Range,
    ReportedItem, Rhythm, Shop,
};
use pipeline::load_goals;
use ports::StoreError;

use super::silent;
use crate::shops::ShopState;
use crate::{AppState, reconcile};

/// How many items each list names.
const ITEMS: usize = 5;
/// How many silent channels, hours or days are named.
const SILENCES: usize = 10;

/// Composes the digest of days that have ended.
///
/// # Errors
/// Any kind.
pub(crate) async fn make(
    state: &AppState,
    shop: &ShopState,
    rhythm: Rhythm,
    days: Range,
) -> Result<Digest, StoreError> {
    let of = shop.shop();
    let making = Making { state, shop: of };
    let before = rhythm.before(days, of.week_begins);
    let year = rhythm.year_before(days, of.week_begins);
    let first_day = state.figures().first_day(of).await?;
    let begins = first_day.unwrap_or(days.last + 1);
    let is_before = days.last < begins;
    let mut found = making.days(days).await?;
    if is_before {
        // Neither its sales nor the shop's existence are known, which is not 0.
        found
            .iter_mut()
            .for_each(|day| day.unknown = MeasureSet::ALL);
    }
    let like = making.days(before).await?;
    let compared = [
        making.compared(before, &like, begins),
        making.compared(year, &making.days(year).await?, begins),
    ];
    let learned = making.days(silent::learned(days)).await?;
    let unknown = is_before.then_some(DigestUnknown::BeforeFirstDay);
    let stretches = match unknown {
        Some(why) => Err(why),
        None => silent::stretches(&found, &learned),
    };
    let (mut silent, silent_unknown) = match stretches {
        Ok(silent) => (silent, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    silent.extend(making.silent_channels(days, before).await?);
    silent.extend(making.alerts());
    silent.truncate(SILENCES);
    let is_compared = compared[0].total.is_some();
    Ok(Digest {
        shop: of.id.to_string(),
        display_name: shop.display_name.as_deref().map(str::to_owned),
        currency: of.currency.code().to_owned(),
        timezone: of.clock.name().to_owned(),
        every: rhythm.name().to_owned(),
        first: days.first.to_string(),
        last: days.last.to_string(),
        headline: of.headline.figure().to_owned(),
        total: api_types::DayFigures::new(of, &DayRecord::totals_of(&found)),
        unknown,
        steps: steps(of, &found, is_compared.then_some(&like), begins),
        compared: compared.into(),
        goal: making.goal(rhythm, &found).await?,
        items: match is_before {
            true => DigestItems::default(),
            false => making.items(days, is_compared.then_some(before)).await?,
        },
        silent,
        silent_unknown,
        books: making.books(days).await?,
    })
}

/// The headline figure of each hour or day, next to that of the same place in the range before. Days before the shop's
/// first one are unknown.
fn steps(
    shop: &Shop,
    days: &[DayRecord],
    before: Option<&Vec<DayRecord>>,
    begins: domain::BusinessDay,
) -> Vec<DigestStep> {
    let format = |value| shop.currency.format(value);
    let of_day = |day: &DayRecord| day.totals().named(shop.headline.figure()).map(format);
    let of_hour = |day: &DayRecord, hour: usize| {
        let is_known = day.unknown_by_hour().is_none() && shop.headline.is_by_hour(day);
        is_known.then(|| format(shop.headline.of(&day.hours[hour])))
    };
    let like = |place: usize| before.and_then(|before| before.get(place));
    match days {
        [day] => {
            let hours = (0..24).map(|hour| DigestStep {
                at: format!("{hour:02}:00"),
                value: of_hour(day, hour),
                before: like(0).and_then(|day| of_hour(day, hour)),
            });
            hours.collect()
        }
        days => {
            let steps = days.iter().enumerate().map(|(place, day)| DigestStep {
                at: day.day.to_string(),
                value: of_day(day).filter(|_| day.day >= begins),
                before: like(place).and_then(of_day),
            });
            steps.collect()
        }
    }
}

/// A shop and its figures.
struct Making<'a> {
    state: &'a AppState,
    shop: &'a Arc<Shop>,
}

impl Making<'_> {
    async fn days(&self, days: Range) -> Result<Vec<DayRecord>, StoreError> {
        let figures = self.state.figures();
        figures.days(self.shop, days.first, days.last).await
    }

    fn compared(
        &self,
        days: Range,
        found: &[DayRecord],
        begins: domain::BusinessDay,
    ) -> DigestCompared {
        let is_gone = |day: &DayRecord| day.totals().get(Measure::Orders).is_none();
        let unknown = match () {
            () if days.first < begins => Some(DigestUnknown::BeforeFirstDay),
            () if found.iter().any(is_gone) => Some(DigestUnknown::NotKept),
            () => None,
        };
        let total = DayRecord::totals_of(found);
        let is_known = unknown.is_none();
        DigestCompared {
            first: days.first.to_string(),
            last: days.last.to_string(),
            total: is_known.then(|| api_types::DayFigures::new(self.shop, &total)),
            unknown,
        }
    }

    async fn goal(
        &self,
        rhythm: Rhythm,
        found: &[DayRecord],
    ) -> Result<Option<DigestGoal>, StoreError> {
        let goals = load_goals(self.state.presence(), &self.shop.id).await?;
        let goal = match rhythm {
            Rhythm::Daily => goals.day,
            Rhythm::Weekly => goals.week,
            Rhythm::Monthly => goals.month,
        };
        let format = |amount| self.shop.currency.format(amount);
        let reached = DayRecord::totals_of(found).named(self.shop.headline.figure());
        Ok(goal.map(|goal| DigestGoal {
            goal: format(i128::from(goal)),
            reached: reached.map(format),
        }))
    }

    async fn items(&self, days: Range, before: Option<Range>) -> Result<DigestItems, StoreError> {
        let found = match self.state.item_sums(self.shop, days).await? {
            Ok(found) => found,
            Err((_, why)) => {
                return Ok(DigestItems {
                    unknown: Some(why.into()),
                    ..DigestItems::default()
                });
            }
        };
        let (before, not_compared) = match before {
            None => (None, Some(NotCompared::NotKept)),
            Some(before) => match self.state.item_sums(self.shop, before).await? {
                Ok(before) => (Some(before), None),
                Err((_, why)) => (None, Some(why.into())),
            },
        };
        let before = before.as_deref();
        let best = ItemsReport::of(&found, before, ItemsBy::Amount, None, 0, ITEMS);
        let best = best.rows.into_iter().filter(|row| row.figures.units > 0);
        let best = self.rows(best.collect(), &found, before).await?;
        let returned = ItemsReport::of(&found, before, ItemsBy::Returned, None, 0, ITEMS);
        let returned = returned.rows.into_iter();
        let returned = returned.filter(|row| row.figures.returned_units > 0);
        let returned = self.rows(returned.collect(), &found, before).await?;
        let fell = match before {
            None => None,
            Some(before) => {
                let fell = fallen(&found, before);
                Some(self.rows(fell, &found, Some(before)).await?)
            }
        };
        Ok(DigestItems {
            best: Some(best),
            fell,
            returned: found.has_amounts().then_some(returned),
            unknown: None,
            not_compared,
        })
    }

    async fn rows(
        &self,
        rows: Vec<ReportedItem<'_>>,
        days: &ItemSums,
        before: Option<&ItemSums>,
    ) -> Result<Vec<ItemsReportRow>, StoreError> {
        let skus: Vec<&str> = rows.iter().map(|row| row.sku).collect();
        let names = self.state.figures().names(self.shop, &skus).await?;
        let figures = |of: ItemDay, sums: &ItemSums| {
            ItemFigures::new(&self.shop.currency, of, sums.total(), sums.has_amounts())
        };
        let rows = rows.iter().zip(names).map(|(row, name)| ItemsReportRow {
            before: before.map(|before| figures(row.before, before)),
            ..ItemsReportRow::new(row, name, figures(row.figures, days))
        });
        Ok(rows.collect())
    }

    async fn silent_channels(
        &self,
        days: Range,
        before: Range,
    ) -> Result<Vec<DigestSilence>, StoreError> {
        let read = async |days: Range| {
            let figures = self.state.figures();
            let slices = figures.slices(self.shop, days.first, days.last).await?;
            // If the slices are not known, nothing counts as silent.
            Ok::<_, StoreError>(Breakdown::of(silent::BY, &slices).ok())
        };
        let sides = (read(days).await?, read(before).await?);
        Ok(match sides {
            (Some(now), Some(before)) => silent::channels(self.shop, &now, &before),
            _ => Vec::new(),
        })
    }

    /// The active alerts.
    fn alerts(&self) -> Vec<DigestSilence> {
        let alerts = self.state.alerts();
        let alerts = alerts.map(|alerts| alerts.alerts(Some(self.shop.id.as_str())));
        let told = alerts.unwrap_or_default().into_iter();
        // Differences from the platform are in the digest's own section on them.
        let told = told.filter(|alert| alert.rule != "books_differ");
        let told = told.map(|alert| DigestSilence {
            kind: DigestSilenceKind::Alert,
            what: alert.detail,
            usual: None,
        });
        told.collect()
    }

    async fn books(&self, days: Range) -> Result<DigestBooks, StoreError> {
        let kept = reconcile::read(self.state.presence(), &self.shop.id).await?;
        let kept = kept.unwrap_or_default();
        let within = days.first.to_string()..=days.last.to_string();
        let of_range = kept.days.iter().filter(|day| within.contains(&day.day));
        let of_range = of_range.filter(|day| day.equal.is_some());
        let mut differing: Vec<String> = of_range
            .clone()
            .filter(|day| day.equal == Some(false))
            .map(|day| day.day.clone())
            .collect();
        differing.reverse();
        Ok(DigestBooks {
            platform: kept.platform,
            compared: of_range.count(),
            differing,
            problem: kept.problem,
        })
    }
}

/// The items whose amount fell most, or whose units did if amounts are not known.
fn fallen<'s>(days: &'s ItemSums, before: &'s ItemSums) -> Vec<ReportedItem<'s>> {
    let count = ItemsReport::of(days, Some(before), ItemsBy::Growth, None, 0, 1).items;
    let offset = count.saturating_sub(ITEMS);
    let mut last = ItemsReport::of(days, Some(before), ItemsBy::Growth, None, offset, ITEMS).rows;
    last.reverse();
    let has_amounts = days.has_amounts() && before.has_amounts();
    last.retain(|row| match has_amounts {
        true => row.figures.amount < row.before.amount,
        false => row.figures.units < row.before.units,
    });
    last
}
