//! The article's commands for plain orders: what its Lambda function sends for each order, as the protocol text for
//! `redis-cli --pipe`, which is the fastest that Redis can run them.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use anyhow::Context;
use serde_json::Value;

/// How long the article keeps days.
const EXPIRE_SECONDS: &str = "604800";

/// Reads orders from stdin and writes commands to stdout.
pub(crate) fn write() -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    for line in stdin().lock().lines() {
        let order: Value = serde_json::from_str(&line.context("read")?).context("order")?;
        commands(&order, &mut out).context("write")?;
    }
    out.flush().context("write")
}

fn commands(order: &Value, out: &mut impl Write) -> anyhow::Result<()> {
    let millis = order["timestamp"].as_i64().context("timestamp")?;
    let at = jiff::Timestamp::from_millisecond(millis)?.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let (day, hour) = (at.strftime("%Y%m%d").to_string(), at.hour().to_string());
    let (orders, items) = (format!("orders:{day}"), format!("orders:items:{day}"));
    command(out, &["INCR", &orders])?;
    command(out, &["EXPIRE", &orders, EXPIRE_SECONDS])?;
    let mut revenue = 0.0;
    for item in order["items"].as_array().context("items")? {
        let sku = item["sku"].as_str().context("sku")?;
        let quantity = item["quantity"].as_i64().context("quantity")?;
        let price = match &item["price"] {
            Value::String(price) => price.parse::<f64>().context("price")?,
            price => price.as_f64().context("price")?,
        };
        revenue += price * quantity as f64;
        command(
            out,
            &[
                "ZINCRBY",
                "orders:items:popular",
                &quantity.to_string(),
                sku,
            ],
        )?;
        command(out, &["SADD", &items, sku])?;
        command(out, &["EXPIRE", &items, EXPIRE_SECONDS])?;
        command(out, &["LPUSH", "orders:items:latest", sku])?;
        command(out, &["LTRIM", "orders:items:latest", "0", "100"])?;
    }
    let key = format!("sales:revenue:{day}");
    command(out, &["ZADD", "sales:revenue:days", "0", &day])?;
    command(
        out,
        &["HINCRBYFLOAT", &key, &hour, &format!("{revenue:.2}")],
    )?;
    command(out, &["EXPIRE", &key, EXPIRE_SECONDS])
}

fn command(out: &mut impl Write, words: &[&str]) -> anyhow::Result<()> {
    write!(out, "*{}\r\n", words.len())?;
    for word in words {
        write!(out, "${}\r\n{word}\r\n", word.len())?;
    }
    Ok(())
}
