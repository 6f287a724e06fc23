//! The token for requests.

use std::time::{Duration, Instant};

use http_client::http::{Method, StatusCode};
use serde::Deserialize;

use super::{PLATFORM, Shopify, ShopifyLogin};
use crate::server::Question;
use crate::{ApiError, ApiSecret};

/// How long before its expiry a token is renewed.
const BEFORE: Duration = Duration::from_secs(600);

/// A token of an app.
pub(super) struct Held {
    token: ApiSecret,
    until: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u64,
}

impl Shopify {
    /// The current token.
    pub(super) async fn token(&self) -> Result<ApiSecret, ApiError> {
        let (id, secret) = match &self.login {
            ShopifyLogin::Token(token) => return Ok(token.clone()),
            ShopifyLogin::App { id, secret } => (id, secret),
        };
        let mut held = self.held.lock().await;
        if let Some(held) = held.as_ref().filter(|held| held.until > Instant::now()) {
            return Ok(held.token.clone());
        }
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", id)
            .append_pair("client_secret", secret.expose())
            .finish();
        let question = Question::unnamed(Method::POST, "/admin/oauth/access_token");
        let question = question.with("application/x-www-form-urlencoded", form);
        let answer = self.server.ask(question.reading()).await?;
        if answer.status() != StatusCode::OK {
            return Err(self.unauthorized());
        }
        let granted: Granted = answer.json("the token")?;
        let token = ApiSecret::new(&granted.access_token);
        let lasts = Duration::from_secs(granted.expires_in).saturating_sub(BEFORE);
        *held = Some(Held {
            token: token.clone(),
            until: Instant::now() + lasts,
        });
        Ok(token)
    }

    /// Drops a token that the shop rejected. Returns whether a new one can be fetched.
    pub(super) async fn forget_token(&self) -> bool {
        self.held.lock().await.take().is_some()
    }

    pub(super) fn unauthorized(&self) -> ApiError {
        let to_do = match self.login {
            ShopifyLogin::App { .. } => {
                "check that client id and secret are those of the app in the Dev Dashboard, and that the app is \
                installed in this shop"
            }
            ShopifyLogin::Token(_) => {
                "check that the token is the Admin API's, shpat_…, and that the app is still installed; new apps are \
                 made in the Dev Dashboard, and have a client id and a client secret"
            }
        };
        ApiError::Unauthorized {
            platform: PLATFORM,
            to_do: to_do.to_owned(),
        }
    }
}
