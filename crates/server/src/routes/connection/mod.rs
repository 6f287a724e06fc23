pub(crate) mod get;
pub(crate) mod put;
pub(crate) mod remove;

use std::sync::Arc;

use api_types::{ConnectionReading, NewConnection};
use axum::http::StatusCode;
use domain::Timestamp;
use pipeline::LinkText;

use crate::AppState;
use crate::connections::{ConnectionKeeper, Linked};
use crate::health::sources::api_of;
use crate::problem::ApiError;

/// The keeper of connections; absent on a demonstration server.
fn keeper(state: &AppState) -> Result<&Arc<ConnectionKeeper>, ApiError> {
    state.connecting().ok_or_else(|| {
        let detail = "this server cannot connect shops";
        let status = StatusCode::CONFLICT;
        ApiError::new(status, "connections_fixed", "Connections are fixed", detail)
    })
}

fn not_connected(shop: &str) -> ApiError {
    let shown: String = shop.chars().take(64).collect();
    let detail =
        format!("shop `{shown}` is not connected with a platform; `livetill connect` does that");
    ApiError::new(
        StatusCode::NOT_FOUND,
        "not_connected",
        "Not connected",
        detail,
    )
}

fn of_settings(shop: &str) -> ApiError {
    let detail = format!(
        "the connection of shop `{shop}` is in the server's settings, which take precedence; change it there, and \
         restart the server"
    );
    let status = StatusCode::CONFLICT;
    ApiError::new(
        status,
        "connection_of_settings",
        "Connection of the settings",
        detail,
    )
}

fn text(said: NewConnection) -> LinkText {
    LinkText {
        platform: Some(said.platform),
        store: said.store,
        webhook_secrets: said.webhook_secrets,
        client_id: said.client_id,
        client_secret: said.client_secret,
        api_token: said.api_token,
        webhook_url: said.webhook_url,
        since: said.since,
        from_day: said.from_day,
    }
}

async fn wire(
    state: &AppState,
    keeper: &ConnectionKeeper,
    shop: &str,
    linked: Linked,
) -> api_types::Connection {
    let text = linked.text;
    let own = keeper.standing(shop).await.map(|it| ConnectionReading {
        filled: it.filled,
        read: it.read,
        complete_at: it.complete_at.map(Timestamp::rfc3339_utc),
        trouble: it.trouble,
    });
    let health = state.health().newest();
    let platform = text.platform.as_deref().unwrap_or_default();
    let told = api_of(&health.sources, shop, platform).map(|it| ConnectionReading {
        filled: it.filled,
        read: it.read.unwrap_or_default(),
        complete_at: None,
        trouble: it.trouble.clone(),
    });
    let reading = furthest(own, told);
    api_types::Connection {
        shop: shop.to_owned(),
        connection: NewConnection {
            platform: text.platform.unwrap_or_default(),
            store: text.store,
            webhook_secrets: text.webhook_secrets,
            client_id: text.client_id,
            client_secret: text.client_secret,
            api_token: text.api_token,
            webhook_url: text.webhook_url,
            since: text.since,
            from_day: text.from_day,
        },
        of_settings: linked.is_of_settings,
        problem: linked.problem,
        reading,
    }
}

/// The progress of the server that reads: of the two reports, the one that is further. This server knows its own at
/// once, but others' only after a moment.
fn furthest(
    own: Option<ConnectionReading>,
    told: Option<ConnectionReading>,
) -> Option<ConnectionReading> {
    let far = |it: &ConnectionReading| (it.filled.unwrap_or(-1.0), it.read);
    let is_further = |(own, told): (&ConnectionReading, &ConnectionReading)| far(told) > far(own);
    match own.as_ref().zip(told.as_ref()).is_some_and(is_further) {
        true => told,
        // A report about a shop that this server does not read belongs to a removed connection.
        false => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_that_is_further_tells() {
        let at = |filled, read| {
            Some(ConnectionReading {
                filled,
                read,
                ..ConnectionReading::default()
            })
        };
        for (own, told, is_told) in [
            (at(None, 0), at(Some(0.0), 0), true),
            (at(Some(0.5), 7), at(Some(0.4), 5), false),
            // It read a part before another server took over.
            (at(Some(0.4), 500), at(Some(1.0), 0), true),
            (at(Some(1.0), 500), at(Some(1.0), 0), false),
            (at(None, 0), None, false),
            (None, at(Some(0.5), 7), false),
        ] {
            let expected = if is_told { &told } else { &own }.clone();
            assert_eq!(furthest(own, told), expected);
        }
    }
}
