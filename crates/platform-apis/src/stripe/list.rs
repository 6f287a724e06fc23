//! Lists, which Stripe returns newest first.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{PLATFORM, Stripe};
use crate::ApiError;
use crate::server::impossible;

/// A page of a list.
pub(super) struct Listed {
    /// Newest first.
    pub(super) entries: Vec<Entry>,
    pub(super) has_more: bool,
}

pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) body: Box<RawValue>,
}

/// The common fields of all objects.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) created: i64,
}

#[derive(Deserialize)]
struct Body<'a> {
    has_more: bool,
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
}

/// A page of objects created at or after a second, following an object. `query` holds the list's other parameters.
pub(super) async fn page(
    account: &Stripe,
    list: &str,
    query: &str,
    from: i64,
    after: Option<&str>,
) -> Result<Listed, ApiError> {
    let mut path = format!("/v1/{list}?limit=100&created[gte]={from}{query}");
    if let Some(after) = after {
        path.push_str("&starting_after=");
        path.push_str(after);
    }
    // Brackets are not allowed in an address.
    let path = path.replace('[', "%5B").replace(']', "%5D");
    let answer = account.get(&path).await?;
    let body: Body<'_> = answer.borrowed("a list")?;
    let entries = body.data.into_iter().map(|body| {
        Ok(Entry {
            head: parsed(body, "an object of a list")?,
            body: body.to_owned(),
        })
    });
    let listed = Listed {
        entries: entries.collect::<Result<_, ApiError>>()?,
        has_more: body.has_more,
    };
    // It says that more follows, but not after what.
    match listed.has_more && listed.entries.is_empty() {
        true => Err(ApiError::Impossible {
            platform: PLATFORM,
            detail: "a list goes on after an empty page".to_owned(),
        }),
        false => Ok(listed),
    }
}

pub(super) fn parsed<'a, T: Deserialize<'a>>(
    body: &'a RawValue,
    what: &str,
) -> Result<T, ApiError> {
    serde_json::from_str(body.get()).map_err(|error| impossible(PLATFORM, what, &error))
}

/// Whether this looks like an id of Stripe's: nothing else may go into an address.
pub(super) fn is_id(text: &str) -> bool {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (4..=255).contains(&text.len()) && text.bytes().all(is_of_id)
}
