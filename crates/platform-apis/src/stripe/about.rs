//! Basic facts about the account.

use serde::Deserialize;

use super::Stripe;
use crate::{About, ApiError, Concern};

#[derive(Deserialize)]
struct Account {
    id: String,
    default_currency: String,
    #[serde(default)]
    settings: Option<Settings>,
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    dashboard: Option<Dashboard>,
}

#[derive(Deserialize)]
struct Dashboard {
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    timezone: Option<String>,
}

/// The lists that polling reads.
const READ: [&str; 5] = [
    "/v1/payment_intents?limit=1",
    "/v1/checkout/sessions?limit=1",
    "/v1/charges?limit=1",
    "/v1/refunds?limit=1",
    "/v1/events?limit=1",
];

pub(super) async fn about(account: &Stripe) -> Result<About, ApiError> {
    let said: Account = account.get("/v1/account").await?.json("the account")?;
    for path in READ {
        account.get(path).await?;
    }
    let dashboard = said.settings.and_then(|it| it.dashboard);
    let name = dashboard.as_ref().and_then(|it| it.display_name.clone());
    let mut concerns = Vec::new();
    if account.is_test {
        concerns.push(Concern {
            code: "test_mode",
            text: "This is a test mode key. Its payments are remembered but count nothing; give a live key for figures.".to_owned(),
        });
    }
    Ok(About {
        name: name.unwrap_or_else(|| said.id.clone()),
        address: match account.is_test {
            true => format!("{}:test", said.id),
            false => said.id,
        },
        timezone: dashboard.and_then(|it| it.timezone),
        currency: said.default_currency.to_ascii_uppercase(),
        reach_days: None,
        concerns,
    })
}
