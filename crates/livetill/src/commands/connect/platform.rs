//! A shop on a platform whose API can be asked.

use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use api_types::{Connection, MAX_DISPLAY_NAME, NewConnection, ShopEntry};
use domain::{ShopClock, ShopId};
use pipeline::SecretPlace;
use platform_apis::{About, ApiSecret, PlatformApi};
use presets::Platform;
use tokio::runtime::Runtime;

use super::secrets::Written;
use super::shop::{Wanted, found_or_added};
use super::{Place, fill, person, standard};
use crate::cli::ConnectArgs;
use crate::commands::api::Api;
use crate::platforms::{self, Access};
use crate::secrets::read;
use crate::terminal::{clean, print, report};

/// A secret as given: its place, or the secret itself.
enum Given {
    At(SecretPlace),
    Typed(String),
}

impl Given {
    fn of(said: Option<&String>, flag: &'static str, question: &str) -> anyhow::Result<Given> {
        let Some(said) = said else {
            return Ok(Given::Typed(person::secret(flag, question)?));
        };
        let place = SecretPlace::parse(said);
        place.map(Given::At).with_context(|| {
            format!("{flag}: give env:VARIABLE or file:PATH; do not put the secret itself on a command line")
        })
    }

    fn read(&self) -> anyhow::Result<ApiSecret> {
        match self {
            Given::At(place) => Ok(ApiSecret::new(&read(place)?)),
            Given::Typed(text) => Ok(ApiSecret::new(text)),
        }
    }

    /// Where the secret is, or where it is written now.
    fn place(&self, written: &mut Written, what: &str) -> anyhow::Result<String> {
        match self {
            Given::At(SecretPlace::File(path)) => {
                let path = std::path::absolute(path)?;
                Ok(SecretPlace::File(path).to_string())
            }
            Given::At(place) => Ok(place.to_string()),
            Given::Typed(text) => Ok(written.write(what, text)?.to_string()),
        }
    }
}

/// The API's credentials as given.
struct Credentials {
    client_id: Option<String>,
    client_secret: Option<Given>,
    token: Option<Given>,
}

impl Credentials {
    fn of(args: &ConnectArgs) -> anyhow::Result<Credentials> {
        let secret_of_app = || {
            let question = "The app's client secret";
            Given::of(args.client_secret.as_ref(), "client-secret", question)
        };
        if args.platform == Platform::Shopify && args.api_token.is_none() {
            let question = "The app's client id (Dev Dashboard, Settings)";
            return Ok(Credentials {
                client_id: Some(person::text(
                    args.client_id.as_ref(),
                    "client-id",
                    question,
                )?),
                client_secret: Some(secret_of_app()?),
                token: None,
            });
        }
        let question = match args.platform {
            Platform::WooCommerce => "The REST API's key and secret, as ck_…:cs_…",
            Platform::Stripe => "The restricted or secret key, rk_… or sk_…",
            Platform::Shopify | Platform::Standard => "The app's access token",
        };
        let signs = args.platform == Platform::Shopify && args.public_url.is_some();
        Ok(Credentials {
            client_id: None,
            token: Some(Given::of(args.api_token.as_ref(), "api-token", question)?),
            client_secret: match signs || args.client_secret.is_some() {
                true => Some(secret_of_app()?),
                false => None,
            },
        })
    }

    fn access(&self) -> anyhow::Result<Access> {
        match (&self.client_id, &self.client_secret, &self.token) {
            (Some(id), Some(secret), _) => Ok(Access::App {
                id: id.clone(),
                secret: secret.read()?,
            }),
            (_, _, Some(token)) => Ok(Access::Token(token.read()?)),
            _ => bail!("there are no credentials for the platform"),
        }
    }
}

pub(super) fn run(args: &ConnectArgs, place: &Place, api: &Api) -> anyhow::Result<ExitCode> {
    let address = match args.platform {
        Platform::Shopify => {
            let question = "The shop's address, such as acme.myshopify.com";
            Some(person::text(args.address.as_ref(), "address", question)?)
        }
        Platform::WooCommerce => {
            let question = "The shop's site, such as https://shop.example.com";
            Some(person::text(args.address.as_ref(), "address", question)?)
        }
        Platform::Stripe | Platform::Standard => args.address.clone(),
    };
    let credentials = Credentials::of(args)?;
    let platform = platforms::open(args.platform, address.as_deref(), &credentials.access()?)?;
    let runtime = crate::commands::runtime()?;
    let about = runtime.block_on(platform.about())?;
    say(&about);
    let id = match &args.shop {
        Some(id) => id.clone(),
        None => ShopId::new(&name_of(&about)).context("use --shop NAME")?,
    };
    let timezone = match (&about.timezone, &args.timezone) {
        (Some(zone), _) => zone.clone(),
        (None, said) => person::text(
            said.as_ref(),
            "timezone",
            "The time zone of its reports, such as Europe/Berlin",
        )?,
    };
    let wanted = Wanted {
        id: &id,
        timezone: &timezone,
        currency: &about.currency,
        display_name: shown_name(&about.name),
        retention_days: args.retention_days,
    };
    let found = found_or_added(api, &wanted)?;
    let path = format!("/v1/shops/{id}/connection");
    let mut written = Written::new(&place.folder, &id)?;
    // This comes first, so that the platform's test calls are answered.
    let linked = since(args, &about, &found.shop).and_then(|since| {
        let connection = NewConnection {
            store: address,
            since: Some(since.to_string()),
            ..NewConnection::default()
        };
        let linked = link(args, &credentials, connection, &mut written, api, &path)?;
        Ok((since, linked))
    });
    let (since, (mut connection, secret)) = found.unless_failed(api, linked)?;
    if args.public_url.is_some() {
        let url = format!(
            "{}/v1/webhooks/{}/{id}",
            place.public(args),
            args.platform.as_str()
        );
        register(
            &runtime,
            &*platform,
            &url,
            secret.as_ref(),
            &mut connection,
            &mut written,
        )?;
        api.put::<Connection>(&path, &connection)?;
        written.keep();
        report(&format!("Its webhooks post to {url}"));
    } else if connection.webhook_url.is_none() {
        report(
            "Without --public-url no webhooks are registered: the platform is asked every 30 seconds instead. That is \
             right for a server that the internet cannot reach.",
        );
    }
    report(&format!("Orders since {since} are fetched."));
    if let Some(day) = args.from_day {
        report(&format!(
            "What it tells of days before {day} is passed over: they stand here already."
        ));
    }
    let code = fill::watch(api, place, &id)?;
    print(&format!("dashboard: {}/?shop={id}", place.server))?;
    Ok(code)
}

/// Connects the shop at `path`; completes the connection with what is given and what is known, and returns it with the
/// secret that the platform is to sign with.
fn link(
    args: &ConnectArgs,
    credentials: &Credentials,
    mut connection: NewConnection,
    written: &mut Written,
    api: &Api,
    path: &str,
) -> anyhow::Result<(NewConnection, Option<ApiSecret>)> {
    args.platform.as_str().clone_into(&mut connection.platform);
    connection.client_id.clone_from(&credentials.client_id);
    connection.from_day = args.from_day.map(|day| day.to_string());
    if let Some(secret) = &credentials.client_secret {
        connection.client_secret = Some(secret.place(written, "client_secret")?);
    }
    if let Some(token) = &credentials.token {
        connection.api_token = Some(token.place(written, "api_token")?);
    }
    let known = api.find::<Connection>(path)?.map(|known| known.connection);
    // Keep what is registered, and its secret.
    if let Some(known) = known.filter(|known| known.platform == connection.platform) {
        connection.webhook_secrets = known.webhook_secrets;
        connection.webhook_url = known.webhook_url;
    }
    let secret = signing(args, &mut connection, written)?;
    api.put::<Connection>(path, &connection)?;
    written.keep();
    Ok((connection, secret))
}

fn say(about: &About) {
    let zone = about
        .timezone
        .as_deref()
        .unwrap_or("a time zone that it does not reveal");
    report(&format!(
        "{} ({}): {zone}, {}",
        clean(&about.name),
        clean(&about.address),
        about.currency
    ));
    for concern in &about.concerns {
        report(&format!("Mind: {}", concern.text));
    }
}

/// A platform's name of a shop, in the form that a shop's may have here.
fn shown_name(name: &str) -> Option<String> {
    let name: String = name.chars().filter(|sign| !sign.is_control()).collect();
    let name = name.trim();
    let cut = name.floor_char_boundary(MAX_DISPLAY_NAME);
    Some(name[..cut].to_owned()).filter(|name| !name.is_empty())
}

/// A shop name made from its address: `acme` from `acme.myshopify.com` or `https://www.acme.com`. If the address is not
/// a web address, it is made from the shop's own name.
fn name_of(about: &About) -> String {
    let host = about.address.split("://").last().unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let host = if host.contains('.') {
        host
    } else {
        &about.name
    };
    let mut parts = host
        .split('.')
        .filter(|part| !matches!(*part, "www" | "shop" | "store"));
    let part = parts.next().unwrap_or_default().trim().to_lowercase();
    let allowed = |sign: char| matches!(sign, 'a'..='z' | '0'..='9' | '-' | '_');
    let sign = |sign| if allowed(sign) { sign } else { '-' };
    part.chars().map(sign).take(64).collect()
}

/// The first day to fetch: as far back as the shop keeps orders and the platform returns them.
fn since(args: &ConnectArgs, about: &About, shop: &ShopEntry) -> anyhow::Result<jiff::civil::Date> {
    let clock = ShopClock::new(&shop.timezone).map_err(|error| anyhow!("{error}"))?;
    let today = clock.zone().to_datetime(jiff::Timestamp::now()).date();
    let days_back = |days: u64| {
        let days = i64::try_from(days).unwrap_or(i64::MAX).min(10_000);
        today.saturating_sub(jiff::Span::new().days(days))
    };
    let kept = days_back(shop.retention_days.saturating_sub(1));
    let told = about.reach_days.map(|days| days_back(u64::from(days)));
    match args.since {
        Some(since) if since < kept => bail!(
            "since: {since} is before the {} days that shop `{}` keeps, which begin at {kept}; begin later, or connect \
             a new shop with --retention-days {}",
            shop.retention_days,
            clean(&shop.shop),
            (today - since).get_days() + 1,
        ),
        Some(since) => Ok(since.max(args.from_day.unwrap_or(since))),
        None => {
            let told = told.map_or(kept, |told| told.max(kept));
            Ok(told.max(args.from_day.unwrap_or(told)))
        }
    }
}

/// The secret that the platform signs with, if we may choose it.
fn signing(
    args: &ConnectArgs,
    connection: &mut NewConnection,
    written: &mut Written,
) -> anyhow::Result<Option<ApiSecret>> {
    if args.public_url.is_none() {
        return Ok(None);
    }
    let known = connection
        .webhook_secrets
        .first()
        .and_then(|place| SecretPlace::parse(place));
    if let Some(place) = known {
        return Ok(Some(ApiSecret::new(&read(&place)?)));
    }
    if args.platform != Platform::WooCommerce {
        return Ok(None);
    }
    let secret = standard::new_secret()?;
    connection.webhook_secrets = vec![written.write("webhook", &secret)?.to_string()];
    Ok(Some(ApiSecret::new(&secret)))
}

fn register(
    runtime: &Runtime,
    platform: &dyn PlatformApi,
    url: &str,
    secret: Option<&ApiSecret>,
    connection: &mut NewConnection,
    written: &mut Written,
) -> anyhow::Result<()> {
    let subscribed = runtime.block_on(platform.subscribe(url, secret))?;
    if let Some(secret) = subscribed.secret {
        let place = written.write("webhook", secret.expose())?;
        connection.webhook_secrets = vec![place.to_string()];
    }
    connection.webhook_url = Some(url.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_called_as_its_address_is() {
        for (address, name, expected) in [
            ("acme.myshopify.com", "Acme Tea", "acme"),
            ("https://www.harbor.example.com/shop", "Harbor", "harbor"),
            ("https://shop.harbor.example.com", "Harbor", "harbor"),
            ("acct_1Elm", "Elm & Söhne", "elm---s-hne"),
        ] {
            let about = About {
                name: name.to_owned(),
                address: address.to_owned(),
                timezone: None,
                currency: "EUR".to_owned(),
                reach_days: None,
                concerns: Vec::new(),
            };
            assert_eq!(name_of(&about), expected);
            assert!(ShopId::new(&name_of(&about)).is_ok());
        }
    }
}
