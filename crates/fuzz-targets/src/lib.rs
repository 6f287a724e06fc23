//! The fuzz targets: one function for each decoder of foreign bytes.
//!
//! Each function accepts any bytes. It must return with little time and memory, and asserts the invariants of whatever
//! it understood. `tests/corpus.rs` runs them over the corpus and several thousand mutations in every test run; `make
//! fuzz` runs them under libFuzzer.

use domain::{Orders, Reject, Shop, Timestamp};
use md5::{Digest as _, Md5};
use pipeline::{BodyFormat, Decoded, Origin, decode_body, decode_into};
use presets::{Event, Piece, Platform, Reading};

/// A target: its name, which is also the name of its corpus folder, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 16] = [
    ("orders_json", orders_json),
    ("orders_ndjson", orders_ndjson),
    ("orders_alike", orders_alike),
    ("cloud_events", cloud_events),
    ("csv", csv),
    ("config", config),
    ("platform_body", platform_body),
    ("kinesis_record", kinesis_record),
    ("kafka_fetch", kafka_fetch),
    ("source_text", source_text),
    ("query", query),
    ("redis_url", redis_url),
    ("redis_records", redis_records),
    ("embedded_record", embedded_record),
    ("embedded_page", embedded_page),
    ("buffer_record", buffer_record),
];

fn shop() -> Shop {
    // A zone with days of 23 and 25 hours, a currency with three decimals.
    match Shop::new("default", "Europe/London", "KWD") {
        Ok(shop) => shop,
        Err(error) => panic!("{error}"),
    }
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_772_359_200_123)
}

/// A body of `POST /v1/orders` as JSON.
pub fn orders_json(data: &[u8]) {
    body(BodyFormat::Json, data);
}

/// A body of `POST /v1/orders` as NDJSON; files and sources are decoded by the same function.
pub fn orders_ndjson(data: &[u8]) {
    body(BodyFormat::Ndjson, data);
}

/// Lines of similar orders: if the decoder for those understands them, the general decoder gives the same result.
pub fn orders_alike(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        pipeline::fuzzing::by_both_decoders(text);
    }
}

/// Envelopes of CloudEvents and EventBridge: nested, alone, in arrays, or one per line.
pub fn cloud_events(data: &[u8]) {
    body(BodyFormat::CloudEvents, data);
    let shop = shop();
    for format in [BodyFormat::Json, BodyFormat::Ndjson] {
        let mut decoded = Decoded::new(Origin {
            source: "http",
            now: now(),
        });
        decode_into(&shop, format, None, data, &mut decoded);
        check(&shop, &decoded);
    }
}

fn body(format: BodyFormat, data: &[u8]) {
    // Half of the inputs come with an idempotency key.
    let key = data.first().is_some_and(|byte| byte % 2 == 0);
    let key = key.then_some("key");
    let shop = shop();
    let decoded = decode_body(&shop, now(), "http", format, key, data);
    check(&shop, &decoded);
    // Whatever was understood survives the intake buffer.
    let again = pipeline::fuzzing::through_the_buffer(&shop, &decoded);
    assert_eq!(again.order_count(), decoded.order_count());
    assert_eq!(again.line_count(), decoded.line_count());
    let kept = decoded.reject_count().min(Reject::KEPT);
    assert_eq!(again.events(), decoded.order_count() + kept);
    let sums = |decoded: &Decoded| -> i128 {
        let orders = decoded.orders().iter();
        orders.map(|it| it.revenue() - it.returns()).sum()
    };
    assert_eq!(sums(&again), sums(&decoded));
}

fn check(shop: &Shop, decoded: &Decoded) {
    assert!(decoded.events() >= decoded.order_count());
    for order in decoded.orders().iter() {
        assert!((1..=domain::MAX_KEY_BYTES).contains(&order.id().len()));
        assert!(order.revenue() >= 0 && order.returns() >= 0);
        assert!(order.lines().count() <= domain::MAX_LINES);
        assert!(order.placed_at().millis() <= now().millis() + shop.max_future_millis);
    }
}

/// A CSV file of `livetill import`. If its first line begins with `#`, it holds a strftime format,
/// an encoding and a mapping of columns between bars.
pub fn csv(data: &[u8]) {
    let shop = shop();
    let (settings, file) = match data.strip_prefix(b"#") {
        None => (&b""[..], data),
        Some(rest) => rest.split_at(
            rest.iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len()),
        ),
    };
    let settings = String::from_utf8_lossy(settings);
    let mut settings = settings.split('|');
    let mut setting = || {
        settings
            .next()
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
    };
    let (time_format, encoding) = (setting(), setting().unwrap_or_else(|| "utf-8".to_owned()));
    let map = setting().map_or_else(Vec::new, |map| map.split(',').map(str::to_owned).collect());
    let chunks = livetill::fuzzing::csv(file, &shop, map, time_format, encoding);
    for chunk in chunks.unwrap_or_default() {
        let decoded = decode_body(&shop, now(), "import", BodyFormat::Ndjson, None, &chunk);
        check(&shop, &decoded);
    }
}

/// The configuration file.
pub fn config(data: &[u8]) {
    livetill::fuzzing::config(data);
}

/// A platform's webhook: the platform's name and the topic, a word each on the first line, then the body.
pub fn platform_body(data: &[u8]) {
    let line = data.iter().position(|&byte| byte == b'\n');
    let (line, body) = data.split_at(line.unwrap_or(data.len()));
    let line = String::from_utf8_lossy(line);
    let (platform, topic) = line.split_once(' ').unwrap_or((&line, ""));
    let platform = Platform::from_name(platform).unwrap_or(Platform::Shopify);
    let preset = platform.preset();
    let headers = |_: &str| None;
    let _ = preset.topic(&headers, body);
    let read = preset.read(topic, body, now());
    // What is kept of a reject reads as the whole did; events in our own format are kept one by one.
    let kept = platform.kept_body(body);
    if let Some(kept) = kept.filter(|_| platform != Platform::Standard) {
        assert_eq!(preset.read(topic, &kept, now()), read);
    }
    let Ok(Reading::Pieces(pieces)) = read else {
        return;
    };
    let shop = shop();
    for piece in &pieces {
        let events = joined_twice(piece);
        let mut orders = Orders::default();
        for event in &events {
            // Amounts may be too large, times too early.
            let _ = event.push(&shop, now(), &mut orders);
        }
        assert!(orders.len() <= events.len());
    }
}

/// The events of a piece. One that comes twice changes nothing but what was known before it.
fn joined_twice(piece: &Piece) -> Vec<Event> {
    let join = |known| {
        let mut joined = piece.join(known, now());
        joined
            .events
            .iter_mut()
            .for_each(|event| event.earlier = None);
        joined
    };
    let first = join(None);
    let second = join(first.note.as_deref());
    assert!(second.note.is_none() || second.note == first.note);
    for event in &second.events {
        assert!(first.events.contains(event), "{event:?}");
    }
    first.events
}

/// The data of a Kinesis record, aggregated or not; the fuzzer need not guess MD5 sums.
pub fn kinesis_record(data: &[u8]) {
    let shop = shop();
    let sum = Md5::digest(data);
    let aggregated = [&sources::kinesis::MAGIC[..], data, sum.as_slice()].concat();
    for data in [data, &aggregated] {
        let record = sources::kinesis::StreamRecord {
            shard: "shardId-000000000000",
            sequence_number: "49590338271490256608559692538361571095921575989136588898",
            data,
        };
        let mut decoded = Decoded::new(Origin {
            source: "kinesis:orders:shardId-000000000000",
            now: now(),
        });
        sources::kinesis::decode_record(&shop, &record, &mut decoded);
        check(&shop, &decoded);
    }
}

/// An answer of a Kafka broker to a fetch: its version and the offset that was asked for, a byte each, then the answer.
pub fn kafka_fetch(data: &[u8]) {
    let Some((&[version, from], answer)) = data.split_first_chunk() else {
        return;
    };
    let shop = shop();
    let mut decoded = Decoded::new(Origin {
        source: "kafka:orders:3",
        now: now(),
    });
    let version = i16::from(version % 8) + 4;
    sources::fuzzing::kafka_fetch(version, from.into(), answer, &shop, &mut decoded);
    check(&shop, &decoded);
}

/// Text about a source from a store or a person: URLs, positions, entry ids.
pub fn source_text(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        // Any result is fine.
        let _ = sources::kinesis::KinesisUrl::parse(text);
        let _ = sources::redis_stream::RedisStreamUrl::parse(text);
        let _ = sources::kafka::KafkaUrl::parse(text);
        let _ = text.parse::<sources::Start>();
        let id = text.parse::<sources::redis_stream::EntryId>();
        if let Ok(id) = id {
            assert_eq!(id.to_string().parse(), Ok(id));
            let _ = id.before();
        }
    }
}

/// The query of every data endpoint.
pub fn query(data: &[u8]) {
    server::fuzzing::query(data);
}

/// A store URL, which comes from the command line, the environment or a file.
pub fn redis_url(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        // Any result is fine.
        let _ = store_redis::StoreUrl::parse(text);
    }
}

/// Bytes from a Redis server as a ledger entry, an id, a day or a reject.
pub fn redis_records(data: &[u8]) {
    store_redis::fuzzing::records(data);
}

/// A record of the embedded store's log.
pub fn embedded_record(data: &[u8]) {
    store_embedded::fuzzing::record(data);
}

/// A page of the embedded store; the first byte selects its kind.
pub fn embedded_page(data: &[u8]) {
    store_embedded::fuzzing::page(data);
}

/// A record of the intake buffer.
pub fn buffer_record(data: &[u8]) {
    if let Some(decoded) = pipeline::fuzzing::buffer_record(&shop(), data) {
        for order in decoded.orders().iter() {
            assert!(order.revenue() >= 0 && order.returns() >= 0);
        }
    }
}

/// Initial inputs, written by the stores, for targets whose inputs cannot be written by hand.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "redis_records" => store_redis::fuzzing::seeds(),
        "embedded_record" => store_embedded::fuzzing::seeds().0,
        "embedded_page" => store_embedded::fuzzing::seeds().1,
        _ => Vec::new(),
    }
}
