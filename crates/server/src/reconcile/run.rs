//! One comparison, from the request to the kept result.

use std::ops::RangeInclusive;
use std::sync::Arc;

use api_types::Reconciliation;
use domain::BusinessDay;
use pipeline::{IntakeError, PlatformLink};
use platform_apis::{ApiError, Books, PlatformApi};
use ports::{Store, StoreError};
use tokio::sync::Semaphore;

use super::compare::{DayFound, compare};
use super::mend::{NotMended, mend};
use super::{kept, report, sides};
use crate::AppState;
use crate::shops::ShopState;

/// How many run at a time: each may hold a month of a shop's orders.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Why nothing was compared.
#[derive(Debug)]
pub(crate) enum NotReconciled {
    /// The shop is not connected with a platform that has an API.
    NotConnected,
    /// The platform's orders count from this day on.
    Earlier(BusinessDay),
    /// A secret is unreadable or invalid.
    Secret(String),
    /// The platform's API failed.
    Api(ApiError),
    /// The platform's figures are in another currency, whose code this is.
    Currency(String),
    /// The fetched orders could not be counted.
    Intake(IntakeError),
    Store(StoreError),
}

impl From<StoreError> for NotReconciled {
    fn from(error: StoreError) -> NotReconciled {
        NotReconciled::Store(error)
    }
}

impl From<NotMended> for NotReconciled {
    fn from(error: NotMended) -> NotReconciled {
        match error {
            NotMended::Api(error) => NotReconciled::Api(error),
            NotMended::Intake(error) => NotReconciled::Intake(error),
            NotMended::Store(error) => NotReconciled::Store(error),
        }
    }
}

impl std::fmt::Display for NotReconciled {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotReconciled::NotConnected => out.write_str(
                "the shop is not connected with a platform that has an API to ask; `livetill connect` does that",
            ),
            NotReconciled::Earlier(first) => write!(
                out,
                "the platform counts from {first} on, and no day from then on is asked for: earlier orders came another way"
            ),
            NotReconciled::Secret(error) => out.write_str(error),
            NotReconciled::Api(error) => error.fmt(out),
            NotReconciled::Currency(code) => write!(
                out,
                "the platform's figures are now in {code}, but the shop's are not: a shop's currency cannot change; \
                connect a new shop"
            ),
            NotReconciled::Intake(error) => error.fmt(out),
            NotReconciled::Store(error) => error.fmt(out),
        }
    }
}

/// Compares these days with the platform's books, fetches differing orders again, and keeps the result after that.
pub(crate) async fn reconcile(
    state: &AppState,
    shop: &Arc<ShopState>,
    days: RangeInclusive<BusinessDay>,
) -> Result<Reconciliation, NotReconciled> {
    let _turn = TURNS.acquire().await;
    let (link, api) = opened(state, shop)?;
    let days = match link.from_day {
        Some(first) if first > *days.end() => return Err(NotReconciled::Earlier(first)),
        Some(first) => first.max(*days.start())..=*days.end(),
        None => days,
    };
    let store = state.store();
    let earlier = kept::read(&**store, &shop.shop().id).await?;
    let earlier = earlier.filter(|it| it.platform.as_deref() == Some(link.platform.as_str()));
    let look = async || look(&**store, shop, &*api, &days, earlier.as_ref()).await;
    let first = look().await?;
    let mended = mend(shop, link.platform, &*api, state.now(), &first, &**store).await?;
    let last = match mended.is_any {
        true => look().await?,
        false => first.clone(),
    };
    let (of, now) = (shop.shop(), state.now());
    let at = of.clock.rfc3339(now);
    let pairs = first.iter().zip(&last);
    let days =
        pairs.map(|(before, after)| report::day(before, after, &mended.rejected, &at, of.currency));
    let mut days: Vec<_> = days.collect();
    days.reverse();
    let found = Reconciliation {
        shop: of.id.to_string(),
        platform: Some(link.platform.as_str().to_owned()),
        currency: of.currency.code().to_owned(),
        at: Some(at),
        equal: kept::are_equal(&days),
        problem: None,
        problem_said: None,
        days,
    };
    kept::keep(&**store, &of.id, &found).await?;
    Ok(found)
}

/// A shop's connection, and the API of its account.
pub(super) fn opened(
    state: &AppState,
    shop: &ShopState,
) -> Result<(PlatformLink, Box<dyn PlatformApi>), NotReconciled> {
    let keeper = state.connecting().ok_or(NotReconciled::NotConnected)?;
    let linked = keeper.of(shop.shop().id.as_str());
    let linked = linked.ok_or(NotReconciled::NotConnected)?;
    let link = PlatformLink::of(&linked.text).map_err(NotReconciled::Secret)?;
    let api = keeper.linker().api(&link).map_err(NotReconciled::Secret)?;
    Ok((link, api.ok_or(NotReconciled::NotConnected)?))
}

async fn look(
    store: &dyn Store,
    shop: &ShopState,
    api: &dyn PlatformApi,
    days: &RangeInclusive<BusinessDay>,
    earlier: Option<&Reconciliation>,
) -> Result<Vec<DayFound>, NotReconciled> {
    let of = shop.shop();
    let books = api.books(*days.start(), *days.end(), &of.clock).await;
    let books: Books = books.map_err(NotReconciled::Api)?;
    if books.currency != of.currency.code() {
        return Err(NotReconciled::Currency(books.currency));
    }
    let ours = sides::ours(store, of, days.clone(), earlier).await?;
    Ok(compare(&sides::theirs(&books, of.currency), &ours))
}
