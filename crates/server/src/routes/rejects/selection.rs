//! The rejects that a request selects.

use std::collections::HashSet;

use api_types::RejectSelection;
use axum::body::Body;
use axum::http::request::Parts;
use domain::{Reason, Shop};
use ports::{Records, StoreError, StoredReject};

use crate::json_object::object;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::orders::body::read;
use crate::routes::orders::room::Taken;

/// How many rejects are read at a time: at 16 KiB each, there are too many to hold all at once.
const PAGE: usize = 250;

/// More than are kept: 10,000, and the separately kept ones.
const MOST: usize = 100_000;

/// Longer than a list of the numbers of all kept rejects, in bytes.
const MAX_SELECTION: usize = 1024 * 1024;

/// The rejects that a request selects.
#[derive(Debug)]
pub(super) enum Selection {
    All,
    Of(Reason),
    Numbers(HashSet<u64>),
}

impl Selection {
    /// Reads `?all=true`, `?reason=` or a body with numbers. One of them is required, so that an empty request deletes
    /// nothing.
    pub(super) async fn of(
        params: &Params<'_>,
        parts: &Parts,
        body: Body,
        room: Taken,
    ) -> Result<Selection, ApiError> {
        let (body, _room) = read(parts, body, MAX_SELECTION, room).await?;
        let is_empty = body.trim_ascii().is_empty();
        match (params.flag("all")?, reason(params)?, is_empty) {
            (true, None, true) => Ok(Selection::All),
            (false, Some(reason), true) => Ok(Selection::Of(reason)),
            (false, None, true) => Err(ApiError::bad_request(
                "say which rejects, by a body such as {\"numbers\":[1,2]}, `?reason=`, or `?all=true`",
            )),
            (true, ..) | (_, Some(_), _) => Err(ApiError::bad_request(
                "use only one of `?all=true`, `?reason=`, and numbers",
            )),
            (false, None, false) => {
                let selection: RejectSelection = object(&body).map_err(|error| {
                    let detail = format!("the body is not {{\"numbers\":[…]}}: {error}");
                    ApiError::bad_request(detail)
                })?;
                Ok(Selection::Numbers(selection.numbers.into_iter().collect()))
            }
        }
    }

    /// The selected rejects, a page at a time. New rejects shift the older ones: some may appear twice, but none is
    /// missed.
    pub(super) async fn page(
        &self,
        store: &dyn Records,
        shop: &Shop,
        page: usize,
    ) -> Result<Option<Vec<StoredReject>>, StoreError> {
        // Without this limit, rejects that arrive as fast as they are read would keep this running.
        if page * PAGE >= MOST + PAGE {
            return Ok(None);
        }
        let rejects = store.rejects(shop, page * PAGE, PAGE).await?.items;
        if rejects.is_empty() {
            return Ok(None);
        }
        let meant = rejects.into_iter().filter(|reject| match self {
            Selection::All => true,
            Selection::Of(reason) => reject.reject.rejection.reason == *reason,
            Selection::Numbers(numbers) => numbers.contains(&reject.number),
        });
        Ok(Some(meant.collect()))
    }
}

fn reason(params: &Params<'_>) -> Result<Option<Reason>, ApiError> {
    let Some(name) = params.text("reason") else {
        return Ok(None);
    };
    let known = Reason::from_name(name);
    let unknown = || {
        let all = Reason::ALL.map(Reason::as_str).join("`, `");
        ApiError::bad_parameter("reason", &format!("must be one of `{all}`"))
    };
    known.map(Some).ok_or_else(unknown)
}
