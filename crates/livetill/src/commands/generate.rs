//! Generates sample orders.

#[cfg(feature = "aws")]
mod stream;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use domain::{ShopId, Timestamp};
use sample_orders::{
    Event, FaultSettings, Faults, History, Live, Order, Period, Plain, PlainSettings, Settings,
    Truth,
};
use server::system_clock;
use time_zones::time_zones;

use crate::cli::{GenerateArgs, KeyArgs};
use crate::client::is_url;
use crate::import::{HttpTarget, ImportSummary};
use crate::{logging, terminal};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// Events in one request to a server.
const POST_EVENTS: usize = 1_000;

pub(crate) fn run(args: &GenerateArgs) -> anyhow::Result<()> {
    let now = match &args.now {
        Some(text) => Timestamp::parse_rfc3339(text).with_context(|| format!("now: `{text}`"))?,
        None => system_clock()(),
    };
    let mut sink = Sink::open(&args.to, &args.shop_id, &args.key)?;
    // Create it before making orders: the path may not be writable.
    let truth_file = args.truth.as_deref().map(create_truth).transpose()?;
    if args.plain {
        return write_plain(args, now.millis(), &mut sink);
    }
    let zone = time_zones()
        .get(&args.timezone)
        .with_context(|| format!("timezone: `{}` is not an IANA time zone", args.timezone))?;
    let mut settings = Settings::new(args.seed, zone.clone());
    settings.skus = args.skus;
    settings.is_rich = args.rich;
    let mut truth = Truth::new(zone, settings.minor_digits);
    match args.rate {
        None => write_history(args, &settings, now.millis(), &mut sink, &mut truth)?,
        Some(rate) => write_live(args, settings, rate, now.millis(), &mut sink, &mut truth)?,
    }
    sink.finish()?;
    if let Some(mut file) = truth_file {
        writeln!(file, "{:#}", truth.to_json()).context("truth: cannot write it")?;
    }
    Ok(())
}

fn create_truth(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("truth: cannot write {}", path.display()))
}

fn write_plain(args: &GenerateArgs, now: i64, sink: &mut Sink) -> anyhow::Result<()> {
    let mut plain = Plain::new(PlainSettings {
        seed: args.seed,
        skus: args.skus,
        orders: args.orders,
        start_ms: now - i64::from(args.days) * DAY_MILLIS,
        end_ms: now,
        is_rich: args.rich,
        id_prefix: String::new(),
    })?;
    let mut lines = Vec::new();
    while plain.write(POST_EVENTS as u64, &mut lines) > 0 {
        sink.write(&lines)?;
        lines.clear();
    }
    sink.finish()
}

fn write_history(
    args: &GenerateArgs,
    settings: &Settings,
    now: i64,
    sink: &mut Sink,
    truth: &mut Truth,
) -> anyhow::Result<()> {
    let period = Period {
        now_ms: now,
        days: args.days,
        orders: args.orders,
    };
    let history = History::new(settings, period)?;
    let mut faults = fault_settings(args);
    // Otherwise a slow clock could open a day before the first one and push another out.
    faults.within_ms = history.start_ms()..now;
    write_events(args, faults, history, sink, truth)
}

fn write_live(
    args: &GenerateArgs,
    mut settings: Settings,
    rate: f64,
    now: i64,
    sink: &mut Sink,
    truth: &mut Truth,
) -> anyhow::Result<()> {
    if !(rate.is_finite() && rate > 0.0) {
        bail!("rate: {rate} is impossible; give orders a second, above 0");
    }
    // Two live runs make different orders, even with the same seed.
    settings.id_prefix = format!("L{}-{now}-", args.seed);
    let mut live = Live::new(&settings)?;
    let started = Instant::now();
    let count = if args.orders == 0 {
        u64::MAX
    } else {
        args.orders
    };
    let orders = (0..count).map(|number| {
        let due = Duration::from_secs_f64(number as f64 / rate);
        std::thread::sleep(due.saturating_sub(started.elapsed()));
        let elapsed = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        live.next_order(now.saturating_add(elapsed))
    });
    write_events(args, fault_settings(args), orders, sink, truth)
}

fn fault_settings(args: &GenerateArgs) -> FaultSettings {
    FaultSettings {
        identified: args.to.starts_with("kinesis:"),
        ..FaultSettings::new(args.seed)
    }
}

fn write_events(
    args: &GenerateArgs,
    faults: FaultSettings,
    orders: impl Iterator<Item = Order>,
    sink: &mut Sink,
    truth: &mut Truth,
) -> anyhow::Result<()> {
    let events: Box<dyn Iterator<Item = Event>> = if args.faults {
        Box::new(Faults::new(faults).over(orders))
    } else {
        Box::new(orders.map(Event::Order))
    };
    // Live orders are sent at once.
    let batch = if args.rate.is_some() { 1 } else { POST_EVENTS };
    let (mut lines, mut count) = (Vec::new(), 0);
    for event in events {
        event.write_line(&mut lines);
        if args.truth.is_some() {
            truth.observe(&event);
        }
        count += 1;
        if count % batch == 0 {
            sink.write(&lines)?;
            lines.clear();
        }
    }
    sink.write(&lines)
}

/// Where the events go.
enum Sink {
    Stream(Box<dyn Write>),
    Server(Box<HttpTarget>, ImportSummary),
    #[cfg(feature = "aws")]
    Kinesis(stream::StreamSink),
}

impl Sink {
    fn open(to: &str, shop: &str, key: &KeyArgs) -> anyhow::Result<Sink> {
        Ok(match to {
            "-" => Sink::Stream(Box::new(BufWriter::new(io::stdout()))),
            url if is_url(url) => {
                // Reports when the server is away and the command waits for it.
                logging::start_quietly()?;
                let shop = ShopId::new(shop)?;
                let target = HttpTarget::new(url, shop.as_str(), key);
                Sink::Server(Box::new(target), ImportSummary::default())
            }
            url if url.starts_with("kinesis:") => Sink::open_stream(url)?,
            url if url.contains("://") => {
                bail!("to: `{url}` is neither a file nor http(s)://… nor kinesis:STREAM")
            }
            path => {
                let file =
                    File::create(path).with_context(|| format!("to: cannot write {path}"))?;
                Sink::Stream(Box::new(BufWriter::new(file)))
            }
        })
    }

    #[cfg(feature = "aws")]
    fn open_stream(url: &str) -> anyhow::Result<Sink> {
        logging::start_quietly()?;
        stream::StreamSink::open(url).map(Sink::Kinesis)
    }

    #[cfg(not(feature = "aws"))]
    fn open_stream(url: &str) -> anyhow::Result<Sink> {
        bail!(
            "to: `{url}`: this binary was built without Kinesis: use one with the feature `aws` \
             (cargo build --release -p livetill --features aws)"
        )
    }

    fn write(&mut self, lines: &[u8]) -> anyhow::Result<()> {
        match self {
            Sink::Stream(stream) => stream.write_all(lines).map_err(not_written),
            #[cfg(feature = "aws")]
            Sink::Kinesis(stream) => stream.write(lines),
            Sink::Server(..) if lines.is_empty() => Ok(()),
            Sink::Server(server, summary) => {
                summary.add_answer(&server.post(lines)?);
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        match self {
            Sink::Stream(stream) => stream.flush().map_err(not_written),
            #[cfg(feature = "aws")]
            Sink::Kinesis(stream) => stream.finish(),
            Sink::Server(_, summary) => {
                summary.finish();
                terminal::print(&summary.text())
            }
        }
    }
}

fn not_written(error: io::Error) -> anyhow::Error {
    terminal::not_written(error, "cannot write the orders")
}
