//! Pages through a leaderboard, or through the matches of a search in it.

use api_types::{PopularItem, PopularPage, Problem, ProductItem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{BusinessDay, SearchText, Shop};
use ports::{Figures, Page, StoreError};

use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::{check_retained, unknown_on};
use crate::{AppState, reply};

/// A leaderboard, of all time or of one business day; with `q`, only items whose SKU or name contains a text. Each item
/// has its rank in the whole leaderboard; for a day, also what it sold for and what came back.
#[utoipa::path(
    get,
    path = "/v1/items/popular",
    operation_id = "listPopular",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("date" = Option<String>, Query, format = Date, description = "A retained business day; all time when absent."),
        ("q" = Option<String>, Query, min_length = 1, max_length = 128, description = "A part of the SKU or of the name, in any case; everything when absent."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most entries; 100 when absent."),
        ("offset" = Option<u32>, Query, description = "Entries to leave out; 0 when absent."),
    ),
    responses(
        (status = 200, description = "A page of the leaderboard.", body = PopularPage),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or a day that is not retained.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_popular(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(&uri, &["date", "q", "limit", "offset"])?;
    let shop = state.shop(&params)?;
    let (offset, limit) = params.page()?;
    let day = params.day("date")?;
    let text = params.key("q")?.map(SearchText::new);
    let mut amounts_from = None;
    if let Some(day) = day {
        let today = shop.shop().today(state.now());
        let retained = check_retained(&state, &shop, day, today).await?;
        let first = retained.products.filter(|first| day < *first);
        amounts_from = first.map(|first| first.to_string());
        if let Some(unknown) = unknown_on(&state, &shop, day).await? {
            return reply::json(&PopularPage {
                items: None,
                total: None,
                unknown: Some(unknown.into()),
                amounts_from,
                offset,
                limit,
            });
        }
    }
    let page = page(state.figures(), shop.shop(), day, text, offset, limit).await;
    let page = page.map_err(|error| ApiError::reading(&error))?;
    let items = with_amounts(state.figures(), shop.shop(), day, page.items).await;
    let items = items.map_err(|error| ApiError::reading(&error))?;
    reply::json(&PopularPage {
        items: Some(items),
        total: Some(page.total),
        unknown: None,
        amounts_from,
        offset,
        limit,
    })
}

/// Adds the amounts and returns of a day's items.
async fn with_amounts(
    store: &dyn Figures,
    shop: &Shop,
    day: Option<BusinessDay>,
    items: Vec<PopularItem>,
) -> Result<Vec<ProductItem>, StoreError> {
    let skus: Vec<&str> = items.iter().map(|item| &*item.sku).collect();
    let amounts = match day {
        Some(day) => store.amounts_of(shop, day, &skus).await?,
        None => None,
    };
    let amounts = amounts.as_deref();
    let items = items.into_iter().enumerate().map(|(place, item)| {
        let figures = amounts.and_then(|amounts| amounts.get(place));
        ProductItem::new(item, figures, &shop.currency)
    });
    Ok(items.collect())
}

async fn page(
    store: &dyn Figures,
    shop: &Shop,
    day: Option<BusinessDay>,
    text: Option<SearchText>,
    offset: usize,
    limit: usize,
) -> Result<Page<PopularItem>, StoreError> {
    if let Some(text) = text {
        let found = store.search(shop, day, &text, offset, limit).await?;
        return Ok(Page {
            items: found.items.iter().map(PopularItem::from).collect(),
            total: found.total,
        });
    }
    let page = store.popular(shop, day, offset, limit).await?;
    let ranked = page.items.iter().zip(offset.saturating_add(1)..);
    let items = ranked.map(|(item, rank)| PopularItem {
        rank: Some(rank),
        ..PopularItem::from(item)
    });
    Ok(Page {
        items: items.collect(),
        total: page.total,
    })
}
