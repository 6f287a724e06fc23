//! The connection of a shop with its platform.

use std::fmt;
use std::path::PathBuf;

use domain::BusinessDay;
use presets::Platform;
use serde::{Deserialize, Serialize};

/// The current secret, and its replacement.
const MAX_SECRETS: usize = 2;
/// The most bytes of an address, a name or a place.
const MAX_BYTES: usize = 1_024;

/// A connection as text: in a file, a request, or the store. It has no secrets, only the places where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkText {
    /// The platform's name.
    pub platform: Option<String>,
    /// The platform's address of the shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The places of the secrets that the platform signs with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook_secrets: Vec<String>,
    /// The id of a Shopify app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The place of the app's secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The place of the token for the platform's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_token: Option<String>,
    /// The address that the platform posts to, if the command registered its webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// The first day whose orders are fetched, in the shop's time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The first day for which the platform's data count: earlier orders came under other ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_day: Option<String>,
}

impl LinkText {
    /// The text of a checked connection.
    pub fn of(link: &PlatformLink) -> LinkText {
        let (client_id, client_secret, api_token) = match &link.access {
            None => (None, None, None),
            Some(ApiAccess::Token(place)) => (None, None, Some(place.to_string())),
            Some(ApiAccess::App { id, secret }) => {
                (Some(id.clone()), Some(secret.to_string()), None)
            }
        };
        LinkText {
            platform: Some(link.platform.as_str().to_owned()),
            store: link.store.clone(),
            webhook_secrets: link
                .webhook_secrets
                .iter()
                .map(ToString::to_string)
                .collect(),
            client_id,
            client_secret,
            api_token,
            webhook_url: link.webhook_url.clone(),
            since: link.since.map(|day| day.to_string()),
            from_day: link.from_day.map(|day| day.to_string()),
        }
    }
}

/// A shop's checked connection with its platform. It has no secrets, only the places where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformLink {
    /// The platform.
    pub platform: Platform,
    /// The platform's address of the shop; `None` if the platform has one address for all shops.
    pub store: Option<String>,
    /// The places of the secrets that the platform signs with; empty if it posts nothing.
    pub webhook_secrets: Vec<SecretPlace>,
    /// The credentials for the platform's API; `None` = the platform only posts.
    pub access: Option<ApiAccess>,
    /// The address that the platform posts to, if the command registered its webhooks.
    pub webhook_url: Option<String>,
    /// Whether the platform is known to post, so that it need not be polled often.
    pub is_posted: bool,
    /// The first day whose orders are fetched; `None` = as far back as the shop retains orders.
    pub since: Option<BusinessDay>,
    /// The first day for which the platform's data count; `None` = all of them do.
    pub from_day: Option<BusinessDay>,
}

/// The credentials for a platform's API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiAccess {
    /// A token that is valid until it is revoked.
    Token(SecretPlace),
    /// An app whose tokens expire.
    App {
        /// Its id, which is not secret.
        id: String,
        /// Its secret.
        secret: SecretPlace,
    },
}

/// The place of a secret. Settings and stores never hold secrets, because they are copied and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// An environment variable of the server.
    Variable(String),
    /// A file on the server's machine.
    File(PathBuf),
}

impl SecretPlace {
    /// Reads `env:NAME` or `file:PATH`; `None` for anything else.
    pub fn parse(text: &str) -> Option<SecretPlace> {
        match text.split_once(':')? {
            ("env", name) if !name.is_empty() && !name.contains(['=', '\0']) => {
                Some(SecretPlace::Variable(name.to_owned()))
            }
            ("file", path) if !path.is_empty() && !path.contains('\0') => {
                Some(SecretPlace::File(path.into()))
            }
            _ => None,
        }
    }
}

impl fmt::Display for SecretPlace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretPlace::Variable(name) => write!(out, "env:{name}"),
            SecretPlace::File(path) => write!(out, "file:{}", path.display()),
        }
    }
}

impl PlatformLink {
    /// Checks the text.
    ///
    /// # Errors
    /// Names the invalid field, and what it may be; never quotes a field for a secret.
    pub fn of(text: &LinkText) -> Result<PlatformLink, String> {
        let name = text.platform.as_deref().ok_or("platform is missing")?;
        let platform = Platform::from_name(name).ok_or_else(|| {
            let known = Platform::ALL.map(Platform::as_str).join(", ");
            format!(
                "platform: there is no `{}`; choose one of {known}",
                shown(name)
            )
        })?;
        let client_secret = text.client_secret.as_deref();
        let client_secret = client_secret
            .map(|it| place("client_secret", it))
            .transpose()?;
        let access = access(text, platform, client_secret.as_ref())?;
        let store = store(text, platform, access.is_some())?;
        let places = text.webhook_secrets.iter();
        let places = places.map(|it| place("webhook_secrets", it));
        let mut webhook_secrets = places.collect::<Result<Vec<_>, String>>()?;
        let is_posted = text.webhook_url.is_some() || !webhook_secrets.is_empty();
        if webhook_secrets.is_empty() {
            webhook_secrets.extend(client_secret);
        }
        let is_enough = access.is_some() || !webhook_secrets.is_empty();
        if !is_enough || webhook_secrets.len() > MAX_SECRETS {
            return Err(format!(
                "webhook_secrets: {} are given; give one, or two while you replace one",
                webhook_secrets.len()
            ));
        }
        let day = |field: &str, text: Option<&String>| {
            let Some(text) = text else { return Ok(None) };
            let day = BusinessDay::parse(text).map(Some);
            day.ok_or_else(|| format!("{field}: `{}` is no day; say YYYY-MM-DD", shown(text)))
        };
        Ok(PlatformLink {
            platform,
            store,
            webhook_secrets,
            access,
            is_posted,
            webhook_url: checked("webhook_url", text.webhook_url.as_deref())?,
            since: day("since", text.since.as_ref())?,
            from_day: day("from_day", text.from_day.as_ref())?,
        })
    }

    /// The files with secrets: they may change while a server runs.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.places().filter_map(|place| match place {
            SecretPlace::File(path) => Some(path),
            SecretPlace::Variable(_) => None,
        })
    }

    /// The places of all secrets.
    pub fn places(&self) -> impl Iterator<Item = &SecretPlace> {
        let of_access = match &self.access {
            Some(ApiAccess::Token(place) | ApiAccess::App { secret: place, .. }) => Some(place),
            None => None,
        };
        self.webhook_secrets.iter().chain(of_access)
    }
}

fn access(
    text: &LinkText,
    platform: Platform,
    client_secret: Option<&SecretPlace>,
) -> Result<Option<ApiAccess>, String> {
    let is_app = text.client_id.is_some() || client_secret.is_some();
    if is_app && platform != Platform::Shopify {
        let what = "client_id and client_secret are those of a Shopify app";
        return Err(format!("{what}; {} has none", platform.as_str()));
    }
    let token = text.api_token.as_deref().map(|it| place("api_token", it));
    if token.is_some() && platform == Platform::Standard {
        return Err("api_token: a sender of Standard Webhooks has no API to ask".to_owned());
    }
    match (
        token.transpose()?,
        checked("client_id", text.client_id.as_deref())?,
    ) {
        (Some(_), Some(_)) => {
            Err("api_token and client_id: an app has one or the other".to_owned())
        }
        (Some(token), None) => Ok(Some(ApiAccess::Token(token))),
        (None, Some(id)) => {
            let secret = client_secret.ok_or("client_secret is missing: client_id needs it")?;
            let secret = secret.clone();
            Ok(Some(ApiAccess::App { id, secret }))
        }
        (None, None) => Ok(None),
    }
}

fn store(text: &LinkText, platform: Platform, has_access: bool) -> Result<Option<String>, String> {
    let store = checked("store", text.store.as_deref())?;
    let example = match platform {
        Platform::Shopify => "acme.myshopify.com",
        Platform::WooCommerce => "https://shop.example.com",
        Platform::Stripe | Platform::Standard => {
            return match store.filter(|store| !is_of_this_machine(store)) {
                None => Ok(text.store.clone()),
                Some(_) => Err(format!(
                    "store: {} has no address of its own",
                    platform.as_str()
                )),
            };
        }
    };
    match store {
        None if has_access => Err(format!(
            "store is missing: the shop's address, such as {example}"
        )),
        Some(store) if store.contains(['@', '?', '#', ' ']) => Err(format!(
            "store: it must be the shop's bare address, such as {example}"
        )),
        store => Ok(store),
    }
}

/// Whether the address is of this machine, as for tests and experiments that simulate a platform.
fn is_of_this_machine(address: &str) -> bool {
    let rest = address.strip_prefix("http://").unwrap_or_default();
    ["127.0.0.1:", "[::1]:", "localhost:"]
        .iter()
        .any(|own| rest.starts_with(own))
}

fn place(field: &str, text: &str) -> Result<SecretPlace, String> {
    let place = SecretPlace::parse(text).filter(|_| text.len() <= MAX_BYTES);
    place.ok_or_else(|| {
        format!("{field}: give env:VARIABLE or file:PATH; do not put the secret itself here")
    })
}

fn checked(field: &str, text: Option<&str>) -> Result<Option<String>, String> {
    match text {
        Some(text)
            if text.is_empty() || text.len() > MAX_BYTES || text.chars().any(char::is_control) =>
        {
            Err(format!(
                "{field} must have 1 to {MAX_BYTES} bytes and no control characters"
            ))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn shown(text: &str) -> String {
    text.chars()
        .take(64)
        .filter(|sign| !sign.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> LinkText {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_impossible_is_named_and_no_secret_is_shown() {
        for (json, said) in [
            (r#"{}"#, "platform is missing"),
            (r#"{"platform":"ebay"}"#, "there is no `ebay`"),
            (r#"{"platform":"shopify"}"#, "webhook_secrets: 0"),
            (
                r#"{"platform":"shopify","webhook_secrets":["env:A","env:B","env:C"]}"#,
                "webhook_secrets: 3",
            ),
            (
                r#"{"platform":"shopify","webhook_secrets":["hush"]}"#,
                "env:VARIABLE or file:PATH",
            ),
            (
                r#"{"platform":"stripe","api_token":"hush"}"#,
                "api_token: give env:VARIABLE",
            ),
            (
                r#"{"platform":"shopify","api_token":"env:T"}"#,
                "store is missing",
            ),
            (
                r#"{"platform":"shopify","store":"a.myshopify.com","client_id":"1"}"#,
                "client_secret is missing",
            ),
            (
                r#"{"platform":"stripe","client_id":"1"}"#,
                "stripe has none",
            ),
            (
                r#"{"platform":"stripe","store":"https://a","api_token":"env:T"}"#,
                "no address",
            ),
            (r#"{"platform":"standard","api_token":"env:T"}"#, "no API"),
            (
                r#"{"platform":"woocommerce","store":"https://u:hush@a","api_token":"env:T"}"#,
                "bare address",
            ),
            (
                r#"{"platform":"stripe","api_token":"env:T","since":"May"}"#,
                "since: `May`",
            ),
        ] {
            let error = PlatformLink::of(&text(json)).unwrap_err();
            assert!(
                error.contains(said) && !error.contains("hush"),
                "{json}: {error}"
            );
        }
    }

    #[test]
    fn a_shopify_app_signs_with_its_secret() {
        let said = r#"{"platform":"shopify","store":"a.myshopify.com","client_id":"1","client_secret":"env:S"}"#;
        let link = PlatformLink::of(&text(said)).unwrap();
        let secret = SecretPlace::Variable("S".to_owned());
        assert_eq!(link.webhook_secrets, std::slice::from_ref(&secret));
        let app = ApiAccess::App {
            id: "1".to_owned(),
            secret,
        };
        assert_eq!(link.access, Some(app));
        let alone = r#"{"platform":"shopify","client_secret":"file:/s"}"#;
        let link = PlatformLink::of(&text(alone)).unwrap();
        assert_eq!(link.access, None);
        assert_eq!(link.files().count(), 1);
    }

    #[test]
    fn who_posts_nothing_needs_no_secret_for_it() {
        let said = r#"{"platform":"stripe","api_token":"env:T","since":"2026-03-01"}"#;
        let link = PlatformLink::of(&text(said)).unwrap();
        assert!(link.webhook_secrets.is_empty() && link.since.is_some());
        let back = serde_json::to_string(&text(said)).unwrap();
        assert_eq!(text(&back), text(said));
    }
}
