//! Asks the rule of sales: gathers what it needs to know about a shop.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use api_types::HealthSource;
use domain::alerts::{
    AlertBook, Finding, Rule, SalesLimits, SalesVerdict, Shortfall, Timeline, Usual, Verdict,
    judge_sales,
};
use domain::{BusinessDay, Shop, Timestamp};
use ports::{Figures, Ledger};

use super::AlertSettings;
use crate::live::Reading;
use crate::shops::ShopState;

/// How long a learned pattern is used, in milliseconds.
const LEARNED_FOR: i64 = 10 * 60 * 1_000;
/// How many days before today are learned from at most: a quarter of a year.
const LEARNED_DAYS: i32 = 91;
/// The longest wait of a shop without news.
const LONGEST: Duration = Duration::from_secs(4 * 3_600);
/// The wait if nothing can be judged now.
const AGAIN: Duration = Duration::from_secs(600);
/// How far to look ahead at most, in minutes.
const AHEAD: i64 = 240;

/// What is known about the sales of shops.
pub(super) struct Sales {
    ledger: Arc<dyn Ledger>,
    figures: Arc<dyn Figures>,
    usual: HashMap<Box<str>, Learned>,
    /// By shop, when its sales last recovered.
    recovered: HashMap<Box<str>, Timestamp>,
}

struct Learned {
    at: Timestamp,
    today: BusinessDay,
    usual: Option<Usual>,
}

/// The circumstances in which a shop is judged.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: Timestamp,
    /// Every order placed before this should be here.
    pub(super) settled: Timestamp,
    /// Whether its data arrive.
    pub(super) has_data: bool,
    /// Whether orders that other servers have just committed must be included.
    pub(super) at_once: bool,
}

/// The time up to which every order placed in a shop should be here.
pub(super) fn settled(
    name: &str,
    minutes: u32,
    now: Timestamp,
    sources: &[HealthSource],
) -> Timestamp {
    let lags = sources.iter().filter(|source| source.shop == name);
    let lag = lags
        .filter_map(|source| source.lag_seconds)
        .fold(0.0, f64::max);
    let settle = i64::from(minutes) * 60_000 + (lag * 1_000.0) as i64;
    Timestamp::from_millis(now.millis() - settle)
}

impl Sales {
    pub(super) fn new(ledger: Arc<dyn Ledger>, figures: Arc<dyn Figures>) -> Sales {
        Sales {
            ledger,
            figures,
            usual: HashMap::new(),
            recovered: HashMap::new(),
        }
    }

    /// Forgets the shops that are gone.
    pub(super) fn forget_others(&mut self, is_there: impl Fn(&str) -> bool) {
        self.usual.retain(|name, _| is_there(name));
        self.recovered.retain(|name, _| is_there(name));
    }

    /// The finding about a shop's sales, and how long it cannot change unless orders arrive.
    pub(super) async fn judge(
        &mut self,
        shop: &ShopState,
        moment: Moment,
        settings: &AlertSettings,
        book: &AlertBook,
    ) -> (Option<Finding>, Duration) {
        let Some(limits) = settings.sales else {
            return (None, LONGEST);
        };
        let id = &shop.shop().id;
        let mut finding = Finding {
            rule: Rule::SalesStopped,
            shop: Some(id.to_string()),
            source: None,
            verdict: Verdict::Unknown,
            since: None,
        };
        let stands = book.get(&finding.id()).is_some();
        let view = match moment.has_data {
            true => self.view(shop, moment, settings).await,
            false => Err(AGAIN),
        };
        let view = match view {
            Ok(view) => view,
            Err(wait) => return (Some(finding), wait),
        };
        let timeline = view.until(moment.settled);
        let recovered = |until: Timestamp| {
            let at = self.recovered.get(id.as_str())?;
            usize::try_from((until.millis() - at.millis()) / 60_000).ok()
        };
        let mut judged = (
            judge_sales(&timeline, &limits, stands, recovered(timeline.until())),
            timeline.until(),
        );
        let mut wait = Duration::ZERO;
        if stands {
            // Late orders may still come, but none that is here goes away. So recovered sales are seen at once, and the
            // alert does not contradict the board for minutes.
            if matches!(judged.0, SalesVerdict::Stopped(_))
                && view.is_of(moment.now)
                && judge_sales(&view.until(moment.now), &limits, true, None) == SalesVerdict::Usual
            {
                judged = (SalesVerdict::Usual, moment.now);
            }
        } else {
            wait = view.nothing_before(moment.settled, &limits, recovered);
        }
        match judged.0 {
            SalesVerdict::Usual => {
                if stands {
                    self.recovered.insert(id.as_str().into(), judged.1);
                }
                finding.verdict = Verdict::Good;
            }
            SalesVerdict::Stopped(shortfall) => {
                let millis = shortfall.minutes as i64 * 60_000;
                let since = timeline.until().millis() - millis;
                finding.since = Some(Timestamp::from_millis(since));
                finding.verdict = Verdict::Bad(detail(&shortfall));
            }
        }
        if wait.as_millis() > LEARNED_FOR as u128 {
            self.usual.remove(id.as_str());
        }
        (Some(finding), wait)
    }

    /// The last two days of a shop, or how long to wait if there is nothing to judge.
    async fn view(
        &mut self,
        shop: &ShopState,
        moment: Moment,
        settings: &AlertSettings,
    ) -> Result<View, Duration> {
        let (now, until) = (moment.now, moment.settled);
        let clock = &shop.shop().clock;
        // For a few minutes after midnight, `until` and the board are on different days.
        let [today, _] = Timeline::days(clock, until);
        if settings.closed_days.contains(&today) {
            return Err(AGAIN);
        }
        let usual = self.usual(shop.shop(), now, today).await.ok_or(AGAIN)?;
        let usual = usual.ok_or(LONGEST)?;
        let reading = shop.board.look(moment.at_once).await;
        let reading = reading.map_err(|_| AGAIN)?;
        if reading.board.day != today {
            return Err(AGAIN);
        }
        Ok(View {
            shop: Arc::clone(shop.shop()),
            usual,
            reading,
        })
    }

    /// The usual pattern, learned from the retained days before today and kept for a while; `None` if the store does
    /// not answer.
    async fn usual(
        &mut self,
        shop: &Shop,
        now: Timestamp,
        today: BusinessDay,
    ) -> Option<Option<Usual>> {
        let name = shop.id.as_str();
        let is_known = self.usual.get(name).is_some_and(|learned| {
            learned.today == today && (now.millis() - learned.at.millis()).abs() < LEARNED_FOR
        });
        if !is_known {
            let retained = self.ledger.retained(shop).await.ok()?;
            let oldest = retained
                .days
                .first()
                .copied()
                .filter(|oldest| *oldest < today);
            let usual = match oldest {
                Some(oldest) => {
                    let first = oldest.max(today - LEARNED_DAYS);
                    let days = self.figures.days(shop, first, today - 1).await.ok()?;
                    Usual::learn(&days)
                }
                None => None,
            };
            let learned = Learned {
                at: now,
                today,
                usual,
            };
            self.usual.insert(name.into(), learned);
        }
        self.usual.get(name).map(|learned| learned.usual.clone())
    }
}

/// The data that a shop's sales are judged by.
struct View {
    shop: Arc<Shop>,
    usual: Usual,
    reading: Arc<Reading>,
}

impl View {
    fn until(&self, until: Timestamp) -> Timeline {
        let data = &self.reading.board.data;
        let (minutes, yesterday) = (&data.minutes, &data.yesterday_minutes);
        Timeline::new(&self.shop.clock, &self.usual, until, minutes, yesterday)
    }

    fn is_of(&self, until: Timestamp) -> bool {
        Timeline::days(&self.shop.clock, until)[0] == self.reading.board.day
    }

    /// How long sales cannot count as stopped even if no more orders come. Ends at midnight, because then another day
    /// is judged.
    fn nothing_before(
        &self,
        settled: Timestamp,
        limits: &SalesLimits,
        recovered: impl Fn(Timestamp) -> Option<usize>,
    ) -> Duration {
        let (mut sure, mut step) = (0, 1);
        while step <= AHEAD {
            let until = Timestamp::from_millis(settled.millis() + step * 60_000);
            if !self.is_of(until)
                || judge_sales(&self.until(until), limits, false, recovered(until))
                    != SalesVerdict::Usual
            {
                break;
            }
            (sure, step) = (step, step * 2);
        }
        Duration::from_secs(sure.unsigned_abs() * 60)
    }
}

fn detail(shortfall: &Shortfall) -> String {
    let orders = match shortfall.came {
        0 => "no order".to_owned(),
        1 => "1 order".to_owned(),
        orders => format!("{orders} orders"),
    };
    let (minutes, expected) = (shortfall.minutes, shortfall.expected);
    format!("{orders} in {minutes} min, {expected:.1} were expected")
}
