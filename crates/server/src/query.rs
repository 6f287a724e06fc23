//! Strict query parameters: an unknown one is refused, not ignored.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use axum::http::Uri;
use domain::{BusinessDay, MAX_KEY_BYTES, Range, Shop};

use crate::problem::ApiError;

/// The most entries in a page.
const MAX_LIMIT: usize = 1_000;
/// Entries in a page if the request does not say.
const DEFAULT_LIMIT: usize = 100;

/// The most days in one answer: ten years.
pub(crate) const MAX_DAYS: i32 = 3_660;

/// The names of the periods to compare with.
pub(crate) const AGAINST: &str = "must be `previous`, `year` or `year_weekday`";

/// The names of the steps in which days are shown.
pub(crate) const STEPS: &str = "must be `day`, `week` or `month`";

const SPANS: &str = "must be `today`, `yesterday`, `week`, `month`, `quarter`, `year`, `last_week`, `last_month`, \
                     `last_quarter`, `last_year`, or `last_30_days` and the like";

/// The query parameters of a request, each at most once and only those that the endpoint knows.
#[derive(Debug, Default)]
pub(crate) struct Params<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Params<'a> {
    /// Reads the parameters `known` and `shop`.
    pub(crate) fn parse(uri: &'a Uri, known: &[&str]) -> Result<Params<'a>, ApiError> {
        let mut params: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            if name != "shop" && !known.contains(&name.as_ref()) {
                let names = ["shop"].iter().chain(known).map(|name| format!("`{name}`"));
                let names: Vec<String> = names.collect();
                let shown: String = name.chars().take(64).collect();
                let detail = format!("is unknown here; this endpoint takes {}", names.join(", "));
                return Err(ApiError::bad_parameter(&shown, &detail));
            }
            if params.iter().any(|(other, _)| *other == name) {
                return Err(ApiError::bad_parameter(&name, "is given twice"));
            }
            params.push((name, value));
        }
        Ok(Params(params))
    }

    /// A parameter's text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_ref())
    }

    /// A text of the length of an id or a SKU: 1 to 128 bytes.
    pub(crate) fn key(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.text(name) {
            Some(text) if text.is_empty() || text.len() > MAX_KEY_BYTES => {
                let detail = format!("must have 1 to {MAX_KEY_BYTES} bytes");
                Err(ApiError::bad_parameter(name, &detail))
            }
            text => Ok(text),
        }
    }

    /// A whole number within a range.
    pub(crate) fn number(
        &self,
        name: &str,
        default: usize,
        range: RangeInclusive<usize>,
    ) -> Result<usize, ApiError> {
        let Some(text) = self.text(name) else {
            return Ok(default);
        };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => {
                let (least, most) = range.into_inner();
                let detail = if most == usize::MAX {
                    format!("must be a whole number of at least {least}")
                } else {
                    format!("must be a whole number from {least} to {most}")
                };
                Err(ApiError::bad_parameter(name, &detail))
            }
        }
    }

    /// A calendar day.
    pub(crate) fn day(&self, name: &str) -> Result<Option<BusinessDay>, ApiError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match BusinessDay::parse(text) {
            Some(day) => Ok(Some(day)),
            None => Err(ApiError::bad_parameter(
                name,
                "must be a date such as 2018-03-11",
            )),
        }
    }

    /// A range of at most `most` days: one day (`date`), a named range (`span`), or the days from `first` to `last`, by
    /// default `today`. Today if the request names no days.
    pub(crate) fn range(
        &self,
        shop: &Shop,
        today: BusinessDay,
        most: i32,
    ) -> Result<Range, ApiError> {
        let day = |name| self.day(name);
        let days = match (day("date")?, self.text("span"), day("first")?, day("last")?) {
            (None, None, None, None) => Range::day(today),
            (Some(date), None, None, None) => Range::day(date),
            (None, Some(span), None, None) => Range::named(span, today, shop.week_begins)
                .ok_or_else(|| ApiError::bad_parameter("span", SPANS))?,
            (None, None, Some(first), last) => Range {
                first,
                last: last.unwrap_or(today),
            },
            (None, None, None, Some(_)) => {
                return Err(ApiError::bad_parameter("last", "needs `first` too"));
            }
            (Some(_), ..) => {
                let detail = "is for one day; use `span`, or `first` and `last`, for several";
                return Err(ApiError::bad_parameter("date", detail));
            }
            (None, Some(_), ..) => {
                let detail = "already says which days; leave out `first` and `last`";
                return Err(ApiError::bad_parameter("span", detail));
            }
        };
        match days.count() {
            count if (1..=most).contains(&count) => Ok(days),
            ..=0 => Err(ApiError::bad_parameter("first", "is after the last day")),
            _ => {
                let detail = format!("is too far before the last day: at most {most} days");
                Err(ApiError::bad_parameter("first", &detail))
            }
        }
    }

    /// One of a few words; `None` if the request has none.
    pub(crate) fn named<T>(
        &self,
        name: &str,
        of: fn(&str) -> Option<T>,
        words: &str,
    ) -> Result<Option<T>, ApiError> {
        let found = self.text(name).map(|text| of(text).ok_or(text));
        found
            .transpose()
            .map_err(|_| ApiError::bad_parameter(name, words))
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(ApiError::bad_parameter(name, "must be `true` or `false`")),
        }
    }

    /// `offset` and `limit`.
    pub(crate) fn page(&self) -> Result<(usize, usize), ApiError> {
        let offset = self.number("offset", 0, 0..=usize::MAX)?;
        let limit = self.number("limit", DEFAULT_LIMIT, 1..=MAX_LIMIT)?;
        Ok((offset, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(query: &str) -> String {
        let uri: Uri = format!("/v1/x?{query}").parse().unwrap();
        let known = ["limit", "offset", "date", "all", "q"];
        let result = Params::parse(&uri, &known).and_then(|params| {
            params.page()?;
            params.day("date")?;
            params.key("q")?;
            params.flag("all")
        });
        format!("{:?}", result.unwrap_err())
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert!(problem("limt=1").contains("`limt` is unknown here"));
        assert!(problem("limit=1001").contains("`limit` must be a whole number from 1 to 1000"));
        assert!(problem("limit=0").contains("`limit`"));
        assert!(problem("offset=-1").contains("`offset` must be a whole number of at least 0"));
        assert!(problem("limit=1&limit=2").contains("`limit` is given twice"));
        assert!(problem("date=2018-02-30").contains("`date` must be a date"));
        assert!(problem("q=").contains("`q` must have 1 to 128 bytes"));
        assert!(problem(&format!("q={}", "%C3%A9".repeat(65))).contains("`q`"));
        assert!(problem("all=1").contains("`all` must be `true` or `false`"));
    }

    #[test]
    fn absent_parameters_have_defaults() {
        let uri: Uri = "/v1/x".parse().unwrap();
        let params = Params::parse(&uri, &["limit"]).unwrap();
        assert_eq!(params.page().unwrap(), (0, DEFAULT_LIMIT));
        assert_eq!(params.day("date").unwrap(), None);
    }
}
