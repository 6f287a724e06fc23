//! Pages through the orders of a business day.

use api_types::{LedgerOrder, OrderPage, Problem};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{Dimension, OrderFilter, Shop, Slice};

use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::{check_retained, unknown_on};
use crate::{AppState, reply};

/// The orders of a business day in the ledger, newest first: what the day's figures are made of.
#[utoipa::path(
    get,
    path = "/v1/orders",
    operation_id = "listOrders",
    tag = "figures",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("date" = Option<String>, Query, format = Date, description = "A retained business day; today when absent."),
        ("sku" = Option<String>, Query, min_length = 1, max_length = 128, description = "Only orders that sold this item."),
        ("channel" = Option<String>, Query, description = "Only orders that count and have this channel; `none`: those \
            without one."),
        ("country" = Option<String>, Query, description = "Only orders that count and go to this country, ISO 3166-1 \
            alpha-2; `none`: those without one."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "The most orders; 100 when absent."),
        ("offset" = Option<u32>, Query, description = "Orders to leave out; 0 when absent."),
    ),
    responses(
        (status = 200, description = "A page of the day's orders.", body = OrderPage),
        (status = 400, description = "A parameter is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop, or a day that is not retained.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list_orders(
    State(state): State<AppState>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let params = Params::parse(
        &uri,
        &["date", "sku", "channel", "country", "limit", "offset"],
    )?;
    let keeper = state.shop(&params)?;
    let shop = keeper.shop();
    let (offset, limit) = params.page()?;
    let filter = filter(&params, shop)?;
    let today = shop.today(state.now());
    let day = params.day("date")?.unwrap_or(today);
    check_retained(&state, &keeper, day, today).await?;
    let page = state.records().orders(shop, day, &filter, offset, limit);
    let page = page.await.map_err(|error| ApiError::reading(&error))?;
    let unknown = unknown_on(&state, &keeper, day).await?;
    let items = page.items.iter();
    reply::json(&OrderPage {
        items: items.map(|order| LedgerOrder::new(shop, order)).collect(),
        total: page.total,
        unknown: unknown.map(Into::into),
        offset,
        limit,
    })
}

fn filter(params: &Params<'_>, shop: &Shop) -> Result<OrderFilter, ApiError> {
    let mut filter = OrderFilter::of_item(params.key("sku")?);
    for dimension in Dimension::ALL {
        let slice = match params.text(dimension.as_str()) {
            None => continue,
            Some("none") => None,
            Some(name) => {
                let slice = Slice::from_name(dimension, name, &shop.channels);
                let unknown = || {
                    let detail = "is not one that this shop has; use `none` for orders without one";
                    ApiError::bad_parameter(dimension.as_str(), detail)
                };
                Some(slice.ok_or_else(unknown)?)
            }
        };
        filter.slices.push((dimension, slice));
    }
    Ok(filter)
}
