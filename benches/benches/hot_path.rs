//! Micro-benchmarks of an order's path: decode, fold, commit, and reading the board.

#![allow(
    missing_docs,
    reason = "criterion's macros make undocumented functions"
)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use domain::{BoardQuery, Known, Retention, Shop, Timestamp};
use pipeline::{BodyFormat, Committer, Durability, decode_body};
use ports::{Figures as _, Ledger as _};
use sample_orders::{Plain, PlainSettings};
use store_embedded::EmbeddedStore;

/// 2026-07-14T03:33:20Z.
const NOW: i64 = 1_784_000_000_000;
const BATCH: u64 = 10_000;
const RETENTION: Retention = Retention {
    max_days: 8,
    hold: None,
};

fn lines(seed: u64, is_rich: bool) -> Vec<u8> {
    let settings = PlainSettings {
        is_rich,
        seed,
        skus: 100_000,
        orders: BATCH,
        start_ms: NOW - 3_600_000,
        end_ms: NOW,
        id_prefix: format!("{seed}-"),
    };
    let mut lines = Vec::new();
    let mut plain = Plain::new(settings).expect("the settings are possible");
    plain.write(BATCH, &mut lines);
    lines
}

/// The same orders as many producers write them: spaces after colons and commas, names, prices as numbers.
fn real(plain: &[u8]) -> Vec<u8> {
    let plain = String::from_utf8_lossy(plain);
    let spaced = plain.replace("\":", "\": ").replace(",\"", ", \"");
    let named = spaced.replace(
        "\", \"price\": \"",
        "\", \"name\": \"Tea in a tin\", \"price\": ",
    );
    named.replace("\", \"quantity", ", \"quantity").into_bytes()
}

fn decoded(shop: &Shop, lines: &[u8]) -> pipeline::Decoded {
    decode_body(
        shop,
        Timestamp::from_millis(NOW),
        "bench",
        BodyFormat::Ndjson,
        None,
        lines,
    )
}

fn hot_path(criterion: &mut Criterion) {
    let shop = Arc::new(Shop::new("default", "America/New_York", "USD").expect("a shop"));
    let mut group = criterion.benchmark_group("hot_path");
    group.throughput(Throughput::Elements(BATCH));
    let plain = lines(1, false);
    let inputs = [
        ("real", real(&plain)),
        ("rich", lines(1, true)),
        ("plain", plain),
    ];
    for (name, input) in inputs {
        group.bench_function(format!("decode_{name}"), |bench| {
            bench.iter(|| decoded(&shop, black_box(&input)));
        });
        let (known, batch) = (Known::default(), decoded(&shop, &input));
        group.bench_function(format!("fold_{name}"), |bench| {
            bench.iter(|| domain::fold(&shop, &RETENTION, &known, black_box(batch.orders())));
        });
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(EmbeddedStore::open(folder.path()).expect("a store"));
    runtime
        .block_on(store.open_shop(&shop))
        .expect("a shop in the store");
    let committer = Committer::new(Arc::clone(&shop), store.clone());
    let mut committer = runtime.block_on(committer).expect("a committer");
    let mut seed = 1;
    group.bench_function("fold_and_commit_durably", |bench| {
        bench.iter_batched(
            || {
                seed += 1;
                decoded(&shop, &lines(seed, false))
            },
            |batch| {
                runtime
                    .block_on(committer.commit(vec![batch], Durability::Now))
                    .is_ok()
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();

    let query = BoardQuery::of(shop.today(Timestamp::from_millis(NOW)));
    criterion.bench_function("board", |bench| {
        bench.iter(|| runtime.block_on(store.board(&shop, &query)).is_ok());
    });
}

criterion_group!(benches, hot_path);
criterion_main!(benches);
