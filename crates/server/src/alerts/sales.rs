//! Asks the rule of sales: gathers what it needs to know about a shop.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use api_types::HealthSource;
use domain::alerts::{
    AlertBook, Finding, Rule, SalesVerdict, Shortfall, Timeline, Usual, Verdict, are_sales_sure,
    judge_sales,
};
use domain::{BusinessDay, Pulse, Shop, Timestamp};
use ports::{Figures, Ledger};

use super::AlertSettings;
use crate::health::sources::of_shop;
use crate::shops::ShopState;

/// How long a learned pattern is used, in milliseconds,
const LEARNED_FOR: i64 = 3_600 * 1_000;
/// and how long it is taken for granted that there is too little to learn from.
const UNLEARNED_FOR: i64 = 600 * 1_000;
/// How many days before today are learned from at most: a quarter of a year.
const LEARNED_DAYS: i32 = 91;
/// The longest wait of a shop without news.
const LONGEST: Duration = Duration::from_secs(4 * 3_600);
/// The wait if nothing can be judged now.
const AGAIN: Duration = Duration::from_secs(600);
/// How far to look ahead at most, in minutes.
const AHEAD: usize = 240;

/// What is known about the sales of shops.
pub(super) struct Sales {
    ledger: Arc<dyn Ledger>,
    figures: Arc<dyn Figures>,
    usual: HashMap<Box<str>, Learned>,
    /// By shop, the time in which its sales cannot count as stopped, whatever orders come.
    sure: HashMap<Box<str>, Range<Timestamp>>,
    /// By shop, when its sales last recovered.
    recovered: HashMap<Box<str>, Timestamp>,
}

struct Learned {
    at: Timestamp,
    today: BusinessDay,
    usual: Option<Arc<Usual>>,
}

impl Learned {
    fn holds(&self, now: Timestamp, today: BusinessDay) -> bool {
        let holds_for = match self.usual {
            Some(_) => LEARNED_FOR,
            None => UNLEARNED_FOR,
        };
        self.today == today && (now.millis() - self.at.millis()).abs() < holds_for
    }
}

/// The circumstances in which a shop is judged.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: Timestamp,
    /// Every order placed before this should be here.
    pub(super) settled: Timestamp,
    /// Whether its data arrive.
    pub(super) has_data: bool,
}

/// The time up to which every order placed in a shop should be here.
pub(super) fn settled(
    name: &str,
    minutes: u32,
    now: Timestamp,
    sources: &[HealthSource],
) -> Timestamp {
    let lag = of_shop(sources, name)
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
            sure: HashMap::new(),
            recovered: HashMap::new(),
        }
    }

    /// Forgets the shops that are gone.
    pub(super) fn forget_others(&mut self, is_there: impl Fn(&str) -> bool) {
        self.usual.retain(|name, _| is_there(name));
        self.sure.retain(|name, _| is_there(name));
        self.recovered.retain(|name, _| is_there(name));
    }

    /// The finding about a shop's sales, and how long it cannot change unless orders arrive. Where orders could not
    /// change it either, there is nothing to find yet, and nothing is read.
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
        let sure = self.sure.get(id.as_str());
        if let Some(sure) = sure.filter(|it| !stands && it.contains(&moment.settled)) {
            return (None, between(moment.settled, sure.end));
        }
        let view = match moment.has_data {
            true => self.view(shop, moment, settings).await,
            false => Err(AGAIN),
        };
        let view = match view {
            Ok(view) => view,
            Err(wait) => return (Some(finding), wait),
        };
        let timeline = view.until(moment.settled, AHEAD);
        let recovered = |timeline: &Timeline| {
            // The clock may have been set back since.
            let at = self.recovered.get(id.as_str());
            let at = at.filter(|at| **at <= moment.now)?;
            // Orders that came before all were awaited may have shown it, so that it is later than the timeline's end.
            let minutes = (timeline.until().millis() - at.millis()) / 60_000;
            Some(usize::try_from(minutes).unwrap_or(0))
        };
        let verdict = |of: &Timeline, stands: bool| judge_sales(of, &limits, stands, recovered(of));
        let mut judged = (verdict(&timeline, stands), timeline.until());
        let mut wait = Duration::ZERO;
        if stands {
            // Late orders may still come, but none that is here goes away. So recovered sales are seen at once, and the
            // alert does not contradict the board for minutes.
            if matches!(judged.0, SalesVerdict::Stopped(_))
                && view.is_of(moment.now)
                && judge_sales(&view.until(moment.now, 0), &limits, true, None)
                    == SalesVerdict::Usual
            {
                judged = (SalesVerdict::Usual, moment.now);
            }
        } else {
            let mut later = (0..)
                .map_while(|minutes| timeline.later(minutes))
                .peekable();
            let mut end_of = |is_so: &dyn Fn(&Timeline) -> bool| {
                let each = std::iter::from_fn(|| later.next_if(is_so));
                each.last().map(|it| it.until())
            };
            let sure = end_of(&|it| are_sales_sure(it, &limits, recovered(it)));
            let sure = sure.unwrap_or(moment.settled);
            // Where sales are sure they are usual, so only what follows is judged.
            let quiet = end_of(&|it| verdict(it, false) == SalesVerdict::Usual);
            wait = between(moment.settled, quiet.unwrap_or(sure));
            self.sure.insert(id.as_str().into(), moment.settled..sure);
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
        let shop = shop.shop();
        // For a few minutes after midnight, `until` is on the day before.
        let days = Timeline::days(&shop.clock, until);
        let [today, yesterday] = days;
        if settings.closed_days.contains(&today) {
            return Err(AGAIN);
        }
        let usual = self.usual(shop, now, today).await.ok_or(AGAIN)?;
        let usual = usual.ok_or(LONGEST)?;
        let minutes = async |day| self.figures.minutes(shop, day).await.map_err(|_| AGAIN);
        Ok(View {
            day: today,
            minutes: [minutes(today).await?, minutes(yesterday).await?],
            shop: Arc::clone(shop),
            usual,
        })
    }

    /// The usual pattern, learned from the retained days before today and kept for a while; `None` if the store does
    /// not answer.
    async fn usual(
        &mut self,
        shop: &Shop,
        now: Timestamp,
        today: BusinessDay,
    ) -> Option<Option<Arc<Usual>>> {
        let name = shop.id.as_str();
        let known = self.usual.get(name);
        if !known.is_some_and(|learned| learned.holds(now, today)) {
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
                    Usual::learn(&days).map(Arc::new)
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
    usual: Arc<Usual>,
    day: BusinessDay,
    /// Of the day and of the day before.
    minutes: [Vec<(u16, Pulse)>; 2],
}

impl View {
    fn until(&self, until: Timestamp, after: usize) -> Timeline {
        let [today, yesterday] = &self.minutes;
        let until = (until, after);
        Timeline::with_after(&self.shop.clock, &self.usual, until, today, yesterday)
    }

    fn is_of(&self, until: Timestamp) -> bool {
        Timeline::days(&self.shop.clock, until)[0] == self.day
    }
}

fn between(from: Timestamp, until: Timestamp) -> Duration {
    let millis = until.millis().saturating_sub(from.millis());
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
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
