//! Sends GraphQL queries within their cost limits.

use std::sync::atomic::Ordering;
use std::time::Duration;

use http_client::http::{HeaderName, Method, StatusCode};
use ports::Pauses;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::queries::Query;
use super::{PLATFORM, RIGHTS, Shopify, VERSION};
use crate::ApiError;
use crate::server::{Answer, Question};

/// How long a query waits in total until its cost is available.
const MOST_WAITING: Duration = Duration::from_secs(60);
const PAUSES: Pauses = Pauses {
    first: Duration::from_millis(400),
    longest: Duration::from_secs(8),
};
/// The error codes of failures of its own.
const FAILURES: [&str; 3] = ["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"];
/// The error code of a query that costs more than any query may.
const TOO_DEAR: &str = "MAX_COST_EXCEEDED";

#[derive(Deserialize)]
struct Said {
    data: Option<Value>,
    #[serde(default)]
    errors: Vec<Wrong>,
    #[serde(default)]
    extensions: Value,
}

#[derive(Deserialize)]
struct Wrong {
    #[serde(default)]
    path: Vec<Value>,
    #[serde(default)]
    extensions: Value,
}

impl Wrong {
    fn code(&self) -> &str {
        self.extensions["code"].as_str().unwrap_or_default()
    }

    /// Whether the error concerns an address. We only ask for its country.
    fn is_of_country(&self) -> bool {
        let is_address = |it: &Value| it == "shippingAddress" || it == "billingAddress";
        self.code() == "ACCESS_DENIED" && self.path.iter().any(is_address)
    }
}

/// Whether a smaller page is needed.
pub(super) fn is_too_dear(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused { detail, .. } if detail.ends_with(TOO_DEAR))
}

impl Shopify {
    /// The data of an answer.
    pub(super) async fn query(&self, query: Query, variables: Value) -> Result<Value, ApiError> {
        let mut variables = variables;
        let (started, mut throttled) = (Instant::now(), 0);
        loop {
            if query.wants_country {
                variables["country"] = self.may_read_country().into();
            }
            let said: Said = self.post(query, &variables).await?.json("the answer")?;
            // A query without the country cannot be refused because of it.
            if variables["country"] == true && said.errors.iter().any(Wrong::is_of_country) {
                self.may_read_country.store(false, Ordering::Relaxed);
                continue;
            }
            match said.errors.first().map(Wrong::code) {
                None => {}
                Some("THROTTLED") => {
                    // It may say that there is room, and throttle all the same.
                    let pause = pause(&said.extensions["cost"]).max(PAUSES.after(throttled));
                    throttled += 1;
                    if started.elapsed() + pause > MOST_WAITING {
                        return Err(ApiError::Limited {
                            platform: PLATFORM,
                            retry_after: Some(pause),
                        });
                    }
                    tokio::time::sleep(pause).await;
                    continue;
                }
                // It answers 200 even if it failed.
                Some(code) if FAILURES.contains(&code) => {
                    return Err(ApiError::Away {
                        platform: PLATFORM,
                        detail: format!("it answers {code}"),
                    });
                }
                Some("ACCESS_DENIED") => return Err(missing("read_orders")),
                Some(code) => {
                    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                    let word = Some(code).filter(|code| code.bytes().all(is_word));
                    return Err(refused(&format!(
                        "it does not understand a query: {}",
                        word.unwrap_or_default()
                    )));
                }
            }
            return said
                .data
                .ok_or_else(|| super::strange("the answer has no data"));
        }
    }

    async fn post(&self, query: Query, variables: &Value) -> Result<Answer, ApiError> {
        const TOKEN: HeaderName = HeaderName::from_static("x-shopify-access-token");
        let body = json!({
            "query": query.text,
            "operationName": query.name,
            "variables": variables,
        });
        let body = body.to_string();
        let path = format!("/admin/api/{VERSION}/graphql.json");
        let mut is_renewed = false;
        loop {
            let token = self.token().await?;
            let mut question = Question::of(Method::POST, &*path, (TOKEN, token.expose()));
            question = question.with("application/json", body.as_str());
            if !query.changes {
                question = question.reading();
            }
            let answer = self.server.ask(question).await?;
            match answer.status() {
                status if status.is_success() => return Ok(answer),
                // The shop may have revoked it early. If it refuses a new one too, the app may be uninstalled.
                StatusCode::UNAUTHORIZED if self.forget_token().await && !is_renewed => {
                    is_renewed = true;
                }
                StatusCode::UNAUTHORIZED => return Err(self.unauthorized()),
                StatusCode::FORBIDDEN => return Err(missing("read_orders")),
                StatusCode::PAYMENT_REQUIRED => {
                    return Err(refused(
                        "the shop is frozen; its owner has to settle that with Shopify",
                    ));
                }
                StatusCode::NOT_FOUND => {
                    return Err(refused(
                        "there is no shop at this address; under Settings, Domains find the one that ends in .myshopify.com",
                    ));
                }
                status => return Err(refused(&format!("it answers {}", status.as_u16()))),
            }
        }
    }
}

pub(super) fn missing(scope: &str) -> ApiError {
    ApiError::MissingScope {
        platform: PLATFORM,
        what: "read orders",
        scope: scope.to_owned(),
        to_do: RIGHTS.to_owned(),
    }
}

pub(super) fn refused(detail: &str) -> ApiError {
    ApiError::Refused {
        platform: PLATFORM,
        detail: detail.to_owned(),
    }
}

/// How long to wait until the query's cost is available, plus a little.
fn pause(cost: &Value) -> Duration {
    let throttle = &cost["throttleStatus"];
    let number = |value: &Value, or: f64| value.as_f64().unwrap_or(or);
    let short =
        number(&cost["requestedQueryCost"], 100.0) - number(&throttle["currentlyAvailable"], 0.0);
    let seconds = short / number(&throttle["restoreRate"], 50.0).max(1.0);
    Duration::from_secs_f64(seconds.clamp(0.0, 60.0) + 0.1)
}
