//! Requests to the overview.

use axum::http::Uri;
use domain::{Currency, ShopId};

use super::keeper::Row;
use crate::auth::{Identity, Permission, Role};
use crate::problem::ApiError;
use crate::query::Params;

/// The requested shops, and how to show them. Equal requests share one answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    /// The code of the total's currency; `None` = the most frequent one.
    pub(super) currency: Option<String>,
    pub(super) sort: Sort,
    pub(super) against: Against,
    /// Whether the order is reversed.
    pub(super) is_reverse: bool,
    /// A part that names must contain, in lower case.
    pub(super) text: String,
    /// The group: the beginning of names, up to the first `-` or `_`.
    pub(super) prefix: Option<String>,
    pub(super) has_groups: bool,
    pub(super) limit: usize,
    /// The shops that the client may see; `None` = all.
    pub(super) allowed: Option<Vec<ShopId>>,
}

/// The order of shops; those without a known value come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// Today's revenue in the total's currency, largest first.
    Revenue,
    /// Today's revenue relative to that of the compared day until the same time, largest first.
    Growth,
    /// Longest without an order first.
    Silence,
    Name,
}

/// The day that growth is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Against {
    Yesterday,
    LastWeek,
}

/// Query parameters of a view.
const PARAMETERS: [&str; 8] = [
    "currency", "sort", "against", "reverse", "q", "prefix", "groups", "limit",
];
/// The largest and the default number of listed shops.
const LIMIT: (usize, usize) = (1_000, 100);

impl View {
    /// Reads a request.
    ///
    /// # Errors
    /// The parameter that is invalid, or that the client may not use.
    pub(crate) fn parse(uri: &Uri, identity: &Identity) -> Result<View, ApiError> {
        let key = identity.key();
        if let Some(key) = key.filter(|key| !key.role.allows(Permission::View)) {
            return Err(ApiError::role_not_allowed(key.role, Role::View));
        }
        let params = Params::parse(uri, &PARAMETERS)?;
        let wrong = |name: &str, detail: &str| ApiError::bad_parameter(name, detail);
        let currency = params.text("currency").map(|code| {
            let found = Currency::from_code(&code.to_ascii_uppercase());
            found.map_err(|_| wrong("currency", "must be an ISO 4217 code such as EUR"))
        });
        let sort = match params.text("sort").unwrap_or("revenue") {
            "revenue" => Sort::Revenue,
            "growth" => Sort::Growth,
            "silence" => Sort::Silence,
            "name" => Sort::Name,
            _ => {
                let words = "must be `revenue`, `growth`, `silence` or `name`";
                return Err(wrong("sort", words));
            }
        };
        let against = match params.text("against").unwrap_or("last_week") {
            "yesterday" => Against::Yesterday,
            "last_week" => Against::LastWeek,
            _ => return Err(wrong("against", "must be `yesterday` or `last_week`")),
        };
        let mut allowed = key.and_then(|key| key.shops.clone());
        if let Some(allowed) = &mut allowed {
            allowed.sort_unstable();
        }
        let (most, usual) = LIMIT;
        Ok(View {
            currency: currency.transpose()?.map(|it| it.code().to_owned()),
            sort,
            against,
            is_reverse: params.flag("reverse")?,
            text: params.key("q")?.unwrap_or_default().trim().to_lowercase(),
            prefix: params.key("prefix")?.map(str::to_owned),
            has_groups: params.flag("groups")?,
            limit: params.number("limit", usual, 1..=most)?,
            allowed,
        })
    }

    /// Whether a shop belongs to the view.
    pub(super) fn has(&self, row: &Row) -> bool {
        let id = &row.shop.id;
        let is_allowed = self
            .allowed
            .as_ref()
            .is_none_or(|allowed| allowed.binary_search(id).is_ok());
        let display_name = || row.display_name.as_deref().unwrap_or_default();
        is_allowed
            && self
                .prefix
                .as_ref()
                .is_none_or(|it| it == prefix_of(id.as_str()))
            && (self.text.is_empty()
                || id.as_str().contains(&self.text)
                || display_name().to_lowercase().contains(&self.text))
    }
}

/// The group of a shop: its name up to the first `-` or `_`.
pub(super) fn prefix_of(name: &str) -> &str {
    name.split(['-', '_']).next().unwrap_or(name)
}
