//! Runs the server.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Error, anyhow, bail};
use domain::{Shop, ShopId};
use http_server::ConnectionSettings;
use pipeline::{Intake, PlatformLink};
use ports::{ListedShop, Store, lasting};
use server::alerts::AlertSettings;
use server::auth::{Access, Key};
use server::digest::DigestSettings;
use server::{AppState, Archive, Linker, ShopOpener, system_clock};
use time_zones::time_zones;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::cli::ServeArgs;
use crate::cloudwatch::Sender;
use crate::config::{
    AccessConfig, Config, File, Listen, bare_keys, digests, watch_keys, watch_tls,
};
use crate::linker::MachineLinker;
use crate::opener::Opener;
use crate::{archive, buffer, logging, open_files, rates_file, shutdown, sources, wiring};

/// The most shops that get a log line each at the start.
const SHOWN_SHOPS: usize = 20;

/// Who gets access, and how.
pub(crate) struct Door {
    pub(crate) access: Access,
    pub(crate) connections: ConnectionSettings,
}

impl Door {
    /// Without TLS and with the usual limits, for a server used only by this machine.
    pub(crate) fn of_this_machine(access: Access) -> Door {
        let connections = ConnectionSettings::default();
        Door {
            access,
            connections,
        }
    }
}

pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<()> {
    let file = File::read(args.common.config.as_deref())?;
    let config = Config::resolve(&file, &args.shop, &args.common)?
        .listening(args.listen.as_ref())
        .reading(&args.source)
        .keeping_secrets(&args.secrets);
    let access = AccessConfig::resolve(&file, &args.access)?;
    let buffer = file.buffer.resolve(&args.buffer, &config.store)?;
    let alerts = file.alerts.resolve(&args.alerts)?;
    let digests = digests(&file, &args.digest, &args.alerts)?;
    let archive = args.archive.as_deref().or(file.archive.as_deref());
    let archive = archive
        .map(|place| archive::open(place, true))
        .transpose()?;
    let endpoint = file.traces.resolve(&args.traces);
    let namespace = file.cloudwatch.resolve(&args.cloudwatch);
    let _traces = logging::start_with_traces(&config.log, endpoint.as_deref())?;
    let keys = bare_keys(access.keys.read()?);
    let addresses = check_listen(&config.listen, !keys.is_empty())?;
    super::runtime()?.block_on(async {
        let stop = shutdown::watch();
        let (store, buffers, is_open) = match &buffer {
            None => {
                let store = wiring::open_shops(&config.store, &config.shops).await?;
                (store, None, true)
            }
            Some(settings) => {
                let (store, is_open) = wiring::open_if_there(&config.store, &config.shops).await?;
                let buffers = buffer::open(settings, &config.shops, store.clone()).await?;
                (store, Some(buffers), is_open)
            }
        };
        if is_open && keys.iter().any(|key| key.shops.is_some()) {
            warn_of_shops(&keys, &config, &store.roster().await?);
        }
        let sources = sources::open(&config.sources, &store, &config.store).await?;
        let cloudwatch = match &namespace {
            Some(namespace) => Some(Sender::new(namespace).await?),
            None => None,
        };
        let listener = bind(&addresses).await?;
        let address = listener.local_addr().context("listen")?;
        let scheme = match access.connections.tls {
            Some(_) => "https",
            None => "http",
        };
        tracing::info!("time zone data {}", time_zones());
        for shop in config.shops.iter().take(SHOWN_SHOPS) {
            tracing::info!(
                shop = %shop.id, timezone = shop.clock.name(), currency = shop.currency.code(),
                retention_days = shop.retention_days, "shop"
            );
        }
        if config.shops.len() > SHOWN_SHOPS {
            let more = config.shops.len() - SHOWN_SHOPS;
            tracing::info!(more, "further shops");
        }
        tracing::info!(
            store = wiring::without_password(&config.store),
            keys = keys.len(),
            "dashboard at {scheme}://{address}/"
        );
        let intakes: Vec<Intake> = intakes(&config.shops, &store)
            .into_iter()
            .map(|intake| {
                let troubles = sources.iter().map(|source| &source.troubles);
                let id = intake.shop().id.clone();
                let own: Vec<_> = troubles.filter(|it| *it.shop() == id).cloned().collect();
                let line = buffers.as_ref().map(|it| it.of(intake.shop(), is_open));
                let intake = intake.with_sources(own);
                match line {
                    Some(line) => intake.with_buffer(line),
                    None => intake,
                }
            })
            .collect();
        let let_in = Access::new(keys, access.settings);
        let mut watching = JoinSet::new();
        let (keys, of) = (access.keys, let_in.clone());
        watching.spawn(lasting("watches the keys", move || {
            watch_keys(keys.clone(), of.clone())
        }));
        if let Some(file) = args.rates.clone().or_else(|| file.rates.clone()) {
            let rates = config.shops.first().map(|shop| shop.rates.clone());
            let rates = rates.unwrap_or_default();
            let store = store.clone();
            watching.spawn(lasting("watches the rates", move || {
                rates_file::watch(file.clone(), store.clone(), rates.clone())
            }));
        }
        if let Some(tls) = &access.connections.tls {
            let tls = tls.clone();
            watching.spawn(lasting("watches the certificate", move || {
                watch_tls(tls.clone())
            }));
        }
        let door = Door {
            access: let_in,
            connections: access.connections,
        };
        let sources = sources::Running::start(sources);
        // Sources stop before the store is closed.
        let until = async {
            stop.await;
            sources.stop().await;
        };
        let tell = Tell {
            alerts: Some(alerts),
            digests,
            archive: archive.map(|archive| (archive, true)),
            cloudwatch,
            links: Some(Links {
                linker: Arc::new(
                    MachineLinker::new(config.secrets_folder).asking(Arc::clone(&store)),
                ),
                of_settings: config.connects,
            }),
            opener: Some(Arc::new(Opener::new(config.every, store.clone(), buffers))),
        };
        serve_intakes(listener, store, intakes, door, tell, until).await
    })
}

/// The addresses to listen on. Without keys there is no authentication, so only this machine may connect.
pub(crate) fn check_listen(listen: &Listen, has_keys: bool) -> anyhow::Result<Vec<SocketAddr>> {
    let addresses = listen.addresses()?;
    if !has_keys && !addresses.iter().all(|address| address.ip().is_loopback()) {
        bail!(
            "listen: other machines can reach {listen}, but there are no keys; make one with `livetill keys add --role \
             admin`, or set LIVETILL_KEYS, or listen on 127.0.0.1"
        );
    }
    Ok(addresses)
}

/// A key for a shop that does not exist is useless, and usually a spelling mistake.
fn warn_of_shops(keys: &[Key], config: &Config, listed: &[ListedShop]) {
    for key in keys {
        let shops = key.shops.iter().flatten();
        let is_there =
            |shop: &ShopId| config.has(shop.as_str()) || listed.iter().any(|it| it.id == *shop);
        for shop in shops.filter(|shop| !is_there(shop)) {
            tracing::warn!(key = key.name, %shop, "a key is limited to a shop that does not exist");
        }
    }
}

/// Listens on the first of these addresses that the machine has. An address that is already taken is an error: clients
/// would reach another program there.
pub(crate) async fn bind(addresses: &[SocketAddr]) -> anyhow::Result<TcpListener> {
    let mut absent = None;
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error) => {
                let mend = match error.kind() {
                    ErrorKind::AddrInUse => {
                        "; another program listens there: stop it, or choose another port"
                    }
                    ErrorKind::PermissionDenied => {
                        "; ports below 1024 are root's: choose another, or allow this one (CAP_NET_BIND_SERVICE)"
                    }
                    _ => "",
                };
                let error = anyhow!("listen: cannot bind {address}: {error}{mend}");
                if !mend.is_empty() {
                    return Err(error);
                }
                absent.get_or_insert(error);
            }
        }
    }
    Err(absent.unwrap_or_else(|| anyhow!("listen: the address is empty")))
}

/// What runs besides answering requests: notifications, connections with platforms, and the opening of new shops.
#[derive(Default)]
pub(crate) struct Tell {
    pub(crate) alerts: Option<AlertSettings>,
    /// The shops' daily digests.
    pub(crate) digests: DigestSettings,
    pub(crate) cloudwatch: Option<Sender>,
    /// The archive, and whether this server writes it.
    pub(crate) archive: Option<(Archive, bool)>,
    /// Connects shops with platforms; `None` = no shop is connected.
    pub(crate) links: Option<Links>,
    /// Opens shops that are added while the server runs; `None` = only the shops it started with.
    pub(crate) opener: Option<Arc<dyn ShopOpener>>,
}

/// Connects shops with platforms.
pub(crate) struct Links {
    pub(crate) linker: Arc<dyn Linker>,
    pub(crate) of_settings: BTreeMap<String, PlatformLink>,
}

/// Serves until `until` ends, then finishes open commits and closes the store.
pub(crate) async fn serve(
    listener: TcpListener,
    store: Arc<dyn Store>,
    shops: &[Arc<Shop>],
    door: Door,
    tell: Tell,
    until: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let intakes = intakes(shops, &store);
    serve_intakes(listener, store, intakes, door, tell, until).await
}

fn intakes(shops: &[Arc<Shop>], store: &Arc<dyn Store>) -> Vec<Intake> {
    let start = |shop: &Arc<Shop>| Intake::start(Arc::clone(shop), store.clone());
    shops.iter().map(start).collect()
}

async fn serve_intakes(
    listener: TcpListener,
    store: Arc<dyn Store>,
    intakes: Vec<Intake>,
    door: Door,
    tell: Tell,
    until: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    open_files::allow_all();
    let clock = system_clock();
    let state = AppState::start(Arc::clone(&store), intakes, clock, door.access);
    if let Some(opener) = tell.opener {
        state.follow_roster(opener).await;
    }
    let ending = state.clone();
    if let Some(links) = tell.links {
        let follow = state.follow_connections(links.linker, links.of_settings);
        follow.await.map_err(Error::msg)?;
    }
    state.take_in_early_orders();
    if let Some(alerts) = tell.alerts {
        state.start_alerts(alerts);
    }
    if tell.digests.is_any() {
        state.start_digests(tell.digests);
    }
    if let Some((archive, is_written)) = tell.archive {
        state.follow_archive(archive, is_written);
    }
    let sending = tell.cloudwatch;
    let sending = sending.map(|sender| tokio::spawn(sender.run(state.clone())));
    server::serve(listener, state, door.connections, until).await;
    if let Some(sending) = sending {
        sending.abort();
    }
    ending.stop_connections().await;
    ending.finish_orders().await;
    store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_keys_only_this_machine_may_ask() {
        let check = |text: &str, has_keys| check_listen(&text.parse().unwrap(), has_keys);
        for own in ["127.0.0.1:8080", "[::1]:8080", "localhost:8080"] {
            assert!(check(own, false).is_ok(), "{own}");
        }
        for every in ["0.0.0.0:8080", ":8080"] {
            assert!(check(every, true).is_ok(), "{every}");
            let error = check(every, false).unwrap_err().to_string();
            assert!(
                error.contains(&format!("can reach {every}"))
                    && error.contains("livetill keys add")
            );
        }
    }
}
