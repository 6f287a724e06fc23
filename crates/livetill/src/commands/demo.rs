//! A shop to look at: sample orders of the past week, then live ones, in a temporary folder.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::{Shop, Timestamp};
use pipeline::{BodyFormat, Committer, Decoded, Durability, Origin, decode_body, decode_lines};
use ports::Ledger;
use sample_orders::{History, Live, Period, Settings, demand};
use server::auth::Access;
use server::system_clock;
use tokio::net::TcpListener;

use super::serve::{Door, Tell, bind, check_listen, serve};
use crate::cli::DemoArgs;
use crate::config::{AlertArgs, File, default_shop};
use crate::terminal::print;
use crate::{logging, shutdown, wiring};

/// Today, and the same weekday a week ago for its baseline.
const DAYS: u32 = 8;
/// Orders in one commit of the history.
const BATCH: usize = 10_000;

pub(crate) fn run(args: &DemoArgs) -> anyhow::Result<()> {
    logging::start_quietly()?;
    let addresses = match &args.listen {
        Some(listen) => check_listen(listen, false)?,
        None => vec![SocketAddr::from(([127, 0, 0, 1], 8080))],
    };
    if !(args.rate.is_finite() && (0.0..=10_000.0).contains(&args.rate)) {
        bail!(
            "rate: {} is impossible; use 0 to 10,000 orders a second",
            args.rate
        );
    }
    let shop = Arc::new(default_shop(&args.shop)?);
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let url = format!("embedded:{}", folder.path().display());
    super::runtime()?.block_on(async {
        let store = wiring::open_shops(&url, std::slice::from_ref(&shop)).await?;
        let live = load_history(args, &shop, store.clone()).await?;
        let listener = listen_somewhere(&addresses, args.listen.is_some()).await?;
        let address = listener.local_addr().context("listen")?;
        let stop = shutdown::watch();
        print(&format!(
            "\n  Livetill demo: open http://{address}/\n\n  Ctrl-C ends it.\n"
        ))?;
        let orders = tokio::spawn(sell(live, Arc::clone(&shop), store.clone(), args.rate));
        let alerts = File::read(None)?.alerts.resolve(&AlertArgs::default())?;
        let door = Door::of_this_machine(Access::open());
        let tell = Tell {
            alerts: Some(alerts),
            ..Tell::default()
        };
        let served = serve(listener, store, &[shop], door, tell, stop).await;
        orders.abort();
        served
    })
}

/// The usual port, or any other if it is taken.
async fn listen_somewhere(
    addresses: &[SocketAddr],
    asked_for: bool,
) -> anyhow::Result<TcpListener> {
    match bind(addresses).await {
        Err(_) if !asked_for => bind(&[([127, 0, 0, 1], 0).into()]).await,
        bound => bound,
    }
}

async fn load_history(
    args: &DemoArgs,
    shop: &Arc<Shop>,
    store: Arc<dyn Ledger>,
) -> anyhow::Result<Live> {
    let zone = shop.clock.zone().clone();
    let mut settings = Settings::new(args.seed, zone);
    settings.skus = args.skus;
    settings.minor_digits = shop.currency.exponent();
    let now = system_clock()();
    let period = Period {
        now_ms: now.millis(),
        days: DAYS,
        orders: args.orders,
    };
    let mut history = History::new(&settings, period)?;
    let mut committer = Committer::new(Arc::clone(shop), store).await?;
    let mut lines = Vec::new();
    loop {
        let orders = history.by_ref().take(BATCH).inspect(|order| {
            order.write_json(&mut lines);
            lines.push(b'\n');
        });
        if orders.count() == 0 {
            break;
        }
        let mut decoded = Decoded::new(Origin {
            source: "demo",
            now,
        });
        decode_lines(shop, None, &lines, &mut decoded);
        committer
            .commit(vec![decoded], Durability::Deferred)
            .await?;
        lines.clear();
    }
    committer.sync().await?;
    Ok(history.into_live())
}

/// Sells as long as the demo runs: at the usual rate for the time of day, at random moments.
async fn sell(mut live: Live, shop: Arc<Shop>, store: Arc<dyn Ledger>, rate: f64) {
    let clock = system_clock();
    let Ok(mut committer) = Committer::new(Arc::clone(&shop), store).await else {
        return;
    };
    if rate == 0.0 {
        return;
    }
    loop {
        let now = clock();
        // Nights are quiet, but a demo at night should still move.
        let rate = rate * demand(shop.clock.zone(), now.millis()).max(0.25);
        let order = live.next_order(now.millis());
        let decoded = decode(&shop, now, &order.to_json());
        if let Err(error) = committer.commit(vec![decoded], Durability::Now).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the demo has stopped selling"
            );
            return;
        }
        tokio::time::sleep(pause(rate, now.millis())).await;
    }
}

fn decode(shop: &Shop, now: Timestamp, order: &str) -> Decoded {
    decode_body(shop, now, "demo", BodyFormat::Json, None, order.as_bytes())
}

/// Between 0.5 and 1.5 times the mean, chosen by the clock's last digits: lively, never bursty.
fn pause(rate: f64, millis: i64) -> Duration {
    let share = 0.5 + (millis.rem_euclid(97) as f64) / 96.0;
    Duration::from_secs_f64(share / rate)
}
