//! The server.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use domain::Shop;
use pipeline::Intake;
use ports::SalesStore;
use server::metrics::Metrics;
use server::{AppState, system_clock};
use tokio::net::TcpListener;

use crate::cli::ServeArgs;
use crate::config::Config;
use crate::{shutdown, telemetry, wiring};

pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<()> {
    let config = Config::resolve(args.listen, &args.shop, &args.common)?;
    telemetry::start(&config.log)?;
    check_listen(config.listen)?;
    super::runtime()?.block_on(async {
        let stop = shutdown::watch();
        let store = wiring::open_shops(&config.store, &config.shops).await?;
        let listener = bind(config.listen).await?;
        let address = listener.local_addr().context("listen")?;
        for shop in &config.shops {
            tracing::info!(
                shop = %shop.id, timezone = shop.clock.name(), currency = shop.currency.code(),
                retention_days = shop.retention_days, "shop"
            );
        }
        tracing::info!(
            store = wiring::without_password(&config.store),
            "dashboard at http://{address}/"
        );
        serve(listener, store, &config.shops, stop).await
    })
}

/// Nobody is asked who he is yet, so only this machine may ask.
pub(crate) fn check_listen(address: SocketAddr) -> anyhow::Result<()> {
    if !address.ip().is_loopback() {
        bail!(
            "listen: {address} can be reached from other machines, and no keys are configured; \
             listen on 127.0.0.1 and put a proxy in front that asks who may come in"
        );
    }
    Ok(())
}

pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listen: cannot bind {address}"))
}

/// Serves until `until` ends, then finishes the commits and closes the store.
pub(crate) async fn serve(
    listener: TcpListener,
    store: Arc<dyn SalesStore>,
    shops: &[Arc<Shop>],
    until: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let metrics = Metrics::install().context("metrics")?;
    let start = |shop: &Arc<Shop>| Intake::start(Arc::clone(shop), Arc::clone(&store));
    let intakes: Vec<Intake> = shops.iter().map(start).collect();
    let state = AppState::start(Arc::clone(&store), intakes.clone(), system_clock(), metrics);
    server::serve(listener, state, until).await?;
    for intake in intakes {
        intake.shutdown().await;
    }
    store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_keys_only_this_machine_may_ask() {
        assert!(check_listen(([127, 0, 0, 1], 8080).into()).is_ok());
        let error = check_listen(([0, 0, 0, 0], 8080).into())
            .unwrap_err()
            .to_string();
        assert!(error.contains("0.0.0.0:8080") && error.contains("keys"));
    }
}
