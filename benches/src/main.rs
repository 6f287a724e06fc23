//! The loads behind `make bench` for which no ready tool exists. Everything is bounded in time and
//! goes to this machine only. Results are one line of JSON on stdout.

mod article;
mod catalogue;
mod empty;
mod latency;
mod percentile;
mod posts;
mod viewers;
mod websocket;

use std::net::SocketAddr;

use clap::{Parser, Subcommand};

use crate::posts::{Load, What};

#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A server whose only handler takes a body and answers with nothing: what HTTP itself costs.
    Empty {
        #[arg(long)]
        listen: SocketAddr,
    },
    /// Opens viewers, each a WebSocket of its own, and measures the age of what they are told.
    Viewers {
        #[arg(long)]
        server: SocketAddr,
        #[arg(long)]
        viewers: usize,
        /// For how long they watch, once all are there.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Posts single orders at a fixed rate and measures the time from the answer to the message.
    Latency {
        #[arg(long)]
        server: SocketAddr,
        #[arg(long)]
        rate: u64,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        #[arg(long, default_value_t = 64)]
        connections: usize,
    },
    /// Posts single orders, or what a platform signs, and measures how long answers take.
    Posts {
        #[arg(long)]
        server: SocketAddr,
        #[arg(long)]
        what: What,
        /// Posts a second; absent = as fast as they are answered.
        #[arg(long)]
        rate: Option<u64>,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        #[arg(long, default_value_t = 64)]
        connections: usize,
    },
    /// Turns plain orders (NDJSON on stdin) into the article's Redis commands, for
    /// `redis-cli --pipe`.
    Article,
    /// Orders that sell each of so many items once, as NDJSON on stdout.
    Catalogue {
        #[arg(long)]
        skus: u32,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Each viewer is an open file.
    let (_, most) = rlimit::Resource::NOFILE.get()?;
    rlimit::Resource::NOFILE.set(most, most)?;
    match Cli::parse().command {
        Command::Empty { listen } => empty::serve(listen).await,
        Command::Viewers {
            server,
            viewers,
            seconds,
        } => {
            print(&viewers::watch(server, viewers, seconds).await?);
            Ok(())
        }
        Command::Latency {
            server,
            rate,
            seconds,
            connections,
        } => {
            print(&latency::measure(server, rate, seconds, connections).await?);
            Ok(())
        }
        Command::Posts {
            server,
            what,
            rate,
            seconds,
            connections,
        } => {
            let load = Load {
                server,
                connections,
                rate,
                seconds,
                what,
            };
            print(&posts::measure(load).await?);
            Ok(())
        }
        Command::Article => article::write(),
        Command::Catalogue { skus } => catalogue::write(skus),
    }
}

#[expect(clippy::print_stdout, reason = "the result")]
fn print(result: &serde_json::Value) {
    println!("{result}");
}
